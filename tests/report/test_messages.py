"""Every key that a stage can hand over has its sentence in both languages, and the sentences mind their manners."""

from __future__ import annotations

import ast
import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import citecheck
from citecheck.checks.support import REASONS as SUPPORT_REASONS
from citecheck.extract import decoys
from citecheck.model import ArticleNumber, Level, Pinpoint, Severity, Verdict
from citecheck.read.parts import REASONS as READ_REASONS
from citecheck.report.messages import en, fill, say, zh

TABLES = (
    "VERDICTS",
    "SEVERITIES",
    "LEVELS",
    "FINDINGS",
    "SUPPORT",
    "NOT_CHECKED",
    "UNREADABLE",
    "IN_CORPUS",
    "SOURCES",
    "SUGGESTIONS",
    "LABELS",
)
PACKAGE = Path(citecheck.__file__).parent


def constants(node: ast.expr) -> set[str]:
    """The strings an argument can be: a literal, or either side of a conditional or an `or`."""
    if isinstance(node, ast.BoolOp):
        return {value for operand in node.values for value in constants(operand)}
    if isinstance(node, ast.IfExp):
        return constants(node.body) | constants(node.orelse)
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()


def handed_over(call: str, place: int) -> set[str]:
    """The literal keys that the source passes to `call` in the given place."""
    keys: set[str] = set()
    for source in (path.read_text("utf-8") for path in PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(source)) if f"{call}(" in source else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == call:
                keys |= constants(node.args[place]) if len(node.args) > place else set()
    return keys


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_have_the_same_keys(table: str) -> None:
    assert getattr(zh, table).keys() == getattr(en, table).keys()


def test_every_reason_of_a_finding_is_worded() -> None:
    reasons = handed_over("Finding", 1) | handed_over("Unmatched", 0)
    assert {"repealed", "beyond_last_article", "title_unknown", "no_antecedent"} <= reasons
    assert reasons | {"competing_antecedents"} <= zh.FINDINGS.keys()


def test_every_reason_of_a_judgement_is_worded() -> None:
    assert SUPPORT_REASONS
    assert zh.SUPPORT.keys() >= SUPPORT_REASONS


def test_every_reason_not_to_check_is_worded() -> None:
    listed = {value for name, value in vars(decoys).items() if name.isupper() and isinstance(value, str)}
    reasons = {value for value in listed if re.fullmatch("[a-z_]+", value)} | handed_over("NotChecked", 2)
    assert "treaty" in reasons
    assert reasons <= zh.NOT_CHECKED.keys()


def test_every_reason_not_to_read_is_worded() -> None:
    assert zh.UNREADABLE.keys() >= READ_REASONS


@pytest.mark.parametrize(
    ("table", "kind"), [("VERDICTS", Verdict), ("SEVERITIES", Severity), ("LEVELS", Level)], ids=str
)
def test_every_member_has_a_word(table: str, kind: type) -> None:
    assert getattr(zh, table).keys() == set(kind)


def sentences(module: object) -> list[str]:
    return [text for table in TABLES for text in getattr(module, table).values()]


@pytest.mark.parametrize("module", [zh, en], ids=["zh", "en"])
def test_sentences_state_facts_and_give_no_advice(module: object) -> None:
    forbidden = "hallucinat|幻觉|you should|we advise|lawyer|建议您|应当咨询|律师|legal advice|fake|fraud|造假"
    assert not [text for text in sentences(module) if re.search(forbidden, text, re.IGNORECASE)]


def test_chinese_is_written_with_chinese_marks() -> None:
    assert not [text for text in sentences(zh) if re.search("[\u4e00-\u9fff][,;:!?]", text)]


@pytest.mark.parametrize("module", [zh, en], ids=["zh", "en"])
def test_brackets_of_a_template_are_closed_and_not_nested(module: object) -> None:
    for text in sentences(module):
        assert re.fullmatch(r"[^\[\]]*(\[[^\[\]]*\][^\[\]]*)*", text), text


@pytest.mark.parametrize(
    ("template", "facts", "expected"),
    [
        pytest.param("a[ on {day}]", {"day": "Monday"}, "a on Monday", id="known"),
        pytest.param("a[ on {day}]", {}, "a", id="unknown and optional"),
        pytest.param("a on {day}", {}, None, id="unknown and needed"),
        pytest.param("{title}", {"title": "{day}[x]"}, "{day}[x]", id="a fact is never read as a template"),
    ],
)
def test_templates(template: str, facts: dict[str, str], expected: str | None) -> None:
    assert fill(template, facts) == expected


@pytest.mark.parametrize(
    ("number", "pinpoint", "chinese", "english"),
    [
        (ArticleNumber(37), Pinpoint(), "第三十七条", "article 37"),
        (ArticleNumber(133, 1), Pinpoint(), "第一百三十三条之一", "article 133-1"),
        (ArticleNumber(15), Pinpoint(2, 3), "第十五条第二款第（三）项", "article 15, paragraph 2, subparagraph 3"),
        (ArticleNumber(4), Pinpoint(None, 1, 2), "第四条第（一）项第二目", "article 4, subparagraph 1, point 2"),
    ],
    ids=str,
)
def test_places(number: ArticleNumber, pinpoint: Pinpoint, chinese: str, english: str) -> None:
    assert (say("zh").place(number, pinpoint), say("en").place(number, pinpoint)) == (chinese, english)


@pytest.mark.parametrize(
    ("source", "chinese", "english"),
    [
        pytest.param("某库 1.0", "来源：某库 1.0", "source: 某库 1.0", id="a name"),
        pytest.param("public record", "来源：公开资料", "source: public record", id="a general one"),
        pytest.param(
            "某库 1.0; effective: closing clause",
            "来源：某库 1.0；施行日期据施行条款",
            "source: 某库 1.0; first day by its closing clause",
            id="the first day from elsewhere",
        ),
        pytest.param("title header; effective: 某库", "来源：题注；施行日期据某库", None, id="both ways round"),
    ],
)
def test_sources(source: str, chinese: str, english: str | None) -> None:
    assert say("zh").label("source", source=source) == chinese
    assert english is None or say("en").label("source", source=source) == english


def test_every_general_source_of_the_catalogue_is_worded() -> None:
    dated_by = set()
    with (PACKAGE.parent / "statutes" / "versions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            dated_by.add(row["source"].partition("; effective: ")[2])
    assert {name for name in dated_by if name and not any(sign.isdigit() for sign in name)} <= set(zh.SOURCES)


def test_dates() -> None:
    assert say("zh").date(date(2021, 1, 1)) == "2021年1月1日"
    assert say("en").date(date(2021, 1, 1)) == "1 January 2021"


@given(st.text(), st.dictionaries(st.text(), st.text()))
def test_no_template_breaks(template: str, facts: dict[str, str]) -> None:
    fill(template, facts)
