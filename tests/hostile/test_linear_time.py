"""No text takes more than in proportion to its length: every expression by itself, and extraction as a whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from math import log

import pytest
from hostile_inputs import FLOODS
from pace import cheap

from citecheck.dev.fuzz.regexes import (
    Attack,
    Regex,
    attacks,
    growth,
    matched,
    modules,
    patterns,
    regexes,
    searched,
    seconds,
    used,
    worst,
)
from citecheck.extract import Names, extract
from citecheck.extract.antecedents import _LABEL, joined
from citecheck.extract.titles import read_marked
from citecheck.grams import fold
from citecheck.lookup import _ARTICLE, split_article, split_pinpoint
from citecheck.quantities import quantities
from citecheck.read.html import _CHARSET
from citecheck.refresh.flk import _UNSAFE
from citecheck.refresh.folder import _is_title
from citecheck.statute_text import _INLINE_LIST, _package_lines, clean_line

MEGABYTE = 1_000_000
SIZES = tuple(int(part * MEGABYTE) for part in (1 / 64, 1 / 16, 1 / 4, 1, 2, 4))
LITTLE = 0.1  # seconds: less is lost in what else a machine does, and four megabytes of it are nothing
MOST_EXPONENT = 1.4  # of the time, amid what else a machine does: 1 is linear, 2 quadratic
MOST_SECONDS_A_MEGABYTE = 16  # a document has 8 of them a million characters, and other work slows this down
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
    """Now and then a busy machine hides the growth, or makes it; not three times."""
    assert any(worst(Regex("here", 1, "x", pattern, 0)).linear is linear for _ in range(3))


def exponent(sizes: Sequence[int], took: Sequence[float]) -> float:
    """The power of the length that the seconds grow with: the slope of the line through them, both as logarithms."""
    points = [(log(size), log(one)) for size, one in zip(sizes, took, strict=False) if one > LITTLE]
    if len(points) < 2:
        return 0.0
    middle, height = (sum(values) / len(points) for values in zip(*points, strict=True))
    wide = sum((x - middle) ** 2 for x, _ in points)
    return float(sum((x - middle) * (y - height) for x, y in points) / wide)


def in_proportion(sizes: Sequence[int], took: Sequence[float]) -> bool:
    """Over all sizes or over the greatest alone: where a text outgrows the processor's cache it is dearer once."""
    return min(exponent(sizes, took), exponent(sizes[-3:], took[-3:])) < MOST_EXPONENT


def lasting(
    run: Callable[[str], object], text: Callable[[int], str], sizes: Sequence[int] = SIZES
) -> tuple[list[float], bool]:
    """Seconds for ever longer texts, and whether they are in proportion; ends with the first that plainly is not."""
    took: list[float] = []
    for size in sizes:
        took.append(seconds(run, text(size)))
        if len(took) > 1 and took[-1] > 12 * max(
            took[-2], 0.02
        ):  # sixteenfold for a text four times as long: quadratic
            took[-1] = min(took[-1], seconds(run, text(size)))  # the machine may have been busy
            if took[-1] > 12 * max(took[-2], 0.02):
                return took, False
    if not in_proportion(sizes, took):
        took = [min(one, seconds(run, text(size))) for size, one in zip(sizes, took, strict=True)]
    return took, in_proportion(sizes, took)


@pytest.mark.parametrize(
    ("took", "linear"),
    [
        pytest.param([0.1, 0.4, 0.8, 1.6], True, id="linear"),
        pytest.param([0.1, 0.4, 1.6, 1.6], True, id="linear on a machine that was busy once"),
        pytest.param([0.1, 0.46, 1.0, 2.1], True, id="a logarithm more"),
        pytest.param([0.011, 0.118, 0.247, 0.555], True, id="linear beyond the processor's cache"),
        pytest.param([0.1, 0.8, 2.3, 6.4], False, id="half a power more"),
        pytest.param([0.1, 1.6, 6.4, 25.6], False, id="quadratic"),
        pytest.param([0.0, 0.0, 0.001, 0.016], True, id="nothing to measure"),
    ],
)
def test_what_is_in_proportion_is_told(took: list[float], linear: bool) -> None:
    assert in_proportion(SIZES[2:], took) is linear


@pytest.mark.hostile
def test_what_does_not_last_is_told_long_before_a_megabyte() -> None:
    """On a busy machine one that is not linear passes for linear now and then; a megabyte of it takes hours."""
    took, fine = lasting(searched(Regex("here", 1, "x", "a+b", 0)), Attack("", "a").text)
    assert not fine
    assert len(took) == 2


@pytest.mark.benchmark
@pytest.mark.parametrize(
    ("name", "how"),
    [
        pytest.param("_TOKEN", matched, id="tried where a token begins"),
        pytest.param("_CASE_NUMBER", searched, id="searched for"),
        pytest.param("_MARKS", searched, id="handed to a function"),
    ],
)
def test_how_an_expression_is_used_is_read_from_the_source(name: str, how: Callable[[Regex], object]) -> None:
    assert {used(one) for one in regexes() if one.name == name and one.module.startswith("extract.")} == {how}


