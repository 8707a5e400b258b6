"""Every hostile input has its declared outcome, in under ten seconds and 500 MB; a sample of them with every run."""

from __future__ import annotations

import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from hostile_inputs import TABLE, Hostile

from citecheck.audit.config import Fields
from citecheck.audit.inputs import Piece, entries, kind_of
from citecheck.checker import Checker
from citecheck.errors import CitecheckError, StoreError
from citecheck.model import Unreadable
from citecheck.read import read, walk
from citecheck.refresh.outcome import SourceError
from citecheck.refresh.tree import entries as archive_entries
from citecheck.report import Report, StoreSummary
from citecheck.report import json as as_json
from citecheck.report import text as as_text
from citecheck.store import StatuteStore

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="forks, and measures as Linux does")

MOST_SECONDS, PATIENCE = 10.0, 90.0
MOST_MEGABYTES = 500 - 80  # a run of its own begins with some 70
DAY = date(2026, 1, 1)


def document_outcome(path: Path, store: StatuteStore) -> str:
    document = read(path)
    if isinstance(document, Unreadable):
        return document.error
    report = Checker(store, as_of=DAY).check(document)
    told = Report((report,), StoreSummary.of(store.info()), DAY)
    as_json.render(told)
    as_text.render(told)
    reached = {left.reason for left in report.not_checked} & {"over_limit", "out_of_time"}
    return " ".join(sorted(reached)) or "read"


def folder_outcome(path: Path, store: StatuteStore) -> str:
    checks, found = Checker(store, as_of=DAY), list(walk([path]))
    reports = [checks.check(one if isinstance(one, Unreadable) else read(one)) for one in found]
    told = Report(tuple(reports), StoreSummary.of(store.info()), DAY)
    lines = as_text.render(told).split("\n")
    assert not [line for line in lines if line.startswith(("::", "\x1b"))], lines
    assert len(json.loads(as_json.render(told))["documents"]) == len(found)
    errors = {one.document.error if isinstance(one.document, Unreadable) else "read" for one in reports}
    return " ".join(sorted(errors))


def corpus_outcome(path: Path, _: StatuteStore) -> str:
    found = entries(Piece(str(path), kind_of(str(path))), Fields())
    return " ".join(sorted({one.error or "read" for one in found}))


def archive_outcome(path: Path, _: StatuteStore) -> str:
    try:
        list(archive_entries(path))
    except SourceError as error:
        return str(error.status)
    return "read"


def store_outcome(path: Path, _: StatuteStore) -> str:
    try:
        with StatuteStore.open(path) as opened:
            opened.names()
    except StoreError as error:
        return "refused" if error.remedy else f"refused without a remedy: {error}"
    return "read"


OUTCOMES: dict[str, Callable[[Path, StatuteStore], str]] = {
    "document": document_outcome, "folder": folder_outcome, "corpus": corpus_outcome,
    "archive": archive_outcome, "store": store_outcome,
}  # fmt: skip


def _kilobytes(what: str) -> int:
    """A line of the kernel's account of this process."""
    return int(Path("/proc/self/status").read_text().split(f"{what}:")[1].split()[0])


def run(hostile: Hostile, path: Path, store: StatuteStore, told: Connection) -> None:
    """In a process of its own: tells the outcome, the seconds and the megabytes that it grew by."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with open("/proc/self/clear_refs", "w") as out:  # noqa: PTH123 - the greatest size from here on
        out.write("5")
    before = _kilobytes("VmRSS")  # a fork begins with all that the tests before it had in memory
    begun = time.process_time()
    try:
        outcome = OUTCOMES[hostile.kind](path, store)
    except CitecheckError as error:
        outcome = f"error: {error}"
    except Exception as error:
        outcome = f"{type(error).__name__}: {error}"
    took = time.process_time() - begun
    told.send((outcome, took, (_kilobytes("VmHWM") - before) // 1024))
    told.close()
    os._exit(0)


def measured(hostile: Hostile, folder: Path, store: StatuteStore) -> tuple[str, float, int]:
    """What became of the input: (outcome, seconds of processor time, megabytes)."""
    path = hostile.make(folder)
    told, tell = multiprocessing.Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=run, args=(hostile, path, store, tell))
    child.start()
    tell.close()
    try:
        if not told.poll(PATIENCE):
            return "hangs", PATIENCE, 0
        try:
            outcome: tuple[str, float, int] = told.recv()
        except EOFError:
            return "died", 0.0, 0
        return outcome
    finally:
        child.kill()
        child.join()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    inner = tmp_path / "hostile"
    inner.mkdir()
    yield inner
    assert {path.name for path in tmp_path.iterdir()} <= {"hostile"}  # nothing climbed out


def held(hostile: Hostile, folder: Path, store: StatuteStore) -> None:
    outcome, seconds, megabytes = measured(hostile, folder, store)
    print(f"{hostile.name}\t{outcome}\t{seconds:.2f} s\t{megabytes} MB")
    if hostile.outcome == "over_limit":  # on a slow machine the time of a document is up before that
        outcome = outcome.removeprefix("out_of_time ")
    assert outcome == hostile.outcome
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


def test_there_are_two_hundred_with_names_of_their_own() -> None:
    assert len({hostile.name for hostile in TABLE}) == len(TABLE) >= 200


SAMPLE = [hostile for hostile in TABLE if hostile.name.startswith(("bytes", "folder", "name", "store", "archive: a "))][
    ::3
]


@pytest.mark.parametrize("hostile", SAMPLE, ids=lambda hostile: hostile.name)
def test_a_sample(hostile: Hostile, folder: Path, invented: StatuteStore) -> None:
    held(hostile, folder, invented)


@pytest.mark.hostile
@pytest.mark.parametrize("hostile", TABLE, ids=lambda hostile: hostile.name)
def test_all(hostile: Hostile, folder: Path, invented: StatuteStore) -> None:
    held(hostile, folder, invented)
