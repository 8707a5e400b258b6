# ruff: noqa: E501  (a table)
"""Hostile inputs, as generators, each with its declared outcome.

An outcome is what the reader of the report is told: `read` (checked from end to end), the reason of a refusal, or the
declared bound that was reached (`over_limit`, `out_of_time`). `folder` rows are walked, with the set of what became of
their files for an outcome; `corpus` rows go through what an audit reads with, whose outcome is the set of errors of its
entries; `archive` rows through what refresh reads corpora with, `store` rows through what opens a store.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import socket
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

MEGABYTE = 1_000_000
Make = Callable[[Path], Path]


@dataclass(frozen=True)
class Hostile:
    name: str
    make: Make
    outcome: str
    kind: str = "document"


def file(name: str, content: Callable[[], bytes]) -> Make:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content())
        return path

    return write


# ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────

CITE = "根据《示范交易法》第二条的规定，交易应当公平。"
FLOODS = {  # a megabyte of each
    "title marks that open": "《", "title marks that close": "》", "nested marks": "《〈", "empty marks": "《》",
    "marks around marks": "《《法》》", "parentheses that open": "（", "ASCII parentheses": "(", "brackets": "【", "quotation marks": "“",
    "corner brackets": "「『", "numbers": "第一百", "hundreds": "百", "zeros": "第〇", "digits": "第1", "long digits": "9", "tens": "第廿",
    "articles": "条", "traditional articles": "條", "bare articles": "第一条", "this article": "该条", "list without end": "第一条、",
    "range without end": "第一条至", "list of paragraphs": "第一款、", "list of items": "第（一）项、", "branches": "第一条之一", "branch of branches": "之一",
    "law": "法", "codes": "法典", "regulations": "条例", "provisions": "规定", "interpretations": "解释", "measures": "办法",
    "the state": "中华人民共和国", "the damaged state": "中华人民", "masked state": "中华人民***", "a title and gaps": "《示范法》的",
    "a title and blanks": "《示范法》 \n", "a bare title": "示范交易法", "a title in a title": "《关于适用《示范法》的解释》", "unclosed title and number": "《示范法第一条",
    "short forms": "（以下简称", "declared short forms": "《示范法》（以下简称“示法”）", "short forms of short forms": "（以下简称《示法》）",
    "back-references": "该法", "back-references with numbers": "该法第一条", "back-references to kinds": "上述规定", "former and latter": "前者第一条后者第二条",
    "pinyin": "法(fǎ)", "nested pinyin": "法(f(fǎ)ǎ)", "pinyin without end": "法(fǎ", "toneless pinyin": "(de)", "traditional": "權益保護法",
    "combining marks": "法\u0301", "zero width": "\u200b", "marks of order": "\ufeff", "right to left": "\u202e", "tags": "\U000e0041",
    "blanks": " ", "wide blanks": "\u3000", "line breaks": "\n", "carriage returns": "\r", "tabs": "\t", "line separators": "\u2028", "NUL now and then": "法" * 99 + "\x00",
    "letters": "A", "ministries": "部" * 40 + "《示范法》的解释", "words": "word ", "capital words": "Law ", "of the": "of the ", "English articles": "Article 1 and ", "English lists": "Articles 1, 2, ",
    "sections": "§ 1 ", "roman": "Art. XIV ", "ordinals": "thirty-", "English titles": "the Law of the ", "English laws": "Law of the ", "English regulations": "Regulations of the ", "laws in a row": "Law Code ", "the said": "the said Law ",
    "case numbers": "（2024）京0112民初1号", "document numbers": "法释〔2020〕17号", "numbers of decrees": "令第1号", "editions": "（2018年修正）",
    "dates": "2020年1月1日", "years": "2020", "dashes": "—", "ellipses": "…", "stars": "*", "pipes": "|", "table": "|《示范法》|第一条|\n",
    "headings": "# 第一条\n", "list numbers": "1. 第一条\n", "own text": "第一条 应当。\n", "chapters": "第一章 总则\n", "according to": "根据", "provides": "规定：“",
    "claims": "根据第一条，", "claims without end": "《示范法》第一条规定：“", "semicolons": "《示范法》第一条；", "commas": "，", "full stops": "。",
    "comments to us": "<!-- citecheck: ignore[repealed] ", "comments that stand alone": "# citecheck: ignore[repealed]\n",
    "HTML in text": "<p>《示范法》第一条", "entities in text": "&#x300a;", "links": "[《示范法》](http://x", "images": "![](", "emphasis": "**《示范法》**",
    "fences": "```\n", "emoji": "😀", "private use": "\ue000", "not characters": "\uffff", "surrogates of old encodings": "\U0001f1e8\U0001f1f3",
}  # fmt: skip
DENSE = {  # what makes many citations
    "ten thousand citations and more": CITE,
    "citations of a law that is none": "根据《示范虚构法》第一条的规定，不得如此。",
    "citations of ever new laws": None,
    "misspelled citations": "根据《示范交昜法》第二条的规定，交易应当公平。",
    "articles that are not there": "《示范交易法》第九百九十九条",
    "lists of articles": "《示范交易法》第一条、第二条、第三条、第四条。",
    "long ranges": "《示范交易法》第一条至第九千条。",
    "quotations": "《示范交易法》第二条规定：“交易应当公平。有下列情形之一的，交易无效。”",
    "quotations that part": "《示范交易法》第二条规定：“交易必须平等；有任何情形的交易有效，样本可以毁弃。”",
    "English citations": "Article 2 of the Model Trade Law provides that trade shall be fair. ",
}
OVER = {  # of a megabyte of these, ten thousand are checked
    "a title and gaps", "a title and blanks", "a title in a title", "unclosed title and number", "declared short forms", "table",
    "claims without end", "semicolons", "HTML in text", "links", "emphasis",
}  # fmt: skip

DENSE_OUTCOMES = {"quotations": "read", "quotations that part": "read"}  # fewer than ten thousand to the megabyte


def flood(piece: str, size: int = MEGABYTE) -> Callable[[], bytes]:
    def content() -> bytes:
        encoded = piece.encode("utf-8")
        return encoded * max(1, size // len(encoded))

    return content


def ever_new() -> bytes:
    return "".join(
        f"根据《示范{chr(0x4E00 + n % 9000)}{chr(0x4E00 + n // 7 % 9000)}法》第{n % 99 + 1}条，不得如此。"
        for n in range(15_000)
    ).encode()


def texts() -> Iterator[Hostile]:
    for name, piece in FLOODS.items():
        yield Hostile(f"text: {name}", file("a.md", flood(piece)), "over_limit" if name in OVER else "read")
    for name, dense in DENSE.items():
        yield Hostile(
            f"dense: {name}",
            file("a.txt", ever_new if dense is None else flood(dense)),
            DENSE_OUTCOMES.get(name, "over_limit"),
        )


# ── bytes that call themselves text ──────────────────────────────────────────────────────────────────────────────

WORDS = (CITE * 50).encode()
BYTES = {
    "nothing": (b"", "read"), "a byte order mark alone": (b"\xef\xbb\xbf", "read"), "half a byte order mark": (b"\xef\xbb", "read"),
    "UTF-16 of odd length": ("\ufeff" + CITE).encode("utf-16-le") + b"\x00", "UTF-32 cut": ("\ufeff" + CITE).encode("utf-32-le")[:-3],
    "UTF-8 cut in a character": (WORDS[:-1], "read"), "an old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + WORDS, "old_word"),
    "rich text": (b"{\\rtf1 " + WORDS, "rich_text"), "a picture": (b"\x89PNG\r\n\x1a\n" + WORDS, "binary"), "a program": (b"\x7fELF" + WORDS, "binary"),
    "a database": (b"SQLite format 3\x00" + WORDS, "binary"), "gzip": (gzip.compress(WORDS), "archive"), "bzip2": (bz2.compress(WORDS, 9), "archive"),
    "xz": (lzma.compress(WORDS), "archive"), "seven zip": (b"7z\xbc\xaf\x27\x1c" + WORDS, "archive"), "rar": (b"Rar!\x1a\x07" + WORDS, "archive"),
    "control characters": (bytes(range(1, 9)) * 1000, "binary"), "escape sequences": (b"\x1b]0;owned\x07\x1b[2J" + WORDS, "read"),
    "half surrogates": (b"\xed\xa0\x80" * 10 + WORDS, "encoding_unknown"), "overlong slashes": (b"\xc0\xaf" * 10 + WORDS, "encoding_unknown"), "every byte": (bytes(range(256)) * 40, "binary"),
}  # fmt: skip


def byte_files() -> Iterator[Hostile]:
    for name, row in BYTES.items():
        content, outcome = row if isinstance(row, tuple) else (row, "read")
        yield Hostile(f"bytes: {name}", file("a.txt", partial(bytes, content)), outcome)
    yield Hostile("bytes: a word file that is text", file("a.docx", lambda: WORDS), "read")
    yield Hostile("bytes: a page that is a PDF", file("a.html", lambda: b"%PDF-1.7\n" + WORDS), "pdf_damaged")


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────

PAGES = {
    "nested a hundred thousand deep": "<div>" * 100_000, "nested inline": "<b><i>" * 50_000, "tables in tables": "<table><tr><td>" * 30_000,
    "lists in lists": "<ul><li>" * 50_000, "tags that never close": "<p" * 100_000, "a tag of a megabyte": "<p a='" + "x" * MEGABYTE + "'>甲",
    "attributes by the thousand": "<p " + " ".join(f"a{n}=1" for n in range(60_000)) + ">甲", "one attribute again and again": "<p " + "a=1 " * 100_000 + ">甲",
    "entities": "&lt;" * 200_000, "unknown entities": "&xyzzy;" * 100_000, "numbered entities": "&#x5F;" * 100_000, "entities beyond Unicode": "&#x110000;&#xD800;&#0;" * 20_000,
    "comments that never end": "<!--" * 200_000, "CDATA": "<![CDATA[" * 100_000, "declarations": "<!DOCTYPE a [<!ENTITY b 'c'>]>" * 20_000,
    "laughs by the billion": "<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><p>&b;&b;</p>", "a file from outside": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x;</p>',
    "frames of files": "<iframe src='file:///etc/passwd'></iframe>" * 10_000, "scripts": "<script>i<n</script>" * 30_000, "scripts that never end": "<script>" * 100_000,
    "styles": "<style>p{}</style><p style='display:none'>甲</p>" * 10_000, "hidden": "<p hidden>甲" * 50_000, "line breaks": "<br>" * 200_000, "cells": "<td>甲" * 100_000,
    "NULs": "<p>甲\x00</p>" * 50_000, "processing instructions": "<?xml ?>" * 100_000, "forms": "<form><input>" * 50_000, "text of one line": "甲" * 300_000, "ruby": "<ruby>法<rt>fǎ</rt></ruby>" * 30_000,
    "meta by the thousand": "<meta name=date content='2020-01-01'>" * 30_000, "a refresh": "<meta http-equiv=refresh content='0;url=file:///etc/passwd'><p>甲", "published": "发布时间：2020-" * 50_000,
}  # fmt: skip
REFUSED_PAGES = {"comments that never end": "html_damaged", "NULs": "binary", "processing instructions": "html_damaged"}


def pages() -> Iterator[Hostile]:
    for name, page in PAGES.items():
        yield Hostile(f"page: {name}", file("a.html", page.encode), REFUSED_PAGES.get(name, "read"))
    yield Hostile("page: nine megabytes", file("a.html", lambda: b"<p>a</p>" * 1_200_000), "html_too_large")
    yield Hostile("page: a wrong declaration", file("a.html", lambda: b"<meta charset=utf-7><p>+AGE-" + WORDS), "read")
    yield Hostile(
        "page: a declared encoding that is none",
        file("a.html", lambda: b"<meta charset=rot13>" + CITE.encode("gb18030") * 20),
        "read",
    )
    yield Hostile(
        "page: declared to be zlib",
        file("a.html", lambda: b"<meta charset=zlib_codec>" + CITE.encode("gb18030") * 20),
        "read",
    )


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────────────────────

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
PART = "word/document.xml"


def body(inner: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<w:document xmlns:w="{W}"><w:body>{inner}</w:body></w:document>'.encode()


def words(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def zipped(*parts: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return buffer.getvalue()


def streamed(name: str, size: int) -> bytes:
    """An archive with one part of so many zeros, which are never held."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(name, "w", force_zip64=True) as part,
    ):
        for _ in range(size // MEGABYTE):
            part.write(bytes(MEGABYTE))
    return buffer.getvalue()


def patched(data: bytes, old: bytes, new: bytes) -> bytes:
    assert len(old) == len(new)
    return data.replace(old, new)


LAUGHS = (
    "<!DOCTYPE l ["
    + "<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
DTD = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">'


def word_files() -> Iterator[Hostile]:
    def row(name: str, content: Callable[[], bytes], outcome: str) -> Hostile:
        return Hostile(f"Word: {name}", file("a.docx", content), outcome)

    yield row("a bomb of 300 MB", lambda: streamed(PART, 300 * MEGABYTE), "archive_too_large")
    yield row(
        "a bomb in the footnotes",
        lambda: zipped((PART, body(words("甲"))), ("word/footnotes.xml", bytes(300 * MEGABYTE))),
        "archive_too_large",
    )
    yield row("a bomb beside the text", lambda: streamed("word/media/a.bin", 300 * MEGABYTE), "archive")
    yield row("an archive in an archive", lambda: zipped((PART, zipped((PART, body(words("甲")))))), "word_damaged")
    yield row("no text in it", lambda: zipped(("a.txt", b"a")), "archive")
    yield row("nothing in it", lambda: zipped(), "archive")
    yield row(
        "ten thousand and one parts",
        lambda: zipped((PART, body("")), *((f"a/{n}", b"") for n in range(10_001))),
        "archive_too_large",
    )
    yield row(
        "names that climb",
        lambda: zipped((PART, body(words(CITE))), ("../../../tmp/escaped", b"x"), ("/tmp/escaped", b"x")),
        "read",
    )
    yield row("the same part twice", lambda: zipped((PART, body(words(CITE))), (PART.upper(), b"x")), "read")
    yield row("laughs by the billion", lambda: zipped((PART, body(words("&j;"), LAUGHS))), "word_damaged")
    yield row("a file from outside", lambda: zipped((PART, body(words("&x;"), OUTSIDE))), "read")
    yield row("a declaration from the network", lambda: zipped((PART, body(words("甲"), DTD))), "read")
    yield row("nested a hundred thousand deep", lambda: zipped((PART, body("<w:p>" * 100_000))), "word_damaged")
    yield row("eight million paragraphs", lambda: zipped((PART, body("<w:p/>" * 8_000_000))), "archive_too_large")
    yield row("nearly too many paragraphs", lambda: zipped((PART, body("<w:p/>" * 1_400_000))), "read")
    yield row(
        "a million marks of four",
        lambda: zipped((PART, body('<w:p a="" b="" c="" d=""/>' * 1_000_000))),
        "archive_too_large",
    )
    yield row(
        "two million headers and footers",
        lambda: zipped(
            (PART, body(words(CITE))), *((f"word/header{n}.xml", body("<w:p/>" * 100_000)) for n in range(40))
        ),
        "archive_too_large",
    )
    yield row("a hundred thousand paragraphs", lambda: zipped((PART, body("<w:p/>" * 100_000))), "read")
    yield row(
        "a hundred thousand runs",
        lambda: zipped((PART, body("<w:p>" + "<w:r><w:t>法</w:t></w:r>" * 100_000 + "</w:p>"))),
        "read",
    )
    yield row(
        "tables in tables",
        lambda: zipped((PART, body("<w:tbl><w:tr><w:tc>" * 60 + words("甲") + "</w:tc></w:tr></w:tbl>" * 60))),
        "read",
    )
    yield row(
        "a table of fifty thousand cells",
        lambda: zipped((PART, body("<w:tbl><w:tr>" + f"<w:tc>{words('甲')}</w:tc>" * 50_000 + "</w:tr></w:tbl>"))),
        "read",
    )
    yield row(
        "text boxes in text boxes",
        lambda: zipped((PART, body("<w:p><w:r>" * 90 + "<w:t>甲</w:t>" + "</w:r></w:p>" * 90))),
        "read",
    )
    yield row("a word of twenty megabytes", lambda: zipped((PART, body(words("法" * 7_000_000)))), "word_damaged")
    yield row("no XML", lambda: zipped((PART, b"\x00\x01\x02")), "word_damaged")
    yield row("XML cut short", lambda: zipped((PART, body(words(CITE))[:-30])), "word_damaged")
    yield row("XML in UTF-16", lambda: zipped((PART, body(words(CITE)).decode().encode("utf-16"))), "read")
    yield row(
        "XML in an unknown encoding",
        lambda: zipped((PART, b'<?xml version="1.0" encoding="x-none"?>' + body("")[21:])),
        "word_damaged",
    )
    yield row("cut in the middle", lambda: zipped((PART, body(words(CITE) * 99)))[:300], "word_damaged")
    yield row(
        "a wrong checksum",
        lambda: patched(zipped((PART, body(words("AAAA"))), method=zipfile.ZIP_STORED), b"AAAA", b"BBBB"),
        "word_damaged",
    )
    yield row(
        "a lock",
        lambda: patched(
            zipped((PART, body("")), method=zipfile.ZIP_STORED),
            b"PK\x01\x02\x14\x03\x14\x00\x00\x00",
            b"PK\x01\x02\x14\x03\x14\x00\x01\x00",
        ),
        "word_damaged",
    )
    yield row(
        "an unknown packing",
        lambda: patched(
            zipped((PART, body("")), method=zipfile.ZIP_STORED),
            b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00",
            b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x63\x00",
        ),
        "word_damaged",
    )
    yield row("packed with xz", lambda: zipped((PART, body(words(CITE))), method=zipfile.ZIP_LZMA), "read")
    yield row("a signature alone", lambda: b"PK\x03\x04", "word_damaged")


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def pdf(*objects: bytes, root: int = 1) -> bytes:
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % place for place in places
    )
    return out + b"trailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, start)


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (extra, len(content), content)


CATALOG, FONT = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
TREE = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
SAID = b"BT /F 12 Tf (Article 2 of the Model Trade Law) Tj ET\n"


def packed(size: int, layers: int = 1) -> bytes:
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(bytes(MEGABYTE)) for _ in range(size // MEGABYTE)) + packer.flush()
    for _ in range(layers - 1):
        data = zlib.compress(data)
    return stream(data, b"/Filter[%s]" % (b"/FlateDecode" * layers))


def pdfs() -> Iterator[Hostile]:
    def row(name: str, content: Callable[[], bytes], outcome: str) -> Hostile:
        return Hostile(f"PDF: {name}", file("a.pdf", content), outcome)

    yield row("one page", lambda: pdf(CATALOG, TREE, PAGE, stream(SAID), FONT), "read")
    yield row("a signature alone", lambda: b"%PDF-1.7", "pdf_damaged")
    yield row("cut in the middle", lambda: pdf(CATALOG, TREE, PAGE, stream(SAID), FONT)[:150], "pdf_damaged")
    yield row(
        "a page tree that is its own child", lambda: pdf(CATALOG, b"<</Type/Pages/Count 9/Kids[2 0 R]>>"), "pdf_damaged"
    )
    yield row(
        "pages that are each other's",
        lambda: pdf(CATALOG, b"<</Type/Pages/Count 9/Kids[3 0 R]>>", b"<</Type/Pages/Count 9/Kids[2 0 R]>>"),
        "pdf_damaged",
    )
    yield row(
        "the same page ten thousand times",
        lambda: pdf(
            CATALOG, b"<</Type/Pages/Count 10000/Kids[" + b"3 0 R " * 10_000 + b"]>>", PAGE, stream(SAID), FONT
        ),
        "too_large",
    )
    yield row("no page", lambda: pdf(CATALOG, b"<</Type/Pages/Count 0/Kids[]>>"), "pdf_no_text")
    yield row("a page without words", lambda: pdf(CATALOG, TREE, PAGE, stream(b""), FONT), "pdf_no_text")
    yield row("a packed bomb", lambda: pdf(CATALOG, TREE, PAGE, packed(400 * MEGABYTE), FONT), "pdf_damaged")
    yield row("a bomb packed twice", lambda: pdf(CATALOG, TREE, PAGE, packed(400 * MEGABYTE, 2), FONT), "pdf_damaged")
    yield row(
        "a length that is its own",
        lambda: pdf(CATALOG, TREE, PAGE, b"<</Length 4 0 R>>\nstream\nBT ET\nendstream", FONT),
        "pdf_damaged",
    )
    yield row("operators without end", lambda: pdf(CATALOG, TREE, PAGE, stream(b"q " * 400_000), FONT), "pdf_no_text")
    yield row(
        "a word at a time",
        lambda: pdf(CATALOG, TREE, PAGE, stream(b"BT /F 9 Tf " + b"(a) Tj " * 40_000 + b"ET"), FONT),
        "read",
    )
    yield row("brackets in brackets", lambda: pdf(CATALOG, TREE, PAGE, stream(b"[" * 100_000), FONT), "pdf_no_text")
    yield row(
        "tables of places that lead in a circle",
        lambda: (
            b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF"
        ),
        "pdf_damaged",
    )
    yield row(
        "locked",
        lambda: pdf(CATALOG, TREE, PAGE, stream(SAID), FONT).replace(
            b"/Root",
            b"/Encrypt<</Filter/Standard/V 1/R 2/O(" + b"x" * 32 + b")/U(" + b"y" * 32 + b")/P -4>>/ID[(a)(a)]/Root",
        ),
        "pdf_locked",
    )


# ── names and kinds of files ─────────────────────────────────────────────────────────────────────────────────────


def named(name: bytes | str) -> Make:
    def write(folder: Path) -> Path:
        path = os.fsencode(folder) + b"/" + os.fsencode(name)
        with open(path, "wb") as out:  # noqa: PTH123 - a name that is no text
            out.write(CITE.encode())
        return Path(os.fsdecode(path))

    return write


def linked(target: str) -> Make:
    def write(folder: Path) -> Path:
        (folder / "a.txt").symlink_to(target)
        return folder / "a.txt"

    return write


def pipe(folder: Path) -> Path:
    os.mkfifo(folder / "a.txt")
    return folder / "a.txt"


def listener(folder: Path) -> Path:
    path = folder / "a.txt"
    place = os.getcwd()  # noqa: PTH109
    os.chdir(folder)  # the name of a socket may have 100 bytes only
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("a.txt")
    finally:
        os.chdir(place)
    return path


def sparse(size: int, name: str = "a.txt") -> Make:
    def write(folder: Path) -> Path:
        with (folder / name).open("wb") as out:
            out.truncate(size)
        return folder / name

    return write


def files() -> Iterator[Hostile]:
    yield Hostile("file: missing", lambda folder: folder / "none.txt", "missing")
    yield Hostile("file: a folder", lambda folder: folder, "not_a_file")
    yield Hostile("file: a pipe that nobody writes to", pipe, "not_a_file")
    yield Hostile("file: a socket", listener, "system_error")
    yield Hostile("file: a device without end", linked("/dev/zero"), "not_a_file")
    yield Hostile("file: a device of chance", linked("/dev/urandom"), "not_a_file")
    yield Hostile("file: a link to nothing", linked("nowhere"), "missing")
    yield Hostile("file: a link to itself", linked("a.txt"), "system_error")
    yield Hostile("file: a link to a folder", linked("/"), "not_a_file")
    yield Hostile("file: a file of the kernel", linked("/proc/self/mem"), "system_error")
    yield Hostile("file: 65 MB", sparse(65 * 1024 * 1024), "too_large")
    yield Hostile("file: a terabyte with nothing in it", sparse(1 << 40), "too_large")
    yield Hostile("file: 64 MB of nothing", sparse(60 * 1024 * 1024), "binary")
    for name in (
        b"a\nb.txt",
        b"\x1b[2J.txt",
        b"\xff\xfe.txt",
        "\u202etxt.exe.txt".encode(),
        b"-rf.txt",
        b"%s{0}.txt",
        b"'; DROP.txt",
        b"a\rb.txt",
        b"<script>.txt",
        b"=1+1.txt",
        b"x" * 200 + b".txt",
    ):
        yield Hostile(f"name: {name[:20]!r}", named(name), "read")


# ── folders ──────────────────────────────────────────────────────────────────────────────────────────────────────


def folders() -> Iterator[Hostile]:
    def row(name: str, fill: Callable[[Path], object], outcome: str) -> Hostile:
        def make(folder: Path) -> Path:
            (folder / "good.txt").write_text(CITE, encoding="utf-8")
            fill(folder)
            return folder

        return Hostile(f"folder: {name}", make, outcome, "folder")

    def deep(folder: Path) -> None:
        place = folder.joinpath(*["a"] * 300)
        place.mkdir(parents=True)
        (place / "a.txt").write_text(CITE, encoding="utf-8")

    def many(folder: Path) -> None:
        for number in range(3_000):
            (folder / f"{number}.md").touch()

    def lines(folder: Path) -> None:
        for name in ("a\nb.txt", "a\rb.md", "\x1b[2J.txt", "::error file=a::b.md", "\n::set-output name=a::b.txt"):
            (folder / name).write_text(CITE, encoding="utf-8")

    def circle(folder: Path) -> None:
        (folder / "b").mkdir()
        (folder / "b" / "up").symlink_to(folder)
        (folder / "b" / "self").symlink_to("self")
        (folder / "b" / "self.txt").symlink_to("self.txt")

    yield row("links that lead in a circle", circle, "read system_error")
    yield row("a link to all there is", lambda folder: (folder / "root").symlink_to("/"), "read")
    yield row("a device called a text", lambda folder: (folder / "a.txt").symlink_to("/dev/zero"), "not_a_file read")
    yield row("a pipe called a text", lambda folder: os.mkfifo(folder / "a.txt"), "not_a_file read")
    yield row("a folder called a text", lambda folder: (folder / "a.txt").mkdir(), "read")
    yield row("a link to a text of the system", lambda folder: (folder / "a.txt").symlink_to("/proc/version"), "read")
    yield row("folders three hundred deep", deep, "read")
    yield row("three thousand empty texts", many, "read")
    yield row("names with line breaks and commands", lines, "read")
    yield row(
        "a Word file in a Word file",
        lambda folder: (folder / "a.docx").write_bytes(zipped((PART, zipped((PART, body(words(CITE))))))),
        "read word_damaged",
    )
    yield row(
        "an archive that holds itself, nearly",
        lambda folder: (folder / "a.docx").write_bytes(zipped(("a.zip", zipped(("a.zip", zipped(("a.zip", b""))))))),
        "archive read",
    )


# ── corpora ──────────────────────────────────────────────────────────────────────────────────────────────────────


def json_lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def warc(content: bytes, length: int | None = None, kind: bytes = b"conversion") -> bytes:
    head = b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: http://a/\r\nContent-Type: text/plain\r\nContent-Length: %d\r\n\r\n"
    return head % (kind, len(content) if length is None else length) + content + b"\r\n\r\n"


def bomb(size: int) -> bytes:
    buffer = io.BytesIO()
    with gzip.open(buffer, "wb", 1) as out:
        for _ in range(size // MEGABYTE):
            out.write(b"a" * MEGABYTE)
    return buffer.getvalue()


def corpora() -> Iterator[Hostile]:
    def row(name: str, file_name: str, content: Callable[[], bytes], outcome: str) -> Hostile:
        return Hostile(f"corpus: {name}", file(file_name, content), outcome, "corpus")

    good = {"id": "a", "text": CITE}
    yield row(
        "lines of all sorts",
        "a.jsonl",
        lambda: json_lines(good, None, 1, [], {"text": None}) + b"{\n",
        "no_text not_an_object not_json read",
    )
    yield row("nested without end", "a.jsonl", lambda: b"[" * 500_000 + b"\n" + json_lines(good), "not_json read")
    yield row("a number without end", "a.jsonl", lambda: b'{"text": ' + b"9" * 500_000 + b"}\n", "not_json")
    yield row(
        "a line of 40 MB",
        "a.jsonl",
        lambda: b'{"text": "' + b"a" * 40_000_000 + b'"}\n' + json_lines(good),
        "read too_large",
    )
    yield row("a line without end", "a.jsonl", lambda: b"a" * 40_000_000, "too_large")
    yield row("empty lines", "a.jsonl", lambda: b"\n" * 2_000_000, "")
    yield row("NULs", "a.jsonl", lambda: b"\x00\n" * 10, "not_json")
    yield row("half surrogates", "a.jsonl", lambda: b'{"text": "\\ud800", "id": "\\udfff"}\n', "read")
    yield row("the same key twice", "a.jsonl", lambda: b'{"text": 1, "text": "a"}\n', "read")
    yield row("a gzip bomb", "a.jsonl.gz", lambda: bomb(600 * MEGABYTE), "too_large")
    yield row(
        "gzip cut short", "a.jsonl.gz", lambda: gzip.compress(json_lines(good) * 5_000)[:-20], "archive_damaged read"
    )
    yield row(
        "gzip in gzip",
        "a.jsonl.gz",
        lambda: gzip.compress(gzip.compress(json_lines(good), mtime=0)),
        "archive binary encoding_unknown",
    )
    yield row("no gzip", "a.jsonl.gz", lambda: b"plain", "archive_damaged")
    yield row("no zstd", "a.jsonl.zst", lambda: b"\x28\xb5\x2f\xfd\xff\xff\xff", "archive_damaged")
    yield row("no Parquet", "a.parquet", lambda: b"PAR1" + b"\xff" * 100 + b"PAR1", "parquet_damaged")
    yield row(
        "a footer beyond the file",
        "a.parquet",
        lambda: b"PAR1" + struct.pack("<I", 1 << 31) + b"PAR1",
        "parquet_damaged",
    )
    yield row("no crawl archive", "a.warc", lambda: b"HTTP/1.1 200 OK\r\n\r\n" * 99, "archive_damaged")
    yield row("a record shorter than it says", "a.warc", lambda: warc(CITE.encode(), 10_000_000), "archive_damaged")
    yield row("a record of a length below zero", "a.warc", lambda: warc(CITE.encode(), -1), "read")
    yield row("records without end of heads", "a.warc", lambda: b"WARC/1.0\r\n" + b"X-A: b\r\n" * 50_000, "")
    yield row("a bomb of a crawl", "a.warc.gz", lambda: bomb(600 * MEGABYTE), "archive_damaged")
    yield row("a head without end", "a.warc", lambda: b"WARC/1.0\r\nX-A: " + b"a" * 60_000_000, "archive_damaged")
    yield row(
        "a head of a page without end",
        "a.warc",
        lambda: warc(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 60_000_000, kind=b"response"),
        "archive_damaged",
    )


# ── archives that refresh reads ──────────────────────────────────────────────────────────────────────────────────


def tarball(*members: tuple[str, bytes, bytes, str], mode: str = "w:gz") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, kind, content, target in members:
            member = tarfile.TarInfo(name)
            member.type, member.size, member.linkname = kind, len(content), target
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def entry(
    name: str, content: bytes = b"text", kind: bytes = tarfile.REGTYPE, target: str = ""
) -> tuple[str, bytes, bytes, str]:
    return name, kind, content if kind == tarfile.REGTYPE else b"", target


def archives() -> Iterator[Hostile]:
    def row(name: str, content: Callable[[], bytes], outcome: str) -> Hostile:
        return Hostile(f"archive: {name}", file("a.tar.gz", content), outcome, "archive")

    yield row("one file", lambda: tarball(entry("a.md")), "read")
    yield row("a name that climbs", lambda: tarball(entry("../a.md")), "source_damaged")
    yield row("a name that climbs in the middle", lambda: tarball(entry("a/../../a.md")), "source_damaged")
    yield row("a name from the root", lambda: tarball(entry("/etc/a.md")), "source_damaged")
    yield row("a name of Windows", lambda: tarball(entry("c:\\a.md")), "source_damaged")
    yield row("backslashes that climb", lambda: tarball(entry("..\\..\\a.md")), "source_damaged")
    yield row(
        "a link outward", lambda: tarball(entry("a.md", kind=tarfile.SYMTYPE, target="/etc/passwd")), "source_damaged"
    )
    yield row(
        "a link that climbs", lambda: tarball(entry("a.md", kind=tarfile.LNKTYPE, target="../x")), "source_damaged"
    )
    yield row("a device", lambda: tarball(entry("a.md", kind=tarfile.CHRTYPE)), "source_damaged")
    yield row("a pipe", lambda: tarball(entry("a.md", kind=tarfile.FIFOTYPE)), "source_damaged")
    yield row("a bomb", lambda: bomb(300 * MEGABYTE), "source_damaged")
    yield row("a file of 65 MB", lambda: tarball(entry("a.md", bytes(65 * 1024 * 1024))), "too_large")
    yield row("cut short", lambda: tarball(entry("a.md", os.urandom(100_000)))[:-5_000], "source_damaged")
    yield row("nothing", lambda: b"", "source_damaged")
    yield row("an archive of another kind", lambda: zipped(("a.md", b"text")), "source_damaged")
    yield row("names with line breaks", lambda: tarball(entry("a\nb.md"), entry("\x1b[2J.md")), "read")
    yield row("twenty thousand files", lambda: tarball(*(entry(f"{n}.md", b"") for n in range(20_000))), "read")


# ── stores ───────────────────────────────────────────────────────────────────────────────────────────────────────


def stores() -> Iterator[Hostile]:
    def row(name: str, content: Callable[[], bytes]) -> Hostile:
        return Hostile(f"store: {name}", file("statutes.sqlite", content), "refused", "store")

    yield row("nothing", lambda: b"")
    yield row("words", lambda: WORDS)
    yield row("a head alone", lambda: b"SQLite format 3\x00")
    yield row("a head and nothing", lambda: b"SQLite format 3\x00" + bytes(4080))
    yield row("a head and noise", lambda: b"SQLite format 3\x00" + os.urandom(40_000))
    yield Hostile("store: a folder", lambda folder: folder, "refused", "store")
    yield Hostile("store: a device", linked("/dev/zero"), "refused", "store")
    yield Hostile("store: a pipe", pipe, "refused", "store")
    yield Hostile("store: a link to itself", linked("a.txt"), "refused", "store")


TABLE = (
    *texts(),
    *byte_files(),
    *pages(),
    *word_files(),
    *pdfs(),
    *files(),
    *folders(),
    *corpora(),
    *archives(),
    *stores(),
)
