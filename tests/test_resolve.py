"""Which instrument a citation means: rows over the invented catalogue of tests/invented.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from citecheck.model import (
    Ambiguous,
    ArticleNumber,
    Citation,
    CitationForm,
    Edition,
    Level,
    Matched,
    NameKind,
    Resolution,
    Span,
    Unmatched,
)
from citecheck.normalize import title_key
from citecheck.resolve import claimed_level, resolve, version_on
from citecheck.store import StatuteStore

TODAY = date(2026, 11, 21)


def cite(title: str | None, article: int | None = None, *, edition: int | None = None) -> Citation:
    """A citation of `title` as if it stood alone in a text."""
    text = title or "第一条"
    return Citation(
        text,
        Span(0, len(text)),
        title,
        title_key(title) if title else None,
        CitationForm.MARKED,
        article=ArticleNumber(article) if article else None,
        edition=Edition(edition) if edition else None,
        unresolved=None if title else "competing_antecedents",
    )


def found(store: StatuteStore, title: str, day: date = TODAY, *, edition: int | None = None) -> Resolution:
    return resolve(cite(title, edition=edition), store, day).resolution


@pytest.mark.parametrize(
    ("title", "statute", "kind", "corrected"),
    [
        pytest.param("中华人民共和国示范交易法", "示范交易法", NameKind.TITLE, False, id="full title"),
        pytest.param("示范交易法", "示范交易法", NameKind.TITLE, False, id="without the state"),
        pytest.param("中華人民共和國示範交易法", "示范交易法", NameKind.TITLE, False, id="Traditional"),
        pytest.param("示交法", "示范交易法", NameKind.SHORT_FORM, False, id="customary short form"),
        pytest.param("Model Trade Law", "示范交易法", NameKind.ENGLISH, False, id="English name"),
        pytest.param(
            "示范交易法实施条例", "示范交易法实施条例", NameKind.TITLE, False, id="never the law inside a longer title"
        ),
        pytest.param("甲省示范条例", "甲省示范条例", NameKind.TITLE, False, id="a region is never stripped"),
        pytest.param("示范条例", "示范条例", NameKind.TITLE, False, id="a bare title is the national one"),
        pytest.param("示范交昜法", "示范交易法", NameKind.TITLE, True, id="one mistaken character"),
        pytest.param("中华人民共和国示范总", "示范总法", NameKind.TITLE, True, id="the state vouches for a lost 法"),
        pytest.param("示范易交法", "示范交易法", NameKind.TITLE, True, id="two characters swapped"),
        pytest.param("示范交易交易法实施条例", "示范交易法实施条例", NameKind.TITLE, True, id="a word written twice"),
    ],
)
def test_a_title_means_one_statute(
    invented: StatuteStore, title: str, statute: str, kind: NameKind, corrected: bool
) -> None:
    resolution = found(invented, title)
    assert isinstance(resolution, Matched)
    assert (resolution.statute.id, resolution.corrected) == (statute, corrected)
    if not corrected:
        assert resolution.kind is kind


@pytest.mark.parametrize(
    ("title", "reason", "level"),
    [
        pytest.param("海市蜃楼法", "title_unknown", Level.LAW, id="no such law, and the list of laws is complete"),
        pytest.param("乙省示范条例", "title_not_covered", Level.LOCAL_REGULATION, id="no list of local regulations"),
        pytest.param("示范公司章程", "title_not_covered", None, id="not a kind of instrument that is listed"),
        pytest.param(None, "competing_antecedents", None, id="the text never says which statute"),
    ],
)
def test_what_is_not_found_says_why(
    invented: StatuteStore, title: str | None, reason: str, level: Level | None
) -> None:
    resolution = resolve(cite(title), invented, TODAY).resolution
    assert isinstance(resolution, Unmatched)
    assert (resolution.reason, resolution.level) == (reason, level)


@pytest.mark.parametrize("title", ["乙省示范条例", "示范交易条例", "示范交易法实施细则"])
def test_what_tells_instruments_apart_is_never_corrected(invented: StatuteStore, title: str) -> None:
    resolution = found(invented, title)
    assert not (isinstance(resolution, Matched) and resolution.statute.id in {"示范条例", "示范交易法"})


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        pytest.param("示范安全交易法实施条例", "title_not_covered", id="a word more"),
        pytest.param("示范交易法实施暂行条例", "title_not_covered", id="a temporary regulation is another one"),
        pytest.param("示范总法修正案", "title_unknown", id="an amendment to a law is a law"),
    ],
)
def test_a_word_more_is_not_a_slip(invented: StatuteStore, title: str, reason: str) -> None:
    resolution = found(invented, title)
    assert isinstance(resolution, Unmatched)
    assert resolution.reason == reason


@pytest.mark.parametrize("title", ["动物保护法", "刑法修正案（二十）", "网络消费者权益保护法"])
def test_a_title_made_of_other_words_is_not_corrected(store: StatuteStore, title: str) -> None:
    resolution = found(store, title)
    assert isinstance(resolution, Unmatched)
    assert resolution.reason == "title_unknown"


@pytest.mark.parametrize(
    ("title", "statute"),
    [
        ("消费者权宜保护法", "消费者权益保护法"),
        ("消费者权益保障法", "消费者权益保护法"),
        ("反不正当竟争法", "反不正当竞争法"),
        ("劳动和同法", "劳动合同法"),
        ("工商保险条例", "工伤保险条例"),
        ("诉讼费用缴纳办法", "诉讼费用交纳办法"),
        ("个人息信保护法", "个人信息保护法"),
        ("妇女权益保障保障法", "妇女权益保障法"),
        ("未成年保护法", "未成年人保护法"),
        ("化妆品监督条例", "化妆品监督管理条例"),
        ("野生植物条例", "野生植物保护条例"),
    ],
)
def test_slips_that_people_make_are_corrected(store: StatuteStore, title: str, statute: str) -> None:
    resolution = found(store, title)
    assert isinstance(resolution, Matched)
    assert (resolution.statute.id, resolution.corrected) == (statute, True)


def test_a_slip_in_a_title_that_two_statutes_bore_is_corrected_to_the_one_in_force(invented: StatuteStore) -> None:
    resolution = found(invented, "示范安仝法")
    assert isinstance(resolution, Matched)
    assert (resolution.statute.id, resolution.corrected) == ("示范安全法", True)


def test_an_ambiguous_name_without_candidates_is_ambiguous(invented: StatuteStore) -> None:
    assert found(invented, "示范细则") == Ambiguous(())


def test_an_ambiguous_short_form_is_not_guessed(invented: StatuteStore) -> None:
    resolution = found(invented, "示范法")
    assert isinstance(resolution, Ambiguous)
    assert {statute.id for statute in resolution.candidates} == {"示范交易法", "示范安全法"}


def test_the_edition_tells_which_statute_an_ambiguous_name_means(invented: StatuteStore) -> None:
    resolution = found(invented, "示范法", edition=2015)
    assert isinstance(resolution, Matched)
    assert resolution.statute.id == "示范安全法"


@pytest.mark.parametrize(
    ("day", "edition", "statute"),
    [
        pytest.param(date(2000, 1, 1), None, "示范安全法@1993", id="before the second one"),
        pytest.param(date(2020, 1, 1), None, "示范安全法", id="after the first one"),
        pytest.param(date(2020, 1, 1), 1993, "示范安全法@1993", id="the edition decides"),
        pytest.param(date(2015, 1, 1), None, "示范安全法@1993", id="between the two: the one that ended"),
    ],
)
def test_homonyms_are_told_apart_by_time(invented: StatuteStore, day: date, edition: int | None, statute: str) -> None:
    resolution = found(invented, "示范安全法", day, edition=edition)
    assert isinstance(resolution, Matched)
    assert resolution.statute.id == statute


@pytest.mark.parametrize(
    ("day", "edition", "key", "edition_found"),
    [
        pytest.param(date(2001, 9, 30), None, "2001-03-01", True, id="not yet in force: the first to come"),
        pytest.param(date(2001, 10, 1), None, "2001-03-01", True, id="the first day it binds"),
        pytest.param(date(2018, 12, 31), None, "2001-03-01", True, id="promulgated is not in force"),
        pytest.param(date(2019, 1, 1), None, "2018-06-01", True, id="the day it changes hands"),
        pytest.param(date(2019, 1, 1), 2001, "2001-03-01", True, id="the edition asked for"),
        pytest.param(date(2019, 1, 1), 2019, "2018-06-01", True, id="an edition named by its first year in force"),
        pytest.param(date(2019, 1, 1), 2011, "2018-06-01", False, id="an edition that never was"),
    ],
)
def test_the_version_of_the_day_or_of_the_edition(
    invented: StatuteStore, day: date, edition: int | None, key: str, edition_found: bool
) -> None:
    resolution = found(invented, "示范交易法", day, edition=edition)
    assert isinstance(resolution, Matched)
    assert resolution.version is not None
    assert (resolution.version.key, resolution.edition_found) == (key, edition_found)


def test_moving_the_day_within_an_interval_changes_nothing(invented: StatuteStore) -> None:
    versions = invented.versions("示范交易法")
    days = [date(2019, 1, 1), date(2020, 2, 29), date(2026, 8, 31)]
    assert len({version.id for day in days if (version := version_on(versions, day))}) == 1


@pytest.mark.parametrize(
    ("key", "level"),
    [
        ("示范交易法", Level.LAW),
        ("示范法典", Level.LAW),
        ("示范管理办法", Level.DEPARTMENTAL_RULE),
        ("示范条例", Level.ADMINISTRATIVE_REGULATION),
        ("示范条例（试行）", Level.ADMINISTRATIVE_REGULATION),
        ("甲省示范条例", Level.LOCAL_REGULATION),
        ("上海市示范条例", Level.LOCAL_REGULATION),
        ("中国共产党示范条例", Level.OTHER),
        ("最高人民法院关于审理示范纠纷案件适用法律若干问题的规定", Level.JUDICIAL_INTERPRETATION),
        ("证券市场示范条例", Level.ADMINISTRATIVE_REGULATION),
        ("自然保护区条例", Level.ADMINISTRATIVE_REGULATION),
        ("城市示范法", Level.LAW),
        ("示范章程", None),
        ("示范法修正案（三）", Level.LAW),
        ("宪法修正案", Level.CONSTITUTION),
    ],
)
def test_the_words_of_a_title_say_what_it_claims_to_be(key: str, level: Level | None) -> None:
    assert claimed_level(key) is level


@pytest.mark.parametrize(
    ("title", "edition", "promulgated"),
    [
        pytest.param("公司法", Edition(None, "修订", False), 2018, id="the old law: before the last revision"),
        pytest.param("刑法", Edition(None, "修订", False), 1979, id="amendments leave the revised law the new one"),
        pytest.param("刑法", Edition(None, "修正", False), 2020, id="before the last change"),
        pytest.param("民事诉讼法", Edition(None, "修订", False), 2021, id="never revised: before the last change"),
        pytest.param("合同法", Edition(None, "修订", False), 1999, id="nothing is in force: the law itself"),
        pytest.param("公司法", Edition(2013, "", False), 2013, id="a year alone that an edition has"),
        pytest.param("公司法", Edition(2016, "", False), 2023, id="a year alone that none has"),
        pytest.param("刑法", Edition(1997, "", False), 2023, id="the year by which the amended law goes"),
        pytest.param("刑法", Edition(1997, ""), 1997, id="the same year in parentheses"),
    ],
)
def test_the_edition_meant(store: StatuteStore, title: str, edition: Edition, promulgated: int) -> None:
    resolution = resolve(replace(cite(title, 16), edition=edition), store, TODAY).resolution
    assert isinstance(resolution, Matched)
    assert resolution.version is not None
    assert resolution.version.promulgated_on is not None
    assert (resolution.version.promulgated_on.year, resolution.edition_found) == (promulgated, True)


def test_an_edition_that_was_not_meant_is_not_kept(store: StatuteStore) -> None:
    """What names its edition cites no other: an earlier version that bears the claim would then not be told."""
    for year, kept in ((2016, False), (2013, True)):
        citation = replace(cite("公司法", 16), edition=Edition(year, "", certain=False))
        assert (resolve(citation, store, TODAY).citation.edition is not None) is kept
