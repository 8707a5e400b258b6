"""The words in which a reason is told: which words of a claim the article has, and which it lacks.

jieba cuts with our list of statute words (words.txt, made by citecheck.dev.train.words) instead of its own dictionary:
that loads in a tenth of the time, writes no cache, and knows the terms of statutes.
"""

from __future__ import annotations

import io
import math
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING, Any

from citecheck.normalize import fold
from citecheck.quantities import quantities

if TYPE_CHECKING:
    from jieba import Tokenizer

_HAN = re.compile("[\u3400-\u9fff]")
_PARTICLES = frozenset(
    "的了在是有和与或及并且对向由于以为因被把将应可须得不未无非也都就还又等其该此各每某者之而但所从自至到经按依据给让使"
    "要会能需只仅才再更很最已曾正如若则即既虽上下内外前后中间时个名人件次种项条款章节我你您他她它们这那哪谁吗呢吧啊着过"
    "一二三四五六七八九十百千万亿两几多第本后"
)
"""Characters that are no part of an unknown word: what stands between two of them may be one (网贷, 催收)."""
_UNKNOWN = 30  # assumed count of a word that the list has not: rare, but less sure to be a word than one that is rare
_LONGEST_UNKNOWN, _LONGEST_LATIN = 4, 12  # characters
_RANGE = re.compile("[至到—–~-]")
_LOADING = Lock()


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the claim writes it; `key` is what is looked for: its characters, or a number with its unit."""

    text: str
    key: str | tuple[Fraction, str]
    weight: float  # how rare it is among the words of statutes, -ln of its share


def shared_and_missing(claim: str, article: str, most: int = 6) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(words of the claim that the article has, words that it lacks): at most so many of each, the rarest, in order.

    Whole words that carry matter: no particles, no 应当 or 规定. A number counts with its unit: 十五日 is 15天.
    """
    plain, numbers = _article(article)
    shared: list[Word] = []
    missing: list[Word] = []
    for word in words(claim):
        held = word.key in plain if isinstance(word.key, str) else word.key in numbers
        (shared if held else missing).append(word)
    return _rarest(shared, most), _rarest(missing, most)


def _rarest(found: list[Word], most: int) -> tuple[str, ...]:
    kept = sorted(range(len(found)), key=lambda i: -found[i].weight)[:most]
    return tuple(found[i].text for i in sorted(kept))


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text that carry matter, each once, in order, as the text writes them."""
    folded = fold(text, 0, len(text))
    plain, offsets = folded.text.lower(), folded.offsets
    out: dict[str | tuple[Fraction, str], Word] = {}
    for start, end, key, weight in _located(plain):
        out.setdefault(key, Word(text[offsets[start] : offsets[end - 1] + 1], key, weight))
    return tuple(out.values())


def _located(plain: str) -> Iterator[tuple[int, int, str | tuple[Fraction, str], float]]:
    """(start, end, key, weight) of each word and quantity of a folded text."""
    at = 0
    for quantity in quantities(plain):
        if quantity.unit == "第" or plain[max(0, quantity.start - 1) : quantity.start] == "第":  # 第三人 is a word
            continue
        yield from _cut(plain[at : quantity.start], at)
        at = quantity.end
        if _RANGE.match(plain, at):  # 5至10日: the second number has the unit
            continue
        yield quantity.start, quantity.end, (quantity.value, quantity.unit), _weight(_UNKNOWN)
    yield from _cut(plain[at:], at)


def _cut(piece: str, offset: int) -> Iterator[tuple[int, int, str, float]]:
    tokenizer, empty = _tokenizer()
    single = at = 0  # characters just passed that stand alone and may be a word together, where we are
    for token in (*tokenizer.cut(piece, HMM=False), ""):
        if len(token) == 1 and token not in _PARTICLES and _HAN.match(token):
            single += 1
            at += 1
            continue
        if 2 <= single <= _LONGEST_UNKNOWN:
            yield offset + at - single, offset + at, piece[at - single : at], _weight(_UNKNOWN)
        single = 0
        if len(token) > 1 and token not in empty and (_HAN.match(token) or len(token) <= _LONGEST_LATIN):
            yield offset + at, offset + at + len(token), token, _weight(tokenizer.FREQ.get(token, _UNKNOWN))
        at += len(token)


def _weight(count: int) -> float:
    return math.log(_tokenizer()[0].total / count)


@lru_cache(maxsize=512)
def _article(text: str) -> tuple[str, frozenset[tuple[Fraction, str]]]:
    plain = fold(text, 0, len(text)).text.lower()
    return plain, frozenset((quantity.value, quantity.unit) for quantity in quantities(plain))


@cache
def _tokenizer() -> tuple[Tokenizer, frozenset[str]]:
    """The cutter with our list alone, and the words that carry no matter."""
    held = files(__package__).joinpath("words.txt").read_text("utf-8")
    lines = [line for line in held.splitlines() if not line.startswith("#")]
    tokenizer = load_jieba().Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(io.BytesIO("\n".join(lines).encode()))
    tokenizer.initialized = True
    return tokenizer, frozenset(line.split()[0] for line in lines if line.endswith("-"))


def load_jieba() -> Any:
    """The module jieba, without pkg_resources, which it would import (0.3 s, a warning) only to open its own files."""
    with _LOADING, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its patterns have escapes that newer Pythons warn of
        blocked = "pkg_resources" not in sys.modules
        if blocked:
            sys.modules["pkg_resources"] = None  # type: ignore[assignment]
        try:
            import jieba
        finally:
            if blocked:
                del sys.modules["pkg_resources"]
        return jieba
