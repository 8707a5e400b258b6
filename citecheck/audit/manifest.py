"""What an output folder says of itself, so that a run that was stopped goes on and no other run is mistaken for it.

manifest.json   what was asked, of which files, with which store: written first; at the end with all its parts
inputs.jsonl    the list of files
shards.jsonl    a line for each finished shard, added after its part was renamed into place
parts/          part-000000.parquet …
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import FileIO
from pathlib import Path
from typing import Any

from citecheck.errors import CitecheckError, Sentence, UsageError, why_unread
from citecheck.model import Json

SCHEMA = "citecheck.audit/1"
MANIFEST, INPUTS, LOG, PARTS, LOCK = "manifest.json", "inputs.jsonl", "shards.jsonl", "parts", ".lock"
KEPT, DROPPED = "kept", "dropped"  # folders of the lines that a filter parts, until they are joined
_ANEW = "begin anew with --no-resume"
_PART = re.compile(r"part-[0-9]{6,}\.(?:parquet|jsonl)")
_WORDS = ("part", "given")  # of `Done`, which else has numbers
_LABELS = {"tool": "version of citecheck", "store": "store", "inputs": "input", "options": "options"}


@dataclass(frozen=True, slots=True)
class Done:
    """A finished shard: its part's name and size, and what is in it."""

    shard: int
    part: str
    size: int
    bytes: int  # of input
    documents: int
    citations: int
    suspicious: int
    unreadable: int
    kept: int = 0  # bytes of the lines kept and dropped, where a filter was asked for
    dropped: int = 0
    given: str = ""  # digest of what standard input gave for the shard


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """The output folder for this process alone. Raises CitecheckError when another audit is writing it."""
    from filelock import FileLock, Timeout

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            "cannot make the folder {path}: {why}",
            remedy="give another folder with --out",
            path=out,
            why=error.strerror,
        ) from error
    try:
        with FileLock(out / LOCK, timeout=0):
            yield
    except Timeout as error:
        raise CitecheckError(
            "cannot write {path}: {why}",
            remedy="wait for it, or give another folder with --out",
            path=out,
            why="another audit is writing it",
        ) from error


def begin(out: Path, head: Mapping[str, Json], *, resume: bool) -> dict[int, Done]:
    """The shards that are done, after the folder was made ready for `head`: none when it is new.

    Raises UsageError when the folder holds another audit, or something else.
    """
    path = out / MANIFEST
    if path.is_file() and resume:
        known, wanted = _read(path), json.loads(encoded(head))
        changed = tuple(Sentence(_LABELS[key], {}) for key in _LABELS if known.get(key) != wanted[key])
        if changed:
            raise UsageError(
                "cannot go on in {path}: it holds an audit with other {changed}{difference}",
                remedy="give another folder with --out, or begin anew in this one with --no-resume",
                path=out,
                changed=changed,
                difference=_difference(known, wanted),
            )
        return dict(_finished(out, known))
    if not path.is_file() and any(not entry.name.startswith(".") for entry in out.iterdir()):
        raise UsageError(
            "cannot write to {path}: {why}",
            remedy="give a new folder with --out",
            path=out,
            why="it is not empty and holds no audit",
        )
    for folder in (PARTS, KEPT, DROPPED):
        for part in (out / folder).glob("*") if (out / folder).is_dir() else ():
            if part.is_dir() and not part.is_symlink():  # an engine that was stopped leaves folders
                shutil.rmtree(part)
            else:
                part.unlink()
    for old in (out / LOG, out / "summary.json", out / "report.html"):
        old.unlink(missing_ok=True)
    write_whole(path, encoded(head))  # last of what is replaced, first of what is new: there is always a manifest
    return {}


def writes_to(out: Path, parts: str) -> bool:
    """Whether the audit in the folder, finished or not, writes its parts to the folder or address `parts`."""
    return (out / MANIFEST).is_file() and _read(out / MANIFEST).get("options", {}).get("parts") == parts


def sweep(out: Path) -> None:
    """Take away what killed writers left: files that were never renamed into place."""
    for folder in (out, out / PARTS, out / KEPT, out / DROPPED):
        for left in folder.glob(".*.tmp") if folder.is_dir() else ():
            left.unlink(missing_ok=True)


def record(log: FileIO, done: Done) -> None:
    """Add a finished shard to the log; it counts once the line is whole. Raises CitecheckError."""
    append(log, json.dumps(asdict(done)).encode() + b"\n")


