"""How fast an audit is, as ratios in one run: against reading and parsing the same file, one worker against two.

Reading, checking and writing are timed together, as processor time of one process where one core is meant, so that
what else the machine does matters less. What it is compared with is what anybody would write to read JSON Lines:
`json.loads` on every line of the file opened as UTF-8, and taking the text, with the standard library alone; not our
own reader, which does the same and more.

The corpus is so large that the page with its charts, 0.05 s whatever the size, counts for little, as it does in
use. Run with: pytest -m benchmark tests/benchmarks/test_audit_speed.py -s
"""

from __future__ import annotations

import gc
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest
from processes import descendants, peak

pytest.importorskip("pyarrow", reason="needs the extra audit")

from citecheck.audit import batch
from citecheck.audit.config import AuditConfig
from citecheck.audit.run import Request, execute
from citecheck.model import Check
from citecheck.store import StatuteStore

pytestmark = pytest.mark.benchmark

STRUCTURE = frozenset({Check.EXISTENCE, Check.VALIDITY})
ALL = frozenset(Check)
MEGABYTES = 96

_ARTICLE = re.compile(r"第[一二三四五六七八九十百零]+[条條]")
_DIGITS = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below 1000 as articles write it."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{_DIGITS[tens]}十" if tens > 1 or hundreds else "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def write_web(path: Path, shared: Path, megabytes: int) -> Path:
    """The seeds over and over, the lines of each in another order and every citation with another article."""
    chance = random.Random(3)
    seeds = [path.read_text("utf-8").split("\n") for path in sorted((shared / "seeds").glob("*.txt"))]
    with path.open("w", encoding="utf-8") as stream:
        number = 0
        while stream.tell() < megabytes * 1_000_000:
            lines = chance.choice(seeds)
            text = "\n".join(chance.sample(lines, len(lines)))
            text = _ARTICLE.sub(lambda _: f"第{chinese(chance.randint(1, 400))}条", text)
            stream.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
            number += 1
    return path


