"""Which files a corpus is made of: paths, patterns, folders and addresses, each file once."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from pyarrow import fs as pa_fs

from citecheck.audit.inputs import CORPORA, folder_address, in_corpus, remote
from citecheck.errors import CitecheckError, Sentence, UsageError
from citecheck.read import SUFFIXES, printable


class InputFile(NamedTuple):
    """A file of the corpus as it was when the audit began."""

    path: str
    size: int
    mtime_ns: int


def files(
    paths: Sequence[str], *, without: Path | None = None, written: Iterable[Path | None] = ()
) -> Iterator[InputFile]:
    """Every file of the corpus, once: paths and globs in the order given, folders in sorted order.

    Below a folder the files of known suffixes count; names that begin with a dot, links to folders, and all below
    `without` (the output) do not. Raises UsageError for a path or pattern that leads nowhere, or to nothing but the
    output, and for a file that is to be `written`.
    """
    barred = without.resolve() if without else None
    lost = {path.resolve() for path in written if path}
    met: set[int] | None = set() if len(paths) > 1 or any(map(_is_pattern, paths)) else None
    for path in paths:
        found = audited = False
        for file in _expanded(path):
            found = True
            if not remote(path) and (barred or lost):
                real = Path(file.path).resolve()
                if real in lost:
                    raise UsageError(
                        "cannot audit {path}: it would be overwritten",
                        remedy="give another file with --keep or --drop",
                        path=printable(file.path),
                    )
                if barred and real.is_relative_to(barred):
                    continue
            audited = True
            if met is not None:
                known = hash(file.path if remote(path) else os.path.abspath(file.path))  # noqa: PTH100 - no Path each
                if known in met:
                    continue
                met.add(known)
            yield file
        if not found:
            raise UsageError(
                "there is nothing to audit at {path}", remedy="known are: {known}", path=printable(path), known=_KNOWN
            )
        if not audited:
            raise UsageError(
                "there is nothing to audit at {path} but what audits wrote",
                remedy="give another folder with --out",
                path=printable(path),
            )


_KNOWN = Sentence(
    "{suffixes} (JSON Lines and crawl archives also with .gz or .zst)", {"suffixes": " ".join([*CORPORA, *SUFFIXES])}
)


def _expanded(path: str) -> Iterator[InputFile]:
    if remote(path):
        yield from _remote(path)
    elif Path(path).is_dir():
        yield from map(_described, _walk(path))
    elif os.path.lexists(path):
        yield _described(path)
    elif _is_pattern(path):
        import glob

        for match in sorted(glob.glob(path, recursive=True)):  # noqa: PTH207 - ours may be absolute, with **
            if not Path(match).is_dir():
                yield _described(match)
            elif "**" not in path:  # which means what is in them itself
                yield from map(_described, _walk(match))


def _is_pattern(path: str) -> bool:
    return any(sign in path for sign in "*?[")


def _remote(path: str) -> Iterator[InputFile]:
    """The files at an address, or below it. Raises UsageError when it cannot be reached."""
    path = folder_address(path)
    try:
        files, inner = pa_fs.FileSystem.from_uri(path)
        (about,) = files.get_file_info([inner])
        below = pa_fs.FileSelector(inner, recursive=True)
        known = files.get_file_info(below) if about.type is pa_fs.FileType.Directory else [about]
    except (OSError, pa.ArrowException) as error:
        raise UsageError(
            "cannot list {path}: {why}", remedy="give an address that pyarrow.fs can open", path=path, why=error
        ) from error
    for file in sorted(known, key=lambda file: file.path):
        hidden = any(part.startswith((".", "_")) for part in file.path[len(inner) :].split("/"))
        if file.type is pa_fs.FileType.File and not hidden and (file.path == inner or in_corpus(file.path)):
            yield InputFile(path + file.path[len(inner) :], file.size or 0, file.mtime_ns or 0)


def clear(folder: str, *, ours: bool) -> None:
    """Take away what an engine that was stopped left in the folder it writes to: it adds to what it finds there.

    Raises UsageError when something is there that is no part of an audit, or anything unless they are `ours`;
    CitecheckError when it stays.
    """
    try:
        if remote(folder):
            files, inner = pa_fs.FileSystem.from_uri(folder)
        else:
            files, inner = pa_fs.LocalFileSystem(), folder
        found = files.get_file_info(pa_fs.FileSelector(inner, recursive=True, allow_not_found=True))
        left = [file for file in found if file.type is not pa_fs.FileType.Directory]
        strange = [file.path for file in left if not (ours and file.path.endswith((".parquet", "_SUCCESS", ".crc")))]
        if strange:
            raise UsageError(
                "cannot write to {folder}: {path} is there",
                remedy="give a new folder with --parts",
                folder=printable(folder),
                path=printable(strange[0]),
            )
        for file in left:
            files.delete_file(file.path)
    except (OSError, pa.ArrowException) as error:
        raise CitecheckError(
            "cannot make {folder} ready: {why}",
            remedy="see whether you may write there",
            folder=printable(folder),
            why=error,
        ) from error


def _walk(folder: str) -> Iterator[str]:
    denied: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=denied.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith(".") and in_corpus(name):
                yield str(Path(place, name))
        yield from (str(error.filename) for error in denied)  # reading it says why it cannot be entered
        denied.clear()
    yield from (str(error.filename) for error in denied)


def _described(path: str) -> InputFile:
    try:
        status = Path(path).stat()
    except OSError:
        return InputFile(path, 0, 0)  # reading it will say why
    return InputFile(path, status.st_size, status.st_mtime_ns)
