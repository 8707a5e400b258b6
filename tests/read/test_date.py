"""The day a document says it was written: found where it is plain, unknown where it is not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.model import Document
from citecheck.read import read
from citecheck.read.date import document_date

DAY = date(2024, 5, 6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("标题\n发布时间：2024-05-06 10:22\n正文", DAY, id="label"),
        pytest.param("标题\n2024年5月6日\n正文", DAY, id="a line of its own"),
        pytest.param("标题\n2024/5/6 10:22:31 来源：本站 作者：小王\n", DAY, id="byline"),
        pytest.param("時間：2024-05-06", DAY, id="Traditional label"),
        pytest.param("---\ntitle: x\ndate: 2024-05-06\n---\n", DAY, id="front matter"),
        pytest.param("Published on 2024-05-06 by the editors of this fine magazine", DAY, id="English"),
        pytest.param("2024.05.06", DAY, id="dots"),
        pytest.param("《示范条例》自2024年5月6日起施行", None, id="when a statute takes effect"),
        pytest.param("（2024年5月6日示范委员会第三次会议通过）", None, id="when a statute was passed"),
        pytest.param("2024年5月6日公布", None, id="when a statute was promulgated"),
        pytest.param("2024年5月6日，小李向平台借款五千元，约定一年还清，后来没有归还。", None, id="a day in a story"),
        pytest.param("发布时间：2024-13-45", None, id="no such day"),
        pytest.param("有效期：2024-05-06至2025-05-06", None, id="a period"),
        pytest.param("正文。\n" * 60 + "发布时间：2024-05-06", None, id="too far down"),
        pytest.param("电话：1520242-05-0688", None, id="digits of something else"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_dates_in_text(text: str, expected: date | None) -> None:
    assert document_date(text) == expected


@pytest.mark.parametrize(
    "head",
    [
        pytest.param('<meta property="article:published_time" content="2024-05-06T10:00:00+08:00">', id="Open Graph"),
        pytest.param('<meta name="PubDate" content="2024-05-06 10:00">', id="PubDate"),
        pytest.param('<script type="application/ld+json">{"datePublished": "2024-05-06"}</script>', id="JSON-LD"),
    ],
)
def test_dates_a_page_states_outrank_its_text(head: str) -> None:
    got = read("a.html", f"<html><head>{head}</head><body><p>时间：2020-01-01</p></body></html>".encode())
    assert isinstance(got, Document)
    assert got.date == DAY


@given(st.text(alphabet="0123456789-/年月日 发布时间：\n"))
def test_no_text_breaks_it(text: str) -> None:
    document_date(text)
