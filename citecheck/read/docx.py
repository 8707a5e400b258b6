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
from citecheck.read.parts import MAX_CHARACTERS, MAX_NODES, MAX_UNPACKED, Parts, Refused

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
            members = _Members(archive)
            pieces = list(_body(members.read(wordfile.DOCUMENT)))
            for name, kind in wordfile.NOTES:
                if name in names:
                    pieces.extend(_notes(members.read(name), kind))
            said = set()
            for name, kind in wordfile.margins(names):
                text = "\n".join(text for _, text in _body(members.read(name)))
                if text.strip() and text not in said:
                    said.add(text)
                    pieces.append((kind, text))
    except Refused:
        raise
    except Exception as error:  # a damaged archive makes zipfile raise whatever its innards raise
        raise Refused("word_damaged") from error
    return _assemble(pieces)


class _Members:
    """The parts of an archive, unpacked as long as all together stay within bounds. Raises Refused."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._bytes, self._nodes = MAX_UNPACKED, MAX_NODES

    def read(self, name: str) -> bytes:
        """The unpacked part. What it declares of its size is believed when it is too much, else only reading tells."""
        if self._archive.getinfo(name).file_size > self._bytes:
            raise Refused("archive_too_large")
        with self._archive.open(name) as member:
            content = member.read(self._bytes + 1)
        self._bytes -= len(content)
        self._nodes -= content.count(b"<") + 2 * content.count(b"=")
        if self._bytes < 0 or self._nodes < 0:
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
