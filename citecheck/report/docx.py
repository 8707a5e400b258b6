"""The Word file that was checked, with our comments at its citations; for another kind of input a new file of its text.

Nothing else of the file changes: every part is copied as it is but for the body, where runs are cut at the ends of a
citation and the marks of comments set between them, and the parts that comments need. A footnote or endnote cannot
hold a comment in every program, so what it cites is commented where the body refers to it.
"""

from __future__ import annotations

import io
import posixpath
import re
import shutil
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from citecheck.errors import CitecheckError
from citecheck.model import Checked, Document, Matched, Span, Unreadable
from citecheck.report.messages import Lang, Words, say
from citecheck.report.model import Lines, Report, severity
from citecheck.report.phrases import account, compared, counted, findings, provenance, suggestions, undated, where
from citecheck.report.text import own_words, visible
from citecheck.wordfile import DOCUMENT, NOTES, W, body, notes, parse, pieces

AUTHOR, INITIALS = "citecheck", "cc"

_ARTICLE = 300  # characters of the article's own words in a comment
_MAX_UNPACKED = 1 << 30  # of all parts of a file together, pictures included
_TYPES, _RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels"
_TYPES_NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS_NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_COMMENTS_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# What may stand between a paragraph and a run, and may hold the marks of comments as a paragraph may.
_HOLDERS = ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo")
_TRANSPARENT = frozenset(f"{W}{name}" for name in _HOLDERS)


def render(report: Report, lang: Lang, original: bytes | None = None) -> bytes:
    """The Word file `original`, which the report's one document was read from, with comments; without it a new file.

    Raises CitecheckError when the document could not be read, or the file cannot be commented.
    """
    (one,) = report.documents
    document, words = one.document, say(lang)
    if isinstance(document, Unreadable):
        raise CitecheckError("cannot comment {path}: {why}", path=document.path, why=words.unreadable(document))
    lines = Lines(document)
    said = [
        _Comment(checked.citation.span, tuple(_said(checked, lines, words)))
        for checked in one.checked
        if checked.findings
    ]
    whole = [words.label("report"), counted(report, words), *account(one, words), undated(report, one, words)]
    whole += [*words.left_out(report), *words.notices(report), *compared(report, words)]
    said.insert(0, _Comment(Span(0, 0), tuple(visible(sentence) for sentence in whole if sentence)))
    if original is None:
        breaks = [match.start() for match in re.finditer("\r\n", document.text)]
        original, said = _new(document), [_moved(comment, breaks) for comment in said]
    try:
        return _commented(original, said)
    except _DAMAGED as error:
        raise CitecheckError(
            "cannot comment {path}: the Word file is damaged ({why})", path=document.path, why=error
        ) from error


