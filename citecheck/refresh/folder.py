"""A folder of statute texts that its owner vouches for: .md, .txt, .docx, .doc, .html, .pdf, one document a file.

The day of promulgation is told by the name of the file, 名称(2020-05-28).docx, or by the lines under the title.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from citecheck.refresh.files import Unusable, statute_lines
from citecheck.refresh.outcome import Refused, Retrieved
from citecheck.refresh.tree import Entry
from citecheck.statute_text import clean_line

SOURCE = "folder"
_SUFFIXES = frozenset((".md", ".markdown", ".txt", ".html", ".htm", ".docx", ".doc", ".pdf"))
_FILED = re.compile(r"[（(_\- ]\s{0,3}(\d{4})-?(\d{2})-?(\d{2})\s*[）)]?$")
_KINDS = ("法", "条例", "规定", "办法", "解释", "细则", "规则", "决定", "意见", "通知", "批复", "典", "案")
_TWO_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_NOTE = re.compile(r"（[^（）]*）$")
_LONGEST_TITLE = 400  # characters


def _is_title(text: str) -> bool:
    """Whether the text ends as titles do, notes in parentheses left out: 示范管理条例（试行）."""
    if len(text) > _LONGEST_TITLE:
        return False
    while note := _NOTE.search(text):
        text = text[: note.start()]
    kind = next((kind for kind in _KINDS if text.endswith(kind)), "")
    return bool(kind and _TWO_HAN.search(text.removesuffix(kind)))


def documents(files: Iterable[Entry], scratch: Path, now: datetime) -> Iterator[Retrieved | Refused]:
    """Every document of the folder."""
    for entry in files:
        path = PurePosixPath(entry.path)
        if path.suffix.lower() not in _SUFFIXES or path.name in ("_index.md", "README.md"):
            continue
        filed = _FILED.search(path.stem)
        name = path.stem[: filed.start()] if filed else path.stem
        try:
            lines = statute_lines(entry.data, scratch, path.name)
        except Unusable as error:
            yield Refused(name, entry.path, error.reason, error.facts)
            continue
        first = next((cleaned for line in lines if (cleaned := clean_line(line))), "")
        yield Retrieved(
            title=name if _is_title(name) and not _is_title(first) else first or name,
            lines=lines,
            source=SOURCE,
            address=entry.path,
            sha256=hashlib.sha256(entry.data).hexdigest(),
            size=len(entry.data),
            fetched_at=now,
            promulgated_on=_day(*filed.groups()) if filed else None,
        )


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