def append(log: FileIO, line: bytes) -> None:
    """Write to the log, which has no buffer: what a full disk does not take must not come again when it is closed.

    Raises CitecheckError.
    """
    try:
        if log.write(line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(log.fileno())
    except OSError as error:
        raise CitecheckError(_UNWRITTEN, remedy=GO_ON, path=os.fsdecode(log.name), why=error.strerror) from error


def finish(out: Path, head: Mapping[str, Json], parts: Sequence[Mapping[str, Json]]) -> None:
    """Write the manifest of a run that is complete, with its parts in order; the log is then not needed."""
    write_whole(out / MANIFEST, encoded({**head, "parts": list(parts)}))
    (out / LOG).unlink(missing_ok=True)


def complete(out: Path) -> bool:
    """Whether the audit in the folder came to its end."""
    return "parts" in _read(out / MANIFEST)


def parts(out: Path) -> list[str]:
    """The part files of a complete audit, in order. Raises UsageError when `out` holds none, or an unfinished one."""
    if not (out / MANIFEST).is_file():
        raise UsageError(
            "there is no audit in {path}", remedy="make one with: citecheck audit PATH --out FOLDER", path=out
        )
    known = _read(out / MANIFEST)
    if "parts" not in known:
        raise UsageError(
            "the audit in {path} is not finished", remedy="run its command again: it goes on where it was", path=out
        )
    try:
        folder = known["options"].get("parts") or str(out / PARTS)
        return [f"{folder}/{part['part']}" for part in known["parts"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise CitecheckError(_UNREAD, remedy=_ANEW, path=out / MANIFEST, why="it is damaged") from error


def write_whole(path: Path, data: bytes) -> None:
    """Write the file whole or not at all. Raises CitecheckError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise CitecheckError(_UNWRITTEN, remedy=GO_ON, path=path, why=error.strerror) from error


GO_ON = "mend that and run the same command again: what is done is kept"
_UNREAD, _UNWRITTEN = "cannot read {path}: {why}", "cannot write {path}: {why}"


def encoded(value: Mapping[str, Any]) -> bytes:
    """A file of JSON."""
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _read(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise CitecheckError(_UNREAD, remedy=_ANEW, path=path, why=why_unread(error)) from error
    if not isinstance(known, dict) or known.get("schema") != SCHEMA:
        raise UsageError(
            "{path} is no manifest of an audit that this version knows", remedy="give another --out", path=path
        )
    return known


def _difference(known: Mapping[str, Any], head: Mapping[str, Any]) -> Sentence | str:
    """The first option that differs, for the message."""
    old, new = known.get("options", {}), head["options"]
    for name in new:
        if old.get(name) != new[name]:
            facts = {"option": name.replace("_", "-"), "then": _shown(old.get(name)), "now": _shown(new[name])}
            return Sentence(" (--{option}: then {then}, now {now})", facts)
    return ""


def _shown(value: object) -> object:
    if value is None or isinstance(value, bool):
        return Sentence(str(value), {})
    return ",".join(map(str, value)) if isinstance(value, list) else value


def _finished(out: Path, known: Mapping[str, Any]) -> Iterator[tuple[int, Done]]:
    """What the manifest or the log records as done and is really there; a torn last line is not."""
    recorded = known.get("parts")
    if recorded is None:
        recorded = []
        if (out / LOG).is_file():
            for line in (out / LOG).read_bytes().splitlines(keepends=True):
                if line.endswith(b"\n"):
                    try:
                        recorded.append(json.loads(line))
                    except (ValueError, RecursionError):  # a disk that lost its last page: the shard is done again
                        continue
    for values in recorded if isinstance(recorded, list) else ():
        done = _done(values)
        if done is None:  # an engine wrote it, which begins anew or is complete; or nobody of ours
            continue
        written = [(out / PARTS / done.part, done.size)]
        if known.get("options", {}).get("keep"):
            name = f"{done.shard:06d}.jsonl"
            written += [(out / KEPT / name, done.kept), (out / DROPPED / name, done.dropped)]
        if all(path.is_file() and path.stat().st_size == size for path, size in written):
            yield done.shard, done


def _done(values: object) -> Done | None:
    if not isinstance(values, dict) or "shard" not in values or not _PART.fullmatch(str(values.get("part"))):
        return None
    try:
        done = Done(**values)
    except TypeError:
        return None
    return done if all(isinstance(value, int) for name, value in values.items() if name not in _WORDS) else None
