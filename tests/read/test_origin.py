"""Where the text of a page stands in its source: what an editor or a code host must point at."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.model import Document, Origin
from citecheck.read import read
from citecheck.report.model import Lines


def of_page(source: str) -> tuple[Document, Origin]:
    got = read("a.html", source.encode())
    assert isinstance(got, Document)
    assert got.origin is not None
    return got, got.origin


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("<p>依照<b>《示范条例》</b>第<i>三</i>条</p>", id="inline elements"),
        pytest.param("<p>\n  依照  《示范\n条例》\t第三条\n</p>", id="white space that folds"),
        pytest.param("<p>甲&nbsp;乙&amp;丙&#31532;三条</p>", id="references to characters"),
        pytest.param("<p title='a>b'>甲</p>乙", id="brackets in attributes"),
        pytest.param("<p title=it's>甲</p><p>it's 乙</p>", id="a lone quote in a tag"),
        pytest.param("<script>if (a<b) x('《示范法》')</script><p>甲<!-- 《x》 -->乙</p>", id="scripts and comments"),
        pytest.param("<table><tr><td> 甲<td>乙</table><pre>丙\n  丁</pre>", id="cells and lines"),
        pytest.param("<p>甲 < 乙 > 丙</p>", id="brackets that are no tags"),
        pytest.param("<ul><li>甲<li>乙</ul>丙<br>丁", id="unclosed elements"),
    ],
)
def test_each_character_is_found_in_the_source(source: str) -> None:
    got, origin = of_page(source)
    for at, char in enumerate(got.text):
        there = source[origin.offset(at) :]
        assert char.isspace() or there.startswith(char) or html.unescape(there).startswith(char), (at, char)


@given(st.lists(st.sampled_from(["甲", "乙丙", " ", "\n", "&amp;", "<b>", "</b>", "<p>", "<br/>", "<!--x-->", "a<1"])))
def test_origins_hold_for_any_mixture(pieces: list[str]) -> None:
    source = "<p>始" + "".join(pieces) + "</p>终"
    got, origin = of_page(source)
    for at, char in enumerate(got.text):
        there = source[origin.offset(at) :]
        assert char.isspace() or there.startswith(char) or html.unescape(there).startswith(char), (at, char)


def test_lines_of_a_page_are_those_of_its_source() -> None:
    source = "<!DOCTYPE html>\n<body>\n<p>前文</p>\n<p>依照\n《示范条例》<b>第三条</b></p>"
    got, _ = of_page(source)
    lines = Lines(got)
    at = got.text.index("《")
    assert lines.source_place(at) == (5, 1)
    assert lines.source_end(got.text.index("条", at + 5) + 1) == (5, 13)
    assert lines.offset(5, 1) == at
    assert lines.offset(99, 1) == len(got.text)


def test_a_page_with_private_characters_of_its_own_is_read_without() -> None:
    got = read("a.html", "<p>甲\U000f0000乙</p>".encode())
    assert isinstance(got, Document)
    assert got.text == "甲\U000f0000乙\n"
    assert got.origin is None
