"""The day a document says it was written, where it says so plainly."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

_LINES, _LENGTH, _WIDTH = 40, 4_000, 120  # how far from the top a byline stands, and how long it is

_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19[5-9]|20[0-9])\d)"
    r"(?:\s?年\s?(?P<m1>\d{1,2})\s?月\s?(?P<d1>\d{1,2})\s?[日号]|(?P<sep>[-/.])(?P<m2>\d{1,2})(?P=sep)(?P<d2>\d{1,2})(?!\d))"
)
# A year with what follows it in a date, and the digit that a page without one often lacks. One expression for both
# centuries would begin with either and so be sought many times more slowly.
_CENTURIES = (
    ("9", re.compile(r"19[0-9]{2}\s?[年\-/.]")),
    ("0", re.compile(r"20[0-9]{2}\s?[年\-/.]")),
)
_LABEL = re.compile(
    r"(?:(?:时间|日期|時間|发布日|成文日)\s*[:：]?|(?:发布|发表|更新|编辑|發布|發表)[于於]?\s*[:：]?"
    r"|\b(?:published|posted|updated|date|last modified)(?:\s+on)?\s*:?)\s*$",
    re.IGNORECASE,
)
# Words of a date that is about a statute or an event, and not about the page.
_OTHER = re.compile(r"起?施行|通过|通過|修正|修订|修訂|废止|廢止|生效|公布|颁布|至|起|截止|第[一二三四五六七八九十]")
_FURNITURE = re.compile(
    r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|T\d{2}.*$|[A-Za-z+|·•\-_/\\()（）\[\]【】<>《》,，.。:：;；#*\s]"
)


def document_date(text: str, metadata: Iterable[str] = ()) -> date | None:
    """The day the document was published or written, or None when it does not say so plainly.

    `metadata` are the dates a format states about the page (an HTML meta element), surest first; the text is asked
    only when they give none. There, a date counts near the top, after a label (发布时间：) or in a line that holds
    little else (2024年5月6日 10:22 来源：本站); a date of promulgation or of taking effect never does.
    """
    for value in metadata:
        if (day := first_date(value)) is not None:
            return day
    return next((day for line in _dated(text[:_LENGTH]) if (day := _byline(line)) is not None), None)


def _dated(head: str) -> Iterator[str]:
    """The short ones of the first lines that may hold a date, in order: most pages have none."""
    years = (century.finditer(head) for digit, century in _CENTURIES if digit in head)
    end = -1
    for place in sorted(match.start() for found in years for match in found):
        if place < end:  # in the line that was just read
            continue
        start = head.rfind("\n", 0, place) + 1
        if head.count("\n", 0, start) >= _LINES:
            return
        end = head.find("\n", place)
        end = len(head) if end < 0 else end
        if end - start <= _WIDTH:
            yield head[start:end]


def first_date(value: str) -> date | None:
    """The first real date written in `value`, ISO or Chinese."""
    return next((day for match in _DATE.finditer(value[:1000]) if (day := _day(match)) is not None), None)


def _byline(line: str) -> date | None:
    for match in _DATE.finditer(line):
        day = _day(match)
        if day is None:
            continue
        before, after = line[: match.start()], line[match.end() :]
        if _LABEL.search(before):
            return day
        rest = _FURNITURE.sub("", before + " " + after)
        if len(rest) <= 16 and not _OTHER.search(before + after):
            return day
    return None


def _day(match: re.Match[str]) -> date | None:
    try:
        return date(int(match["year"]), int(match["m1"] or match["m2"]), int(match["d1"] or match["d2"]))
    except ValueError:
        return None
