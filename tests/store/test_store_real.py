"""The real catalogue and the installed text package, built together."""

from __future__ import annotations

from datetime import date

import pytest

from citecheck.model import ArticleNumber, Level, Version
from citecheck.normalize import title_key
from citecheck.store import StatuteStore, verify_store


def version_on(store: StatuteStore, name: str, day: date) -> Version:
    (statute,) = {match.statute.id for match in store.find(title_key(name))}
    (version,) = (v for v in store.versions(statute) if v.in_force_on(day))
    return version


TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("name", "day", "number", "held"),
    [
        pytest.param("民法典", TODAY, ArticleNumber(1260), True, id="the last article of 民法典"),
        pytest.param("民法典", TODAY, ArticleNumber(1261), None, id="one past it"),
        pytest.param("刑法", TODAY, ArticleNumber(133, 1), True, id="刑法 133 之一"),
        pytest.param("刑法", TODAY, ArticleNumber(120, 6), True, id="刑法 120 之六"),
        pytest.param("刑法", TODAY, ArticleNumber(120, 7), None, id="刑法 has no 120 之七"),
        pytest.param("合同法", date(2020, 1, 1), ArticleNumber(428), False, id="合同法, of which no text is held"),
        pytest.param("合同法", date(2020, 1, 1), ArticleNumber(429), None, id="合同法 ends at 428"),
        pytest.param("生态环境法典", TODAY, ArticleNumber(1120), False, id="an article that the text package lost"),
        pytest.param("商标法", TODAY, ArticleNumber(73), True, id="商标法 in force, not the pending one"),
    ],
)
def test_articles(store: StatuteStore, name: str, day: date, number: ArticleNumber, held: bool | None) -> None:
    article = store.article(version_on(store, name, day).id, number)
    if held is None:
        assert article is None
    else:
        assert article is not None
        if name != "刑法" and name != "商标法":  # of these the version in force may be known by its facts alone
            assert (article.text is not None) is held


def test_every_law_of_the_text_package_is_the_wording_of_a_version(store: StatuteStore) -> None:
    assert [d for d in store.disagreements() if d.about == "version"] == []
    info = store.info()
    assert next(source for source in info.sources if source.kind == "text").statutes == 367  # some in two versions
    assert info.articles_with_text > 26_000


def test_the_catalogue_has_what_is_asked_of_it(store: StatuteStore) -> None:
    info = store.info()
    counts = {level.level: level for level in info.levels}
    assert counts[Level.ADMINISTRATIVE_REGULATION].statutes >= 680
    assert counts[Level.LOCAL_REGULATION].statutes >= 1_900
    assert (info.statutes, info.versions, info.repealed) >= (3_300, 3_400, 750)
    assert info.repealed >= 750
    assert info.versions >= 3_400


def test_every_name_leads_somewhere_or_is_known_to_be_ambiguous(store: StatuteStore) -> None:
    assert all(store.find(key) or store.is_ambiguous(key) for key in store.names())


def test_the_real_store_is_sound(store: StatuteStore) -> None:
    assert verify_store(store.path) == []
