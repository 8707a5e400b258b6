"""Existence and validity: rows over the invented catalogue of tests/invented.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from citecheck.checks import existence, validity
from citecheck.model import ArticleNumber, Citation, CitationForm, Edition, Outcome, Pinpoint, Result, Span, Verdict
from citecheck.normalize import title_key
from citecheck.resolve import resolve
from citecheck.store import StatuteStore

TODAY = date(2026, 8, 1)
NOWHERE = Pinpoint()
JUDICIAL = "最高人民法院关于审理示范纠纷案件适用法律若干问题的解释（一）"
PASSED = (Result.PASSED, None, None)


def cite(title: str, article: str = "", pinpoint: Pinpoint = NOWHERE, edition: int | None = None) -> Citation:
    base, _, branch = article.partition("-")
    number = ArticleNumber(int(base), int(branch or 0)) if base else None
    return Citation(
        title, Span(0, len(title)), title, title_key(title), CitationForm.MARKED, number,
        pinpoint=pinpoint, edition=Edition(edition) if edition else None,
    )  # fmt: skip


def said(outcome: Outcome) -> tuple[Result, Verdict | None, str | None]:
    finding = outcome.findings[0] if outcome.findings else None
    return outcome.result, finding and finding.code, finding and finding.reason


def exists(store: StatuteStore, citation: Citation, day: date = TODAY) -> tuple[Result, Verdict | None, str | None]:
    return said(existence.check(resolve(citation, store, day), store))


@pytest.mark.parametrize(
    ("title", "article", "expected"),
    [
        pytest.param("示范交易法", "", PASSED, id="a statute named without an article"),
        pytest.param("示范交易法", "4", PASSED, id="the last article"),
        pytest.param(
            "示范交易法", "5", (Result.FOUND, Verdict.NO_SUCH_ARTICLE, "beyond_last_article"), id="one past the last"
        ),
        pytest.param("示范交易法", "2-1", PASSED, id="之一"),
        pytest.param("示范交易法", "2-2", (Result.FOUND, Verdict.NO_SUCH_ARTICLE, "branch_absent"), id="no 之二"),
        pytest.param("示范旧约法", "428", PASSED, id="only the number of articles is known, and this is the last"),
        pytest.param(
            "示范旧约法", "429", (Result.FOUND, Verdict.NO_SUCH_ARTICLE, "beyond_last_article"), id="one past that"
        ),
        pytest.param(
            "示范交易法实施条例", "200", (Result.CANNOT_TELL, Verdict.UNVERIFIABLE, "articles_not_covered"),
            id="an incomplete document never says that an article does not exist",
        ),
        pytest.param("海市蜃楼法", "1", (Result.FOUND, Verdict.UNKNOWN_STATUTE, "title_unknown"), id="an invented law"),
        pytest.param(
            "示范谣传条例", "1", (Result.FOUND, Verdict.UNKNOWN_STATUTE, "title_fictitious"),
            id="an invention known to circulate",
        ),
        pytest.param(
            "乙省示范条例", "1", (Result.CANNOT_TELL, Verdict.UNVERIFIABLE, "title_not_covered"), id="a list not held"
        ),
        pytest.param("示范法", "1", (Result.FOUND, Verdict.AMBIGUOUS_TITLE, "several_statutes"), id="ambiguous"),
        pytest.param("示范交昜法", "1", (Result.FOUND, Verdict.MISSPELLED_TITLE, "title_corrected"), id="misspelled"),
    ],
)  # fmt: skip
def test_statute_and_article(
    invented: StatuteStore, title: str, article: str, expected: tuple[Result, Verdict | None, str | None]
) -> None:
    assert exists(invented, cite(title, article)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        pytest.param("示范交易法", (Result.FOUND, Verdict.NO_SUCH_ARTICLE, "number_of_no_article"), id="all known"),
        pytest.param(
            "示范交易法实施条例", (Result.CANNOT_TELL, Verdict.UNVERIFIABLE, "number_not_covered"), id="not all known"
        ),
        pytest.param("海市蜃楼法", (Result.FOUND, Verdict.UNKNOWN_STATUTE, "title_unknown"), id="an invented law"),
    ],
)
def test_a_number_that_no_article_has(
    invented: StatuteStore, title: str, expected: tuple[Result, Verdict | None, str | None]
) -> None:
    """第3.5条 was 第3条."""
    assert exists(invented, replace(cite(title), misnumbered="3.5")) == expected


@pytest.mark.parametrize(
    ("article", "pinpoint", "reason"),
    [
        pytest.param("2", Pinpoint(2), None, id="the last 款"),
        pytest.param("2", Pinpoint(3), "paragraph_absent", id="one past the last 款"),
        pytest.param("2", Pinpoint(2, 2), None, id="the last 项 of its 款"),
        pytest.param("2", Pinpoint(2, 3), "subparagraph_absent", id="one past the last 项"),
        pytest.param("2", Pinpoint(1, 1), "subparagraph_absent", id="a 项 that hangs from the other 款"),
        pytest.param("2", Pinpoint(None, 2), None, id="a 项 without its 款"),
        pytest.param("2", Pinpoint(None, 3), "subparagraph_absent", id="a 项 that no 款 has"),
        pytest.param("2", Pinpoint(2, 1, 2), None, id="the last 目"),
        pytest.param("2", Pinpoint(2, 1, 3), "point_absent", id="one past the last 目"),
        pytest.param("1", Pinpoint(1, 1), "subparagraph_absent", id="an article without 项"),
        pytest.param("4", Pinpoint(1), "pinpoints_not_covered", id="an article whose 款 were not counted"),
    ],
)
def test_paragraph_subparagraph_point(
    invented: StatuteStore, article: str, pinpoint: Pinpoint, reason: str | None
) -> None:
    assert exists(invented, cite("示范交易法", article, pinpoint))[2] == reason


@pytest.mark.parametrize(
    ("pinpoint", "meant"),
    [
        pytest.param(Pinpoint(3), None, id="no list is so long"),
        pytest.param(Pinpoint(3, 1), Pinpoint(2, 1), id="a 项 of a 款 that is not there"),
        pytest.param(Pinpoint(1, 2), Pinpoint(2, 2), id="a 项 of the wrong 款"),
        pytest.param(Pinpoint(2, 3), None, id="no 款 has so many"),
        pytest.param(Pinpoint(2, 1, 3), None, id="a 目 is not looked for"),
    ],
)
def test_the_only_list_that_has_the_number_is_named(
    invented: StatuteStore, pinpoint: Pinpoint, meant: Pinpoint | None
) -> None:
    (finding,) = existence.check(resolve(cite("示范交易法", "2", pinpoint), invented, TODAY), invented).findings
    assert [place.pinpoint for place in finding.suggestions] == ([meant] if meant else [])


def test_a_paragraph_that_is_an_item_of_the_list_is_said_to_be_one(store: StatuteStore) -> None:
    (finding,) = existence.check(resolve(cite("刑法", "20", Pinpoint(9)), store, TODAY), store).findings
    assert not finding.suggestions
    (finding,) = existence.check(resolve(cite("个人信息保护法", "13", Pinpoint(5)), store, TODAY), store).findings
    assert (finding.reason, finding.suggestions[0].pinpoint) == ("paragraph_absent", Pinpoint(1, 5))


def test_an_edition_that_never_was_is_said_to_be_none(invented: StatuteStore) -> None:
    assert exists(invented, cite("示范交易法", "1", edition=2011))[1:] == (Verdict.UNKNOWN_STATUTE, "edition_unknown")


def test_an_edition_of_an_incomplete_history_is_not_called_none(invented: StatuteStore) -> None:
    assert exists(invented, cite("示范交易法实施条例", "1", edition=2011))[1:] == (
        Verdict.UNVERIFIABLE,
        "edition_not_covered",
    )


@pytest.mark.parametrize(
    ("title", "article", "day", "edition", "expected"),
    [
        pytest.param("示范旧约法", "52", date(2020, 12, 31), None, None, id="the last day before repeal"),
        pytest.param("示范旧约法", "52", date(2021, 1, 1), None, Verdict.REPEALED, id="the day of repeal"),
        pytest.param("示范总法", "1", date(2020, 12, 31), None, Verdict.NOT_IN_FORCE_YET, id="promulgated only"),
        pytest.param("示范总法", "1", date(2021, 1, 1), None, None, id="the first day in force"),
        pytest.param("示范交易法", "1", TODAY, 2001, Verdict.SUPERSEDED, id="an edition that was replaced"),
        pytest.param("示范交易法", "1", TODAY, 2018, None, id="the edition in force"),
        pytest.param(
            "示范交易法实施条例", "3", TODAY, None, Verdict.REPEALED, id="an article that a partial repeal took"
        ),
        pytest.param("示范交易法实施条例", "3", date(2021, 12, 31), None, None, id="the day before it did"),
        pytest.param("示范交易法实施条例", "5", TODAY, None, None, id="an article that it left"),
        pytest.param("示范交易法实施条例", "4", TODAY, None, None, id="an article of which it took one 款"),
        pytest.param(JUDICIAL, "1", TODAY, 2003, None, id="an edition known by the day it was passed"),
        pytest.param(
            "示范交易法实施条例", "3", date(2010, 1, 1), None, Verdict.NOT_IN_FORCE_YET, id="not in force yet"
        ),
    ],
)
def test_in_force_on_the_day(
    invented: StatuteStore, title: str, article: str, day: date, edition: int | None, expected: Verdict | None
) -> None:
    outcome = validity.check(resolve(cite(title, article, edition=edition), invented, day), invented)
    assert (outcome.findings[0].code if outcome.findings else None) is expected


@pytest.mark.parametrize(("paragraph", "expected"), [(1, Verdict.REPEALED), (2, None)])
def test_a_partial_repeal_may_take_one_paragraph(
    invented: StatuteStore, paragraph: int, expected: Verdict | None
) -> None:
    citation = cite("示范交易法实施条例", "4", Pinpoint(paragraph))
    outcome = validity.check(resolve(citation, invented, TODAY), invented)
    assert (outcome.findings[0].code if outcome.findings else None) is expected


def test_a_repealed_article_leads_to_the_one_that_carries_its_rule(invented: StatuteStore) -> None:
    outcome = validity.check(resolve(cite("示范旧约法", "52"), invented, TODAY), invented)
    (finding,) = outcome.findings
    assert [(place.statute.id, place.article and place.article.base) for place in finding.suggestions] == [
        ("示范总法", 3),
        ("示范总法", 2),
    ]
    assert finding.suggestions[0].text is not None
    assert finding.facts["ceased_on"] == "2021-01-01"
