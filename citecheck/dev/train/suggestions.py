"""Train how suggestions are ranked: python -m citecheck.dev.train.suggestions ../shared/data/support --write

Two files come of laymen's answers and questions with their articles: checks/asked.csv, how many questions each article
answers, and checks/suggestions_model.json, what that and the other features of a candidate weigh: a sign-constrained
model of which candidate is meant. Run it before citecheck.dev.train.support, which learns from it from which score on
a suggestion is made unasked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from citecheck import normalize
from citecheck.checks import rules, suggestions
from citecheck.checks.suggestions import FEATURES, READ, UNREAD, Articles, Asked, Place, RankingModel, measure
from citecheck.checks.support import ClaimJudge
from citecheck.dev.train.command import asked, digests, ship
from citecheck.dev.train.measure import AS_OF, cited
from citecheck.model import ArticleNumber, Statute
from citecheck.store import StatuteStore, open_store

FILES = ("swapped.jsonl", "questions.jsonl")
LEAST_RIGHT = 0.17
"""Below the confidence that is learned, the best suggestion is right less often than this."""
LAYMEN = ("lecoqa", "lawbench-3-8", "stard")
SOURCES = (*LAYMEN, "lawbench-3-2")
FOLDS = 5
WEIGHT = {"stard": 0.5, "lawbench-3-2": 0.3}
"""Of a row beside one of a layman's answer: questions have few words, and scenario claims recite their article."""
_CHAPTER = 60  # articles
_STEP = 0.1  # of the confidence
_UNREAD = [name in UNREAD for name in FEATURES]
_STEPS, _RATE, _RIDGE = 300, 0.05, 1e-3
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Claimed:
    """Words, the articles that bear or answer them, and the statute of one of these."""

    words: str
    right: frozenset[tuple[str, ArticleNumber]]
    statute: Statute
    source: str = ""  # "lecoqa" | "lawbench-3-8" | "lawbench-3-2" | "stard"
    question: int = 0  # of the source; answers and questions of laymen are numbered alike
    places: tuple[Place, ...] = ()


def claimed(folder: Path, store: StatuteStore, sources: Collection[str] = SOURCES) -> list[Claimed]:
    """Every right claim of swapped.jsonl and question of questions.jsonl whose articles the store holds."""
    found: dict[tuple[str, int, str], dict[tuple[str, ArticleNumber], tuple[Statute, Place]]] = {}
    for name in FILES:
        for row in map(json.loads, (folder / name).read_text("utf-8").splitlines()):
            if row["source"] not in sources or ("gold" not in row and row["kind"] != "pos"):
                continue
            for gold in row.get("gold", [row]):
                number = ArticleNumber(int(gold["article"]), int(gold["branch"] or 0))
                place = cited(store, gold["law"], number, AS_OF)
                if place is not None:
                    key = (row["source"], int(row["question"]), row["query"] if "gold" in row else row["claim"])
                    known = (place[0], (place[0].id, place[1].key, str(number)))
                    found.setdefault(key, {})[place[0].id, number] = known
    return [
        Claimed(
            key[2], frozenset(places), next(iter(places.values()))[0], key[0], key[1],
            tuple(place for _, place in places.values()),
        )
        for key, places in found.items()
    ]  # fmt: skip


def fold_of(one: Claimed) -> int:
    """The part of the data a claim is in: an answer is with its question."""
    return one.question // 2 * 7 % FOLDS


class Questions:
    """Which questions each article answers."""

    def __init__(self, every: Sequence[Claimed]) -> None:
        self._of: dict[Place, set[tuple[str, int]]] = {}
        self._places: dict[tuple[str, int], set[Place]] = {}
        for one in every:
            self._places.setdefault(_question(one), set()).update(one.places)
            for place in one.places:
                self._of.setdefault(place, set()).add(_question(one))
        self.articles = {place: len(questions) for place, questions in sorted(self._of.items())}

    def asked(self, without: Claimed | None = None) -> Asked:
        """What is known of them, the question of a claim left out: a model is not to learn from its answer."""
        own = self._places.get(_question(without), set()) if without else set()
        return Asked.of({place: times - (place in own) for place, times in self.articles.items()})


def chapter_of(one: Claimed) -> int:
    """A fold whose statutes, or in a long one whose sixty articles, no other fold asks about."""
    statute, number = min(one.right)
    return sum(map(ord, statute)) % FOLDS if number.base < _CHAPTER else number.base // _CHAPTER % FOLDS


