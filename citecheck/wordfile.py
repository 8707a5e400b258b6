"""The text of a Word file as its reader counts it, each piece with the element it stands in.

Here and not in read/, because whoever writes comments into the file must count exactly as it was read. One line per
paragraph, the paragraphs of a cell on lines of their own; after the body the notes, then the headers and footers of
its pages. Comments and deleted text are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DOCUMENT = "word/document.xml"
NOTES = (("word/footnotes.xml", "footnote"), ("word/endnotes.xml", "endnote"))
_MARGIN = re.compile(r"word/(header|footer)([0-9]{0,4})\.xml")

_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# w:del and w:moveFrom hold what a reviewer struck out; a Fallback repeats the text box beside it.
_SKIPPED = frozenset((f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}rPr", f"{W}instrText", _FALLBACK))
_CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}


def parse(content: bytes) -> etree._Element:
    """The root of a part; entities stay as they are and nothing is fetched. Raises etree.XMLSyntaxError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(content, parser)


def body(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """(kind, paragraph) for each paragraph of the body: "table" for the first of a table, "cell" for the rest of it."""
    for paragraph in root.iter(f"{W}p"):
        if next(paragraph.iterancestors(_FALLBACK, f"{W}p"), None) is not None:
            continue  # a text box stands inside the paragraph it hangs from and is read with it
        table = next(paragraph.iterancestors(f"{W}tbl"), None)
        if table is None:
            yield "paragraph", paragraph
        else:
            yield "table" if next(table.iter(f"{W}p")) is paragraph else "cell", paragraph


def notes(root: etree._Element, kind: str) -> Iterator[tuple[str, tuple[etree._Element, ...]]]:
    """(id, paragraphs) of each footnote or endnote."""
    for note in root.iter(f"{W}{kind}"):
        if note.get(f"{W}type") not in ("separator", "continuationSeparator", "continuationNotice"):
            yield note.get(f"{W}id") or "", tuple(note.iter(f"{W}p"))


def margins(names: Iterable[str]) -> list[tuple[str, str]]:
    """(part, "header" | "footer") of each header (页眉) and footer (页脚) among the parts of a file, headers first."""
    found = [match for name in names if (match := _MARGIN.fullmatch(name))]
    found.sort(key=lambda match: (match[1] == "footer", int(match[2] or 0), match[0]))
    return [(match[0], match[1]) for match in found]


def pieces(paragraph: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The text of a paragraph in order, each piece with its element: a w:t, or one that stands for a character."""
    skipping: etree._Element | None = None
    if not len(paragraph):
        return
    for event, node in etree.iterwalk(paragraph, events=("start", "end")):
        if event == "end":
            if node is skipping:
                skipping = None
            continue
        if skipping is not None:
            continue
        if node.tag in _SKIPPED:
            skipping = node
        elif node.tag == f"{W}t":
            yield node, node.text or ""
        elif node.tag in _CHARACTERS:
            yield node, _CHARACTERS[node.tag]
        elif node.tag == f"{W}p" and node is not paragraph:
            yield node, "\n"  # a paragraph of a text box


def text(paragraph: etree._Element) -> str:
    """The words of a paragraph."""
    return "".join(words for _, words in pieces(paragraph))
