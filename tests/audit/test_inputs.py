# ruff: noqa: E501  (rows of tables are long)
"""Files of every kind become entries; whatever is broken in one becomes an entry with its error, and the rest stays."""

from __future__ import annotations

import gzip
import json
import os
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.audit import inputs
from citecheck.audit.config import Fields
from citecheck.audit.files import InputFile, clear, files
from citecheck.audit.inputs import Entry, Kind, Piece, entries, kind_of, line_entry, lines
from citecheck.audit.shards import Shard, cut, cut_stream, sample, shard_bytes
from citecheck.errors import UsageError


def read_all(path: Path, fields: Fields = Fields()) -> list[Entry]:  # noqa: B008 - frozen
    return list(entries(Piece(str(path), kind_of(str(path))), fields))


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────────────────────

LINES = [
    pytest.param(b'{"id": "a", "text": "x"}', ("a", "x", None), id="a row has its id and text"),
    pytest.param(b'{"id": 7, "text": "x"}', ("7", "x", None), id="an id may be a number"),
    pytest.param(b'{"text": null}', (None, None, "no_text"), id="a null text is told"),
    pytest.param(b'{"id": "a"}', ("a", None, "no_text"), id="a row without a text keeps its id"),
    pytest.param(b'{"id": "a", "text": 5}', ("a", None, "text_not_text"), id="a number is no text"),
    pytest.param(b'["text"]', (None, None, "not_an_object"), id="a list is no row"),
    pytest.param(b'{"text": "x"', (None, None, "not_json"), id="a line cut short is told"),
    pytest.param(b"[" * 100_000, (None, None, "not_json"), id="nesting without end is told"),
    pytest.param(b'{"n": ' + b"9" * 10_000 + b', "text": "x"}', (None, None, "not_json"), id="a number without end"),
    pytest.param('{"text": "依照《示范法》第三条"}'.encode("gb18030"), (None, "依照《示范法》第三条", None), id="GB18030 is read"),
    pytest.param(b'{"text": "' + "公平交易".encode() * 500 + b'\xe5\xff"}', (None, "公平交易公平", None), id="marred UTF-8 is read"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), LINES)
def test_a_line_becomes_an_entry(line: bytes, expected: tuple[str | None, str | None, str | None]) -> None:
    entry = line_entry(line, Fields(), "f", 3)
    id_, text, error = expected
    assert entry.error == error
    assert entry.position == 3
    assert entry.id == id_ if id_ else entry.id.startswith("line:")
    assert (entry.text or "").startswith(text or "")
    assert (entry.text is None) == (text is None)


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(2**63 - 2, 2**70),
    st.floats(),
    st.text(st.characters(exclude_categories=())),
    st.lists(st.integers(), max_size=2),
)
MARS = st.lists(st.tuples(st.integers(0, 200), st.binary(max_size=3)), max_size=2)


