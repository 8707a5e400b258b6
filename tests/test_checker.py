"""What a checker remembers of the places it has met changes no answer."""

from __future__ import annotations

from datetime import date

import pytest

from citecheck.checker import Checker
from citecheck.model import Check, Document, Verdict
from citecheck.store import StatuteStore

STRUCTURE = frozenset({Check.EXISTENCE, Check.VALIDITY})
REPEALED = "依照《示范旧约法》第五十二条，约定无效。"


@pytest.mark.parametrize("checks", [STRUCTURE, frozenset(Check)], ids=["structure", "claims"])
def test_a_place_met_before_is_judged_at_each_day(invented: StatuteStore, checks: frozenset[Check]) -> None:
    checker = Checker(invented, as_of=date(2026, 1, 1), own_date=True, checks=checks)
    days = [date(2026, 1, 1), date(2010, 1, 1), date(2026, 1, 1), date(2010, 1, 1)]
    reports = [checker.check(Document("a", REPEALED, "", date=day)) for day in days]
    anew = [Checker(invented, as_of=day, checks=checks).check(Document("a", REPEALED, "", date=day)) for day in days]
    assert reports == anew
    repealed = [report.checked[0].verdict is Verdict.REPEALED for report in reports]
    assert repealed == [True, False, True, False]


def test_each_citation_of_a_place_keeps_its_own_words(invented: StatuteStore) -> None:
    checker = Checker(invented, as_of=date(2026, 1, 1), checks=STRUCTURE)
    text = f"{REPEALED}\n另见《示范旧约法》第五十二条。\n又见《示范旧约法》第五十二条第二款。"
    report = checker.check(Document("a", text, ""))
    assert [text[one.citation.span.start : one.citation.span.end] for one in report.checked] == [
        one.citation.text for one in report.checked
    ]
    alone = [Checker(invented, as_of=date(2026, 1, 1), checks=STRUCTURE).check_citation(one.citation, report.as_of)
             for one in report.checked if report.as_of]  # fmt: skip
    assert list(report.checked) == alone


def test_numbers_that_no_article_has_are_told_apart(invented: StatuteStore) -> None:
    """What was remembered of 第0条 was told of 第3.5条 too."""
    text = "根据《示范交易法》第0条。根据《示范交易法》第3.5条。根据《示范交易法》。"
    report = Checker(invented, as_of=date(2026, 1, 1)).check(Document("a", text, ""))
    found = [[finding.facts.get("number") for finding in one.findings] for one in report.checked]
    assert found == [["0"], ["3.5"], []]
