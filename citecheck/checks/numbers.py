"""Numbers told otherwise in one's own words: a claim that is about the article's matter and gives another period."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from citecheck.checks.comparison import Difference, Kind
from citecheck.checks.plain import plain
from citecheck.model import Span
from citecheck.quantities import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEAR, _ALIKE = 14, 3  # characters beside a number that are compared, and pairs of them that must be the same
_KINDS = {"date": Kind.DATE, "amount": Kind.AMOUNT, "share": Kind.NUMBER}
_SENTENCE = re.compile("[。；;\n]")
_EVERYWHERE = frozenset({"以上", "以下", "以内", "之日", "日起", "应当", "可以", "有期", "期徒", "徒刑"})


@dataclass(frozen=True, slots=True)
class _Read:
    plain: str
    offsets: Sequence[int]
    quantities: tuple[Quantity, ...]

    @classmethod
    def of(cls, text: str) -> _Read:
        read = plain(text)
        return cls(read.text, read.offsets, tuple(q for q in read.quantities if q.kind in _KINDS))

    @property
    def values(self) -> frozenset[tuple[Fraction, str]]:
        return frozenset((quantity.value, quantity.unit) for quantity in self.quantities)

    def around(self, quantity: Quantity) -> frozenset[str]:
        """The pairs of characters close before and after a quantity, within its sentence."""
        before = _SENTENCE.split(self.plain[max(0, quantity.start - _NEAR) : quantity.start])[-1]
        after = _SENTENCE.split(self.plain[quantity.end : quantity.end + _NEAR])[0]
        pairs = (part[i : i + 2] for part in (before, after) for i in range(len(part) - 1))
        return frozenset(pair for pair in pairs if pair.isalnum() and pair not in _EVERYWHERE)

    def span(self, quantity: Quantity) -> Span:
        return Span(self.offsets[quantity.start], self.offsets[quantity.end - 1] + 1)


def other_number(claim: str, article: str) -> Difference | None:
    """The first period, amount or share of a claim beside which the article, in like words, has another; or None.

    Neither may stand on the other side as well: a claim that tells an example gives numbers of its own.
    """
    said = _Read.of(claim)
    if not said.quantities:
        return None
    held = _Read.of(article)
    strange = [q for q in said.quantities if (q.value, q.unit) not in held.values]
    unsaid = [q for q in held.quantities if (q.value, q.unit) not in said.values]
    for quantity in strange:
        around = said.around(quantity)
        alike = [(len(around & held.around(other)), other) for other in unsaid if other.unit == quantity.unit]
        most, other = max(alike, key=lambda pair: pair[0], default=(0, quantity))
        if most >= _ALIKE:
            at, there = said.span(quantity), held.span(other)
            words = claim[at.start : at.end], article[there.start : there.end]
            return Difference(_KINDS[quantity.kind], *words, at, there)
    return None
