"""How fast the server answers, with fifty connections at once, and that its memory does not grow.

Run with `pytest -n 0 -m benchmark tests/benchmarks/test_serve_speed.py`; `-s` shows the figures. They are rates on the
clock, so the floors hold for two cores that others use as well; what a request costs in processor time is printed too.
`CITECHECK_REQUESTS` sets how many requests the test of the memory makes (default 20,000).
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.benchmark,
    pytest.mark.skipif(sys.platform != "linux", reason="reads memory and time as Linux tells them"),
]

CONNECTIONS = 50
WITH_SUGGESTIONS, WITHOUT = 25.0, 200.0  # requests a second
GROWTH = 8.0  # megabytes that a process may gain between the 2,000th and the last request
QUICK = ["existence", "validity"]


@dataclass
class Load:
    """What came of so many requests."""

    seconds: float = 0.0
    answered: int = 0
    failed: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.answered / self.seconds

    def wait(self, share: float) -> float:
        return sorted(self.waits)[int(share * (len(self.waits) - 1))]


@pytest.fixture(scope="module")
def server(real_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """(port, process id) of `citecheck serve --jobs 2`."""
    said = tmp_path_factory.mktemp("server") / "said.txt"
    command = [sys.executable, "-m", "citecheck", "serve", "--port", "0", "--jobs", "2"]
    with said.open("wb") as stream:
        process = subprocess.Popen(command, stderr=stream, env={**os.environ, "CITECHECK_HOME": str(real_home)})
    while not (found := re.search(r"http://\S+:(\d+)", said.read_text("utf-8"))):
        assert process.poll() is None, said.read_text("utf-8")
        time.sleep(0.05)
    yield int(found[1]), process.pid
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0


@pytest.fixture(scope="module")
def texts(shared: Path) -> list[str]:
    return [path.read_text("utf-8") for path in sorted((shared / "seeds").glob("*.txt"))]


def bodies(texts: Sequence[str], checks: list[str] | None) -> list[bytes]:
    more = {} if checks is None else {"checks": checks}
    return [json.dumps({"text": text, "as_of": "2026-11-22", **more}).encode() for text in texts]


async def loaded(port: int, sent: Sequence[bytes], number: int, seen: Callable[[int], None]) -> Load:
    """Send the bodies in turn, `number` in all, over fifty connections that each wait for their answer."""
    start = f"POST /api/check HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nContent-Length: "
    requests = [start.encode() + b"%d\r\n\r\n%s" % (len(body), body) for body in sent]
    load, turns = Load(), iter(range(number))

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for turn in turns:
            began = time.perf_counter()
            writer.write(requests[turn % len(requests)])
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head)
            assert length
            body = await reader.readexactly(int(length[1]))
            load.waits.append(time.perf_counter() - began)
            load.answered += 1
            load.failed += not (head.startswith(b"HTTP/1.1 200 ") and b'"citations": [' in body)
            seen(load.answered)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    load.seconds = time.perf_counter() - began
    return load


def family(process: int) -> list[int]:
    """The server and its workers."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *map(int, children)]


def megabytes(process: int) -> float:
    told = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    assert told
    return int(told[1]) / 1024


def processor_seconds(processes: Sequence[int]) -> float:
    stats = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in processes)
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize(
    ("checks", "number", "floor"),
    [
        pytest.param(None, 2000, WITH_SUGGESTIONS, id="all checks, with suggestions"),
        pytest.param(QUICK, 4000, WITHOUT, id="existence and validity"),
    ],
)
def test_the_server_answers_the_seeds(
    server: tuple[int, int], texts: list[str], checks: list[str] | None, number: int, floor: float
) -> None:
    port, process = server
    before = processor_seconds(family(process))
    load = asyncio.run(loaded(port, bodies(texts, checks), number, lambda _: None))
    cost = (processor_seconds(family(process)) - before) / number
    print(
        f"\n{number} requests, {CONNECTIONS} connections: {load.rate:.0f} a second, {load.failed} failed,"
        f" {1000 * cost:.1f} ms of processor time each, waits {1000 * load.wait(0.5):.0f} ms (median),"
        f" {1000 * load.wait(0.99):.0f} ms (99 of 100)"
    )
    assert load.failed == 0
    assert load.answered == number
    assert load.rate >= floor


def test_claims_not_seen_before_are_answered_too(server: tuple[int, int], shared: Path) -> None:
    """What the store and the judge remember of earlier texts is of no use here. No floor: judging has its own tests."""
    rows = (shared / "data" / "support" / "model_answers.jsonl").read_text("utf-8").splitlines()[:2000]
    answers = [json.loads(row) for row in rows]
    claims = [f"根据《{row['law']}》第{row['article']}条，{row['claim']}\n" for row in answers]
    pages = ["".join(claims[start : start + 5]) for start in range(0, len(claims), 5)]
    load = asyncio.run(loaded(server[0], bodies(pages, None), len(pages), lambda _: None))
    print(f"\n{len(pages)} pages of five claims each: {load.rate:.0f} a second, {load.failed} failed")
    assert load.failed == 0
    assert load.answered == len(pages)


def test_memory_does_not_grow(server: tuple[int, int], texts: list[str]) -> None:
    port, process = server
    number = int(os.environ.get("CITECHECK_REQUESTS", "20000"))
    marks = (number // 10, number // 2, number)
    held: dict[int, list[float]] = {}

    def seen(answered: int) -> None:
        if answered in marks:
            held[answered] = [megabytes(one) for one in family(process)]

    mixed = bodies(texts, None) + bodies(texts, QUICK)
    load = asyncio.run(loaded(port, mixed, number, seen))
    for mark, sizes in held.items():
        print(
            f"\nafter {mark} requests: server {sizes[0]:.1f} MB, workers {', '.join(f'{s:.1f}' for s in sizes[1:])} MB"
        )
    assert load.failed == 0
    for first, last in zip(held[marks[0]], held[marks[-1]], strict=True):
        assert last - first < GROWTH
