"""The local engine: the same result for any number of workers, however often it was killed, and no other's folder."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from audit_sentences import FINE, INVENTED, PLAIN, REPEALED
from processes import descendants, lives

from citecheck.audit import inputs, local, manifest, shards
from citecheck.audit.filter import Rule
from citecheck.audit.run import Request, check, execute, failed
from citecheck.errors import CitecheckError, UsageError
from citecheck.model import Verdict

pytestmark = pytest.mark.usefixtures("no_charts")
Make = Callable[..., Request]
Write = Callable[..., Path]


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards of a few documents, so that a small corpus has many."""
    monkeypatch.setattr(shards, "SMALLEST", 700)


def result(out: Path) -> dict[str, bytes]:
    """Everything an audit wrote, by name."""
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


def rows(out: Path) -> list[dict[str, Any]]:
    parts = sorted((out / "parts").iterdir())
    if parts and parts[0].suffix == ".jsonl":
        return [json.loads(line) for part in parts for line in part.read_text("utf-8").splitlines()]
    return [row for part in parts for row in pq.read_table(part).to_pylist()]


TEXTS = [FINE, INVENTED, PLAIN, REPEALED + FINE] * 8


@pytest.mark.usefixtures("small_shards")
def test_the_number_of_workers_changes_nothing(request_for: Make, corpus: Write, tmp_path: Path) -> None:
    path = corpus(TEXTS)
    summary = execute(request_for(path, out="one"))
    execute(request_for(path, out="two", jobs=2))
    assert result(tmp_path / "one") == result(tmp_path / "two")
    assert len(list((tmp_path / "one/parts").iterdir())) > 5
    found = rows(tmp_path / "one")
    assert [row["document"] for row in found] == [f"d{n}" for n in range(32) for _ in range(2 if n % 4 == 3 else 1)]
    assert (summary["documents"], summary["citations"], summary["suspicious"]) == (32, 32, 16)


def test_a_part_is_written_before_it_is_large(
    request_for: Make, corpus: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "BATCH_DOCUMENTS", 4)
    monkeypatch.setattr(local, "BYTES_IN_GROUP", 2_000)
    execute(request_for(corpus(TEXTS)))
    assert pq.ParquetFile(tmp_path / "out/parts/part-000000.parquet").num_row_groups > 2
    assert len(rows(tmp_path / "out")) == 40


def test_json_lines_hold_the_same_rows(request_for: Make, corpus: Write, tmp_path: Path) -> None:
    path = corpus(TEXTS)
    parquet = execute(request_for(path, out="parquet"))
    lines = execute(request_for(path, out="lines", format="jsonl"))
    known = [{name: value for name, value in row.items() if value is not None} for row in rows(tmp_path / "parquet")]
    assert json.loads(json.dumps(known, default=str)) == rows(tmp_path / "lines")
    assert {**parquet, "audit": None} == {**lines, "audit": None}


