"""Which article is meant: the index's best articles in order anew, by what a ranking of the whole store cannot weigh.

A linear model over features of the claim and each of the articles (suggestions_model.json), of which only the
likeliest are read (POOL, READ), and how many of laymen's questions each article answers (asked.csv); both made by
citecheck.dev.train.suggestions.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from operator import mul
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from citecheck.checks.words import words
from citecheck.grams import fold, located_bigrams
from citecheck.normalize import title_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from citecheck.checks.semantic import Semantic
    from citecheck.grams import Codes
    from citecheck.model import Version
    from citecheck.store.search import Hit

POOL = 40  # articles of which those are chosen that are read
READ = 12  # that are read and put in order anew: reading all finds no more of what laymen's answers mean
FEATURES = {
    "density": "ln of its likeness over its share of the claim's bigrams: short articles, headings and titles say more",
    "terms": "ln of the share of the claim's words that the article has, rare ones weighing more",
    "sentence": "ln of the share of its likest sentence that the claim has",
    "subject": "share of its first clause that the claim has",
    "prison": "1 where it threatens prison and the claim tells of none: who names an offence seldom tells its penalty",
    "clauses": "how like each clause of the claim is to the article's likest sentence, beside the best candidate",
    "telling": "share of the claim's bigrams, those few candidates have weighing more, beside the best candidate",
    "opening": "share of the claim's bigrams, the first weighing most, beside the best candidate",
    "named": "1 where the claim names its statute",
    "told": "1 where the statute is known to be meant",
    "law": "ln of the share of laymen's questions that its statute answers",
    "asked": "square of ln(1 + how many of laymen's questions it answers)",
}
"""What the model is given of an article that is read: each can only speak for it the higher it is."""

COSINE = "cosine"  # with an embedding model: that of the claim's and the article's vectors
UNREAD = {
    "likeness": "ln of the score by which the index found it",
    **{name: FEATURES[name] for name in ("named", "told", "law", "asked")},
}
"""What is known of an article without reading it."""

_KEPT = 8192  # articles
_LIKENESS, _SHARE = 0.02, 0.05  # added before the logarithm is taken, so that nothing is worth no more than that
_SHORT_SENTENCE = 15  # bigrams below which having all of a sentence says less
_SHORT = 15.0  # added to the lengths of clauses and sentences: that two short ones are alike says less
_OPENING = 60  # characters after which a bigram weighs a third of what the first does
_CLAUSES = 64  # of a claim that are compared: the rest of a longer one counts as the last of them
_UNSEEN, _STATUTES = 2, 300  # assumed of statutes that answer none of the questions known: so many each, so many
_KEYS, _SPREAD = 1 << 16, 0x9E3779B1  # of bigrams; a multiplier whose upper bits depend on all of a code's
_PRISON = re.compile("有期徒刑|拘役")
_SENTENCES, _CLAUSE = re.compile("[\n。;；]"), re.compile("[，,。；;：:？?！!\n]")

Place: TypeAlias = "tuple[str, str, str]"  # statute, key of its version, article


@dataclass(frozen=True, slots=True)
class Asked:
    """How many of the laymen's questions known an article answers, by article; and so a statute, by statute."""

    articles: Mapping[Place, int]
    statutes: Mapping[str, int]
    questions: int

    @classmethod
    def of(cls, articles: Mapping[Place, int]) -> Asked:
        statutes = Counter[str]()
        for (statute, _, _), times in articles.items():
            statutes[statute] += times
        return cls(articles, statutes, statutes.total())

    @classmethod
    def load(cls) -> Asked:
        held = files(__package__).joinpath("asked.csv").read_text("utf-8").splitlines()
        rows = (line.split(",") for line in held[1:])
        return cls.of({(statute, version, article): int(times) for statute, version, article, times in rows})

    def share(self, statute: str) -> float:
        """The share of questions that a statute answers, some being left for those that none is known of."""
        return (self.statutes.get(statute, 0) + _UNSEEN) / (self.questions + _UNSEEN * _STATUTES)


