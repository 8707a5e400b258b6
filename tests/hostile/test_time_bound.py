"""A document has a time: what is not checked when it is up is counted and named, never left out."""

from __future__ import annotations

import time
from datetime import date
from itertools import count

import pytest

from citecheck import checker
from citecheck.checker import Checker
from citecheck.extract import Names, extract
from citecheck.model import Check, Document, Extraction, Verdict
from citecheck.report.messages import say
from citecheck.store import StatuteStore

TEXT = "根据《示范交易法》第一条，为了示范。根据《示范交易法》第二条，交易应当公平。根据《示范总法》第九条，无。"


@pytest.mark.parametrize("turns", [0, 1, 2, 3, 4, 5, 6, 7, 99])
def test_what_time_does_not_suffice_for_is_counted(
    invented: StatuteStore, monkeypatch: pytest.MonkeyPatch, turns: int
) -> None:
    looked = iter(range(10_000))
    monkeypatch.setattr(checker, "thread_time", lambda: next(looked))
    clock = iter(range(0, 10_000_000, 1_000))
    monkeypatch.setattr(checker, "monotonic", lambda: next(clock))
    report = Checker(invented, as_of=date(2026, 1, 1), seconds=turns).check(Document("a", TEXT, ""))
    late = [left for left in report.not_checked if left.reason == "out_of_time"]
    assert len(report.checked) + len(late) == 3
    assert len(report.checked) == min(3, max(0, turns - 3))  # three turns go to finding out what is meant
    assert all(TEXT[left.span.start : left.span.end] == left.text for left in late)


def test_a_branch_that_is_not_there_costs_no_more_than_its_own_rows(store: StatuteStore) -> None:
    """All 1,260 articles of the Civil Code with their words were read for each: 18 ms, so a long text hung."""
    text = "根据《中华人民共和国民法典》第一百条的规定，" + "第一条之一" * 400
    checks = Checker(store, as_of=date(2026, 1, 1), checks={Check.EXISTENCE})
    begun = time.thread_time()
    report = checks.check(Document("a", text, ""))
    assert [one.verdict for one in report.checked].count(Verdict.NO_SUCH_ARTICLE) == 400
    assert time.thread_time() - begun < 2


@pytest.mark.parametrize(
    ("characters", "seconds", "checked"),
    [
        pytest.param(100, 8, 3, id="a page, in time"),
        pytest.param(60_000, 9, 0, id="extraction of a long text took all of it"),
        pytest.param(1_000_000, 9, 0, id="of a million characters too"),
        pytest.param(2_500_000, 19, 3, id="more characters have more time"),
        pytest.param(2_500_000, 21, 0, id="and an end of it"),
    ],
)
def test_the_time_of_a_long_text_begins_before_it_is_read(
    invented: StatuteStore, monkeypatch: pytest.MonkeyPatch, characters: int, seconds: int, checked: int
) -> None:
    now = [0.0]

    def extracted(text: str, names: Names) -> Extraction:
        now[0] += seconds
        return extract(text, names)

    monkeypatch.setattr(checker, "extract", extracted)
    monkeypatch.setattr(checker, "thread_time", lambda: now[0])
    monkeypatch.setattr(checker, "monotonic", lambda: now[0])
    text = TEXT + "。" * (characters - len(TEXT))
    assert len(Checker(invented, as_of=date(2026, 1, 1)).check(Document("a", text, "")).checked) == checked


def test_the_processor_is_asked_for_its_time_a_few_times_only(
    invented: StatuteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked before each citation, it cost a hostile text of ten thousand more than the checks did."""
    asked, now = count(1), count()
    monkeypatch.setattr(checker, "monotonic", lambda: next(now) / 1_000)  # a millisecond each
    monkeypatch.setattr(checker, "thread_time", lambda: next(asked) / 100)
    report = Checker(invented, as_of=date(2026, 1, 1), seconds=8).check(Document("a", TEXT * 300, ""))
    assert len(report.checked) == 900
    assert next(asked) <= 10


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_is_told(lang: str) -> None:
    assert "out_of_time" not in say(lang).not_checked("out_of_time")