def _question(one: Claimed) -> tuple[str, int]:
    return ("layman" if one.source in ("lecoqa", "stard") else one.source, one.question)


@dataclass(frozen=True, slots=True)
class Pool:
    """A claim, the features of the articles that may be meant, and which of them are."""

    one: Claimed
    x: Floats
    places: tuple[tuple[str, ArticleNumber], ...]
    scores: tuple[float, ...]  # by the index
    texts: tuple[str, ...]

    @property
    def right(self) -> NDArray[np.bool_]:
        return np.array([place in self.one.right for place in self.places])


def pools(
    every: Sequence[Claimed], known: Questions, judge: ClaimJudge, articles: Articles, *, told: bool, own: bool
) -> list[Pool]:
    """The pool of each claim, its statute `told` or not; with `own` what is known of a claim's own question counts."""
    out = []
    whole = known.asked()
    for one in every:
        text, about = normalize.fold(one.words, 0, len(one.words)).text, (one.statute.id,) if told else ()
        candidates = judge.read(judge.found(text, as_of=AS_OF, about=about))
        if candidates:
            asked = whole if own else known.asked(one)
            x = measure(text, candidates, about, articles, asked)
            hits = [candidate.found.hit for candidate in candidates]
            places = tuple((hit.statute_id, hit.number) for hit in hits)
            scores, texts = tuple(hit.score for hit in hits), tuple(candidate.text for candidate in candidates)
            out.append(Pool(one, x, places, scores, texts))
    return out


@dataclass(frozen=True, slots=True)
class Weights:
    """Of FEATURES: those by which the articles to be read are chosen, and those by which they are put in order."""

    unread: Floats
    read: Floats

    @classmethod
    def of(cls, data: Sequence[Pool]) -> Weights:
        """Those under which the right articles of each pool are likeliest."""
        unread = np.zeros(len(FEATURES))
        unread[_UNREAD] = fit(data, _UNREAD)
        return cls(unread, fit(data))

    @classmethod
    def shipped(cls) -> Weights:
        model = RankingModel.load()
        unread, read = ([weights.get(name, 0.0) for name in FEATURES] for weights in (model.unread, model.weights))
        return cls(np.array(unread), np.array(read))

    def kept(self, pool: Pool, most: int = READ) -> NDArray[np.intp]:
        """Where in the pool the articles stand that are read."""
        return np.sort(np.argsort(-(pool.x @ self.unread), kind="stable")[:most])

    def order(self, pool: Pool) -> NDArray[np.intp]:
        """The same, likeliest first."""
        kept = self.kept(pool)
        return kept[np.argsort(-(pool.x[kept] @ self.read), kind="stable")]


def fit(data: Sequence[Pool], features: Sequence[bool] | None = None) -> Floats:
    """The weights of the features, or of some, under which the right articles of each pool are likeliest: a softmax
    over it, no weight below 0."""
    data = [pool for pool in data if pool.right.any()]
    x = np.concatenate([pool.x for pool in data])
    x = x if features is None else x[:, list(features)]
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-9
    z, sizes = (x - mean) / scale, np.array([len(pool.x) for pool in data])
    first, owner = np.cumsum(sizes) - sizes, np.repeat(np.arange(len(data)), sizes)
    right = np.concatenate([pool.right / pool.right.sum() for pool in data])
    weight = np.array([WEIGHT.get(pool.one.source, 1.0) for pool in data])
    beta, slope, square = np.zeros(z.shape[1]), np.zeros(z.shape[1]), np.zeros(z.shape[1])
    for step in range(1, _STEPS + 1):
        odds = z @ beta
        share = np.exp(odds - np.maximum.reduceat(odds, first)[owner])
        share /= np.add.reduceat(share, first)[owner]
        gradient = z.T @ ((share - right) * weight[owner]) / weight.sum() + _RIDGE * beta
        slope, square = 0.9 * slope + 0.1 * gradient, 0.999 * square + 0.001 * gradient**2
        beta = beta - _RATE * slope / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        beta = np.maximum(beta, 0.0)
    weights: Floats = beta / scale
    return weights


