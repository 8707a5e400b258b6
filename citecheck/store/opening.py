"""Opening the store of this installation: is it there, is it ours, is it up to date? Builds it where it is not."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from citecheck.errors import StoreError
from citecheck.store import package
from citecheck.store.paths import catalogue_files, catalogue_folder, home_folder, store_path
from citecheck.store.reader import MissingStoreError, SchemaError, StatuteStore
from citecheck.store.schema import SCHEMA


class BuildStep(StrEnum):
    """What a build is doing, for whoever shows it."""

    OUTDATED = "outdated"  # the store there was built from another catalogue; it is built anew
    KEPT = "kept"  # the same, but nothing can be written there: the store is used as it is
    WAITING = "waiting"  # another process is building
    CATALOGUE = "catalogue"
    TEXT = "text"
    INDEX = "index"
    FINISHING = "finishing"
    VECTORS = "vectors"  # apart from builds: embedding articles


Progress: TypeAlias = Callable[[BuildStep, int, int], None]  # (step, done, of how many)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a store is built from; `text` finds the data package's file, None builds without any text."""

    catalogue: Path
    text: Callable[[], Path] | None = package.locate_package
    text_sha256: str = package.PACKAGE_SHA256

    @classmethod
    def installed(cls) -> Sources:
        """The catalogue that came with us and the installed data package. Raises CatalogueError without the former."""
        return cls(catalogue_folder())


def open_store(
    home: Path | None = None, *, sources: Sources | None = None, progress: Progress | None = None
) -> StatuteStore:
    """The store in `home` (by default $CITECHECK_HOME or the user's data folder), built first where there is none.

    A store built from another catalogue, package or version of ours is built anew, with the text that was fetched
    into it. Raises StoreError or CatalogueError, each ending in the command that mends it.
    """
    home, sources, progress = home or home_folder(), sources or Sources.installed(), progress or _quiet
    path = store_path(home)
    try:
        store = StatuteStore.open(path)
    except MissingStoreError:
        return _build(home, sources, progress)
    except SchemaError as error:
        if not error.older:
            raise  # a newer version of ours works here too: building back and forth would help neither
    else:
        if not _outdated(store, sources):
            return store
        store.close()
        if not os.access(home, os.W_OK):
            progress(BuildStep.KEPT, 0, 0)
            return StatuteStore.open(path)
    progress(BuildStep.OUTDATED, 0, 0)
    return _build(home, sources, progress)


def build_store(
    home: Path | None = None,
    *,
    sources: Sources | None = None,
    progress: Progress | None = None,
    force: bool = False,
) -> Path:
    """The path of a store built anew, which replaces the one there in a single step; on failure that one stays.

    Text that was fetched is taken over; `force` drops it. Raises StoreError and CatalogueError.
    """
    from citecheck.store.build import build

    home, sources = home or home_folder(), sources or Sources.installed()
    with build(home, sources, progress or _quiet, if_needed=False, keep=not force) as store:
        return store.path


def _build(home: Path, sources: Sources, progress: Progress) -> StatuteStore:
    from citecheck.store.build import build  # a run that finds its store does not load what builds one

    return build(home, sources, progress, if_needed=True)


def _quiet(_step: BuildStep, _done: int, _total: int) -> None:
    """Shows nothing."""


# ── is it the store of this installation? ────────────────────────────────────────────────────────────────────────


def ingredients(sources: Sources) -> tuple[Path, ...]:
    """Every file whose change changes the store, but for the text package."""
    here = Path(__file__).resolve().parent
    code = [here / f"{name}.py" for name in ("schema", "catalogue", "names", "package", "build", "write", "search")]
    code += [here.parent / name for name in ("statute_text.py", "normalize.py", "numerals.py", "grams.py")]
    return (*catalogue_files(sources.catalogue), *(path for path in code if path.is_file()))


def stamp(sources: Sources) -> str:
    """A cheap sign that the ingredients are those of before: name, size and time of change of each."""
    stamps = [(path.name, (stat := path.stat()).st_size, stat.st_mtime_ns) for path in ingredients(sources)]
    return hashlib.sha256(repr(stamps).encode()).hexdigest()


def digest(sources: Sources) -> str:
    """The digest of the ingredients' content."""
    total = hashlib.sha256(f"{SCHEMA} {sources.text_sha256 if sources.text else ''}".encode())
    for path in ingredients(sources):
        with path.open("rb") as stream:
            total.update(f"\0{path.name}\0".encode() + hashlib.file_digest(stream, "sha256").digest())
    return total.hexdigest()


def _outdated(store: StatuteStore, sources: Sources) -> bool:
    """Whether this installation would build another store than the one opened.

    Asked at every start, so it must cost next to nothing: a stat of some thirty files (0.3 ms). Only where times of
    change differ (a reinstalled package, a second checkout) is the content read (10 ms). The text package is not
    looked at: the store keeps the digest of what it was built from, the expected one is a constant, and whatever
    has happened to the 15 MB file since does not make the store wrong.
    """
    if store.meta("text_sha256") != (sources.text_sha256 if sources.text else ""):
        return True
    try:
        return store.meta("stamp") != stamp(sources) and store.meta("ingredients") != digest(sources)
    except OSError:
        return False  # what cannot be read cannot be built from: the store there is the better answer


def current(home: Path, sources: Sources) -> StatuteStore | None:
    """The store in `home` when it opens and is up to date."""
    try:
        store = StatuteStore.open(store_path(home))
    except StoreError:
        return None
    if _outdated(store, sources):
        store.close()
        return None
    return store
