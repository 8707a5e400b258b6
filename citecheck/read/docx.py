"""Word (.docx): paragraphs and tables in order, then footnotes, then endnotes; comments and deleted text left out.

Offsets count the text built here: one line per paragraph, the paragraphs of a cell on lines of their own. A note
stands after the body, not inside the sentence that refers to it.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from citecheck.model import Landmark
from citecheck.read.parts import MAX_CHARACTERS, MAX_UNPACKED, Parts, Refused

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# w:moveFrom holds what a reviewer moved away (what was deleted is no w:t); a Fallback repeats the text box beside it.
_SKIPPED = frozenset((f"{_W}moveFrom", f"{_W}pPr", f"{_W}rPr", f"{_W}instrText", _FALLBACK))
_CHARACTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_NOTES = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
_MAX_PARTS = 10_000


def parts(data: bytes) -> Parts:
    """The text with a landmark at each paragraph, table and note, counted from 1 as a reader would.

    Raises Refused("archive" when it is no Word file, "word_damaged", "archive_too_large", "too_large").
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if len(names) > _MAX_PARTS:
                raise Refused("archive_too_large")
            if "word/document.xml" not in names:
                raise Refused("archive")
            budget = MAX_UNPACKED
            pieces: list[tuple[str, str]] = []
            body = _member(archive, "word/document.xml", budget)
            budget -= len(body)
            pieces.extend(_body(body))
            for name, kind in _NOTES:
                if name in names:
                    notes = _member(archive, name, budget)
                    budget -= len(notes)
                    pieces.extend(_notes(notes, kind))
    except (zipfile.BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, NotImplementedError, RuntimeError) as error:
        # RuntimeError and NotImplementedError: zipfile's words for a password and an unknown compression
        raise Refused("word_damaged") from error
    return _assemble(pieces)


def _member(archive: zipfile.ZipFile, name: str, budget: int) -> bytes:
    """The unpacked part, which what the archive declares of itself does not bound: only reading does."""
    with archive.open(name) as member:
        content = member.read(budget + 1)
    if len(content) > budget:
        raise Refused("archive_too_large")
    return content


def _root(content: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def _body(content: bytes) -> Iterator[tuple[str, str]]:
    """(kind, text) of each paragraph of the body; the first of a table is marked as the table's, the rest as cells'."""
    for paragraph in _root(content).iter(f"{_W}p"):
        if next(paragraph.iterancestors(_FALLBACK, f"{_W}p"), None) is not None:
            continue  # a text box stands inside the paragraph it hangs from and is read with it
        table = next(paragraph.iterancestors(f"{_W}tbl"), None)
        if table is None:
            yield "paragraph", _text(paragraph)
        else:
            yield "table" if next(table.iter(f"{_W}p")) is paragraph else "cell", _text(paragraph)


def _notes(content: bytes, kind: str) -> Iterator[tuple[str, str]]:
    for note in _root(content).iter(f"{_W}{kind}"):
        if note.get(f"{_W}type") in ("separator", "continuationSeparator", "continuationNotice"):
            continue
        yield kind, "\n".join(_text(paragraph) for paragraph in note.iter(f"{_W}p"))


def _text(paragraph: etree._Element) -> str:
    pieces: list[str] = []
    skipping: etree._Element | None = None
    for event, node in etree.iterwalk(paragraph, events=("start", "end")):
        if event == "end":
            if node is skipping:
                skipping = None
            continue
        if skipping is not None:
            continue
        if node.tag in _SKIPPED:
            skipping = node
        elif node.tag == f"{_W}t":
            pieces.append(node.text or "")
        elif node.tag in _CHARACTERS:
            pieces.append(_CHARACTERS[node.tag])
        elif node.tag == f"{_W}p" and node is not paragraph:
            pieces.append("\n")  # a paragraph of a text box
    return "".join(pieces)


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
