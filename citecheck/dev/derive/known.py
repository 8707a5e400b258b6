"""Facts about versions from outside the corpora: the curated tables of dev/curate and our own effective.csv.

A fact names a statute and, where it can, the day of promulgation; what it adds is the day of effect, the number of
articles of a text that no corpus here holds, or the version as such.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from citecheck.dev.derive.csvfile import read_csv
from citecheck.dev.derive.header import parse_date
from citecheck.model import Level
from citecheck.normalize import title_key

_HERE = Path(__file__).parent
CURATED = _HERE.parent / "curate"
_CONFIDENCE = ("high", "medium", "low")
_EDITION = re.compile(r"^(.+?)（(\d{4})年[^）]*）$")


@dataclass(frozen=True, slots=True)
class Known:
    """One row of a curated table."""

    id: str
    title: str
    level: Level
    issuer: str
    fictitious: bool
    promulgated: date | None
    effective: date | None
    ceased: date | None
    change: str
    number: str
    last_article: int | None
    complete: bool
    source: str
    confidence: str


def read_known(folder: Path = CURATED) -> dict[str, tuple[Known, ...]]:
    """title_key (or the id of a homonym, 国家安全法@1993) → its curated rows, most trusted first."""
    found: dict[str, list[Known]] = defaultdict(list)
    for path in sorted(folder.glob("*.csv")):
        for row in read_csv(path):
            if not {"id", "title", "level", "promulgated_on"} <= row.keys():
                continue
            if not re.search("[\u4e00-\u9fff]", row["title"]) or row["level"] not in {level.value for level in Level}:
                continue
            found[statute_key(row["id"], row["title"])].append(
                Known(
                    row["id"],
                    row["title"],
                    Level(row["level"]),
                    row.get("issuer", ""),
                    row.get("fictitious") == "1",
                    parse_date(row["promulgated_on"]),
                    parse_date(row.get("effective_on", "")),
                    parse_date(row.get("ceased_on", "")),
                    row.get("change", ""),
                    row.get("document_number", ""),
                    int(row["last_article"]) if row.get("last_article") else None,
                    row.get("complete") == "1",
                    row.get("source", ""),
                    row.get("confidence", "") or "low",
                )
            )
    return {
        key: tuple(sorted(rows, key=lambda k: (_CONFIDENCE.index(k.confidence), k.source, str(k.promulgated))))
        for key, rows in found.items()
    }


def statute_key(statute: str, title: str) -> str:
    """What identifies a statute across tables: its title key, or the whole id where homonyms are told apart."""
    return statute if "@" in statute else title_key(title)


def read_effective() -> dict[tuple[str, date], tuple[date, str, str]]:
    """(statute id, day of promulgation) → (day of effect, source, confidence), from effective.csv beside this file."""
    found = {}
    for row in read_csv(_HERE / "effective.csv"):
        promulgated, effective = parse_date(row["promulgated_on"]), parse_date(row["effective_on"])
        if promulgated and effective:
            found[row["statute"], promulgated] = (effective, row["source"], row["confidence"])
    return found


def read_decisions() -> dict[tuple[Level, date], tuple[date, str, str]]:
    """(level, day) → (day of effect, source, confidence) of the decisions that amended many texts on that day."""
    found = {}
    for row in read_csv(_HERE / "decisions.csv"):
        promulgated, effective = parse_date(row["promulgated_on"]), parse_date(row["effective_on"])
        if promulgated and effective:
            found[Level(row["level"]), promulgated] = (effective, row["source"], row["confidence"])
    return found


def noted_editions(notes: Path, ids: dict[str, str]) -> dict[tuple[str, int], tuple[date, str]]:
    """(statute id, year of promulgation) → (day of effect, confidence), from the VERSION rows of the validity notes.

    A row says on which day an edition gave way to the next, which it names by its year.
    """
    found: dict[tuple[str, int], tuple[date, str]] = {}
    for row in read_csv(notes):
        if not row["note"].startswith("VERSION"):
            continue
        day = parse_date(row["repealed_on"])
        for name in (row["repealed_by"], row["successor_titles"]):
            edition = _EDITION.match(name)
            if edition and day and (statute := ids.get(title_key(edition[1]))):
                found[statute, int(edition[2])] = (day, row["confidence"])
    return found