class Found(NamedTuple):
    """An article that the index found; `version` is that of its statute."""

    hit: Hit
    version: Version

    @property
    def place(self) -> Place:
        return self.hit.statute_id, self.version.key, str(self.hit.number)


class Candidate(NamedTuple):
    """An article that may be meant, with its words."""

    found: Found
    text: str


@dataclass(frozen=True, slots=True)
class RankingModel:
    """The weights of suggestions_model.json: of FEATURES, and of UNREAD by which those to be read are chosen."""

    weights: Mapping[str, float]
    unread: Mapping[str, float]

    @classmethod
    def load(cls) -> RankingModel:
        held: dict[str, Any] = json.loads(files(__package__).joinpath("suggestions_model.json").read_text("utf-8"))
        return cls(held["weights"], held["unread"])

    def ranked(self, candidates: Sequence[Candidate], x: NDArray[np.float64]) -> tuple[Hit, ...]:
        """The candidates' hits, likeliest first, by their FEATURES `x`, behind which COSINE may stand.

        The first keeps its score; each other has what its likeness would have to be, were it alike in all else.
        """
        odds = x @ np.array([self.weights.get(name, 0.0) for name in (*FEATURES, COSINE)[: x.shape[1]]])
        order = np.argsort(-odds, kind="stable").tolist()
        score = candidates[order[0]].found.hit.score
        lowered = np.exp((odds - odds.max()) / self.weights["density"])
        return tuple(candidates[i].found.hit._replace(score=score * float(lowered[i])) for i in order)


class Ranker:
    """Puts candidates in order; `rarity` tells how rare bigrams are. Safe to share between threads.

    With `semantic` more of them are read, and it has a say in their order.
    """

    def __init__(self, rarity: Callable[[Codes], NDArray[np.float64]], semantic: Semantic | None = None) -> None:
        self._model, self._asked = RankingModel.load(), Asked.load()
        self._articles = Articles(rarity)
        self._semantic = semantic

    def worth_reading(self, claim: str, found: Sequence[Found], about: Collection[str]) -> list[Found]:
        """The READ likeliest by what is known without reading them, in the order in which they were found."""
        most = self._semantic.pool if self._semantic else READ
        if len(found) <= most:
            return list(found)
        weights = [self._model.unread.get(name, 0.0) for name in UNREAD]
        odds = [sum(map(mul, weights, row)) for row in before_reading(claim, found, about, self._asked)]
        return [found[i] for i in sorted(sorted(range(len(found)), key=odds.__getitem__, reverse=True)[:most])]

    def ranked(self, claim: str, candidates: Sequence[Candidate], about: Collection[str]) -> tuple[Hit, ...]:
        """The candidates' hits, likeliest first; `about` are the statutes known to be meant."""
        if not candidates:
            return ()
        x = measure(claim, candidates, about, self._articles, self._asked)
        if self._semantic is None:
            return self._model.ranked(candidates, x)
        cosines = self._semantic.likeness(claim, [candidate.text for candidate in candidates])
        return self._semantic.model.ranking.ranked(candidates, np.c_[x, cosines])


@dataclass(frozen=True, slots=True)
class _Read:
    """An article: its folded words, and the distinct bigrams of its first clause and of each sentence in one array."""

    folded: str
    codes: Codes
    keys: NDArray[np.uint16]  # of the codes: two that differ have seldom the same
    worth: NDArray[np.float32]  # of each of the codes
    parts: NDArray[np.uint16]  # to which each of them belongs: 0 the first clause, 1 the first sentence, …
    scales: NDArray[np.float32]  # of each part: what having all of it says, over what it is worth
    lengths: NDArray[np.float32]  # of each part, as a vector of its bigrams' worth
    prison: bool


