"""What a reader of one kind of file returns, and how it refuses."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from citecheck.model import Landmark, Origin

MAX_BYTES = 64 * 1024 * 1024  # of one input
MAX_HTML = 8 * 1024 * 1024  # of one page: what parsing costs grows faster than the page
MAX_CHARACTERS = 40_000_000  # of the text extracted from one input
MAX_UNPACKED = 64 * 1024 * 1024  # of all that is read from one archive
MAX_NODES = 1_500_000  # of all parts of a Word file: elements, and attributes twice, for they take as much more
MAX_PAGES = 5_000

REASONS = frozenset(
    {
        "missing",
        "not_permitted",
        "not_a_file",
        "system_error",
        "no_text_in_folder",
        "too_large",
        "html_too_large",
        "binary",
        "old_word",
        "rich_text",
        "encoding_unknown",
        "archive",
        "archive_too_large",
        "word_damaged",
        "pdf_damaged",
        "pdf_locked",
        "pdf_no_text",
        "html_damaged",
    }
)


class Refused(Exception):  # noqa: N818 - a refusal is an answer, see `Unreadable`
    """The input is not read, for one of `REASONS`. Stays inside read/: callers see an `Unreadable`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Parts:
    text: str
    encoding: str | None = None
    date: datetime.date | None = None
    landmarks: tuple[Landmark, ...] = ()
    origin: Origin | None = None
    unread_pages: tuple[int, ...] = ()

    def dated(self, day: datetime.date | None) -> Parts:
        return replace(self, date=day)
