"""The laws that the fuzzer holds every parser to, on inputs of hypothesis, and what the fuzzer found, as rows."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pace import cheap, in_proportion

import citecheck.store
from citecheck.audit import manifest
from citecheck.dev.fuzz import __main__ as fuzzer
from citecheck.dev.fuzz import targets
from citecheck.dev.fuzz.targets import TARGETS, Target, check_extraction
from citecheck.dev.fuzz.words import TABLE, bytes_of, text_of
from citecheck.errors import CitecheckError
from citecheck.extract.titles import ending_of
from citecheck.model import Document, Extraction, Json, Unreadable
from citecheck.normalize import simplify, title_key
from citecheck.quantities import parse
from citecheck.read import read

SLOW = {"agents", "reports", "repetition", "requests"}  # these need a store, or thousands of words for each input
NEEDS = {"editors": "lsprotocol", "corpora": "pyarrow"}  # extras

quick = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.mark.parametrize("name", sorted(set(TARGETS) - SLOW))
def test_laws_hold(name: str) -> None:
    target = TARGETS[name]
    if name in NEEDS:
        pytest.importorskip(NEEDS[name])

    @quick
    @given(st.binary(max_size=target.longest))
    def holds(data: bytes) -> None:
        target.run(data)

    for seed in target.seeds:
        target.run(seed)
    holds()


# ── what was found ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["千", ".千", "1.2.百", "..", "1.2.3", "一.", ".", "百.十"])
def test_a_number_with_stray_points_is_none_or_a_number(text: str) -> None:
    """`.千` raised ValueError from Fraction('.')."""
    assert parse(text) is None or text in ("千", "一.")


@pytest.mark.parametrize("char", ["薴", "苧", "囉", "囃"])
def test_simplifying_twice_is_simplifying_once(char: str) -> None:
    """薴 became 苧, which becomes 苎."""
    assert simplify(simplify(char)) == simplify(char)


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("示范法**(de)关于", id="marks hide a reading"),
        pytest.param("《*《示范法》*》", id="marks hide doubled brackets"),
        pytest.param("中华人民中华人民共和国共和国示范法", id="the state within the state"),
        pytest.param("&amp;lt;b&amp;gt;示范法", id="an entity of an entity"),
        pytest.param("《The 10 Law》", id="what is left is English"),
    ],
)
def test_the_key_of_a_key_is_itself(title: str) -> None:
    key = title_key(title)
    assert title_key(key) == key


@pytest.mark.parametrize("key", ["a" * 60 + "《", "（一）" * 40 + "x《", "一" * 200 + "《", "1a" * 60 + "》"])
def test_the_kind_of_a_title_is_told_in_no_time(key: str) -> None:
    """([a-z0-9]+)+$ tried every way to part the letters: 2 ** 60 of them."""
    assert cheap(lambda: ending_of(key), 40)


@pytest.mark.parametrize("words", ["was  ", "is, ", "in (", "to \n", "as required by "])
def test_what_leads_to_an_english_citation_is_left_out_in_no_time(words: str) -> None:
    """(was\\s*|\\s)+$ tried every way to part the blanks of `was  was  was`."""
    from citecheck.extract import Names, extract

    text = "Sellers refund the price, which " + words * 60 + "x Article 10 of the Model Law."
    assert cheap(lambda: extract(text, Names(["modellaw"])), 100)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(lambda _: "（以下简称《示法》）", id="short forms of short forms"),
        pytest.param(lambda n: "《示范法》（以下简称“示{0}法”）示{0}法第一条。".format(chr(0x4E00 + n)), id="ever new"),
    ],
)
def test_short_forms_cost_in_proportion(words: Callable[[int], str]) -> None:
    """Each declaration went back over all before it, and each number looked at all that were declared."""
    from citecheck.extract import Names, extract

    def seconds(times: int) -> float:
        text, names = "".join(map(words, range(times))), Names(["示范法"])
        begun = time.thread_time()
        extract(text, names)
        return time.thread_time() - begun

    assert in_proportion(seconds, 500, least=0.02)


def test_an_archive_with_a_damaged_directory_is_refused() -> None:
    """zipfile raised ValueError: negative seek value."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    packed = buffer.getvalue()
    for place in range(len(packed)):
        for mask in (0x5F, 0xFF):
            damaged = bytearray(packed)
            damaged[place] ^= mask
            assert isinstance(read("a.docx", bytes(damaged)), Unreadable | Document)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("null", id="nothing"),
        pytest.param('{"shard": 0}', id="parts of a line"),
        pytest.param('{"shard": 0, "part": "../../secret"}', id="a path"),
        pytest.param(json.dumps({"shard": "0", "part": "part-000000.parquet", "size": 0, "bytes": 0, "documents": 0,
                                 "citations": 0, "suspicious": 0, "unreadable": 0}), id="words for numbers"),
        pytest.param('"part"', id="a word"),
        pytest.param("[" * 100_000, id="nested without end"),
    ],
)  # fmt: skip
def test_a_damaged_line_of_the_log_is_a_shard_to_do_again(tmp_path: Path, line: str) -> None:
    """`begin` raised TypeError, and the run could not go on."""
    head: dict[str, Json] = {"schema": manifest.SCHEMA, "tool": "0", "store": None, "inputs": None, "options": {}}
    (tmp_path / manifest.MANIFEST).write_bytes(manifest.encoded(head))
    (tmp_path / manifest.LOG).write_text(line + "\n")
    assert manifest.begin(tmp_path, head, resume=True) == {}


