"""Duties told otherwise in one's own words: the same act forbidden instead of allowed, or owed by the other side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from citecheck.checks.comparison import LIMITS, Difference, Kind
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
    "但是|除外|除非|以外|(?<![解免排消扣清删])除[^。；]{1,60}?外[，,。；]|另有|例外|是否|能否|可否|能不能|吗|？|[?]|未经"
    "|不必然|并非|不等于|不意味|如果|一般|原则上"
)
"""Where an exception, a condition or a question is told, a modal says less than it seems to."""
_TAKEN_BACK = re.compile('^[\\s"“”]*(?:但是?|不过)|^[^，,]*除外[。；]?$|不受前[一二三]?款')
"""A sentence that takes back something of the one before it."""
_PERIOD_OVER = re.compile("届满|期满|[年月日天]以?后")
_QUALIFIED = re.compile("擅自|随意|任意|私自|无故|(?:无|没有)正当理由|强行|避免|防止|杜绝|拒绝|滥用|违反")
"""What turns or narrows an act: 不得擅自转租 leaves 经同意可以转租 as it is, and 应当避免 is 不得."""
_HARMS = ("造成", "致使", "侵害", "损害")
_TOWARDS = "对向给为与"
_ATTRIBUTIVE, _FORBIDS = "其所", ("禁止", "严禁")
_SENTENCE_ENDS, _ACT = "。；;？?！!", 14  # characters of an act that are compared
_SAME_ACT, _ALIKE = 3, 0.6  # pairs of characters that both acts must have at least, and their share of the claim's
_LONG_ACT, _LIKE = 5, 0.45  # where so many pairs of the act are the same, as much of the sentence will do
_OBJECT = 2  # pairs of an act that tell another object than the one it is laid beside
_LIST = "下列"
_LONGEST = 1_000  # tokens of a sentence; nobody states a rule in more, and each modal would be read with all of them


@dataclass(frozen=True, slots=True)
class Duty:
    """A modal of a sentence with who it binds and what it is about."""

    modal: Token
    key: str
    actor: Token | None
    act: frozenset[str]  # pairs of characters of the words after the modal, up to where the clause ends
    sentence: frozenset[str]  # and of all the sentence up to there but the modal and the actor
    negated: frozenset[str]  # what is negated before the modal
    negations: int  # in the act
    sure: bool  # no exception, condition or question is told with it
    qualified: frozenset[str]  # words that turn or narrow the act
    limit: str | None  # 超过 in 不得超过: what is told is how much, not an act; None for a member of a list


def other_duty(claim: str, article: str) -> Difference | None:
    """The first modal or actor of a claim beside which the article, of the same act, has the contrary; or None.

    A claim is left alone where it, or the article, tells an exception or a condition, or where the article says the
    same of the act as well.
    """
    if _PERIOD_OVER.search(claim) and not _PERIOD_OVER.search(article):
        return None  # what holds once the article's period is over
    said = [
        duty for duty in _duties(claim) if duty.act and _met(duty.act, article) >= min(len(duty.act), _SAME_ACT - 1)
    ]
    if not said:  # most often: the article's tokens are what costs
        return None
    held = list(_duties(article, whole=True))
    for duty in said:
        same = [other for other in held if _same_act(duty, other)]
        if not same or any(_agrees(duty, other) for other in same):
            continue
        other = max(same, key=lambda one: (one.sure, len(duty.sentence & one.sentence)))
        if not other.sure or _of_other_object(duty, other, article):
            continue
        if _same_condition(duty, other) and frozenset({duty.key, other.key}) in _CONTRARY:
            return _difference(Kind.MODAL, duty.modal, other.modal)
        if duty.actor and other.actor and duty.key == other.key and _turned(duty, same):
            return _difference(Kind.ACTOR, duty.actor, other.actor)
    return None


def _met(act: frozenset[str], article: str) -> int:
    """How many pairs of an act the article may have; numbers are written in more ways than one."""
    return sum(2 if any(map(str.isdigit, pair)) else pair in article for pair in act)


def _agrees(duty: Duty, other: Duty) -> bool:
    return duty.key == other.key and not (
        duty.actor and other.actor and other.actor.key in _COUNTERPARTS.get(duty.actor.key, ())
    )


def _turned(duty: Duty, same: Sequence[Duty]) -> bool:
    """Whether the article binds only the counterpart of the claim's actor to the act."""
    assert duty.actor is not None
    counterparts = _COUNTERPARTS.get(duty.actor.key, frozenset())
    return all(other.actor is not None and other.actor.key in counterparts for other in same)


def _same_condition(duty: Duty, other: Duty) -> bool:
    """Whether as much is negated: in the act, and of what comes before it no more than the article negates."""
    same = duty.negated == other.negated or (bool(duty.negated) and duty.negated < other.negated)
    return same and duty.negations == other.negations and duty.qualified == other.qualified


def _same_act(duty: Duty, other: Duty) -> bool:
    if duty.limit != other.limit and other.limit is not None:
        return False
    if 0 < len(duty.act) < _SAME_ACT and duty.act <= other.act:  # its object stands before the modal
        shared = len(duty.sentence & other.sentence)
        return shared >= _LONG_ACT and shared >= _ALIKE * len(duty.sentence)
    both = duty.act & other.act
    worth = len(both) + sum(any(map(str.isdigit, pair)) for pair in both)  # a number says as much again
    alike = _LIKE if worth >= _LONG_ACT else _ALIKE
    return (
        worth >= _SAME_ACT
        and len(both) >= _ALIKE * len(duty.act)
        and len(duty.sentence & other.sentence) >= alike * len(duty.sentence)
    )


