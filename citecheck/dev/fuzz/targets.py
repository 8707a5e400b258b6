# ruff: noqa: E501  (tables of words are long)
"""What is fuzzed, and the laws that must hold of it. Each target takes bytes and raises when a law is broken."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from citecheck.dev.fuzz.words import bytes_of, text_of
from citecheck.errors import CitecheckError
from citecheck.model import Document, Extraction, Json, Span, Unreadable

if TYPE_CHECKING:
    from citecheck.report import Report, StoreSummary

SLOW = 2.0  # seconds of processor time for one small input
DAY = date(2026, 1, 1)
NAMES = (
    "示范法", "示范条例", "民法典", "刑法", "公司法", "合同法", "民诉法", "劳动法", "宪法", "消费者权益保护法",
    "刑法修正案（四）", "civillaw", "criminallaw", "pipl", "最高人民法院关于适用《民法典》婚姻家庭编的解释（一）", "民法典婚姻家庭编司法解释（一）", "劳动法实施条例",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """One parser under fuzz. `run` raises when a law of it is broken; `seeds` are inputs to begin with."""

    name: str
    run: Callable[[bytes], None]
    modules: tuple[str, ...]  # whose branches guide the fuzzer
    seeds: tuple[bytes, ...] = ()
    longest: int = 400  # bytes of an input
    store: bool = False  # whether it reads the store of this installation


class SlowError(AssertionError):
    """An input took more time than any of its size may."""


def _timed(work: Callable[[], object], most: float = SLOW) -> None:
    begun = time.thread_time()
    work()
    if (took := time.thread_time() - begun) > most:
        raise SlowError(f"{took:.1f} s")


# ── words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def numerals(data: bytes) -> None:
    """A number read is one that can be an article's, spaces in it or not; one that is written is read back."""
    from citecheck.numerals import chinese, parse_english_number, parse_number, parse_roman
    from citecheck.quantities import parse

    text = text_of(data, 12)
    number = parse_number(text)
    assert number is None or 0 <= number <= 99_999
    assert parse_number("\u3000".join(text)) == number
    written = int.from_bytes(data[:2], "big") % 10_000
    assert parse_number(chinese(written)) == written
    assert parse_number(str(written)) == written
    for other in (parse_english_number(text), parse_roman(text)):
        assert other is None or isinstance(other, int)
    parse(text)


def quantities(data: bytes) -> None:
    """Every quantity stands where it says, and they stand in order."""
    from citecheck.quantities import quantities as found_in

    text = text_of(data, 40)
    place = 0
    for found in found_in(text):
        assert 0 <= found.start < found.end <= len(text)
        assert found.start >= place
        place = found.start


def normalisation(data: bytes) -> None:
    """The map of a folded window rises strictly, stays inside the window, and leads to the character it is made of."""
    from citecheck.normalize import _WIDTH, fold, simplify

    text = text_of(data, 60)
    start = data[0] % (len(text) + 1) if data else 0
    end = start + (data[-1] % (len(text) - start + 1) if data else 0)
    folded = fold(text, start, end)
    assert len(folded.offsets) == len(folded.text) + 1
    assert folded.offsets[len(folded.text)] == end
    before = start - 1
    for char, offset in zip(folded.text, folded.offsets, strict=False):
        assert before < offset < end
        assert simplify(text[offset]).translate(_WIDTH) == char
        before = offset
    assert len(simplify(text)) == len(text)
    assert simplify(simplify(text)) == simplify(text)


def titles(data: bytes) -> None:
    """The key of a key is itself; an edition that is split off leaves the beginning of the title."""
    from citecheck.extract.titles import ending_of
    from citecheck.normalize import document_number, split_edition, title_key

    title = text_of(data, 24)
    key = title_key.__wrapped__(title)
    assert title_key.__wrapped__(key) == key, (title, key, title_key.__wrapped__(key))
    rest, edition = split_edition(title)
    assert title.startswith(rest)
    assert edition is not None or rest == title
    found = document_number(title)
    assert found is None or found in title
    ending_of(key)


# ── extraction ───────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _names():  # type: ignore[no-untyped-def]  # Names, imported when it is needed
    from citecheck.extract import Names

    return Names(NAMES)


def extraction(data: bytes) -> None:
    """Spans slice back, stand in order and inside the text; a citation without a key says why."""
    from citecheck.extract import extract

    text = text_of(data)
    held: list[Extraction] = []
    _timed(lambda: held.append(extract(text, _names())))
    check_extraction(text, held[0])