def worth(data: Sequence[tuple[Pool, NDArray[np.intp]]], suffix: str = "") -> dict[str, float]:
    """How often each right article of a pool comes first, and among five; `data` has the order of each pool."""
    out: dict[str, float] = {}
    for source in SOURCES:
        first, five, wanted = 0, 0, 0
        for pool, order in data:
            if pool.one.source == source:
                first += int(pool.right[order[:1]].sum())
                five += int(pool.right[order[:5]].sum())
                wanted += len(pool.one.right)
        if wanted:
            out[f"{source}_first{suffix}"] = round(first / wanted, 4)
            out[f"{source}_five{suffix}"] = round(five / wanted, 4)
    return out


class Orders(Protocol):
    """What was learned of some pools."""

    def order(self, pool: Pool) -> NDArray[np.intp]:
        """Where in the pool the articles stand that are read, likeliest first."""


def held_out(
    every: Sequence[Claimed],
    judge: ClaimJudge,
    articles: Articles,
    folds: Sequence[int],
    learn: Callable[[Sequence[Pool]], Orders] = Weights.of,
) -> dict[str, float]:
    """What models are worth that saw no claim of the fold they are measured on, nor what it is known to be asked."""
    out: list[tuple[Pool, NDArray[np.intp]]] = []
    out_told: list[tuple[Pool, NDArray[np.intp]]] = []
    for k in sorted(set(folds)):
        seen = [one for one, fold in zip(every, folds, strict=True) if fold != k]
        rest = [one for one, fold in zip(every, folds, strict=True) if fold == k]
        known = Questions(seen)
        plain, told = (pools(seen, known, judge, articles, told=told, own=False) for told in (False, True))
        learned = learn(plain + told)
        out += [(pool, learned.order(pool)) for pool in pools(rest, known, judge, articles, told=False, own=True)]
        out_told += [(pool, learned.order(pool)) for pool in pools(rest, known, judge, articles, told=True, own=True)]
    return worth(out) | worth(out_told, "_told")


def confidence(every: Sequence[Claimed], judge: ClaimJudge) -> dict[str, float]:
    """{"confident": the greatest value below which the best suggestion is right less often than LEAST_RIGHT, and what
    is right on either side of it}; the words alone are asked, the statute is not told, nor the question known."""
    weights = Weights.shipped()
    data = pools(every, Questions(every), judge, Articles(judge.index.rarity), told=False, own=False)
    values, right = np.zeros(len(data)), np.zeros(len(data))
    for i, pool in enumerate(data):
        best = int(weights.order(pool)[0])
        text = normalize.fold(pool.one.words, 0, len(pool.one.words)).text
        values[i] = pool.scores[best] * judge.index.telling(text, rules.SHORTEST)
        right[i] = pool.right[best]
    confident = 0.0
    for step in np.arange(_STEP, values.max(), _STEP):
        below = values < step
        if below.any() and right[below].mean() < LEAST_RIGHT:
            confident = float(step)
    below = values < confident
    return {
        "confident": round(confident, 1),
        "asked": len(data),
        "right_below": round(float(right[below].mean()), 4),
        "right_above": round(float(right[~below].mean()), 4),
        "kept": round(float((~below).mean()), 4),
    }


def _named(weights: Floats) -> dict[str, float]:
    return {name: round(float(w), 5) for name, w in zip(FEATURES, weights, strict=True) if w > 1e-5}


def main() -> None:
    options = asked(__doc__, "the two files", data="swapped.jsonl and questions.jsonl")
    store = open_store()
    judge = ClaimJudge(store)
    every = claimed(options.folder, store)
    known, articles = Questions(every), Articles(judge.index.rarity)
    weights = Weights.of(
        [pool for told in (False, True) for pool in pools(every, known, judge, articles, told=told, own=False)]
    )
    plain = [(pool, np.arange(len(pool.x))) for pool in pools(every, known, judge, articles, told=False, own=True)]
    model = {
        "weights": _named(weights.read),
        "unread": _named(weights.unread),
        "data": {
            "claims": len(every),
            "as_of": AS_OF.isoformat(),
            "sha256": digests(options.folder, FILES),
        },
        "measured": held_out(every, judge, articles, [fold_of(one) for one in every]),
        "measured_unseen_chapters": held_out(every, judge, articles, [chapter_of(one) for one in every]),
        "measured_by_likeness_alone": worth(plain),
    }
    ship(model, Path(suggestions.__file__).with_name("suggestions_model.json"), write=options.write)
    if options.write:
        rows = [f"{','.join(place)},{times}" for place, times in known.articles.items()]
        asked_file = Path(suggestions.__file__).with_name("asked.csv")
        asked_file.write_text("\n".join(["statute,version,article,questions", *rows]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
