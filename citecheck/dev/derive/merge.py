"""Rows that no corpus yields: repealed statutes and regulations made since, from the curated tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from citecheck.dev.derive.tables import STATUTES, VERSIONS, read_csv

Rows = list[tuple[str, ...]]


def merge_curated(statutes: Rows, versions: Rows, catalogue: Path) -> tuple[Rows, Rows]:
    """Both tables with the rows of every curated CSV that has their columns; a derived row is never replaced.

    A curated file may carry the columns of either table or of both (`id` or `statute` names the statute). A
    statute of repeals.csv that nothing else knows gets a bare row, so that every repeal has its statute.
    """
    known = {row[0] for row in statutes}
    added: dict[str, tuple[str, ...]] = {}
    known_versions = {(row[0], row[1]) for row in versions}
    held = {row[0] for row in versions}
    new_versions: Rows = []
    folder = Path(__file__).parent.parent / "curate"
    for path in sorted(folder.glob("*.csv")):
        for row in read_csv(path):
            name = row.get("id") or row.get("statute") or ""
            if not re.search("[\u4e00-\u9fff]", name):
                continue
            if row.get("title") and row.get("level") and name not in known and name not in added:
                added[name] = _row(STATUTES, {**row, "id": name})
            if "promulgated_on" in row and "effective_on" in row:
                key = row.get("version") or row["promulgated_on"] or row["effective_on"] or "unknown"
                if name not in held and (name, key) not in known_versions:
                    known_versions.add((name, key))
                    new_versions.append(_row(VERSIONS, {**row, "statute": name, "version": key}))
    return [*statutes, *added.values()], [*versions, *new_versions]


def _row(columns: Sequence[str], row: dict[str, str]) -> tuple[str, ...]:
    defaults = {"fictitious": "0", "history_complete": "0", "complete": "0"}
    return tuple((row.get(column) or defaults.get(column, "")).strip() for column in columns)