@given(st.dictionaries(st.sampled_from(["id", "text", "date", "url", "n"]), VALUES), st.booleans(), MARS)
def test_the_fast_reader_of_lines_reads_as_the_standard_one(
    row: dict[str, object], escaped: bool, mars: list[tuple[int, bytes]]
) -> None:
    line = json.dumps(row, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    for place, mar in mars:
        line = line[:place] + mar + line[place + len(mar) // 2 :]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inputs.orjson, "loads", lambda _: json.loads("refused"))
        expected = line_entry(line, Fields(), "f", 0)
    assert line_entry(line, Fields(), "f", 0) == expected


def test_half_a_surrogate_keeps_its_place_and_costs_no_other_row() -> None:
    rows = [
        line_entry(line, Fields(), None, 0) for line in (b'{"id": "\\udfff", "text": "a\\ud800b"}', b'{"text": "x"}')
    ]
    (batch,) = inputs.batches(rows)
    assert batch.column("text").to_pylist() == ["a\ufffdb", "x"]
    assert batch.column("id").to_pylist()[0] == "\ufffd"


def test_fields_may_be_called_otherwise() -> None:
    line = json.dumps({"body": "x", "key": "k", "day": "2024-05-01T10:00:00Z", "link": "https://a.example/"}).encode()
    entry = line_entry(line, Fields("body", "key", "day", "link"), None, None)
    assert entry[:4] == ("k", "x", date(2024, 5, 1), "https://a.example/")


@given(st.lists(st.binary(max_size=40).map(lambda line: line.replace(b"\n", b"")), max_size=30), st.integers(1, 60))
def test_ranges_of_a_file_hold_every_line_once(rows: list[bytes], size: int) -> None:
    import io

    data = b"\n".join(rows)
    found = []
    for start in range(0, len(data), size):
        stream = io.BytesIO(data)
        stream.seek(max(0, start - 1))
        found += list(lines(stream, start, min(start + size, len(data))))
    assert found == list(lines(io.BytesIO(data)))
    assert b"".join(line or b"" for _, line in found) == data


def test_a_line_too_long_is_one_entry_and_never_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inputs, "MAX_LINE", 1000)
    path = tmp_path / "long.jsonl"
    path.write_bytes(b'{"id":"a","text":"x"}\n{"text":"' + b"y" * 5000 + b'"}\n{"id":"b","text":"z"}\n')
    found = read_all(path)
    assert [(entry.id, entry.error) for entry in found] == [("a", None), (f"{path}@22", "too_large"), ("b", None)]


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_compressed_lines_are_read(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a.jsonl.{suffix}"
    data = b'{"id":"a","text":"x"}\n{"id":"b","text":"y"}\n'
    if suffix == "gz":
        path.write_bytes(gzip.compress(data[:22]) + gzip.compress(data[22:]))  # two members, as crawlers write
    else:
        with pa.CompressedOutputStream(str(path), "zstd") as stream:
            stream.write(data)
    assert [(entry.id, entry.text, entry.position) for entry in read_all(path)] == [("a", "x", 0), ("b", "y", 22)]


@pytest.mark.parametrize("suffix", ["gz", "zst"])
def test_a_damaged_archive_gives_what_stands_before_and_an_error(tmp_path: Path, suffix: str) -> None:
    rows = b"".join(json.dumps({"id": str(n), "text": os.urandom(200).hex()}).encode() + b"\n" for n in range(20_000))
    path = tmp_path / f"a.jsonl.{suffix}"
    with pa.CompressedOutputStream(str(path), "gzip" if suffix == "gz" else "zstd") as stream:
        stream.write(rows)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    *found, last = read_all(path)
    assert last.error in ("archive_damaged", "not_json")
    assert [entry.id for entry in found if not entry.error] == [
        str(n) for n in range(len(found) - (found[-1].error is not None))
    ]
    assert len(found) > 5_000
    assert "archive_damaged" in (last.error, found[-1].error)


def test_a_bomb_is_told_and_left(tmp_path: Path) -> None:
    path = tmp_path / "bomb.jsonl.gz"
    with gzip.open(path, "wb", 9) as stream:
        for _ in range(80):
            stream.write(bytes(1 << 20))
    assert [entry.error for entry in read_all(path)] == ["too_large", "archive_too_large"]


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────────────────────


def write(path: Path, **columns: pa.Array) -> Path:
    pq.write_table(pa.table(columns), path, row_group_size=2)
    return path


def test_parquet_columns_of_many_types_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.parquet",
        text=pa.array(["x", None, "z"]).dictionary_encode(),
        id=pa.array([1, 2, None]),
        date=pa.array([datetime(2024, 5, 1, 12), None, datetime(2025, 1, 2)]),
        url=pa.array(["https://a.example/", None, None], pa.large_string()),
    )
    found = read_all(path)
    assert [entry[:4] for entry in found[:2]] == [
        ("1", "x", date(2024, 5, 1), "https://a.example/"),
        ("2", None, None, None),
    ]
    assert [entry.error for entry in found] == [None, "no_text", None]
    assert [entry.position for entry in found] == [0, 1, 2]
    assert found[2].id.startswith("row:")


def test_parquet_text_of_a_wrong_type_is_told_row_by_row(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", text=pa.array([1, 2, 3]), id=pa.array(["a", "b", "c"]))
    assert [(entry.id, entry.error) for entry in read_all(path)] == [(n, "text_not_text") for n in "abc"]


def test_parquet_strings_that_are_no_utf8_are_read_as_bytes(tmp_path: Path) -> None:
    raw = pa.array(["依照《示范法》第三条".encode("gb18030"), "公平".encode()], pa.binary())
    path = write(tmp_path / "a.parquet", text=raw.view(pa.string()), id=pa.array(["a", "b"]))
    assert [entry.text for entry in read_all(path)] == ["依照《示范法》第三条", "公平"]


def test_parquet_without_the_column_or_without_sense_is_one_entry(tmp_path: Path) -> None:
    other = write(tmp_path / "a.parquet", body=pa.array(["x"]))
    broken = tmp_path / "b.parquet"
    broken.write_bytes(other.read_bytes()[:-20])
    assert [entry.error for entry in read_all(other)] == ["no_text_column"]
    assert [entry.error for entry in read_all(broken)] == ["parquet_damaged"]


# ── crawl archives and documents ─────────────────────────────────────────────────────────────────────────────────


def warc(*records: tuple[str, str, bytes, str]) -> bytes:
    """A WARC of (type, url, body, content type)."""
    out = b""
    for number, (kind, url, body, content_type) in enumerate(records):
        if kind == "response":
            body = f"HTTP/1.1 200 OK\r\nContent-Type: {content_type}\r\n\r\n".encode() + body
            content_type = "application/http; msgtype=response"
        head = (
            f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Date: 2024-03-04T05:06:07Z\r\n"
            f"WARC-Target-URI: {url}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        out += head.encode() + body + b"\r\n\r\n"
    return out


ARCHIVE = warc(
    ("warcinfo", "about:", b"software: x", "application/warc-fields"),
    ("response", "https://a.example/1", "<html><body><p>依照《示范法》第三条</p></body></html>".encode(), "text/html"),
    ("response", "https://a.example/2.png", b"\x89PNG", "image/png"),
    ("conversion", "https://a.example/3", "示范".encode(), "text/plain"),
)


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.wet.gz"])
def test_pages_of_a_crawl_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(ARCHIVE) if name.endswith("gz") else ARCHIVE)
    page, text = read_all(path)
    assert (page.id, page.url, page.date) == ("urn:uuid:1", "https://a.example/1", date(2024, 3, 4))
    assert "依照《示范法》第三条" in (page.text or "")
    assert (text.id, text.text) == ("urn:uuid:3", "示范")


def test_a_crawl_cut_short_gives_what_stands_before(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    pages = [
        gzip.compress(warc(("conversion", f"https://a.example/{n}", os.urandom(3000).hex().encode(), "text/plain")))
        for n in range(20)
    ]
    path.write_bytes(b"".join(pages[:15]) + pages[15][:1000])  # between two pages nothing would be missing
    found = read_all(path)
    assert [entry.error for entry in found] == [*[None] * 15, "archive_damaged"]


def test_a_file_is_one_document_or_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("依照《示范法》第三条", encoding="gb18030")
    (found,) = read_all(tmp_path / "a.txt")
    assert (found.id, found.text, found.error) == (str(tmp_path / "a.txt"), "依照《示范法》第三条", None)
    (missing,) = read_all(tmp_path / "b.txt")
    assert missing.error == "missing"


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"", id="the first of the file"),
        pytest.param(b"WARC/1.0\r\nX-A: ", id="of a record"),
        pytest.param(
            b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 6000000\r\n\r\nHTTP/1.1 200 ", id="of a page"
        ),
    ],
)
def test_a_line_of_a_head_that_never_ends_is_damage(tmp_path: Path, head: bytes) -> None:
    """warcio joined it from pieces of 16 kB, each time copying what it had: 600 MB took hours."""
    path = tmp_path / "a.warc"
    path.write_bytes(head + b"a" * 6_000_000)
    assert [entry.error for entry in entries(Piece(str(path), Kind.WARC), Fields())] == ["archive_damaged"]


