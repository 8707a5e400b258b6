# ruff: noqa: E501  (rows of tables are long)
"""What a careless user gives: the same file twice, another stream than before, a file to write that must not be."""

from __future__ import annotations

import io
import json
import os
import stat
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from audit_sentences import FINE, INVENTED, PLAIN, REPEALED

import citecheck.store
from citecheck.audit import shards
from citecheck.audit.files import files
from citecheck.audit.filter import Rule
from citecheck.audit.run import Request, check, execute
from citecheck.cli import run
from citecheck.errors import UsageError
from citecheck.store import StatuteStore

pytestmark = pytest.mark.usefixtures("no_charts")
Make = Callable[..., Request]
Write = Callable[..., Path]


# ── what is read ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two files, one of them in a folder of its own; the working folder is above it."""
    (tmp_path / "corpus/子").mkdir(parents=True)
    for name in ("corpus/a[1].jsonl", "corpus/子/文.jsonl"):
        (tmp_path / name).write_text(json.dumps({"text": FINE}), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "corpus"


FIRST, SECOND = "corpus/a[1].jsonl", "corpus/子/文.jsonl"


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param([FIRST, FIRST], [FIRST], id="a file twice"),
        pytest.param([FIRST, "./corpus/子/../a[1].jsonl"], [FIRST], id="a file by two ways"),
        pytest.param(["corpus", FIRST, "corpus/子"], [FIRST, SECOND], id="a folder and what is in it"),
        pytest.param([FIRST, "corpus"], [FIRST, SECOND], id="a file and its folder"),
        pytest.param(["corpus/**"], [FIRST, SECOND], id="all that is in a folder"),
        pytest.param(["corpus/*"], [FIRST, SECOND], id="a pattern that meets a folder"),
        pytest.param(["corp?s"], [FIRST, SECOND], id="a pattern that meets nothing but a folder"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_a_file_is_audited_once(paths: list[str], expected: list[str]) -> None:
    assert [file.path for file in files(paths)] == expected


def test_what_audits_wrote_is_no_corpus(request_for: Make, corpus: Write, tmp_path: Path) -> None:
    """With --no-resume the findings went, and nothing came in their place."""
    execute(request_for(corpus([FINE])))
    with pytest.raises(UsageError, match="but what audits wrote"):
        execute(request_for(tmp_path / "out/parts", resume=False))
    assert len(list((tmp_path / "out/parts").iterdir())) == 1


# ── what is written ──────────────────────────────────────────────────────────────────────────────────────────────


def parted(keep: Path, drop: Path) -> dict[str, Any]:
    return {"keep": keep, "drop": drop, "rule": Rule()}


def test_the_corpus_is_never_overwritten(request_for: Make, corpus: Write, tmp_path: Path) -> None:
    path = corpus([FINE, INVENTED])
    before = path.read_bytes()
    for given in (path, tmp_path):
        with pytest.raises(UsageError, match="would be overwritten"):
            execute(request_for(given, **parted(path, tmp_path / "drop")))
    assert path.read_bytes() == before


def test_a_pipe_that_documents_are_written_to_stays_one(request_for: Make, corpus: Write, tmp_path: Path) -> None:
    """`--drop /dev/null`, as the administrator, replaced it with a file."""
    os.mkfifo(tmp_path / "drop")
    reader = os.open(tmp_path / "drop", os.O_RDONLY | os.O_NONBLOCK)
    execute(request_for(corpus([FINE, INVENTED]), **parted(tmp_path / "keep", tmp_path / "drop")))
    assert stat.S_ISFIFO((tmp_path / "drop").stat().st_mode)
    assert json.loads(os.read(reader, 9999))["id"] == "d1"
    os.close(reader)


@pytest.mark.parametrize("name", [".", "nowhere/keep"])
def test_where_nothing_can_be_written_is_told_at_once(request_for: Make, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        check(request_for("x", **parted(tmp_path / name, tmp_path / "drop")))


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl/out"])
def test_an_output_that_is_a_file_is_told(request_for: Make, corpus: Write, name: str) -> None:
    path = corpus([FINE])
    with pytest.raises(UsageError, match="cannot make the folder"):
        execute(request_for(path, out=name))


# ── standard input ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], None]:
    """Puts texts on standard input, which is cut after every line or two."""
    cut = shards.cut_stream
    monkeypatch.setattr(shards, "cut_stream", lambda given: cut(given, 150))

    def give(texts: list[str]) -> None:
        lines = "".join(json.dumps({"text": text}) + "\n" for text in texts)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))

    return give


TEXTS = [FINE, INVENTED, PLAIN, REPEALED]


@pytest.mark.parametrize(
    ("other", "jobs"),
    [
        pytest.param([INVENTED] * 4, 1, id="another"),
        pytest.param(TEXTS[:2], 2, id="one that ends early"),
        pytest.param([], 1, id="nothing"),
    ],
)
def test_another_standard_input_is_refused(
    request_for: Make, stream: Callable[[list[str]], None], other: list[str], jobs: int
) -> None:
    """The findings on the first were given out for those on the second."""
    stream(TEXTS)
    first = execute(request_for("-", jobs=jobs))
    assert first["documents"] == 4
    stream(other)
    with pytest.raises(UsageError, match="standard input is not what it was"):
        execute(request_for("-", jobs=jobs))
    stream(TEXTS)
    assert execute(request_for("-", jobs=jobs)) == first


def test_standard_input_that_broke_off_is_not_taken_for_whole(
    request_for: Make, stream: Callable[[list[str]], None]
) -> None:
    """The producer was killed: what it gives when it is run again stands behind the place where it was cut."""
    stream(TEXTS[:3])
    execute(request_for("-"))
    stream([*TEXTS[:2], REPEALED])
    with pytest.raises(UsageError, match="standard input is not what it was"):
        execute(request_for("-"))


# ── thresholds ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("threshold", "code"),
    [
        ("0", 2), ("0%", 2), ("0.0", 2), ("-1", 2), ("-0", 2), ("2,5%", 2), ("nan", 2), ("inf", 2), ("100.1%", 2), ("5%%", 2), ("%", 2), ("", 2),
        ("1e9", 0), ("100%", 0), ("50%", 1), ("2.5%", 1), ("1e-9", 1), ("0.0001%", 1), (" 1", 1),
    ],
)  # fmt: skip
def test_a_threshold_is_a_number_above_nothing(
    corpus: Write, tmp_path: Path, threshold: str, code: int, small_store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(citecheck.store, "open_store", lambda **_: StatuteStore.open(small_store))
    words = ["audit", str(corpus([FINE, INVENTED])), "--out", str(tmp_path / "out"), "--jobs", "1", "-q"]
    assert run([*words, "--checks", "existence", "--fail-on", threshold]) == code


# ── what an audit wrote, and somebody changed ────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda part: part.write_bytes(part.read_bytes()[:-30]), id="cut"),
        pytest.param(lambda part: part.write_bytes(b'{"a":'), id="something else"),
        pytest.param(Path.unlink, id="gone"),
    ],
)
def test_a_part_that_was_damaged_is_told(
    request_for: Make,
    corpus: Write,
    tmp_path: Path,
    form: str,
    damage: Callable[[Path], object],
    capsys: pytest.CaptureFixture[str],
) -> None:
    execute(request_for(corpus([FINE]), format=form))
    damage(tmp_path / f"out/parts/part-000000.{form}")
    assert run(["audit", "--diff", str(tmp_path / "out"), str(tmp_path / "out")]) == 3
    told = capsys.readouterr().err
    assert f"part-000000.{form}, which an audit wrote" in told
    assert "defect" not in told


