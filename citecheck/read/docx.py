"""Word (.docx): paragraphs and tables in order, then footnotes, endnotes, headers and footers; comments and deleted
text left out.

Offsets count the text built here (wordfile.py says how): one line per paragraph, the paragraphs of a cell on lines of
their own. A note stands after the body, not inside the sentence that refers to it. Of headers and footers that say the
same, as those of most sections do, the first is read.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from citecheck import wordfile
from citecheck.model import Landmark
from citecheck.read.parts import MAX_CHARACTERS, MAX_UNPACKED, Parts, Refused

_MAX_PARTS = 10_000


def parts(data: bytes) -> Parts:
    """The text with a landmark at each paragraph, table, note, header and footer, counted from 1 as a reader would.

    Raises Refused("archive" when it is no Word file, "word_damaged", "archive_too_large", "too_large").
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if len(names) > _MAX_PARTS:
                raise Refused("archive_too_large")
            if wordfile.DOCUMENT not in names:
                raise Refused("archive")
            budget = MAX_UNPACKED
            pieces: list[tuple[str, str]] = []
            body = _member(archive, wordfile.DOCUMENT, budget)
            budget -= len(body)
            pieces.extend(_body(body))
            for name, kind in wordfile.NOTES:
                if name in names:
                    notes = _member(archive, name, budget)
                    budget -= len(notes)
                    pieces.extend(_notes(notes, kind))
            said = set()
            for name, kind in wordfile.margins(names):
                margin = _member(archive, name, budget)
                budget -= len(margin)
                text = "\n".join(text for _, text in _body(margin))
                if text.strip() and text not in said:
                    said.add(text)
                    pieces.append((kind, text))
    except Refused:
        raise
    except Exception as error:  # a damaged archive makes zipfile raise whatever its innards raise
        raise Refused("word_damaged") from error
    return _assemble(pieces)


def _member(archive: zipfile.ZipFile, name: str, budget: int) -> bytes:
    """The unpacked part, which what the archive declares of itself does not bound: only reading does."""
    with archive.open(name) as member:
        content = member.read(budget + 1)
    if len(content) > budget:
        raise Refused("archive_too_large")
    return content


def _body(content: bytes) -> Iterator[tuple[str, str]]:
    """(kind, text) of each paragraph of the body."""
    return ((kind, wordfile.text(paragraph)) for kind, paragraph in wordfile.body(wordfile.parse(content)))


def _notes(content: bytes, kind: str) -> Iterator[tuple[str, str]]:
    for _, paragraphs in wordfile.notes(wordfile.parse(content), kind):
        yield kind, "\n".join(map(wordfile.text, paragraphs))


def _assemble(pieces: list[tuple[str, str]]) -> Parts:
    lines: list[str] = []
    landmarks: list[Landmark] = []
    counts: dict[str, int] = {}
    length = 0
    for kind, text in pieces:
        if kind == "table" or (text.strip() and kind != "cell"):
            counts[kind] = counts.get(kind, 0) + 1
            landmarks.append(Landmark(length, kind, counts[kind]))
        lines.append(text)
        length += len(text) + 1
        if length > MAX_CHARACTERS:
            raise Refused("too_large")
    return Parts("\n".join(lines) + ("\n" if lines else ""), landmarks=tuple(landmarks))
