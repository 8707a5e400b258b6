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
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple, cast
from uuid import UUID

import orjson
import pyarrow as pa
from pyarrow import fs as pa_fs

from citecheck.audit.bound import OutOfTime, time_bound
from citecheck.audit.config import MAX_SECONDS, Fields
from citecheck.audit.days import day_of
from citecheck.audit.http_body import decoded
from citecheck.audit.schema import READ
from citecheck.model import Document, Unreadable
from citecheck.read import SUFFIXES, printable, read
from citecheck.read.date import first_date
from citecheck.read.parts import MAX_BYTES, Refused
from citecheck.read.text import decode

MAX_LINE = 32 * 1024 * 1024
"""Of JSON Lines, in bytes: far above what `config.MAX_CHARACTERS` lets pass. A longer line is never held whole."""

MAX_NAME = 500
"""Of an id or address, in characters: it stands on the row of every citation, of which a document has thousands."""

MAX_RATIO, RATIO_FROM = 300, 64 * 1024 * 1024
"""A compressed corpus unpacks to ten times its size, a bomb to a thousand times; small files may."""

BATCH_DOCUMENTS, BATCH_BYTES = 256, 1024 * 1024
"""Where a batch ends: enough to make Arrow's cost small, few enough to be held."""


class Kind(StrEnum):
    DOCUMENT = "document"
    JSONL = "jsonl"
    PARQUET = "parquet"
    WARC = "warc"


CORPORA = {
    ".jsonl": Kind.JSONL,
    ".ndjson": Kind.JSONL,
    ".parquet": Kind.PARQUET,
    ".warc": Kind.WARC,
    ".wet": Kind.WARC,
}
_COMPRESSED = (".gz", ".zst")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Entry(NamedTuple):
    """One document as it was found, in the order of `schema.READ`; `raw` is its line, where it has one or that is asked
    for."""

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
    return CORPORA.get(Path(name).suffix, Kind.DOCUMENT)


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
            found = iter([document_entry(_document(piece.path), piece.path)])
        case Kind.JSONL:
            found = _jsonl(piece, fields)
        case Kind.PARQUET:
            found = _parquet(piece, fields)
        case Kind.WARC:
            found = _warc(piece)
    taken = islice(guarded(found, piece), piece.limit)
    return map(_with_line, taken) if raw else taken


def guarded(found: Iterator[Entry], piece: Piece) -> Iterator[Entry]:
    """The entries up to where the file cannot be read any further, and then one that says why."""
    source = printable(piece.path)
    position: int | None = None
    try:
        for entry in found:
            position = entry.position
            yield entry
        return
    except Refused as refused:
        error = refused.reason
    except (pa.ArrowException, OSError, ValueError) as damage:
        error = _reason(damage, piece)
    name = source if position is None else f"{source}@{position}"
    yield Entry(name, None, source=source, position=position, error=error)


def _reason(error: Exception, piece: Piece) -> str:
    """The key of ERRORS or REASONS for what the system, or an unpacker, says."""
    elsewhere = remote(piece.path) and piece.kind is not Kind.PARQUET  # whose damage is told with the same errors
    match error:
        case FileNotFoundError():
            return "missing"
        case PermissionError():
            return "not_permitted"
        case IsADirectoryError():
            return "not_a_file"
        case OSError() if error.errno is not None or elsewhere:
            return "system_error"
        case _:
            return "parquet_damaged" if piece.kind is Kind.PARQUET else "archive_damaged"


def _document(path: str) -> Document | Unreadable:
    if not remote(path):
        return read_in_time(path)
    try:
        with opened(path) as stream:
            return read_in_time(path, stream.read(MAX_BYTES + 1))
    except OSError as error:
        return Unreadable(path, _reason(error, Piece(path, Kind.DOCUMENT)))


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
        document.text,
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