class Articles:
    """The articles that may be suggested as they are compared, the last ones kept; `rarity` of bigrams."""

    def __init__(self, rarity: Callable[[Codes], NDArray[np.float64]]) -> None:
        self.rarity = rarity
        self.read = lru_cache(maxsize=_KEPT)(self._read)

    def _read(self, text: str) -> _Read:
        folded = fold(text)
        starts, codes = located_bigrams(folded)
        clause = _CLAUSE.search(folded)
        head = int(starts.searchsorted(clause.start())) if clause else len(starts)
        parts = np.concatenate([np.zeros(head, dtype=np.intp), 1 + _parts(_SENTENCES, folded, starts)])
        distinct = np.unique(parts << 32 | np.concatenate([codes[:head], codes]))
        parts, codes = distinct >> 32, (distinct & 0xFFFFFFFF).astype(np.uint32)
        worth = self.rarity(codes)
        whole, sizes = np.bincount(parts, weights=worth, minlength=2), np.bincount(parts, minlength=2)
        says = np.minimum(1.0, sizes / _SHORT_SENTENCE)
        says[0] = 1.0
        return _Read(
            folded,
            codes,
            _keys(codes),
            worth.astype(np.float32),
            parts.astype(np.uint16),
            (says / np.maximum(whole, 1e-9)).astype(np.float32),
            np.sqrt(np.bincount(parts, weights=worth**2, minlength=2)).astype(np.float32),
            _PRISON.search(folded) is not None,
        )


def measure(
    claim: str, candidates: Sequence[Candidate], about: Collection[str], articles: Articles, asked: Asked
) -> NDArray[np.float64]:
    """The FEATURES of each candidate, a row each."""
    folded = fold(claim)
    read = [articles.read(candidate.text) for candidate in candidates]
    told = {word.key: word.weight for word in words(claim) if isinstance(word.key, str)}
    weight = sum(told.values()) or 1.0
    prison = _PRISON.search(folded) is not None
    terms = (
        np.array([sum(worth for word, worth in told.items() if word in article.folded) for article in read]) / weight
    )
    likeness, *known = np.array(before_reading(claim, [candidate.found for candidate in candidates], about, asked)).T
    had = _had(read, folded, articles.rarity)
    return np.array([
        likeness - np.log(had.share + _LIKENESS),
        np.log(terms + _SHARE),
        np.log(had.sentence + _LIKENESS),
        had.subject,
        [float(article.prison and not prison) for article in read],
        _beside_best(had.clauses),
        _beside_best(had.telling),
        _beside_best(had.opening),
        *known,
    ]).T  # fmt: skip


