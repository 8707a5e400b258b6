"""What texts are compared by: one character for each token, made without the tokens."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.checks.wording import as_string, marked, row, tokens, without_breaks

WORDS = [
    "不得",
    "应当",
    "可以",
    "三十日",
    "百分之五",
    "5000元",
    "样本保管人",
    "被保险人",
    "（",
    "，",
    "……",
    " ",
    "权(quán)利",
]


def symbols(text: str) -> str:
    return without_breaks(marked(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("样本应在三十日内归还。", "样本应在30日内 归还", id="numbers and spaces are written in many ways"),
        pytest.param("保管人须归还样本", "保管人必须归还样本", id="modals that mean the same"),
        pytest.param("茶，是指绿茶。", "茶是指绿茶", id="punctuation does not count"),
    ],
)
def test_texts_that_say_the_same_have_the_same_symbols(one: str, other: str) -> None:
    assert symbols(one) == symbols(other)


def test_a_negation_has_a_symbol_of_its_own() -> None:
    assert symbols("样本不得归还") != symbols("样本应当归还")


def test_two_negations_are_a_duty() -> None:
    assert symbols("样本不得不归还") == symbols("样本必须归还")
    assert [token.text for token in tokens("不得不合理") if token.role] == ["不得", "不"]


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=6)).map("".join))
def test_symbols_are_those_of_the_tokens(text: str) -> None:
    assert marked(text) == as_string(tokens(text))
    words = [token for token in tokens(text) if not token.is_break]
    assert symbols(text) == as_string(words)
    assert list(row(text)) == words
