"""Files → entries → batches, each in a stream: what is held at a time is one batch, however large the corpus.

A corpus is a list of files; a `Piece` is a part of one that can be read by itself: a range of bytes of plain JSON
Lines, row groups of Parquet, else the whole file (a compressed stream cannot be entered in the middle). Nothing
raises for what is in a file: what cannot be read is an entry with an `error`, and the rest goes on.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import stat
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

import pyarrow as pa

from citecheck.audit.bound import OutOfTime, time_bound
from citecheck.audit.config import MAX_SECONDS, Fields
from citecheck.audit.schema import READ
from citecheck.errors import UsageError
from citecheck.model import Document, Unreadable
from citecheck.read import SUFFIXES, printable, read
from citecheck.read.date import first_date
from citecheck.read.parts import MAX_BYTES, Refused
from citecheck.read.text import decode

MAX_LINE = 32 * 1024 * 1024
"""Of JSON Lines, in bytes: far above what `config.MAX_CHARACTERS` lets pass. A longer line is never held whole."""

MAX_RATIO, RATIO_FROM = 300, 64 * 1024 * 1024
"""A compressed corpus unpacks to ten times its size, a bomb to a thousand times; small files may."""

BATCH_DOCUMENTS, BATCH_BYTES = 256, 4 * 1024 * 1024
"""Where a batch ends: enough to make Arrow's cost small, few enough to be held."""

_DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, OSError)


class Kind(StrEnum):
    DOCUMENT = "document"
    JSONL = "jsonl"
    PARQUET = "parquet"
    WARC = "warc"


