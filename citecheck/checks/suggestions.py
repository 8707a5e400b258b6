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
from citecheck.grams import bigrams, fold, located_bigrams
from citecheck.normalize import title_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from citecheck.checks.semantic import Semantic
    from citecheck.grams import Codes
    from citecheck.model import Version
    from citecheck.store.search import Hit

POOL = 40  # articles of which those are chosen that are read
READ = 10  # that are read and put in order anew: reading all of sixty finds no more of what laymen's answers mean
FEATURES = {
    "likeness": "ln of the share of the claim's bigrams that text, headings and title have, rare ones weighing more",
    "terms": "ln of the share of the claim's words that the article has, rare ones weighing more",
    "sentence": "ln of the share of its likest sentence that the claim has",
    "subject": "share of its first clause that the claim has",
    "prison": "1 where it threatens prison and the claim tells of none: who names an offence seldom tells its penalty",
    "named": "1 where the claim names its statute",
    "told": "1 where the statute is known to be meant",
    "law": "ln of the share of laymen's questions that its statute answers",
    "asked": "ln(1 + how many of laymen's questions it answers)",
}
"""What the model is given: each can only speak for an article the higher it is."""

COSINE = "cosine"  # with an embedding model: that of the claim's and the article's vectors
UNREAD = ("likeness", "named", "told", "law", "asked")  # of them, what is known of an article without reading it

_KEPT = 8192  # articles
_LIKENESS, _SHARE = 0.02, 0.05  # added before the logarithm is taken, so that nothing is worth no more than that
_SHORT_SENTENCE = 15  # bigrams below which having all of a sentence says less
_UNSEEN, _STATUTES = 2, 300  # assumed of statutes that answer none of the questions known: so many each, so many
_KEYS, _SPREAD = 1 << 16, 0x9E3779B1  # of bigrams; a multiplier whose upper bits depend on all of a code's
_PRISON = re.compile("有期徒刑|拘役")
_SENTENCES, _CLAUSE = re.compile("[\n。]"), re.compile("[，,。；;：:\n]")

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
        lowered = np.exp((odds - odds.max()) / self.weights["likeness"])
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
        odds = [sum(map(mul, weights, row)) for row in _unread(claim, found, about, self._asked)]
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
    """An article: its folded words, and the bigrams of its first clause and of each sentence in one array."""

    folded: str
    codes: Codes
    keys: NDArray[np.uint16]  # of the codes: two that differ have seldom the same
    worth: NDArray[np.float32]  # of each of the codes
    parts: NDArray[np.uint16]  # to which each of them belongs: 0 the first clause, 1 the first sentence, …
    scales: NDArray[np.float32]  # of each part: what having all of it says, over what it is worth
    prison: bool


class Articles:
    """The articles that may be suggested as they are compared, the last ones kept."""

    def __init__(self, rarity: Callable[[Codes], NDArray[np.float64]]) -> None:
        self._rarity = rarity
        self.read = lru_cache(maxsize=_KEPT)(self._read)

    def _read(self, text: str) -> _Read:
        folded = fold(text)
        starts, codes = located_bigrams(folded)
        worth = self._rarity(codes).astype(np.float32)
        clause = _CLAUSE.search(folded)
        head = int(starts.searchsorted(clause.start())) if clause else len(starts)
        ends = [match.start() for match in _SENTENCES.finditer(folded)]
        sentences = np.searchsorted(ends, starts) + 1
        parts = np.concatenate([np.zeros(head, dtype=np.intp), sentences])
        codes, worth = np.concatenate([codes[:head], codes]), np.concatenate([worth[:head], worth])
        whole, lengths = np.bincount(parts, weights=worth, minlength=2), np.bincount(parts, minlength=2)
        says = np.minimum(1.0, lengths / _SHORT_SENTENCE)
        says[0] = 1.0
        return _Read(
            folded,
            codes,
            _keys(codes),
            worth,
            parts.astype(np.uint16),
            (says / np.maximum(whole, 1e-9)).astype(np.float32),
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
    unread = _unread(claim, [candidate.found for candidate in candidates], about, asked)
    rows = []
    for article, (likeness, *known), sentence, subject in zip(read, unread, *_had(read, folded), strict=True):
        terms = sum(worth for word, worth in told.items() if word in article.folded) / weight
        rows.append((
            likeness,
            math.log(terms + _SHARE),
            math.log(sentence + _LIKENESS),
            subject,
            float(article.prison and not prison),
            *known,
        ))  # fmt: skip
    return np.array(rows)


def _unread(claim: str, found: Sequence[Found], about: Collection[str], asked: Asked) -> list[tuple[float, ...]]:
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
            math.log1p(asked.articles.get(one.place, 0)) if one.hit.statute_id in asked.statutes else 0.0,
        )
        for one in found
    ]


@lru_cache(maxsize=1024)
def _title(statute: str) -> str:
    return title_key(statute.split("@")[0])


def _keys(codes: Codes) -> NDArray[np.uint16]:
    return (codes * np.uint32(_SPREAD) >> np.uint32(16)).astype(np.uint16)


def _had(articles: Sequence[_Read], claim: str) -> tuple[list[float], list[float]]:
    """(how much of its likest sentence, how much of its first clause) the folded claim has of each article."""
    known = np.unique(bigrams(claim))
    sizes = np.array([len(article.scales) for article in articles])
    first = np.cumsum(sizes) - sizes
    parts = np.concatenate([article.parts for article in articles])
    owners = parts + first.repeat([len(article.parts) for article in articles])
    codes, worth = (np.concatenate(arrays) for arrays in zip(*((a.codes, a.worth) for a in articles), strict=True))
    may = np.zeros(_KEYS, dtype=np.bool_)
    may[_keys(known)] = True
    has = may[np.concatenate([article.keys for article in articles])].nonzero()[0]  # few: the rest is not looked up
    has = has[known[np.minimum(known.searchsorted(codes[has]), len(known) - 1)] == codes[has]]
    held = np.bincount(owners[has], weights=worth[has], minlength=int(sizes.sum()))
    had = held * np.concatenate([article.scales for article in articles])
    subjects = had[first]
    had[first] = 0.0
    return np.maximum.reduceat(had, first).tolist(), subjects.tolist()


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
    "measure",
]
