"""The index of a LawRefBook checkout (db.sqlite3): dates that its Markdown files do not carry."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from citecheck.errors import StoreError, why_unread


@dataclass(frozen=True, slots=True)
class LawRefBookRow:
    """One document of the index: its folder, its title without the state's name, ISO dates or ""."""

    folder: str
    title: str
    promulgated: str
    effective: str


def read_lawrefbook_db(path: Path) -> Iterator[LawRefBookRow]:
    """Every document of the index, in order. Raises StoreError when the file is not such an index."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
            rows = connection.execute(
                "SELECT c.folder, l.name, l.publish, l.valid_from FROM law l JOIN category c ON c.id = l.category_id"
                " ORDER BY c.folder, l.name, l.publish, l.id"
            ).fetchall()
    except sqlite3.Error as error:
        raise StoreError("cannot read {path}: {why}", path=path.name, why=why_unread(error)) from error
    for folder, title, promulgated, effective in rows:
        yield LawRefBookRow(folder, title, promulgated or "", effective or "")
