"""Short forms that a text declares for itself: （以下简称《X》）, 下称“X”, hereinafter."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from citecheck.extract.titles import Mention
from citecheck.normalize import title_key

_BEFORE = frozenset("简簡下统統以")  # 简称, 下称, 统称
_NAME = re.compile(
    r"[为為是作]?[\s:：]{0,2}(?:[“\"「『‘']?[《〈“\"「『‘'](?P<quoted>[^《》〈〉“”\"「」『』‘’'\n]{2,40})[》〉”\"」』’']|"
    r"(?P<plain>[^《》“”\"（）()，。；,;\n]{2,24})(?=[）)，,。；;]))"
)
_NAMES = 8  # short forms of one title, declared one after the other
_REACH = 90  # from the title to its declaration: a number or an edition may stand between


class ShortForms(NamedTuple):
    """Key of each declared short form to the title it stands for; `declarations` are where short forms are declared."""

    meanings: Mapping[str, Mention] = MappingProxyType({})
    declarations: frozenset[int] = frozenset()
    longest: int = 0  # of the short forms

    def meaning(self, key: str) -> Mention | None:
        return self.meanings.get(key)

    def suffix(self, window: str) -> tuple[str, Mention] | None:
        """The longest declared short form with which `window` ends, and what it means."""
        for size in range(min(len(window), self.longest), 0, -1):
            if (meaning := self.meanings.get(window[-size:])) is not None:
                return window[-size:], meaning
        return None


NONE_DECLARED = ShortForms()


def read_short_forms(text: str, mentions: list[Mention], english: dict[str, Mention]) -> ShortForms:
    """What the text declares; `mentions` are its titles in order. The subject is the title right before.

    `english` are the short forms that it declares in English.
    """
    ends = [mention.end for mention in mentions]
    meanings = dict(english)
    declarations: set[int] = set()
    for word in ("称", "稱"):
        place = text.find(word, 1)
        while place >= 0:
            after = place + 1
            if text[place - 1] in _BEFORE:
                _declare(text, after, mentions, ends, meanings, declarations)
            place = text.find(word, after)
    return ShortForms(meanings, frozenset(declarations), max(map(len, meanings), default=0))


def _declare(
    text: str,
    after: int,
    mentions: list[Mention],
    ends: list[int],
    meanings: dict[str, Mention],
    declarations: set[int],
) -> None:
    """Enters the short form that is declared behind 简称 (which ends at `after`), if a title stands before it."""
    match = _NAME.match(text, after, after + 60)
    index = bisect_right(ends, after) - 1
    if match is None or index < 0 or after - ends[index] > _REACH or "。" in text[ends[index] : after]:
        return
    first = max(0, index - _NAMES)
    while mentions[index].start in declarations and index > first:
        index -= 1
    subject = mentions[index]
    name = match["quoted"] or match["plain"]
    key = title_key(name.strip())
    if not key or not (match["quoted"] or _may_follow(text, subject.end, after - 2)):
        return
    meanings[key] = subject
    opening = match.start("quoted") - 1 if match["quoted"] else match.start("plain")
    while (index := index + 1) < len(mentions) and mentions[index].start < match.end():
        if mentions[index].start >= opening:
            declarations.add(mentions[index].start)


def _may_follow(text: str, end: int, place: int) -> bool:
    """Whether only brackets, 以下 and a number stand between the title and its unquoted short form."""
    return re.fullmatch(r"[\s（(以下文中又亦,，]*|.{0,20}[条款项].{0,4}[（(以下\s]*", text[end:place]) is not None
