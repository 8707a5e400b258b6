"""What is measured of a claim and the article it cites: numbers a person can read, nothing learned.

The signal is relative: an article bears a claim better than the other articles of its own law do. `LawGrams` holds one
version's articles as bigrams; `measure` compares a claim with all of them at once.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from citecheck import normalize
from citecheck.grams import Codes, fold, located_bigrams, owned_bigrams
from citecheck.quantities import Quantity, quantities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from citecheck.model import Article, ArticleNumber

FEATURES = {
    "coverage_margin": "rarity-weighted share of the claim's bigrams that the article has, less that of the next best",
    "cosine_margin": "the same difference of tf-idf cosines",
    "blend_margin": "the same difference of the geometric mean of both",
    "coverage_ratio": "coverage over the best coverage in the law",
    "rank": "-ln of the article's place in its law by cosine",
    "run_coverage": "share of the claim's runs of four characters that the article has",
    "numbers_differ": (
        "-ln(1 + quantities of the claim whose unit the article gives with other numbers only, and articles of its law"
        " that the claim says it names)"
    ),
    "law_coverage": "ln(0.1 + share of the claim's bigrams that occur anywhere in the law)",
    "elsewhere": "how much more of the claim an article of another statute has than any of this one, negated",
    "law_size": "ln of the number of articles: to be best among many says more",
}
"""What the model is given. All but the last can only speak for the article the higher they are.

