"""Which article of a newer text carries the rule of an article of an older one: measured, not guessed.

Two texts of one statute keep their order, so the pairs are found by an order-preserving alignment (as for two
sequences); a codification shuffles, so there each article looks for its own best counterpart. Similarity is the share
of character pairs (bigrams) in common, weighted by how rare they are in both texts: names count, boilerplate does not.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

# Below, a pair is more often wrong than right (measured on hand-read samples: statutes/README.md says how).
LEAST_SIMILARITY = 0.30
LEAST_SIMILARITY_SHUFFLED = 0.44
# The share of pairs that a reader found right, by least similarity: 84 and 96 sampled pairs (statutes/README.md).
RIGHT_IN_ORDER = ((0.70, 0.99), (0.50, 0.92), (0.0, 0.90))
RIGHT_SHUFFLED = ((0.70, 0.96), (0.55, 0.93), (0.0, 0.83))
_IGNORED = re.compile(r"[\W_]+")
_BOILERPLATE = re.compile(r"中华人民共和国|本法|本条例|规定|应当|的")


@dataclass(frozen=True, slots=True)
class Pair:
    old: str
    new: str
    similarity: float  # 1.0 is the same words
    confidence: float  # the share of such pairs that are right


def measured(similarity: float, *, ordered: bool) -> float:
    """The share of pairs of this similarity that are right, by the samples read."""
    return next(right for least, right in (RIGHT_IN_ORDER if ordered else RIGHT_SHUFFLED) if similarity >= least)


Grams = Mapping[str, float]


def _grams(text: str) -> Counter[str]:
    plain = _IGNORED.sub("", _BOILERPLATE.sub("", text))
    return Counter(plain[at : at + 2] for at in range(len(plain) - 1))


def _weighted(texts: list[Counter[str]]) -> list[dict[str, float]]:
    documents = Counter(gram for grams in texts for gram in grams)
    total = len(texts)
    return [{gram: count * math.log(1 + total / documents[gram]) for gram, count in grams.items()} for grams in texts]


def similarity(one: Grams, other: Grams) -> float:
    """0 nothing in common … 1 the same: the mean of how much of each is in the other and the Dice coefficient."""
    if not one or not other:
        return 0.0
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    common = sum(min(weight, large[gram]) for gram, weight in small.items() if gram in large)
    dice = 2 * common / (sum(one.values()) + sum(other.values()))
    contained = common / min(sum(one.values()), sum(other.values()))
    return (2 * dice + contained) / 3


def align(old: Mapping[str, str], new: Mapping[str, str], *, ordered: bool = True) -> list[Pair]:
    """The pairs (old article, new article) whose texts say the same, in the order of the old text.

    With `ordered`, one counterpart each, in the order of both texts; an article that moved against the order is then
    looked for among what is left over. Without, every old article's best counterpart wherever it stands.
    """
    old_numbers, new_numbers = list(old), list(new)
    weighted = _weighted([_grams(text) for text in (*old.values(), *new.values())])
    left, right = weighted[: len(old)], weighted[len(old) :]
    index: dict[str, list[int]] = {}
    for at, grams in enumerate(right):
        for gram in grams:
            index.setdefault(gram, []).append(at)
    scores: list[dict[int, float]] = []
    for grams in left:
        shared: Counter[int] = Counter()
        for gram, weight in grams.items():
            for at in index.get(gram, ()):
                shared[at] += min(weight, right[at][gram])  # type: ignore[assignment]
        scores.append({at: similarity(grams, right[at]) for at, _ in shared.most_common(12)})
    if not ordered:
        return [
            Pair(old_numbers[at], new_numbers[best], score, measured(score, ordered=False))
            for at, row in enumerate(scores)
            for best, score in sorted(row.items(), key=lambda entry: (-entry[1], entry[0]))[:1]
            if score >= LEAST_SIMILARITY_SHUFFLED
        ]
    chosen = _in_order(scores, len(new_numbers))
    taken = set(chosen.values())
    for at, row in enumerate(scores):
        if at not in chosen:
            free = (entry for entry in row.items() if entry[0] not in taken)
            best = max(free, key=lambda entry: entry[1], default=(0, 0.0))
            if best[1] >= 0.6:
                chosen[at] = best[0]
                taken.add(best[0])
    return [
        Pair(old_numbers[at], new_numbers[to], scores[at][to], measured(scores[at][to], ordered=True))
        for at, to in sorted(chosen.items())
    ]


def _in_order(scores: list[dict[int, float]], width: int) -> dict[int, int]:
    """The order-preserving choice with the greatest sum of similarities above the floor (dynamic programming)."""
    rows = len(scores)
    best = [[0.0] * (width + 1) for _ in range(rows + 1)]
    for at in range(1, rows + 1):
        above, row, line = best[at - 1], best[at], scores[at - 1]
        for to in range(1, width + 1):
            value = max(above[to], row[to - 1])
            score = line.get(to - 1, 0.0)
            if score >= LEAST_SIMILARITY and above[to - 1] + score > value:
                value = above[to - 1] + score
            row[to] = value
    chosen: dict[int, int] = {}
    at, to = rows, width
    while at and to:
        if best[at][to] == best[at - 1][to]:
            at -= 1
        elif best[at][to] == best[at][to - 1]:
            to -= 1
        else:
            at, to = at - 1, to - 1
            chosen[at] = to
    return chosen
