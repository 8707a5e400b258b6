"""Whether a store is whole: everything that opening it leaves for later is looked at now."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from citecheck.errors import Sentence, StoreError
from citecheck.store.reader import StatuteStore
from citecheck.store.schema import NAMES, seal
from citecheck.store.write import read_shelf

_SHOWN = 5  # broken rows named of one table

# What must not be found: (what it would mean, the rows that show it).
_SANITY = (
    ("a version without its statute", "SELECT id FROM versions WHERE statute NOT IN (SELECT id FROM statutes)"),
    ("an article without its version", "SELECT version FROM articles WHERE version NOT IN (SELECT id FROM versions)"),
    (
        "a text without its article",
        "SELECT t.version FROM texts t LEFT JOIN articles a USING (version, base, branch) WHERE a.version IS NULL",
    ),
    (
        "a version with another number of articles than it counts",
        "SELECT id FROM versions v WHERE articles != (SELECT count(*) FROM articles a WHERE a.version = v.id)",
    ),
    (
        "a version that ends before it begins",
        "SELECT id FROM versions WHERE ceased_on < effective_on",
    ),
    ("a name of a statute that is not there", "SELECT key FROM names WHERE statute NOT IN"
     " (SELECT id FROM statutes UNION SELECT '')"),
)  # fmt: skip


def store_problems(path: Path) -> list[Sentence]:
    """What is wrong with the store at `path`, each in a sentence; an empty list means that it is whole.

    Reads every page, checks every row against its seal and every table against the counts of the build, and the claim
    index against its digest: seconds, not milliseconds.
    """
    try:
        with StatuteStore.open(path) as store:
            return list(_problems(path, store))
    except StoreError as error:
        return [_message(error)]


def _message(error: StoreError) -> Sentence:
    return Sentence(error.templates[0], error.facts)


def _problems(path: Path, store: StatuteStore) -> Iterator[Sentence]:
    counts = json.loads(store.meta("counts"))
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        try:
            for (line,) in connection.execute("PRAGMA integrity_check(5)"):
                if line != "ok":
                    yield Sentence("SQLite: {why}", {"why": line})
        except sqlite3.Error as error:
            yield Sentence("SQLite: {why}", {"why": error})
        for table in NAMES:
            yield from _table_problems(connection, table, counts.get(table))
        for meaning, sql in _SANITY:
            try:
                rows = connection.execute(f"{sql} LIMIT {_SHOWN}").fetchall()
            except sqlite3.Error as error:
                yield Sentence("{problem} cannot be ruled out: {why}", {"problem": meaning, "why": error})
                continue
            if rows:
                found = ", ".join(str(row[0]) for row in rows)
                yield Sentence("{problem}: {found}", {"problem": meaning, "found": found})
    try:
        store.names()
    except StoreError as error:
        yield _message(error)
    if problem := store.index_problem():
        yield problem
    if shelf := store.meta("refreshed"):
        try:
            read_shelf(path.parent / shelf)
        except StoreError as error:
            yield _message(error)


def _table_problems(connection: sqlite3.Connection, table: str, counted: int | None) -> Iterator[Sentence]:
    found, broken = 0, []
    try:
        for *row, mark in connection.execute(f"SELECT * FROM {table}"):
            found += 1
            if seal(row) != mark:
                broken.append(", ".join(str(value)[:20] for value in row[:3]))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        yield Sentence("table {table} cannot be read to its end: {why}", {"table": table, "why": error})
    if broken:
        more = Sentence(" and {count} more", {"count": len(broken) - _SHOWN}) if len(broken) > _SHOWN else ""
        rows = "; ".join(broken[:_SHOWN])
        yield Sentence(
            "table {table}: rows with a broken seal: {rows}{more}", {"table": table, "rows": rows, "more": more}
        )
    if counted is not None and table != "meta" and found != counted:
        yield Sentence(
            "table {table} has {found} rows, the build wrote {counted}",
            {"table": table, "found": found, "counted": counted},
        )