def handfuls(found: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries in batches that can be held."""
    held: list[Entry] = []
    size = 0
    for entry in found:
        held.append(entry)
        size += weight(entry)
        if len(held) >= BATCH_DOCUMENTS or size >= BATCH_BYTES:
            yield held
            held, size = [], 0
    if held:
        yield held


def weight(entry: Entry) -> int:
    """About how many bytes were read for the entry."""
    return len(entry.raw) if entry.raw is not None else 3 * len(entry.text or "")


def batches(found: Iterable[Entry]) -> Iterator[pa.RecordBatch]:
    """The entries in batches of `schema.READ`, for engines that hand on nothing else."""
    for held in handfuls(found):
        *columns, _ = zip(*held, strict=True)
        yield record_batch(columns, READ)


def record_batch(columns: Iterable[Iterable[Any]], schema: pa.Schema) -> pa.RecordBatch:
    """The columns as a batch; half surrogates, which nothing can encode, become U+FFFD."""
    arrays = [_array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _array(values: Iterable[Any], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array((whole(value) if isinstance(value, str) else value for value in values), kind)


def whole(text: str) -> str:
    """The text without half surrogates, which JSON can spell and nothing can encode; offsets stay."""
    return _SURROGATE.sub("\ufffd", text)


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────────────────────


def _jsonl(piece: Piece, fields: Fields) -> Iterator[Entry]:
    source = printable(piece.path)
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


_HALVES = (b"\\u", b"\xed", b"\0")  # one of these a line has that holds half a surrogate: escaped, in UTF-8, in UTF-16


def line_entry(line: bytes, fields: Fields, source: str | None, position: int | None) -> Entry:
    """What a line of JSON Lines holds. A row without an id is called by the digest of its line."""
    row: dict[str, Any] = {}
    text: Any = None
    try:
        given = _parsed(line, fields)
    except Refused as refused:
        error: str | None = refused.reason
    except (ValueError, RecursionError):
        error = "not_json"
    else:
        if isinstance(given, dict):
            row, text = given, given.get(fields.text)
            error = None if isinstance(text, str) else "no_text" if text is None else "text_not_text"
        else:
            error = "not_an_object"
    return Entry(
        _name(row.get(fields.id)) or "line:" + blake2b(line.strip(), digest_size=8).hexdigest(),
        None if error else text,
        day_of(row.get(fields.date)),
        _name(row.get(fields.url)),
        source,
        position,
        error=error,
        raw=line,
    )


def _parsed(line: bytes, fields: Fields) -> Any:
    """The line as JSON, its texts without half surrogates. Raises Refused, ValueError, RecursionError.

    orjson needs a third of the time that json needs; it refuses half surrogates, and takes a number beyond 64 bits for
    a float. What it refuses (NaN, UTF-16, a byte order mark as well) json has a second look at.
    """
    try:
        given = orjson.loads(line)
    except ValueError:
        pass
    else:
        names = (given.get(fields.id), given.get(fields.url)) if isinstance(given, dict) else ()
        if float not in map(type, names):
            return given
    try:
        given = json.loads(line)
    except UnicodeDecodeError:  # marred by a crawler, or in GB18030: better read with a blemish than not at all
        given = json.loads(decode(line)[0])
    if isinstance(given, dict) and any(mark in line for mark in _HALVES):
        given = {name: whole(value) if isinstance(value, str) else value for name, value in given.items()}
    return given


def _name(value: object) -> str | None:
    """A field that names something: text, a number, or bytes. A longer one than MAX_NAME ends in its digest."""
    if isinstance(value, str):
        name = value
    elif isinstance(value, bytes):
        name = value.decode() if utf8(value) else value.hex()
    elif isinstance(value, Decimal):
        name = f"{value:f}"
    else:
        name = str(value) if isinstance(value, (int, float, UUID)) and not isinstance(value, bool) else ""
    if len(name) > MAX_NAME:
        name = f"{name[:MAX_NAME]}…{blake2b(name.encode('utf-8', 'replace'), digest_size=8).hexdigest()}"
    return name or None


def utf8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _parquet(piece: Piece, fields: Fields) -> Iterator[Entry]:
    import pyarrow.parquet as pq

    source = printable(piece.path)
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


def rows_entries(batch: pa.RecordBatch, fields: Fields, source: str | None, position: int | None) -> Iterator[Entry]:
    """The rows of a table that someone else wrote, whatever the types of its columns. A row without an id is called
    by the digest of its text."""

    def column(name: str) -> list[Any]:
        places = batch.schema.get_all_field_indices(name)  # two may be called the same: the first is meant
        return python_values(batch.column(places[0])) if places else [None] * batch.num_rows

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
            None if error else text,
            day_of(day),
            _name(url),
            source,
            None if position is None else position + number,
            error=error,
        )


def python_values(column: pa.Array) -> list[Any]:
    """The column as Python values; text that is no UTF-8 comes as bytes, a time that no datetime can say as None."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        return cast("list[Any]", column.to_pylist())
    except (ValueError, OverflowError, KeyError):  # of one value, or for want of a time zone
        return [_python_value(value) for value in column]


def _python_value(value: Any) -> Any:
    try:
        return value.as_py()
    except UnicodeDecodeError:
        return bytes(value.as_buffer()) if hasattr(value, "as_buffer") else []
    except (ValueError, OverflowError, KeyError):
        return None


# ── crawl archives ───────────────────────────────────────────────────────────────────────────────────────────────


def _warc(piece: Piece) -> Iterator[Entry]:
    with _open(piece) as stream:
        yield from warc_entries(stream, printable(piece.path))


def warc_entries(stream: IO[bytes], source: str | None) -> Iterator[Entry]:
    """The pages (responses in HTML or plain text) and extracted texts (conversions) of an unpacked WARC or WET.

    warcio reads it: at 200 MB/s it is no bottleneck, and what is wrong with an archive it says as an exception, while
    the compiled fastwarc 2 aborts on an error of the stream below it. Raises Refused where the archive is damaged.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.bufferedreaders import DecompressingBufferedReader
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.recordloader import ArcWarcRecordLoader

    class Reader(DecompressingBufferedReader):  # type: ignore[misc,unused-ignore]
        """Bounds a line of a head: warcio would join it from pieces, each time copying what it has."""

        def readline(self, length: int | None = None) -> bytes:
            line: bytes = super().readline(_LONGEST_HEAD if length is None else min(length, _LONGEST_HEAD))
            if len(line) >= _LONGEST_HEAD // 4 and not line.endswith(b"\n"):  # it may stop before what it is asked for
                raise ArchiveLoadFailed("a line of a head never ends")
            return line

    class Loader(ArcWarcRecordLoader):  # type: ignore[misc,unused-ignore]
        """Takes a record without an address for what it is: warcio looks how the address begins."""

        def load_http_headers(self, rec_type: str, uri: str | None, stream: Any, length: int | None) -> Any:
            return super().load_http_headers(rec_type, uri or "http:", stream, length)

    archive = ArchiveIterator(_AsItComes(stream))
    archive.reader, archive.loader = Reader(archive.fh), Loader(verify_http=False, arc2warc=False)
    try:
        for record in _quietly(archive):
            headers = record.rec_headers
            if record.rec_type not in ("response", "resource", "conversion"):
                continue
            http = record.http_headers.get_header("Content-Type") if record.http_headers else None
            kind = (http or headers.get_header("Content-Type") or "").split(";")[0].strip().lower()
            if kind not in _PAGES:
                continue
            data = _content(record.raw_stream)
            left = getattr(record.raw_stream, "limit", None)
            if left is None or (left and len(data) <= MAX_BYTES):
                raise Refused("archive_damaged")  # it does not say how much there is, or promises more
            if record.http_headers:
                data = decoded(data, record.http_headers.get_header)
            with redirect_stderr(io.StringIO()):
                position = archive.get_record_offset()
            yield _record_entry(data, _PAGES[kind], headers.get_header, source, position)
    except (ArchiveLoadFailed, zlib.error, ValueError, AttributeError) as error:  # a broken head ends in any of them
        raise Refused("archive_damaged") from error


class _AsItComes:
    """A stream that hands on what it has: one that waits for a whole block loses the pages in it where the archive is
    cut amid the next."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        return cast("io.BufferedReader", self._stream).read1(size)

    def tell(self) -> int:
        return self._stream.tell()


_LONGEST_HEAD = 1 << 16  # bytes of a line
_PAGES = {"text/html": "page.html", "application/xhtml+xml": "page.html", "text/plain": "page.txt"}


def _quietly(archive: Iterable[Any]) -> Iterator[Any]:
    """The records; what warcio has to say about them on standard error is not for our users."""
    records = iter(archive)
    while True:
        with redirect_stderr(io.StringIO()):
            record = next(records, None)
        if record is None:
            return
        yield record


def _content(stream: Any) -> bytes:
    """All that is in the stream, at most one byte more than is read of a document."""
    parts, size = [], 0
    while size <= MAX_BYTES and (part := stream.read(1 << 16)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)[: MAX_BYTES + 1]


def _record_entry(
    data: bytes, name: str, header: Callable[[str], str | None], source: str | None, position: int
) -> Entry:
    document = read_in_time(name, data)
    url, crawled = header("WARC-Target-URI"), first_date(header("WARC-Date") or "")
    id_ = (header("WARC-Record-ID") or "").strip("<>") or "record:" + blake2b(data, digest_size=8).hexdigest()
    if isinstance(document, Unreadable):
        return Entry(id_, None, crawled, _name(url), source, position, document.sha256, document.error)
    # a page is no younger than its crawl: better than no date where it gives none itself
    text, day = document.text, document.date or crawled
    return Entry(id_, text, day, _name(url), source, position, document.sha256)


# ── bytes ────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def _open(piece: Piece) -> Iterator[IO[bytes]]:
    """The bytes of the piece, unpacked, from where `lines` wants them. Raises Refused and OSError."""
    if piece.data is not None:
        yield io.BytesIO(piece.data)
        return
    with opened(piece.path) as file:
        if compressed(piece.path):
            with unpacked(file, piece.path) as stream:
                yield stream
        else:
            if piece.kind is Kind.JSONL and piece.start:
                file.seek(piece.start - 1)
            yield file


@contextmanager
def opened(path: str) -> Iterator[IO[bytes]]:
    """The bytes of a file as they are stored: a local one, or one that pyarrow can reach (s3://, hdfs://, gs://).

    Raises Refused for what is no regular file, and OSError.
    """
    if remote(path):
        files, inner = pa_fs.FileSystem.from_uri(path)
        with files.open_input_file(inner) as native:
            yield cast("IO[bytes]", io.BufferedReader(native, 1 << 20))
        return
    # as in read/: never wait for a pipe, and ask the opened file for its kind
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb", buffering=1 << 20) as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Refused("not_a_file")
        yield file


def remote(path: str) -> bool:
    """Whether the path is the address of a file elsewhere."""
    return "://" in path


def folder_address(path: str) -> str:
    """The address without the / at its end, as what is below is named: an object store knows no `a//b`."""
    return path if path.endswith("://") else path.rstrip("/")


@contextmanager
def unpacked(file: IO[bytes], path: str) -> Iterator[IO[bytes]]:
    """What a .gz or .zst unpacks to. Reading raises Refused("archive_too_large") where it swells like a bomb, and
    Refused("archive_damaged")."""
    stream: Any
    if path.lower().endswith(".gz"):
        stream = gzip.GzipFile(fileobj=file)
    else:
        stream = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), "zstd")
    with stream:
        yield cast("IO[bytes]", io.BufferedReader(_Unpacked(stream, file.tell), 1 << 20))


class _Unpacked(io.RawIOBase):
    """Passes bytes on and compares their number with that of the bytes they were unpacked from."""

    def __init__(self, stream: Any, packed: Callable[[], int]) -> None:
        self._stream = stream
        self._packed = packed
        self._passed = 0

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._passed

    def readinto(self, buffer: Any) -> int:
        try:
            part = self._stream.read1(min(len(buffer), 1 << 16))  # little, for a damaged stream loses what it holds
        except (EOFError, zlib.error, OSError) as error:
            raise Refused("archive_damaged") from error
        self._passed += len(part)
        if self._passed > RATIO_FROM and self._passed > MAX_RATIO * max(1, self._packed()):
            raise Refused("archive_too_large")
        buffer[: len(part)] = part
        return len(part)
