"""HTML: the main text of a page.

Offsets count the text built here, and `Origin` says where in the source of the page each stretch of it stands: one
line per block element, white space folded as a browser folds it, cells of a table row separated by a tab. Scripts,
styles, forms, navigation, page headers and footers, hidden elements and the readings of ruby are left out. Where the
page marks its main part (<article>, <main>) and most of the text stands in it, only that is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree
from lxml import html as lxml_html

from citecheck.model import Landmark, Origin
from citecheck.read.date import document_date
from citecheck.read.parts import MAX_CHARACTERS, MAX_HTML, Parts, Refused
from citecheck.read.text import decode


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SKIPPED = _words(
    "script style noscript template svg math iframe object embed canvas audio video form button select textarea input "
    "nav footer aside head title rt rp rtc"
)
_BLOCKS = _words(
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 "
    "header hr html legend li main ol p pre section summary table tbody tfoot thead tr ul"
)
_CELLS = frozenset(("td", "th"))
_CELL = "\x1f"  # stands before the text of a table cell until the line is finished
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*([A-Za-z0-9_\-]{2,20})", re.IGNORECASE)
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_DATE_NAMES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "publishdate",
    "pubdate",
    "publish_date",
    "publication_date",
    "dc.date",
    "dc.date.issued",
    "dcterms.issued",
    "date",
)
_MAIN_SHARE = 0.5
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9:-]*)[^>]*")
# What is no text of the page, and in text where its characters cease to stand one for one: white space that folds, and
# references to characters.
_MARKUP = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1\s*>|$)"
    r"|<[/!?A-Za-z][^<>\"']*(?:(?:\"[^\"<]*\"|'[^'<]*')[^<>\"']*)*>|<[/!?A-Za-z][^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_UNEVEN = re.compile(r"[ \t\r\n\f]*[\t\r\n\f][ \t\r\n\f]*| {2,}|&#?\w{1,32};?")
_FIRST_MARK, _LAST_MARK = 0xF0000, 0x10FFFD  # private characters, which stand for places in the source
_MARK = re.compile(f"[{chr(_FIRST_MARK)}-{chr(_LAST_MARK)}]")
_TAG_LENGTH, _ATTRIBUTES = 4_096, 300


def parts(data: bytes) -> Parts:
    """The main text, with a landmark at each paragraph. Raises Refused as `text.decode` does, and "html_damaged",
    "html_too_large", "too_large"."""
    if len(data) > MAX_HTML:
        raise Refused("html_too_large")
    source, encoding = _decode(data)
    if not source.strip():
        return Parts("", encoding)
    try:
        # libxml2 limits the depth of nesting by itself; nothing is fetched.
        parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
        marked, places = _placed(source)
        bounded = _TAG.sub(_bounded, marked)
        root = lxml_html.document_fromstring(bounded.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Refused("html_damaged") from error
    lines, landmarks, anchors = _lines(_main(root), places)
    if len(lines) > MAX_CHARACTERS:
        raise Refused("too_large")
    origin = Origin(source, anchors) if places else None
    return Parts(lines, encoding, document_date(lines, _stated_dates(root, source)), landmarks, origin)


def _placed(source: str) -> tuple[str, tuple[int, ...]]:
    """The source with a mark before each stretch of its text, and the place in the source that each mark stands for.

    A parser does not tell where a text stood, so the marks travel through it and are taken out of what it gives. No
    marks where there would be too many, or where the page has such characters of its own: it then has no `origin`.
    """
    places: list[int] = []
    if _MARK.search(source):
        return source, ()
    out: list[str] = []
    done = 0
    for start, end in _texts(source):
        at: int | None = start
        while at is not None and at < end:
            while at < end and source[at] in " \t\r\n\f":
                at += 1
            if at < end:
                out += [source[done:at], chr(_FIRST_MARK + len(places))]
                places.append(at)
                done = at
            if len(places) > _LAST_MARK - _FIRST_MARK:
                return source, ()
            uneven = _UNEVEN.search(source, at, end)
            at = uneven.end() if uneven else None
    out.append(source[done:])
    return "".join(out), tuple(places)


def _texts(source: str) -> Iterator[tuple[int, int]]:
    """(start, end) of what stands between the tags."""
    at = 0
    for match in _MARKUP.finditer(source):
        if match.start() > at:
            yield at, match.start()
        at = match.end()
    if at < len(source):
        yield at, len(source)


def _decode(data: bytes) -> tuple[str, str]:
    """By byte order mark or what the bytes are; the page's own declaration decides where they leave a choice."""
    text, encoding = decode(data)
    declared = _CHARSET.search(data[:2048])
    if declared is None or encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        return text, encoding
    name = declared[1].decode("ascii").lower()
    name = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)
    try:
        return data.decode(name), name
    except (LookupError, UnicodeDecodeError):
        return text, encoding


