"""A corpus as relative paths and bytes: a folder, a checkout, or a tarball that was fetched or lies here.

An archive is read, never unpacked, so that nothing in it can land anywhere; one that tries to (an absolute name, a
.., a link, a device) is refused whole, as is one that grows beyond its bounds.
"""

from __future__ import annotations

import gzip
import os
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from citecheck.refresh.client import Client
from citecheck.refresh.outcome import SourceError, Status
from citecheck.refresh.work import Work

_MAX_MEMBERS = 100_000
_MAX_MEMBER = 64 * 2**20  # bytes of one file
_MAX_TOTAL = 1024 * 2**20  # bytes of all files
_MAX_RATIO = 200  # of a compressed archive's contents to its size; text reaches 20
_CHUNK = 2**20
_WANTED = frozenset((".md", ".markdown", ".txt", ".html", ".htm", ".docx", ".doc", ".pdf", ".json", ".sqlite3"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a corpus; `path` is relative to its top, with slashes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Fetched:
    """An archive that was asked for; None when the source says it is the one that was read before."""

    path: Path | None
    etag: str


def fetch_archive(client: Client, work: Work, url: str, etag: str) -> Fetched:
    """The archive at `url`, kept from an interrupted run, or fetched unless its ETag is `etag`. Raises SourceError."""
    if kept := work.kept(url):
        return Fetched(kept.path, str(kept.note.get("etag", "")))
    part = work.part(url)
    headers = {"If-None-Match": etag} if etag else {}
    try:
        answer = client.request("GET", url, headers=headers, max_bytes=client.limits.archive_bytes, sink=part)
        if answer.status == 304:
            return Fetched(None, etag)
        if answer.status != 200:
            status = Status.BLOCKED if answer.status in (401, 403, 412) else Status.CHANGED
            raise SourceError(status, "{url} answered {code}", url=url.split("?")[0], code=answer.status)
        new = answer.headers.get("etag", "")
        return Fetched(work.keep(url, part, {"etag": new}).path, new)
    finally:
        part.unlink(missing_ok=True)


def entries(place: Path) -> Iterator[Entry]:
    """The files of the folder, archive or single file at `place`, in the order of their paths. Raises SourceError."""
    if place.is_dir():
        yield from _folder(place)
    elif place.is_file() and place.suffix.lower() in _WANTED:
        yield Entry(place.name, _bounded(place))
    elif place.is_file():
        yield from _archive(place)
    else:
        raise SourceError(
            Status.DAMAGED, "there is no folder and no file {path}", remedy="give another --from", path=place
        )


def _folder(top: Path) -> Iterator[Entry]:
    total = count = 0
    for place, folders, files in os.walk(top, onerror=_unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(place, name)
            if name.startswith(".") or path.suffix.lower() not in _WANTED or path.is_symlink() or not path.is_file():
                continue
            data = _bounded(path)
            total, count = total + len(data), count + 1
            _check_bounds(count, total, top.name)
            yield Entry(path.relative_to(top).as_posix(), data)


def _unreadable(error: OSError) -> None:
    raise SourceError(
        Status.DAMAGED, "cannot read {path}: {why}", remedy="make it readable, then try again",
        path=error.filename, why=error.strerror,
    ) from error  # fmt: skip


def _bounded(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(_MAX_MEMBER + 1)
    except OSError as error:
        _unreadable(error)
    if len(data) > _MAX_MEMBER:
        raise SourceError(Status.TOO_LARGE, "{path} is larger than {most} MB", path=path.name, most=_MAX_MEMBER >> 20)
    return data


def _archive(path: Path) -> Iterator[Entry]:
    found: list[Entry] = []
    total = count = 0
    most = min(_MAX_TOTAL, _MAX_RATIO * max(path.stat().st_size, 2**16))
    try:
        with _opened(path) as packed, tarfile.open(fileobj=packed, mode="r|*") as archive:
            for member in archive:
                count += 1
                _check_bounds(count, total + max(member.size, 0), path.name, most)
                name = _safe_name(member, path.name)
                if not member.isfile() or PurePosixPath(name).suffix.lower() not in _WANTED:
                    total += max(member.size, 0)
                    continue
                if member.size > _MAX_MEMBER:
                    raise SourceError(
                        Status.TOO_LARGE, "{path} in {archive} is larger than {most} MB",
                        path=name, archive=path.name, most=_MAX_MEMBER >> 20,
                    )  # fmt: skip
                stream = archive.extractfile(member)
                data = stream.read(_MAX_MEMBER + 1) if stream else b""
                if len(data) != member.size:
                    raise SourceError(Status.DAMAGED, "{archive} ends within {path}", archive=path.name, path=name)
                total += len(data)
                found.append(Entry(name, data))
            while rest := packed.read(_CHUNK):  # to the checksum at its end: cut within it is cut, too
                total += len(rest)
                _check_bounds(count, total, path.name, most)
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise SourceError(
            Status.DAMAGED, "{archive} is no archive that can be read to its end ({why})",
            remedy="fetch it again", archive=path.name, why=error,
        ) from error  # fmt: skip
    yield from _without_top(sorted(found, key=lambda entry: entry.path))


def _opened(path: Path) -> BinaryIO:
    """The file, unpacked where it is gzip: tarfile by itself does not look at the checksum."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"\x1f\x8b"
    return cast(BinaryIO, gzip.open(path)) if packed else path.open("rb")


def _safe_name(member: tarfile.TarInfo, archive: str) -> str:
    """The member's name. Raises SourceError when it would land outside the folder, or is no file and no folder."""
    name = member.name.replace("\\", "/")
    escapes = name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name.split("/")[0] or "\0" in name
    if escapes or member.isdev():
        raise SourceError(
            Status.DAMAGED, "{archive} holds {path!r}, which would land outside its folder",
            remedy="do not use this archive", archive=archive, path=member.name[:80],
        )  # fmt: skip
    if (member.issym() or member.islnk()) and (
        member.linkname.startswith("/") or ".." in PurePosixPath(member.linkname).parts
    ):
        raise SourceError(
            Status.DAMAGED, "{archive} holds a link to {path!r}",
            remedy="do not use this archive", archive=archive, path=member.linkname[:80],
        )  # fmt: skip
    return name.removeprefix("./")


def _without_top(found: list[Entry]) -> Iterator[Entry]:
    """The entries without the one folder in which archives of repositories wrap everything."""
    tops = {entry.path.split("/")[0] for entry in found}
    wrapped = len(tops) == 1 and all("/" in entry.path for entry in found)
    for entry in found:
        yield Entry(entry.path.split("/", 1)[1], entry.data) if wrapped else entry


def _check_bounds(count: int, total: int, name: str, most: int = _MAX_TOTAL) -> None:
    if count > _MAX_MEMBERS or total > most:
        raise SourceError(
            Status.TOO_LARGE, "{archive} holds more than {count} files or {most} MB",
            remedy="do not use this archive, or give a folder with less in it",
            archive=name, count=_MAX_MEMBERS, most=most >> 20,
        )  # fmt: skip
