"""A text as statements: sentences, and the members of lists each with the words before the list."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from citecheck.checks.plain import Plain, plain
from citecheck.model import Span
from citecheck.quantities import Quantity

_ITEM = re.compile(r"\([一二三四五六七八九十0-9]{1,3}\)")
_SENTENCE, _PART = re.compile(rf"[。;?!]|:(?={_ITEM.pattern})"), re.compile("[,:]")
_LONGEST = 600  # characters of a statement; nobody states a rule in more


class Statement(NamedTuple):
    """A sentence of a plain text that begins at `start`, with the words before the list it is a member of."""

    text: str
    start: int
    header: str = ""
    header_at: int = 0

    @property
    def whole(self) -> str:
        return f"{self.header}|{self.text}" if self.header else self.text

    @property
    def pairs(self) -> frozenset[str]:
        return pairs(self.whole)

    def quantities(self, read: Plain) -> tuple[Quantity, ...]:
        """Those of the text that stand in it, or in the words before its list."""
        return (
            *_between(read.quantities, self.header_at, self.header_at + len(self.header)),
            *_between(read.quantities, self.start, self.start + len(self.text)),
        )


def _between(found: tuple[Quantity, ...], start: int, end: int) -> tuple[Quantity, ...]:
    first, last = (bisect_left(found, place, key=lambda one: one.start) for place in (start, end))
    return found[first:last]


@lru_cache(maxsize=1024)
def statements(text: str) -> tuple[Statement, ...]:
    """The statements of a text in order; offsets count in what `plain` makes of it."""
    read, out, header, header_at, start = plain(text).text, [], "", 0, 0
    for end in [match.end() for match in _SENTENCE.finditer(read)] + [len(read)]:
        sentence = read[start:end].rstrip("。;?!")
        if sentence and len(sentence) <= _LONGEST:
            member = _ITEM.match(sentence) is not None
            header = header if member else ""
            out.append(Statement(sentence, start, header, header_at))
            if sentence.endswith(":"):
                header, header_at = sentence, start
        start = end
    return tuple(out)


@lru_cache(maxsize=4096)
def pairs(text: str) -> frozenset[str]:
    """The pairs of characters of a text that no break parts."""
    return frozenset(a + b for a, b in pairwise(text) if a.isalnum() and b.isalnum())


def clauses(text: str) -> list[str]:
    """The text parted at commas and colons."""
    return [part for part in _PART.split(text) if part]


def span(text: str, start: int, end: int) -> Span:
    """Where in a text the characters `[start, end)` of its plain form stand."""
    offsets = plain(text).offsets
    return Span(offsets[start], offsets[end - 1] + 1)
