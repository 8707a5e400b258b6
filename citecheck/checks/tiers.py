"""Numbers told of the wrong case: a period, amount or penalty that the article has for another of its tiers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from citecheck.checks.comparison import Difference, Kind
from citecheck.checks.plain import Plain, plain
from citecheck.checks.statements import Statement, pairs, span, statements
from citecheck.model import Span
from citecheck.quantities import Quantity

_KINDS = {"date": Kind.DATE, "amount": Kind.AMOUNT, "share": Kind.NUMBER, "number": Kind.NUMBER}
_CONDITION = re.compile("^.*[,:]")
_BOUND = re.compile("以[上下内]")
_NUMBERS = re.compile("[0-9〇零一二两三四五六七八九十百千万分之]{1,12}[日天月年元倍小时]{0,2}(?:以[上下内])?")
_TAIL = 4  # last characters of a condition, in which what tells its tier often stands: 数额巨大
_SHORTEST = 5  # characters of a condition
_CLEARLY, _MOST = 2, 0.6  # pairs of the condition that one tier has more than another, and its share of all of them
_ACT = 4  # pairs of what is done, beside the number, that the claim's own tier has more than the other
_FEW = 4  # numbers of a sentence; one that tells more tiers at once is not taken apart
_UNSURE = re.compile("分别|至|或者?不|不同|是否|吗|加上|延长|合计|以及|例如|比如")


def other_tier(claim: str, article: str) -> Difference | None:
    """The first number of a claim that the article has for another case than the claim's, for which it has another.

    The case is what the claim's sentence tells before the number. One statement of the article must have it alone.
    """
    if not plain(claim).quantities:
        return None
    said, held = plain(claim), plain(article)
    tiers = [(tier, own) for tier, own in _tiers(article, held) if own]
    for sentence in statements(claim):
        told = [one for one in sentence.quantities(said) if one.kind in _KINDS and one.unit != "岁"]
        if not told or len(told) > _FEW or _UNSURE.search(sentence.text):
            continue
        found = _other_tier(sentence, told, said, held, tiers)
        if found is None and len(told) > 1:  # the first may be part of the case: 最高刑为十年以上的，经过二十年
            last = [one for one in told if "," not in said.text[one.end : told[-1].start]]
            found = _other_tier(sentence, last, said, held, tiers, literally=True) if len(last) < len(told) else None
        if found is not None:
            ours, theirs = found
            here, there = _span(claim, ours, said), _span(article, theirs, held)
            words = claim[here.start : here.end], article[there.start : there.end]
            return Difference(_KINDS[ours.kind], *words, here, there)
    return None


def _tiers(article: str, held: Plain) -> Iterator[tuple[Statement, tuple[Quantity, ...]]]:
    """The statements of an article, and the numbers of each; one that begins with what follows (……；五年内不得……) has
    the case of the one before it."""
    before: Statement | None = None
    for one in statements(article):
        own = one.quantities(held)
        follows = held.text[one.start - 1 : one.start] == ";" and not one.header
        if before is not None and own and follows and "的" not in held.text[one.start : own[0].start]:
            one = Statement(one.text, one.start, before.text, before.start)
        before = one
        yield one, own


def _other_tier(
    sentence: Statement,
    told: list[Quantity],
    said: Plain,
    held: Plain,
    tiers: list[tuple[Statement, tuple[Quantity, ...]]],
    *,
    literally: bool = False,
) -> tuple[Quantity, Quantity] | None:
    """(the number of the claim, the one of its case in the article); `literally` where that one has the very case."""
    before = said.text[sentence.start : told[0].start]
    cut = _CONDITION.match(before)
    condition = (cut[0] if cut else before).strip(",:")
    if len(condition) < _SHORTEST:
        return None
    values = {_bounded(one, said) for one in told}
    units = {one.unit for one in told}
    case = _case(condition)
    having = [tier for tier, own in tiers if values & {_bounded(one, held) for one in own}]
    lacking = [
        (tier, own)
        for tier, own in tiers
        if not values & {_bounded(one, held) for one in own} and units & {one.unit for one in own}
    ]
    if not case or not having or not lacking or any(condition in tier.whole for tier in having):
        return None
    rivals = [case & tier.pairs for tier in having]
    all_pairs = frozenset(pair for tier, _ in tiers for pair in tier.pairs)
    act = pairs(_NUMBERS.sub("|", sentence.text[len(cut[0]) :])) if cut else frozenset()
    for tier, own in sorted(lacking, key=lambda one: -len(case & one[0].pairs)):
        shared = case & tier.pairs
        alone = all(not rival - shared and len(shared - rival) >= _CLEARLY for rival in rivals)
        tail = condition.rstrip("的")[-_TAIL:]
        ends = len(tail) == _TAIL and tail in tier.text and all(tail not in one.whole for one in having)
        ends = ends and sum(tail in one.text for one, _ in lacking) == 1 and all(not one - shared for one in rivals)
        met = shared | (case & all_pairs if ends else frozenset())
        if len(met) < _MOST * len(case) or not (alone or ends or condition in tier.whole):
            continue
        if literally and not (condition.endswith("的") and condition in tier.whole):
            continue
        if any(len(act & one.pairs) >= max(_MOST * len(act), len(act & tier.pairs) + _ACT) for one in having):
            continue  # who does what the claim tells does it within the claim's own number
        ours = next(one for one in told if one.unit in {other.unit for other in own})
        behind = tier.start  # a number of the case itself is not what it comes to
        if condition in tier.text:
            behind += tier.text.index(condition) + len(condition)
        theirs = [one for one in own if one.unit == ours.unit]
        return ours, next((one for one in theirs if one.start >= behind), theirs[0])
    return None


def _span(text: str, quantity: Quantity, read: Plain) -> Span:
    return span(text, quantity.start, quantity.end + len(_bounded(quantity, read)[2]))


def _bounded(quantity: Quantity, read: Plain) -> tuple[Fraction, str, str]:
    """A quantity with the bound behind it: 十年以上 is not 十年以下."""
    bound = _BOUND.match(read.text, quantity.end)
    return quantity.value, quantity.unit, bound[0] if bound else ""


def _case(condition: str) -> frozenset[str]:
    return frozenset(pair for pair in pairs(condition) if "的" not in pair)
