"""Numbers round-trip in every notation in which articles are cited."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.numerals import chinese, parse_english_number, parse_number, parse_roman

NUMBERS = st.integers(min_value=1, max_value=1500)
CAPITAL = str.maketrans("一二三四五六七八九十百千零", "壹贰叁肆伍陆柒捌玖拾佰仟零")
TRADITIONAL = str.maketrans("一二三四五六七八九十百千零", "壹貳叄肆伍陸柒捌玖拾佰仟零")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
POSITIONAL = str.maketrans("0123456789", "〇一二三四五六七八九")
UNITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
UNITS += ["thirteen", "fourteen", "fifteen", "sixteen"]
TENS = ["zero", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def english(number: int) -> str:
    """`number` (1…99) as English spells it: Thirty-Eight."""
    teens = {17: "Seventeen", 18: "Eighteen", 19: "Nineteen"}
    if number in teens:
        return teens[number]
    if number < 17:
        return UNITS[number].title()
    tens, unit = divmod(number, 10)
    return TENS[tens].title() + (f"-{UNITS[unit].title()}" if unit else "")


@pytest.mark.parametrize(
    "written",
    [
        lambda n: chinese(n),
        lambda n: chinese(n).translate(CAPITAL),
        lambda n: chinese(n).translate(TRADITIONAL),
        lambda n: chinese(n).replace("零", "〇"),
        lambda n: " ".join(chinese(n)),
        lambda n: str(n),
        lambda n: str(n).translate(FULL_WIDTH),
        lambda n: str(n).translate(POSITIONAL),
    ],
    ids=["Chinese", "capital", "Traditional capital", "circle zero", "spaced", "Arabic", "full width", "positional"],
)
@given(number=NUMBERS)
@settings(max_examples=60, deadline=None)
def test_a_number_survives_its_notation(written, number: int) -> None:
    assert parse_number(written(number)) == number


@given(number=st.integers(min_value=1, max_value=99))
@settings(max_examples=60, deadline=None)
def test_an_english_number_survives_its_spelling(number: int) -> None:
    assert parse_english_number(english(number)) == number
    assert parse_english_number(english(number).upper().replace("-", " ")) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("廿三", 23),
        ("百廿三", 123),
        ("卅", 30),
        ("五十壹", 51),
        ("一千二", 1002),
        ("1千2百", 1200),
        ("二千零一十五", 2015),
        ("十", 10),
        ("", None),
        ("条", None),
        ("百千", None),
        ("一二三四五六七八九十一二三", None),
    ],
)
def test_mixed_notations(words: str, number: int | None) -> None:
    assert parse_number(words) == number


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("One Hundred and Twenty", 120),
        ("one thousand thirty-two", 1032),
        ("first", 1),
        ("2nd", 2),
        ("38", 38),
        ("twelfth", 12),
        ("of", None),
        ("", None),
    ],
)
def test_english_numbers(words: str, number: int | None) -> None:
    assert parse_english_number(words) == number


@pytest.mark.parametrize(("text", "number"), [("V", 5), ("XIV", 14), ("XL", 40), ("", None), ("A", None)])
def test_roman_numbers(text: str, number: int | None) -> None:
    assert parse_roman(text) == number


@pytest.mark.parametrize("number", [-1, 10000])
def test_no_article_has_such_a_number(number: int) -> None:
    with pytest.raises(ValueError, match="not an article number"):
        chinese(number)