@pytest.fixture(scope="module")
def web(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_web(tmp_path_factory.mktemp("web") / "web.jsonl", shared, MEGABYTES)


@pytest.fixture(scope="module")
def large(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """So large that starting two workers counts for little."""
    return write_web(tmp_path_factory.mktemp("large") / "large.jsonl", shared, 4 * MEGABYTES)


@pytest.fixture(scope="module")
def dense(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Claims with the article each cites, ten to a document."""
    rows = [json.loads(line) for line in (shared / "data/support/swapped.jsonl").read_text("utf-8").splitlines()]
    path = tmp_path_factory.mktemp("dense") / "dense.jsonl"
    sentences = [
        f"根据《{row['law']}》第{row['article']}条的规定，{row['claim']}。" for row in rows if row.get("claim")
    ]
    with path.open("w", encoding="utf-8") as stream:
        for start in range(0, len(sentences), 10):
            text = "\n".join(sentences[start : start + 10])
            stream.write(json.dumps({"id": str(start), "text": text}, ensure_ascii=False) + "\n")
    return path


@dataclass(frozen=True, slots=True)
class Timed:
    """One audit in one process: seconds of processor time of it, and of parsing the same file right before and after
    it, on average."""

    seconds: float
    parsed: float
    citations: int

    @property
    def ratio(self) -> float:
        return self.parsed / self.seconds

    @property
    def speed(self) -> float:
        return self.citations / self.seconds


def parsed(path: Path) -> float:
    """Seconds of processor time to read the file and parse its lines."""
    before = time.process_time()
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            json.loads(line)["text"]
    return time.process_time() - before


def audited(path: Path, store: StatuteStore, out: Path, checks: frozenset[Check], runs: int = 5) -> list[Timed]:
    """Audits by one worker, without opening the store and loading tables, which the first documents of a run do.

    Each is a first one: a checker that has met the corpus before would remember its places and suggestions. And each
    has its own reading to be compared with: a machine that others use is half as fast again from one second to the
    next, and the best of several short readings meets its best moment, which an audit of some seconds never does.
    """
    warm = path.with_name("warm.jsonl")
    with path.open("rb") as stream:
        warm.write_bytes(b"".join(line for _, line in zip(range(50), stream, strict=False)))
    config = AuditConfig(str(store.path), date(2026, 11, 1), checks=checks)
    found = []
    for run in range(runs):
        batch._checker.cache_clear()
        execute(Request((str(warm),), out / f"warm{run}", config, "benchmark", jobs=1, quiet=True))
        before = parsed(path)
        gc.collect()  # what drawing the last page left behind
        start = time.process_time()
        summary = execute(Request((str(path),), out / str(run), config, "benchmark", jobs=1, quiet=True))
        seconds = time.process_time() - start
        citations = summary["citations"]
        assert isinstance(citations, int)
        found.append(Timed(seconds, (before + parsed(path)) / 2, citations))
    return found


# Sought are 0.10 and 0.04. Measured with `pytest -n 0 -s -m benchmark tests/benchmarks/test_audit_speed.py`, on two
# cores of an EPYC that others use, each run a first one: medians of 0.111, 0.112, 0.122 and 0.111 (single runs 0.099
# to 0.142; before, 0.086 to 0.115), and of 0.064 to 0.069. The floor is what the worst minute still shows.
# Of the first 45 % is extraction: some thirty searches of the text for one character each, and 11 µs for each claim
# that is cut out. What was found out about a place cited is remembered for the next who cite it, and so are its words:
# the seeds name five statutes, of which 12,209 citations in 48 MB cite 1,177 articles. So is what was suggested for a
# claim. Where every citation is of another statute, too, structure alone is at 0.075 to 0.09, claims judged at 0.02.
@pytest.mark.parametrize(("checks", "floor"), [(STRUCTURE, 0.08), (ALL, 0.04)], ids=["structure", "claims"])
def test_web_text(web: Path, store: StatuteStore, tmp_path: Path, checks: frozenset[Check], floor: float) -> None:
    runs, size = audited(web, store, tmp_path, checks), web.stat().st_size / 1e6
    ratio = statistics.median(run.ratio for run in runs)
    print(
        f"\nweb: parsed {size / min(run.parsed for run in runs):.0f} MB/s,"
        f" audited {size / min(run.seconds for run in runs):.1f} MB/s ({runs[0].citations} citations),"
        f" ratios {', '.join(f'{run.ratio:.3f}' for run in runs)}, median {ratio:.3f}, at least {floor}"
    )
    assert ratio >= floor


# Sought are 8,000 and 900. Measured by the same command, each run a first one, beside other work: the best of five
# 11,350, 11,342 and 11,603 (single runs 8,020 to 11,603), and 1,048, 1,150 and 1,007 (718 to 1,150).
@pytest.mark.parametrize(("checks", "floor"), [(STRUCTURE, 8000), (ALL, 900)], ids=["structure", "claims"])
def test_dense_text(dense: Path, store: StatuteStore, tmp_path: Path, checks: frozenset[Check], floor: int) -> None:
    runs = audited(dense, store, tmp_path, checks)
    best = max(run.speed for run in runs)
    print(
        f"\ndense: {runs[0].citations} citations, {', '.join(f'{run.speed:.0f}' for run in runs)} a second,"
        f" at least {floor}"
    )
    assert best >= floor


WORKERS = """
import sys
from datetime import date
from pathlib import Path
from citecheck.audit import workers
from citecheck.audit.config import AuditConfig
from citecheck.audit.run import Request, execute
if __name__ == "__main__":
    workers.without_pandas()
    path, out, store, jobs = sys.argv[1:]
    config = AuditConfig(store, date(2026, 11, 1))
    execute(Request((path,), Path(out), config, "benchmark", jobs=int(jobs), quiet=True))
"""


class Run(NamedTuple):
    """A whole process: seconds of wall time, and megabytes of the largest process in it."""

    seconds: float
    megabytes: float


@pytest.fixture
def whole_run(tmp_path: Path) -> Callable[[Path, StatuteStore, int], Run]:
    program = tmp_path / "workers.py"
    program.write_text(WORKERS)

    def run(path: Path, store: StatuteStore, jobs: int) -> Run:
        out = tmp_path / f"{path.stem}-{jobs}"
        words = [sys.executable, str(program), str(path), str(out), str(store.path), str(jobs)]
        before, most = time.monotonic(), 0.0
        with subprocess.Popen(words) as process:
            while process.poll() is None:  # a process's peak is asked of the system: the workers have other parents
                most = max(most, *map(peak, (process.pid, *descendants(process.pid))))
                time.sleep(0.1)
        assert process.returncode == 0
        return Run(time.monotonic() - before, most)

    return run


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="needs two cores")
def test_two_workers(large: Path, store: StatuteStore, whole_run: Callable[..., Run]) -> None:
    """Wall time, so only meaningful on a machine that does nothing else. Sought is 1.8; reached were 1.85 to
    2.16 on 384 MB. Starting the workers takes its share, and each of them learns anew what it remembers."""
    one, two = (whole_run(large, store, jobs).seconds for jobs in (1, 2))
    print(f"\none worker {one:.1f} s, two {two:.1f} s: {one / two:.2f} times (load {os.getloadavg()[0]:.1f})")
    assert one / two >= 1.6


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from Linux's /proc")
def test_memory_does_not_grow(web: Path, large: Path, store: StatuteStore, whole_run: Callable[..., Run]) -> None:
    small, big = (whole_run(path, store, 2).megabytes for path in (web, large))
    print(f"\nlargest process: {small:.0f} MB, four times the corpus: {big:.0f} MB")
    assert big < min(300, small * 1.15)