_CORPORA = {
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
    ".parquet": Kind.PARQUET,
    ".warc": Kind.WARC,
    ".wet": Kind.WARC,
}
_COMPRESSED = (".gz", ".zst")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Entry(NamedTuple):
    """One document as it was found, in the order of `schema.READ`; `raw` is its line, where that is asked for."""

    id: str
    text: str | None
    date: date | None = None
    url: str | None = None
    source: str | None = None
    position: int | None = None
    sha256: str | None = None
    error: str | None = None
    raw: bytes | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one input. `start` and `end` count bytes (JSON Lines) or row groups (Parquet); `end` None: all.

    `data` are bytes that stand for the file's, from its byte `start` on: standard input is read by one process only.
    `limit` is the most documents to take, for a sample.
    """

    path: str
    kind: Kind
    start: int = 0
    end: int | None = None
    data: bytes | None = None
    limit: int | None = None


def kind_of(path: str) -> Kind:
    """What is in a file, by its name; a name that says nothing is a document, which `read` looks into."""
    name = Path(path).name.lower()
    for suffix in _COMPRESSED:
        name = name.removesuffix(suffix)
    return _CORPORA.get(Path(name).suffix, Kind.DOCUMENT)


def compressed(path: str) -> bool:
    return path.lower().endswith(_COMPRESSED)


def in_corpus(path: str) -> bool:
    """Whether a file in a folder belongs to the corpus: by its suffix."""
    return kind_of(path) is not Kind.DOCUMENT or Path(path).suffix.lower() in SUFFIXES


# ── entries ──────────────────────────────────────────────────────────────────────────────────────────────────────


def entries(piece: Piece, fields: Fields, *, raw: bool = False) -> Iterator[Entry]:
    """Every document of the piece, in order. With `raw` each carries the JSON line that stands for it."""
    match piece.kind:
        case Kind.DOCUMENT:
            found = iter([document_entry(read_in_time(piece.path), piece.path)])
        case Kind.JSONL:
            found = _jsonl(piece, fields)
        case Kind.PARQUET:
            found = _parquet(piece, fields)
        case Kind.WARC:
            found = _warc(piece)
    taken = islice(found, piece.limit)
    return map(_with_line, taken) if raw else (entry._replace(raw=None) for entry in taken)


def read_in_time(path: str, data: bytes | None = None) -> Document | Unreadable:
    """`read`, for no longer than a document may take."""
    try:
        with time_bound(MAX_SECONDS):
            return read(path, data)
    except OutOfTime:
        return Unreadable(printable(path), "out_of_time")
    except Exception:  # a defect of ours, or of a library that reads one kind of file, must not cost the others
        return Unreadable(printable(path), "internal_error")


def document_entry(document: Document | Unreadable, source: str) -> Entry:
    """A file that is one document."""
    if isinstance(document, Unreadable):
        return Entry(
            document.path, None, source=printable(source), sha256=document.sha256 or None, error=document.error
        )
    return Entry(
        document.path,
        _whole(document.text),
        document.date,
        source=printable(source),
        sha256=document.sha256,
    )


def _with_line(entry: Entry) -> Entry:
    """The entry with its own line where it has one, else with one made of its fields."""
    if entry.raw is not None:
        return entry
    known = {"id": entry.id, "text": entry.text, "date": entry.date, "url": entry.url, "error": entry.error}
    shown = {name: value for name, value in known.items() if value is not None}
    return entry._replace(raw=json.dumps(shown, ensure_ascii=False, default=str).encode())


def batches(found: Iterable[Entry]) -> Iterator[tuple[pa.RecordBatch, list[bytes | None]]]:
    """The entries in batches of `schema.READ`, with their raw lines beside them."""
    held: list[Entry] = []
    size = 0
    for entry in found:
        held.append(entry)
        size += 3 * len(entry.text or "") + len(entry.raw or b"")
        if len(held) >= BATCH_DOCUMENTS or size >= BATCH_BYTES:
            yield _batch(held)
            held, size = [], 0
    if held:
        yield _batch(held)


def _batch(held: list[Entry]) -> tuple[pa.RecordBatch, list[bytes | None]]:
    *columns, raw = zip(*held, strict=True)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, READ, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=READ), list(raw)


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────────────────────


def _jsonl(piece: Piece, fields: Fields) -> Iterator[Entry]:
    source = printable(piece.path)
    try:
        with _open(piece) as stream:
            numbered = (
                lines(stream, piece.start, piece.end)
                if piece.data is None
                else ((piece.start + position, line) for position, line in lines(stream))
            )
            for position, line in numbered:
                if line is None:
                    yield Entry(f"{source}@{position}", None, source=source, position=position, error="too_large")
                elif not line.isspace():
                    yield line_entry(line, fields, source, position)
    except Refused as refused:
        yield Entry(source, None, source=source, error=refused.reason)
    except _DAMAGED as error:
        yield Entry(source, None, source=source, error=_system(error))


def lines(stream: IO[bytes], start: int = 0, end: int | None = None) -> Iterator[tuple[int, bytes | None]]:
    """(offset, line) of every line that begins in `[start, end)`; None for one longer than MAX_LINE.

    `stream` stands at its byte `start`, or one byte before when that is not 0: so every line of a file that is cut
    into ranges belongs to exactly one of them.
    """
    position = start
    if start:
        position = start - 1 + _skip(stream, None if end is None else end - start + 1)
    while end is None or position < end:
        line = stream.readline(MAX_LINE + 1)
        if not line:
            return
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            yield position, None
            position += len(line) + _skip(stream)
        else:
            yield position, line
            position += len(line)


def _skip(stream: IO[bytes], most: int | None = None) -> int:
    """The bytes up to the end of the line, which are passed over; gives up after `most`."""
    passed = 0
    while most is None or passed < most:
        part = stream.readline(1 << 20)
        passed += len(part)
        if not part or part.endswith(b"\n"):
            break
    return passed


def line_entry(line: bytes, fields: Fields, source: str | None, position: int | None) -> Entry:
    """What a line of JSON Lines holds. A row without an id is called by the digest of its line."""
    given: Any = None
    error: str | None = None
    text: Any = None
    try:
        try:
            given = json.loads(line)
        except UnicodeDecodeError:  # marred by a crawler, or in GB18030: better read with a blemish than not at all
            given = json.loads(decode(line)[0])
    except Refused as refused:
        error = refused.reason
    except (ValueError, RecursionError):
        error = "not_json"
    if error is None and not isinstance(given, dict):
        given, error = None, "not_an_object"
    if error is None:
        text = given.get(fields.text)
        error = None if isinstance(text, str) else "no_text" if text is None else "text_not_text"
    row = given or {}
    return Entry(
        _name(row.get(fields.id)) or "line:" + blake2b(line.strip(), digest_size=8).hexdigest(),
        None if error else _whole(text),
        _date(row.get(fields.date)),
        _name(row.get(fields.url)),
        source,
        position,
        error=error,
        raw=line,
    )


def _name(value: object) -> str | None:
    """A field that names something: text or a number."""
    if isinstance(value, (str, int, float)) and not isinstance(value, bool) and value != "":
        return _whole(str(value))
    return None


def _date(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return first_date(value) if isinstance(value, str) else None


def _whole(text: str) -> str:
    """The text without half surrogates, which JSON can spell and nothing can encode; offsets stay."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _parquet(piece: Piece, fields: Fields) -> Iterator[Entry]:
    import pyarrow.parquet as pq

    source = printable(piece.path)
    position = 0
    try:
        with _open(piece) as stream, pq.ParquetFile(stream, buffer_size=1 << 20, pre_buffer=False) as file:
            names = set(file.schema_arrow.names)
            if fields.text not in names:
                yield Entry(source, None, source=source, error="no_text_column")
                return
            groups = range(piece.start, file.num_row_groups if piece.end is None else piece.end)
            position = sum(file.metadata.row_group(group).num_rows for group in range(piece.start))
            wanted = [name for name in (fields.id, fields.text, fields.date, fields.url) if name in names]
            for batch in file.iter_batches(batch_size=64, row_groups=list(groups), columns=wanted):
                yield from rows_entries(batch, fields, source, position)
                position += batch.num_rows
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = _system(error) if isinstance(error, OSError) else "parquet_damaged"
        reason = "parquet_damaged" if reason == "archive_damaged" else reason
        yield Entry(f"{source}@{position}", None, source=source, position=position, error=reason)
    except Refused as refused:
        yield Entry(source, None, source=source, error=refused.reason)


