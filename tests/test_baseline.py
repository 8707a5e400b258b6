"""A baseline: what an earlier report had does not count, however the text around it changed since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_reports import CITED, REPEALED, UNSUPPORTED, codes, counts, document_report, found, report

from citecheck.baseline import read_baseline, since
from citecheck.errors import UsageError
from citecheck.model import DocumentReport, Verdict
from citecheck.report import Report, sarif
from citecheck.report import json as json_report
from citecheck.report.fingerprint import fingerprints

CLAIM = "当事人可以不提交材料"
TEXT = f"根据{CITED}，{CLAIM}。"
BOTH = {"unsupported": 1, "repealed": 1}


def one(text: str = TEXT, path: str = "甲.md") -> DocumentReport:
    return document_report(text, UNSUPPORTED, REPEALED, path=path, claim=CLAIM)


def names(made: DocumentReport) -> list[str]:
    return [name for _, names in fingerprints(made) for name in names]


@pytest.fixture(params=["json", "sarif"])
def baseline(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    write = json_report.render if request.param == "json" else sarif.render
    path.write_text(write(report(one()), "zh"), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "path", "left", "known"),
    [
        pytest.param(TEXT, "甲.md", [[]], BOTH, id="the same"),
        pytest.param(f"新的前言。\n\n{TEXT}\n后文。", "甲.md", [[]], BOTH, id="moved"),
        pytest.param(
            TEXT.replace("可以不", "可以 不\n"), "甲.md", [["unsupported"]], {"repealed": 1}, id="another claim"
        ),
        pytest.param(TEXT, "./甲.md", [[]], BOTH, id="the path written otherwise"),
        pytest.param(TEXT, "乙.md", [["unsupported", "repealed"]], {}, id="another file"),
        pytest.param(f"{TEXT}\n{TEXT}", "甲.md", [[], ["unsupported", "repealed"]], BOTH, id="once more"),
    ],
)
def test_only_what_is_new_counts(
    baseline: Path, text: str, path: str, left: list[list[str]], known: dict[str, int]
) -> None:
    made = since(report(one(text, path)), read_baseline(baseline))
    assert codes(made) == left
    assert counts(made.known) == known


def test_a_new_verdict_on_a_known_citation_counts(baseline: Path) -> None:
    made = report(document_report(TEXT, found(Verdict.MISQUOTED), REPEALED, claim=CLAIM))
    assert codes(since(made, read_baseline(baseline))) == [["misquoted"]]


def test_leaving_a_finding_out_renames_no_other() -> None:
    whole = report(document_report(f"{TEXT}\n{TEXT}", UNSUPPORTED, REPEALED, claim=CLAIM))
    shown = whole.showing(ignore=[Verdict.UNSUPPORTED])
    assert set(names(shown.documents[0])) < set(names(whole.documents[0]))


@given(st.text(alphabet="甲乙丙 \n。", max_size=30), st.text(alphabet="甲乙丙 \n。", max_size=30))
def test_fingerprints_outlive_any_edit_around_the_citation(before: str, after: str) -> None:
    assert names(one(f"{before}{TEXT}{after}")) == names(one())


def test_fingerprints_of_one_report_differ() -> None:
    made = names(one(f"{TEXT}\n{TEXT}\n{TEXT}"))
    assert len(made) == len(set(made)) == 6


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(None, "No such file", id="missing"),
        pytest.param("no JSON", "not JSON", id="no JSON"),
        pytest.param("[" * 100_000, "not JSON", id="deeply nested"),
        pytest.param("[]", "no report of citecheck", id="another shape"),
        pytest.param('{"a": 1}', "no report of citecheck", id="another object"),
        pytest.param('{"schema": "other"}', "no report of citecheck", id="another schema"),
        pytest.param(
            '{"schema": "citecheck.report/1", "documents": [{"citations": [{"findings": [{}]}]}]}', "no fingerprint",
            id="a finding without a fingerprint",
        ),
        pytest.param("\ufffe", "not JSON|cannot read", id="another encoding"),
    ],
)  # fmt: skip
def test_a_baseline_that_is_none_is_an_error(tmp_path: Path, content: str | None, said: str) -> None:
    path = tmp_path / "report.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=said) as raised:
        read_baseline(path)
    assert raised.value.remedy


def test_a_baseline_that_is_no_file_is_not_called_missing(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not a regular file"):
        read_baseline(tmp_path)


def test_an_empty_report_is_a_baseline(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    made: Report = report()
    path.write_text(json.dumps(json_report.as_dict(made)), encoding="utf-8")
    assert read_baseline(path) == frozenset()
