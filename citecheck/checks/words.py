"""The words in which a reason is told: which words of a claim the article has, and which it lacks.

They are cut with a list of the words of statutes (words.txt, made by citecheck.dev.train.words): of all ways to part a
text into words of the list, the likeliest is taken.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from citecheck.checks.plain import Plain, plain

_RUN = re.compile("(?P<han>[\u3400-\u9fff]+)|[a-z0-9]+")
_PARTICLES = frozenset(
    "的了在是有和与或及并且对向由于以为因被把将应可须得不未无非也都就还又等其该此各每某者之而但所从自至到经按依据给让使"
    "要会能需只仅才再更很最已曾正如若则即既虽上下内外前后中间时个名人件次种项条款章节我你您他她它们这那哪谁吗呢吧啊着过"
    "一二三四五六七八九十百千万亿两几多第本后"
)
"""Characters that are no part of an unknown word: what stands between two of them may be one (网贷, 催收)."""
_UNKNOWN = 30  # assumed count of a word that the list has not: rare, but less sure to be a word than one that is rare
_LONGEST_UNKNOWN, _LONGEST_LATIN = 4, 12  # characters
_RANGE = re.compile("[至到—–~-]")


class Word(NamedTuple):
    """A word as the claim writes it; `key` is what is looked for: its characters, or a number with its unit."""

    text: str
    key: str | tuple[Fraction, str]
    weight: float  # how rare it is among the words of statutes, -ln of its share


def shared_and_missing(claim: str, article: str, most: int = 6) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(words of the claim that the article has, words that it lacks): at most so many of each, the rarest, in order.

    Whole words that carry matter: no particles, no 应当 or 规定. A number counts with its unit: 十五日 is 15天.
    """
    held = plain(article)
    numbers = {(quantity.value, quantity.unit) for quantity in held.quantities}
    shared: list[Word] = []
    missing: list[Word] = []
    for word in words(claim):
        found = word.key in held.text if isinstance(word.key, str) else word.key in numbers
        (shared if found else missing).append(word)
    return _rarest(shared, most), _rarest(missing, most)


def is_word(text: str) -> bool:
    """Whether it is a word of the list, or a number or name in other letters: what was cut amiss is none (帮刷单)."""
    run = _RUN.fullmatch(text)
    return text in list_of_words().likelihood or bool(plain(text).quantities) or run is None or run["han"] is None


def _rarest(found: list[Word], most: int) -> tuple[str, ...]:
    kept = sorted(range(len(found)), key=lambda i: -found[i].weight)[:most]
    return tuple(found[i].text for i in sorted(kept))


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text that carry matter, each once, in order, as the text writes them."""
    read = plain(text)
    out: dict[str | tuple[Fraction, str], Word] = {}
    for start, end, key, weight in _located(read):
        out.setdefault(key, Word(text[read.offsets[start] : read.offsets[end - 1] + 1], key, weight))
    return tuple(out.values())


def _located(read: Plain) -> Iterator[tuple[int, int, str | tuple[Fraction, str], float]]:
    """(start, end, key, weight) of each word and quantity."""
    at, text = 0, read.text
    for quantity in read.quantities:
        if quantity.unit == "第" or text[max(0, quantity.start - 1) : quantity.start] == "第":  # 第三人 is a word
            continue
        yield from _cut(text[at : quantity.start], at)
        at = quantity.end
        if _RANGE.match(text, at):  # 5至10日: the second number has the unit
            continue
        yield quantity.start, quantity.end, (quantity.value, quantity.unit), list_of_words().unknown
    yield from _cut(text[at:], at)


def _cut(piece: str, offset: int) -> Iterator[tuple[int, int, str, float]]:
    known = list_of_words()
    for run in _RUN.finditer(piece):
        if run["han"]:
            yield from _told(run.group(), offset + run.start(), known)
        elif 1 < run.end() - run.start() <= _LONGEST_LATIN:
            yield offset + run.start(), offset + run.end(), run.group(), known.unknown


def _told(run: str, offset: int, known: ListOfWords) -> Iterator[tuple[int, int, str, float]]:
    """The words of a run of Han that carry matter; so may a few characters together that stand alone in the list."""
    at = single = 0  # characters just passed that stand alone
    for end in (*_ends(run), 0):
        if end == at + 1 and run[at] not in _PARTICLES:
            single += 1
        else:
            if 2 <= single <= _LONGEST_UNKNOWN:
                yield offset + at - single, offset + at, run[at - single : at], known.unknown
            single = 0
            if end > at + 1 and (word := run[at:end]) not in known.empty:
                yield offset + at, offset + end, word, -known.likelihood[word]
        at = end


@lru_cache(maxsize=4096)  # a claim is cut with its frame and without
def _ends(run: str) -> tuple[int, ...]:
    return tuple(list_of_words().cut(run))


@dataclass(frozen=True, slots=True)
class ListOfWords:
    """The words that texts are cut into."""

    likelihood: Mapping[str, float]  # ln of a word's share among the words of statutes
    beginnings: frozenset[str]  # what words begin with, from two characters to all of them
    strange: float  # the likelihood of a character that is no word
    unknown: float  # the weight of a word that the list has not
    empty: frozenset[str]  # words that carry no matter

    def cut(self, run: str) -> list[int]:
        """Where the words end that `run` most likely consists of; of two ways equally likely the longer words."""
        likelihood, beginnings = self.likelihood, self.beginnings
        best, ends = [0.0] * (len(run) + 1), [0] * len(run)  # for the rest of the run from each character on
        for at in range(len(run) - 1, -1, -1):
            top, end = likelihood.get(run[at], -math.inf) + best[at + 1], at + 1
            to = at + 2
            while to <= len(run) and (word := run[at:to]) in beginnings:
                if word in likelihood and likelihood[word] + best[to] >= top:
                    top, end = likelihood[word] + best[to], to
                to += 1
            best[at], ends[at] = top if top > -math.inf else self.strange + best[at + 1], end
        out: list[int] = []
        at = 0
        while at < len(run):
            at = ends[at]
            out.append(at)
        return out


@cache
def list_of_words() -> ListOfWords:
    """The words of statutes, loaded when first asked for."""
    held = files(__package__).joinpath("words.txt").read_text("utf-8")
    lines = [line.split() for line in held.splitlines() if not line.startswith("#")]
    counts = {word: int(count) for word, count, *_ in lines}
    all_words = math.log(sum(counts.values()))
    return ListOfWords(
        {word: math.log(count) - all_words for word, count in counts.items()},
        frozenset(word[:end] for word in counts for end in range(2, len(word) + 1)),
        -all_words,
        all_words - math.log(_UNKNOWN),
        frozenset(word for word, _, *marks in lines if marks),
    )
