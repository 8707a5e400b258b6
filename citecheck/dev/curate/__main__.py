"""`python -m citecheck.dev.curate --shared ../shared --out statutes` writes the curated files of the catalogue."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from citecheck.dev.curate.correspondence import correspondence_rows, snapped
from citecheck.dev.curate.names import name_rows
from citecheck.dev.curate.repeals import (
    Repealed,
    corpus_repeals,
    full_title,
    is_law_still,
    known_repeals,
    noted_repeals,
    public_repeals,
    repeal_row,
    settle,
)
from citecheck.dev.curate.tables import (
    CORRESPONDENCE_COLUMNS,
    EXTRA_COLUMNS,
    HERE,
    HORIZON_COLUMNS,
    NAME_COLUMNS,
    REPEAL_COLUMNS,
    STATE,
    Catalogue,
    Row,
    clean_title,
    read_rows,
    statute_id,
    write_rows,
)
from citecheck.model import Level, RepealExtent
from citecheck.normalize import title_key

TITLES = "C41-233/Chinese-Law 2021-05-09"  # a list of titles alone
_FOLDERS = {
    "DLC": Level.LOCAL_REGULATION,
    "行政法规": Level.ADMINISTRATIVE_REGULATION,
    "部门规章": Level.DEPARTMENTAL_RULE,
    "司法解释": Level.JUDICIAL_INTERPRETATION,
}
STATUTE_TABLES = ("extra_statutes.csv", "recent.csv", "public_statutes.csv")


def corpus_statutes(shared: Path) -> list[Row]:
    """Title, level and promulgation of every text of the corpora, by the notes that list them."""
    rows: list[Row] = []
    for row in read_rows(shared / "facts" / "lawrefbook_statutes.csv"):
        folder = row["folder"].split("/")[0]
        if folder in ("案例", "其他"):
            continue
        title = "中华人民共和国民法典" if folder == "民法典" else clean_title(row["title"])
        rows.append(_listed(title, _FOLDERS.get(folder, Level.LAW), row["file_date"]))
    package = read_rows(shared / "facts" / "package_statutes.csv")
    return [*rows, *(_listed(clean_title(row["law_name"]), Level.LAW, row["publish_date"]) for row in package)]


def _listed(title: str, level: Level, promulgated_on: str) -> Row:
    return {"id": statute_id(title), "title": title, "level": level, "promulgated_on": promulgated_on}


def repealed_statutes(facts: Iterable[Repealed], known: Catalogue) -> list[Row]:
    """A row for each repealed instrument of which no version is known elsewhere: its title, kind, the days we know."""
    rows: list[Row] = []
    for fact in facts:
        ended = fact.ended
        if known.find(ended.title) or fact.ended.extent is not RepealExtent.FULL:
            continue
        rows.append(
            {
                "id": statute_id(ended.title),
                "title": ended.title,
                "level": fact.level,
                "promulgated_on": ended.promulgated_on,
                "ceased_on": ended.ceased_on,
                "document_number": ended.document_number,
                "complete": "0",
                "fictitious": "0",
                "source": fact.source,
                "confidence": fact.confidence,
            }
        )
    return rows


def repeal_facts(shared: Path, statutes: Iterable[Row]) -> list[Repealed]:
    """Every repeal, settled, under full titles; without those of a namesake that a later text replaced."""
    rows = list(statutes)
    titles = {title_key(row["title"]): row["title"] for row in rows}
    newest: dict[str, str] = {}
    for row in rows:
        if "@" not in row["id"]:
            key = title_key(row["title"])
            newest[key] = max(newest.get(key, ""), row["promulgated_on"])
    facts = []
    for fact in (*known_repeals(), *public_repeals(), *corpus_repeals(shared), *noted_repeals(shared)):
        title = full_title(fact.ended, titles)
        title = titles.get(title_key(title), title)
        if not _plausible(title) or title_key(title) == title_key(fact.ended.repealed_by):
            continue
        facts.append(replace(fact, ended=replace(fact.ended, title=title)))
    return [fact for fact in settle(facts) if fact.source == "public record" or not is_law_still(fact, newest)]


def _plausible(title: str) -> bool:
    """Whether this is the title of an instrument, not of a scheme, a catalogue or half a sentence."""
    return len(title) >= 4 and not re.search(r"目录|报告$|方案$|事记", title) and title.count("《") == title.count("》")


def resolved(fact: Repealed, catalogue: Catalogue) -> Row | None:
    """The row of `fact`, with the ids of its statute and its successors; None when the statute is not known."""
    statute = catalogue.find(fact.ended.title) or catalogue.find(STATE + fact.ended.title)
    if statute is None:
        return None
    successors = [
        catalogue.find(part) or catalogue.find(STATE + part) for part in fact.ended.successor.split(";") if part
    ]
    return repeal_row(fact, statute, [part for part in successors if part and part != statute])


def _rows_if_any(path: Path) -> list[dict[str, str]]:
    return read_rows(path) if path.exists() else []


def curate(shared: Path, out: Path) -> Mapping[str, tuple[tuple[str, ...], list[Row]]]:
    """File name → (columns, rows) of everything this program writes. Ids are those of statutes.csv in `out`, if any."""
    derived = {title_key(row["title"]): row["id"] for row in _rows_if_any(out / "statutes.csv") if "@" not in row["id"]}
    statutes: list[Row] = [
        {**row, "id": derived.get(title_key(row["title"]), row["id"])} for row in corpus_statutes(shared)
    ]
    for name in STATUTE_TABLES:
        statutes += read_rows(HERE / name)
    facts = repeal_facts(shared, statutes)
    added = repealed_statutes(facts, Catalogue(row for row in statutes if row.get("source") != TITLES))
    catalogue = Catalogue([*statutes, *added])
    repeals = [row for fact in facts if (row := resolved(fact, catalogue))]
    pairs = correspondence_rows(shared, catalogue, repeals)
    return {
        "repealed_statutes.csv": (EXTRA_COLUMNS, added),
        "repeals.csv": (REPEAL_COLUMNS, repeals),
        "names.csv": (NAME_COLUMNS, name_rows(shared, catalogue)),
        "correspondence.csv": (CORRESPONDENCE_COLUMNS, snapped(pairs, _rows_if_any(out / "versions.csv"))),
        "horizons.csv": (HORIZON_COLUMNS, list(read_rows(HERE / "known_horizons.csv"))),
    }


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m citecheck.dev.curate", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with lawrefbook/, just-laws/ and facts/")
    parser.add_argument("--out", type=Path, required=True, help="the catalogue folder, statutes/")
    parser.add_argument("--tables", type=Path, default=HERE, help="where repealed_statutes.csv goes")
    given = parser.parse_args(arguments)
    for name, (columns, rows) in curate(given.shared, given.out).items():
        write_rows((given.tables if name == "repealed_statutes.csv" else given.out) / name, columns, rows)
        print(f"{name}: {len(rows)} rows", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
