"""From which score on a suggestion is made unasked, learned from laymen's answers and questions with their articles."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from citecheck import normalize
from citecheck.checks import rules
from citecheck.checks.support import ClaimJudge
from citecheck.dev.train.measure import AS_OF, cited
from citecheck.model import ArticleNumber, Statute
from citecheck.store import StatuteStore

FILES = ("swapped.jsonl", "questions.jsonl")
LEAST_RIGHT = 1 / 12
"""Below the confidence that is learned, the best suggestion is right less often than this."""
_STEP = 0.1  # of the confidence
_LAYMEN = ("lecoqa", "lawbench-3-8")


@dataclass(frozen=True, slots=True)
class Asked:
    """A layman's words, the articles that answer them, and the statute of one of these."""

    words: str
    right: frozenset[tuple[str, ArticleNumber]]
    statute: Statute


def asked(folder: Path, store: StatuteStore) -> list[Asked]:
    """Every layman's answer of swapped.jsonl and question of questions.jsonl whose articles the store holds."""
    right: dict[str, dict[tuple[str, ArticleNumber], Statute]] = {}
    for name in FILES:
        for row in map(json.loads, (folder / name).read_text("utf-8").splitlines()):
            if "gold" not in row and (row["kind"] != "pos" or row["source"] not in _LAYMEN):
                continue
            for gold in row.get("gold", [row]):
                number = ArticleNumber(int(gold["article"]), int(gold["branch"] or 0))
                place = cited(store, gold["law"], number, AS_OF)
                if place is not None:
                    words = row["query"] if "gold" in row else row["claim"]
                    right.setdefault(words, {})[place[0].id, number] = place[0]
    return [Asked(words, frozenset(places), next(iter(places.values()))) for words, places in right.items()]


def confidence(every: list[Asked], judge: ClaimJudge) -> dict[str, float]:
    """{"confident": the greatest value below which the best suggestion is right less often than LEAST_RIGHT, and what
    is right on either side of it}; the words alone are asked, the statute is not told."""
    found = []
    for one in every:
        best = judge.suggest(one.words, as_of=AS_OF, limit=1)
        if best:
            text = normalize.fold(one.words, 0, len(one.words)).text
            value = (best[0].score or 0.0) * judge.index.telling(text, rules.SHORTEST)
            found.append((value, (best[0].statute.id, best[0].article) in one.right))
    values, right = np.array([value for value, _ in found]), np.array([hit for _, hit in found], dtype=float)
    confident = 0.0
    for step in np.arange(_STEP, values.max(), _STEP):
        below = values < step
        if below.any() and right[below].mean() < LEAST_RIGHT:
            confident = float(step)
    below = values < confident
    return {
        "confident": round(confident, 1),
        "asked": len(found),
        "right_below": round(float(right[below].mean()), 4),
        "right_above": round(float(right[~below].mean()), 4),
        "kept": round(float((~below).mean()), 4),
    }
