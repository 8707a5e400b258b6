"""From bytes and paths to documents, and to a reason where there is none."""

from __future__ import annotations

import hashlib
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.model import Document, Media, Unreadable
from citecheck.read import parts, read, walk

SIMPLIFIED = "根据《示范条例》第三条的规定，当事人应当在十五日内提交材料；逾期不提交的，视为放弃。\r\n"
TRADITIONAL = "根據《示範條例》第三條的規定，當事人應當在十五日內提交材料；逾期不提交的，視為放棄。\n"


def document(name: str, data: bytes) -> Document:
    got = read(name, data)
    assert isinstance(got, Document), got
    return got


@pytest.mark.parametrize(
    ("text", "encoding", "named"),
    [
        pytest.param(SIMPLIFIED, "utf-8", "utf-8", id="UTF-8"),
        pytest.param(SIMPLIFIED, "utf-8-sig", "utf-8", id="UTF-8 with mark"),
        pytest.param(SIMPLIFIED, "utf-16", "utf-16-le", id="UTF-16 with mark"),
        pytest.param("\ufeff" + SIMPLIFIED, "utf-16-be", "utf-16-be", id="UTF-16 big endian with mark"),
        pytest.param(SIMPLIFIED, "utf-16-le", "utf-16-le", id="UTF-16 without mark"),
        pytest.param(SIMPLIFIED, "utf-32", "utf-32-le", id="UTF-32 with mark"),
        pytest.param(SIMPLIFIED, "gb18030", "gb18030", id="GB18030"),
        pytest.param(SIMPLIFIED, "gbk", "gb18030", id="GBK"),
        pytest.param(SIMPLIFIED + "㐀䶮", "gb18030", "gb18030", id="GB18030 with four-byte characters"),
        pytest.param(TRADITIONAL, "gbk", "gb18030", id="Traditional in GBK"),
        pytest.param(TRADITIONAL, "big5", "big5hkscs", id="Big5"),
        pytest.param(SIMPLIFIED, "hz", "hz", id="HZ"),
        pytest.param("Article 37 of the Model Law\n", "ascii", "utf-8", id="ASCII"),
        pytest.param("a ~{b~} c: set ~{x,y~}\n", "ascii", "utf-8", id="ASCII that looks like HZ"),
    ],
)
def test_text_is_decoded_as_it_is(text: str, encoding: str, named: str) -> None:
    got = document("a.txt", text.encode(encoding))
    assert got.text == text.removeprefix("\ufeff")
    assert got.encoding == named


@pytest.mark.parametrize(
    ("written", "read"),
    [
        pytest.param("第一行\r第二行\r", "第一行\n第二行\n", id="lines of an old Mac"),
        pytest.param("第一行\r\n第二\r行", "第一行\r\n第二\r行", id="a stray one"),
    ],
)
def test_lines_end_where_their_writer_ended_them(written: str, read: str) -> None:
    """All of it was one line, and what stood on the next was taken for what the citation is cited for."""
    assert document("a.txt", written.encode()).text == read


def test_other_encodings_are_guessed() -> None:
    got = document("a.txt", "Article 37 of the Model Law (Übergangsregelung für Verträge)".encode("latin-1"))
    assert got.text.startswith("Article 37 of the Model Law (")


@given(st.text(alphabet="的一是在不了有和人这中大为上个国我以要他时来根据《》第三条，。\n", min_size=20))
def test_gb18030_round_trips(text: str) -> None:
    assert document("a.txt", text.encode("gb18030")).text == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf8_text_is_never_changed(text: str) -> None:
    assert document("a.txt", text.encode("utf-8")).text == text.removeprefix("\ufeff")


@given(st.binary(max_size=400))
def test_any_bytes_give_a_document_or_a_known_reason(data: bytes) -> None:
    for name in ("a.txt", "a.html", "a.docx", "a.pdf", "a"):
        got = read(name, data)
        assert isinstance(got, Document) or got.error in parts.REASONS
        assert got.sha256 == hashlib.sha256(data).hexdigest()


def test_a_character_cut_in_two_by_a_crawler_does_not_change_the_encoding() -> None:
    data = (SIMPLIFIED * 20).encode()
    assert document("a.txt", data[:-3]).encoding == "utf-8"
    assert document("a.txt", data[:100] + data[101:]).encoding == "utf-8"