def check_extraction(text: str, extraction: Extraction) -> None:
    """Raises AssertionError where the extraction breaks a law of its type."""

    def slices(span: Span, said: str) -> None:
        assert 0 <= span.start < span.end <= len(text), span
        assert text[span.start : span.end] == said, span

    before = -1
    for one in extraction.citations:
        slices(one.span, one.text)
        assert one.span.start >= before
        before = one.span.start
        assert one.title_key or one.unresolved, one
        if one.claim is not None:
            slices(one.claim.span, one.claim.text)
            assert one.article is not None
        if one.antecedent is not None:
            assert 0 <= one.antecedent.start < one.antecedent.end <= len(text)
        if one.article_end is not None:
            assert one.article is not None
            assert one.article_end > one.article
        for place in (one.pinpoint.paragraph, one.pinpoint.subparagraph, one.pinpoint.point):
            assert place is None or place > 0
    for left in extraction.not_checked:
        slices(left.span, left.text)


_REPEATED = 3_000  # characters


def _repeated(words: str, characters: int = _REPEATED) -> float:
    """Seconds that the words take, said again and again."""
    from citecheck.extract import extract

    text = words * (characters // len(words) + 1)
    begun = time.thread_time()
    extract(text, _names())
    return time.thread_time() - begun


@lru_cache(maxsize=1)
def _densest() -> float:
    """Seconds of a text in which hardly anything but citations stands, on this machine and with what watches the code."""
    return min(_repeated("该法第一条") for _ in range(5))


def repetition(data: bytes) -> None:
    """Words said a thousand times cost no more for each than said a few hundred times."""
    words = text_of(data, 16)
    if not words.strip() or (dear := _repeated(words)) < 2 * _densest():
        return
    once, four_times, often = (min(_repeated(words, size * _REPEATED) for _ in range(3)) for size in (1, 4, 16))
    if four_times > 6 * once and often > 6 * four_times:  # both: the machine may have been busy
        raise SlowError(f"{dear:.1f} s for {_REPEATED} characters of {words!r}, and worse for more")


@lru_cache(maxsize=1)
def _checker():  # type: ignore[no-untyped-def]  # Checker, imported when it is needed
    from citecheck.checker import Checker

    return Checker(as_of=DAY)


@lru_cache(maxsize=1)
def _store_summary() -> StoreSummary:
    from citecheck.report import StoreSummary

    return StoreSummary.of(_checker().store.info())


_CELL = re.compile(r"^[\s\ufeff]*[=+\-@]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def reports(data: bytes) -> None:
    """A text is checked and reported in one of the formats, in which nothing gets out of its place."""
    from citecheck.report import Report

    text = text_of(data, 120)
    document = _checker().check(Document(text_of(data[:8]) + ".txt", text, "0" * 64))
    check_extraction(text, Extraction(tuple(one.citation for one in document.checked)))
    report = Report((document,), _store_summary(), DAY)
    chosen = zlib.crc32(data) % _ONE_IN_WORD  # all formats for each text are ten times as dear as the checks
    (_as_word if chosen == 0 else _FORMATS[chosen % len(_FORMATS)])(report)


def _as_text(report: Report) -> None:
    from citecheck.report import text

    for colour in (False, True):
        shown = text.render(report, text.Style(verbose=True, colour=colour))
        assert _CONTROL.search(_OUR_COLOURS.sub("", shown) if colour else shown) is None, shown


def _as_json(report: Report) -> None:
    from citecheck.report import json as as_json
    from citecheck.report import jsonl

    assert json.loads(as_json.render(report, "zh"))["documents"][0]["citations"] is not None
    for line in jsonl.render(report, "en").split("\n"):
        if line:
            json.loads(line)


def _as_csv(report: Report) -> None:
    from citecheck.report import csv as as_csv

    header, *rows = csv.reader(io.StringIO(as_csv.render(report, "en").removeprefix("\ufeff")))
    for row in rows:
        assert len(row) == len(header), row
        assert not any(_CELL.match(cell) for cell in row), row


def _as_html(report: Report) -> None:
    from citecheck.report import html

    _acts_on_nothing(html.render(report, "en"))


def _as_markdown(report: Report) -> None:
    from citecheck.report import markdown

    _says_no_more_than_words(markdown.render(report, "zh"))


def _as_sarif(report: Report) -> None:
    from citecheck.report import sarif

    _points_at_files(json.loads(sarif.render(report, "en")))


def _as_word(report: Report) -> None:
    from lxml import etree

    from citecheck.report import docx

    with zipfile.ZipFile(io.BytesIO(docx.render(report, "zh"))) as made:
        for name in made.namelist():
            assert not name.endswith((".xml", ".rels")) or b"<script" not in made.read(name)
            if name.endswith((".xml", ".rels")):
                root = etree.fromstring(made.read(name))
                assert not [one for one in root.iter() if one.get("TargetMode") == "External"]


_FORMATS = (_as_text, _as_json, _as_csv, _as_html, _as_markdown, _as_sarif)
_ONE_IN_WORD = 25 * len(_FORMATS) + 1  # Word's takes as long as all the others
_OUR_COLOURS = re.compile(r"\x1b\[(?:0|1|2|32|36|1;31|1;33)m")
_ELEMENTS = frozenset(
    """
    html head meta title style body header main nav section footer div p span a b i em strong small sub h1 h2 h3 h4 h5 h6 ul ol
    li figure figcaption blockquote details summary table thead tbody tr th td mark del ins br hr dl dt dd code time abbr
    """.split()  # noqa: SIM905
)
_MARKUP = frozenset(("<sub>", "</sub>", "<br>", "<details>", "</details>", "<summary>", "</summary>"))


def _acts_on_nothing(page: str) -> None:
    """A page of elements that only show, and whose links lead nowhere but into itself."""
    from lxml import html

    for element in html.fromstring(page).iter():
        if isinstance(element.tag, str):
            assert element.tag in _ELEMENTS, element.tag
            for key, value in element.attrib.items():
                assert not key.startswith("on"), key
                assert key not in ("href", "src", "action", "formaction", "srcdoc") or value.startswith("#"), value


def _says_no_more_than_words(markdown: str) -> None:
    """Markdown without a link, a picture, code, a table or an element that is not ours."""
    from markdown_it import MarkdownIt

    for block in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown):
        for token in (block, *(block.children or ())):
            assert token.type not in ("link_open", "image", "fence", "code_block", "code_inline", "html_block"), token
            assert token.type != "html_inline" or token.content in _MARKUP, token


def _points_at_files(log: object) -> None:
    """Every URI of a SARIF log names a file, below the place or from the top."""
    match log:
        case dict():
            for key, value in log.items():
                if key == "uri":
                    assert str(value).startswith("file:///") or not urlsplit(str(value)).scheme, value
                    assert not str(value).startswith("//"), value
                elif key not in ("tool", "$schema"):
                    _points_at_files(value)
        case list():
            for value in log:
                _points_at_files(value)


# ── readers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _read(name: str, data: bytes) -> None:
    from citecheck.read import read

    held: list[Document | Unreadable] = []
    _timed(lambda: held.append(read(name, data)))
    match held[0]:
        case Document(text=text, landmarks=landmarks):
            starts = [mark.start for mark in landmarks]
            assert starts == sorted(starts)
            assert all(0 <= start <= len(text) for start in starts)
        case Unreadable(error=error):
            assert error
        case other:
            raise AssertionError(f"neither a document nor a refusal: {other!r}")


_CODECS = ("utf-8", "gb18030", "big5hkscs", "utf-16", "utf-16-le", "utf-32", "latin-1")


def text_files(data: bytes) -> None:
    """Bytes that call themselves text, Markdown or nothing are a document or a refusal."""
    name = ("a.txt", "a.md", "a", "a.docx")[data[0] % 4] if data else "a.txt"
    _read(name, data)
    if data:
        _read(name, text_of(data[1:]).encode(_CODECS[data[0] % len(_CODECS)], "replace"))


def html_files(data: bytes) -> None:
    """Whatever is called a page is a document or a refusal."""
    _read("a.html", data)
    _read("a.html", text_of(data).encode("utf-8", "replace"))


_XML = (
    "<w:p>", "</w:p>", "<w:r>", "</w:r>", "<w:t>", "</w:t>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>",
    "</w:tc>", "<w:tab/>", "<w:br/>", "<w:moveFrom>", "</w:moveFrom>", "<mc:Fallback>", "</mc:Fallback>",
    '<w:footnote w:id="1">', "</w:footnote>", "&e;", "<!DOCTYPE a>", "<![CDATA[", "]]>", "<!--", "-->", "第一条", "\x00",
)  # fmt: skip
_W = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">{}</w:document>'
)


