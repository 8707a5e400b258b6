"""The folder in which a refresh keeps what it has fetched, so that one that was interrupted goes on from there.

A kept file is its bytes and a note beside it with their digest: a file that was cut short by a kill, or changed
since, is fetched again. The times are those of the file system.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from citecheck.errors import CitecheckError

FOLDER = "refresh"
LOCK = "refresh.lock"
_LOOKED_AT = "looked-at.json"
_KEPT_FOR = timedelta(days=1)
_PATIENCE = 600.0  # seconds to wait for another refresh


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it was fetched, with what was noted of it."""

    path: Path
    sha256: str
    size: int
    fetched_at: datetime  # UTC, by the file system
    note: Mapping[str, Any]

    def bytes(self) -> bytes:
        return self.path.read_bytes()


class Work:
    """The files kept in `home`/refresh for this refresh and the one that may have to go on from it."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER
        self.folder.mkdir(parents=True, exist_ok=True)

    def now(self) -> datetime:
        """The time by the file system: nothing but the command line asks what time it is."""
        with tempfile.NamedTemporaryFile(dir=self.folder, prefix=".now-") as file:
            return datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC).replace(microsecond=0)

    def part(self, key: str) -> Path:
        """Where to write a file that is not whole yet."""
        return self.folder / f"{_name(key)}.part"

    def keep(self, key: str, part: Path, note: Mapping[str, Any]) -> Kept:
        """The file at `part` under `key`, on the disk before the note says that it is whole."""
        path = self.folder / f"{_name(key)}.file"
        with part.open("rb+") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            os.fsync(stream.fileno())
        part.replace(path)
        _write_whole(self._note(key), {"sha256": digest, "note": dict(note)})
        return self._kept(path, digest, note)

    def kept(self, key: str) -> Kept | None:
        """What was kept under `key` less than a day ago and is still as it was."""
        path, noted = self.folder / f"{_name(key)}.file", self._note(key)
        try:
            said = json.loads(noted.read_text(encoding="utf-8"))
            with path.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            kept = self._kept(path, digest, said["note"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if digest != said["sha256"] or self.now() - kept.fetched_at > _KEPT_FOR:
            return None
        return kept

    def looked_at(self) -> dict[str, datetime]:
        """When each statute was last found to be as it was fetched before; {} when that was lost, which costs requests
        and nothing else."""
        try:
            said = json.loads((self.folder.parent / _LOOKED_AT).read_text(encoding="utf-8"))
            return {str(statute): datetime.fromisoformat(day) for statute, day in said.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}

    def note_looked_at(self, statutes: Iterable[str]) -> None:
        """Notes that the statutes were looked at now."""
        now = self.now()
        noted = self.looked_at() | dict.fromkeys(statutes, now)
        _write_whole(self.folder.parent / _LOOKED_AT, {name: day.isoformat() for name, day in noted.items()})

    def clear(self) -> None:
        """Throws everything away: the refresh is done."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _note(self, key: str) -> Path:
        return self.folder / f"{_name(key)}.json"

    def _kept(self, path: Path, digest: str, note: Mapping[str, Any]) -> Kept:
        stat = path.stat()
        fetched = datetime.fromtimestamp(int(stat.st_mtime), UTC)
        return Kept(path, digest, stat.st_size, fetched, note)


def _name(key: str) -> str:
    """A file name that no title and no address can bend."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _write_whole(path: Path, value: Any) -> None:
    part = path.with_suffix(".tmp")
    part.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    part.replace(path)


@contextmanager
def only_one(home: Path, waiting: Any = None) -> Iterator[None]:
    """Holds the lock of refreshes in `home`; calls `waiting` once when another process has it.

    Raises CitecheckError when that one is still busy after ten minutes, or the disk takes no lock.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(home / LOCK)
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except OSError as error:  # a disk that is full or may not be written; Timeout is one of them
        if not isinstance(error, Timeout):
            raise CitecheckError(
                "cannot refresh the statute store in {home}: {why}",
                remedy="make the folder writable, or set CITECHECK_HOME to another one: nothing was changed",
                home=home,
                why=error.strerror,
            ) from error
        if waiting:
            waiting()
        try:
            lock.acquire(timeout=_PATIENCE)
        except Timeout as error:
            raise CitecheckError(
                "cannot refresh the statute store in {home}: {why}",
                remedy="wait for it to end, or end it, then try again: nothing was changed",
                home=home,
                why="another refresh is still at work",
            ) from error
    try:
        yield
    finally:
        with suppress(OSError):
            lock.release()
