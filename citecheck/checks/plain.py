"""A text as what compares words is given it: folded, with its quantities, read once for all who ask."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from citecheck.normalize import fold
from citecheck.quantities import Quantity, quantities


class Plain(NamedTuple):
    """`text` in half width, Simplified, lower case and without spaces; `offsets[i]` is where `text[i]` stood."""

    text: str
    offsets: Sequence[int]
    quantities: tuple[Quantity, ...]  # of `text`


@lru_cache(maxsize=1024)
def plain(text: str) -> Plain:
    """The text made plain."""
    folded = fold(text, 0, len(text))
    lower = folded.text.lower()
    return Plain(lower, folded.offsets, quantities(lower))