@pytest.mark.benchmark
@pytest.mark.parametrize("module", [name for name, path in modules().items() if "re." in path.read_text("utf-8")])
def test_every_expression_is_linear_or_cheap_in_the_window_it_is_given(module: str) -> None:
    """Linear on 1, 2 and 4 MB of its own words, searched for or tried at one place as it is used; what is not is only
    ever given a window (test_windows.py looks at what each is given), and must be quick there."""
    dear = []
    for regex in filter(lambda one: one.module == module, regexes()):
        begun, how = time.thread_time(), used(regex)
        most, run = worst(regex, how), how(regex)
        took, fine = lasting(run, most.attack.text) if most.linear else in_a_window(regex, run)
        told = f"{regex} {how.__name__} {'linear' if most.linear else 'windowed'} {most.attack}"
        told += f" {[round(one, 3) for one in took]}"
        print(f"{told} {time.thread_time() - begun:.1f} s")
        if not fine or took[-1] > (2 * MOST_SECONDS_A_MEGABYTE if most.linear else MOST_SECONDS):
            dear.append(told)
    assert not dear


def in_a_window(regex: Regex, run: Callable[[str], object]) -> tuple[list[float], bool]:
    """The seconds of its dearest attack on a window, and whether there is none that takes for ever."""
    dearest = 0.0
    for attack in attacks(regex):
        if growth(run, attack, WINDOW).seconds > MOST_SECONDS:  # by little steps, for fear of an exponential one
            return [growth(run, attack, WINDOW).seconds], False
        dearest = max(dearest, min(seconds(run, attack.text(WINDOW)) for _ in range(3)))
    return [dearest], True


LINES: dict[str, tuple[Callable[[str], object], str]] = {
    "comments in a line that never end": (clean_line, "<!--"),
    "images in a line that never end": (clean_line, "![a]("),
    "brackets in a line that never end": (clean_line, "!["),
    "sizes in a line that never end": (clean_line, "{width="),
    "blanks behind a size that never ends": (lambda text: _package_lines('{width="1"' + text), " "),
    "blanks behind a bracket that is no tag": (lambda text: _UNSAFE.search("<" + text[:-1]), " "),
    "lists in a line without a second entry": (_INLINE_LIST.search, "：（一）"),
    "blanks between letters": (fold, "    "),
    "digits without a unit": (quantities, "0"),
    "Chinese digits without a unit": (quantities, "百"),
    "numbers that point to the next": (quantities, "1-"),
    "thousands without end": (quantities, ",000"),
    "blanks behind an article's number": (lambda text: _ARTICLE.fullmatch("0" + text), " "),
    "blanks behind an encoding's name": (lambda text: _CHARSET.search(b"<meta charset=" + text.encode()), " "),
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
    text = piece * (200_000 // len(piece)) + "a"
    assert cheap(lambda: run(text), 200)


@pytest.mark.parametrize("words", ["Law of the ", "the Law of the ", "Regulations of the ", "xpany Law of the "])
def test_words_before_and_behind_each_law_are_read_only_where_a_title_may_stand(words: str) -> None:
    """Twenty words back and thirty on at every third word took 11 s for a megabyte."""
    names = Names(["modeltradelaw", "companylaw", "regulationsontheadministrationofexamples"])
    assert cheap(lambda: extract(words * (200_000 // len(words)), names), 140)


def test_a_title_in_a_table_costs_no_more_in_a_long_text() -> None:
    """All of the text behind the line was copied to look at its first character: 20 s for four megabytes of a table."""
    text, names = "\n|《示范法》|第一条|\n" + "。" * 3_000_000, Names(["示范法"])
    mention = read_marked(text, 2, names)
    assert mention is not None
    assert not joined(text, mention, 8)
    assert cheap(lambda: [joined(text, mention, 8) for _ in range(3_000)], 60)


def test_ministries_before_a_title_are_told_apart_in_no_time() -> None:
    """公安部、司法部关于适用《…》的解释: 部部部… was parted in every way, 0.4 s for forty characters."""
    text, names = ("部" * 40 + "《示范法》有关担保制度的解释第一条，") * 20, Names(["示范法"])
    assert cheap(lambda: extract(text, names), 100)


@pytest.mark.benchmark
@pytest.mark.parametrize("piece", FLOODS.values(), ids=FLOODS)
def test_extraction_is_linear_to_four_megabytes(piece: str) -> None:
    names = Names(["示范法", "示范交易法", "modeltradelaw"])
    sizes = [size * len(piece) // len(piece.encode()) for size in SIZES[2:]]
    took, fine = lasting(lambda text: extract(text, names), Attack("", piece).text, sizes)
    print([round(one, 2) for one in took])
    assert fine, took
    assert took[-1] < MOST_SECONDS_A_MEGABYTE * sizes[-1] / MEGABYTE, took
