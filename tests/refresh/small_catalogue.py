"""A small catalogue of invented statutes, for stores without the data package."""

from __future__ import annotations

from pathlib import Path

from citecheck.store.catalogue import COLUMNS

LIGHTHOUSE = "中华人民共和国示范灯塔法"
HARBOUR = "示范港口条例"
ROWS = {
    "statutes.csv": (
        "示范港口条例,示范港口条例,administrative_regulation,国务院,0,0,示范来源,high",
        f"示范灯塔法,{LIGHTHOUSE},law,全国人民代表大会常务委员会,0,0,示范来源,high",
        "示范旧渡口条例,示范旧渡口条例,administrative_regulation,国务院,0,0,示范来源,high",
    ),
    "versions.csv": (
        "示范港口条例,2023-03-01,2023-03-01,2023-06-01,,,,1,8,示范来源,high",
        "示范灯塔法,2018-05-01,2018-05-01,2018-10-01,,,,1,9,示范来源,high",
        "示范旧渡口条例,1999-09-09,1999-09-09,2000-01-01,,,,0,,示范来源,high",
    ),
    "horizons.csv": ("law,2024-01-01,示范来源,",),
}


def write_catalogue(folder: Path, **more: str) -> Path:
    """The catalogue as files; `more` adds a row to a table by its name."""
    for name, columns in COLUMNS.items():
        if name == "articles":
            continue
        rows = [*ROWS.get(name, ()), *(row for table, row in more.items() if name == f"{table}.csv")]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("\n".join([",".join(columns), *rows]) + "\n", encoding="utf-8")
    return folder
