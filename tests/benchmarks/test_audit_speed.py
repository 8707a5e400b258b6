"""How fast an audit is, as ratios in one run: against reading and parsing the same file, one worker against two.

Reading, checking and writing are timed together, as processor time of one process where one core is meant, so that
what else the machine does matters little. What it is compared with is what anybody would write to read JSON Lines:
`json.loads` on every line of the file opened as UTF-8, and taking the text, with the standard library alone; not our
own reader, which does the same and more.

The corpus is so large that the page with its charts, 0.2 s whatever the size, counts for little, as it does in
use. Run with: pytest -m benchmark tests/benchmarks/test_audit_speed.py -s
"""

from __future__ import annotations

import json
import os
import random
import re
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
    seconds: float  # of processor time
    citations: int


def parsed(path: Path) -> float:
    """Seconds of processor time to read the file and parse its lines: the best of five."""
    return min(_parse(path) for _ in range(5))


def _parse(path: Path) -> float:
    before = time.process_time()
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            json.loads(line)["text"]
    return time.process_time() - before


def audited(path: Path, store: StatuteStore, out: Path, checks: frozenset[Check], runs: int = 3) -> Timed:
    """The audit by one worker, without opening the store and loading tables, which a first run does."""
    warm = path.with_name("warm.jsonl")
    with path.open("rb") as stream:
        warm.write_bytes(b"".join(line for _, line in zip(range(50), stream, strict=False)))
    config = AuditConfig(str(store.path), date(2026, 11, 1), checks=checks)
    execute(Request((str(warm),), out / "warm", config, "benchmark", jobs=1, quiet=True))
    best = Timed(float("inf"), 0)
    for run in range(runs):
        before = time.process_time()
        summary = execute(Request((str(path),), out / str(run), config, "benchmark", jobs=1, quiet=True))
        seconds = time.process_time() - before
        citations = summary["citations"]
        assert isinstance(citations, int)
        best = min(best, Timed(seconds, citations), key=lambda timed: timed.seconds)
    return best


# Sought are 0.10 and 0.04. Reached with `pytest -n 0 -s -m benchmark tests/benchmarks/test_audit_speed.py` on two cores
# of an EPYC that five others used: 0.056 to 0.071 (18 to 20 MB/s), and 0.031 to 0.036 (10 to 11 MB/s);
# on a quiet machine 0.059 and 0.040. For existence and validity since then, at a load of ten: 0.071 to 0.088 (21 MB/s),
# where the tree before, measured in turn with it, reached 0.055 to 0.062.
# What was found out about a place cited is remembered for the next who cite it, and so are its words: the seeds name
# five statutes, of which 12,209 citations in 48 MB cite 1,177 articles. Without that memory the same documents took
# 265 µs each where they take 181. So are suggestions, in one process from run to run: the best of three is 0.073 with
# claims judged, a first run alone 0.058; where every citation is of another statute, too, 0.02. Structure alone: 0.078.
@pytest.mark.parametrize(("checks", "floor"), [(STRUCTURE, 0.06), (ALL, 0.04)], ids=["structure", "claims"])
def test_web_text(web: Path, store: StatuteStore, tmp_path: Path, checks: frozenset[Check], floor: float) -> None:
    baseline, audit = parsed(web), audited(web, store, tmp_path, checks)
    ratio, size = baseline / audit.seconds, web.stat().st_size / 1e6
    print(
        f"\nweb: parsed {size / baseline:.0f} MB/s, audited {size / audit.seconds:.1f} MB/s"
        f" ({audit.citations} citations), ratio {ratio:.3f}, at least {floor}"
    )
    assert ratio >= floor


# Sought are 8,000 and 900. Reached by the same command: 9,715 and 956; on a quiet machine, with the rules that the
# reading of a lawyer brought, 9,854 and 722. For existence and validity since then, with ten others on it: 11,255.
# With what was suggested remembered: 1,380, the best of three, of which the later know some of the first's; 804 in a
# first run beside another test run.
@pytest.mark.parametrize(("checks", "floor"), [(STRUCTURE, 8500), (ALL, 900)], ids=["structure", "claims"])
def test_dense_text(dense: Path, store: StatuteStore, tmp_path: Path, checks: frozenset[Check], floor: int) -> None:
    audit = audited(dense, store, tmp_path, checks)
    speed = audit.citations / audit.seconds
    print(f"\ndense: {audit.citations} citations, {speed:.0f} a second, at least {floor}")
    assert speed >= floor


WORKERS = """
import sys
from datetime import date
from pathlib import Path
from citecheck.audit.config import AuditConfig
from citecheck.audit.run import Request, execute
if __name__ == "__main__":
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
    """Wall time, so only meaningful on a machine that does nothing else. Sought is 1.8; reached was 1.85 on
    384 MB. Starting the workers takes its share, and each of them learns anew what it remembers."""
    one, two = (whole_run(large, store, jobs).seconds for jobs in (1, 2))
    print(f"\none worker {one:.1f} s, two {two:.1f} s: {one / two:.2f} times (load {os.getloadavg()[0]:.1f})")
    assert one / two >= 1.6


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read from Linux's /proc")
def test_memory_does_not_grow(web: Path, large: Path, store: StatuteStore, whole_run: Callable[..., Run]) -> None:
    small, big = (whole_run(path, store, 2).megabytes for path in (web, large))
    print(f"\nlargest process: {small:.0f} MB, four times the corpus: {big:.0f} MB")
    assert big < min(300, small * 1.15)
