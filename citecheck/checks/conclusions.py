"""What a lawyer may say of a rule that does not stand in it: conclusions are no misquotations.

A contrario (two years long forbidden, allowed after them), the other way round (what must be registered does not take
effect unregistered), in the case of an exception, of another member of a list.
"""

from __future__ import annotations

import re

from citecheck.checks.comparison import Comparison, Difference, Kind, sentence_at
from citecheck.checks.wording import MODALS, NEGATIONS, tokens
from citecheck.quantities import canonical

_FEW = 4  # differences of one claim that are looked at: the texts are read anew for each
_CASE = re.compile("(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{4,}+(?=[，、,])")
_CONDITIONS = frozenset(
    map(frozenset, (("内", "后"), ("以内", "以后"), ("以上", "以下"), ("前", "后"), ("男", "女"), ("除", "在")))
)
"""Words of a condition of which one tells of whom or what the other leaves out."""
_REACHED = re.compile(
    "(?:(?P<short>不满|未满|不足|不到|未超过|没有超过|不超过)|(?<![不未有])(?:已满|年满|届满|超过|满))"
    "(?P<number>[0-9]{1,9}[^0-9，,的])"
)
_DENIALS = ("不", "不能", "未", "未能", "未经", "没有", "无")
_DENIED = re.compile("(?:不能|没有|未能|未经|未|不|无)(?=[\u4e00-\u9fff]{2})")
_ITEM, _HEADER = re.compile("^[\\s(（]*[一二三四五六七八九十0-9]+[)）、.．]"), re.compile("[:：]\\s*$")
_NOT_BY = re.compile("(?:不是?|并?非|不应当?|无需|无须)由([\u4e00-\u9fff]{2,4})")


def held_against(comparison: Comparison, claim: str, article: str) -> tuple[Difference, ...]:
    """The grave differences of a claim in its own words that are no conclusion from the rule."""
    grave = comparison.grave
    if not grave or len(grave) > _FEW:
        return grave
    if concludes(comparison, claim, article):
        return ()
    return tuple(
        one
        for one in grave
        if not _under_header(one, article)
        and not _by_another(one, claim, article)
        and not _turned_with_its_condition(one, comparison, claim, article)
    )


def concludes(comparison: Comparison, claim: str, article: str) -> bool:
    """Whether the claim, where it differs gravely, draws a conclusion from the rule and does not give its words.

    A contrario, the condition turned round with the rule: 二年内不得 told as 二年后可以. Or in a case of which another
    sentence of the article speaks: 情况紧急的，可以…… beside 不得……。情况紧急的除外。 The texts are those compared.
    """
    rules = [one for one in comparison.grave if one.turns_the_rule]
    turned = [one for one in comparison.differences if frozenset((one.claimed, one.actual)) in _CONDITIONS]
    if not rules or any(one not in rules and one not in turned for one in comparison.grave):
        return False
    return bool(turned) or (len(rules) <= _FEW and all(_in_another_case(one, claim, article) for one in rules))


def _in_another_case(difference: Difference, claim: str, article: str) -> bool:
    told, rule = sentence_at(claim, difference.claimed_at.start), sentence_at(article, difference.actual_at.start)
    return any(case in article and case not in rule for case in _CASE.findall(told))


def _under_header(difference: Difference, article: str) -> bool:
    """Whether a 不得 that the claim has more is the one before the list: 不得有下列情形：（四）奖金超过五万元."""
    if MODALS.get(difference.claimed) != "不得" or difference.actual:
        return False
    lines = article[: difference.actual_at.start].split("\n")
    if not _ITEM.search(lines[-1]):
        return False
    header = next((line for line in reversed(lines) if _HEADER.search(line)), "")
    return any(token.key == "不得" for token in tokens(header))


def _by_another(difference: Difference, claim: str, article: str) -> bool:
    """Whether the claim only says that somebody else than the one whom the article names does it: 不由承租人承担."""
    if difference.kind is not Kind.NEGATION or difference.actual:
        return False
    at = difference.claimed_at.start
    other = next((match for match in _NOT_BY.finditer(claim) if match.start() <= at < match.end()), None)
    return other is not None and "由" + other[1][:2] not in sentence_at(article, difference.actual_at.start)


def _turned_with_its_condition(difference: Difference, comparison: Comparison, claim: str, article: str) -> bool:
    """Whether the claim turns the condition round together with what follows from it, or tells a duty by what follows
    where it is not met (应当登记 as 未登记的，不……)."""
    told = sentence_at(claim, difference.claimed_at.start)
    begins = claim.find(told, max(0, difference.claimed_at.start - len(told)))
    condition = turned_condition(told, article)
    if condition is None:
        return False
    return any(
        one.turns_the_rule or (_denies(one.claimed) and not _denies(one.actual))
        for one in comparison.differences
        if begins + condition < one.claimed_at.start < begins + len(told)
    )


def turned_condition(told: str, article: str) -> int | None:
    """Where in a sentence of the claim a word is denied that the article affirms, and only affirms; None if nowhere."""
    told, article = told.replace("能够", "能"), article.replace("能够", "能")
    for match in _DENIED.finditer(told):
        word = told[match.end() : match.end() + 2]
        positive = ("能" if match[0] in ("不能", "未能") else "") + word
        if positive in article and not any(denial + word in article for denial in _DENIALS):
            return match.start()
    held = {(bool(match["short"]), match["number"]) for match in _REACHED.finditer(canonical(article))}
    for match in _REACHED.finditer(canonical(told)):
        short = bool(match["short"])
        if (not short, match["number"]) in held and (short, match["number"]) not in held:
            return 0
    return None


def _denies(words: str) -> bool:
    return any(token.key in _NEGATIVE for token in tokens(words))


_NEGATIVE = {*NEGATIONS.values(), "不得", "无须"}