_DAMAGED = (
    zipfile.BadZipFile, zlib.error, etree.LxmlError, EOFError, KeyError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What a broken archive, a broken part, or one that is missing raise."""


@dataclass(frozen=True, slots=True)
class _Comment:
    """What to say of a stretch of the text, a paragraph each; of no stretch: of the whole."""

    span: Span
    said: tuple[str, ...]


def _said(checked: Checked, lines: Lines, words: Words) -> Iterator[str]:
    citation, resolution = checked.citation, checked.resolved.resolution
    at = where(lines, citation.span.start, words)
    verdict = f"{words.severity(severity(checked.verdict))}{words.colon}{words.verdict(checked.verdict)}"
    yield f"{verdict} · {visible(' '.join(citation.text.split()))} · {at}"
    yield from findings(checked, words)
    if isinstance(resolution, Matched) and resolution.article is not None and resolution.article.text:
        own = visible(" ".join(own_words(resolution.article, checked)[0].split()))
        own = own if len(own) <= _ARTICLE else own[:_ARTICLE] + "…"
        yield f"{words.place(resolution.article.number)}{words.colon}{own}"
    for part in suggestions(checked, words):
        yield from (f"{part.lead}{words.colon}{place}" for place in part.places)
    yield provenance(checked, words)


# ── a new file ───────────────────────────────────────────────────────────────────────────────────────────────────


def _new(document: Document) -> bytes:
    """A Word file of the text, a paragraph a line."""
    import docx

    made = docx.Document()
    made.core_properties.author = AUTHOR
    made.core_properties.title = _NO_XML.sub("\ufffd", posixpath.basename(document.path))[:200]
    made.core_properties.comments = ""
    for line in document.text.replace("\r\n", "\n").removesuffix("\n").split("\n"):
        run = etree.SubElement(made.add_paragraph()._p, f"{W}r")
        for index, cell in enumerate(_NO_XML.sub("\ufffd", line).split("\t")):
            if index:
                etree.SubElement(run, f"{W}tab")
            _words(run, cell)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def _moved(comment: _Comment, breaks: Sequence[int]) -> _Comment:
    """The comment where it stands once each CR LF, at the offsets `breaks`, is one character."""
    start, end = (at - bisect_left(breaks, at) for at in (comment.span.start, comment.span.end))
    return _Comment(Span(start, end), comment.said)


# ── comments into a file ─────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the text and the element it stands in: a w:t, or one that stands for a character."""

    start: int
    end: int
    node: etree._Element


def _commented(data: bytes, comments: Sequence[_Comment]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(info.file_size for info in archive.infolist()) > _MAX_UNPACKED:
            raise CitecheckError("cannot comment the Word file: it unpacks to more than 1 GiB")
        names = set(archive.namelist())
        root = parse(archive.read(DOCUMENT))
        relations = (
            parse(archive.read(_RELATIONS))
            if _RELATIONS in names
            else etree.Element(f"{_RELATIONS_NAMESPACE}Relationships", nsmap={None: _RELATIONS_NAMESPACE[1:-1]})
        )
        part = _comments_part(relations)
        new = part is None or part not in names
        part = part or "word/comments.xml"
        types = parse(archive.read(_TYPES))
        held = etree.Element(f"{W}comments", nsmap={"w": W[1:-1]}) if new else parse(archive.read(part))
        _take_out_former(root, held)
        _write(root, held, archive, names, comments)
        changed = {DOCUMENT: root, part: held}
        if new:
            _declare(types, relations, part)
            changed |= {_TYPES: types, _RELATIONS: relations}
        return _repacked(archive, changed)


def _take_out_former(root: etree._Element, held: etree._Element) -> None:
    """Take our comments of an earlier run out of the file: what was mended since is no longer true of it."""
    ours = [one for one in held if (one.get(f"{W}author"), one.get(f"{W}initials")) == (AUTHOR, INITIALS)]
    numbers = {one.get(f"{W}id") for one in ours}
    marks = root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference")
    for mark in [*ours, *(one for one in marks if one.get(f"{W}id") in numbers)]:
        holder = mark.getparent()
        holder.remove(mark)
        if holder.tag == f"{W}r" and all(child.tag == f"{W}rPr" for child in holder):
            holder.getparent().remove(holder)


def _write(
    root: etree._Element,
    held: etree._Element,
    archive: zipfile.ZipFile,
    names: set[str],
    comments: Sequence[_Comment],
) -> None:
    """Set the marks of every comment into the body `root`, and its words into the part `held`."""
    stretches, end = _stretches(root)
    in_notes = _note_references(root, archive, names, end)
    cuts = sorted({at for comment in comments for at in (comment.span.start, comment.span.end)})
    stretches = [piece for stretch in stretches for piece in _cut(stretch, cuts)]
    starts = [piece.start for piece in stretches]
    used = [int(one.get(f"{W}id") or 0) for one in held.iter(f"{W}comment") if (one.get(f"{W}id") or "0").isdecimal()]
    number = max(used, default=-1)
    for comment in comments:
        elements = _elements(comment.span, stretches, starts, in_notes)
        if elements is None:
            return  # a file without a word in it has nothing to comment
        number += 1
        _mark(*elements, number)
        _add(held, number, comment.said)


def _elements(
    span: Span,
    stretches: Sequence[_Piece],
    starts: Sequence[int],
    in_notes: Sequence[tuple[int, int, etree._Element]],
) -> tuple[etree._Element, etree._Element] | None:
    """The first and the last element to comment; the first of the file for what stands nowhere in its body."""
    for start, end, reference in in_notes:
        if start <= span.start < end:
            return reference, reference
    here = stretches[max(0, bisect_right(starts, span.start) - 1) : bisect_left(starts, span.end)]
    within = [piece for piece in here if piece.end > span.start] or stretches[:1]
    return (_anchor(within[0].node), _anchor(within[-1].node)) if within else None


def _stretches(root: etree._Element) -> tuple[list[_Piece], int]:
    """The pieces of the body as the reader counts them, and where its text ends."""
    out, at = [], 0
    for _, paragraph in body(root):
        for node, words in pieces(paragraph):
            if node.tag != f"{W}p":
                out.append(_Piece(at, at + len(words), node))
            at += len(words)
        at += 1
    return out, at


def _note_references(
    root: etree._Element, archive: zipfile.ZipFile, names: set[str], at: int
) -> list[tuple[int, int, etree._Element]]:
    """(start, end, element to comment) of each note: where the body refers to it."""
    out = []
    for part, kind in NOTES:
        if part not in names:
            continue
        references = {one.get(f"{W}id"): one for one in root.iter(f"{W}{kind}Reference")}
        for name, paragraphs in notes(parse(archive.read(part)), kind):
            length = sum(len(words) for paragraph in paragraphs for _, words in pieces(paragraph))
            length += max(0, len(paragraphs) - 1)
            if name in references:
                out.append((at, at + length + 1, _anchor(references[name])))
            at += length + 1
    return out


def _cut(piece: _Piece, cuts: Sequence[int]) -> list[_Piece]:
    """The piece cut at those of `cuts` that lie in it, its run with it."""
    inner = cuts[bisect_right(cuts, piece.start) : bisect_left(cuts, piece.end)]
    run = piece.node.getparent()
    if not inner or piece.node.tag != f"{W}t" or run is None or run.tag != f"{W}r":
        return [piece]
    out, end, text = [], piece.end, piece.node.text or ""
    for at in reversed(inner):
        rest = etree.Element(f"{W}r", dict(run.attrib))
        if (look := run.find(f"{W}rPr")) is not None:
            rest.append(deepcopy(look))
        after = list(piece.node.itersiblings())
        node = _words(rest, text[at - piece.start : end - piece.start])
        rest.extend(after)
        run.addnext(rest)
        out.append(_Piece(at, end, node))
        end = at
    piece.node.text = text[: end - piece.start]
    piece.node.set(_SPACE, "preserve")
    return [_Piece(piece.start, end, piece.node), *reversed(out)]


def _anchor(node: etree._Element) -> etree._Element:
    """The element beside which marks of a comment may stand: the run, or what holds it (a text box, ruby)."""
    chosen = node
    for ancestor in node.iterancestors():
        if ancestor.tag == f"{W}p" and next(ancestor.iterancestors(f"{W}p"), None) is None:
            break
        if ancestor.tag not in _TRANSPARENT:
            chosen = ancestor
    return chosen


def _mark(first: etree._Element, last: etree._Element, number: int) -> None:
    """Set the marks of comment `number` around the elements from `first` to `last`."""
    first.addprevious(etree.Element(f"{W}commentRangeStart", {f"{W}id": str(number)}))
    end = etree.Element(f"{W}commentRangeEnd", {f"{W}id": str(number)})
    reference = etree.Element(f"{W}r")
    etree.SubElement(reference, f"{W}commentReference", {f"{W}id": str(number)})
    last.addnext(reference)
    last.addnext(end)


def _add(held: etree._Element, number: int, said: Sequence[str]) -> None:
    attributes = {f"{W}id": str(number), f"{W}author": AUTHOR, f"{W}initials": INITIALS}
    comment = etree.SubElement(held, f"{W}comment", attributes)
    for index, sentence in enumerate(said):
        paragraph = etree.SubElement(comment, f"{W}p")
        if not index:
            etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}annotationRef")
        _words(etree.SubElement(paragraph, f"{W}r"), _NO_XML.sub("\ufffd", sentence))


def _words(run: etree._Element, text: str) -> etree._Element:
    node = etree.SubElement(run, f"{W}t", {_SPACE: "preserve"})
    node.text = text
    return node


# ── the archive ──────────────────────────────────────────────────────────────────────────────────────────────────


def _comments_part(relations: etree._Element) -> str | None:
    """The name of the part with the comments that the file holds already."""
    for relation in relations.iter(f"{_RELATIONS_NAMESPACE}Relationship"):
        if relation.get("Type") == _COMMENTS_RELATION:
            return posixpath.normpath(posixpath.join("/word", relation.get("Target") or "")).lstrip("/")
    return None


def _declare(types: etree._Element, relations: etree._Element, part: str) -> None:
    """Say in the file's own lists that it has a part with comments."""
    names = {one.get("PartName") for one in types}
    if f"/{part}" not in names:
        attributes = {"PartName": f"/{part}", "ContentType": _COMMENTS_TYPE}
        etree.SubElement(types, f"{_TYPES_NAMESPACE}Override", attributes)
    if _comments_part(relations) is None:
        used = {one.get("Id") for one in relations}
        name = next(f"rIdCitecheck{number}" for number in range(len(used) + 1) if f"rIdCitecheck{number}" not in used)
        attributes = {"Id": name, "Type": _COMMENTS_RELATION, "Target": posixpath.relpath(part, "word")}
        etree.SubElement(relations, f"{_RELATIONS_NAMESPACE}Relationship", attributes)


def _repacked(archive: zipfile.ZipFile, changed: dict[str, etree._Element]) -> bytes:
    """The archive with some parts changed or added, all others as they are."""
    stream = io.BytesIO()
    written = {name: _serialized(root) for name, root in changed.items()}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in archive.infolist():
            if info.filename in written:
                new.writestr(info, written.pop(info.filename))
            else:
                with archive.open(info) as old, new.open(info, "w") as copy:
                    shutil.copyfileobj(old, copy)
        for name, content in written.items():
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _serialized(root: etree._Element) -> bytes:
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content
