# ruff: noqa: E501  (rows of tables are long)
"""Which documents a corpus keeps, for every tool that cleans corpora."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from audit_sentences import FINE, INVENTED, PLAIN, REPEALED

from citecheck.audit.batch import audit_batch
from citecheck.audit.config import AuditConfig
from citecheck.audit.filter import Rule, keep, keep_batch, text_filter
from citecheck.audit.schema import IN, OUT
from citecheck.model import Verdict

RULES: list[Any] = [
    pytest.param(Rule(), "adf", id="whatever is suspicious goes"),
    pytest.param(Rule(frozenset({Verdict.REPEALED})), "abdf", id="only what was asked goes"),
    pytest.param(Rule(share=0.6), "acdf", id="a share of false citations is borne"),
    pytest.param(Rule(unreadable=False), "adef", id="what was not read may stay"),
    pytest.param(Rule(frozenset(), support=0.5), "abcdf", id="without a judged claim no score is too low"),
]


@pytest.mark.parametrize(("rule", "kept"), RULES)
def test_a_rule_says_what_stays(config: AuditConfig, rule: Rule, kept: str) -> None:
    texts = {"a": FINE, "b": INVENTED, "c": FINE + REPEALED, "d": PLAIN, "e": None, "f": ""}
    batch = pa.RecordBatch.from_pylist([{"id": id_, "text": text} for id_, text in texts.items()], schema=IN)
    assert "".join(id_ for id_, stays in keep(audit_batch(batch, config), rule) if stays) == kept
    assert "".join(keep_batch(batch, config, rule).column("id").to_pylist()) == kept


def test_a_score_says_what_stays() -> None:
    every = {"characters": 1, "citations": 1, "suspicious": 0, "not_checked": 0, "ordinal": 0, "verdict": "ok"}
    scores = {"a": 0.2, "b": 0.8, "c": None}
    rows = [every | {"document": id_, "support_score": score} for id_, score in scores.items()]
    found = pa.RecordBatch.from_pylist(rows, schema=OUT)
    assert [id_ for id_, stays in keep(found, Rule(support=0.5)) if stays] == ["b", "c"]


def test_a_predicate_can_be_sent_to_workers(config: AuditConfig) -> None:
    keeps = pickle.loads(pickle.dumps(text_filter(config)))
    assert [keeps(text) for text in (FINE, INVENTED, PLAIN, "a\ud800")] == [True, False, True, True]
    assert not keeps(REPEALED, date(2026, 1, 1))


@pytest.mark.engines
def test_a_corpus_is_cleaned_by_datatrove(config: AuditConfig, corpus: Callable[..., Path], tmp_path: Path) -> None:
    pytest.importorskip("datatrove", reason="needs datatrove")
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.filters import LambdaFilter
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    corpus([FINE, INVENTED, PLAIN, REPEALED])
    keeps = text_filter(config)
    LocalPipelineExecutor(
        [
            JsonlReader(str(tmp_path), glob_pattern="corpus.jsonl"),
            LambdaFilter(
                lambda document: keeps(document.text),
                exclusion_writer=JsonlWriter(str(tmp_path / "dropped"), compression=None),
            ),
            JsonlWriter(str(tmp_path / "kept"), compression=None),
        ],
        logging_dir=str(tmp_path / "logs"),
    ).run()

    def ids(folder: str) -> list[str]:
        return [json.loads(line)["id"] for path in (tmp_path / folder).iterdir() for line in path.open()]

    assert (ids("kept"), ids("dropped")) == (["d0", "d2"], ["d1", "d3"])


ODD: list[Any] = [
    pytest.param({"text": [PLAIN, None], "id": ["a", "b"]}, id="no text"),
    pytest.param({"text": [PLAIN, INVENTED]}, id="no id"),
    pytest.param({"text": [PLAIN, INVENTED], "id": [{"n": 1}, {"n": 2}]}, id="ids of many parts"),
    pytest.param({"text": [PLAIN, INVENTED], "id": [1, 2], "date": ["tomorrow", "2024-05-06T10:00Z"]}, id="days as words"),
    pytest.param({"text": [PLAIN, INVENTED], "id": [1, 2], "date": [1714953600, 0]}, id="days as seconds"),
    pytest.param({"text": [PLAIN, INVENTED], "id": [1, 2], "url": [["a"], []]}, id="lists of addresses"),
    pytest.param({"text": [PLAIN.encode(), INVENTED.encode("gb18030")]}, id="bytes"),
    pytest.param({"text": [PLAIN, INVENTED], "error": ["none", ""], "source": [["a"], []], "position": ["x", "y"], "sha256": [b"\xff", b""]}, id="columns that are called like ours"),
]  # fmt: skip


@pytest.mark.parametrize("columns", ODD)
def test_a_table_of_any_kind_is_cleaned(config: AuditConfig, columns: dict[str, list[Any]]) -> None:
    batch = pa.RecordBatch.from_pydict(columns)
    assert keep_batch(batch, config) == batch.slice(0, 1)
    assert None not in audit_batch(batch, config).column("document").to_pylist()


@pytest.mark.parametrize(
    ("text", "day", "kept"),
    [(None, None, False), (PLAIN, "2024-05-06", True), (PLAIN, "tomorrow", True), ("\ud800", None, True), ("", None, True)],
)  # fmt: skip
def test_a_predicate_takes_what_a_pipeline_hands_it(
    config: AuditConfig, text: str | None, day: str | None, kept: bool
) -> None:
    assert text_filter(config)(text, day) is kept
