"""`python -m citecheck.dev.derive --shared ../shared --out statutes` writes the derived files of the catalogue."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from citecheck.dev.derive.header import parse_date
from citecheck.dev.derive.history import Dated, decided_dates, statute_facts
from citecheck.dev.derive.merge import merge_curated
from citecheck.dev.derive.sources import (
    SourceText,
    just_laws_texts,
    lawrefbook_texts,
    package_texts,
    statute_id,
)
from citecheck.dev.derive.tables import (
    ARTICLES,
    STATUTES,
    VERSIONS,
    article_rows,
    articles_file,
    read_csv,
    statute_row,
    to_csv,
    version_row,
)
from citecheck.normalize import title_key
from citecheck.store.package import locate_package, read_package, verify_package

_HERE = Path(__file__).parent


def derive(shared: Path, statutes: Path) -> dict[str, str]:
    """File name under `statutes` → its content. Reads repeals.csv there and the curated tables of dev/curate."""
    package = locate_package()
    verify_package(package)
    texts = [
        *package_texts(read_package(package)),
        *just_laws_texts(shared / "just-laws" / "docs"),
        *lawrefbook_texts(shared / "lawrefbook"),
    ]
    by_key: dict[str, list[SourceText]] = defaultdict(list)
    for text in texts:
        by_key[title_key(text.title)].append(text)
    ids = {key: statute_id(max(t.title for t in group)) for key, group in by_key.items()}
    decisions = {**decided_dates(texts, ids), **_known_dates(shared, ids)}
    repeals = _full_repeals(statutes)
    statute_rows: list[tuple[str, ...]] = []
    version_rows: list[tuple[str, ...]] = []
    articles: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key, group in by_key.items():
        facts = statute_facts(ids[key], group, decisions, repeals.get(ids[key]))
        statute_rows.append(statute_row(facts))
        for version in facts.versions:
            rows, complete, last = article_rows(facts.id, version)
            version_rows.append(version_row(facts.id, version, last, complete))
            articles[articles_file(facts.level, facts.region)] += rows
    statute_rows, version_rows = merge_curated(statute_rows, version_rows, statutes)
    out = {
        "statutes.csv": to_csv(STATUTES, sorted(statute_rows)),
        "versions.csv": to_csv(VERSIONS, sorted(version_rows)),
    }
    for name, rows in sorted(articles.items()):
        out[f"articles/{name}"] = to_csv(ARTICLES, sorted(rows, key=_article_order))
    return out


def _article_order(row: Sequence[str]) -> tuple[str, str, int, int]:
    base, _, branch = row[2].partition("-")
    return row[0], row[1], int(base), int(branch or 0)


def _known_dates(shared: Path, ids: dict[str, str]) -> dict[tuple[str, date], Dated]:
    """(statute, day of promulgation) → day of effect, from effective.csv beside this file."""
    found = {}
    for row in read_csv(_HERE / "effective.csv"):
        promulgated, effective = parse_date(row["promulgated_on"]), parse_date(row["effective_on"])
        if promulgated and effective:
            found[row["statute"], promulgated] = Dated(effective, row["source"], row["confidence"])
    return found


def _full_repeals(statutes: Path) -> dict[str, date]:
    """statute id → the day from which it no longer binds, by a full repeal of repeals.csv."""
    found: dict[str, date] = {}
    for row in read_csv(statutes / "repeals.csv"):
        day = parse_date(row["ceased_on"])
        if row["extent"] == "full" and day:
            found[row["statute"]] = min(day, found.get(row["statute"], day))
    return found


def write(files: dict[str, str], out: Path) -> None:
    """Writes each file, in place of what was there."""
    for name, content in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m citecheck.dev.derive", description=__doc__)
    parser.add_argument("--shared", type=Path, required=True, help="folder with just-laws/ and lawrefbook/")
    parser.add_argument("--out", type=Path, required=True, help="the catalogue folder, statutes/")
    options = parser.parse_args(arguments)
    files = derive(options.shared, options.out)
    write(files, options.out)
    for name, content in files.items():
        print(f"{name}: {content.count(chr(10)) - 1} rows", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
