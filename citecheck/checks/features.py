"""What is measured of a claim and the article it cites: numbers a person can read, nothing learned.

The signal is relative: an article bears a claim better than the other articles of its own law do. `LawGrams` holds one
version's articles as bigrams; `measure` compares a claim with all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from citecheck.grams import Codes, fold, located_bigrams, owned_bigrams
from citecheck.quantities import Quantity, quantities

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from citecheck.model import Article, ArticleNumber

FEATURES = (
    "cosine_margin",  # tf-idf cosine less that of the best other article of the law
    "coverage_margin",  # the same of the claim's bigrams that the article has, weighted by rarity
    "coverage_ratio",  # coverage over the best coverage in the law
    "rank",  # -ln of the article's place in its law by cosine
    "cosine",
    "coverage",
    "run_coverage",  # share of the claim's runs of four characters
    "clause_mean",  # mean over the claim's clauses of their coverage
    "clause_best",
    "longest_run",  # ln of the longest run of the claim's characters that the article has
    "law_size",  # ln of the number of articles
    "claim_length",  # ln of the number of bigrams
    "numbers_agree",  # ln(1 + quantities of the claim that the article gives too)
    "numbers_differ",  # -ln(1 + quantities whose unit the article gives with other numbers only)
    "negations_differ",
)


@dataclass(frozen=True, slots=True)
class Measured:
    """A claim beside an article: the features in the order of FEATURES, and who else in the law fits."""

    values: tuple[float, ...]
    coverage: float
    best_other: ArticleNumber | None
    best_other_coverage: float

    def __getitem__(self, name: str) -> float:
        return self.values[FEATURES.index(name)]


@dataclass(frozen=True, slots=True)
class ClaimGrams:
    """A claim made ready to be compared: once for a claim, however many articles it is compared with."""

    folded: str
    starts: NDArray[np.int64]
    codes: Codes  # in order, repeats included
    distinct: Codes
    counts: NDArray[np.float64]
    quantities: tuple[Quantity, ...]

    @classmethod
    def of(cls, text: str) -> ClaimGrams:
        folded = fold(text)
        starts, codes = located_bigrams(folded)
        distinct, counts = np.unique(codes, return_counts=True)
        return cls(folded, starts, codes, distinct, counts.astype(np.float64), quantities(folded))


@dataclass(frozen=True, slots=True)
class _ArticleGrams:
    folded: str
    distinct: Codes
    runs: NDArray[np.uint64]
    quantities: tuple[Quantity, ...]


class LawGrams:
    """The articles of one version as bigrams; `rarity` gives the idf of bigrams over the whole store."""

    def __init__(self, articles: Sequence[Article], rarity: Callable[[Codes], NDArray[np.float64]]) -> None:
        held = [article for article in articles if article.text]
        self.numbers: tuple[ArticleNumber, ...] = tuple(article.number for article in held)
        self._place = {number: i for i, number in enumerate(self.numbers)}
        self._texts = [article.text or "" for article in held]
        self._folded = [fold(text) for text in self._texts]
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
        self._articles: dict[int, _ArticleGrams] = {}

    def __contains__(self, number: ArticleNumber) -> bool:
        return number in self._place

    def __len__(self) -> int:
        return len(self.numbers)

    def compare(self, claim: ClaimGrams) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """(tf-idf cosine, rarity-weighted coverage of the claim) for every article."""
        size = len(self.numbers)
        idf = self._rarity(claim.distinct)
        wanted = (1 + np.log(claim.counts)) * idf
        norm = float(np.sqrt((wanted**2).sum()))
        at = np.minimum(np.searchsorted(self._codes, claim.distinct), len(self._codes) - 1)
        held = self._codes[at] == claim.distinct
        at, idf_held, wanted = at[held], idf[held], wanted[held]
        starts = self._starts[at]
        lengths = self._starts[at + 1] - starts
        total = int(lengths.sum())
        if not total or not norm:
            return np.zeros(size), np.zeros(size)
        picks = np.repeat(starts - np.concatenate(([0], np.cumsum(lengths)[:-1])), lengths) + np.arange(total)
        rows = self._rows[picks]
        cosine = np.bincount(rows, weights=np.repeat(wanted, lengths) * self._weights[picks], minlength=size) / norm
        coverage = np.bincount(rows, weights=np.repeat(idf_held, lengths), minlength=size) / float(idf.sum())
        return cosine, coverage

    def measure(self, claim: ClaimGrams, number: ArticleNumber) -> Measured:
        """The features of `claim` beside the article `number`, which must be in the law."""
        place = self._place[number]
        cosine, coverage = self.compare(claim)
        own_cosine, own_coverage = float(cosine[place]), float(coverage[place])
        rank = 1 + int((cosine > own_cosine).sum())
        cosine[place] = coverage[place] = -1.0
        other = int(coverage.argmax())
        other_cosine, other_coverage = max(float(cosine.max()), 0.0), max(float(coverage[other]), 0.0)
        article = self._article(place)
        clauses = self._clauses(claim, article)
        run_coverage, longest = _runs(claim, article)
        agree, differ = compare_quantities(claim.quantities, article.quantities)
        values = (
            own_cosine - other_cosine,
            own_coverage - other_coverage,
            own_coverage / max(own_coverage, other_coverage, 1e-9),
            -float(np.log(rank)),
            own_cosine,
            own_coverage,
            run_coverage,
            float(clauses.mean()) if len(clauses) else 0.0,
            float(clauses.max()) if len(clauses) else 0.0,
            float(np.log1p(longest)),
            float(np.log(len(self.numbers))),
            float(np.log1p(len(claim.codes))),
            float(np.log1p(agree)),
            -float(np.log1p(differ)),
            0.0,
        )
        return Measured(values, own_coverage, self.numbers[other] if other != place else None, other_coverage)

    def _article(self, place: int) -> _ArticleGrams:
        held = self._articles.get(place)
        if held is None:
            folded = self._folded[place]
            starts, codes = located_bigrams(folded)
            runs = np.unique(_fours(starts, codes)[1])
            held = self._articles[place] = _ArticleGrams(folded, np.unique(codes), runs, quantities(folded))
        return held

    def _clauses(self, claim: ClaimGrams, article: _ArticleGrams) -> NDArray[np.float64]:
        """The rarity-weighted coverage of each clause of the claim (clauses of one or two characters left out)."""
        if not len(claim.codes):
            return np.zeros(0)
        clause = np.concatenate(([0], np.cumsum(np.diff(claim.starts) > 2)))
        idf = self._rarity(claim.codes)
        had = idf * _among(claim.codes, article.distinct)
        return np.bincount(clause, weights=had) / np.bincount(clause, weights=idf)


def _fours(starts: NDArray[np.int64], codes: Codes) -> tuple[NDArray[np.intp], NDArray[np.uint64]]:
    """Runs of four characters: where each begins among the bigrams, and its code."""
    whole = np.flatnonzero(starts[2:] - starts[:-2] == 2)
    fours: NDArray[np.uint64] = codes[whole].astype(np.uint64) << np.uint64(32) | codes[whole + 2]
    return whole, fours


def _among(codes: NDArray[Any], held: NDArray[Any]) -> NDArray[np.bool_]:
    if not len(held):
        return np.zeros(len(codes), dtype=bool)
    at = np.minimum(np.searchsorted(held, codes), len(held) - 1)
    found: NDArray[np.bool_] = held[at] == codes
    return found


def _runs(claim: ClaimGrams, article: _ArticleGrams) -> tuple[float, int]:
    """(share of the claim's four-character runs that the article has, the longest chain of them in characters)."""
    begins, runs = _fours(claim.starts, claim.codes)
    if not len(runs):
        return 0.0, 0
    found = _among(runs, article.runs)
    longest = chain = 0
    previous = -2
    for begin in begins[found].tolist():
        chain = chain + 1 if begin == previous + 1 else 1
        previous = begin
        longest = max(longest, chain)
    return float(found.mean()), longest + 3 if longest else 0


def compare_quantities(claimed: Sequence[Quantity], given: Sequence[Quantity]) -> tuple[int, int]:
    """(quantities of the claim that the article gives too, those whose unit it gives with other numbers only)."""
    values: dict[str, set[object]] = {}
    for quantity in given:
        values.setdefault(quantity.unit, set()).add(quantity.value)
    asked = [quantity for quantity in claimed if quantity.unit != "第"]
    agree = sum(quantity.value in values.get(quantity.unit, ()) for quantity in asked)
    differ = sum(bool(values.get(q.unit)) and q.value not in values[q.unit] for q in asked)
    return agree, differ
