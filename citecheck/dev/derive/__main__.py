"""`python -m citecheck.dev.derive --shared ../shared --out statutes` writes the derived files of the catalogue."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from citecheck.dev.derive.amended import amended_articles, amendments
from citecheck.dev.derive.csvfile import read_csv, to_csv
from citecheck.dev.derive.header import parse_date
from citecheck.dev.derive.history import Dated, Evidence, decided_dates, statute_facts
from citecheck.dev.derive.known import noted_editions, read_decisions, read_effective, read_known, statute_key
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
    statute_row,
    version_row,
)
from citecheck.dev.derive.unchanged import UNCHANGED, unchanged_rows
from citecheck.normalize import title_key
from citecheck.store.package import locate_package, read_package, verify_package


def derive(shared: Path, statutes: Path) -> dict[str, str]:
    """File name under `statutes` → its content. Reads repeals.csv there and the curated tables of dev/curate."""
    package = locate_package()
    verify_package(package)
    texts: dict[str, list[SourceText]] = defaultdict(list)
    for text in (
        *package_texts(read_package(package)),
        *just_laws_texts(shared / "just-laws" / "docs"),
        *lawrefbook_texts(shared / "lawrefbook"),
    ):
        texts[title_key(text.title)].append(text)
    by_law: dict[str, list[SourceText]] = defaultdict(list)
    for key, group in texts.items():
        by_law[key.partition("修正案")[0]] += group if "修正案" in key else ()
    known = read_known()
    ids = {key: rows[0].id if "@" in rows[0].id else statute_id(rows[0].title) for key, rows in known.items()}
    ids |= {key: statute_id(max(t.title for t in group)) for key, group in texts.items()}
    repealed = _repealed(read_csv(statutes / "repeals.csv"), ids)
    evidence = _evidence(shared, ids, [text for group in texts.values() for text in group])
    statute_rows, version_rows, all_facts = [], [], []
    articles: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key in sorted(ids):
        facts = statute_facts(ids[key], texts.get(key, ()), known.get(key, ()), evidence, repealed.get(ids[key]))
        all_facts.append(facts)
        statute_rows.append(statute_row(facts))
        amended = amended_articles(facts, amendments(by_law.get(key, ()), facts.title))
        for version in facts.versions:
            rows, complete, last = article_rows(facts.id, version, amended.get(version.key, frozenset()))
            version_rows.append(version_row(facts.id, version, last, complete))
            articles[articles_file(facts.level, facts.region)] += rows
    files = {
        "statutes.csv": to_csv(STATUTES, sorted(statute_rows)),
        "versions.csv": to_csv(VERSIONS, sorted(version_rows)),
        "unchanged.csv": to_csv(UNCHANGED, sorted(unchanged_rows(all_facts))),
    }
    for name, rows in sorted(articles.items()):
        if rows:
            files[f"articles/{name}"] = to_csv(ARTICLES, sorted(rows, key=_article_order))
    return files


def _evidence(shared: Path, ids: dict[str, str], texts: list[SourceText]) -> Evidence:
    decisions = decided_dates(texts, ids)
    decisions |= {place: Dated(day, source, sure) for place, (day, source, sure) in read_effective().items()}
    editions = noted_editions(shared / "facts" / "validity_facts.csv", ids)
    noted = {at: Dated(day, "validity notes 2026-11-21", sure) for at, (day, sure) in editions.items()}
    days = {at: Dated(day, source, sure) for at, (day, source, sure) in read_decisions().items()}
    return Evidence(decisions, noted, days)


def _repealed(rows: Iterable[dict[str, str]], ids: dict[str, str]) -> dict[str, date]:
    """statute id → the day from which it no longer binds, by a full repeal of repeals.csv."""
    found: dict[str, date] = {}
    for row in rows:
        day = parse_date(row["ceased_on"])
        if row["extent"] == "full" and day:
            statute = ids.get(statute_key(row["statute"], row["statute"]), row["statute"])
            found[statute] = min(day, found.get(statute, day))
    return found


def _article_order(row: Sequence[str]) -> tuple[str, str, int, int]:
    base, _, branch = row[2].partition("-")
    return row[0], row[1], int(base), int(branch or 0)


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
