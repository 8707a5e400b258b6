"""Comments that take findings out: which line they are about, what they leave, what is told of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_reports import CITED, REPEALED, UNSUPPORTED, codes, counts, document_report, report

from citecheck.model import Check, Media, Outcome, Result, Verdict
from citecheck.report import json as json_report
from citecheck.report.text import render
from citecheck.suppress import suppress, suppressions

IGNORE = "<!-- citecheck: ignore[unsupported] -->"


@pytest.mark.parametrize(
    ("text", "about"),
    [
        pytest.param(f"甲 {IGNORE}\n乙", [1], id="beside words: that line"),
        pytest.param(f"{IGNORE}\n乙", [2], id="alone: the next line"),
        pytest.param(f"{IGNORE}\n\n  \n乙", [4], id="alone: the next line with words"),
        pytest.param(f"{IGNORE}\n<!-- citecheck: ignore[repealed] -->\n乙", [3, 3], id="one under the other"),
        pytest.param(f"甲\n{IGNORE}", [2], id="alone at the end"),
        pytest.param("甲\n乙 # citecheck: ignore[unsupported]", [2], id="after a number sign"),
        pytest.param("# citecheck: ignore[unsupported]\n乙", [2], id="number sign, alone"),
        pytest.param("[//]: # (citecheck: ignore[unsupported])\n乙", [1], id="Markdown's own way to write a comment"),
        pytest.param("甲\n<!-- citecheck: ignore-file[unsupported] -->", [None], id="the file"),
        pytest.param(f"甲 {IGNORE.replace(']', '] quoted on purpose,')}", [1], id="with a reason"),
        pytest.param("甲 <!--citecheck:ignore[unsupported , repealed]-->", [1], id="written closely"),
        pytest.param("甲 citecheck: ignore[unsupported]", [], id="no comment"),
        pytest.param("甲#citecheck: ignore[unsupported]", [], id="in the middle of a word"),
        pytest.param("<!-- citecheck: ignored[unsupported] -->", [], id="another word"),
        pytest.param("<!-- ignore[unsupported] -->", [], id="not to us"),
    ],
)
def test_what_a_comment_is_about(text: str, about: list[int | None]) -> None:
    assert [one.about for one in suppressions(text)] == about


@pytest.mark.parametrize(
    ("text", "left", "suppressed", "told"),
    [
        pytest.param(f"{CITED} {IGNORE}", [["repealed"]], {"unsupported": 1}, [], id="one of two findings"),
        pytest.param(
            f"{CITED} <!-- citecheck: ignore[unsupported, repealed] -->", [[]], {"unsupported": 1, "repealed": 1}, [],
            id="both",
        ),
        pytest.param(
            f"{CITED}\n{IGNORE}\n{CITED}\n{CITED}",
            [["unsupported", "repealed"], ["repealed"], ["unsupported", "repealed"]],
            {"unsupported": 1}, [], id="only the line it is about",
        ),
        pytest.param(
            f"{CITED}\n{CITED}\n<!-- citecheck: ignore-file[unsupported] -->", [["repealed"], ["repealed"]],
            {"unsupported": 2}, [], id="the whole file",
        ),
        pytest.param(
            f"{CITED} <!-- citecheck: ignore[misquoted] -->", [["unsupported", "repealed"]], {},
            [(1, "unused_suppression")], id="nothing to take out",
        ),
        pytest.param(
            f"{CITED} <!-- citecheck: ignore[unsuported] -->", [["unsupported", "repealed"]], {},
            [(1, "unknown_code")], id="a code that is none",
        ),
        pytest.param(
            f"{CITED} <!-- citecheck: ignore[ok] -->", [["unsupported", "repealed"]], {}, [(1, "unknown_code")],
            id="ok is no finding",
        ),
        pytest.param(
            f"{CITED} <!-- citecheck: ignore -->", [["unsupported", "repealed"]], {}, [(1, "bare_suppression")],
            id="no code",
        ),
    ],
)  # fmt: skip
def test_what_is_left_and_what_is_told(
    text: str, left: list[list[str]], suppressed: dict[str, int], told: list[tuple[int, str]]
) -> None:
    made = suppress(report(document_report(text, UNSUPPORTED, REPEALED)))
    assert codes(made) == left
    assert counts(made.suppressed) == suppressed
    assert [(one.line, one.key) for one in made.notices] == told


@pytest.mark.parametrize("media", [Media.HTML, Media.DOCX, Media.PDF])
def test_only_text_and_markdown_hold_comments_to_us(media: Media) -> None:
    made = report(document_report(f"{CITED} {IGNORE}", UNSUPPORTED, media=media))
    assert suppress(made) == made


def test_an_unused_comment_is_not_told_when_a_check_was_left_out() -> None:
    made = report(document_report(f"甲 {IGNORE}"))
    assert suppress(made, all_checks=False).notices == ()


def test_what_comments_took_out_is_said_in_every_report() -> None:
    made = suppress(report(document_report(f"{CITED} {IGNORE} <!-- citecheck: ignore[misquotted] -->", UNSUPPORTED)))
    said = render(made)
    assert "left out because a comment in the text says so: 1 (not in the article 1)" in said
    assert '甲.md:1: note: this comment names "misquotted", which is no verdict; did you mean misquoted?' in said
    written = json_report.as_dict(made)
    assert written["summary"]["suppressed"] == {"unsupported": 1}  # type: ignore[index, call-overload]
    (notice,) = written["notices"]  # type: ignore[misc, union-attr]
    assert (notice["notice"], notice["code"], notice["line"]) == ("unknown_code", "misquotted", 1)  # type: ignore[index, call-overload]


def test_a_citation_without_its_finding_is_ok() -> None:
    made = suppress(report(document_report(f"{CITED} {IGNORE}", UNSUPPORTED)))
    assert list(made.verdicts()) == [Verdict.OK]


def test_a_citation_whose_finding_was_left_out_is_not_told_as_fine() -> None:
    one = document_report(f"{CITED} {IGNORE}\n{CITED}", UNSUPPORTED)
    first, second = one.checked
    found = replace(first, outcomes=(Outcome(Check.SUPPORT, Result.FOUND, (UNSUPPORTED,)),))
    passed = replace(second, outcomes=(Outcome(Check.SUPPORT, Result.PASSED),), findings=(), verdict=Verdict.OK)
    made = suppress(report(replace(one, checked=(found, passed))))
    assert counts(made.verdicts()) == {"ok": 2}
    assert counts(made.tally()) == {"ok": 1}
    assert "citations with nothing found wrong: 1" in render(made)