def test_folders_that_an_engine_left_are_taken_away(request_for: Make, corpus: Write, tmp_path: Path) -> None:
    path = corpus([FINE])
    execute(request_for(path))
    (tmp_path / "out/parts/_temporary/0").mkdir(parents=True)
    execute(request_for(path, resume=False))
    assert [part.name for part in (tmp_path / "out/parts").iterdir()] == ["part-000000.parquet"]


def test_the_first_years_of_the_calendar_stand_in_their_order(request_for: Make, tmp_path: Path) -> None:
    days = pa.array([date(9999, 12, 31), date(1, 1, 1), date(2024, 5, 6)])
    pq.write_table(pa.table({"text": [INVENTED] * 3, "date": days}), tmp_path / "a.parquet")
    by_month: Any = execute(request_for(tmp_path / "a.parquet"))["by_month"]
    assert [row["month"] for row in by_month] == ["0001-01", "2024-05", "9999-12"]


@pytest.mark.parametrize("lost", ["kept/000000.jsonl", "dropped/000000.jsonl", "parts/part-000000.parquet"])
@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["gone", "empty"])
def test_documents_that_were_parted_are_never_lost(
    request_for: Make, corpus: Write, tmp_path: Path, lost: str, damage: Callable[[Path], object]
) -> None:
    """A disk that lost the lines of a shard cost them in the files that are made of them, with no word."""
    given = request_for(corpus([FINE, INVENTED]), **parted(tmp_path / "keep", tmp_path / "drop"))
    execute(given)
    before = [(tmp_path / name).read_bytes() for name in ("keep", "drop")]
    damage(tmp_path / "out" / lost)
    execute(given)
    assert [(tmp_path / name).read_bytes() for name in ("keep", "drop")] == before


def test_a_sample_larger_than_any_corpus_is_all_of_it(request_for: Make, corpus: Write) -> None:
    assert execute(request_for(corpus([FINE, INVENTED]), sample=10**30))["documents"] == 2
