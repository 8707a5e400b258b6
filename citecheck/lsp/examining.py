"""One version of an open text, checked: a value that diagnostics, hover and quick fixes are read from."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from citecheck.checker import Checker
from citecheck.lsp.positions import Encoding, Positions
from citecheck.lsp.settings import Settings, settings_for
from citecheck.model import Check, Checked, Document, DocumentReport, Media, Span, Unreadable
from citecheck.read import SUFFIXES, read
from citecheck.read.date import document_date
from citecheck.report import Report, StoreSummary
from citecheck.report.messages import Lang
from citecheck.store import StatuteStore

LONGEST = 1_000_000
"""Characters of a text that is checked while it is written; what is longer belongs to `citecheck FILE`."""

SECONDS = 10.0
"""Processor time for the citations of one text."""

_LANGUAGES = {  # identifiers of VS Code, and what Vim calls the same
    "markdown": Media.MARKDOWN,
    "pandoc": Media.MARKDOWN,
    "quarto": Media.MARKDOWN,
    "plaintext": Media.TEXT,
    "text": Media.TEXT,
    "txt": Media.TEXT,
    "html": Media.HTML,
    "xhtml": Media.HTML,
}
_WRITTEN = frozenset((Media.TEXT, Media.MARKDOWN, Media.HTML))


@dataclass(frozen=True, slots=True)
class Buffer:
    """A text as an editor has it open; `path` is None for one that was never saved."""

    uri: str
    path: Path | None
    language: str
    version: int
    text: str

    @property
    def media(self) -> Media | None:
        """How it is read; None for what is not checked, such as a program."""
        named = _LANGUAGES.get(self.language)
        if named is None and self.path is not None:
            named = SUFFIXES.get(self.path.suffix.lower())
        return named if named in _WRITTEN else None


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found in one version of a text. `checked` has every citation with all its findings, `report` what the
    project wants to see of them; both in the same order."""

    buffer: Buffer
    positions: Positions
    settings: Settings
    report: Report
    checked: tuple[Checked, ...]
    lang: Lang

    @property
    def document(self) -> DocumentReport:
        return self.report.documents[0]

    def place(self, span: Span) -> tuple[int, int]:
        """(start, end) in the text of the editor: for a page in its source."""
        document = self.document.document
        origin = document.origin if isinstance(document, Document) else None
        if origin is None:
            return span.start, span.end
        return origin.offset(span.start), origin.offset(span.end - 1) + 1 if span.end else 0

    def cited_at(self, start: int, end: int) -> Iterator[tuple[Checked, Checked]]:
        """The citations that touch `[start, end]` of the editor's text: as found, and as the report has them."""
        shown = self.document.checked
        for whole, left in zip(self.checked, shown, strict=True):
            first, last = self.place(whole.citation.span)
            if first <= end and start <= last:
                yield whole, left


class Examiner:
    """Checks buffers against one store, which is opened when it is first needed; safe to share between threads."""

    def __init__(self, open_store: Callable[[], StatuteStore], today: Callable[[], date]) -> None:
        self._open = open_store
        self._today = today
        self._lock = threading.Lock()
        self._store: StatuteStore | None = None
        self._checkers: dict[tuple[date, bool, frozenset[Check], bool], Checker] = {}

    @property
    def store(self) -> StatuteStore:
        """The store. Raises StoreError when it cannot be had; the next call tries again."""
        with self._lock:
            if self._store is None:
                self._store = self._open()
            return self._store

    def examine(self, buffer: Buffer, encoding: Encoding, lang: Lang) -> Examined:
        """What is found in the buffer, which must be one that is checked; `lang` is that of messages if none is set.

        Raises UsageError for settings that cannot be acted on and StoreError when the store cannot be had.
        """
        settings = settings_for(buffer.path)
        store = self.store
        own_date, day = settings.as_of == "document", self._day(settings)
        one = self._checker(settings).check(_document(buffer, settings))
        report = Report((one,), StoreSummary.of(store.info()), None if own_date else day)
        if settings.suppress:
            from citecheck.suppress import suppress

            report = suppress(report, all_checks=settings.checks == frozenset(Check))
        if settings.known is not None:
            from citecheck.baseline import since

            report = since(report, settings.known)
        report = report.showing(settings.select, settings.ignore)
        return Examined(buffer, Positions(buffer.text, encoding), settings, report, one.checked, settings.lang or lang)

    def warm(self) -> None:
        """Open the store and load what the first check needs."""
        checker = self._checker(Settings())
        checker.names, checker.judge  # noqa: B018 - both are made when first asked for

    def _day(self, settings: Settings) -> date:
        return settings.as_of if isinstance(settings.as_of, date) else self._today()

    def _checker(self, settings: Settings) -> Checker:
        own_date, day, store = settings.as_of == "document", self._day(settings), self.store
        key = day, own_date, settings.checks, settings.semantic
        with self._lock:
            if key not in self._checkers:
                if len(self._checkers) > 8:  # days pass while an editor is open
                    self._checkers.clear()
                self._checkers[key] = Checker(
                    store,
                    as_of=day,
                    own_date=own_date,
                    checks=settings.checks,
                    semantic=settings.semantic,
                    seconds=SECONDS,
                )
            return self._checkers[key]


def _document(buffer: Buffer, settings: Settings) -> Document | Unreadable:
    """The buffer as the reader of its kind gives it: the text as it is, or that of a page with the way back."""
    name = _name(buffer, settings)
    data = buffer.text.encode("utf-8")
    if buffer.media is Media.HTML:
        # the mark says that it is UTF-8, whatever the page says of its file
        page = read("page.html", b"\xef\xbb\xbf" + data)
        return replace(page, path=name)
    digest = hashlib.sha256(data).hexdigest()
    media = buffer.media or Media.TEXT
    return Document(name, buffer.text, digest, media, "utf-8", document_date(buffer.text))


def _name(buffer: Buffer, settings: Settings) -> str:
    """What the command line calls the file in the folder of its settings: fingerprints of a baseline go by it."""
    if buffer.path is None:
        return buffer.uri
    if settings.folder is not None and buffer.path.is_relative_to(settings.folder):
        return buffer.path.relative_to(settings.folder).as_posix()
    return str(buffer.path)