@pytest.mark.usefixtures("small_shards")
def test_a_stopped_run_goes_on_and_ends_the_same(
    request_for: Make, corpus: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = corpus(TEXTS)
    execute(request_for(path, out="whole"))
    request, work = request_for(path, out="parted"), local.run_shard
    done: list[int] = []

    def interrupted(shard: shards.Shard, *others: Any, **named: Any) -> manifest.Done:
        if len(done) in (2, 5, 6):
            done.append(-1)
            raise KeyboardInterrupt
        done.append(shard.number)
        return work(shard, *others, **named)

    monkeypatch.setattr(local, "run_shard", interrupted)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            execute(request)
        assert (tmp_path / "parted/shards.jsonl").exists()
    execute(request)
    assert result(tmp_path / "parted") == result(tmp_path / "whole")
    numbers = [number for number in done if number >= 0]
    assert numbers == sorted(set(numbers))  # nothing was done twice


@pytest.mark.usefixtures("small_shards")
def test_a_torn_log_and_a_lost_part_are_done_again(request_for: Make, corpus: Write, tmp_path: Path) -> None:
    path, out = corpus(TEXTS), tmp_path / "out"
    execute(request_for(path))
    whole = result(out)
    parts = json.loads((out / "manifest.json").read_text("utf-8"))
    log = "".join(json.dumps(part) + "\n" for part in parts.pop("parts"))
    (out / "manifest.json").write_bytes(manifest.encoded(parts))
    (out / "shards.jsonl").write_text(log[: len(log) * 2 // 3])  # torn in the middle of a line
    (out / "parts/part-000001.parquet").unlink()
    (out / "parts/part-000002.parquet").write_bytes(b"cut")
    (out / "parts/.part-000099.parquet.77.tmp").write_bytes(b"left by a killed worker")
    execute(request_for(path))
    assert result(out) == whole
    assert not list(out.rglob("*.tmp"))


def test_a_finished_run_is_not_done_again(request_for: Make, corpus: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    request = request_for(corpus(TEXTS))
    first = execute(request)
    monkeypatch.setattr(local, "run_shard", lambda *_, **__: pytest.fail("was done again"))
    assert execute(request) == first


OTHERS: list[Any] = [
    pytest.param({"store_build": "other"}, "store", id="another store"),
    pytest.param({"format": "jsonl"}, r"options \(--format: then parquet, now jsonl", id="another option"),
    pytest.param({"paths": ("more.jsonl",)}, "input", id="another input"),
]


@pytest.mark.parametrize(("change", "words"), OTHERS)
def test_a_folder_of_another_audit_is_refused(
    request_for: Make,
    corpus: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, Any],
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    corpus([FINE], "more.jsonl")
    request = request_for(corpus(TEXTS))
    execute(request)
    before = result(request.out)
    with pytest.raises(UsageError, match=words):
        execute(replace(request, **change))
    assert result(request.out) == before
    execute(replace(request, **change, resume=False))
    assert result(request.out) != before


def test_a_changed_file_and_another_day_are_refused(request_for: Make, corpus: Write) -> None:
    request = request_for(corpus(TEXTS))
    execute(request)
    tomorrow = replace(request.config, as_of=date(2026, 5, 2))
    with pytest.raises(UsageError, match="--as-of: then 2026-05-01, now 2026-05-02"):
        execute(replace(request, config=tomorrow))
    corpus([*TEXTS, FINE])
    with pytest.raises(UsageError, match="other input"):
        execute(request)


def test_a_folder_that_is_not_ours_is_left_alone(request_for: Make, corpus: Write, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/thesis.txt").write_text("mine")
    for resume in (True, False):
        with pytest.raises(UsageError, match="not empty"):
            execute(request_for(corpus([FINE]), resume=resume))
    assert [path.name for path in (tmp_path / "out").iterdir() if path.name[0] != "."] == ["thesis.txt"]


def test_two_audits_cannot_write_one_folder(request_for: Make, corpus: Write) -> None:
    request = request_for(corpus([FINE]))
    with manifest.locked(request.out), pytest.raises(CitecheckError, match="another audit is writing it"):
        execute(request)


def test_a_full_disk_ends_the_run_and_the_next_goes_on(
    request_for: Make, corpus: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = corpus(TEXTS)
    execute(request_for(path, out="whole"))
    with monkeypatch.context() as full:

        def fail(_: int) -> None:
            if (tmp_path / "out/manifest.json").exists():
                raise OSError(errno.ENOSPC, "No space left on device")

        full.setattr(local.os, "fsync", fail)
        with pytest.raises(CitecheckError, match="No space left on device"):
            execute(request_for(path))
    assert not list((tmp_path / "out/parts").iterdir())
    execute(request_for(path))
    assert result(tmp_path / "out") == result(tmp_path / "whole")


def test_a_worker_that_dies_is_told_with_its_shard(
    request_for: Make, corpus: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = request_for(corpus([FINE]), jobs=2)
    monkeypatch.setattr(local, "_work", _die)
    with pytest.raises(CitecheckError, match="a worker died on one of the shards 0"):
        execute(request)


def _die(_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_mixed_and_broken_inputs_are_rows_and_the_rest_goes_on(
    request_for: Make, corpus: Write, tmp_path: Path
) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    corpus([INVENTED], "mixed/a.jsonl")
    (folder / "b.md").write_text(f"# 标题\n\n{REPEALED}", encoding="gb18030")
    (folder / "c.jsonl").write_text('{"text": 5}\nnot json\n{"text": null}\n', encoding="utf-8")
    (folder / "d.jsonl.gz").write_bytes(b"\x1f\x8bbroken")
    (folder / "e.parquet").write_bytes(b"PAR1")
    (folder / "f.docx").write_bytes(b"PK\x03\x04broken")
    (folder / "g.html").write_text(f"<p>{FINE}</p>", encoding="utf-8")
    summary = execute(request_for(folder))
    found = [(Path(row["source"]).name, row["error"], row["verdict"]) for row in rows(tmp_path / "out")]
    assert found == [
        ("a.jsonl", None, "no_such_article"),
        ("b.md", None, "repealed"),
        ("c.jsonl", "text_not_text", None),
        ("c.jsonl", "not_json", None),
        ("c.jsonl", "no_text", None),
        ("d.jsonl.gz", "archive_damaged", None),
        ("e.parquet", "parquet_damaged", None),
        ("f.docx", "word_damaged", None),
        ("g.html", None, "ok"),
    ]
    assert (summary["documents"], summary["unreadable"]) == (9, 6)


def test_documents_are_parted_into_kept_and_dropped(request_for: Make, corpus: Write, tmp_path: Path) -> None:
    path = corpus([FINE, INVENTED, PLAIN, FINE + REPEALED])
    with path.open("a") as stream:
        stream.write('{"text": 5, "more": "kept as it is"}\n')
    keep, drop = tmp_path / "keep.jsonl", tmp_path / "drop.jsonl"
    execute(request_for(path, keep=keep, drop=drop, rule=Rule()))
    lines = path.read_text("utf-8").splitlines()
    assert keep.read_text("utf-8").splitlines() == [lines[0], lines[2]]
    assert drop.read_text("utf-8").splitlines() == [lines[1], lines[3], lines[4]]
    gentle = Rule(frozenset({Verdict.NO_SUCH_ARTICLE}), unreadable=False)
    execute(request_for(path, out="gentle", keep=keep, drop=drop, rule=gentle))
    assert drop.read_text("utf-8").splitlines() == [lines[1]]


def test_a_sample_takes_as_many_as_asked(request_for: Make, corpus: Write) -> None:
    summary = execute(request_for(corpus(TEXTS), sample=5))
    assert summary["documents"] == 5


THRESHOLDS = [
    pytest.param(None, False, id="none never fails"),
    pytest.param((5.0, False), True, id="as many as that"),
    pytest.param((6.0, False), False, id="fewer than that"),
    pytest.param((50.0, True), True, id="as large a share"),
    pytest.param((51.0, True), False, id="a smaller share"),
]


@pytest.mark.parametrize(("threshold", "fails"), THRESHOLDS)
def test_a_threshold_fails_a_pipeline(threshold: tuple[float, bool] | None, fails: bool) -> None:
    assert failed({"citations": 10, "suspicious": 5}, threshold) is fails
    assert not failed({"citations": 0, "suspicious": 0}, (1.0, True))


@pytest.mark.parametrize(
    "options",
    [
        {"keep": Path("a")},
        {"keep": Path("a"), "drop": Path("a")},
        {"paths": ("-", "more")},
        {"paths": ("-",), "sample": 3},
        {"parts": "s3://bucket/x"},
        {"engine": "ray", "format": "jsonl"},
        {"engine": "spark", "sample": 3},
    ],
    ids=str,
)
def test_what_cannot_be_asked_together_is_refused(request_for: Make, options: dict[str, Any]) -> None:
    with pytest.raises(UsageError):
        check(replace(request_for("x"), **options))


# ── as a process ─────────────────────────────────────────────────────────────────────────────────────────────────

PROGRAM = """
import os, signal, sys
from datetime import date
from itertools import count
from pathlib import Path
from citecheck.audit import charts, page, shards
from citecheck.audit.config import AuditConfig
from citecheck.audit.run import Request, execute
from citecheck.model import Check
shards.SMALLEST = shards.STREAM_BYTES = 2000
charts.load, page.bars = lambda: None, lambda *_, **__: "<svg/>"
if __name__ == "__main__":
    store, path, out, jobs, last = sys.argv[1:]
    write, calls = os.fsync, count(1)
    def fsync(file):
        if next(calls) == int(last):
            os.kill(os.getpid(), signal.SIGKILL)
        write(file)
    os.fsync = fsync
    config = AuditConfig(store, date(2026, 5, 1), checks=frozenset({Check.EXISTENCE, Check.VALIDITY}))
    execute(Request((path,), Path(out), config, "build", jobs=int(jobs), quiet=True))
"""


@pytest.fixture
def start(tmp_path: Path, small_store: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts an audit in a process of its own, which is killed when it writes to the disk for the `last` time."""
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    running: list[subprocess.Popen[bytes]] = []

    def begin(path: Path | str, out: str, jobs: int = 2, last: int = 0, **options: Any) -> subprocess.Popen[bytes]:
        words = [sys.executable, str(program), str(small_store), str(path), str(tmp_path / out), str(jobs), str(last)]
        running.append(subprocess.Popen(words, stderr=subprocess.PIPE, **options))
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.wait()


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGKILL")
@pytest.mark.parametrize("last", [4, 9])
def test_killed_in_the_midst_it_ends_the_same(
    start: Callable[..., subprocess.Popen[bytes]],
    request_for: Make,
    corpus: Write,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    last: int,
) -> None:
    path = corpus(TEXTS * 3)
    assert start(path, "killed", jobs=1, last=last).wait() == -signal.SIGKILL
    assert (tmp_path / "killed/shards.jsonl").exists()
    assert not (tmp_path / "killed/summary.json").exists()
    monkeypatch.setattr(shards, "SMALLEST", 2000)
    for out in ("killed", "whole"):
        execute(replace(request_for(path, out=out), store_build="build"))
    assert result(tmp_path / "killed") == result(tmp_path / "whole")


@pytest.mark.hostile
@pytest.mark.parametrize("kills", [20])
def test_killed_at_random_moments_it_ends_the_same(
    start: Callable[..., subprocess.Popen[bytes]], corpus: Write, tmp_path: Path, kills: int
) -> None:
    path = corpus(TEXTS * (2 + 2 * kills))
    begun = time.monotonic()
    assert start(path, "whole").wait() == 0
    took = time.monotonic() - begun  # on this machine, as busy as it is
    moments = random.Random(6)
    for _ in range(kills):
        process = start(path, "killed")
        time.sleep(moments.uniform(took / 4, took))
        process.kill()
        process.wait()
    assert start(path, "killed").wait() == 0
    assert result(tmp_path / "killed") == result(tmp_path / "whole")


@pytest.mark.processes
@pytest.mark.skipif(sys.platform != "linux", reason="looks for the workers in /proc")
def test_ctrl_c_ends_the_pool_and_the_run_goes_on(
    start: Callable[..., subprocess.Popen[bytes]], corpus: Write, tmp_path: Path
) -> None:
    """A terminal sends the signal to every process of the run, the workers too."""
    path, log = corpus(TEXTS * 24), tmp_path / "stopped/shards.jsonl"  # so that a busy machine does not end it before
    process = start(path, "stopped", start_new_session=True)
    deadline = time.monotonic() + 3000
    while time.monotonic() < deadline and not (log.exists() and log.stat().st_size):
        time.sleep(0.02)
    workers = descendants(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=300)
    assert process.returncode == -signal.SIGINT
    assert b"KeyboardInterrupt" in told
    while any(lives(worker) for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(workers) >= 2
    assert not [worker for worker in workers if lives(worker)]
    assert log.stat().st_size
    assert not (tmp_path / "stopped/summary.json").exists()
    assert start(path, "stopped").wait() == 0
    assert start(path, "whole").wait() == 0
    assert result(tmp_path / "stopped") == result(tmp_path / "whole")


def test_no_worker_outlives_its_parent(start: Callable[..., subprocess.Popen[bytes]], corpus: Write) -> None:
    process = start(corpus(TEXTS * 40), "out")
    workers: list[int] = []
    deadline = time.monotonic() + 300
    while len(workers) < 4 and time.monotonic() < deadline:  # who tracks what is shared, who forks, and two workers
        time.sleep(0.1)
        workers = descendants(process.pid)
    process.kill()
    process.wait()
    while any(lives(worker) for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(workers) >= 4
    assert not [worker for worker in workers if lives(worker)]


def test_standard_input_is_read_and_can_be_given_again(
    start: Callable[..., subprocess.Popen[bytes]], corpus: Write, tmp_path: Path
) -> None:
    path = corpus(TEXTS)
    for _ in range(2):
        with path.open("rb") as stream:
            assert start("-", "piped", jobs=1, stdin=stream).wait() == 0
    assert [row["document"] for row in rows(tmp_path / "piped")][:4] == ["d0", "d1", "d2", "d3"]
    assert len({row["document"] for row in rows(tmp_path / "piped")}) == 32
