"""Tokens of an article reference: 第, numbers, 条 款 项 目, 之, separators, each with its place in the raw text."""

from __future__ import annotations

import re
from enum import Enum
from typing import NamedTuple

from citecheck.normalize import PINYIN
from citecheck.numerals import CHARACTERS, parse_number

NUMERAL = "".join(sorted(CHARACTERS - {"O", "參", "参", "两", "兩", "幺"}))
_NUMBER = rf"[{NUMERAL}](?:[ \t\u3000\xa0]?[{NUMERAL}]){{0,11}}"


class Kind(Enum):
    NUMBER = "number"  # 第一百, 靠前百一十, （一）, 87
    BRANCH = "branch"  # 之一
    ARTICLE = "条"
    PARAGRAPH = "款"
    SUBPARAGRAPH = "项"
    POINT = "目"
    SEPARATOR = "separator"  # 、 和 及 以及 或者
    COMMA = "comma"  # separates members only before 第
    RANGE = "range"  # 至 - ～


UNITS = {
    "条": Kind.ARTICLE,
    "條": Kind.ARTICLE,
    "款": Kind.PARAGRAPH,
    "项": Kind.SUBPARAGRAPH,
    "項": Kind.SUBPARAGRAPH,
    "目": Kind.POINT,
}


class Token(NamedTuple):
    kind: Kind
    start: int
    end: int
    value: int = 0  # of a number or a branch
    ordinal: bool = False  # the number stands after 第
    bracketed: bool = False  # the number stands in parentheses
    digits: int = 0  # how many characters write the number


# One alternation, tried at one place only; ㈠ ⑴ ① are single characters that carry their parentheses.
# 靠前 is what a word filter made of 第一: 靠前百一十一条 is 第一百一十一条.
_TOKEN = re.compile(
    rf"""(?:[ \t\u3000\xa0]|&nbsp;|&\#160;){{0,3}}(?:
      (?P<ordinal>第|靠前)?[ \t\u3000\xa0]{{0,2}}
      (?:(?P<open>[(（〔【﹙])[ \t]?(?P<inner>{_NUMBER})[ \t]?[)）〕】﹚]|(?P<number>{_NUMBER})|(?P<circled>[㈠-㈩⑴-⒇]))
    | (?P<unit>[条條款项項目])(?:{PINYIN})?
    | 之[ \t]?(?P<branch>[一二三四五六七八九十]{{1,3}}|[0-9]{{1,2}})(?![0-9])
    | (?P<separator>、|和|与|與|以及|及|或者|或|暨|/)
    | (?P<comma>[,，])
    | (?P<range>至|到|[-－‐–—－~～〜]{{1,2}}(?=[ \t]?第?[ \t]?[{NUMERAL}第]))
    )""",
    re.VERBOSE,
)
_BARE_FILTERED = re.compile(r"[ \t\u3000]{0,3}靠前(?=[条條款项項])")
MAX_NUMBER = 9999


def _circled(char: str) -> int:
    return ord(char) - (ord("㈠") if char <= "㈩" else ord("⑴")) + 1


def token_at(text: str, place: int, end: int) -> Token | None:
    """The token that begins at `place` (spaces before it allowed), reading no further than `end`."""
    match = _TOKEN.match(text, place, end)
    if match is None:
        filtered = _BARE_FILTERED.match(text, place, end)
        if filtered is None:
            return None
        return Token(Kind.NUMBER, filtered.end() - 2, filtered.end(), 1, ordinal=True, digits=2)
    group = match.lastgroup
    stop = match.end()
    if group in ("number", "inner"):
        ordinal = match["ordinal"]
        digits = match[group]
        value = parse_number("一" + digits if ordinal == "靠前" and not digits[0].isdigit() else digits)
        if value is None or not 0 < value <= MAX_NUMBER:
            return None
        start = match.start("ordinal") if ordinal else match.start("open" if group == "inner" else "number")
        return Token(Kind.NUMBER, start, stop, value, bool(ordinal), group == "inner", len(digits))
    if group == "unit":
        return Token(UNITS[match["unit"]], match.start("unit"), stop)
    if group == "circled":
        start = match.start("ordinal") if match["ordinal"] else match.start("circled")
        return Token(Kind.NUMBER, start, stop, _circled(match["circled"]), bool(match["ordinal"]), True, 1)
    if group == "branch":
        return Token(Kind.BRANCH, stop - 1 - len(match["branch"]), stop, parse_number(match["branch"]) or 0)
    kind = {"separator": Kind.SEPARATOR, "comma": Kind.COMMA}.get(group or "", Kind.RANGE)
    return Token(kind, match.start(group or 0), stop)
