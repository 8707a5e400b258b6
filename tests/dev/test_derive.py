"""The derivation: history from headers, dates from clauses, and that the committed files are what it yields."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from citecheck.dev.derive.__main__ import derive
from citecheck.dev.derive.header import document_number, enactments, is_whole
from citecheck.dev.derive.history import Evidence, closing_date, statute_facts
from citecheck.dev.derive.known import Known
from citecheck.dev.derive.sources import LAWREFBOOK_SOURCE, SourceText, just_laws_texts, official_title, statute_id
from citecheck.model import Level
from citecheck.statute_text import parse_statute

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
NOTHING = Evidence({}, {}, {})

# ── headers ──────────────────────────────────────────────────────────────────────────────────────────────────────

HEADERS = [
    pytest.param(
        [
            "1991年4月9日第七届全国人民代表大会第四次会议通过",
            "根据2007年10月28日第十届全国人民代表大会常务委员会第三十次会议《关于修改〈示范法〉的决定》第一次修正",
            "2012年8月31日第十一届全国人民代表大会常务委员会第二十八次会议修订",
        ],
        [("1991-04-09", ""), ("2007-10-28", "amendment"), ("2012-08-31", "revision")],
        id="a law",
    ),
    pytest.param(
        ["2004年10月13日 国务院第66次常务会议通过", "2004年11月1日 国务院令第420号公布", "2005年1月1日 施行"],
        [("2004-11-01", "")],
        id="passed, promulgated, in effect: one enactment",
    ),
    pytest.param(
        ["2006年12月25日 最高人民法院审判委员会第1411次会议、2007年2月14日最高人民检察院检察委员会第71次会议通过"],
        [("2007-02-14", "")],
        id="two bodies, one text",
    ),
    pytest.param(
        [
            "2010年1月1日示范市人民代表大会通过",
            "2019年12月27日示范市人民代表大会常务委员会通过并经2020年1月15日示范省人民代表大会常务委员会批准的"
            "《关于修改〈示范市茶馆条例〉的决定》修正",
        ],
        [("2010-01-01", ""), ("2020-01-15", "amendment")],
        id="a city's amendment and the province's approval",
    ),
    pytest.param(
        ["根据2011年1月8日《国务院关于废止和修改部分行政法规的决定》修订"],
        [("2011-01-08", "revision")],
        id="a decision on many regulations",
    ),
    pytest.param([], [], id="no header"),
]


@pytest.mark.parametrize(("lines", "expected"), HEADERS)
def test_enactments(lines: list[str], expected: list[tuple[str, str]]) -> None:
    assert [(e.day.isoformat(), e.change) for e in enactments(lines)] == expected


def test_header_tells_the_day_of_effect_and_the_order() -> None:
    (only,) = enactments(
        [
            "2004年10月13日 国务院第66次常务会议通过",
            "2004年11月1日 中华人民共和国国务院令第420号公布",
            "2005年1月1日 施行",
        ]
    )
    assert (only.promulgated, only.effective, only.number) == (date(2004, 11, 1), date(2005, 1, 1), "国务院令第420号")


@pytest.mark.parametrize(
    ("lines", "whole"),
    [
        pytest.param(
            ["1990年1月1日通过", "根据1995年1月1日《决定》第一次修正", "根据1999年1月1日《决定》第二次修正"],
            True,
            id="all",
        ),
        pytest.param(
            ["1990年1月1日通过", "根据1999年1月1日《决定》第二次修正"], False, id="the first amendment is missing"
        ),
        pytest.param(["根据1995年1月1日《决定》第一次修正"], False, id="no original"),
        pytest.param([], False, id="nothing"),
    ],
)
def test_is_whole(lines: list[str], whole: bool) -> None:
    assert is_whole(enactments(lines)) is whole


def test_document_number() -> None:
    assert document_number(["法释〔2020〕17号"]) == "法释〔2020〕17号"
    assert document_number(["法释（2020）17号"]) == "法释〔2020〕17号"
    assert document_number(["法释〔2020〕17号", "法释〔2021〕1号"]) == ""


# ── days of effect ───────────────────────────────────────────────────────────────────────────────────────────────

CLOSINGS = [
    pytest.param("本条例自2020年3月1日起施行。", date(2020, 3, 1), id="a day"),
    pytest.param("本条例自公布之日起施行。", "promulgation", id="promulgation"),
    pytest.param("本办法从一九九二年七月一日起施行。", date(1992, 7, 1), id="a day in Chinese numbers"),
    pytest.param("1990年1月1日起施行的《旧条例》同时废止。", None, id="another text's day"),
]


@pytest.mark.parametrize(("clause", "expected"), CLOSINGS)
def test_closing_date(clause: str, expected: date | str | None) -> None:
    assert closing_date(parse_statute(["# 示范条例", "第一条 甲。", f"第二条 {clause}"])) == expected


def source_text(header: list[str], closing: str, day: date, effective: date | None = None) -> SourceText:
    text = parse_statute(["# 示范条例", *header, "<!-- INFO END -->", "第一条 甲。", f"第二条 {closing}"])
    return SourceText("示范条例", Level.LAW, text, LAWREFBOOK_SOURCE, day, effective, history=enactments(text.header))


ORIGINAL = "1993年10月31日全国人民代表大会常务委员会第四次会议通过"
AMENDED = "根据2013年10月25日全国人民代表大会常务委员会第五次会议《关于修改〈示范条例〉的决定》修正"


def intervals(
    facts_of: list[SourceText], evidence: Evidence = NOTHING, repealed: date | None = None
) -> list[tuple[str, ...]]:
    facts = statute_facts("示范条例", facts_of, (), evidence, repealed)
    return [(v.key, str(v.effective.day), str(v.ceased_on), v.effective.confidence) for v in facts.versions]


def test_an_amended_text_carries_the_day_of_the_original() -> None:
    text = source_text([ORIGINAL, AMENDED], "本条例自1994年1月1日起施行。", date(2013, 10, 25), date(2014, 3, 15))
    assert intervals([text]) == [
        ("1993-10-31", "1994-01-01", "2014-03-15", "high"),
        ("2013-10-25", "2014-03-15", "None", "medium"),
    ]


def test_an_amendment_without_evidence_is_an_estimate() -> None:
    text = source_text([ORIGINAL, AMENDED], "本条例自1994年1月1日起施行。", date(2013, 10, 25))
    assert intervals([text])[-1] == ("2013-10-25", "2013-10-25", "None", "low")


def test_a_curated_row_names_the_day_of_effect() -> None:
    row = Known("示范条例", "示范条例", Level.LAW, "", False, date(2013, 10, 25), date(2014, 5, 1), None, "amendment", "", 2, True, "public record", "medium")  # fmt: skip # noqa: E501
    text = source_text([ORIGINAL, AMENDED], "本条例自1994年1月1日起施行。", date(2013, 10, 25))
    facts = statute_facts("示范条例", [text], [row], NOTHING, None)
    assert [str(v.effective.day) for v in facts.versions] == ["1994-01-01", "2014-05-01"]


@pytest.mark.parametrize(
    ("header", "day", "complete"),
    [
        pytest.param([ORIGINAL, AMENDED], date(2013, 10, 25), True, id="the header tells of the text"),
        pytest.param([ORIGINAL], date(2013, 10, 25), False, id="the header stops at the original"),
        pytest.param([], date(2013, 10, 25), False, id="no header"),
    ],
)
def test_history_is_complete_only_when_the_header_tells_it_all(header: list[str], day: date, complete: bool) -> None:
    text = replace(source_text(header, "本条例自1994年1月1日起施行。", day), level=Level.LOCAL_REGULATION)
    assert statute_facts("示范条例", [text], (), NOTHING, None).history_complete is complete


def test_a_repeal_ends_the_last_version_only() -> None:
    text = source_text([ORIGINAL, AMENDED], "本条例自1994年1月1日起施行。", date(2013, 10, 25), date(2014, 3, 15))
    assert [row[2] for row in intervals([text], repealed=date(2021, 1, 1))] == ["2014-03-15", "2021-01-01"]


def test_a_pending_text_does_not_end_the_present_one_before_its_day() -> None:
    old = source_text([ORIGINAL], "本条例自1994年1月1日起施行。", date(1993, 10, 31))
    new = source_text([], "本条例自2027年1月1日起施行。", date(2026, 8, 28))
    assert intervals([old, new]) == [
        ("1993-10-31", "1994-01-01", "2027-01-01", "high"),
        ("2026-08-28", "2027-01-01", "None", "high"),
    ]


@pytest.mark.parametrize(
    ("raw", "official"),
    [
        pytest.param(
            "最高人民法院 最高人民检察院关于甲的解释", "最高人民法院、最高人民检察院关于甲的解释", id="joint issuers"
        ),
        pytest.param("《中华人民共和国示范法典》", "中华人民共和国示范法典", id="title marks"),
        pytest.param("关于修改<示范法>的决定", "关于修改《示范法》的决定", id="brackets in the title"),
        pytest.param("示范办法(试行)", "示范办法（试行）", id="half-width brackets"),
    ],
)
def test_official_title(raw: str, official: str) -> None:
    assert official_title(raw) == official


# ── the committed files ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def derived() -> dict[str, str]:
    if not (SHARED / "lawrefbook" / "db.sqlite3").is_file():
        pytest.skip("needs ../shared with the corpora, which are not part of the repository")
    return derive(SHARED, ROOT / "statutes")


def committed() -> Iterator[str]:
    folder = ROOT / "statutes"
    yield from ("statutes.csv", "unchanged.csv", "versions.csv")
    yield from sorted(path.relative_to(folder).as_posix() for path in (folder / "articles").rglob("*.csv"))


@pytest.mark.catalogue
def test_the_committed_files_are_what_the_script_yields(derived: dict[str, str]) -> None:
    assert sorted(derived) == sorted(committed())
    for name, content in derived.items():
        same = (ROOT / "statutes" / name).read_text(encoding="utf-8") == content
        assert same, (
            f"{name} is not what the script yields: python -m citecheck.dev.derive --shared ../shared --out statutes"
        )


PENDING_ON_THE_DAY = {"民族团结进步促进法", "生态环境法典", "社会救助法"}  # passed, listed, not yet in effect


@pytest.mark.skipif(not (SHARED / "just-laws").is_dir(), reason="needs ../shared, which is not part of the repository")
def test_every_law_of_the_official_list_is_in_force_on_its_day() -> None:
    listed = {statute_id(t.title) for t in just_laws_texts(SHARED / "just-laws" / "docs")}
    in_force, pending = set(), set()
    for row in csv.DictReader(io.StringIO((ROOT / "statutes" / "versions.csv").read_text("utf-8"))):
        if row["effective_on"] and not "" < row["ceased_on"] <= "2026-06-26":
            (in_force if row["effective_on"] <= "2026-06-26" else pending).add(row["statute"])
    assert len(listed) == 311
    assert listed - in_force == PENDING_ON_THE_DAY
    assert pending >= PENDING_ON_THE_DAY
