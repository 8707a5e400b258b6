"""The same text in every format that is read: the same citations with the same verdicts, each found in its place."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import pytest

from citecheck.checker import Checker
from citecheck.model import Document, DocumentReport
from citecheck.read import read
from citecheck.store import StatuteStore

DAY = date(2026, 11, 22)


def page(text: str) -> bytes:
    paragraphs = "".join(f"<p>{html.escape(line)}</p>\n" for line in text.split("\n") if line.strip())
    return f"<!DOCTYPE html><html><head><title>题</title></head><body>\n{paragraphs}</body></html>".encode()


def word(text: str) -> bytes:
    made = docx.Document()
    for line in text.split("\n"):
        made.add_paragraph(line)
    return saved(made)


def word_in_runs(text: str) -> bytes:
    """Each third of a line in a run of its own, as Word leaves a text that was edited."""
    made = docx.Document()
    for line in text.split("\n"):
        paragraph, third = made.add_paragraph(), max(1, len(line) // 3)
        for start in range(0, len(line), third):
            paragraph.add_run(line[start : start + third]).bold = start > 0
    return saved(made)


def word_table(text: str) -> bytes:
    made = docx.Document()
    lines = text.split("\n")
    table = made.add_table(len(lines), 1)
    for cell, line in zip(table.columns[0].cells, lines, strict=True):
        cell.text = line
    return saved(made)


def saved(made: docx.document.Document) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def pdf(text: str, width: int = 10_000) -> bytes:
    """A PDF of the text, 30 lines a page, each cut after `width` characters, with the map from codes to characters that
    gives it a text layer."""
    lines = [line[at : at + width] for line in text.split("\n") for at in range(0, max(1, len(line)), width)]
    pages = [lines[at : at + 30] for at in range(0, len(lines), 30)]
    codes = sorted(set("".join(lines)))
    known = "".join(f"<{ord(char):04x}> <{ord(char):04x}>\n" for char in codes)
    to_unicode = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{len(codes)} beginbfchar\n"
        f"{known}endbfchar endcmap end end"
    )
    kids = " ".join(f"{7 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        "<</Type/Font/Subtype/Type0/BaseFont/Song/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 6 0 R>>",
        "<</Type/Font/Subtype/CIDFontType2/BaseFont/Song"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor 5 0 R>>",
        "<</Type/FontDescriptor/FontName/Song/Flags 4>>",
        f"<</Length {len(to_unicode)}>>\nstream\n{to_unicode}\nendstream",
    ]
    for number, shown in enumerate(pages):
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9000 900]/Contents {8 + 2 * number} 0 R"
            "/Resources<</Font<</F 3 0 R>>>>>>"
        )
        drawn = "".join(
            f"1 0 0 1 20 {860 - 25 * row} Tm <{''.join(f'{ord(char):04x}' for char in line)}> Tj\n"
            for row, line in enumerate(shown)
            if line
        )
        content = f"BT /F 12 Tf\n{drawn}ET"
        objects.append(f"<</Length {len(content)}>>\nstream\n{content}\nendstream")
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


FORMATS = [
    pytest.param("a.md", str.encode, id="Markdown"),
    pytest.param("a.txt", lambda text: text.encode("gb18030"), id="GB18030"),
    pytest.param("a.txt", lambda text: text.encode("utf-16"), id="UTF-16"),
    pytest.param("a.txt", lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"), id="UTF-8 as Windows writes it"),
    pytest.param("a.html", page, id="HTML"),
    pytest.param("a.html", lambda text: page(text).decode().encode("gb18030"), id="HTML in GB18030"),
    pytest.param("a.docx", word, id="Word"),
    pytest.param("a.docx", word_in_runs, id="Word in many runs"),
    pytest.param("a.docx", word_table, id="Word table"),
    pytest.param("a.pdf", pdf, id="PDF"),
    pytest.param("a.pdf", lambda text: pdf(text, 38), id="PDF with short lines"),
]


def said(report: DocumentReport) -> list[tuple[object, ...]]:
    return [
        ("".join(one.citation.text.split()), one.citation.article, one.citation.pinpoint, one.verdict)
        for one in report.checked
    ]


@pytest.fixture(scope="module")
def checker(store: StatuteStore) -> Checker:
    return Checker(store, as_of=DAY)


@pytest.mark.parametrize("name", ["loan.txt", "fine.txt", "traditional.txt"])
@pytest.mark.parametrize(("called", "make"), FORMATS)
def test_every_format_yields_the_same_citations(
    root: Path, checker: Checker, name: str, called: str, make: Callable[[str], bytes]
) -> None:
    text = (root / "tests" / "examples" / name).read_text("utf-8")
    expected = said(checker.check(read("a.txt", text.encode())))
    assert expected
    got = read(called, make(text))
    assert isinstance(got, Document), got
    report = checker.check(got)
    assert said(report) == expected
    for one in report.checked:
        span = one.citation.span
        assert got.text[span.start : span.end] == one.citation.text
