"""Lines and columns as the protocol counts them, whatever stands in a text."""

from __future__ import annotations

import re
from typing import get_args

import pytest

pytest.importorskip("pygls", reason="needs the extra lsp")

from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from citecheck.lsp.positions import Encoding, Positions, changed, whole

TEXTS = st.text(alphabet="a好𠮷😀\n\r\u2028\u2029\x0b\x0c\x1c\x85 ", max_size=40)
ENCODINGS = st.sampled_from(get_args(Encoding))


@pytest.mark.parametrize(
    ("text", "offset", "line", "column"),
    [
        pytest.param("一二", 2, 0, 2, id="end of a line"),
        pytest.param("一\n二", 2, 1, 0, id="LF"),
        pytest.param("一\r\n二", 3, 1, 0, id="CR LF"),
        pytest.param("一\r二", 2, 1, 0, id="CR"),
        pytest.param("一\u2028二\x0c三\x85四", 6, 0, 6, id="breaks of Python that are none here"),
        pytest.param("𠮷😀三", 2, 0, 4, id="two units each"),
        pytest.param("", 0, 0, 0, id="no text"),
        pytest.param("一\n", 2, 1, 0, id="an empty last line"),
    ],
)
def test_an_offset_is_a_line_and_a_column(text: str, offset: int, line: int, column: int) -> None:
    assert Positions(text).position(offset) == types.Position(line, column)
    assert Positions(text).offset(types.Position(line, column)) == offset


@pytest.mark.parametrize(
    ("text", "line", "column", "offset"),
    [
        pytest.param("一二\n三", 0, 99, 2, id="behind the end of a line"),
        pytest.param("一二\r\n三", 0, 3, 2, id="between CR and LF"),
        pytest.param("一二", 0, 2**31 - 1, 2, id="behind the end of the last line"),
        pytest.param("一二\n三", 9, 0, 4, id="behind the last line"),
        pytest.param("😀", 0, 1, 0, id="inside a character"),
    ],
)
def test_a_place_outside_is_moved_inside(text: str, line: int, column: int, offset: int) -> None:
    assert Positions(text).offset(types.Position(line, column)) == offset


@given(TEXTS, ENCODINGS, st.data())
def test_every_offset_comes_back(text: str, encoding: Encoding, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    positions = Positions(text, encoding)
    inside_break = text[max(0, offset - 1) : offset + 1] == "\r\n"
    assert positions.offset(positions.position(offset)) == offset - inside_break


@given(TEXTS, TEXTS, ENCODINGS, st.data())
def test_an_edit_replaces_what_it_names(text: str, new: str, encoding: Encoding, data: st.DataObject) -> None:
    places = [m.start() for m in re.finditer("(?s)(?!(?<=\r)\n).", text)] + [len(text)]
    start, end = sorted((data.draw(st.sampled_from(places)), data.draw(st.sampled_from(places))))
    where = Positions(text, encoding).range(start, end)
    change = types.TextDocumentContentChangePartial(where, new)
    assert changed(text, change, encoding) == text[:start] + new + text[end:]


def test_half_a_character_is_replaced_by_as_much() -> None:
    assert whole("一\ud83d二") == "一\ufffd二"
    assert changed("一", types.TextDocumentContentChangeWholeDocument("\udc00"), "utf-16") == "\ufffd"