def test_a_stray_nul_is_kept_where_it_stands() -> None:
    text = SIMPLIFIED * 5 + "\0" + SIMPLIFIED
    assert document("a.txt", text.encode()).text == text


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        pytest.param("a.txt", bytes(range(256)) * 8, "binary", id="all bytes"),
        pytest.param("a.txt", b"\0" * 5000, "binary", id="nothing but NUL"),
        pytest.param("a.txt", bytes(range(1, 32)) * 99, "binary", id="nothing but controls"),
        pytest.param("a.png", b"\x89PNG\r\n\x1a\n" + b"IHDR" * 9, "binary", id="image"),
        pytest.param("a.txt", b"\x1f\x8b\x08\0\0\0", "archive", id="gzip"),
        pytest.param("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64, "old_word", id="old Word"),
        pytest.param("a.rtf", b"{\\rtf1\\ansi}", "rich_text", id="RTF"),
        pytest.param("a.docx", b"PK\x03\x04 and no more", "word_damaged", id="cut Word file"),
        pytest.param("a.pdf", b"%PDF-1.7 and no more", "pdf_damaged", id="cut PDF"),
        pytest.param("a.txt", b"x" * (parts.MAX_BYTES + 1), "too_large", id="too large"),
        pytest.param("a.html", b"x" * (parts.MAX_HTML + 1), "html_too_large", id="too large a page"),
    ],
)
def test_what_cannot_be_read_says_why(name: str, data: bytes, reason: str) -> None:
    got = read(name, data)
    assert isinstance(got, Unreadable)
    assert got.error == reason


def test_an_empty_file_is_a_document_without_text(tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.write_bytes(b"")
    got = read(path)
    assert isinstance(got, Document)
    assert got.text == ""


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        pytest.param(lambda path: None, "missing", id="missing"),
        pytest.param(lambda path: os.mkfifo(path), "not_a_file", id="pipe"),
        pytest.param(lambda path: path.symlink_to("/dev/zero"), "not_a_file", id="device"),
        pytest.param(lambda path: path.symlink_to(path), "system_error", id="link to itself"),
    ],
)
def test_odd_paths_are_refused_at_once(tmp_path: Path, make, reason: str) -> None:
    path = tmp_path / "a.txt"
    make(path)
    got = read(path)
    assert isinstance(got, Unreadable)
    assert got.error == reason


def test_a_name_that_is_no_unicode_can_be_printed() -> None:
    assert read(os.fsdecode(b"/nowhere/\xff.txt")).path.isprintable()


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        pytest.param("a.txt", b"<html>", Media.TEXT, id="a .txt is text whatever is in it"),
        pytest.param("-", b"<!DOCTYPE html><p>a", Media.HTML, id="a page on standard input"),
        pytest.param("a.md", b"# a", Media.MARKDOWN, id="Markdown"),
        pytest.param("a.HTM", b"<p>a", Media.HTML, id="suffix in capitals"),
        pytest.param("a.docx", b"plain words", Media.TEXT, id="text that calls itself Word"),
    ],
)
def test_the_kind_is_told_by_bytes_then_by_name(name: str, data: bytes, media: Media) -> None:
    assert document(name, data).media is media


def test_folders_are_walked_in_order_without_hidden_and_foreign_files(tmp_path: Path) -> None:
    for name in ("b/2.md", "b/10.txt", "a.txt", ".hidden.txt", ".git/x.txt", "b/x.py", "c.docx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_text("x")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    got = [Path(path).relative_to(tmp_path).as_posix() for path in walk([tmp_path])]
    assert got == ["a.txt", "c.docx", "b/10.txt", "b/2.md"]


def test_a_folder_without_text_is_an_outcome(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("x")
    assert list(walk([tmp_path])) == [Unreadable(str(tmp_path), "no_text_in_folder")]


def test_what_is_no_folder_is_passed_on_in_order() -> None:
    assert list(walk(["nowhere.txt", "-"])) == ["nowhere.txt", "-"]


def test_a_file_that_would_be_waited_for_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """/proc/kmsg calls itself a regular file; without news, reading it gave None and ended in TypeError."""

    class Waiting(io.BytesIO):
        def read(self, _: int | None = -1) -> bytes:
            return None  # type: ignore[return-value]

    (tmp_path / "a.txt").touch()
    monkeypatch.setattr("citecheck.read.os.fdopen", lambda *_: Waiting())
    got = read(tmp_path / "a.txt")
    assert isinstance(got, Unreadable)
    assert got.error == "not_a_file"
