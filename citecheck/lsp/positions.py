"""Offsets of a text as positions of the Language Server Protocol, and back.

A line ends with LF, CR LF or CR and nothing else, though Python knows more line breaks; a column counts units of the
encoding agreed on, by default UTF-16, in which a character beyond U+FFFF counts twice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Literal, TypeAlias

from lsprotocol import types

Encoding: TypeAlias = Literal["utf-8", "utf-16", "utf-32"]

_BREAK = re.compile("\r\n|\n|\r")
_LONE = re.compile("[\ud800-\udfff]")


class Positions:
    """The lines of one text. Positions outside of it are moved to the nearest place inside."""

    def __init__(self, text: str, encoding: Encoding = "utf-16") -> None:
        self.text = text
        self._encoding = encoding
        self._starts = [0, *(match.end() for match in _BREAK.finditer(text))]

    def position(self, offset: int) -> types.Position:
        """Where the character at `offset` stands; line and column from 0."""
        offset = min(max(0, offset), len(self.text))
        line = bisect_right(self._starts, offset) - 1
        return types.Position(line, self._units(self.text[self._starts[line] : offset]))

    def range(self, start: int, end: int) -> types.Range:
        """From the character at `start` up to and without the one at `end`."""
        return types.Range(self.position(start), self.position(end))

    def offset(self, position: types.Position) -> int:
        """The offset of `position`; one behind the end of its line means the end, one inside a character its start."""
        if position.line >= len(self._starts):
            return len(self.text)
        start, end = self.line(position.line)
        if self._encoding == "utf-32" or position.character <= 0:
            return min(start + max(0, position.character), end)
        units = 0
        for offset in range(start, end):
            units += self._units(self.text[offset])
            if units > position.character:
                return offset
        return end

    def line(self, number: int) -> tuple[int, int]:
        """(start, end) of a line that exists, without its break."""
        start = self._starts[number]
        following = self._starts[number + 1] if number + 1 < len(self._starts) else len(self.text)
        return start, start + len(self.text[start:following].rstrip("\r\n"))

    def _units(self, text: str) -> int:
        if self._encoding == "utf-32" or text.isascii():
            return len(text)
        return len(text.encode(self._encoding)) if self._encoding == "utf-8" else len(text.encode("utf-16-le")) // 2


def changed(text: str, change: types.TextDocumentContentChangeEvent, encoding: Encoding) -> str:
    """The text after one change by the editor."""
    if not isinstance(change, types.TextDocumentContentChangePartial):
        return whole(change.text)
    positions = Positions(text, encoding)
    start, end = sorted((positions.offset(change.range.start), positions.offset(change.range.end)))
    return text[:start] + whole(change.text) + text[end:]


def whole(text: str) -> str:
    """The text without halves of characters, which no encoding can write; each counts one as what replaces it."""
    return _LONE.sub("\ufffd", text)