@pytest.mark.parametrize("name", ["pipe.jsonl", "pipe.parquet", "pipe.warc", "pipe.jsonl.gz"])
def test_a_pipe_is_never_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert [entry.error for entry in read_all(tmp_path / name)] == ["not_a_file"]


# ── folders and shards ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_is_walked_in_order_without_hidden_foreign_and_written_files(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a/z.txt", "a/y.parquet", ".hidden.txt", "c.exe", "out/parts/part.parquet", "d.warc.gz"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    found = [os.path.relpath(file.path, tmp_path) for file in files([str(tmp_path)], without=tmp_path / "out")]
    assert found == ["b.jsonl", "d.warc.gz", "a/y.parquet", "a/z.txt"]
    assert [file.path for file in files([str(tmp_path / "*.jsonl")])] == [str(tmp_path / "b.jsonl")]
    for address in (f"file://{tmp_path}/a", f"file://{tmp_path}/a/"):
        assert [file.path for file in files([address])] == [f"file://{tmp_path}/a/{n}" for n in ("y.parquet", "z.txt")]
    with pytest.raises(UsageError, match="nothing to audit"):
        list(files([str(tmp_path / "nowhere")]))


def test_an_address_is_read_like_a_path(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"id":"a","text":"x"}\n'))
    assert [entry[:2] for entry in entries(Piece(f"file://{path}", Kind.JSONL), Fields())] == [("a", "x")]


