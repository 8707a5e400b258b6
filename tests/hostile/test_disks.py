"""Real disks that are full or may not be written: what was there stays right, and what is said tells what to do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from citecheck.errors import CitecheckError, StoreError
from citecheck.refresh.work import only_one
from citecheck.store import Sources, StatuteStore, open_store, verify_store
from citecheck.store.paths import store_path

pytestmark = [
    pytest.mark.hostile,
    pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="mounts disks, which only root may"),
]


class Disk:
    """A disk of our own in memory."""

    def __init__(self, place: Path) -> None:
        self.place = place
        place.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", place], check=False).returncode:
            pytest.skip("no disk can be mounted here")

    def options(self, options: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{options}", self.place], check=True)

    def leave(self, kilobytes: int) -> None:
        """Fill it but for so much."""
        status = os.statvfs(self.place)
        (self.place / "filler").write_bytes(bytes(max(0, status.f_bavail * status.f_frsize - kilobytes * 1024)))

    def free(self) -> None:
        (self.place / "filler").unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    mounted = Disk(tmp_path / "disk")
    yield mounted
    subprocess.run(["umount", "-l", mounted.place], check=True)


def changed(sources: Sources, note: str) -> None:
    (sources.catalogue / "horizons.csv").write_text(f"level,complete_to,source,note\nlaw,2026-08-28,{note},\n")


@pytest.mark.parametrize("kilobytes", [0, 4, 12, 40, 80, 120, 200, 300])
def test_a_build_without_room_leaves_the_old_store_and_says_so(disk: Disk, sources: Sources, kilobytes: int) -> None:
    home = disk.place / "home"
    open_store(home, sources=sources).close()
    before = store_path(home).read_bytes()
    changed(sources, "next")
    disk.leave(kilobytes)
    try:
        open_store(home, sources=sources).close()
    except StoreError as error:
        told = str(error)
    else:
        told = ""
    assert not told or ("the disk is full" in told and "free" in told)
    assert told or store_path(home).read_bytes() != before
    assert not told or store_path(home).read_bytes() == before
    assert verify_store(store_path(home)) == []
    disk.free()
    with open_store(home, sources=sources) as store:
        assert store.horizon(store.info().horizons[0].level).source == "next"
    assert verify_store(store_path(home)) == []
    assert not [path for path in home.iterdir() if path.name.startswith("building")]


def test_a_store_on_a_disk_that_may_not_be_written_answers(disk: Disk, sources: Sources) -> None:
    home = disk.place / "home"
    open_store(home, sources=sources).close()
    disk.options("ro")
    try:
        with open_store(home, sources=sources) as store:
            assert store.find("示交法")
        assert verify_store(store_path(home)) == []
        changed(sources, "next")
        with open_store(home, sources=sources) as store:  # outdated, and used
            assert store.find("示交法")
        with pytest.raises(StoreError, match="cannot be written"):
            open_store(disk.place / "elsewhere", sources=sources)
        with pytest.raises(CitecheckError, match=r"cannot refresh .* Read-only file system"), only_one(home):
            pass
    finally:
        disk.options("rw")


def test_a_store_whose_disk_goes_away_still_answers(disk: Disk, sources: Sources, tmp_path: Path) -> None:
    with open_store(disk.place / "home", sources=sources) as store:
        subprocess.run(["umount", "-l", disk.place], check=True)
        assert store.find("示交法")
        assert store.articles(store.versions("示范交易法")[0].id) is not None
        with pytest.raises(StoreError):
            StatuteStore.open(store.path)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", disk.place], check=True)


@pytest.mark.parametrize("kilobytes", [0, 4, 8, 16, 24, 32, 40, 48])
def test_an_audit_without_room_goes_on_when_there_is(
    disk: Disk, sources: Sources, tmp_path: Path, kilobytes: int
) -> None:
    pytest.importorskip("pyarrow")
    from citecheck.audit.config import AuditConfig
    from citecheck.audit.run import Request, execute

    open_store(tmp_path / "home", sources=sources).close()
    corpus = tmp_path / "a.jsonl"
    rows = [{"id": str(n), "text": f"根据《示范交易法》第{n}条，不得如此。"} for n in range(1, 60)]
    corpus.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    config = AuditConfig(str(store_path(tmp_path / "home")), date(2026, 1, 1))

    def run(out: Path) -> object:
        execute(Request((str(corpus),), out, config, "build", jobs=1, quiet=True))
        return json.loads((out / "summary.json").read_text())["citations"]

    whole = run(tmp_path / "whole")
    disk.leave(kilobytes)
    try:
        run(disk.place / "out")
    except CitecheckError as error:
        told = str(error)
    else:
        told = ""
    assert not told or ("No space left" in told and "run the same command again" in told)
    assert told or kilobytes > 16
    disk.free()
    assert run(disk.place / "out") == whole
    assert not list((disk.place / "out").rglob("*.tmp"))
