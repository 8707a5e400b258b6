"""Numbers told of the wrong case: a period, amount or penalty that the article has for another of its tiers."""

from __future__ import annotations

import re
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
    tiers = [(tier, tier.quantities(held)) for tier in statements(article)]
    for sentence in statements(claim):
        told = [one for one in sentence.quantities(said) if one.kind in _KINDS and one.unit != "岁"]
        if not told or len(told) > _FEW or _UNSURE.search(sentence.text):
            continue
        found = _other_tier(sentence, told, said, held, [(tier, own) for tier, own in tiers if own])
        if found is not None:
            ours, theirs = found
            here, there = _span(claim, ours, said), _span(article, theirs, held)
            words = claim[here.start : here.end], article[there.start : there.end]
            return Difference(_KINDS[ours.kind], *words, here, there)
    return None


def _other_tier(
    sentence: Statement,
    told: list[Quantity],
    said: Plain,
    held: Plain,
    tiers: list[tuple[Statement, tuple[Quantity, ...]]],
) -> tuple[Quantity, Quantity] | None:
    """(the number of the claim, the one of its case in the article)."""
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
    act = pairs(_NUMBERS.sub("|", sentence.text[len(cut[0]) :])) if cut else frozenset()
    for tier, own in sorted(lacking, key=lambda one: -len(case & one[0].pairs)):
        shared = case & tier.pairs
        alone = all(not rival - shared and len(shared - rival) >= _CLEARLY for rival in rivals)
        if len(shared) < _MOST * len(case) or not (alone or condition in tier.whole):
            continue
        if any(len(act & one.pairs) >= max(_MOST * len(act), len(act & tier.pairs) + _ACT) for one in having):
            continue  # who does what the claim tells does it within the claim's own number
        ours = next(one for one in told if one.unit in {other.unit for other in own})
        return ours, next(one for one in own if one.unit == ours.unit)
    return None


def _span(text: str, quantity: Quantity, read: Plain) -> Span:
    return span(text, quantity.start, quantity.end + len(_bounded(quantity, read)[2]))


def _bounded(quantity: Quantity, read: Plain) -> tuple[Fraction, str, str]:
    """A quantity with the bound behind it: 十年以上 is not 十年以下."""
    bound = _BOUND.match(read.text, quantity.end)
    return quantity.value, quantity.unit, bound[0] if bound else ""


def _case(condition: str) -> frozenset[str]:
    return frozenset(pair for pair in pairs(condition) if "的" not in pair)