@pytest.mark.parametrize("parts", ["null", "1", '["a"]', "[{}]", "[[]]"])
def test_a_damaged_manifest_is_said_to_be(tmp_path: Path, parts: str) -> None:
    (tmp_path / manifest.MANIFEST).write_text(f'{{"schema": "{manifest.SCHEMA}", "options": {{}}, "parts": {parts}}}')
    with pytest.raises(CitecheckError, match="damaged"):
        manifest.parts(tmp_path)


# ── the fuzzer itself ────────────────────────────────────────────────────────────────────────────────────────────


def test_words_become_bytes_and_back() -> None:
    assert text_of(bytes_of("《", "民法典", "》", "第一条")) == "《民法典》第一条"
    assert all(text_of(bytes_of(word)) == word for word in TABLE)


def test_a_wrong_span_is_found() -> None:
    from citecheck.extract import Names, extract

    text = "根据《示范法》第十条的规定，不得如此。"
    extraction = extract(text, Names(["示范法"]))
    check_extraction(text, extraction)
    with pytest.raises(AssertionError):
        check_extraction(text.replace("第", "　"), extraction)
    with pytest.raises(AssertionError):
        check_extraction(
            text * 2, Extraction((*extract(text * 2, Names(["示范法"])).citations[1:], *extraction.citations))
        )


@pytest.mark.parametrize(("power", "told"), [(1, False), (2, True)])
def test_words_that_cost_more_the_more_often_they_are_said_are_found(
    power: int, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(targets, "_densest", lambda: 0.001)
    monkeypatch.setattr(targets, "_repeated", lambda _, characters=3_000: (characters / 1_000) ** power)
    with pytest.raises(targets.SlowError) if told else nullcontext():
        targets.repetition(bytes_of("第一条"))


def test_one_command_fuzzes_for_a_while(tmp_path: Path) -> None:
    words = f"-m citecheck.dev.fuzz --seconds 1 --engine random --target numerals --findings {tmp_path}"
    ended = subprocess.run([sys.executable, *words.split()], capture_output=True, text=True, timeout=300)
    assert ended.returncode == 0, ended.stderr
    assert "numerals" in ended.stdout
    assert int(ended.stdout.split()[2]) > 100


def test_the_store_is_built_before_the_fuzzer_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Instrumented code built it within the time of the target, and nothing else was fuzzed."""
    done: list[str] = []

    def opened() -> Any:
        done.append("store")
        return io.BytesIO()  # which can be closed

    def apart(target: Target, *_: object) -> tuple[int, int, float, str]:
        done.append(target.name)
        return 0, 1, 1.0, ""

    monkeypatch.setattr(citecheck.store, "open_store", opened)
    monkeypatch.setattr(fuzzer, "_apart", apart)
    for names in (["titles"], ["requests", "titles"]):
        words = [word for name in names for word in ("--target", name)]
        monkeypatch.setattr(sys, "argv", ["fuzz", *words, "--findings", str(tmp_path)])
        assert fuzzer.main() == 0
    assert done == ["titles", "store", "requests", "titles"]


def test_a_fuzzer_that_ends_without_tidying_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each run with atheris left a folder of its own among the machine's temporary ones."""

    def leaves(command: list[str], *, env: dict[str, str], **_: object) -> subprocess.CompletedProcess[bytes]:
        (Path(env["TMPDIR"]) / "corpus").mkdir()
        return subprocess.CompletedProcess(command, 0, b"", b"Done 7 runs in 1 second(s)")

    monkeypatch.setattr(fuzzer, "IN_MEMORY", str(tmp_path))
    monkeypatch.setattr(subprocess, "run", leaves)
    assert fuzzer._apart(TARGETS["titles"], "random", 1, 1, tmp_path)[:2] == (0, 7)
    assert not list(tmp_path.iterdir())