def _of_other_object(duty: Duty, other: Duty, article: str) -> bool:
    """Whether what the claim's act has more stands elsewhere in the article: 担保贷款 beside 不得发放信用贷款."""
    return sum(pair in article for pair in duty.act - other.act - other.sentence) >= _OBJECT


def _difference(kind: Kind, ours: Token, theirs: Token) -> Difference:
    return Difference(kind, ours.text, theirs.text, Span(ours.start, ours.end), Span(theirs.start, theirs.end))


def _duties(text: str, *, whole: bool = False) -> Iterator[Duty]:
    """The duties of a text that are sure; `whole` gives all, with what an act has behind a comma, up to the clause of
    another modal."""
    parts = [part for part in _sentences(tokens(text)) if len(part[0]) <= _LONGEST]
    told = ["".join(token.text for token in (*head, *tail)) for head, tail in parts]
    for (head, tail), words, following in zip(parts, told, [*told, ""][1:], strict=True):
        sure = _UNSURE.search(words) is None and _TAKEN_BACK.search(following) is None
        for i, token in enumerate(head if sure or whole else ()):
            if token.role != "modal" or _no_duty(head, i):
                continue
            key, first = token.key, i + 1
            if key == "可以" and first < len(head) and head[first].role == "negation":
                key, first = "无须", first + 1  # 可以不
            after = head[first:]
            act = _clause(after)
            if not whole and any(one.role == "modal" for one in act):  # 可以包括禁止……: whose act is it?
                continue
            member = bool(tail) and _LIST in "".join(one.key for one in _to_modal(after))
            after = tail if member else _reach(after) if whole else act
            actor = _bound(head[:i])
            before = [one for one in head[:i] if one is not actor]
            yield Duty(
                token,
                key,
                actor,
                _pairs(after if whole else after[:_ACT]),
                _pairs(before) | _pairs(after),
                frozenset(one.key + two.key for one, two in pairwise(before) if one.role == "negation"),
                sum(one.role == "negation" for one in _clause(after)),
                sure,
                frozenset(_QUALIFIED.findall("".join(one.text for one in (*before, *after)))),
                None if member else next((word for word in LIMITS if word == "".join(one.key for one in act[:2])), ""),
            )


def _no_duty(sentence: Sequence[Token], at: int) -> bool:
    """Whether a modal tells of things or people (其应当提供的服务, 不能独立生活的子女), or is what another allows or
    demands (可以禁止)."""
    act = _clause(sentence[at:])
    who = sentence[at].text == "不能" and any(token.role == "modal" for token in sentence[at + len(act) :])
    if (who or (at and sentence[at - 1].key in _ATTRIBUTIVE)) and any(token.key == "的" for token in act):
        return True
    clause = next((i + 1 for i in range(at - 1, -1, -1) if sentence[i].is_break), 0)
    return sentence[at].text in _FORBIDS and any(token.role == "modal" for token in sentence[clause:at])


def _bound(before: Sequence[Token]) -> Token | None:
    """Who is bound by a modal after these words: of the last clause that names actors, the one that stands first in it,
    else the last that is no object (对劳动者, 造成劳动者损失) nor owner (劳动者的).

    In 用人单位提前三十日通知劳动者后，可以…… the one who may is the one who begins, unless the modal follows another.
    """
    for at in range(len(before) - 1, -1, -1):
        if before[at].role != "actor" or (at + 1 < len(before) and before[at + 1].key == "的"):
            continue
        if "".join(token.text for token in before[max(0, at - 2) : at]) in _HARMS:
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


def _sentences(row: Sequence[Token]) -> Iterator[tuple[list[Token], list[Token]]]:
    """Each sentence, and behind the first words of a list, which are said again with each of its members, one of
    these: (不得有下列行为, 虐待、遗弃)."""
    sentence: list[Token] = []
    head: list[Token] = []
    for i, token in enumerate(row):
        sentence.append(token)
        if token.key == ":" and i + 1 < len(row) and row[i + 1].key == "(":
            head, sentence = sentence, []
        elif i + 1 == len(row) or token.key in _SENTENCE_ENDS:
            mark = next((j for j, one in enumerate(sentence) if one.key == ")"), 0) if sentence[0].key == "(" else 0
            member = sentence[mark + 1 :] if mark else []
            if head and not any(one.role == "modal" for one in member):
                yield head, member
            if not (head and mark) or any(one.role == "modal" for one in member):
                yield member or sentence, []
            head, sentence = head if mark else [], []


def _clause(row: Sequence[Token]) -> list[Token]:
    """The tokens up to the first break that parts more than the members of a list."""
    return list(row[: next((i for i, token in enumerate(row) if token.is_break and token.key != "、"), len(row))])


def _to_modal(row: Sequence[Token]) -> Sequence[Token]:
    """The tokens up to the next modal."""
    return row[: next((i for i, token in enumerate(row) if token.role == "modal"), len(row))]


def _reach(row: Sequence[Token]) -> list[Token]:
    """The tokens up to the first clause, behind the one that begins, that has a modal."""
    first = len(_clause(row))
    modal = next((i for i in range(first, len(row)) if row[i].role == "modal"), len(row))
    return list(
        row[: next((i for i in range(modal - 1, first, -1) if row[i].is_break), first)] if modal < len(row) else row
    )


def _pairs(row: Sequence[Token]) -> frozenset[str]:
    return frozenset(a.key + b.key for a, b in pairwise(row) if not a.is_break and not b.is_break)