def rows_entries(batch: pa.RecordBatch, fields: Fields, source: str | None, position: int | None) -> Iterator[Entry]:
    """The rows of a table that someone else wrote, whatever the types of its columns. A row without an id is called
    by the digest of its text."""

    def column(name: str) -> list[Any]:
        return python_values(batch.column(name)) if name in batch.schema.names else [None] * batch.num_rows

    rows = zip(column(fields.id), column(fields.text), column(fields.date), column(fields.url), strict=True)
    for number, (id_, text, day, url) in enumerate(rows):
        if isinstance(text, bytes):
            try:
                text = decode(text)[0]
            except Refused:
                text = b""
        error = None if isinstance(text, str) else "no_text" if text is None else "text_not_text"
        known = text if isinstance(text, str) else repr(text)
        yield Entry(
            _name(id_) or "row:" + blake2b(known.encode("utf-8", "replace"), digest_size=8).hexdigest(),
            None if error else _whole(text),
            _date(day),
            _name(url),
            source,
            None if position is None else position + number,
            error=error,
        )


def python_values(column: pa.Array) -> list[Any]:
    """The column as Python values; text that is no UTF-8 comes as bytes."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        return cast("list[Any]", column.to_pylist())
    except UnicodeDecodeError:
        return cast("list[Any]", column.cast(pa.large_binary()).to_pylist())
    except (ValueError, OverflowError):  # a time stamp that no datetime can say
        return [None] * len(column)


# ── crawl archives ───────────────────────────────────────────────────────────────────────────────────────────────


def _warc(piece: Piece) -> Iterator[Entry]:
    source = printable(piece.path)
    position = 0
    try:
        with _open(piece) as stream:
            for entry in warc_entries(stream, source):
                position = entry.position or 0
                yield entry
    except Refused as refused:
        yield Entry(f"{source}@{position}", None, source=source, error=refused.reason)
    except _DAMAGED as error:
        yield Entry(f"{source}@{position}", None, source=source, error=_system(error))


def warc_entries(stream: IO[bytes], source: str | None) -> Iterator[Entry]:
    """The pages (responses in HTML or plain text) and extracted texts (conversions) of an unpacked WARC or WET.

    fastwarc reads it: a compiled parser, many times as fast as warcio, and memory-safe. Raises OSError and Refused
    where the archive is damaged.
    """
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.conversion | WarcRecordType.resource
    for record in ArchiveIterator(stream, record_types=wanted, parse_http=True, auto_decode="all"):
        headers = record.headers
        kind = (record.http_content_type or headers.get("Content-Type") or "").split(";")[0].strip().lower()
        if kind not in ("text/html", "application/xhtml+xml", "text/plain"):
            continue
        url = headers.get("WARC-Target-URI")
        name = headers.get("WARC-Record-ID") or url or ""
        data = record.reader.read(MAX_BYTES + 1)
        document = read_in_time("page.txt" if kind == "text/plain" else "page.html", data)
        crawled = first_date(headers.get("WARC-Date") or "")
        if isinstance(document, Unreadable):
            text, day, error = None, crawled, document.error
        else:
            text, day, error = _whole(document.text), document.date or crawled, None
        name = name or "record:" + blake2b(data, digest_size=8).hexdigest()
        yield Entry(name.strip("<>"), text, day, url, source, record.stream_pos, document.sha256, error)


# ── bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _open(piece: Piece) -> Iterator[IO[bytes]]:
    """The bytes of the piece, unpacked, from where `lines` wants them. Raises Refused and OSError."""
    if piece.data is not None:
        yield io.BytesIO(piece.data)
        return
    # as in read/: never wait for a pipe, and ask the opened file for its kind
    handle = os.open(piece.path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb", buffering=1 << 20) as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Refused("not_a_file")
        if compressed(piece.path):
            with unpacked(file, piece.path) as stream:
                yield stream
        else:
            if piece.kind is Kind.JSONL and piece.start:
                file.seek(piece.start - 1)
            yield file


@contextmanager
def unpacked(file: IO[bytes], path: str) -> Iterator[IO[bytes]]:
    """What a .gz or .zst unpacks to. Reading raises Refused("archive_too_large") where it swells like a bomb, and
    OSError, EOFError or zlib.error where it is damaged."""
    stream: IO[bytes]
    if path.lower().endswith(".gz"):
        stream = cast("IO[bytes]", gzip.GzipFile(fileobj=file))
    else:
        stream = cast("IO[bytes]", pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd"))
    with stream:
        yield cast("IO[bytes]", io.BufferedReader(_Unpacked(stream, file.tell), 1 << 20))


class _Unpacked(io.RawIOBase):
    """Passes bytes on and compares their number with that of the bytes they were unpacked from."""

    def __init__(self, stream: IO[bytes], packed: Callable[[], int]) -> None:
        self._stream = stream
        self._packed = packed
        self._passed = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        part = self._stream.read(len(buffer))
        self._passed += len(part)
        if self._passed > RATIO_FROM and self._passed > MAX_RATIO * max(1, self._packed()):
            raise Refused("archive_too_large")
        buffer[: len(part)] = part
        return len(part)


def _system(error: Exception) -> str:
    """The key of ERRORS or REASONS for what the system, or an unpacker, says."""
    match error:
        case FileNotFoundError():
            return "missing"
        case PermissionError():
            return "not_permitted"
        case IsADirectoryError():
            return "not_a_file"
        case OSError() if error.errno is not None and not isinstance(error, gzip.BadGzipFile):
            return "system_error"
        case _:
            return "archive_damaged"


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────


class InputFile(NamedTuple):
    """A file of the corpus as it was when the audit began."""

    path: str
    size: int
    mtime_ns: int


def files(paths: Iterable[str], *, without: Path | None = None) -> Iterator[InputFile]:
    """Every file of the corpus: paths and globs in the order given, folders in sorted order.

    Below a folder the files of known suffixes count; names that begin with a dot, links to folders, and all below
    `without` (the output) do not. Raises UsageError for a path or pattern that leads nowhere.
    """
    barred = str(without.resolve()) if without else None
    for path in paths:
        found = False
        for file in _expanded(path):
            found = True
            if barred is None or not _below(file, barred):
                yield _described(file)
        if not found:
            raise UsageError(f"there is nothing to audit at {printable(path)}", remedy=f"known are: {KNOWN}")


KNOWN = " ".join([*_CORPORA, *SUFFIXES]) + " (JSON Lines and crawl archives also with .gz or .zst)"


def _expanded(path: str) -> Iterator[str]:
    if Path(path).is_dir():
        yield from _walk(path)
    elif os.path.lexists(path):
        yield path
    elif any(sign in path for sign in "*?["):
        import glob

        for match in sorted(glob.glob(path, recursive=True)):  # noqa: PTH207 - ours may be absolute, with **
            if not Path(match).is_dir():
                yield match


def _walk(folder: str) -> Iterator[str]:
    denied: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=denied.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and in_corpus(name):
                yield str(Path(place, name))
        yield from (str(error.filename) for error in denied)  # reading it says why it cannot be entered
        denied.clear()
    yield from (str(error.filename) for error in denied)


def _below(file: str, folder: str) -> bool:
    return Path(file).resolve().is_relative_to(folder)


def _described(path: str) -> InputFile:
    try:
        status = Path(path).stat()
    except OSError:
        return InputFile(path, 0, 0)  # reading it will say why
    return InputFile(path, status.st_size, status.st_mtime_ns)
