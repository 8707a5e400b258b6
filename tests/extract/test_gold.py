"""Figures on the hand-labelled texts beside the checkout: they may rise, and must not fall."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from citecheck.extract import Names, extract
from citecheck.model import Citation
from citecheck.normalize import title_key
from citecheck.store import StatuteStore

Row = dict[str, Any]


@dataclass
class Score:
    """Counts of one set; a hit overlaps the gold span and cites the same statute, article and branch."""

    gold: int = 0
    hits: list[tuple[Row, Citation]] = field(default_factory=list)
    extra: int = 0
    decoys: int = 0

    @property
    def f1(self) -> float:
        return 2 * len(self.hits) / (self.gold + len(self.hits) + self.extra)

    @property
    def exact(self) -> float:
        return sum((row["start"], row["end"]) == _span(one) for row, one in self.hits) / len(self.hits)

    @property
    def pinpoints(self) -> float:
        placed = [(row, one.pinpoint) for row, one in self.hits if row.get("paragraph") or row.get("subparagraph")]
        right = [
            (row.get("paragraph"), row.get("subparagraph")) == (place.paragraph, place.subparagraph)
            for row, place in placed
        ]
        return sum(right) / len(right)


def _span(citation: Citation) -> tuple[int, int]:
    return citation.span.start, citation.span.end


def _titles(citation: Citation, store: StatuteStore) -> set[str]:
    """Keys of the statutes that the citation can mean: those of its name, else the nearest title."""
    if citation.title_key is None:
        return set()
    matches = store.find(citation.title_key)
    found = {title_key(match.statute.title) for match in matches} | {citation.title_key}
    if not matches:
        found |= {
            title_key(statute.title) for statute, likeness in store.nearest(citation.title_key, 1) if likeness > 0.7
        }
    return found


def _same(row: Row, citation: Citation, store: StatuteStore) -> bool:
    if citation.article is None or not row["article"]:
        return False
    last = row.get("article_end") or row["article"]
    if not row["article"] <= citation.article.base <= last or (row.get("branch") or 0) != citation.article.branch:
        return False
    return row.get("title") is None or title_key(row["title"]) in _titles(citation, store)


def _overlap(row: Row, citation: Citation) -> bool:
    return citation.span.start < row["end"] and row["start"] < citation.span.end


def measure(labels: Path, texts: Path, store: StatuteStore) -> Score:
    names, score = Names(store.names()), Score()
    rows: dict[str, list[Row]] = {}
    for line in labels.read_text("utf-8").splitlines():
        row = json.loads(line)
        rows.setdefault(row["doc"], []).append(row)
    for name, labelled in rows.items():
        citations = list(extract((texts / name).read_text("utf-8"), names).citations)
        used: set[int] = set()
        optional = [row for row in labelled if row["verdict"] == "ignore"]
        for row in labelled:
            if row["verdict"] in ("decoy", "ignore"):
                continue
            fits = [
                i for i, one in enumerate(citations) if i not in used and _overlap(row, one) and _same(row, one, store)
            ]
            if fits:
                best = min(fits, key=lambda index: abs(citations[index].span.start - row["start"]))
                used.update(fits if row.get("article_end") else [best])
                score.hits.append((row, citations[best]))
                score.gold += 1
            elif row.get("title") is None:
                optional.append(row)
            else:
                score.gold += 1
        for index, one in enumerate(citations):
            if index in used or one.article is None or any(_overlap(row, one) for row in optional):
                continue
            score.extra += 1
            score.decoys += any(_overlap(row, one) for row in labelled if row["verdict"] == "decoy")
    return score


@pytest.mark.parametrize(
    ("name", "f1", "exact", "pinpoints"),
    [("written", 0.99, 0.97, 0.99), ("web", 0.98, 0.96, 0.99)],
    ids=["written", "web"],
)
def test_the_floors_hold(
    name: str, f1: float, exact: float, pinpoints: float, shared: Path, store: StatuteStore
) -> None:
    folder = shared / "data" / "gold"
    score = measure(folder / f"{name}.jsonl", folder / name, store)
    assert (score.decoys, score.f1 >= f1, score.exact >= exact, score.pinpoints >= pinpoints) == (
        0,
        True,
        True,
        True,
    ), (
        score.f1,
        score.exact,
        score.pinpoints,
    )
