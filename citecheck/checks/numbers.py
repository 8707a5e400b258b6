"""Numbers told otherwise in one's own words: a claim that is about the article's matter and gives another period."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from citecheck.checks.comparison import Difference, Kind, sentence_at
from citecheck.checks.plain import plain
from citecheck.checks.statements import pairs
from citecheck.model import Span
from citecheck.quantities import Quantity

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEAR, _ALIKE = 14, 3  # characters beside a number that are compared, and pairs of them that must be the same
_BESIDE, _WEIGHT = 6, 3  # characters at once before a number, and how often such pairs count
_FAR = 30  # characters before a number of the article in which its case is told
_JOINED, _FEW = 8, 20  # characters between two bounds of one range; quantities of an article that are added up
_KINDS = {"date": Kind.DATE, "amount": Kind.AMOUNT, "share": Kind.NUMBER}
_SENTENCE = re.compile("[。；;\n]")
_LEAST_BEFORE = re.compile("(?<![不未刚])(?:已满|年满|(?<!刚)满|超过|达到?|不(?:少|低)于|至少)$")
_MOST_BEFORE = re.compile(
    "(?:不满|未满|不足|不得?超过|不能超过|未超过|不得?高于|不得?多于|最[多长高]|至多|放宽[至到]|延长[至到])$"
)
_LEAST_BEHIND, _MOST_BEHIND = re.compile("以上"), re.compile("以下|以?内|之内|以前")
_GAP, _BOUND = re.compile("以上[、,]?|[至到—~-]"), re.compile("以[上下内]|之内")
_RANGE = tuple("至到-—~～")
_STATED, _RUN_OUT = re.compile("[为是即起]$"), re.compile("[以之]?[前后]|[才仍还]")
_ADDED_UP = re.compile("(?<![得能不])延长|最迟|最长|总共|合计|累计|一共|加起来")
_EACH, _RATE = "每", 8  # characters before a number in which it is told what it is paid or counted for
_DENIED = re.compile("不(?![满足少低多高]|超过|得?(?:少于|低于|超过|高于|多于))|无[权须需]|没有|未[能予]")
_EVERYWHERE = frozenset({"以上", "以下", "以内", "之日", "日起", "应当", "可以", "有期", "期徒", "徒刑"})


@dataclass(frozen=True, slots=True)
class _Read:
    plain: str
    offsets: Sequence[int]
    quantities: tuple[Quantity, ...]

    @classmethod
    def of(cls, text: str) -> _Read:
        read = plain(text)
        return cls(read.text, read.offsets, tuple(q for q in read.quantities if q.kind in _KINDS or q.unit == "倍"))

    @property
    def values(self) -> frozenset[tuple[Fraction, str]]:
        return frozenset((quantity.value, quantity.unit) for quantity in self.quantities)

    def around(self, quantity: Quantity) -> frozenset[str]:
        """The pairs of characters close before and after a quantity, within its sentence."""
        before = _SENTENCE.split(self.plain[max(0, quantity.start - _NEAR) : quantity.start])[-1]
        after = _SENTENCE.split(self.plain[quantity.end : quantity.end + _NEAR])[0]
        pairs = (part[i : i + 2] for part in (before, after) for i in range(len(part) - 1))
        return frozenset(pair for pair in pairs if pair.isalnum() and pair not in _EVERYWHERE)

    def bounds(self, quantity: Quantity) -> tuple[bool, bool]:
        """Whether a quantity is the least (满三年, 三年以上) or the most (不超过三年, 三年内) of what is meant."""
        before, behind = (
            self.plain[max(0, quantity.start - 4) : quantity.start],
            self.plain[quantity.end : quantity.end + 2],
        )
        least = _LEAST_BEFORE.search(before) is not None or _LEAST_BEHIND.match(behind) is not None
        return least, _MOST_BEFORE.search(before) is not None or _MOST_BEHIND.match(behind) is not None

    def is_case(self, quantity: Quantity) -> bool:
        """Whether a quantity only tells a case: no bound, and not what something is said to be (期限为三年)."""
        if any(self.bounds(quantity)):
            return False
        stated = _STATED.search(self.plain[max(0, quantity.start - 1) : quantity.start]) is not None
        return not stated or self.plain.startswith("的", quantity.end)

    def has_run_out(self, quantity: Quantity) -> bool:
        """Whether it tells how long ago or after something was: 三年前的, 四年后才."""
        return _RUN_OUT.match(self.plain, quantity.end) is not None

    def ranges(self) -> Iterator[tuple[str, Fraction | None, Fraction | None]]:
        """(unit, the least, the most) of what the bounds of the text allow; two close by are one (三年以上十年以下)."""
        before: Quantity | None = None  # the least of a range whose most may follow
        for quantity in self.quantities:
            least, most = self.bounds(quantity)
            joined = before is not None and before.unit == quantity.unit and quantity.start - before.end <= _JOINED
            if before is not None and not (most and joined):
                yield before.unit, before.value, None
            if most:
                yield quantity.unit, before.value if before is not None and joined else None, quantity.value
            before = quantity if least and not most else None
        if before is not None:
            yield before.unit, before.value, None

    def like(self, own: Quantity, claim: _Read, quantity: Quantity) -> int:
        """How many pairs of characters of the claim's sentence stand in that of a quantity of this text; those at once
        before both, and the bound behind both, count more."""
        before, after = self.plain[max(0, own.start - _FAR) : own.start], self.plain[own.end : own.end + _FAR]
        mine = pairs(_SENTENCE.split(before)[-1]) | pairs(_SENTENCE.split(after, maxsplit=1)[0])
        return len(mine & pairs(sentence_at(claim.plain, quantity.start))) + _WEIGHT * len(
            self.beside(own) & claim.beside(quantity)
        )

    def beside(self, quantity: Quantity) -> frozenset[str]:
        """The pairs of characters at once before a quantity, and the bound behind it."""
        before = self.plain[max(0, quantity.start - _BESIDE) : quantity.start]
        return pairs(_SENTENCE.split(before)[-1]) | pairs(self.plain[quantity.end : quantity.end + 2])

    def allows_case(self, quantity: Quantity, bound: Quantity, claim: _Read) -> bool:
        """Whether a quantity of the claim is but a case of what this text says by the quantity `bound`."""
        if not any(self.bounds(bound)) or not claim.is_case(quantity):
            return False
        return claim.has_run_out(quantity) or self.includes(quantity)

    def includes(self, quantity: Quantity) -> bool:
        """Whether bounds of this text allow a quantity."""
        return any(
            unit == quantity.unit
            and (least is None or least <= quantity.value)
            and (most is None or quantity.value <= most)
            for unit, least, most in self.ranges()
        )

    def denies_beyond(self, bound: Quantity, claim: _Read, quantity: Quantity) -> bool:
        """Whether the claim denies of a case that this text's bounds leave out what this text provides by `bound`, or
        the other way round: whoever is sentenced to five years, where it is 三年以下 that 可以, 不能."""
        if not any(self.bounds(bound)) or not claim.is_case(quantity):
            return False
        return claim.denies(quantity) != self.denies(bound)

    def denies(self, quantity: Quantity) -> bool:
        """Whether what the sentence says behind a quantity is denied."""
        end = _SENTENCE.search(self.plain, quantity.end)
        return _DENIED.search(self.plain, quantity.end, end.start() if end else len(self.plain)) is not None

    def is_rate(self, quantity: Quantity) -> bool:
        """Whether a quantity is so much for each of something: 每满一年支付一个月."""
        return _EACH in self.plain[max(0, quantity.start - _RATE) : quantity.start]

    def is_multiple(self, quantity: Quantity, times: frozenset[Fraction]) -> bool:
        """Whether a quantity is another of this text times one of these, or the other way round."""
        return any(
            one.unit == quantity.unit and one.value and quantity.value and ratio in times
            for one in self.quantities[:_FEW]
            for ratio in (quantity.value / (one.value or 1), one.value / (quantity.value or 1))
        )

    def adds_up_to(self, quantity: Quantity) -> bool:
        """Whether two quantities of this text are together as much."""
        return any(
            one.unit == two.unit == quantity.unit and one.value + two.value == quantity.value
            for one, two in combinations(self.quantities[:_FEW], 2)
        )

    def span(self, quantity: Quantity) -> Span:
        return Span(self.offsets[quantity.start], self.offsets[quantity.end - 1] + 1)


def number_phrase(text: str, at: Span) -> str:
    """The whole phrase of the numbers that stand at a place of a text: 五年 → 五年以上十年以下; "" where none does."""
    read = plain(text)
    numbers = read.quantities
    where = [read.offsets[one.start] for one in numbers]
    first, last = bisect_left(where, at.start), bisect_left(where, at.end)
    if first == last:
        return ""
    while first and _GAP.fullmatch(read.text, numbers[first - 1].end, numbers[first].start):
        first -= 1
    while last < len(numbers) and _GAP.fullmatch(read.text, numbers[last - 1].end, numbers[last].start):
        last += 1
    end = numbers[last - 1].end
    bound = _BOUND.match(read.text, end)
    return text[read.offsets[numbers[first].start] : read.offsets[(bound.end() if bound else end) - 1] + 1]


def cases_allowed(claim: str, article: str) -> frozenset[str]:
    """The numbers of a claim that are no bounds, and that bounds of the article allow: 一千元, 二百元以上二千元以下."""
    said, held = _Read.of(claim), _Read.of(article)
    spans = (
        said.span(one)
        for one in said.quantities
        if said.is_case(one) and said.plain[one.start - 1 : one.start] not in _RANGE and held.includes(one)
    )
    return frozenset(claim[at.start : at.end] for at in spans)


def left_out(claim: str, article: str) -> bool:
    """Whether a claim denies of a case what the article provides within bounds that leave it out, or provides for one
    what the article denies within them: 判处五年的，不能 beside 三年以下的，可以."""
    said, held = _Read.of(claim), _Read.of(article)
    strange = [q for q in said.quantities if (q.value, q.unit) not in held.values and said.is_case(q)]
    return any(
        one.unit == quantity.unit
        and len(said.around(quantity) & held.around(one)) >= _ALIKE
        and not held.allows_case(quantity, one, said)
        and held.denies_beyond(one, said, quantity)
        for quantity in strange
        for one in held.quantities
    )


def other_number(claim: str, article: str) -> Difference | None:
    """The first period, amount or share of a claim beside which the article, in like words, has another; or None.

    Neither may stand on the other side as well: a claim that tells an example gives numbers of its own. Nor is a number
    held against an article whose bounds allow it (a person of thirteen, where the article speaks of 不满十四周岁), or
    leave it out where the claim denies what the article provides, nor one that is computed by the article's rule: a
    period with what it is prolonged by, a sum so many times another, what is paid for so many years at so much each.
    """
    said = _Read.of(claim)
    if not said.quantities:
        return None
    held = _Read.of(article)
    strange = [q for q in said.quantities if (q.value, q.unit) not in held.values]
    prolonged = _ADDED_UP.search(said.plain) is not None
    rates = _EACH in said.plain
    unsaid = [q for q in held.quantities if (q.value, q.unit) not in said.values and (rates or not held.is_rate(q))]
    times = frozenset(q.value for q in plain(article).quantities if q.unit == "倍" and q.value > 1)
    for quantity in strange:
        around = said.around(quantity)
        if (prolonged and held.adds_up_to(quantity)) or (times and said.is_multiple(quantity, times)):
            continue
        bounds = said.bounds(quantity)
        alike = [
            (any(bounds) and held.bounds(other) == bounds, shared + held.like(other, said, quantity), other)
            for other in unsaid
            if other.unit == quantity.unit and (shared := len(around & held.around(other))) >= _ALIKE
        ]
        if not alike:
            continue
        *most, other = max(alike, key=lambda one: one[:2])
        values = {one.value for *shared, one in alike if shared == most}
        if not held.allows_case(quantity, other, said) and not held.denies_beyond(other, said, quantity):
            at, there = said.span(quantity), held.span(other)
            if len(values) > 1 or (any(bounds) and held.bounds(other) != bounds):
                there = Span(there.start, there.start)  # more than one may be the one meant, or none
            words = claim[at.start : at.end], article[there.start : there.end]
            return Difference(_KINDS.get(quantity.kind, Kind.NUMBER), *words, at, there)
    return None
