"""Text as character bigrams: what the index stores and what support is measured by.

Folding takes away what changes no meaning: width, case, spaces, the writing of numbers. Punctuation parts clauses, so
no bigram reaches across it. A bigram is one `uint32`: two code points of the basic plane.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from citecheck.normalize import half_width
from citecheck.quantities import canonical

if TYPE_CHECKING:
    from numpy.typing import NDArray

Codes: TypeAlias = "NDArray[np.uint32]"

# A run of spaces with a character beyond ASCII before or behind it, read once; begun with what it begins with, so that
# the rest of a text is passed over quickly.
_SPACE = re.compile(r"\s(?:(?<=[^\x00-\x7f]\s)\s*+|(?<!\s\s)\s*+(?=[^\x00-\x7f]))")


def fold(text: str) -> str:
    """`text` in half width and lower case, without the spaces inside Chinese, its numbers in one writing."""
    return canonical(_SPACE.sub("", half_width(text)).lower())


@cache
def _letters() -> NDArray[np.uint32]:
    """Code point → itself for letters, digits and Han characters, 0 for what parts words; sized to the basic plane,
    whose last stands for all beyond."""
    table = np.zeros(0x10000, dtype=np.uint32)
    for first, last in ((0x30, 0x39), (0x61, 0x7A), (0x3400, 0x9FFF), (0xF900, 0xFAFF)):
        table[first : last + 1] = np.arange(first, last + 1, dtype=np.uint32)
    table[ord("〇")] = ord("〇")
    table[ord("%")] = ord("%")
    return table


def bigrams(folded: str) -> Codes:
    """The bigrams of folded text in order, repeats included; those that hold punctuation are left out."""
    return located_bigrams(folded)[1]


def owned_bigrams(folded: list[str]) -> tuple[NDArray[np.int64], Codes]:
    """(owner, bigram) of every text of a list, in order: one pass over all of them instead of a loop."""
    starts, codes = located_bigrams("\n".join(folded))
    lengths = np.fromiter((len(text) + 1 for text in folded), dtype=np.int64, count=len(folded))
    return np.searchsorted(np.cumsum(lengths), starts, side="right"), codes


def located_bigrams(folded: str) -> tuple[NDArray[np.int64], Codes]:
    """The bigrams of folded text and where each begins, in order."""
    points = np.frombuffer(folded.encode("utf-32-le", "replace"), dtype=np.uint32)
    letters = _letters()[np.minimum(points, 0xFFFF)]
    held = letters != 0
    starts: NDArray[np.int64] = (held[:-1] & held[1:]).nonzero()[0]
    codes: Codes = (letters[starts] << np.uint32(16)) | letters[starts + 1]
    return starts, codes
