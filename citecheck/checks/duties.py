"""Duties told otherwise in one's own words: the same act forbidden instead of allowed, or owed by the other side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from citecheck.checks.comparison import Difference, Kind
from citecheck.checks.wording import Token, tokens
from citecheck.model import Span

_CONTRARY = frozenset({  # of one act both cannot be; 应当 beside 可以 is how laymen speak
    frozenset({"不得", "可以"}), frozenset({"不得", "应当"}), frozenset({"不得", "必须"}),
    frozenset({"无须", "应当"}), frozenset({"无须", "必须"}),
})  # fmt: skip
_COUNTERPARTS: Mapping[str, frozenset[str]] = {
    actor: frozenset(side) - {actor}
    for side in (
        ("用人单位", "劳动者"), ("经营者", "消费者"), ("出租人", "承租人"), ("债权人", "债务人"), ("出卖人", "买受人"),
        ("贷款人", "借款人"), ("委托人", "受托人"), ("承运人", "托运人"), ("保险人", "投保人"), ("发包人", "承包人"),
        ("承揽人", "定作人"), ("赠与人", "受赠人"), ("监护人", "被监护人"), ("原告", "被告"), ("抵押人", "抵押权人"),
    )
    for actor in side
}  # fmt: skip
"""Who owes and who is owed: one put for the other turns the rule round."""
_UNSURE = re.compile(
    "但是|除外|除非|以外|另有|例外|是否|能否|可否|能不能|吗|？|[?]|未经|不必然|并非|不等于|不意味|如果|一般|原则上"
)
"""Where an exception, a condition or a question is told, a modal says less than it seems to."""
_TOWARDS = "对向给为与"
_SENTENCE_ENDS, _ACT = "。；;？?！!", 14  # characters of an act that are compared
_SAME_ACT, _ALIKE = 3, 0.6  # pairs of characters that both acts must have at least, and their share of the claim's


@dataclass(frozen=True, slots=True)
class Duty:
    """A modal of a sentence with who it binds and what it is about."""

    modal: Token
    key: str
    actor: Token | None
    act: frozenset[str]  # pairs of characters of the words after the modal, up to the next break
    sentence: frozenset[str]  # and of all the sentence but the modal and the actor
    negations: int  # in the sentence, modals left out


def other_duty(claim: str, article: str) -> Difference | None:
    """The first modal or actor of a claim beside which the article, of the same act, has the contrary; or None.

    A claim is left alone where it, or the article, tells an exception or a condition, or where the article says the
    same of the act as well.
    """
    said = [duty for duty in _duties(claim) if sum(pair in article for pair in duty.act) >= _SAME_ACT - 1]
    if not said:  # most often: the article's tokens are what costs
        return None
    held = list(_duties(article))
    for duty in said:
        same = [other for other in held if _same_act(duty, other)]
        if not same or any(_agrees(duty, other) for other in same):
            continue
        other = max(same, key=lambda one: len(duty.sentence & one.sentence))
        if duty.negations == other.negations and frozenset({duty.key, other.key}) in _CONTRARY:
            return _difference(Kind.MODAL, duty.modal, other.modal)
        if duty.actor and other.actor and duty.key == other.key and _turned(duty, same):
            return _difference(Kind.ACTOR, duty.actor, other.actor)
    return None


def _agrees(duty: Duty, other: Duty) -> bool:
    return duty.key == other.key and not (
        duty.actor and other.actor and other.actor.key in _COUNTERPARTS.get(duty.actor.key, ())
    )


def _turned(duty: Duty, same: Sequence[Duty]) -> bool:
    """Whether the article binds only the counterpart of the claim's actor to the act."""
    assert duty.actor is not None
    counterparts = _COUNTERPARTS.get(duty.actor.key, frozenset())
    return all(other.actor is not None and other.actor.key in counterparts for other in same)


def _same_act(duty: Duty, other: Duty) -> bool:
    shared = len(duty.act & other.act)
    return (
        shared >= _SAME_ACT
        and shared >= _ALIKE * len(duty.act)
        and len(duty.sentence & other.sentence) >= _ALIKE * len(duty.sentence)
    )


def _difference(kind: Kind, ours: Token, theirs: Token) -> Difference:
    return Difference(kind, ours.text, theirs.text, Span(ours.start, ours.end), Span(theirs.start, theirs.end))


def _duties(text: str) -> Iterator[Duty]:
    for sentence in _sentences(tokens(text)):
        if _UNSURE.search("".join(token.text for token in sentence)):
            continue
        negations = Counter(token.role for token in sentence)["negation"]
        for i, token in enumerate(sentence):
            if token.role != "modal":
                continue
            key, first = token.key, i + 1
            if key == "可以" and first < len(sentence) and sentence[first].role == "negation":
                key, first = "无须", first + 1  # 可以不
            after = _words(sentence[first : first + _ACT])
            actor = _bound(sentence[:i])
            rest = [one for one in sentence if one is not token and one is not actor]
            yield Duty(token, key, actor, _pairs(after), _pairs(rest), negations - (first - i - 1))


def _bound(before: Sequence[Token]) -> Token | None:
    """Who is bound by a modal after these words: of the last clause that names actors, the one that stands first in it,
    else the last that is no object (对劳动者) nor owner (劳动者的).

    In 用人单位提前三十日通知劳动者后，可以…… the one who may is the one who begins, unless the modal follows another.
    """
    for at in range(len(before) - 1, -1, -1):
        if before[at].role != "actor" or (at + 1 < len(before) and before[at + 1].key == "的"):
            continue
        if at > 1 and before[at - 1].key in "或者和与及、":
            return None  # one of two
        clause = next((i + 1 for i in range(at - 1, -1, -1) if before[i].is_break), 0)
        first = before[clause]
        if at + 1 < len(before) and first.role == "actor" and before[clause + 1].key != "的":
            return first
        if not any(token.key in _TOWARDS for token in before[clause:at]):
            return before[at]
    return None


def _sentences(row: Sequence[Token]) -> Iterator[list[Token]]:
    sentence: list[Token] = []
    for token in row:
        sentence.append(token)
        if token.is_break and token.key in _SENTENCE_ENDS + "\n":
            yield sentence
            sentence = []
    yield sentence


def _words(row: Sequence[Token]) -> list[Token]:
    """The tokens up to the first break."""
    return list(row[: next((i for i, token in enumerate(row) if token.is_break), len(row))])


def _pairs(row: Sequence[Token]) -> frozenset[str]:
    return frozenset(a.key + b.key for a, b in pairwise(row) if not a.is_break and not b.is_break)
