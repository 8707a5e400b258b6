"""Train how suggestions are ranked: python -m citecheck.dev.train.suggestions ../shared/data/support --write

Two files come of laymen's answers and questions with their articles: checks/asked.csv, how many questions each article
answers, and checks/suggestions_model.json, what that and the other features of a candidate weigh: a sign-constrained
model of which candidate is meant. Run it before citecheck.dev.train.support, which learns from it from which score on
a suggestion is made unasked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from citecheck import normalize
from citecheck.checks import rules, suggestions
from citecheck.checks.suggestions import (
    FEATURES,
    READ,
    UNREAD,
    Articles,
    Asked,
    Candidate,
    Place,
    RankingModel,
    before_reading,
    measure,
)
from citecheck.checks.support import ClaimJudge
from citecheck.dev.train.command import asked, digests, ship
from citecheck.dev.train.measure import AS_OF, cited
from citecheck.model import ArticleNumber, Statute
from citecheck.store import StatuteStore, open_store

FILES = ("swapped.jsonl", "questions.jsonl")
LEAST_RIGHT = 0.2
"""Below the confidence that is learned, the best suggestion is right less often than this."""
LAYMEN = ("lecoqa", "lawbench-3-8", "stard")
SOURCES = (*LAYMEN, "lawbench-3-2")
FOLDS = 5
WEIGHT = {"stard": 0.5, "lawbench-3-2": 0.3}
"""Of a row beside one of a layman's answer: questions have few words, and scenario claims recite their article."""
_CHAPTER = 60  # articles
_STEP = 0.1  # of the confidence
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
    """A claim, the articles that may be meant, and what is known of them."""

    one: Claimed
    text: str  # of the claim, folded
    about: tuple[str, ...]
    asked: Asked
    candidates: tuple[Candidate, ...]
    x: Floats  # UNREAD of each; of those that were read, FEATURES and what else is known

    @property
    def right(self) -> NDArray[np.bool_]:
        """Which of them are meant."""
        hits = [candidate.found.hit for candidate in self.candidates]
        return np.array([(hit.statute_id, hit.number) in self.one.right for hit in hits])


def pools(every: Sequence[Claimed], known: Questions, judge: ClaimJudge, *, told: bool, own: bool) -> list[Pool]:
    """The pool of each claim, its statute `told` or not; with `own` what is known of a claim's own question counts."""
    out = []
    whole = known.asked()
    for one in every:
        text, about = normalize.fold(one.words, 0, len(one.words)).text, (one.statute.id,) if told else ()
        candidates = judge.read(judge.found(text, as_of=AS_OF, about=about))
        if candidates:
            asked = whole if own else known.asked(one)
            x = np.array(before_reading(text, [candidate.found for candidate in candidates], about, asked))
            out.append(Pool(one, text, about, asked, candidates, x))
    return out


def lessons(every: Sequence[Claimed], known: Questions, judge: ClaimJudge) -> list[Pool]:
    """What there is to learn from: the pool of each claim twice, its statute told and not told."""
    return [pool for told in (False, True) for pool in pools(every, known, judge, told=told, own=False)]


@dataclass(frozen=True, slots=True)
class Reading:
    """How articles are read: so many of a pool, and what is measured of them; with `more`, that too."""

    articles: Articles
    most: int = READ
    more: Callable[[str, Sequence[str]], Sequence[float]] | None = None  # of the claim and the articles' words

    def read(self, pool: Pool, kept: NDArray[np.intp]) -> Pool:
        """The pool of those that are kept alone."""
        candidates = tuple(pool.candidates[i] for i in kept)
        x = measure(pool.text, candidates, pool.about, self.articles, pool.asked)
        if self.more:
            x = np.c_[x, self.more(pool.text, [candidate.text for candidate in candidates])]
        return replace(pool, candidates=candidates, x=x)


