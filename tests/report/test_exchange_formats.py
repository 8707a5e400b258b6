"""SARIF, CSV, JSON Lines and Markdown: what they say, and that nothing in a text can act through them."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_reports import CITED, REPEALED, UNSUPPORTED, document_report, report, unreadable
from markdown_it import MarkdownIt

from citecheck.model import Landmark, Media, NotChecked, Origin, Span, Verdict
from citecheck.report import csv as csv_report
from citecheck.report import json as json_report
from citecheck.report import jsonl as jsonl_report
from citecheck.report import markdown, sarif
from citecheck.report.model import Notice, Report
from citecheck.report.text import visible

TEXT = f"前言。\n根据{CITED}的规定，当事人可以不提交材料。\n"
CLAIM = "当事人可以不提交材料"
HOSTILE = [
    pytest.param('=HYPERLINK("http://evil.example","x")', id="formula"),
    pytest.param("+cmd|' /C calc'!A0", id="command"),
    pytest.param("[x](javascript:alert(1)) ![x](http://evil.example/p.png)", id="links"),
    pytest.param("<img src=x onerror=alert(1)><script>alert(1)</script>", id="markup"),
    pytest.param("@everyone fixes #1, org/x#2 and GH-3 at www.evil.example", id="mentions"),
    pytest.param("`x` ``y`` **z** _w_ ~~v~~ | a | b |\n# title\n- entry\n1. x", id="Markdown"),
    pytest.param("{0} [0](1) \\[ \x1b]8;;http://evil.example\x07 \u202e \x00", id="controls and placeholders"),
]


def full(text: str = TEXT, **known: object) -> Report:
    one = document_report(text, UNSUPPORTED, REPEALED, claim=CLAIM, **known)  # type: ignore[arg-type]
    return report(one, unreadable())


# ── SARIF ────────────────────────────────────────────────────────────────────────────────────────────────────────


def log(made: Report) -> Any:
    return json.loads(sarif.render(made))


URI_REFERENCE = r"^(?!javascript:)([a-z]+:///)?[A-Za-z0-9._~%/-]*$"
# What of SARIF 2.1.0 we rely on, so that the plain tests hold without the standard's own schema.
OURS: dict[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/run"}},
    },
    "$defs": {
        "run": {
            "required": ["tool", "results"],
            "properties": {
                "columnKind": {"const": "unicodeCodePoints"},
                "language": {"pattern": "^[a-z]{2}-[A-Z]{2}$"},
                "results": {"items": {"$ref": "#/$defs/result"}},
            },
        },
        "result": {
            "required": ["ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints"],
            "properties": {
                "level": {"enum": ["error", "warning", "note"]},
                "message": {"required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}},
                "locations": {"items": {"properties": {"physicalLocation": {"$ref": "#/$defs/physical"}}}},
                "partialFingerprints": {"additionalProperties": {"type": "string"}},
            },
        },
        "physical": {
            "required": ["artifactLocation"],
            "additionalProperties": False,
            "properties": {
                "artifactLocation": {"properties": {"uri": {"pattern": URI_REFERENCE}, "index": {"minimum": 0}}},
                "region": {
                    "required": ["startLine", "startColumn", "endLine", "endColumn"],
                    "additionalProperties": {"type": "integer", "minimum": 1},
                },
            },
        },
    },
}
MADE = [
    pytest.param(full(), id="findings and an unreadable file"),
    pytest.param(report(), id="no document"),
    pytest.param(report(document_report("无引用。")), id="no citation"),
    pytest.param(full(media=Media.PDF, landmarks=(Landmark(0, "page", 1),)), id="PDF"),
    pytest.param(full(media=Media.HTML, origin=Origin("<p>\n" + TEXT, ((0, 4),))), id="page"),
    pytest.param(full(path="C:\\甲 乙\\x[1].md"), id="Windows path"),
    pytest.param(
        report(document_report(TEXT, UNSUPPORTED), notices=(Notice("甲.md", 2, "bare_suppression"),)), id="notice"
    ),
]


@pytest.mark.parametrize("made", MADE)
def test_sarif_keeps_to_what_we_rely_on(made: Report) -> None:
    written = log(made)
    jsonschema.validate(written, OURS)
    (run,) = written["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        for location in result["locations"]:
            place = location["physicalLocation"]["artifactLocation"]
            assert run["artifacts"][place["index"]]["location"]["uri"] == place["uri"]


@pytest.mark.parametrize("made", MADE)
def test_sarif_validates_against_the_published_schema(made: Report) -> None:
    path = os.environ.get("SARIF_SCHEMA")
    if not path:
        pytest.skip(
            "needs SARIF_SCHEMA=…/sarif-schema-2.1.0.json, which OASIS publishes and this repository does not hold"
        )
    jsonschema.Draft4Validator(json.loads(Path(path).read_text("utf-8"))).validate(log(made))


def test_sarif_points_at_the_words() -> None:
    (run,) = log(full())["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["unsupported", "repealed"]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 3 + len(CITED)}
    claim = run["results"][0]["relatedLocations"][0]["physicalLocation"]["region"]
    assert TEXT.split("\n")[1][claim["startColumn"] - 1 : claim["endColumn"] - 1] == CLAIM
    assert run["invocations"][0]["executionSuccessful"] is False
    assert any("PDF" in told["message"]["text"] for told in run["invocations"][0]["toolExecutionNotifications"])


def test_sarif_points_into_the_source_of_a_page() -> None:
    made = full(media=Media.HTML, origin=Origin("<body>\n\n<p>" + TEXT, ((0, 11),)))
    region = log(made)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"]) == (4, 3)


def test_sarif_names_the_page_of_a_file_without_lines() -> None:
    made = full(media=Media.PDF, landmarks=(Landmark(0, "page", 7),))
    result = log(made)["runs"][0]["results"][0]
    assert "region" not in result["locations"][0]["physicalLocation"]
    assert "page 7" in result["message"]["text"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        pytest.param("a/b.md", "a/b.md", id="relative"),
        pytest.param("./a//b.md", "a/b.md", id="the same otherwise written"),
        pytest.param("/tmp/a b.md", "file:///tmp/a%20b.md", id="absolute"),
        pytest.param("//evil.example/x", "file:///evil.example/x", id="no host"),
        pytest.param("javascript:alert(1)", "javascript%3Aalert%281%29", id="no scheme"),
        pytest.param("C:\\x\\甲.md", "file:///C%3A/x/%E7%94%B2.md", id="drive"),
        pytest.param("-", "-", id="standard input"),
        pytest.param("\ud800.txt", "%3F.txt", id="no character"),
    ],
)
def test_a_path_names_a_file_and_nothing_else(path: str, expected: str) -> None:
    assert sarif.uri(path) == expected


@pytest.mark.parametrize("words", HOSTILE)
def test_sarif_messages_hold_no_link_placeholder_or_control(words: str) -> None:
    made = full(text=f"{words} {TEXT}", path=words.replace("\x00", ""))
    written = sarif.render(made)
    jsonschema.validate(json.loads(written), OURS)
    assert "](" not in sarif.plain(words)
    assert not re.search(r"\{\d", sarif.plain(words))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", sarif.plain(words))


# ── CSV ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def rows(made: Report) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(csv_report.render(made).removeprefix("\ufeff"), newline="")))


def test_csv_has_a_row_for_each_finding_and_each_thing_not_checked() -> None:
    made = full()
    left = NotChecked("前言", Span(0, 2), "treaty")
    made = Report((*made.documents[:1], *made.documents[1:]), made.store, made.as_of)
    one = made.documents[0]
    made = report(type(one)(one.document, one.as_of, one.checked, (left,)), unreadable())
    got = rows(made)
    assert [row["verdict"] for row in got] == ["unsupported", "repealed", "not_checked", "unreadable"]
    assert got[0] | {"line": "2", "column": "3", "citation": CITED, "article": "3", "claim": CLAIM} == got[0]
    assert got[0]["fingerprint"] != got[1]["fingerprint"]
    assert TEXT[int(got[0]["start"]) : int(got[0]["end"])] == CITED
    assert all(None not in row and None not in row.values() for row in got)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("=1+1", "'=1+1", id="equals"),
        pytest.param("  @SUM(1)", "'@SUM(1)", id="white space before"),
        pytest.param("\t-1", "'-1", id="tab before"),
        pytest.param("＝1", "'＝1", id="full width"),
        pytest.param("a;=1", "a;'=1", id="after a semicolon"),
        pytest.param("-", "-", id="standard input"),
        pytest.param("甲=乙", "甲=乙", id="within"),
        pytest.param("a\r\n=b", "a =b", id="line breaks"),
        pytest.param(7, "7", id="number"),
        pytest.param(None, "", id="nothing"),
    ],
)
def test_no_cell_is_a_formula(value: object, expected: str) -> None:
    assert csv_report.cell(value) == expected


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_no_cell_ever_begins_like_a_formula(value: str) -> None:
    assert not re.match(r"\s*[=+@|%＝＋－＠-][^\s]", csv_report.cell(value))


# ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_line_is_an_object_and_the_last_sums_up() -> None:
    lines = [json.loads(line) for line in jsonl_report.render(full()).splitlines()]
    assert [line["kind"] for line in lines] == ["citation", "unreadable", "summary"]
    assert lines[0]["path"] == "甲.md"
    assert [finding["code"] for finding in lines[0]["findings"]] == ["unsupported", "repealed"]
    assert lines[-1]["summary"]["citations"] == 1


ACTING = "\x1b\x7f\x9b2J\u2028\u202e\u2066\ufeff"


@pytest.mark.parametrize(
    "render",
    [
        pytest.param(json_report.render, id="JSON"),
        pytest.param(jsonl_report.render, id="JSON Lines"),
        pytest.param(sarif.render, id="SARIF"),
        pytest.param(csv_report.render, id="CSV"),
        pytest.param(markdown.render, id="Markdown"),
    ],
)
def test_no_format_writes_what_acts_on_a_terminal(render: Callable[[Report], str]) -> None:
    title = f"示范{ACTING}条例"
    words = f"《{title}》第三条"
    made = report(document_report(f"根据{words}，{ACTING}办理。", UNSUPPORTED, words=words, path=f"甲{ACTING}.md"))
    written = render(made).removeprefix("\ufeff")
    assert not set(ACTING[:3] + ACTING[5:]) & set(written)
    if render is jsonl_report.render:
        assert [json.loads(line)["kind"] for line in written.splitlines()] == ["citation", "summary"]


def test_json_says_the_words_as_they_are() -> None:
    words = f"《示范{ACTING}条例》第三条"
    made = report(document_report(words, UNSUPPORTED, words=words))
    assert json.loads(json_report.render(made))["documents"][0]["citations"][0]["text"] == words


# ── Markdown ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_markdown_says_what_was_found_and_what_was_not_looked_at() -> None:
    said = markdown.render(full(), "en")
    assert f"**error: not in the article** · {CITED} · line 2" in said
    assert "article 5-1" in said
    assert "cannot be read" in said
    assert "never known completely" in said


def shown(words: str) -> tuple[str, set[str]]:
    """What a reader of the page sees of escaped words, and the elements in it."""
    page = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(f"- x {markdown.escape(words)}\n")
    return html.unescape(re.sub(r"<[^>]+>|\n", "", page)), set(re.findall(r"<(\w+)", page))


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_of_a_text_acts_in_markdown(words: str) -> None:
    seen, elements = shown(words)
    assert elements == {"ul", "li"}
    assert seen.replace("\u200b", "") == "x " + visible(" ".join(words.split()))
    assert not re.search(r"@\w|#\d|GH-\d|://|www\.", seen)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_markdown_shows_any_words_as_they_are(words: str) -> None:
    seen, elements = shown(words)
    assert elements == {"ul", "li"}
    assert (
        seen.replace("\u200b", "").rstrip() == ("x " + visible(" ".join(words.split()))).replace("\u200b", "").rstrip()
    )


def test_markdown_is_cut_to_what_a_comment_holds_and_says_so() -> None:
    text = "".join(f"根据{CITED}的规定办理第{number}件。\n" for number in range(2_000))
    said = markdown.render(report(document_report(text, UNSUPPORTED)))
    assert len(said) < 65_000
    assert "more entries" in said


@pytest.mark.parametrize("verdict", [one for one in Verdict if one is not Verdict.OK], ids=str)
def test_every_verdict_is_a_rule(verdict: Verdict) -> None:
    rules = log(report())["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules].count(str(verdict)) == 1
