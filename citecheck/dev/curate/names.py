"""names.csv: short forms and English names by which people cite a statute, the ambiguous ones marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from citecheck.dev.curate.clauses import Ended, unwrapped
from citecheck.dev.curate.tables import HERE, Catalogue, Row, clean_title, read_rows
from citecheck.model import NameKind
from citecheck.normalize import title_key

_EDITION_WORD = re.compile("新|旧|原|老|现行")
NOTES = "research notes 2026-11-21"


def name_rows(shared: Path, catalogue: Catalogue) -> list[Row]:
    """Every name once per statute it may mean. A name that is itself a title, or that we dropped, has no row."""
    known = read_rows(HERE / "known_names.csv")
    dropped = {title_key(row["name"]) for row in known if row["kind"] == "dropped"}
    rows: dict[str, list[Row]] = {}
    for row in [*_known(known), *_notices(), *_noted(shared)]:
        key = title_key(row["name"])
        if not key or key in dropped or catalogue.ids(row["name"]):
            continue
        statute = catalogue.find(row["statute"]) if row["statute"] else ""
        if statute is None:
            continue
        earlier = rows.setdefault(key, [])
        if earlier and (row["source"] != earlier[0]["source"] or any(one["statute"] == statute for one in earlier)):
            continue  # the first source that names a statute for it decides; later ones only repeat it
        earlier.append({**row, "statute": statute})
    return [row for group in rows.values() for row in _marked(group) if not _aged(row, rows, catalogue)]


def _aged(row: Row, rows: dict[str, list[Row]], catalogue: Catalogue) -> bool:
    """Whether the name is another name of the same statute with a word for the edition in front (旧公司法): the text
    then says which edition it means, and the name has not become another one."""
    match = _EDITION_WORD.match(row["name"])
    if match is None:
        return False
    rest = row["name"][match.end() :]
    return row["statute"] in {*catalogue.ids(rest), *(one["statute"] for one in rows.get(title_key(rest), ()))}


def _marked(group: list[Row]) -> list[Row]:
    """The rows of one name, marked ambiguous when they name more than one statute."""
    several = len(group) > 1 or group[0]["ambiguous"] == "1"
    return [{**row, "ambiguous": "1" if several else "0"} for row in group]


def _known(rows: list[dict[str, str]]) -> Iterator[Row]:
    for row in rows:
        if row["kind"] != "dropped":
            yield {**row, "source": "public record", "confidence": row["confidence"] or "high"}


def _notices() -> Iterator[Row]:
    """The notice that issued an interpretation (印发《X》的通知) as a variant of the interpretation's own title."""
    for row in read_rows(HERE / "public_repeals.csv"):
        ended = Ended(row["title"], row["repealed_by"], row["ceased_on"])
        own = unwrapped(ended).title
        if own != ended.title:
            yield {
                "name": ended.title, "statute": own, "kind": NameKind.VARIANT, "lang": "zh", "ambiguous": "0",
                "source": row["source"], "confidence": "high",
            }  # fmt: skip


def _noted(shared: Path) -> Iterator[Row]:
    """The research notes, without what a rule of the resolver covers (the name of the state left out)."""
    for row in read_rows(shared / "facts" / "aliases.csv"):
        title = row["official_title"]
        if title_key(row["alias"]) == title_key(title):
            continue
        yield {
            "name": row["alias"], "statute": clean_title(title),
            "kind": NameKind.ENGLISH if row["lang"] == "en" else NameKind.SHORT_FORM, "lang": row["lang"],
            "ambiguous": "1" if row["status"] == "ambiguous" else "0", "source": NOTES, "confidence": row["confidence"],
        }  # fmt: skip