The two before the last tell a claim about another matter than the statute's: there the article may well be the best of
those that have nothing of it.
"""


_ROUNDING = 1e-9
_NAMED = re.compile("[本该](?:法|条例|办法|规定|细则|解释)第([0-9]{1,4})条")  # folded; so an article names others
_ANY_NUMBER = re.compile("第([0-9]{1,4})条")


@dataclass(frozen=True, slots=True)
class Contribution:
    """A feature's value, and what it adds to the log-odds that the article bears the claim."""

    feature: str
    meaning: str
    value: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A claim beside an article: the features by name, and who else in the law fits."""

    features: Mapping[str, float]
    coverage: float  # rarity-weighted share of the claim's bigrams that the article has, 0…1
    cosine: float
    rank: int  # from 1
    best_other: ArticleNumber | None  # the other article with most of the claim
    best_other_coverage: float
    rivals: int  # other articles that have nearly as much of it as the best other


@dataclass(frozen=True, slots=True)
class ClaimGrams:
    """A claim made ready to be compared: once for a claim, however many articles it is compared with."""

    folded: str
    starts: NDArray[np.int64]
    codes: Codes  # in order, repeats included
    distinct: Codes
    counts: NDArray[np.float64]
    pairs: tuple[str, ...]  # the distinct ones as they are written
    runs: tuple[str, ...]  # of four characters
    quantities: tuple[Quantity, ...]
    named: frozenset[str]  # the articles of the law that it names

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, text: str) -> ClaimGrams:
        """The bigrams of a claim, remembered while it is judged: earlier editions and other articles are tried too."""
        return cls.of_folded(fold(normalize.fold(text, 0, len(text)).text))

    @classmethod
    def of_folded(cls, folded: str) -> ClaimGrams:
        """The bigrams of a text that is folded already."""
        starts, codes = located_bigrams(folded)
        distinct, first, counts = np.unique(codes, return_index=True, return_counts=True)
        pairs = tuple(folded[start : start + 2] for start in starts[first].tolist())
        whole = starts[:-2][starts[2:] - starts[:-2] == 2]
        runs = tuple(folded[start : start + 4] for start in whole.tolist())
        given, named = quantities(folded), frozenset(_NAMED.findall(folded))
        return cls(folded, starts, codes, distinct, counts.astype(np.float64), pairs, runs, given, named)

    def head(self, end: re.Pattern[str]) -> ClaimGrams | None:
        """The claim up to the first `end`; None when it has none."""
        found = end.search(self.folded)
        return self.of_folded(self.folded[: found.start()]) if found else None

    def clauses(self, least: int) -> Iterator[str]:
        """What stands between punctuation and has at least so many bigrams."""
        starts = self.starts.tolist()
        ends = [*(np.flatnonzero(np.diff(self.starts) > 1) + 1).tolist(), len(starts)]
        for first, last in pairwise([0, *ends]):
            if last - first >= least:
                yield self.folded[starts[first] : starts[last - 1] + 2]


class _Compared(NamedTuple):
    """A claim beside all the articles of a law."""

    claim: ClaimGrams
    cosine: NDArray[np.float64]
    measures: NDArray[np.float64]  # coverage, cosine, and the geometric mean of both
    anywhere: float  # the coverage by all together
    first: list[int]  # by each of the measures the best article

    def best_but(self, place: int) -> list[float]:
        """What the best article has, by each of the measures, but for the one at `place`; 0 in a law of one."""
        return [
            float(row[first])
            if first != place
            else float(max(row[:place].max(initial=0.0), row[place + 1 :].max(initial=0.0)))
            for row, first in zip(self.measures, self.first, strict=True)
        ]

    def most_but(self, place: int) -> int:
        """Where the article with most of the claim stands but for the one at `place`."""
        if self.first[0] != place:
            return self.first[0]
        rest = self.measures[0].copy()
        rest[place] = -1.0
        return int(rest.argmax())


class LawGrams:
    """The articles of one version as bigrams; `rarity` gives the idf of bigrams over the whole store."""

    def __init__(self, articles: Sequence[Article], rarity: Callable[[Codes], NDArray[np.float64]]) -> None:
        held = [article for article in articles if article.text]
        self.numbers: tuple[ArticleNumber, ...] = tuple(article.number for article in held)
        self._place = {number: i for i, number in enumerate(self.numbers)}
        self._folded = [fold(article.text or "") for article in held]
        owners, codes = owned_bigrams(self._folded)
        keys, counts = np.unique(codes.astype(np.uint64) << 32 | owners.astype(np.uint64), return_counts=True)
        self._rows = (keys & 0xFFFFFFFF).astype(np.int64)
        of_key = (keys >> 32).astype(np.uint32)
        self._codes, self._starts = np.unique(of_key, return_index=True)
        self._starts = np.append(self._starts, len(keys))
        self._idf = rarity(self._codes)
        self._rarity = rarity
        weights = (1 + np.log(counts)) * np.repeat(self._idf, np.diff(self._starts))
        norms = np.sqrt(np.bincount(self._rows, weights=weights**2, minlength=len(held)))
        self._weights = weights / norms[self._rows]
        self._quantities: dict[int, tuple[Quantity, ...]] = {}
        self._compared: _Compared | None = None  # the last: an invented claim is cited under one article after another

    def __contains__(self, number: ArticleNumber) -> bool:
        return number in self._place

    def __len__(self) -> int:
        return len(self.numbers)

    def compare(self, claim: ClaimGrams) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
        """(tf-idf cosine, rarity-weighted coverage of the claim) for every article; the coverage by all together."""
        size = len(self.numbers)
        idf = self._rarity(claim.distinct)
        wanted = (1 + np.log(claim.counts)) * idf
        norm = float(np.sqrt((wanted**2).sum()))
        at = np.minimum(self._codes.searchsorted(claim.distinct), len(self._codes) - 1)
        held = self._codes[at] == claim.distinct
        at, idf_held, wanted = at[held], idf[held], wanted[held]
        starts = self._starts[at]
        lengths = self._starts[at + 1] - starts
        total = int(lengths.sum())
        if not total or not norm:
            return np.zeros(size), np.zeros(size), 0.0
        picks = (starts - (lengths.cumsum() - lengths)).repeat(lengths) + np.arange(total)
        rows = self._rows[picks]
        cosine = np.bincount(rows, weights=wanted.repeat(lengths) * self._weights[picks], minlength=size) / norm
        whole = float(idf.sum())
        coverage = np.bincount(rows, weights=idf_held.repeat(lengths), minlength=size) / whole
        return cosine, coverage, float(idf_held.sum()) / whole

    def measure(self, claim: ClaimGrams, number: ArticleNumber, elsewhere: float) -> Measured:
        """The features of `claim` beside the article `number`, which must be in the law.

        `elsewhere` is what ArticleIndex.elsewhere says of the claim and this law.
        """
        place = self._place[number]
        compared = self._with_all(claim)
        measures, cosine = compared.measures, compared.cosine
        own, own_cosine, own_blend = measures[:, place].tolist()
        rank = 1 + int(np.count_nonzero(cosine > own_cosine))
        best, best_cosine, best_blend = compared.best_but(place)
        _, differ = compare_quantities(claim.quantities, self._quantities_of(place) if claim.quantities else ())
        if named := claim.named - {str(number.base)}:
            differ += len(named.difference(_ANY_NUMBER.findall(self._folded[place])))
        features = {
            "coverage_margin": own - best,
            "cosine_margin": own_cosine - best_cosine,
            "blend_margin": own_blend - best_blend,
            "coverage_ratio": own / max(own, best, 1e-9),
            "rank": -math.log(rank),
            "run_coverage": _share_in(self._folded[place], claim.runs),
            "numbers_differ": -math.log1p(differ),
            "law_coverage": math.log(0.1 + compared.anywhere),
            "elsewhere": -elsewhere,
            "law_size": math.log(len(self.numbers)),
        }
        others = measures[0]
        return Measured(
            features,
            own,
            own_cosine,
            rank,
            self.numbers[compared.most_but(place)] if best > 0 else None,
            best,
            int(np.count_nonzero(others > 0.8 * best)) - (own > 0.8 * best) if best > 0 else 0,
        )

    def _with_all(self, claim: ClaimGrams) -> _Compared:
        """The claim beside all articles, remembered until another is asked for."""
        known = self._compared
        if known is None or known.claim is not claim:
            cosine, coverage, anywhere = self.compare(claim)
            measures = np.array((coverage, cosine, np.sqrt(cosine * coverage)))
            known = _Compared(claim, cosine, measures, anywhere, measures.argmax(axis=1).tolist())
            self._compared = known
        return known

    def best(self, claim: ClaimGrams, limit: int) -> tuple[tuple[ArticleNumber, float], ...]:
        """The articles that have most of the claim, each with its share of it, best first."""
        _, coverage, _ = self.compare(claim)
        order = np.lexsort((np.arange(len(coverage)), -coverage))[:limit]
        return tuple((self.numbers[i], float(coverage[i])) for i in order.tolist())

    def likest(self, claim: ClaimGrams, limit: int) -> tuple[ArticleNumber, ...]:
        """The articles most like the claim by both measures together, best first."""
        cosine, coverage, _ = self.compare(claim)
        order = np.lexsort((np.arange(len(coverage)), -cosine * coverage))[:limit]
        return tuple(self.numbers[i] for i in order.tolist())

    def holders(self, phrase: str) -> tuple[ArticleNumber, ...]:
        """The articles that have `phrase` (folded) as it stands."""
        return tuple(number for number, text in zip(self.numbers, self._folded, strict=True) if phrase in text)

    def shares(self, phrase: str, number: ArticleNumber) -> bool:
        """Whether the article has any two characters of `phrase` (folded) together."""
        text = self._folded[self._place[number]]
        return any(phrase[start : start + 2] in text for start in located_bigrams(phrase)[0].tolist())

    def bears_a_clause(self, claim: ClaimGrams, number: ArticleNumber, share: float, least: int) -> bool:
        """Whether the article has that share of a clause of the claim, and no other article of the law has as much.

        Clauses are what stands between punctuation; those of fewer than `least` bigrams are left out.
        """
        place = self._place[number]
        text = self._folded[place]
        worth = dict(zip(claim.pairs, self._rarity(claim.distinct).tolist(), strict=True))
        for clause in claim.clauses(least):
            pairs = {first + second for first, second in pairwise(clause)}
            own = sum([worth[pair] for pair in pairs if pair in text])
            if own < share * sum([worth[pair] for pair in pairs]) - _ROUNDING:  # most often: the law is what costs
                continue
            _, coverage, _ = self.compare(ClaimGrams.of_folded(clause))
            if coverage[place] >= share and int((coverage >= coverage[place] - _ROUNDING).sum()) == 1:
                return True
        return False

    def coverage_by(self, claim: ClaimGrams, text: str) -> float:
        """The rarity-weighted share of the claim's bigrams that any `text` has."""
        rarity, folded = self._rarity(claim.distinct), fold(text)
        held = np.array([pair in folded for pair in claim.pairs], dtype=bool)
        return float((rarity * held).sum() / rarity.sum()) if len(rarity) else 0.0

    def _quantities_of(self, place: int) -> tuple[Quantity, ...]:
        held = self._quantities.get(place)
        if held is None:
            held = self._quantities[place] = quantities(self._folded[place])
        return held


def _share_in(text: str, parts: Sequence[str]) -> float:
    """The share of the parts that the text has; 0 of none."""
    return sum([part in text for part in parts]) / len(parts) if parts else 0.0


def compare_quantities(claimed: Sequence[Quantity], given: Sequence[Quantity]) -> tuple[int, int]:
    """(quantities of the claim that the article gives too, those whose unit it gives with other numbers only)."""
    values: dict[str, set[object]] = {}
    for quantity in given:
        values.setdefault(quantity.unit, set()).add(quantity.value)
    asked = [quantity for quantity in claimed if quantity.unit != "第"]
    agree = sum(quantity.value in values.get(quantity.unit, ()) for quantity in asked)
    differ = sum(bool(values.get(q.unit)) and q.value not in values[q.unit] for q in asked)
    return agree, differ