@dataclass(frozen=True, slots=True)
class Weights:
    """Those of UNREAD, by which the articles to be read are chosen, and of what is read, which puts them in order."""

    unread: Floats
    read: Floats
    reading: Reading

    @classmethod
    def of(cls, reading: Reading, data: Sequence[Pool]) -> Weights:
        """Those under which the right articles of each pool are likeliest."""
        unread = fit(data)
        return cls(unread, fit([reading.read(pool, kept(pool, unread, reading.most)) for pool in data]), reading)

    @classmethod
    def shipped(cls, reading: Reading) -> Weights:
        model = RankingModel.load()
        unread = np.array([model.unread.get(name, 0.0) for name in UNREAD])
        return cls(unread, np.array([model.weights.get(name, 0.0) for name in FEATURES]), reading)

    def order(self, pool: Pool) -> NDArray[np.intp]:
        """Where in the pool the articles stand that are read, likeliest first."""
        some = kept(pool, self.unread, self.reading.most)
        return some[np.argsort(-(self.reading.read(pool, some).x @ self.read), kind="stable")]


def kept(pool: Pool, unread: Floats, most: int) -> NDArray[np.intp]:
    """Where in the pool the articles stand that are read."""
    return np.sort(np.argsort(-(pool.x @ unread), kind="stable")[:most])


def fit(data: Sequence[Pool]) -> Floats:
    """The weights under which the right articles of each pool are likeliest: a softmax over it, none below 0."""
    data = [pool for pool in data if pool.right.any()]
    x = np.concatenate([pool.x for pool in data])
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


def held_out(every: Sequence[Claimed], judge: ClaimJudge, reading: Reading, folds: Sequence[int]) -> dict[str, float]:
    """What models are worth that saw no claim of the fold they are measured on, nor what it is known to be asked."""
    out: dict[bool, list[tuple[Pool, NDArray[np.intp]]]] = {False: [], True: []}
    for k in sorted(set(folds)):
        seen = [one for one, fold in zip(every, folds, strict=True) if fold != k]
        rest = [one for one, fold in zip(every, folds, strict=True) if fold == k]
        known = Questions(seen)
        learned = Weights.of(reading, lessons(seen, known, judge))
        for told in out:
            out[told] += [(pool, learned.order(pool)) for pool in pools(rest, known, judge, told=told, own=True)]
    return worth(out[False]) | worth(out[True], "_told")


def confidence(every: Sequence[Claimed], judge: ClaimJudge) -> dict[str, float]:
    """{"confident": the greatest value below which the best suggestion is right less often than LEAST_RIGHT, and what
    is right on either side of it}; the words alone are asked, the statute is not told, nor the question known."""
    weights = Weights.shipped(Reading(Articles(judge.index.rarity)))
    data = pools(every, Questions(every), judge, told=False, own=False)
    values, right = np.zeros(len(data)), np.zeros(len(data))
    for i, pool in enumerate(data):
        best = int(weights.order(pool)[0])
        values[i] = pool.candidates[best].found.hit.score * judge.index.telling(pool.text, rules.SHORTEST)
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


def named(names: Iterable[str], weights: Floats) -> dict[str, float]:
    """The weights that are none, left out."""
    return {name: round(float(w), 5) for name, w in zip(names, weights, strict=True) if w > 1e-5}


def main() -> None:
    options = asked(__doc__, "the two files", data="swapped.jsonl and questions.jsonl")
    store = open_store()
    judge = ClaimJudge(store)
    every = claimed(options.folder, store)
    known, reading = Questions(every), Reading(Articles(judge.index.rarity))
    weights = Weights.of(reading, lessons(every, known, judge))
    plain = [(pool, np.arange(len(pool.x))) for pool in pools(every, known, judge, told=False, own=True)]
    model = {
        "weights": named(FEATURES, weights.read),
        "unread": named(UNREAD, weights.unread),
        "data": {
            "claims": len(every),
            "as_of": AS_OF.isoformat(),
            "sha256": digests(options.folder, FILES),
        },
        "measured": held_out(every, judge, reading, [fold_of(one) for one in every]),
        "measured_unseen_chapters": held_out(every, judge, reading, [chapter_of(one) for one in every]),
        "measured_by_likeness_alone": worth(plain),
    }
    ship(model, Path(suggestions.__file__).with_name("suggestions_model.json"), write=options.write)
    if options.write:
        rows = [f"{','.join(place)},{times}" for place, times in known.articles.items()]
        asked_file = Path(suggestions.__file__).with_name("asked.csv")
        asked_file.write_text("\n".join(["statute,version,article,questions", *rows]) + "\n", "utf-8")


if __name__ == "__main__":
    main()
