"""Short forms that a text declares for itself: （以下简称《X》）, 下称“X”, hereinafter."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from citecheck.extract.titles import Mention
from citecheck.normalize import title_key

_WORDS = ("简称", "簡稱", "下称", "下稱", "统称", "統稱")
_NAME = re.compile(
    r"[为為是作]?[\s:：]{0,2}(?:[《〈“\"「『‘'](?P<quoted>[^《》〈〉“”\"「」『』‘’'\n]{2,40})[》〉”\"」』’']|"
    r"(?P<plain>[^《》“”\"（）()，。；,;\n]{2,24})(?=[）)，,。；;]))"
)
_REACH = 90  # from the title to its declaration: a number or an edition may stand between


@dataclass(frozen=True, slots=True)
class ShortForms:
    """Key of each declared short form to the title it stands for; `declarations` are where short forms are declared."""

    meanings: dict[str, Mention] = field(default_factory=dict)
    declarations: frozenset[int] = frozenset()

    def meaning(self, key: str) -> Mention | None:
        return self.meanings.get(key)

    def suffix(self, window: str) -> tuple[str, Mention] | None:
        """The longest declared short form with which `window` ends, and what it means."""
        best = max((key for key in self.meanings if window.endswith(key)), key=len, default=None)
        return None if best is None else (best, self.meanings[best])


def read_short_forms(text: str, mentions: list[Mention]) -> ShortForms:
    """What the text declares; `mentions` are its titles in order. The subject is the title right before."""
    ends = [mention.end for mention in mentions]
    starts = {mention.start for mention in mentions}
    meanings: dict[str, Mention] = {}
    declarations: set[int] = set()
    for word in _WORDS:
        place = text.find(word)
        while place >= 0:
            after = place + len(word)
            match = _NAME.match(text, after, after + 60)
            index = bisect_right(ends, place) - 1
            if (
                match is not None
                and index >= 0
                and place - ends[index] <= _REACH
                and "。" not in text[ends[index] : place]
            ):
                subject = mentions[index]
                while subject.start in declarations and index > 0:
                    index -= 1
                    subject = mentions[index]
                name = match["quoted"] or match["plain"]
                key = title_key(name.strip())
                if key and (match["quoted"] or _may_follow(text, subject.end, place)):
                    meanings[key] = subject
                    opening = match.start("quoted") - 1 if match["quoted"] else match.start("plain")
                    declarations.update(start for start in starts if opening <= start < match.end())
            place = text.find(word, after)
    return ShortForms(meanings, frozenset(declarations))


def _may_follow(text: str, end: int, place: int) -> bool:
    """Whether only brackets, 以下 and a number stand between the title and its unquoted short form."""
    return re.fullmatch(r"[\s（(以下文中又亦,，]*|.{0,20}[条款项].{0,4}[（(以下\s]*", text[end:place]) is not None
