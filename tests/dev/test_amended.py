"""Which articles an older version had, by the amendments since: an invented law and two amendments to it."""

from __future__ import annotations

from datetime import date

import pytest

from citecheck.dev.derive.amended import amended_articles, amendments
from citecheck.dev.derive.header import enactments
from citecheck.dev.derive.history import Evidence, statute_facts
from citecheck.dev.derive.sources import PACKAGE_SOURCE, SourceText
from citecheck.model import ArticleNumber, Level
from citecheck.statute_text import parse_statute

LAW = "中华人民共和国示范法"
FIRST = ["一、在示范法第二条后增加二条，作为第二条之一、第二条之二：“样本甲。", "二、本修正案自公布之日起施行。"]
SECOND = ["一、删去示范法第三条。", "二、删去示范法第二条第二款。", "三、本修正案自公布之日起施行。"]
NOW = [
    "第一条　甲。",
    "第二条　乙。",
    "第二条之一　丙。",
    "第二条之二　丁。",
    "第三条　（删去）",
    "第四条　本法自公布之日起施行。",
]
HEADER = (
    "1990年1月1日第七届全国人民代表大会第一次会议通过",
    "根据2000年1月1日《示范法修正案》第一次修正",
    "根据2010年1月1日《示范法修正案（二）》第二次修正",
)


def text(title: str, day: date, lines: list[str], header: tuple[str, ...] = ()) -> SourceText:
    parsed = parse_statute(lines, title)
    return SourceText(title, Level.LAW, parsed, PACKAGE_SOURCE, day, history=enactments(header))


def made() -> list[SourceText]:
    return [
        text(f"{LAW}修正案（二）", date(2010, 1, 1), SECOND),
        text(f"{LAW}修正案", date(2000, 1, 1), FIRST),
        text(f"{LAW}实施法修正案", date(2005, 1, 1), FIRST),
    ]


def numbers(*written: str) -> set[ArticleNumber]:
    return {ArticleNumber(*map(int, one.split("-"))) for one in written}


def test_an_amendment_says_what_it_adds_and_strikes_out() -> None:
    first, second = amendments(made(), LAW)
    assert (first.day, first.added, first.struck) == (date(2000, 1, 1), numbers("2-1", "2-2"), set())
    assert (second.day, second.added, second.struck) == (date(2010, 1, 1), set(), numbers("3"))


@pytest.mark.parametrize("lines", [NOW, [*NOW[:-1], "第四条之一　戊。", NOW[-1]]], ids=["borne out", "not borne out"])
def test_the_newest_text_is_the_proof(lines: list[str]) -> None:
    newest = text(LAW, date(2010, 1, 1), lines, HEADER)
    facts = statute_facts("示范法", [newest], [], Evidence({}, {}, {}), None)
    found = amended_articles(facts, amendments(made(), LAW))
    if lines is not NOW:
        assert found == {}
        return
    assert found == {
        "1990-01-01": numbers("1", "2", "3", "4"),
        "2000-01-01": numbers("1", "2", "2-1", "2-2", "3", "4"),
        "2010-01-01": numbers("1", "2", "2-1", "2-2", "4"),
    }
