"""CSV in and out, as the catalogue writes it: UTF-8, LF, a header row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path


def to_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The rows as CSV, LF at line ends; the caller has sorted them."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue()


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file; none when there is no such file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
