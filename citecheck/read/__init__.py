"""Bytes → Document | Unreadable: plain text in any Chinese encoding, Markdown, HTML, Word, PDF, standard input.

`Document.text` is what offsets count: for plain text and Markdown the decoded file as it is (a byte order mark is
no part of it, line endings are kept); for HTML, Word and PDF the text the reader extracted. An input that cannot be
read becomes an `Unreadable` whose `error` is one of the keys in `REASONS` (worded in report/), never an exception.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from citecheck.model import Document, Media, Unreadable
from citecheck.read.parts import MAX_BYTES, Parts, Refused

SUFFIXES = {
    ".txt": Media.TEXT,
    ".text": Media.TEXT,
    ".md": Media.MARKDOWN,
    ".markdown": Media.MARKDOWN,
    ".html": Media.HTML,
    ".htm": Media.HTML,
    ".xhtml": Media.HTML,
    ".docx": Media.DOCX,
    ".pdf": Media.PDF,
}

_HIDDEN = "."


def read(path: str | Path, data: bytes | None = None) -> Document | Unreadable:
    """The document at `path` (`-` is standard input), or why it could not be read.

    With `data` nothing is opened and `path` is only what the document is called. The kind is told by the first
    bytes where they tell (PDF, Word) and by the suffix of the name elsewhere.
    """
    name = printable(path)
    try:
        if data is None:
            data = _standard_input() if name == "-" else _contents(path)
        if len(data) > MAX_BYTES:
            raise Refused("too_large")
        media = _media(name, data)
        parts = _parts(media, data)
    except Refused as refused:
        return Unreadable(name, refused.reason, _digest(data))
    if parts.date is None:
        from citecheck.read.date import document_date

        parts = parts.dated(document_date(parts.text))
    return Document(
        path=name,
        text=parts.text,
        sha256=_digest(data),
        media=media,
        encoding=parts.encoding,
        date=parts.date,
        landmarks=parts.landmarks,
        origin=parts.origin,
        unread_pages=parts.unread_pages,
    )


def walk(paths: Iterable[str | Path]) -> Iterator[str | Unreadable]:
    """Every file to read, in the order given; folders are walked in sorted order.

    Below a folder, files of the known suffixes count; names that begin with a dot and links to folders do not (so a
    loop of links ends). A folder without such a file, or that may not be entered, is an `Unreadable`.
    """
    for path in paths:
        if str(path) == "-" or not Path(path).is_dir():
            yield str(path)
            continue
        found = False
        for entry in _below(str(path)):
            found = True
            yield entry
        if not found:
            yield Unreadable(printable(path), "no_text_in_folder")


def _below(folder: str) -> Iterator[str | Unreadable]:
    denied: list[OSError] = []
    for place, folders, files in os.walk(folder, onerror=denied.append):
        folders[:] = sorted(name for name in folders if not name.startswith(_HIDDEN))
        for file in sorted(files):
            if not file.startswith(_HIDDEN) and Path(file).suffix.lower() in SUFFIXES:
                yield str(Path(place, file))
        yield from (Unreadable(printable(error.filename), _system_reason(error)) for error in denied)
        denied.clear()
    yield from (Unreadable(printable(error.filename), _system_reason(error)) for error in denied)


def printable(path: str | Path) -> str:
    """The path as text that can be written anywhere: bytes that are no UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def _contents(path: str | Path) -> bytes:
    """The bytes of a regular file, at most one more than `MAX_BYTES`.

    Raises Refused. Opened without blocking, so that a pipe without a writer is refused and not waited for; what was
    opened is what is asked for its kind, so that it cannot be exchanged between the two.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise Refused(_system_reason(error)) from error
    except ValueError as error:  # a NUL in the name
        raise Refused("missing") from error
    try:
        with os.fdopen(handle, "rb") as file:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                raise Refused("not_a_file")
            if status.st_size > MAX_BYTES:
                raise Refused("too_large")
            data: bytes | None = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refused(_system_reason(error)) from error
    if data is None:  # what calls itself a regular file and would be waited for: /proc/kmsg
        raise Refused("not_a_file")
    return data


def _standard_input() -> bytes:
    if sys.stdin is None:
        raise Refused("missing")
    try:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refused(_system_reason(error)) from error


def _system_reason(error: OSError) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return "missing"
        case PermissionError():
            return "not_permitted"
        case IsADirectoryError():
            return "not_a_file"
        case _:
            return "system_error"


def _media(name: str, data: bytes) -> Media:
    if data.startswith(b"%PDF-"):
        return Media.PDF
    if data.startswith(b"PK\x03\x04"):
        return Media.DOCX  # the reader refuses other archives
    known = SUFFIXES.get(Path(name).suffix.lower())
    if known in (Media.DOCX, Media.PDF):
        return Media.TEXT  # a name that promises what the bytes are not
    if known is None:
        start = data[:256].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        return Media.HTML if start.startswith((b"<!doctype html", b"<html")) else Media.TEXT
    return known


def _parts(media: Media, data: bytes) -> Parts:
    """What the reader of that kind makes of the bytes. Readers are imported when they are needed: lxml and pypdf
    are no small things to load."""
    match media:
        case Media.DOCX:
            from citecheck.read import docx

            return docx.parts(data)
        case Media.PDF:
            from citecheck.read import pdf

            return pdf.parts(data)
        case Media.HTML:
            from citecheck.read import html

            return html.parts(data)
        case Media.MARKDOWN:
            from citecheck.read import markdown

            return markdown.parts(data)
        case Media.TEXT:
            from citecheck.read import text

            return text.parts(data)


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()
