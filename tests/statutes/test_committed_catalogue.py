"""What must hold of the committed catalogue, whoever derived it. Needs nothing but statutes/."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from citecheck.model import Level
from citecheck.normalize import title_key

STATUTES = Path(__file__).parents[2] / "statutes"
OFFICIAL_LIST = date(2026, 6, 26)  # the official list of laws in force is of this day
SIZE_LIMIT = 3_000_000


def read(name: str) -> list[dict[str, str]]:
    with (STATUTES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass
class Catalogue:
    statutes: dict[str, dict[str, str]]
    versions: dict[str, list[dict[str, str]]]
    articles: dict[tuple[str, str], dict[str, dict[str, str]]] = field(default_factory=dict)

    def in_force(self, statute: str, day: date) -> list[dict[str, str]]:
        on = day.isoformat()
        return [
            v
            for v in self.versions[statute]
            if v["effective_on"] and v["effective_on"] <= on and (not v["ceased_on"] or on < v["ceased_on"])
        ]

    def article(self, statute: str, number: str, day: date = OFFICIAL_LIST) -> dict[str, str] | None:
        (version,) = self.in_force(statute, day)
        return self.articles[statute, version["version"]].get(number)

    def last(self, statute: str, day: date = OFFICIAL_LIST) -> str:
        (version,) = self.in_force(statute, day)
        return version["last_article"] if version["complete"] == "1" else "?"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    versions = defaultdict(list)
    for row in read("versions.csv"):
        versions[row["statute"]].append(row)
    found = Catalogue({row["id"]: row for row in read("statutes.csv")}, versions)
    for path in sorted((STATUTES / "articles").rglob("*.csv")):
        for row in read(str(path.relative_to(STATUTES))):
            found.articles.setdefault((row["statute"], row["version"]), {})[row["article"]] = row
    return found


def files() -> Iterator[Path]:
    return iter(sorted(STATUTES.rglob("*.csv")))


@pytest.mark.parametrize("path", list(files()), ids=lambda p: p.name)
def test_files_are_small_utf8_with_plain_line_ends(path: Path) -> None:
    data = path.read_bytes()
    assert len(data) < SIZE_LIMIT
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    data.decode("utf-8")


def test_no_sentence_of_a_statute_is_in_the_derived_tables(catalogue: Catalogue) -> None:
    for name in ("statutes.csv", "versions.csv"):
        for row in read(name):
            assert not any("。" in value for value in row.values()), row


def test_ids_are_unique_and_found_by_one_key(catalogue: Catalogue) -> None:
    keys = Counter(title_key(row["title"]) for row in catalogue.statutes.values() if "@" not in row["id"])
    assert [key for key, count in keys.items() if count > 1] == []
    assert len(catalogue.statutes) == len(read("statutes.csv"))


def test_every_row_belongs_to_a_statute_and_a_version(catalogue: Catalogue) -> None:
    assert set(catalogue.versions) <= set(catalogue.statutes)
    known = {(v["statute"], v["version"]) for versions in catalogue.versions.values() for v in versions}
    assert set(catalogue.articles) <= known
    assert len(known) == len(read("versions.csv"))


def test_versions_of_a_statute_do_not_overlap(catalogue: Catalogue) -> None:
    for statute, versions in catalogue.versions.items():
        dated = sorted(
            (v for v in versions if v["effective_on"]), key=lambda v: (v["effective_on"], v["ceased_on"] or "~")
        )
        for version in dated:
            assert not version["ceased_on"] or version["effective_on"] <= version["ceased_on"], (statute, version)
        for before, after in pairwise(dated):
            assert before["ceased_on"], (statute, before["version"])
            assert before["ceased_on"] <= after["effective_on"], (statute, before["version"], after["version"])


def test_hardly_a_version_takes_effect_before_it_is_promulgated(catalogue: Catalogue) -> None:
    """A tax regulation of 1994 reached back to 1 January; nothing reaches back further than half a year."""
    early = [
        v
        for versions in catalogue.versions.values()
        for v in versions
        if v["effective_on"] and v["promulgated_on"] and v["effective_on"] < v["promulgated_on"]
    ]
    assert len(early) <= 5
    for version in early:
        back = date.fromisoformat(version["promulgated_on"]) - date.fromisoformat(version["effective_on"])
        assert back < timedelta(days=200), version


STRUCK = {"刑法": {199}}  # an amendment took the article away and left its number empty


def test_article_numbers_of_a_complete_version_have_no_gap(catalogue: Catalogue) -> None:
    for statute, versions in catalogue.versions.items():
        for version in versions:
            numbers = catalogue.articles.get((statute, version["version"]))
            if version["complete"] != "1" or not numbers:
                continue
            bases = sorted({int(number.split("-")[0]) for number in numbers} | STRUCK.get(statute, set()))
            first = bases[0] if statute.startswith("宪法修正案") else 1
            assert bases == list(range(first, int(version["last_article"]) + 1)), (statute, version["version"])
            for number in numbers:
                base, _, branch = number.partition("-")
                before = base if branch in ("", "1") else f"{base}-{int(branch) - 1}"
                assert before in numbers, (statute, number)


def test_counts_agree_with_one_another(catalogue: Catalogue) -> None:
    for articles in catalogue.articles.values():
        for row in articles.values():
            if row["subparagraphs"]:
                assert len(row["subparagraphs"].split("/")) == int(row["paragraphs"]), row
            for point in filter(None, row["points"].split(";")):
                place, _, count = point.partition(":")
                paragraph, subparagraph = map(int, place.split("."))
                assert int(count) > 0
                assert subparagraph <= int(row["subparagraphs"].split("/")[paragraph - 1]), row


LEVELS = [
    (Level.LAW, 311),
    (Level.ADMINISTRATIVE_REGULATION, 680),
    (Level.JUDICIAL_INTERPRETATION, 430),
    (Level.DEPARTMENTAL_RULE, 29),
    (Level.LOCAL_REGULATION, 1880),
]


@pytest.mark.parametrize(("level", "least"), LEVELS)
def test_titles_of_each_level(catalogue: Catalogue, level: Level, least: int) -> None:
    assert sum(row["level"] == level for row in catalogue.statutes.values()) >= least


def test_titles_and_versions_in_all(catalogue: Catalogue) -> None:
    assert len(catalogue.statutes) >= 3300
    assert sum(map(len, catalogue.versions.values())) >= 3400


def test_nearly_every_article_is_counted(catalogue: Catalogue) -> None:
    """款 are counted in all but the few articles whose lines are broken or whose sources disagree."""
    texts = [list(articles.values()) for articles in catalogue.articles.values()]
    rows = [row for text in texts if any(one["paragraphs"] for one in text) for row in text]  # others: numbers alone
    assert sum(row["paragraphs"] != "" for row in rows) / len(rows) > 0.97


LAST_ARTICLES = [
    ("民法典", "1260"),
    ("消费者权益保护法", "63"),
    ("信息网络传播权保护条例", "27"),
    ("刑法", "452"),
    ("个人信息保护法", "74"),
    ("数据安全法", "55"),
    ("公司法", "266"),
    ("民事诉讼法", "306"),
    ("劳动合同法", "98"),
    ("长江保护法", "96"),
    ("宪法", "143"),
    ("网络安全法", "81"),
    ("治安管理处罚法", "144"),
    ("反电信网络诈骗法", "50"),
    ("商标法", "73"),
]


@pytest.mark.parametrize(("statute", "last"), LAST_ARTICLES)
def test_last_article(catalogue: Catalogue, statute: str, last: str) -> None:
    assert catalogue.last(statute) == last


STRUCTURES = [
    ("劳动合同法", "39", "1", "6"),
    ("民法典", "1033", "1", "6"),
    ("民法典", "1079", "5", "0/0/5/0/0"),
    ("刑法", "133-1", "3", "4/0/0"),
    ("刑法", "293", "2", "4/0"),
    ("公司法", "23", "3", ""),
    ("个人信息保护法", "13", "2", "7/0"),
    ("宪法", "67", "1", "22"),
    ("劳动合同法", "47", "3", ""),
    ("消费者权益保护法", "55", "2", ""),
]


@pytest.mark.parametrize(("statute", "number", "paragraphs", "subparagraphs"), STRUCTURES)
def test_paragraphs_and_subparagraphs(
    catalogue: Catalogue, statute: str, number: str, paragraphs: str, subparagraphs: str
) -> None:
    row = catalogue.article(statute, number)
    assert row is not None
    assert (row["paragraphs"], row["subparagraphs"]) == (paragraphs, subparagraphs)


IN_FORCE = [
    # statute, day, promulgation of the version in force (None: none is)
    ("民事诉讼法", "2023-12-31", "2021-12-24"),
    ("民事诉讼法", "2024-01-01", "2023-09-01"),
    ("民事诉讼法", "2012-12-31", "2007-10-28"),
    ("民事诉讼法", "2013-01-01", "2012-08-31"),
    ("公司法", "2024-06-30", "2018-10-26"),
    ("公司法", "2024-07-01", "2023-12-29"),
    ("网络安全法", "2025-12-31", "2016-11-07"),
    ("网络安全法", "2026-01-01", "2025-10-28"),
    ("商标法", "2026-11-22", "2019-04-23"),
    ("商标法", "2027-01-01", "2026-06-26"),
    ("农业法", "2026-12-31", "2012-12-28"),
    ("农业法", "2027-01-01", "2026-08-28"),
    ("消费者权益保护法", "2014-03-14", "2009-08-27"),
    ("消费者权益保护法", "2014-03-15", "2013-10-25"),
    ("刑法", "1997-09-30", "1979-07-01"),
    ("刑法", "2024-02-29", "2020-12-26"),
    ("刑法", "2024-03-01", "2023-12-29"),
    ("刑事诉讼法", "2012-12-31", "1996-03-17"),
    ("个人所得税法", "2018-12-31", "2011-06-30"),
    ("立法法", "2023-03-14", "2015-03-15"),
    ("村民委员会组织法", "2025-12-31", "2018-12-29"),
    ("监察法", "2025-05-31", "2018-03-20"),
    ("医疗保障法", "2026-12-31", None),
    ("医疗保障法", "2027-01-01", "2026-08-28"),
    ("环境保护法", "2026-08-14", "2014-04-24"),
    ("环境保护法", "2026-08-15", None),
    ("农村土地承包法", "2026-08-15", "2018-12-29"),
    ("合同法", "2020-12-31", "1999-03-15"),
    ("合同法", "2021-01-01", None),
    ("香港特别行政区基本法", "1997-06-30", None),
]


@pytest.mark.parametrize(
    ("number", "last_day_without", "first_day"),
    [
        ("133-1", "2011-04-30", "2011-05-01"),
        ("253-1", "2009-02-27", "2009-02-28"),
        ("287-2", "2015-10-31", "2015-11-01"),
        ("293-1", "2021-02-28", "2021-03-01"),
        ("264", "1997-09-30", "1997-10-01"),
    ],
)
def test_an_article_is_there_from_the_day_an_amendment_added_it(
    catalogue: Catalogue, number: str, last_day_without: str, first_day: str
) -> None:
    for day, there in ((last_day_without, False), (first_day, True)):
        (version,) = catalogue.in_force("刑法", date.fromisoformat(day))
        numbers = catalogue.articles.get(("刑法", version["version"]), {})
        assert version["complete"] == "1"
        assert (number in numbers) is there, day


def test_an_article_that_was_struck_out_is_none(catalogue: Catalogue) -> None:
    assert catalogue.article("刑法", "199", date(2015, 10, 31))
    assert not catalogue.article("刑法", "199", date(2015, 11, 1))


@pytest.mark.parametrize(("statute", "day", "promulgated"), IN_FORCE)
def test_version_in_force(catalogue: Catalogue, statute: str, day: str, promulgated: str | None) -> None:
    found = [v["promulgated_on"] for v in catalogue.in_force(statute, date.fromisoformat(day))]
    assert found == ([promulgated] if promulgated else [])


ENDED_WITH_THE_CODE = [
    "环境保护法",
    "环境影响评价法",
    "海洋环境保护法",
    "大气污染防治法",
    "水污染防治法",
    "土壤污染防治法",
    "固体废物污染环境防治法",
    "噪声污染防治法",
    "放射性污染防治法",
    "清洁生产促进法",
]


@pytest.mark.parametrize("statute", ENDED_WITH_THE_CODE)
def test_environmental_laws_ended_with_the_code(catalogue: Catalogue, statute: str) -> None:
    assert len(catalogue.in_force(statute, date(2026, 8, 14))) == 1
    assert catalogue.in_force(statute, date(2026, 8, 15)) == []


def test_incomplete_texts_are_not_taken_for_whole(catalogue: Catalogue) -> None:
    """Files cut off in the corpus: a number beyond what is held must not be called invented."""
    for statute, last in (
        ("国务院关于实施《公司法》注册资本登记管理制度的规定", 13),
        ("最高人民法院关于证券纠纷代表人诉讼若干问题的规定", 42),
        ("麻醉药品和精神药品管理条例", 89),
        ("进出口商品检验法实施条例", 59),
    ):
        for version in catalogue.versions[statute]:
            assert version["complete"] == "0" or int(version["last_article"]) >= last, version