def word_files(data: bytes) -> None:
    """A Word file with any body, whole or damaged, is a document or a refusal."""
    inner = "".join(_XML[byte % len(_XML)] for byte in data[2:])
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", _W.format(inner))
        archive.writestr("word/footnotes.xml", _W.format(inner[::-1] if len(data) % 2 else inner))
    packed = bytearray(buffer.getvalue())
    if len(data) > 2 and data[0] % 2:  # damage a byte of the archive
        packed[data[1] * len(packed) // 256] ^= data[0]
    _read("a.docx", bytes(packed))
    _read("a.docx", b"PK\x03\x04" + data)


_PDF = (
    "1 0 obj\n", "endobj\n", "<<", ">>", "/Type/Catalog", "/Type/Pages", "/Type/Page", "/Pages 2 0 R", "/Kids[3 0 R]",
    "/Kids[2 0 R]", "/Count 1", "/Count 99999999", "/Parent 2 0 R", "/Contents 4 0 R", "/Length 9", "/Length 4 0 R",
    "stream\n", "endstream\n", "BT (a) Tj ET", "/Font<<", "/Encrypt 5 0 R", "/Filter/FlateDecode", "/Filter/LZWDecode",
    "xref\n0 6\n", "trailer\n", "startxref\n0\n", "startxref\n9\n", "%%EOF\n", "2 0 obj\n", "3 0 obj\n", "4 0 obj\n", "[", "]",
    "(", ")", "/Root 1 0 R", "/Prev 9", "/XRefStm 9", "/Resources 3 0 R", "/ToUnicode 4 0 R", "/Size 6", " R ", "9 ", "\n",
)  # fmt: skip


def pdf_files(data: bytes) -> None:
    """Whatever begins like a PDF is a document or a refusal."""
    _read("a.pdf", b"%PDF-1.4\n" + "".join(_PDF[byte % len(_PDF)] for byte in data).encode())
    _read("a.pdf", b"%PDF-" + data)


# ── statutes and tables ──────────────────────────────────────────────────────────────────────────────────────────


def statutes(data: bytes) -> None:
    """Articles come in rising order, each once, and every text they hold stood in the lines."""
    from citecheck.statute_text import parse_package_rows, parse_statute

    lines = text_of(data, 120).split("\n")
    for text in (
        parse_statute(lines, "示范法" if len(data) % 2 else ""),
        parse_package_rows("示范法", [(line[:12], line[:9], line[3:9], line + "\n" + line[::-1]) for line in lines]),
    ):
        numbers = [article.number for article in text.articles]
        assert numbers == sorted(set(numbers)), numbers
        for article in text.articles:
            assert article.points is not None
            assert article.text is not None
        assert text.complete == (not text.doubts)


_TABLES = {
    "statutes.csv": "id,title,level,issuer,fictitious,history_complete,source,confidence",
    "versions.csv": "statute,version,promulgated_on,effective_on,ceased_on,change,document_number,complete,last_article,"
    "source,confidence",
    "articles/law.csv": "statute,version,article,paragraphs,subparagraphs,points",
    "repeals.csv": "statute,ceased_on,repealed_by,extent,scope,successors,source,confidence",
    "names.csv": "name,statute,kind,lang,ambiguous,source,confidence",
    "correspondence.csv": "from_statute,from_version,from_article,to_statute,to_version,to_article,confidence,source",
    "unchanged.csv": "statute,version,as_in,except,source,confidence",
    "horizons.csv": "level,complete_to,source,note",
}
_VALUES = (
    "", ",", "\n", '"', "示范法", "2021-01-01", "2020-01-01", "2021-02-30", "0", "1", "-1", "99999", "law", "other", "high",
    "low", "full", "partial", "saving", "amendment", "revision", "short_form", "english", "zh", "a", "133-1", "1-0", "0/2",
    "1.1:2", "1.1:2;1.1:3", "²", "１", "\x00", "\r", "\ud800", "unknown", "never", "x" * 200,
)  # fmt: skip


_ROWS = {"statutes.csv": "示范法,示范法,law,,0,1,a,high\n", "versions.csv": "示范法,a,,,,,,1,9,a,high\n"}
_USUAL = {
    "statute": "示范法", "version": "a", "level": "law", "confidence": "high", "article": "133-1", "paragraphs": "2",
    "subparagraphs": "0/2", "points": "2.1:2", "kind": "short_form", "lang": "zh", "ambiguous": "0", "extent": "full",
    "complete": "1", "fictitious": "0", "history_complete": "1", "ceased_on": "2021-01-01", "title": "乙法", "id": "乙法",
    "name": "乙法", "from_statute": "示范法", "to_statute": "示范法", "from_article": "1", "to_article": "2", "to_version": "a",
}  # fmt: skip


def _table(header: list[str], data: bytes) -> bytes:
    """Rows of usual values, some of them exchanged: each byte says how many columns on, and its neighbour for what."""
    rows = [[_USUAL.get(column, "") for column in header] for _ in range(1 + len(data) // 8)]
    place = 0
    for step, value in zip(data[::2], data[1::2], strict=False):
        place = (place + step) % (len(rows) * len(header))
        rows[place // len(header)][place % len(header)] = _VALUES[value % len(_VALUES)]
    return "\n".join(map(",".join, rows)).encode("utf-8", "surrogatepass")


IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


@lru_cache(maxsize=1)
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="citecheck-fuzz-", dir=os.environ.get("TMPDIR", IN_MEMORY))


def _scratch() -> Path:
    """A folder that goes when this process ends."""
    return Path(_folder().name)


def catalogue(data: bytes) -> None:
    """A table of any content is read, or refused with the file and the line."""
    from citecheck.errors import CatalogueError
    from citecheck.store.catalogue import read_articles, read_catalogue

    folder = _scratch() / "statutes"
    (folder / "articles").mkdir(parents=True, exist_ok=True)
    names = list(_TABLES)
    chosen = names[data[0] % len(names)] if data else names[0]
    for name, header in _TABLES.items():
        content = (header + "\n" + _ROWS.get(name, "")).encode()
        if name == chosen:
            content += data[2:] if data[1:2] == b"\0" else _table(header.split(","), data[2:])
        (folder / name).write_bytes(content)
    with suppress(CatalogueError):
        for row in read_articles(read_catalogue(folder)):
            assert row.number.base > 0


def _numbers(data: bytes) -> Iterator[int]:
    while True:
        yield from data or b"\0"


def _json(numbers: Iterator[int], deep: int = 4) -> object:
    """A JSON value of the shapes that our files have, or nearly."""
    keys = (
        "schema", "documents", "citations", "statute", "title", "verdict", "article_text", "parts", "options", "shard",
        "part", "size", "bytes", "fingerprint", "findings", "law", "article", "branch", "claim", "id", "text", "date", "url",
        "tool", "path", "code", "inputs", "store", "unreadable", "kept", "dropped", "suspicious", "span", "start", "end",
    )  # fmt: skip
    kind = next(numbers) % (10 if deep else 6)
    match kind:
        case 0:
            return None
        case 1:
            return next(numbers) - 100
        case 2:
            return ("unverifiable", "citecheck.audit/1", "ok", "2021-01-01", "示范法", "", "\ud800", "1e9")[
                next(numbers) % 8
            ]
        case 3:
            return (True, 1.5, float("nan"), 10**30, -0.0, "x")[next(numbers) % 6]
        case 4 | 5:
            return keys[next(numbers) % len(keys)]
        case 6 | 7:
            return [_json(numbers, deep - 1) for _ in range(next(numbers) % 4)]
        case _:
            return {keys[next(numbers) % len(keys)]: _json(numbers, deep - 1) for _ in range(next(numbers) % 6)}


def _json_bytes(data: bytes) -> bytes:
    """JSON from the bytes; damaged now and then, and the bytes themselves where they begin with 255."""
    if data[:1] == b"\xff":
        return data[1:]
    written = json.dumps(_json(_numbers(data))).encode()
    return written[: -data[0] // 4] if data and data[0] > 250 else written


def json_reports(data: bytes) -> None:
    """A report that comes back, for --missing or as a baseline, is read or refused in a sentence."""
    from citecheck.baseline import read_baseline
    from citecheck.refresh.run import missing_titles

    written = _json_bytes(data)
    with suppress(CitecheckError):
        assert all(isinstance(title, str) for title in missing_titles(written.decode("utf-8", "replace")))
    place = _scratch() / "baseline.json"
    place.write_bytes(written)
    with suppress(CitecheckError):
        assert all(isinstance(name, str) for name in read_baseline(place))


_TOML = (
    "[tool.citecheck]\n", "[tool]\n", "tool = 3\n", "as-of", "baseline", "checks", "exit-zero", "format", "ignore", "lang",
    "output", " = ", "true\n", '"json"\n', '"zh"\n', '["repealed"]\n', "[1]\n", "2020-01-01\n", "2020-01-01T00:00:00\n", "[", "]",
    "{", "}", '"', "\n", "#", "\x00", "1e400\n", "nan\n", "citecheck", ".",
)  # fmt: skip


def settings(data: bytes) -> None:
    """A file of settings gives words for the command line, or is refused in a sentence."""
    from citecheck.config import KEYS, load

    for name in ("citecheck.toml", "pyproject.toml"):
        place = _scratch() / name
        place.write_bytes("".join(_TOML[byte % len(_TOML)] for byte in data).encode() if data[:1] != b"\xff" else data)
        with suppress(CitecheckError):
            assert all(key in KEYS and isinstance(value, str | bool) for key, value in load(place).items())


def comments(data: bytes) -> None:
    """A comment to us is about its own line or one after it, and names verdicts that there are."""
    from citecheck.suppress import suppressions

    said = ("citecheck: ", "ignore", "-file", "[", "]", "repealed", ",", "<!-- ", " -->", "# ", "\n", " ", "甲", "\r")
    text = "".join(said[byte % len(said)] for byte in data)
    lines = text.count("\n") + 1
    for one in suppressions(text):
        assert 1 <= one.line <= lines
        assert one.about is None or one.line <= one.about <= lines


def manifests(data: bytes) -> None:
    """What an output folder says of itself is believed, mended or refused in a sentence."""
    from citecheck.audit import manifest

    out = _scratch() / "audit"
    out.mkdir(exist_ok=True)
    head: dict[str, Json] = {"schema": manifest.SCHEMA, "tool": "0", "store": None, "inputs": None, "options": {}}
    half = len(data) // 2
    told = _json(_numbers(data[:half]))
    known = json.dumps({**head, **told} if isinstance(told, dict) else told).encode()
    (out / manifest.MANIFEST).write_bytes(_json_bytes(data[:half]) if data[:1] == b"\xff" else known)
    (out / manifest.LOG).write_bytes(b"\n".join((_json_bytes(data[half:]), _json_bytes(data[half + 1 :]))) + b"\n")
    for read in (lambda: manifest.begin(out, head, resume=True), lambda: manifest.parts(out)):
        with suppress(CitecheckError):
            read()


def corpora(data: bytes) -> None:
    """A line of a corpus is an entry, whatever is in it; so is every record of a crawl archive."""
    from citecheck.audit.config import Fields
    from citecheck.audit.inputs import batches, line_entry, lines, warc_entries

    for line in (_json_bytes(data), data):
        entry = line_entry(line, Fields(), "a.jsonl", 0)
        assert (entry.text is None) == (entry.error is not None), entry
        assert sum(batch.num_rows for batch in batches([entry])) == 1  # half surrogates too can be written
    cut = data[0] if data else 0
    whole = list(lines(io.BytesIO(data)))
    first = [pair for pair in whole if pair[0] < cut]
    assert list(lines(io.BytesIO(data), 0, cut)) == first
    record = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n" % len(data) + data + b"\r\n\r\n"
    for content in (record, data):
        with suppress(Exception):  # `guarded` turns what the archive's reader raises into a row
            list(warc_entries(io.BytesIO(content), "a.warc"))


def archives(data: bytes) -> None:
    """A tarball yields files that stay below its top, or is refused in a sentence."""
    import tarfile

    from citecheck.refresh.tree import entries

    place = _scratch() / "corpus.tar"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for at in range(0, min(len(data), 24), 4):
            member = tarfile.TarInfo(("a.md", "b/a.md", "../a.md", "/a.md", "b\\..\\..\\a.md", "c:/a.md")[data[at] % 6])
            member.type = (tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE)[data[at] // 64]
            member.linkname = "../x" if data[at] % 5 == 0 else "a.md"
            member.size = data[at] % 9 if member.isreg() else 0
            archive.addfile(member, io.BytesIO(data[at : at + 9].ljust(9)))
    packed = bytearray(buffer.getvalue())
    for at, byte in zip(data[24::2], data[25::2], strict=False):
        packed[at * 7 % len(packed)] = byte
    place.write_bytes(bytes(packed))
    with suppress(CitecheckError):
        for entry in entries(place):
            assert not entry.path.startswith("/")
            assert ".." not in entry.path.split("/")


def retrieved(data: bytes) -> None:
    """A document that refresh fetched becomes articles and days, or a refusal."""
    from citecheck.refresh.outcome import Retrieved
    from citecheck.refresh.parse import parse

    lines = tuple(text_of(data, 100).split("\n"))
    headings = lines[:2]
    parse(Retrieved(lines[0], lines, "folder", "a", "0" * 64, 1, datetime(2026, 1, 1, tzinfo=UTC), headings=headings))


# ── what programs send ───────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _desk():  # type: ignore[no-untyped-def]  # Desk, imported when it is needed
    from citecheck.serve.desk import Desk

    return Desk(_checker().store, seconds=SLOW, today=lambda: DAY)


_SENT = (
    "text", "as_of", "lang", "checks", "suppress", "day", "format", "file", "today", "document", "2021-01-01", "2021-02-30", "zh",
    "en", "json", "page", "docx", "csv", "existence", "support", "《民法典》第一条", "\ud800", "", None, True, 0, -1, 10**30, 1.5, (),
    ("existence",), ("support", 1), {"a": 1}, "²", "１", "a" * 50,
)  # fmt: skip
_FORM = (
    "--x", "--x--", "\r\n", "\r\n\r\n", "Content-Disposition: form-data; name=", '"text"', '"file"', '; filename="a.docx"', "; filename*=",
    "Content-Type: text/html", "Content-Transfer-Encoding: base64", "text=", "&", "as_of=document", "%", "%ed%a0%80", "+", "《民法典》第一条",
    "\x00", ";", "=", '"', "\r", "\n", "PK\x03\x04", "%PDF-", "../../a", "format=docx",
)  # fmt: skip
_MEDIA = (
    "multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=",
    "multipart/mixed; boundary=x", 'multipart/form-data; boundary="x', "", "\xff", "application/json",
)  # fmt: skip


def requests(data: bytes) -> None:
    """Whatever a program or a form sends is answered or refused; nothing fails inside."""
    from citecheck.serve.words import STATUSES

    numbers = _numbers(data)
    kind = ("api", "form", "statute")[next(numbers) % 3]
    question: dict[str, Json] = {"kind": kind, "lang": ("zh", "en", "", "\ud800")[next(numbers) % 4]}
    body = data
    match kind:
        case "api":
            sent: dict[str, object] = {"text": text_of(data[2:60])} if next(numbers) % 4 else {}
            for _ in range(next(numbers) % 4):
                sent[str(_SENT[next(numbers) % 8])] = _SENT[next(numbers) % len(_SENT)]
            body = json.dumps(sent).encode() if data[-1:] != b"\xff" else data
        case "form":
            question["media"] = _MEDIA[next(numbers) % len(_MEDIA)]
            body = "".join(_FORM[byte % len(_FORM)] for byte in data[2:]).encode()
        case _:
            question |= {
                "title": text_of(data[2:40]),
                "article": text_of(data[40:]) or None,
                "as_of": str(_SENT[data[-1] % 36]),
            }
    answer = _desk().answer(question, body)
    assert answer.status in {200, *STATUSES.values()} - {STATUSES["internal"]}, (question, body, answer)
    if answer.media == "application/json":
        json.loads(answer.body)


@lru_cache(maxsize=1)
def _tools():  # type: ignore[no-untyped-def]  # Tools, imported when they are needed
    from citecheck.agents.tools import Tools

    return Tools(lambda: _checker().store, lambda: DAY)


def agents(data: bytes) -> None:
    """Every call of a tool is answered, or refused with a remedy."""
    numbers = _numbers(data)
    name, words = next(numbers) % 4, text_of(data[1:80])
    day = ("", "today", "2021-01-01", "2021-02-30", text_of(data[-4:]))[next(numbers) % 5]
    number = (text_of(data[60:66]), "1", 1, -1, 10**30, "133-1", "第九条", "")[next(numbers) % 8]
    lang = ("", "zh", "en", text_of(data[-2:]))[next(numbers) % 4]
    tools = _tools()
    try:
        match name:
            case 0:
                told = tools.verify_text(words, day, lang)
            case 1:
                place = (None, 1, 0, 9_999, -(10**30))[next(numbers) % 5]
                told = tools.verify_citation(
                    words[:60], number, place, place, day, words, quoted=bool(data[-1] % 2), lang=lang
                )
            case 2:
                told = tools.show_article(words[:40], number, day, lang)
            case _:
                told = tools.search_statutes(words[:100], int(next(numbers)) - 9, day, lang)
        told.model_dump_json().encode()
    except CitecheckError as error:
        if not error.remedy:
            raise AssertionError("it does not say what to do") from error


def editors(data: bytes) -> None:
    """A place in a text goes to the editor and comes back; a change changes what lies between its ends."""
    from lsprotocol import types

    from citecheck.lsp.positions import Positions, changed, whole

    text = whole(text_of(data[2:], 60))
    encoding = ("utf-8", "utf-16", "utf-32")[data[0] % 3] if data else "utf-16"
    positions = Positions(text, encoding)  # type: ignore[arg-type]
    for offset in {0, len(text), *(byte % (len(text) + 1) for byte in data)}:
        back = positions.offset(positions.position(offset))
        assert back == offset or text[back : offset + 1] in ("\r\n", "\n"), (text, offset, back)
    numbers = _numbers(data)
    start, end = (types.Position(next(numbers) % 9, next(numbers)) for _ in "ab")
    new = changed(text, types.TextDocumentContentChangePartial(types.Range(start, end), "甲"), encoding)  # type: ignore[arg-type]
    new.encode()
    assert "甲" in new


def lookups(data: bytes) -> None:
    """A title with its article is parted; an article's number is read, or refused; a row of claims is judged or refused."""
    from citecheck.lookup import article_number, split_article, split_pinpoint

    text = text_of(data, 12)
    assert text.strip().startswith(split_pinpoint(text)[0].strip())
    title, article = split_article(text)
    assert title == text or (article and title in text)  # behind it in Chinese, before it in English
    for written in (text, article or ""):
        with suppress(CitecheckError):
            assert article_number(written).base > 0


_CITATION = bytes_of("根据", "《", "民法典", "》", "第", "十", "条", "的", "规定", "，", "经营者", "应当", "赔偿", "。")
_LIST = bytes_of(
    "《", "刑法", "》", "第一条、第三条", "和", "第", "九", "条", "第一款", "第（二）项", "；", "该法", "第十条"
)
_SHORT = bytes_of("《", "示范条例", "》", "（以下简称“", "条例", "”", "）", "\n", "本条例", "第一条")
_ENGLISH = bytes_of("Article", " ", "10", " ", "of", " ", "the", " ", "Civil", " ", "Law", " ", "and", " ", "Art.", "2")
_STATUTE = bytes_of(
    "示范法", "\n", "第一章", " ", "总则", "\n", "第一条", " ", "应当", "。", "\n", "（一）", "赔偿", "。"
)
_TEXTS = (_CITATION, _LIST, _SHORT, _ENGLISH, _STATUTE)

TARGETS = {
    target.name: target
    for target in (
        Target("numerals", numerals, ("citecheck.numerals", "citecheck.quantities"), _TEXTS, 24),
        Target("quantities", quantities, ("citecheck.quantities",), _TEXTS, 80),
        Target("normalisation", normalisation, ("citecheck.normalize",), _TEXTS, 120),
        Target("titles", titles, ("citecheck.normalize", "citecheck.extract.titles"), _TEXTS, 48),
        Target("extraction", extraction, ("citecheck.extract", "citecheck.normalize"), _TEXTS, 240),
        Target("repetition", repetition, ("citecheck.extract",), _TEXTS, 32),
        Target("reports", reports, ("citecheck",), _TEXTS, 160, store=True),
        Target("text_files", text_files, ("citecheck.read",), _TEXTS, 200),
        Target("html_files", html_files, ("citecheck.read",), _TEXTS, 200),
        Target("word_files", word_files, ("citecheck.read",), _TEXTS, 60),
        Target("pdf_files", pdf_files, ("citecheck.read",), _TEXTS, 60),
        Target("statutes", statutes, ("citecheck.statute_text",), _TEXTS, 200),
        Target("catalogue", catalogue, ("citecheck.store.catalogue",), _TEXTS, 60),
        Target("json_reports", json_reports, ("citecheck.refresh.run",), _TEXTS, 200),
        Target("settings", settings, ("citecheck.config",), _TEXTS, 60),
        Target("comments", comments, ("citecheck.suppress",), _TEXTS, 120),
        Target("manifests", manifests, ("citecheck.audit.manifest",), _TEXTS, 200),
        Target(
            "corpora",
            corpora,
            tuple(f"citecheck.audit.{name}" for name in ("inputs", "http_body", "days")),
            _TEXTS,
            200,
        ),
        Target("archives", archives, ("citecheck.refresh.tree",), _TEXTS, 100),
        Target("retrieved", retrieved, ("citecheck.refresh.parse", "citecheck.statute_text"), _TEXTS, 200),
        Target("requests", requests, ("citecheck.serve",), _TEXTS, 120, store=True),
        Target("agents", agents, ("citecheck.agents",), _TEXTS, 160, store=True),
        Target("editors", editors, ("citecheck.lsp.positions",), _TEXTS, 120),
        Target("lookups", lookups, ("citecheck.lookup",), _TEXTS, 40),
    )
}
