# ruff: noqa: E501  (rows of tables are long)
"""Tables and crawls as others write them: odd types, odd codings, one damaged value or page among sound ones."""

from __future__ import annotations

import gzip
import json
import uuid
import zlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from audit_sentences import FINE

from citecheck.audit import http_body, inputs
from citecheck.audit.config import Fields
from citecheck.audit.inputs import MAX_NAME, Entry, Piece, entries, kind_of, line_entry
from citecheck.model import Unreadable


def read_all(path: Path) -> list[Entry]:
    return list(entries(Piece(str(path), kind_of(str(path))), Fields()))


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., list[Entry]]:
    """The entries of a Parquet file with the columns."""

    def read(names: list[str], *columns: pa.Array) -> list[Entry]:
        pq.write_table(pa.Table.from_arrays(list(columns), names=names), tmp_path / "a.parquet")
        return read_all(tmp_path / "a.parquet")

    return read


# ── Parquet ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("twice", ["text", "id"])
def test_of_two_columns_of_one_name_the_first_is_meant(table: Callable[..., list[Entry]], twice: str) -> None:
    """pyarrow refuses to choose, with an error that ended the audit."""
    names = [twice, twice, "id" if twice == "text" else "text"]
    (entry,) = table(names, pa.array(["first"]), pa.array(["second"]), pa.array(["other"]))
    assert {twice: entry.text if twice == "text" else entry.id} == {twice: "first"}
    assert entry.error is None


UUID = uuid.UUID("12345678-1234-5678-1234-567812345678")


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        pytest.param(pa.array([b"\xe6\x96\x87", "示".encode()]), ["文", "示"], id="binary that is text"),
        pytest.param(pa.array([b"a" * 8, b"\xff" * 8], pa.binary(8)), ["a" * 8, "ff" * 8], id="binary of one length"),
        pytest.param(
            pa.array([Decimal(10**22), Decimal(7)], pa.decimal128(38, 0)), [f"1{'0' * 22}", "7"], id="decimal"
        ),
        pytest.param(pa.array(["文", "示"]).dictionary_encode(), ["文", "示"], id="dictionary"),
        pytest.param(pa.array(["文", "示"], pa.string_view()), ["文", "示"], id="view"),
    ],
)
def test_a_row_keeps_the_id_it_has(table: Callable[..., list[Entry]], ids: pa.Array, expected: list[str]) -> None:
    assert [entry.id for entry in table(["id", "text"], ids, pa.array(["a", "b"]))] == expected


@pytest.mark.skipif(not hasattr(pa, "uuid"), reason="needs pyarrow 18 or newer, which has a type for them")
def test_a_row_keeps_its_uuid(table: Callable[..., list[Entry]]) -> None:
    ids = pa.ExtensionArray.from_storage(pa.uuid(), pa.array([UUID.bytes], pa.binary(16)))
    assert [entry.id for entry in table(["id", "text"], ids, pa.array(["a"]))] == [str(UUID)]


def test_one_time_beyond_the_calendar_costs_no_other_row_its_day(table: Callable[..., list[Entry]]) -> None:
    days = pa.array([1714953600_000_000, 2**62], pa.int64()).cast(pa.timestamp("us", "Asia/Shanghai"))
    assert [entry.date for entry in table(["text", "date"], pa.array(["a", "b"]), days)] == [date(2024, 5, 6), None]


def test_one_name_that_is_no_utf8_costs_no_other_row_its_name(table: Callable[..., list[Entry]]) -> None:
    raw = pa.array([b"\xff\xfe", "文".encode()])
    ids = pa.StringArray.from_buffers(2, *raw.buffers()[1:])
    assert [entry.id for entry in table(["id", "text"], ids, pa.array(["a", "b"]))] == ["fffe", "文"]


def test_a_name_is_never_long(table: Callable[..., list[Entry]]) -> None:
    """It stands on every row of its document: 10 MB and a thousand citations were 10 GB."""
    names = ["x" * 10_000 + end for end in ("a", "b")]
    found = table(["id", "url", "text"], pa.array(names), pa.array(names), pa.array(["a", "b"]))
    assert len({entry.id for entry in found}) == len({entry.url for entry in found}) == 2
    assert max(len(name or "") for entry in found for name in (entry.id, entry.url)) < MAX_NAME + 20


# ── days ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        *[
            pytest.param(value, date(2024, 5, 6), id=f"{type(value).__name__} {value}")
            for value in (
                "2024-05-06", "2024-5-6", "2024/05/06 10:00", "2024.05.06", "2024年5月6日", "2024 年 5 月 6 日",
                "2024-05-06T23:59:59+08:00", "20240506", "20240506100000", "20240506T100000Z", 20240506, 20240506.0,
                "Mon, 06 May 2024 10:00:00 GMT", "6 May 2024", "May 6, 2024", "MAY 06, 2024 10:00 am", "Sept. 6, 2024",
                1714953600, 1714953600.25, "1714953600", 1714953600123, 1714953600123456, 1714953600123456789,
            )
        ],
        *[
            pytest.param(value, None, id=f"{type(value).__name__} {value} is no day")
            for value in (
                "", "tomorrow", "0000-00-00", "2024-02-30", "20240230", "20241301", 0, -1, 1, True, 2024, "2024", 1e300,
                "May 32, 2024", "Maybe 6, 2024", "一九九九年", "١٧١٤٩٥٣٦٠٠", "9" * 10_000, [2024, 5, 6], {"$date": 1},
            )
        ],
    ],
)  # fmt: skip
def test_a_day_is_read_as_people_and_machines_write_it(value: Any, expected: date | None) -> None:
    if isinstance(value, str) and value.startswith("Sept"):
        expected = date(2024, 9, 6)
    found = line_entry(json.dumps({"text": "a", "date": value}).encode(), Fields(), None, None)
    assert found.date == expected


