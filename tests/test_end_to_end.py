"""What a whole run is worth on the hand-made gold data and on the seeds, with floors that are not lowered quietly.

Measured on 2026-11-22 with ../shared/eval/score.py (development halves; the figures and their floors):

    written  extraction F1 1.000, spans 0.982, pinpoints 1.000, verdicts 1.000, flags 1.000 / 0.870, decoys 0/11
    web      extraction F1 0.992, spans 0.976, pinpoints 1.000, verdicts 0.956, flags 1.000 / 0.947
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from citecheck.checker import Checker
from citecheck.model import Checked, DocumentReport, Matched, Verdict
from citecheck.read import read
from citecheck.report import Report, StoreSummary
from citecheck.report.json import render
from citecheck.store import StatuteStore

LABELLED_ON = date(2026, 11, 21)
FLOORS: Mapping[str, Mapping[str, float]] = {
    "written": {"f1": 0.98, "span_exact": 0.97, "pinpoint": 0.97, "verdict": 0.97, "flag_precision": 0.97},
    "web": {"f1": 0.97, "span_exact": 0.95, "pinpoint": 0.97, "verdict": 0.93, "flag_precision": 0.97},
}


@pytest.fixture(scope="session")
def checker(store: StatuteStore) -> Checker:
    return Checker(store, as_of=LABELLED_ON)


@pytest.mark.parametrize("kind", FLOORS)
def test_gold(checker: Checker, shared: Path, tmp_path: Path, kind: str) -> None:
    gold = shared / "data" / "gold"
    documents = tuple(checker.check(read(path)) for path in sorted((gold / kind).glob("*.txt")))
    report = tmp_path / "report.json"
    report.write_text(render(Report(documents, StoreSummary.of(checker.store.info()), LABELLED_ON)), "utf-8")
    command = [sys.executable, shared / "eval" / "score.py", gold / f"{kind}.jsonl", gold / kind, "--report", report]
    score: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    measured = {
        "f1": score["extraction"]["f1"],
        "span_exact": score["span_exact"],
        "pinpoint": score["pinpoint"],
        "verdict": score["verdict"]["accuracy"],
        "flag_precision": score["flag"]["precision"],
    }
    assert {name: figure for name, figure in measured.items() if figure < FLOORS[kind][name]} == {}
    assert score["decoys"].startswith("0/")


def seed(checker: Checker, shared: Path, number: str) -> DocumentReport:
    (path,) = (shared / "seeds").glob(f"{number}_*.txt")
    return checker.check(read(path))


def with_article(report: DocumentReport) -> list[Checked]:
    return [checked for checked in report.checked if checked.citation.article is not None]


def title(checked: Checked) -> str:
    resolution = checked.resolved.resolution
    assert isinstance(resolution, Matched)
    return resolution.statute.id


def test_seed_003_has_three_article_citations_and_none_is_fine(checker: Checker, shared: Path) -> None:
    cited = with_article(seed(checker, shared, "003"))
    wrong = {Verdict.UNSUPPORTED, Verdict.CONTRADICTED}
    assert [title(c) for c in cited] == ["消费者权益保护法", "信息网络传播权保护条例", "个人信息保护法"]
    assert cited[0].verdict in wrong
    assert cited[1].verdict is Verdict.NO_SUCH_ARTICLE
    assert cited[2].verdict in wrong
    places = [place for finding in cited[0].findings for place in finding.suggestions][:5]
    # performance of a debt (509), damages (577), money debts (579), loans (667-680)
    sensible = {509, 577, 579, *range(667, 681)}
    assert any(p.statute.id == "民法典" and p.article and p.article.base in sensible for p in places)


def test_seed_004_is_read_through_traditional_characters_and_pinyin(checker: Checker, shared: Path) -> None:
    verdicts = {title(c): c.verdict for c in seed(checker, shared, "004").checked}
    assert verdicts == {"合同法": Verdict.REPEALED, "民法典": Verdict.OK, "消费者权益保护法": Verdict.OK}


def test_seed_000_names_its_statute_without_an_article(checker: Checker, shared: Path) -> None:
    report = seed(checker, shared, "000")
    assert [(title(c), c.citation.article) for c in report.checked] == [("消费者权益保护法", None)]


@pytest.mark.parametrize("number", ["001", "002"])
def test_seeds_without_article_citations(checker: Checker, shared: Path, number: str) -> None:
    assert with_article(seed(checker, shared, number)) == []