@pytest.mark.parametrize(("name", "reason"), [("a.jsonl", "system_error"), ("a.txt", "system_error"),
                                              ("a.parquet", "parquet_damaged")])  # fmt: skip
def test_an_object_store_that_fails_is_no_damaged_archive(
    monkeypatch: pytest.MonkeyPatch, name: str, reason: str
) -> None:
    class Store:
        def open_input_file(self, _: str) -> None:
            raise OSError("When reading information for key: SERVICE_UNAVAILABLE")

        @staticmethod
        def from_uri(path: str) -> tuple[Store, str]:
            return Store(), path

    monkeypatch.setattr(inputs.pa_fs, "FileSystem", Store)
    piece = Piece(f"s3://bucket/{name}", inputs.kind_of(name))
    assert [entry.error for entry in entries(piece, Fields())] == [reason]


def test_only_parts_of_an_audit_are_taken_away(tmp_path: Path) -> None:
    clear(str(tmp_path / "new"), ours=False)
    folder = tmp_path / "parts"
    (folder / "_temporary/0").mkdir(parents=True)
    for name in ("a.parquet", "_SUCCESS", "._SUCCESS.crc", "_temporary/0/b.parquet"):
        (folder / name).touch()
    for address in (str(folder), f"file://{folder}"):
        with pytest.raises(UsageError, match=r"cannot write to .*parts: .* is there"):
            clear(address, ours=False)
    (folder / "mine.txt").touch()
    with pytest.raises(UsageError, match=r"mine\.txt is there"):
        clear(str(folder), ours=True)
    assert (folder / "a.parquet").exists()
    (folder / "mine.txt").unlink()
    clear(f"file://{folder}", ours=True)
    assert not [path for path in folder.rglob("*") if path.is_file()]


@given(st.lists(st.integers(0, 300), min_size=1, max_size=30), st.integers(50, 400))
def test_shards_hold_every_byte_once_and_in_order(sizes: list[int], size: int) -> None:
    listed = [InputFile(f"{n}.{'jsonl' if n % 2 else 'txt'}", held, 0) for n, held in enumerate(sizes)]
    shards = list(cut(listed, size))
    assert [shard.number for shard in shards] == list(range(len(shards)))
    assert sum(shard.bytes for shard in shards) == sum(sizes)
    order = [(int(piece.path.partition(".")[0]), piece.start) for shard in shards for piece in shard.pieces]
    assert order == sorted(set(order))


def test_shards_grow_with_the_corpus() -> None:
    assert shard_bytes(1_000) == 4 << 20
    assert shard_bytes(1 << 34) == 64 << 20
    assert shard_bytes(1 << 50) == 64 << 20


@given(st.lists(st.binary(max_size=30).map(lambda line: line.replace(b"\n", b"")), max_size=20), st.integers(1, 50))
def test_a_stream_is_cut_between_lines(rows: list[bytes], size: int) -> None:
    import io

    data = b"".join(row + b"\n" for row in rows)
    pieces = [piece for shard in cut_stream(io.BytesIO(data), max(size, 31)) for piece in shard.pieces]
    assert b"".join(piece.data or b"" for piece in pieces) == data
    assert all((piece.data or b"").endswith(b"\n") for piece in pieces)


def test_a_sample_is_spread_and_never_larger_than_asked() -> None:
    shards = [Shard(n, tuple(Piece(f"{n}-{m}.txt", Kind.DOCUMENT) for m in range(10)), 10) for n in range(20)]
    taken = [piece for shard in sample(shards, 7) for piece in shard.pieces]
    assert sum(piece.limit or 0 for piece in taken) == 7
    assert len({piece.path.partition("-")[0] for piece in taken}) == 7
    assert sum(piece.limit or 0 for shard in sample(shards[:1], 25) for piece in shard.pieces) == 25
