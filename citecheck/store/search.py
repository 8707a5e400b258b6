"""The inverted index over articles: which article, of the whole store, has these words?

One file per build, memory-mapped: bigram → articles with a quantised BM25 weight, for three fields (the article's
text, the headings it stands under, the title of its statute). The index knows no dates: it ranks the articles of all
versions held, and callers keep those in force (`in_force`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from citecheck.errors import StoreError, why_unread
from citecheck.grams import bigrams, fold, owned_bigrams
from citecheck.model import ArticleNumber

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MAGIC = b"citecheck-index\x01"
_AT_ONCE = 8_192  # articles whose bigrams are counted together
_SATURATION, _LENGTH_SHARE = 1.2, 0.75  # k1 and b of BM25
_STEP = (_SATURATION + 1) / 255  # a weight is stored in one byte
_TITLE, _HEADING = 0.25, 0.40  # what a word of the title or heading is worth beside one of the text
_ABOUT = 1.60  # the statute the text is about is preferred by this factor
_AMENDING = 0.70  # an instrument that amends another repeats its words: the amended one is meant
_RARE = 0.01  # a bigram in at most this share of all articles tells one statute from another
_SHARES = (1.0, 0.45, 0.2, 0.05, 0.0)  # of the best score, between which the next best are looked for
_COMMON = 0.25  # a bigram in more than this share of all articles tells nothing


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """What the index is told of one article; `version_id` is the row id of its version in the store."""

    version_id: int
    statute_id: str
    number: ArticleNumber
    heading: str
    title: str
    text: str


class Hit(NamedTuple):
    """A ranked article: `score` is the idf-weighted share of the query it has (0…1, titles and headings counted)."""

    statute_id: str
    version_id: int
    number: ArticleNumber
    score: float


# ── writing ──────────────────────────────────────────────────────────────────────────────────────────────────────


def write_index(path: Path, articles: Iterable[IndexedArticle]) -> None:
    """Write the index of `articles` to `path`, whole: the same articles in the same order give the same bytes.

    The texts are let go as they are counted: the memory it takes is that of the postings, not of the words.
    """
    facts: list[tuple[int, str, int, int, str, str]] = []
    text, title, heading = _Tally(), _Tally(), _Tally()
    articles = iter(articles)
    while some := list(islice(articles, _AT_ONCE)):
        facts += [(a.version_id, a.statute_id, a.number.base, a.number.branch, a.title, a.heading) for a in some]
        text.add([article.text for article in some])
    statutes = sorted({fact[1] for fact in facts})
    place = {statute: i for i, statute in enumerate(statutes)}
    titles, title_of = _distinct([fact[4] for fact in facts])
    headings, heading_of = _distinct([fact[5] for fact in facts])
    title.add(titles)
    heading.add(headings)
    arrays: dict[str, NDArray[Any]] = {
        "version": np.array([fact[0] for fact in facts], dtype=np.int32),
        "statute": np.array([place[fact[1]] for fact in facts], dtype=np.uint16),
        "base": np.array([fact[2] for fact in facts], dtype=np.uint16),
        "branch": np.array([fact[3] for fact in facts], dtype=np.uint8),
        "title_of": title_of,
        "heading_of": heading_of,
        **text.arrays("text"),
        **title.arrays("title"),
        **heading.arrays("heading"),
    }
    _write(path, {"articles": len(facts), "statutes": statutes}, arrays)


def _distinct(words: list[str]) -> tuple[list[str], NDArray[np.uint32]]:
    distinct = list(dict.fromkeys(words))
    place = {word: i for i, word in enumerate(distinct)}
    return distinct, np.array([place[word] for word in words], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class _Counted:
    """The bigrams of some texts: `codes` sorted, each with the `sizes[i]` next of `rows` (from the first text on) and
    of `counts`, how often the text has it."""

    codes: NDArray[np.uint32]
    sizes: NDArray[np.uint32]
    rows: NDArray[np.uint32]
    counts: NDArray[np.uint16]


class _Tally:
    """Which text has which bigram how often, counted some texts at a time."""

    def __init__(self) -> None:
        self._parts: list[_Counted] = []
        self._lengths: list[NDArray[np.int64]] = []
        self._texts = 0

    def add(self, texts: list[str]) -> None:
        owners, codes = owned_bigrams([fold(text) for text in texts])
        keys, counts = np.unique(codes.astype(np.uint64) << 32 | owners.astype(np.uint64), return_counts=True)
        distinct, sizes = np.unique((keys >> 32).astype(np.uint32), return_counts=True)
        rows = (keys & 0xFFFFFFFF).astype(np.uint32) + np.uint32(self._texts)
        counts = np.minimum(counts, 0xFFFF)
        self._parts.append(_Counted(distinct, sizes.astype(np.uint32), rows, counts.astype(np.uint16)))
        self._lengths.append(np.bincount(owners, minlength=len(texts)))
        self._texts += len(texts)

    def arrays(self, name: str) -> dict[str, NDArray[Any]]:
        """Postings of the field: `codes` sorted, `starts[i]:starts[i+1]` the postings of code i, `rows`, `weights`.

        Once only: what was counted is let go as it finds its place.
        """
        codes = np.unique(np.concatenate([part.codes for part in self._parts] or [np.empty(0, dtype=np.uint32)]))
        sizes = np.zeros(len(codes), dtype=np.int64)
        for part in self._parts:
            sizes[np.searchsorted(codes, part.codes)] += part.sizes
        starts = np.concatenate([[0], np.cumsum(sizes)])
        rows = np.empty(starts[-1], dtype=np.uint32)
        weights = np.empty(starts[-1], dtype=np.uint8)
        relative, free = self._relative_lengths(), starts[:-1].copy()
        self._parts.reverse()
        while self._parts:
            part = self._parts.pop()
            places = np.searchsorted(codes, part.codes)
            within = np.cumsum(part.sizes, dtype=np.int64) - part.sizes
            to = np.repeat(free[places] - within, part.sizes) + np.arange(len(part.rows))
            tf = part.counts.astype(np.float32)
            norm = 1 - _LENGTH_SHARE + _LENGTH_SHARE * relative[part.rows]
            weight = tf * (_SATURATION + 1) / (tf + _SATURATION * norm)
            rows[to], weights[to] = part.rows, np.clip(np.rint(weight / _STEP), 1, 255)
            free[places] += part.sizes
        return {
            f"{name}.codes": codes,
            f"{name}.starts": starts.astype(np.uint32),
            f"{name}.rows": rows,
            f"{name}.weights": weights,
        }

    def _relative_lengths(self) -> NDArray[np.float32]:
        """The length of each text in bigrams, the mean being 1."""
        lengths = np.concatenate(self._lengths or [np.empty(0, dtype=np.int64)]).astype(np.float32)
        return lengths / max(float(lengths.mean()), 1.0) if len(lengths) else lengths


def _write(path: Path, facts: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
    layout, offset = {}, 0
    for name, array in arrays.items():
        layout[name] = [array.dtype.str, len(array), offset]
        offset += -(-array.nbytes // 64) * 64
    header = json.dumps({**facts, "arrays": layout}, ensure_ascii=False).encode()
    with path.open("wb") as file:
        file.write(_MAGIC + len(header).to_bytes(8, "little") + header)
        file.write(bytes(-file.tell() % 64))
        for array in arrays.values():
            file.write(array.data)
            file.write(bytes(-array.nbytes % 64))
        file.flush()
        os.fsync(file.fileno())


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Postings:
    """One field of the index."""

    def __init__(self, arrays: dict[str, NDArray[Any]], name: str, size: int) -> None:
        self.codes = arrays[f"{name}.codes"]
        self.starts = arrays[f"{name}.starts"]
        self.rows = arrays[f"{name}.rows"]
        self.weights = arrays[f"{name}.weights"]
        self.size = size

    def locate(self, codes: NDArray[np.uint32]) -> NDArray[np.intp]:
        """Where each code stands among the field's codes, or -1."""
        if not len(self.codes):
            return np.full(len(codes), -1, dtype=np.intp)
        at = np.minimum(self.codes.searchsorted(codes), len(self.codes) - 1)
        at[self.codes[at] != codes] = -1
        return at

    def frequency(self, codes: NDArray[np.uint32]) -> NDArray[np.int64]:
        """In how many texts each code occurs."""
        at = self.locate(codes)
        return np.where(at < 0, 0, self.starts[at + 1].astype(np.int64) - self.starts[at])

    def scores(self, codes: NDArray[np.uint32], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum over `codes` of value x weight for every text of the field."""
        spans, shares = self._postings(codes, values)
        return self._summed(spans, shares * _joined(self.weights, spans)) if spans else np.zeros(self.size)

    def shares(self, codes: NDArray[np.uint32], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of the values of those `codes` that a text has, for every text of the field."""
        spans, shares = self._postings(codes, values)
        return self._summed(spans, shares) if spans else np.zeros(self.size)

    def _postings(
        self, codes: NDArray[np.uint32], values: NDArray[np.float64]
    ) -> tuple[list[tuple[int, int]], NDArray[np.float64]]:
        """(where the postings of each of the `codes` begin and end, the value of the code of each posting)."""
        at = self.locate(codes)
        held = at >= 0
        at, values = at[held], values[held]
        starts, ends = self.starts[at], self.starts[at + 1]
        return list(zip(starts.tolist(), ends.tolist(), strict=True)), values.repeat(ends - starts)

    def _summed(self, spans: list[tuple[int, int]], shares: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of the shares of each text of the field."""
        summed = np.bincount(_joined(self.rows, spans), weights=shares, minlength=self.size)
        return summed.astype(np.float64, copy=False)


def _joined(array: NDArray[Any], spans: list[tuple[int, int]]) -> NDArray[Any]:
    """The stretches of an array, one after the other: copied as they lie, in half the time of picking each element."""
    return np.concatenate([array[start:end] for start, end in spans])


_UNOPENED = "cannot open the article index {path}: {why}"


class ArticleIndex:
    """The memory-mapped index of one build; safe to share between threads, never written.

    Raises StoreError when the file is missing or no index of this version.
    """

    def __init__(self, path: Path) -> None:
        try:
            data = np.asarray(np.memmap(path, dtype=np.uint8, mode="r"))  # plain views of it cost a third
        except (OSError, ValueError) as error:
            raise StoreError(
                _UNOPENED, remedy="rebuild it with: citecheck store build", path=path, why=why_unread(error)
            ) from error
        head = len(_MAGIC)
        if bytes(data[:head]) != _MAGIC:
            raise StoreError(
                _UNOPENED,
                remedy="rebuild it with: citecheck store build",
                path=path,
                why="not an index of this version",
            )
        length = int.from_bytes(bytes(data[head : head + 8]), "little")
        facts = json.loads(bytes(data[head + 8 : head + 8 + length]))
        first = -(-(head + 8 + length) // 64) * 64
        arrays: dict[str, NDArray[Any]] = {}
        for name, (kind, count, offset) in facts["arrays"].items():
            size = np.dtype(kind).itemsize * count
            arrays[name] = data[first + offset : first + offset + size].view(kind)
        self.size: int = facts["articles"]
        self._statutes: list[str] = facts["statutes"]
        self._place = {statute: i for i, statute in enumerate(self._statutes)}
        self._arrays = arrays
        self._text = _Postings(arrays, "text", self.size)
        self._title = _Postings(arrays, "title", _count(arrays["title_of"]))
        self._heading = _Postings(arrays, "heading", _count(arrays["heading_of"]))

    @lru_cache(maxsize=1024)  # noqa: B019 - an index lives as long as its process
    def _rows_of(self, statute: str) -> NDArray[np.int64]:
        """Where the articles of a statute stand."""
        return np.flatnonzero(self._arrays["statute"] == self._place[statute])

    @lru_cache(maxsize=1024)  # noqa: B019
    def _rows_in(self, version_id: int) -> NDArray[np.int64]:
        """Where the articles of a version stand."""
        return np.flatnonzero(self._arrays["version"] == version_id)

    @cached_property
    def _shared(self) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
        """(title, headings, how many articles) of every run of articles that stand under the same."""
        title, heading = self._arrays["title_of"], self._arrays["heading_of"]
        changes = (title[1:] != title[:-1]) | (heading[1:] != heading[:-1])
        first = np.concatenate(([0], np.flatnonzero(changes) + 1))
        return title[first].astype(np.intp), heading[first].astype(np.intp), np.diff(first, append=len(title))

    @cached_property
    def _amending(self) -> NDArray[np.intp]:
        """The rows that are articles of an instrument that amends another."""
        amends = np.array(["修正案" in statute or "关于修改" in statute for statute in self._statutes], dtype=bool)
        return np.flatnonzero(amends[self._arrays["statute"]]) if len(amends) else np.empty(0, dtype=np.intp)

    def rarity(self, codes: NDArray[np.uint32]) -> NDArray[np.float64]:
        """The inverse document frequency of each bigram over all articles: ln(1 + N/(df + ½))."""
        return self._known(codes.tobytes())[1]

    @lru_cache(maxsize=64)  # noqa: B019 - an index lives as long as its process; a claim is asked for several times
    def _known(self, codes: bytes) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """(how many articles have each of the bigrams, its rarity), not to be written to."""
        frequency = self._text.frequency(np.frombuffer(codes, dtype=np.uint32))
        rarity = np.log1p(self.size / (frequency + 0.5))
        frequency.flags.writeable = rarity.flags.writeable = False
        return frequency, rarity

    def telling(self, text: str, least: int) -> float:
        """How much a text says that articles in general do not: the root of its bigrams' squared rarities, summed.

        0 when it has fewer than `least` different ones.
        """
        distinct, _ = _counted(text)
        return float(np.sqrt((self.rarity(distinct) ** 2).sum())) if len(distinct) >= least else 0.0

    def elsewhere(self, codes: NDArray[np.uint32], statute_id: str) -> float:
        """How much more of the distinct bigrams `codes` an article of another statute has than any of `statute_id`.

        The difference of rarity-weighted shares, 0 where the statute's own articles have as much. Only rare bigrams
        are looked up: the rest tell statutes apart no better than chance, and cost ten times as much.
        """
        held, best, whole = self._rarely_held(codes.tobytes())
        if not best:
            return 0.0
        inside = float(held[self._rows_of(statute_id)].max()) if statute_id in self._place else 0.0
        return max(0.0, best - inside) / whole

    @lru_cache(maxsize=8)  # noqa: B019 - an index lives as long as its process; texts cite several articles for a claim
    def _rarely_held(self, codes: bytes) -> tuple[NDArray[np.float64], float, float]:
        """(what those of the bigrams that are rare are worth together in each article, the most of it, of them all)."""
        frequency, worth = self._known(codes)
        rare = frequency <= max(_RARE * self.size, 20)
        held = self._text.shares(np.frombuffer(codes, dtype=np.uint32)[rare], worth[rare])
        return held, float(held.max(initial=0.0)), float(worth.sum())

    def rank(
        self,
        text: str,
        *,
        about: Collection[str] = (),
        version_id: int | None = None,
        in_force: Callable[[str, int], bool] | None = None,
        limit: int = 5,
    ) -> tuple[Hit, ...]:
        """The articles that have most of `text`, best first.

        `about` are the ids of statutes to prefer, `version_id` keeps to one version's articles, and `in_force` is
        asked, for candidates only, whether (statute id, version id) is to be kept.
        """
        scores = self._scores(text)
        if scores is None:
            return ()
        scores = scores.copy()
        for statute in set(about) & self._place.keys():
            scores[self._rows_of(statute)] *= _ABOUT
        return self._best(scores, self._rows_in(version_id) if version_id is not None else None, in_force, limit)

    @lru_cache(maxsize=8)  # noqa: B019 - an index lives as long as its process; a claim is ranked several times
    def _scores(self, text: str) -> NDArray[np.float64] | None:
        """How much of `text` each article has, not to be written to; None when it says nothing."""
        codes, counts = _counted(text)
        known = self._known(codes.tobytes())[0] <= max(_COMMON * self.size, 20)
        codes, counts = codes[known], counts[known]
        if not len(codes) or not self.size:
            return None
        worth = self.rarity(codes) * np.sqrt(counts)
        scores = self._text.scores(codes, worth)
        title, heading, articles = self._shared
        above = (
            _TITLE * self._title.scores(codes, worth)[title] + _HEADING * self._heading.scores(codes, worth)[heading]
        )
        scores += above.repeat(articles)
        scores *= _STEP / ((_SATURATION + 1) * float(worth.sum()))
        scores[self._amending] *= _AMENDING
        return scores

    def _best(
        self,
        scores: NDArray[np.float64],
        rows: NDArray[np.int64] | None,
        in_force: Callable[[str, int], bool] | None,
        limit: int,
    ) -> tuple[Hit, ...]:
        """The articles with the highest scores, of those in `rows` or of all."""
        if rows is not None:
            scores = scores[rows]
        hits: list[Hit] = []
        kept: dict[int, bool] = {}  # by version: many articles are of one
        best = float(scores.max(initial=0.0))
        for ceiling, floor in pairwise(share * best for share in _SHARES):
            pool = (scores > floor).nonzero()[0]
            pool = pool[scores[pool] <= ceiling]
            ranked = pool[np.lexsort((pool, -scores[pool]))]
            found = ranked if rows is None else rows[ranked]
            of_rows = (values.tolist() for values in (scores[ranked], *(self._arrays[name][found] for name in _OF_ROW)))
            for score, place, version, base, branch in zip(*of_rows, strict=True):
                if version not in kept:
                    kept[version] = in_force is None or in_force(self._statutes[place], version)
                if kept[version]:
                    hits.append(Hit(self._statutes[place], version, ArticleNumber(base, branch), min(score, 1.0)))
                    if len(hits) == limit:
                        return tuple(hits)
        return tuple(hits)


_OF_ROW = ("statute", "version", "base", "branch")


@lru_cache(maxsize=8)
def _counted(text: str) -> tuple[NDArray[np.uint32], NDArray[np.int64]]:
    """(the bigrams of `text`, how often it has each)."""
    return np.unique(bigrams(fold(text)), return_counts=True)


def _count(places: NDArray[Any]) -> int:
    return int(places.max()) + 1 if len(places) else 0


__all__ = ["ArticleIndex", "Hit", "IndexedArticle", "write_index"]