# ── crawls ───────────────────────────────────────────────────────────────────────────────────────────────────────

PAGE = f"<html><head><title>t</title></head><body><p>{FINE}</p></body></html>".encode()


def record(
    body: bytes, *headers: str, length: str | None = "", head: str = "WARC-Target-URI: https://a.example/\r\n"
) -> bytes:
    block = (
        "".join(f"{line}\r\n" for line in ("HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "")).encode() + body
    )
    size = "" if length is None else f"Content-Length: {length or len(block)}\r\n"
    named = f"WARC/1.0\r\nWARC-Type: response\r\n{head}Content-Type: application/http; msgtype=response\r\n{size}\r\n"
    return named.encode() + block + b"\r\n\r\n"


def chunked(body: bytes) -> bytes:
    return (
        b"".join(b"%x\r\n%b\r\n" % (len(body[n : n + 50]), body[n : n + 50]) for n in range(0, len(body), 50))
        + b"0\r\n\r\n"
    )


def brotli(body: bytes) -> bytes:
    return bytes(pytest.importorskip("brotli").compress(body))


def raw(body: bytes) -> bytes:
    return zlib.compress(body)[2:-4]


CODED = [
    pytest.param(chunked, ("Transfer-Encoding: Chunked",), id="chunks"),
    pytest.param(lambda body: chunked(gzip.compress(body)), ("Transfer-Encoding: gzip, chunked",), id="packed chunks"),
    pytest.param(gzip.compress, ("Content-Encoding: x-gzip",), id="gzip by its old name"),
    pytest.param(zlib.compress, ("Content-Encoding: deflate",), id="deflate"),
    pytest.param(raw, ("Content-Encoding: deflate",), id="deflate without a head"),
    pytest.param(brotli, ("Content-Encoding: br",), id="brotli"),
    pytest.param(lambda body: chunked(brotli(body)), ("Content-Encoding: BR", "Transfer-Encoding: chunked"), id="brotli in chunks"),
    pytest.param(lambda body: brotli(gzip.compress(body)), ("Content-Encoding: gzip, br",), id="two codings"),
    pytest.param(bytes, ("Content-Encoding: gzip", "Transfer-Encoding: chunked"), id="nothing of what is said"),
    pytest.param(bytes, ("Content-Encoding: deflate",), id="no deflate"),
    pytest.param(bytes, ("Content-Encoding: br",), id="no brotli"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "headers"), CODED)
def test_a_page_is_read_as_it_was_sent(
    tmp_path: Path, code: Callable[[bytes], bytes], headers: tuple[str, ...]
) -> None:
    (tmp_path / "a.warc").write_bytes(record(code(PAGE), *headers) + record(PAGE))
    assert [(entry.text or "").strip() for entry in read_all(tmp_path / "a.warc")] == [FINE, FINE]


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_page_that_is_damaged_costs_no_other(tmp_path: Path, coding: str) -> None:
    """An archive has a hundred thousand pages, and who wrote one of them must not hide the others."""
    if coding == "br":
        pytest.importorskip("brotli")
    body = b"\x0b\x02\x80" + bytes(range(256)) * 9
    (tmp_path / "a.warc").write_bytes(record(body, f"Content-Encoding: {coding}") + record(PAGE))
    _, after = read_all(tmp_path / "a.warc")
    assert (after.text or "").strip() == FINE


def test_a_page_without_an_address_costs_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(record(PAGE, head="") + record(PAGE))
    assert [entry.url for entry in read_all(tmp_path / "a.warc")] == [None, "https://a.example/"]


@pytest.mark.parametrize("length", [None, "9" * 30])
def test_a_page_without_an_end_swallows_no_other_in_silence(tmp_path: Path, length: str | None) -> None:
    (tmp_path / "a.warc").write_bytes(record(PAGE) + record(PAGE, length=length) + record(PAGE))
    assert [entry.error for entry in read_all(tmp_path / "a.warc")] == [None, "archive_damaged"]


def test_a_page_cut_off_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes((record(PAGE) + record(PAGE))[:-40])
    assert [entry.error for entry in read_all(tmp_path / "a.warc")] == [None, "archive_damaged"]


@pytest.mark.parametrize("pack", [pytest.param(gzip.compress, id="gzip"), pytest.param(brotli, id="brotli")])
def test_a_page_that_swells_is_never_held_whole(
    tmp_path: Path, pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (inputs, http_body):
        monkeypatch.setattr(module, "MAX_BYTES", 100_000)
    held: list[int] = []

    def read(name: str, data: bytes) -> Unreadable:
        held.append(len(data))
        return Unreadable(name, "too_large")

    monkeypatch.setattr(inputs, "read", read)
    packed = pack(bytes(5_000_000))
    (tmp_path / "a.warc").write_bytes(record(packed, f"Content-Encoding: {'br' if pack is brotli else 'gzip'}"))
    read_all(tmp_path / "a.warc")
    assert 100_000 < held[0] < 1_000_000


def test_nothing_is_said_beside_the_entries(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.warc").write_bytes(record(PAGE, length="150") + record(PAGE))
    assert len(read_all(tmp_path / "a.warc")) == 2
    assert capsys.readouterr() == ("", "")