def _bounded(tag: re.Match[str]) -> str:
    """The tag, or its name alone when it has attributes by the hundred: libxml2 compares each with all before it.

    What follows a last `</` is kept, for in a script `i<n` looks like a tag that ends with the script.
    """
    words = tag[0]
    if len(words) < _TAG_LENGTH or len(words.split(None, _ATTRIBUTES)) <= _ATTRIBUTES:
        return words
    end = words.rfind("</")
    return f"<{tag[1]}" + (">" + words[end:] if end >= 0 else "")


def _main(root: etree._Element) -> etree._Element:
    bodies = root.xpath("//body")
    body = bodies[0] if bodies else root
    for path in ("//article", "//main", "//*[@role='main']"):
        marked = root.xpath(path)
        if len(marked) == 1 and _size(marked[0]) >= _MAIN_SHARE * _size(body):
            return marked[0]
    return body


def _size(element: etree._Element) -> int:
    return sum(len(_MARK.sub("", text).strip()) for text, _ in _pieces(element))


def _lines(
    element: etree._Element, places: Sequence[int]
) -> tuple[str, tuple[Landmark, ...], tuple[tuple[int, int], ...]]:
    """The text, its landmarks, and the anchors of its origin, which the marks in it become."""
    lines: list[str] = []
    landmarks: list[Landmark] = []
    anchors: list[tuple[int, int]] = []
    length = 0

    def finish() -> None:
        nonlocal length
        cells = [cell.strip(" ") for cell in _SPACE.sub(" ", "".join(pending)).split(_CELL)]
        pending.clear()
        marked = "\t".join(cells if cells[0] else cells[1:])
        line = _MARK.sub("", marked) if places else marked
        if line.strip():
            if places:
                anchors.extend(
                    (length + match.start() - index, places[ord(match[0]) - _FIRST_MARK])
                    for index, match in enumerate(_MARK.finditer(marked))
                )
            landmarks.append(Landmark(length, "paragraph", len(landmarks) + 1))
            lines.append(line)
            length += len(line) + 1

    pending: list[str] = []
    for text, breaks in _pieces(element):
        if breaks:
            finish()
        pending.append(text)
    finish()
    return "\n".join(lines) + ("\n" if lines else ""), tuple(landmarks), tuple(anchors)


def _pieces(element: etree._Element) -> Iterator[tuple[str, bool]]:
    """The pieces of visible text in order, each with whether a new line begins before it. Not recursive: a page may
    nest as deep as it likes."""
    skipping: etree._Element | None = None
    for event, node in etree.iterwalk(element, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if event == "start":
            if skipping is not None:
                continue
            if tag in _SKIPPED or not tag or _hidden(node):
                skipping = node
                continue
            preserved = tag == "pre"
            yield from _own(node.text, breaks=tag in _BLOCKS or tag == "br", cell=tag in _CELLS, keep=preserved)
        else:
            ended = node is skipping
            if ended:
                skipping = None
            if skipping is None and node is not element:
                yield from _own(node.tail, breaks=tag in _BLOCKS and not ended)


def _own(text: str | None, *, breaks: bool, cell: bool = False, keep: bool = False) -> Iterator[tuple[str, bool]]:
    text = (text or "").replace(_CELL, "")
    if cell:
        yield _CELL, False
    if keep:
        for line in text.split("\n"):
            yield line, True
    elif text or breaks:
        yield text, breaks


def _hidden(node: etree._Element) -> bool:
    return (
        node.get("hidden") is not None
        or node.get("aria-hidden") == "true"
        or bool(_HIDDEN.search(node.get("style") or ""))
    )


def _stated_dates(root: etree._Element, source: str) -> Iterator[str]:
    stated: dict[str, str] = {}
    for meta in root.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            if (name := (meta.get(attribute) or "").lower()) in _DATE_NAMES:
                stated.setdefault(name, meta.get("content") or "")
    yield from (stated[name] for name in _DATE_NAMES if name in stated)
    if (published := _PUBLISHED.search(source)) is not None:
        yield published[1]