def _beside_best(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    beside: NDArray[np.float64] = (shares + _LIKENESS) / (shares.max() + _LIKENESS)
    return beside


def before_reading(claim: str, found: Sequence[Found], about: Collection[str], asked: Asked) -> list[tuple[float, ...]]:
    """What UNREAD says of each."""
    of_statute = {
        statute: (
            float(_title(statute) in claim),
            float(statute in about),
            math.log(asked.share(statute)),
        )
        for statute in {one.hit.statute_id for one in found}
    }
    return [
        (
            math.log(one.hit.score + _LIKENESS),
            *of_statute[one.hit.statute_id],
            math.log1p(asked.articles.get(one.place, 0)) ** 2 if one.hit.statute_id in asked.statutes else 0.0,
        )
        for one in found
    ]


@lru_cache(maxsize=1024)
def _title(statute: str) -> str:
    return title_key(statute.split("@")[0])


def _keys(codes: Codes) -> NDArray[np.uint16]:
    return (codes * np.uint32(_SPREAD) >> np.uint32(16)).astype(np.uint16)


def _parts(ends: re.Pattern[str], text: str, starts: NDArray[np.int64]) -> NDArray[np.intp]:
    """In which part of a text each bigram is, where `ends` part it."""
    return np.searchsorted([match.start() for match in ends.finditer(text)], starts)


class _Had(NamedTuple):
    """How much a claim and each article have of one another: the features of these names, none of them a logarithm."""

    share: NDArray[np.float64]  # of the claim's bigrams that the article has, rare ones weighing more
    sentence: NDArray[np.float64]
    subject: NDArray[np.float64]
    clauses: NDArray[np.float64]
    telling: NDArray[np.float64]
    opening: NDArray[np.float64]


def _had(articles: Sequence[_Read], claim: str, rarity: Callable[[Codes], NDArray[np.float64]]) -> _Had:
    """What the folded claim and each article have of one another."""
    starts, codes = located_bigrams(claim)
    known, begins, place, counts = np.unique(codes, return_index=True, return_inverse=True, return_counts=True)
    worth = rarity(known)
    sizes = np.array([len(article.scales) for article in articles])
    first = np.cumsum(sizes) - sizes  # of each article's parts, among those of all
    has, part = _found(articles, known, first)

    of_part = np.bincount(part, weights=worth[has], minlength=int(sizes.sum()))
    of_part = of_part * np.concatenate([article.scales for article in articles])  # counts where nothing was found
    subjects = of_part[first]
    of_part[first] = 0.0

    of_article = np.zeros((len(articles), len(known)))
    of_article[np.arange(len(articles)).repeat(sizes)[part], has] = 1.0
    owners = of_article.sum(axis=0)
    few = np.log(len(articles) / np.maximum(owners, 1.0)) * (owners > 0) * np.sqrt(counts)
    weights = np.array([worth, few, worth * np.exp(-starts[begins] / _OPENING)])
    share, telling, opening = weights @ of_article.T / np.maximum(weights.sum(axis=1), 1e-9)[:, None]

    clause = np.minimum(_parts(_CLAUSE, claim, starts), _CLAUSES - 1)
    squares = np.zeros((len(known), int(clause.max(initial=0)) + 1))  # of what each bigram is worth, in its clauses
    squares[place, clause] = 1.0
    squares *= (worth**2)[:, None]
    lengths = np.concatenate([article.lengths for article in articles])
    alike = _cosines(squares, lengths, has, part)
    alike[first] = 0.0
    whole = squares.sum(axis=0)
    clauses = np.maximum.reduceat(alike, first) @ whole / max(float(whole.sum()), 1e-9)
    return _Had(share, np.maximum.reduceat(of_part, first), subjects, clauses, telling, opening)


def _cosines(
    squares: NDArray[np.float64], lengths: NDArray[np.float32], has: NDArray[np.intp], part: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How like each part of the articles, a row each, is to each clause of the claim, a column each."""
    shared = np.zeros((len(lengths), squares.shape[1]))
    if len(part):
        runs = np.concatenate([[0], (part[1:] != part[:-1]).nonzero()[0] + 1])  # of bigrams of one part
        shared[part[runs]] = np.add.reduceat(squares[has], runs)
    cosines: NDArray[np.float64] = shared / (lengths[:, None] + _SHORT) / (np.sqrt(squares.sum(axis=0)) + _SHORT)
    return cosines


def _found(
    articles: Sequence[_Read], known: Codes, first: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """(which of the `known` bigrams it is, which part of all the articles' it is in) of each that an article has."""
    owners = np.concatenate([article.parts for article in articles]) + first.repeat([len(a.parts) for a in articles])
    codes = np.concatenate([article.codes for article in articles])
    may = np.zeros(_KEYS, dtype=np.bool_)
    may[_keys(known)] = True
    has = may[np.concatenate([article.keys for article in articles])].nonzero()[0]  # few: the rest is not looked up
    if not len(known):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.int64)
    place = np.minimum(known.searchsorted(codes[has]), len(known) - 1)
    held = known[place] == codes[has]
    return place[held], owners[has[held]]


__all__ = [
    "COSINE",
    "FEATURES",
    "POOL",
    "READ",
    "UNREAD",
    "Articles",
    "Asked",
    "Candidate",
    "Found",
    "Ranker",
    "RankingModel",
    "before_reading",
    "measure",
]
