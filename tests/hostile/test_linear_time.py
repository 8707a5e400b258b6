"""No text takes more than in proportion to its length: every expression by itself, and extraction as a whole."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hostile_inputs import FLOODS

from citecheck.dev.fuzz.regexes import Regex, patterns, regexes, searched, seconds, text_of, worst
from citecheck.extract import Names, extract
from citecheck.extract.antecedents import _LABEL
from citecheck.grams import fold
from citecheck.lookup import split_article, split_pinpoint
from citecheck.quantities import quantities
from citecheck.refresh.folder import _is_title
from citecheck.statute_text import _INLINE_LIST, clean_line

MEGABYTE = 1_000_000
MOST_RATIO = 2.5  # for a text twice as long
WINDOW = 300  # characters: no caller gives an expression that is not linear more, and this is what it may then cost
MOST_SECONDS = 0.02


def test_every_expression_is_read_from_the_source() -> None:
    found = regexes()
    assert len(found) > 200
    assert any(one.name == "GAP" and "[^（）]" in one.pattern for one in found)  # put together from others


def test_no_expression_is_forgotten() -> None:
    """Whatever pattern a module holds was read from its source, so that its growth is measured."""
    known = {(one.pattern, one.compiled.flags) for one in regexes()}
    held = list(patterns())
    assert len(held) > 150
    assert not [place for place, pattern in held if (pattern.pattern, pattern.flags) not in known]


@pytest.mark.parametrize(
    ("pattern", "linear"),
    [
        pytest.param("a+b", False, id="each start looks to the end"),
        pytest.param("(a+)+$", False, id="every way to part a run", marks=pytest.mark.hostile),  # waits for its limit
        pytest.param("a{1,9}b", True, id="a bounded run"),
        pytest.param("[ab]c", True, id="one character at a time"),
    ],
)
def test_growth_is_told(pattern: str, linear: bool) -> None:
    assert worst(Regex("here", 1, "x", pattern, 0)).linear is linear


def lasting(run: Callable[[str], object], piece: str, megabyte: int = MEGABYTE) -> tuple[list[float], bool]:
    """Seconds for ever longer texts up to 4 MB, and whether they are in proportion; ends with the first that is not.

    `megabyte` is how many characters make one.
    """
    sizes = (*(megabyte // part for part in (64, 16, 4)), megabyte, 2 * megabyte, 4 * megabyte)
    took: list[float] = []
    for size in sizes:
        took.append(seconds(run, text_of(piece, size)))
        most = MOST_RATIO if size > megabyte else MOST_RATIO**2
        if len(took) > 1 and took[-1] > most * max(took[-2], 0.05):
            took[-1] = min(took[-1], seconds(run, text_of(piece, size)))  # the machine may have been busy
            if took[-1] > most * max(took[-2], 0.05):
                return took, False
    return took, True


@pytest.mark.hostile
def test_what_does_not_last_is_told_long_before_a_megabyte() -> None:
    """On a busy machine one that is not linear passes for linear now and then; a megabyte of it takes hours."""
    took, fine = lasting(searched(Regex("here", 1, "x", "a+b", 0)), "a")
    assert not fine
    assert len(took) == 2


@pytest.mark.benchmark
def test_every_expression_is_linear_or_cheap_in_the_window_it_is_given() -> None:
    """Linear on 1, 2 and 4 MB of its own words; what is not is only ever given a window, and must be quick there."""
    dear = []
    for regex in regexes():
        most, run = worst(regex), searched(regex)
        if most.linear:
            sizes, fine = lasting(run, most.piece)
        else:
            sizes = [min(seconds(run, text_of(most.piece, WINDOW)) for _ in range(3))]
            fine = sizes[0] < MOST_SECONDS
        if not fine:
            dear.append((str(regex), most.piece, sizes))
    assert not dear


LINES: dict[str, tuple[Callable[[str], object], str]] = {
    "comments in a line that never end": (clean_line, "<!--"),
    "images in a line that never end": (clean_line, "![a]("),
    "brackets in a line that never end": (clean_line, "!["),
    "sizes in a line that never end": (clean_line, "{width="),
    "lists in a line without a second entry": (_INLINE_LIST.search, "：（一）"),
    "blanks between letters": (fold, "    "),
    "digits without a unit": (quantities, "0"),
    "Chinese digits without a unit": (quantities, "百"),
    "numbers that point to the next": (quantities, "1-"),
    "blanks in a title": (split_article, " "),
    "numbers in a title": (split_article, "第1"),
    "digits in a title": (split_article, "1"),
    "digits in a pinpoint": (split_pinpoint, "0"),
    "Chinese digits in a pinpoint": (split_pinpoint, "一"),
    "blanks before a title": (_LABEL.fullmatch, " "),
    "a line that nearly is a title": (_is_title, "一法"),
    "notes behind a title": (_is_title, "（）"),
}


@pytest.mark.parametrize("case", LINES)
def test_a_line_costs_in_proportion_to_its_length(case: str) -> None:
    run, piece = LINES[case]
    begun = time.thread_time()
    run(piece * (200_000 // len(piece)) + "a")
    assert time.thread_time() - begun < 1


@pytest.mark.parametrize("words", ["Law of the ", "the Law of the ", "Regulations of the ", "xpany Law of the "])
def test_words_before_and_behind_each_law_are_read_only_where_a_title_may_stand(words: str) -> None:
    """Twenty words back and thirty on at every third word took 11 s for a megabyte."""
    names = Names(["modeltradelaw", "companylaw", "regulationsontheadministrationofexamples"])
    begun = time.thread_time()
    extract(words * (200_000 // len(words)), names)
    assert time.thread_time() - begun < 0.7


@pytest.mark.benchmark
@pytest.mark.parametrize("piece", FLOODS.values(), ids=FLOODS)
def test_extraction_is_linear_to_four_megabytes(piece: str) -> None:
    names = Names(["示范法", "示范交易法", "modeltradelaw"])
    took, fine = lasting(lambda text: extract(text, names), piece, MEGABYTE * len(piece) // len(piece.encode()))
    assert fine, took
