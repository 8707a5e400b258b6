"""The word list: what becomes a word, what is marked as saying nothing, which nouns are one term."""

from __future__ import annotations

import pytest

from citecheck.dev.train.words import vocabulary

KNOWN = {
    "摊主": (10, "n"), "摊位": (10, "n"), "个人": (10, "n"), "信息": (10, "n"), "法定": (10, "n"), "代理": (10, "n"),
    "第三": (10, "m"), "或者": (900, "c"), "如果": (900, "c"), "清扫": (10, "v"), "应当": (10, "v"), "兮": (900, "y"),
}  # fmt: skip
COUNTS = {
    "摊主": 900,
    "摊位": 1,
    "个人": 300,
    "信息": 300,
    "法定": 90,
    "代理": 90,
    "或者": 900,
    "应当": 900,
    "人": 5000,
}
PAIRS = {("个人", "信息"): 280, ("摊主", "信息"): 41, ("代理", "人"): 20, ("第三", "人"): 20, ("清扫", "信息"): 280}


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("摊主", (900, False), id="a word"),
        pytest.param("摊位", None, id="in one article only"),
        pytest.param("人", (5000, False), id="a single character, to cut by"),
        pytest.param("或者", (900, True), id="a conjunction"),
        pytest.param("应当", (900, True), id="a verb that says nothing"),
        pytest.param("如果", (1, True), id="a conjunction of other texts"),
        pytest.param("个人信息", (280, False), id="two nouns that keep together"),
        pytest.param("摊主信息", None, id="two nouns that met"),
        pytest.param("清扫信息", None, id="a verb and its object"),
        pytest.param("代理人", (20, False), id="with a suffix"),
        pytest.param("第三人", (20, False), id="an ordinal with a suffix"),
    ],
)
def test_what_becomes_a_word(word: str, expected: tuple[int, bool] | None) -> None:
    articles = {word: min(count, 500) for word, count in COUNTS.items()}
    counts = {**COUNTS, "第三": 50, "清扫": 300}
    assert vocabulary(counts, {**articles, "第三": 50, "清扫": 300}, PAIRS, KNOWN).get(word) == expected
