"""One batch of documents in, one batch of findings out; whatever a document is, it is a row."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from audit_sentences import FINE, INVENTED, PLAIN, REPEALED
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.audit import batch as batch_module
from citecheck.audit import bound as bound_module
from citecheck.audit.batch import audit_batch
from citecheck.audit.bound import OutOfTime, time_bound
from citecheck.audit.config import AuditConfig
from citecheck.audit.schema import ERRORS, IN, OUT, READ
from citecheck.errors import StoreError


def documents(*texts: str | None, schema: pa.Schema = IN, **columns: list[Any]) -> pa.RecordBatch:
    rows = [{"id": f"d{n}", "text": text} for n, text in enumerate(texts)]
    for name, values in columns.items():
        for row, value in zip(rows, values, strict=True):
            row[name] = value
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def verdicts(found: pa.RecordBatch) -> list[tuple[str, str | None]]:
    return list(zip(found.column("document").to_pylist(), found.column("verdict").to_pylist(), strict=True))


def test_a_citation_is_a_row_and_a_document_without_one_is_a_row(config: AuditConfig) -> None:
    found = audit_batch(documents(FINE + INVENTED, PLAIN, REPEALED), config)
    assert found.schema == OUT
    assert verdicts(found) == [("d0", "ok"), ("d0", "no_such_article"), ("d1", None), ("d2", "repealed")]
    assert found.column("ordinal").to_pylist() == [0, 1, None, 0]
    assert found.column("citations").to_pylist() == [2, 2, 0, 1]
    assert found.column("suspicious").to_pylist() == [1, 1, 0, 1]
    invented = found.to_pylist()[1]
    assert (invented["statute"], invented["article"], invented["claim"]) == ("示范交易法", 99, "样本由卖方保管")
    assert (FINE + INVENTED)[invented["start"] : invented["end"]] == invented["text"]
    assert "40" in invented["message"]


def test_a_document_that_was_not_read_is_a_row_with_its_error(config: AuditConfig) -> None:
    given = documents(None, FINE, schema=READ, error=["binary", None], source=["a", "b"], position=[3, None])
    found = audit_batch(given, config).to_pylist()
    assert [(row["document"], row["error"], row["source"], row["position"]) for row in found] == [
        ("d0", "binary", "a", 3),
        ("d1", None, "b", None),
    ]
    assert found[0]["error_message"] == "it is a binary file, not text"


def test_columns_of_other_types_and_without_dates_are_taken(config: AuditConfig) -> None:
    given = pa.RecordBatch.from_pydict(
        {"text": pa.array([FINE], pa.large_string()), "id": pa.array(["x"]).dictionary_encode(), "more": [1]}
    )
    assert verdicts(audit_batch(given, config)) == [("x", "ok")]


def test_a_date_of_the_document_is_used_when_asked_for(config: AuditConfig) -> None:
    given = documents(REPEALED, REPEALED, date=[date(2010, 1, 1), None])
    assert verdicts(audit_batch(given, config)) == [("d0", "repealed"), ("d1", "repealed")]
    assert verdicts(audit_batch(given, replace(config, own_date=True))) == [("d0", "ok"), ("d1", "repealed")]


def test_a_long_document_is_a_row(config: AuditConfig) -> None:
    found = audit_batch(documents(FINE * 100, FINE), replace(config, max_characters=500)).to_pylist()
    assert [(row["error"], row["characters"]) for row in found] == [("too_large", len(FINE) * 100), (None, len(FINE))]


def test_a_document_that_takes_too_long_is_a_row(config: AuditConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    """By a clock of ours: on no machine, however slow, does the second document take too long as well."""
    now = [0.0]
    monkeypatch.setattr(bound_module, "monotonic", lambda: now[0])

    def take_long() -> None:
        now[0] += 61
        signal.raise_signal(signal.SIGALRM)  # a tick, as the timer gives them by the machine's clock

    patched(monkeypatch, "示范旧约法", take_long)
    found = audit_batch(documents(REPEALED, FINE), replace(config, max_seconds=60.0))
    assert found.column("error").to_pylist() == ["out_of_time", None]


def test_the_timer_ends_a_document_that_takes_too_long(config: AuditConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    patched(monkeypatch, "示范旧约法", lambda: time.sleep(600))
    found = audit_batch(documents(REPEALED), replace(config, max_seconds=0.05))
    assert found.column("error").to_pylist() == ["out_of_time"]


def test_a_defect_of_ours_costs_one_document(config: AuditConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    patched(monkeypatch, "示范旧约法", lambda: 1 // 0)
    found = audit_batch(documents(REPEALED, FINE), replace(config, max_seconds=20.0)).to_pylist()
    assert [row["error"] for row in found] == ["internal_error", None]
    assert "ZeroDivisionError" in found[0]["error_message"]


def test_a_damaged_store_is_no_row(config: AuditConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise StoreError("cannot read the statute store")

    patched(monkeypatch, "示范旧约法", fail)
    with pytest.raises(StoreError):
        audit_batch(documents(REPEALED), replace(config, max_seconds=21.0))


def patched(monkeypatch: pytest.MonkeyPatch, word: str, act: Callable[[], Any]) -> None:
    """Documents that hold `word` make the checker do something else."""
    check = batch_module.Checker.check

    def instead(self: Any, document: Any) -> Any:
        if word in document.text:
            act()
        return check(self, document)

    monkeypatch.setattr(batch_module.Checker, "check", instead)


def endless() -> Iterator[int]:
    while True:
        yield 0


@pytest.mark.parametrize("where", ["in the main thread", "in another thread"])
def test_time_runs_out_in_any_thread(where: str) -> None:
    ended: list[str] = []

    def work() -> None:
        try:
            with time_bound(0.1):
                for _ in endless():
                    pass
        except OutOfTime:
            ended.append("out of time")
        with time_bound(10):
            ended.append("in time")

    if where == "in the main thread":
        work()
    else:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(20)
    assert ended == ["out of time", "in time"]


SENTENCES = st.sampled_from([FINE, INVENTED, REPEALED, PLAIN, "《示范", "第", "条", "。", "\ud7ff", "\0", "𠮷", "\r\n"])


@given(st.lists(st.lists(SENTENCES, max_size=5).map("".join), max_size=12), st.integers(1, 12))
@settings(deadline=None, max_examples=40)
def test_how_documents_are_cut_into_batches_changes_nothing(config: AuditConfig, texts: list[str], size: int) -> None:
    whole = documents(*texts)
    parts = [audit_batch(whole.slice(start, size), config) for start in range(0, len(texts), size)]
    assert pa.Table.from_batches(parts, OUT).to_pylist() == audit_batch(whole, config).to_pylist()


@pytest.mark.parametrize("number", ["第99999999999999999999条", "第九亿九千万万万条", "第4294967296条之9999999999999"])
def test_numbers_without_measure_fit_the_schema(config: AuditConfig, number: str) -> None:
    found = audit_batch(documents(f"根据《示范交易法》{number}的规定，交易应当公平。"), config)
    assert found.column("error").to_pylist() == [None] * found.num_rows


def test_why_a_document_was_not_checked_is_told_in_the_language_asked_for(config: AuditConfig) -> None:
    told = {
        lang: audit_batch(
            pa.RecordBatch.from_pylist([{"id": "a", "error": error} for error in sorted(ERRORS)], schema=READ),
            replace(config, lang=lang),
        )
        .column("error_message")
        .to_pylist()
        for lang in ("en", "zh")
    }
    assert all(words.isascii() for words in told["en"])
    assert not any(words.isascii() for words in told["zh"])
    assert all(words not in ERRORS for words in told["en"])
