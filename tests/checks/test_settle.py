"""Settling: what is reported of the outcomes of the checks, over the real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from invented_law import InventedStore

from citecheck.checker import Checker
from citecheck.checks import existence, quotation, support, validity
from citecheck.checks.settle import settle
from citecheck.checks.support import ClaimJudge
from citecheck.model import (
    Article,
    ArticleNumber,
    Attribution,
    Checked,
    Citation,
    CitationForm,
    Claim,
    Correspondence,
    Document,
    Edition,
    Matched,
    Resolved,
    Span,
    Verdict,
    Version,
)
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


def test_a_rule_that_stayed_where_it_is_has_not_moved(store: StatuteStore) -> None:
    """The old article of that number now stands next door, and the one cited is itself among the best for the claim."""
    text, title = "有奖销售抽奖，最高奖可以超过五万元", "反不正当竞争法"
    claim = Claim(text, Span(0, len(text)), Attribution.STATES)
    citation = Citation(title, Span(0, 7), title, title, CitationForm.MARKED, ArticleNumber(11), claim=claim)
    checked = Checker(store, as_of=date(2026, 11, 22)).check_citation(citation, date(2026, 11, 22))
    assert checked.verdict is Verdict.CONTRADICTED


@pytest.mark.parametrize(
    ("title", "article", "text", "verdict"),
    [
        pytest.param("未成年人保护法", 17, "父母能够替未成年的子女订立婚约", Verdict.OK, id="neither contradicted"),
        pytest.param(
            "未成年人保护法", 17, "父母可以为未成年子女订立婚约", Verdict.CONTRADICTED, id="contradicted here"
        ),
        pytest.param(
            "未成年人保护法", 17, "爸妈不许给小孩说亲", Verdict.UNSUPPORTED, id="words that fit no article well"
        ),
        pytest.param("公司法", 183, "公司的清算组由股东组成", Verdict.SUPERSEDED, id="moved"),
    ],
)
def test_a_rule_has_moved_where_the_claim_is_of_it(
    store: StatuteStore, title: str, article: int, text: str, verdict: Verdict
) -> None:
    claim = Claim(text, Span(0, len(text)), Attribution.STATES)
    citation = Citation(title, Span(0, 7), title, title, CitationForm.MARKED, ArticleNumber(article), claim=claim)
    assert Checker(store, as_of=date(2026, 11, 22)).check_citation(citation, date(2026, 11, 22)).verdict is verdict


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        pytest.param("这与原《合同法》第四十条不同。", [Verdict.OK], id="原"),
        pytest.param("根据当时有效的《合同法》第四十条，免除责任的条款无效。", [Verdict.OK], id="当时有效"),
        pytest.param("《合同法》《物权法》等九部法律同时废止。", [Verdict.OK] * 2, id="a list of such"),
        pytest.param("《合同法》第四十条曾规定免除责任的条款无效。", [Verdict.OK], id="曾规定"),
        pytest.param("根据《合同法》第四十条，《物权法》已废止。", [Verdict.REPEALED, Verdict.OK], id="another"),
        pytest.param("《合同法》并未废止。", [Verdict.REPEALED], id="denied"),
        pytest.param("《合同法》第四十条规定免除责任的条款无效。", [Verdict.REPEALED], id="not said"),
    ],
)
def test_a_text_that_says_itself_that_a_law_is_repealed(
    store: StatuteStore, text: str, verdicts: list[Verdict]
) -> None:
    checked = Checker(store, as_of=date(2026, 11, 22)).check(Document("text", text, "")).checked
    assert [one.verdict for one in checked] == verdicts


def test_a_number_told_as_the_former_one(store: StatuteStore) -> None:
    text = "《民事诉讼法》第二百一十六条（原第二百一十二条），为判决、裁定发生法律效力后六个月。"
    checked = Checker(store, as_of=date(2026, 11, 22)).check(Document("text", text, "")).checked
    assert [(str(one.citation.article), one.verdict) for one in checked] == [("216", Verdict.OK), ("212", Verdict.OK)]


def test_candidates_of_one_title_are_told_apart_by_year(store: StatuteStore) -> None:
    checked = settled(store, "国家安全法", 4, date(1990, 1, 1))
    assert checked.findings[0].facts["candidates"] == [
        "中华人民共和国国家安全法（2015年）",
        "中华人民共和国国家安全法（1993年）",
    ]


class Amended(InventedStore):
    """The invented regulation as it was first enacted, when fines for stale food began at three hundred 元."""

    before = Version(
        99, "摆摊示范条例", "2010-01-01", date(2010, 1, 1), date(2010, 1, 1), date(2020, 1, 1), complete=True,
        text_held=True,
    )  # fmt: skip

    def versions(self, statute_id: str) -> tuple[Version, ...]:
        now = super().versions(statute_id)
        return (self.before, *now) if statute_id == self.before.statute_id else now

    def articles(self, version_id: int) -> tuple[Article, ...]:
        if version_id != 99:
            return super().articles(version_id)
        now = super().articles(super().versions("摆摊示范条例")[0].id)
        return tuple(replace(a, version_id=99, text=(a.text or "").replace("五百元", "三百元")) for a in now)

    def article(self, version_id: int, wanted: ArticleNumber) -> Article | None:
        return next((article for article in self.articles(version_id) if article.number == wanted), None)

    def correspondence(self, *_: object) -> tuple[()]:
        return ()


@pytest.mark.parametrize(
    ("quoted", "verdict"),
    [
        pytest.param("三百元以上二千元以下", Verdict.SUPERSEDED, id="the words of before the amendment"),
        pytest.param("五百元以上二千元以下", Verdict.OK, id="the words of today"),
        pytest.param("四百元以上二千元以下", Verdict.MISQUOTED, id="nobody's words"),
    ],
)
def test_words_of_an_earlier_version_are_outdated_not_misquoted(tmp_path: Path, quoted: str, verdict: Verdict) -> None:
    store = cast(StatuteStore, Amended(tmp_path))
    statute, number = store.statute("摆摊示范条例"), ArticleNumber(8)
    version = store.versions(statute.id)[-1]
    text = f"摊主出售过期食品的，由城市管理所没收食品，并处{quoted}罚款"
    claim = Claim(text, Span(0, len(text)), Attribution.OTHER, quoted=True)
    citation = Citation(
        "摆摊示范条例", Span(0, 6), "摆摊示范条例", "摆摊示范条例", CitationForm.MARKED, number, claim=claim
    )
    resolved = Resolved(citation, Matched(statute, version, store.article(version.id, number)), TODAY)
    judge = ClaimJudge(store)
    checked = settle(resolved, (quotation.check(resolved, judge), support.check(resolved, judge)), store, judge)
    assert checked.verdict is verdict
    if verdict is Verdict.SUPERSEDED:
        assert [finding.code for finding in checked.findings] == [Verdict.SUPERSEDED]
        assert checked.findings[0].facts["instead_of"] == [Verdict.MISQUOTED]


class Unmoved(Amended):
    """The same, where the map tells that each article kept its number."""

    def __init__(self, folder: Path, *, worded: bool) -> None:
        super().__init__(folder)
        self.worded = worded

    def articles(self, version_id: int) -> tuple[Article, ...]:
        held = super().articles(version_id)
        return held if self.worded or version_id != 99 else tuple(replace(article, text=None) for article in held)

    def correspondence(self, statute: str, version: str | None, article: ArticleNumber) -> tuple[Correspondence, ...]:  # type: ignore[override]
        return (Correspondence(statute, "2010-01-01", article, statute, "2020-01-01", article, 0.99, "map"),)


@pytest.mark.parametrize(
    ("worded", "claim", "verdict", "reason"),
    [
        pytest.param(
            True, "摊主出售过期食品的，由城市管理所没收食品，并处三百元以上二千元以下罚款", Verdict.SUPERSEDED,
            "article_changed", id="amended where it stands",
        ),
        pytest.param(
            False, "摊主出售过期食品的，由城市管理所没收食品，并处四百元以上二千元以下罚款", Verdict.MISQUOTED,
            "words_differ", id="an earlier text that is not held, and nothing moved",
        ),
        pytest.param(
            False, "没收的东西应当在七个工作日之内移交动物园集中销毁", Verdict.UNSUPPORTED,
            "article_about_other", id="nobody's words, and nothing moved",
        ),
    ],
)  # fmt: skip
def test_a_rule_that_kept_its_number_has_not_moved(
    tmp_path: Path, worded: bool, claim: str, verdict: Verdict, reason: str
) -> None:
    store = cast(StatuteStore, Unmoved(tmp_path, worded=worded))
    statute, number = store.statute("摆摊示范条例"), ArticleNumber(8)
    version = store.versions(statute.id)[-1]
    cited = Claim(claim, Span(0, len(claim)), Attribution.OTHER)
    citation = Citation(
        "摆摊示范条例", Span(0, 6), "摆摊示范条例", "摆摊示范条例", CitationForm.MARKED, number, claim=cited
    )
    resolved = Resolved(citation, Matched(statute, version, store.article(version.id, number)), TODAY)
    judge = ClaimJudge(store)
    checked = settle(resolved, (quotation.check(resolved, judge), support.check(resolved, judge)), store, judge)
    assert (checked.verdict, checked.findings[0].reason) == (verdict, reason)


def test_nobody_is_said_to_say_what_was_not_read(store: StatuteStore) -> None:
    """The map of old articles to new ones leads to an article that says it; what the old one said is not known."""
    text = "公司为公司股东提供担保的，必须经股东会决议"
    claim, number = Claim(text, Span(0, len(text)), Attribution.OTHER), ArticleNumber(16)
    citation = Citation("公司法", Span(0, 3), "公司法", "公司法", CitationForm.MARKED, number, claim=claim)
    resolved, judge = resolve(citation, store, TODAY), ClaimJudge(store)
    checked = settle(resolved, (quotation.check(resolved, judge), support.check(resolved, judge)), store, judge)
    (old,) = (v for v in store.versions("公司法") if v.key == "2018-10-26")
    held = store.article(old.id, number)
    unread = held is None or held.text is None
    assert (checked.verdict, checked.findings[0].reason) == (
        Verdict.SUPERSEDED,
        "rule_moved" if unread else "article_moved",
    )
