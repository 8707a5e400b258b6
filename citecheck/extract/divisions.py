"""What stands behind a title instead of an article: a part, a chapter, the item of an amendment, an edition."""

from __future__ import annotations

import re

from citecheck.model import Division, Edition
from citecheck.normalize import split_edition
from citecheck.numerals import parse_number

# 《…修正案》一、, 《…的决定》第二项: their items are no articles.
_AMENDS = re.compile(r"(?:修正案(?:（[^（）]{1,4}）|\([^()]{1,4}\))?|的决定|的決定)[》〉]{0,2}$")
_ENTRY = re.compile(r" ?的?第?([一二三四五六七八九十]{1,3})(?:项|項|(?=、[^《]))")
_DIVISION = re.compile(r"\s?的?第\s?([零〇一二三四五六七八九十百0-9０-９]{1,5})\s?(分编|分編|编|編|章|节|節)")
_DIVISION_KINDS = {
    "编": "part",
    "編": "part",
    "分编": "subpart",
    "分編": "subpart",
    "章": "chapter",
    "节": "section",
    "節": "section",
}


def edition_behind(text: str, place: int) -> Edition | None:
    """The edition in the parentheses that open at `place`, if they name one."""
    if text[place : place + 1] not in ("(", "（"):
        return None
    window = text[place : place + 40]
    close = max(window.find("）"), window.find(")"))
    return split_edition("…" + window[: close + 1])[1] if close > 0 else None


def read_division(text: str, place: int) -> tuple[Division, int] | None:
    """The 编, 章 or 节 that follows a title at `place`, and where it ends."""
    entry = _ENTRY.match(text, place) if _AMENDS.search(text, max(0, place - 16), place) else None
    if entry is not None and (value := parse_number(entry[1])):
        return Division("entry", value), entry.end()
    match = _DIVISION.match(text, place)
    number = parse_number(match[1]) if match is not None else None
    if match is None or not number:
        return None
    return Division(_DIVISION_KINDS[match[2]], number), match.end()
