"""Settling: what is reported of the outcomes of the checks, over the real store."""

from __future__ import annotations

from datetime import date

import pytest

from citecheck.checks import existence, validity
from citecheck.checks.settle import settle
from citecheck.model import ArticleNumber, Checked, Citation, CitationForm, Edition, Span, Verdict
from citecheck.normalize import title_key
from citecheck.resolve import resolve
from citecheck.store import StatuteStore

TODAY = date(2026, 8, 1)


def settled(store: StatuteStore, title: str, article: int, day: date = TODAY, edition: int | None = None) -> Checked:
    citation = Citation(
        title, Span(0, len(title)), title, title_key(title), CitationForm.MARKED, ArticleNumber(article),
        edition=Edition(edition) if edition else None,
    )  # fmt: skip
    resolved = resolve(citation, store, day)
    return settle(resolved, (existence.check(resolved, store), validity.check(resolved, store)), store, None)


@pytest.mark.parametrize(
    ("title", "article", "edition", "verdict", "reason"),
    [
        pytest.param("公司法", 219, 2018, Verdict.NO_SUCH_ARTICLE, "beyond_last_article", id="the edition named"),
        pytest.param("证券法", 227, None, Verdict.SUPERSEDED, "number_moved", id="an earlier edition had it"),
        pytest.param("保险法", 186, None, Verdict.SUPERSEDED, "number_gone", id="and its rule is not known to live on"),
    ],
)
def test_an_article_that_only_an_earlier_edition_has(
    store: StatuteStore, title: str, article: int, edition: int | None, verdict: Verdict, reason: str
) -> None:
    checked = settled(store, title, article, edition=edition)
    assert (checked.verdict, checked.findings[0].reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("day", "verdict", "reason"),
    [
        pytest.param(date(2026, 6, 25), Verdict.NO_SUCH_ARTICLE, "beyond_last_article", id="not yet promulgated"),
        pytest.param(date(2026, 12, 31), Verdict.NOT_IN_FORCE_YET, "article_pending", id="promulgated, not yet law"),
        pytest.param(date(2027, 1, 1), Verdict.OK, None, id="law"),
    ],
)
def test_an_article_that_only_a_pending_edition_has(
    store: StatuteStore, day: date, verdict: Verdict, reason: str | None
) -> None:
    checked = settled(store, "商标法", 80, day)
    assert (checked.verdict, checked.findings[0].reason if checked.findings else None) == (verdict, reason)


def test_candidates_of_one_title_are_told_apart_by_year(store: StatuteStore) -> None:
    checked = settled(store, "国家安全法", 4, date(1990, 1, 1))
    assert checked.findings[0].facts["candidates"] == [
        "中华人民共和国国家安全法（2015年）",
        "中华人民共和国国家安全法（1993年）",
    ]
