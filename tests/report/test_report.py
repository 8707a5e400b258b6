"""What a report shows of findings made by hand: as JSON to the schema, as text to the eye."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from citecheck.model import (
    Ambiguous,
    Article,
    ArticleNumber,
    Attribution,
    Checked,
    Citation,
    CitationForm,
    Claim,
    Document,
    DocumentReport,
    Finding,
    Horizon,
    Landmark,
    Level,
    Matched,
    NotChecked,
    Pinpoint,
    Place,
    Reason,
    Resolution,
    Resolved,
    Severity,
    Span,
    Statute,
    Support,
    Unmatched,
    Unreadable,
    Verdict,
    Version,
)
from citecheck.report import Report, StoreSummary, severity
from citecheck.report import json as json_report
from citecheck.report.model import Lines
from citecheck.report.text import Style, columns, explain, render, visible, window, wrap

DAY = date(2026, 11, 22)
TEXT = "前言。\n根据《示范条例》第三条第二款的规定，当事人可以不提交材料。\n另见《示范旧法》。\n"
CITED = "《示范条例》第三条第二款"
STATUTE = Statute("示范条例", "中华人民共和国示范条例", Level.ADMINISTRATIVE_REGULATION)
OLD = Statute("示范旧法", "中华人民共和国示范旧法", Level.LAW)
VERSION = Version(
    1,
    "示范条例",
    "2018-06-01",
    date(2018, 6, 1),
    date(2019, 1, 1),
    None,
    complete=True,
    last_article=9,
    source="示范来源",
)
ARTICLE = Article(1, ArticleNumber(3), 2, (0, 0), text="当事人应当提交材料。\n材料应当真实。", source="示范来源")
STORE = StoreSummary(
    2, 3, 20, "2026-11-22T00:00:00+00:00", ({"name": "示范来源", "kind": "text"},),
    (Horizon(Level.LAW, date(2026, 8, 28)), Horizon(Level.DEPARTMENTAL_RULE, None)),
)  # fmt: skip


def document(text: str = TEXT, **changed: object) -> Document:
    return Document(path="示范.txt", text=text, sha256="0" * 64, **changed)  # type: ignore[arg-type]


def cited(words: str, text: str = TEXT, **changed: object) -> Citation:
    start = text.index(words)
    known = {"cited_title": "示范条例", "title_key": "示范条例", "form": CitationForm.MARKED, **changed}
    return Citation(words, Span(start, start + len(words)), **known)  # type: ignore[arg-type]


def checked(*findings: Finding, resolution: Resolution | None = None, **changed: object) -> Checked:
    claim = "当事人可以不提交材料"
    at = TEXT.index(claim)
    known = {
        "article": ArticleNumber(3),
        "pinpoint": Pinpoint(2),
        "claim": Claim(claim, Span(at, at + len(claim)), Attribution.ACCORDING_TO),
        **changed,
    }
    resolved = Resolved(cited(CITED, **known), resolution or Matched(STATUTE, VERSION, ARTICLE), DAY)
    verdict = findings[0].code if findings else Verdict.OK
    return Checked(resolved, (), findings, verdict, Support(0.05, (Reason("article_about_other"),)))


def report(*all_checked: Checked, not_checked: tuple[NotChecked, ...] = (), **changed: object) -> Report:
    return Report((DocumentReport(document(**changed), DAY, all_checked, not_checked),), STORE, DAY)


UNSUPPORTED = Finding(
    Verdict.UNSUPPORTED, "article_about_other", {"title": STATUTE.title, "article": 3, "branch": None},
    (Place(STATUTE, VERSION, ArticleNumber(5, 1), text="当事人可以不提交材料的情形。", score=0.8),),
)  # fmt: skip
REPEALED = Finding(
    Verdict.REPEALED, "repealed", {"title": OLD.title, "ceased_on": "2021-01-01", "successors": ["示范条例"]}
)
EVERY_FINDING = [
    Finding(Verdict.UNKNOWN_STATUTE, "title_unknown"),
    Finding(Verdict.NO_SUCH_ARTICLE, "article_absent"),
    Finding(Verdict.NO_SUCH_PINPOINT, "paragraph_absent"),
    Finding(Verdict.MISQUOTED, "words_differ"),
    Finding(Verdict.CONTRADICTED, "number_contradicted"),
    Finding(Verdict.UNSUPPORTED, "article_about_other"),
    Finding(Verdict.REPEALED, "repealed"),
    Finding(Verdict.SUPERSEDED, "article_moved"),
    Finding(Verdict.NOT_IN_FORCE_YET, "effective_later"),
    Finding(Verdict.MISSPELLED_TITLE, "title_corrected"),
    Finding(Verdict.AMBIGUOUS_TITLE, "several_statutes"),
    Finding(Verdict.UNVERIFIABLE, "text_not_held"),
]


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def schema() -> dict[str, object]:
    loaded: dict[str, object] = json.loads(files("citecheck.report").joinpath("schema.json").read_text("utf-8"))
    return loaded


def _kept(ours: object, contract: object) -> bool:
    """Whether ours says all that the contract says, and at most adds keys to its objects."""
    if isinstance(contract, dict):
        return isinstance(ours, dict) and all(key in ours and _kept(ours[key], contract[key]) for key in contract)
    return ours == contract


def test_the_schema_in_the_package_keeps_the_contract(shared: Path) -> None:
    assert _kept(schema(), json.loads((shared / "report.schema.json").read_text("utf-8")))


def _closed(part: object, below_span: bool = False) -> object:
    """The schema with every object that lists its fields closed to others; spans stay open, for others extend them."""
    if isinstance(part, list):
        return [_closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    closed = {key: _closed(value, key == "span") for key, value in part.items()}
    if "properties" in part and "notice" not in part["properties"] and not below_span:
        closed["unevaluatedProperties"] = False
    return closed


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "made",
    [
        pytest.param(report(checked(UNSUPPORTED)), id="a finding with a suggestion"),
        pytest.param(report(*(checked(finding) for finding in EVERY_FINDING)), id="every verdict without any fact"),
        pytest.param(report(checked()), id="nothing found"),
        pytest.param(report(checked(REPEALED, resolution=Matched(OLD, None, None), article=None)), id="no article"),
        pytest.param(report(checked(resolution=Ambiguous((STATUTE, OLD)))), id="ambiguous"),
        pytest.param(report(checked(resolution=Unmatched("no_antecedent"), claim=None)), id="unmatched, no claim"),
        pytest.param(report(not_checked=(NotChecked("另见", Span(34, 36), "treaty"),)), id="not checked"),
        pytest.param(Report((DocumentReport(Unreadable("x", "missing"), None),), STORE, None), id="unreadable"),
        pytest.param(Report((), STORE, None), id="no document"),
    ],
)
def test_json_follows_the_schema(made: Report, lang: str) -> None:
    written = json.loads(json_report.render(made, lang))  # type: ignore[arg-type]
    jsonschema.validate(written, _closed(schema()), format_checker=jsonschema.FormatChecker())
    for found in written["documents"]:
        for citation in found["citations"]:
            assert TEXT[citation["start"] : citation["end"]] == citation["text"]


def test_json_says_what_was_found_and_where() -> None:
    citation = json_report.as_dict(report(checked(UNSUPPORTED), landmarks=(Landmark(4, "page", 2),)))["documents"]
    citation = citation[0]["citations"][0]  # type: ignore[index, call-overload]
    assert citation["verdict"] == "unsupported"
    assert citation["locator"] == {"line": 2, "column": 3, "page": 2}
    assert (citation["article"], citation["branch"], citation["paragraph"]) == (3, None, 2)
    assert citation["statute"]["version"]["in_force_from"] == "2019-01-01"
    assert citation["article_text"] == ARTICLE.text
    assert citation["support"]["score"] == 0.05
    suggestion = citation["findings"][0]["suggestions"][0]
    assert (suggestion["article"], suggestion["branch"], suggestion["score"]) == (5, 1, 0.8)


# ── selection ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("select", "ignore", "verdicts", "hidden"),
    [
        pytest.param([], [], {Verdict.UNSUPPORTED: 1}, {}, id="all"),
        pytest.param([Verdict.REPEALED], [], {Verdict.REPEALED: 1}, {}, id="the graver one left out"),
        pytest.param([], [Verdict.UNSUPPORTED], {Verdict.REPEALED: 1}, {}, id="ignored"),
        pytest.param([Verdict.MISQUOTED], [], {Verdict.OK: 1}, {Verdict.UNSUPPORTED: 1}, id="nothing left is counted"),
    ],
)
def test_selection(select: list[Verdict], ignore: list[Verdict], verdicts: dict[Verdict, int], hidden: object) -> None:
    shown = report(checked(UNSUPPORTED, REPEALED)).showing(select, ignore)
    assert (shown.verdicts(), shown.hidden) == (verdicts, hidden)


def test_what_selection_hides_is_told() -> None:
    shown = report(checked(UNSUPPORTED)).showing([Verdict.REPEALED])
    assert "--select" in render(shown, Style("zh"))
    assert json_report.as_dict(shown)["summary"]["hidden"] == {"unsupported": 1}  # type: ignore[index, call-overload]


@pytest.mark.parametrize("verdict", list(Verdict), ids=str)
def test_severity_follows_gravity(verdict: Verdict) -> None:
    grades = [severity(one) for one in Verdict]
    assert grades == sorted(grades, key=list(Severity).index)
    assert (severity(verdict) is Severity.NOTE) == (not verdict.suspicious)


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_citation_and_its_claim_are_marked_under_wide_characters() -> None:
    lines = render(report(checked(UNSUPPORTED)), Style("zh")).splitlines()
    assert lines[0] == "示范.txt:2:3: 错误[unsupported]: 条文未载此意"
    shown, marks = lines[1], lines[2]
    assert columns(shown[: shown.index(CITED)]) == marks.index("^")
    assert marks.count("^") == columns(CITED)
    assert columns(shown[: shown.index("当事人")]) == marks.index("~")


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        pytest.param("zh", ["未载此意", "《中华人民共和国示范条例》第五条之一", "2019年1月1日起施行"], id="Chinese"),
        pytest.param("en", ["does not say this", "article 5-1", "in force from 1 January 2019"], id="English"),
    ],
)
def test_a_finding_shows_its_evidence(lang: str, expected: list[str]) -> None:
    shown = render(report(checked(UNSUPPORTED)), Style(lang))  # type: ignore[arg-type]
    assert [words for words in [*expected, "材料应当真实。", "示范来源"] if words not in shown] == []


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(report(checked()), ["1 处引用未见异常", "《中华人民共和国示范条例》（1 条）"], id="nothing wrong"),
        pytest.param(report(), ["未见法条或法规引用"], id="no citation"),
        pytest.param(report(text=" \n"), ["空文件"], id="empty"),
        pytest.param(
            report(not_checked=(NotChecked("x", Span(0, 1), "treaty"),)), ["未核对 1 处", "国际条约"], id="left"
        ),
        pytest.param(report(checked()), ["法律的名录截至2026年8月28日", "部门规章"], id="horizons"),
        pytest.param(report(checked(EVERY_FINDING[-1])), ["1 处无法核实"], id="unverifiable"),
    ],
)
def test_silence_is_never_success(made: Report, expected: list[str]) -> None:
    shown = render(made, Style("zh"))
    assert [words for words in expected if words not in shown] == []


@pytest.mark.parametrize(
    ("claimed", "actual", "said"),
    [
        pytest.param("八天", "五天", "文中为“八天”，条文为“五天”", id="other words"),
        pytest.param("", "不得", "文中没有条文的“不得”", id="words left out"),
        pytest.param("三倍", "", "文中多出“三倍”", id="words added"),
    ],
)
def test_a_quotation_shows_where_the_words_part(claimed: str, actual: str, said: str) -> None:
    difference = {"kind": "number", "claimed": claimed, "actual": actual}
    facts = {"title": STATUTE.title, "article": 3, "branch": None, "differences": (difference,)}
    assert said in render(report(checked(Finding(Verdict.MISQUOTED, "words_differ", facts))), Style("zh"))  # type: ignore[arg-type]


def test_words_that_nobody_quoted_are_not_called_quoted() -> None:
    """A recital without quotation marks is compared word by word as well."""
    differences = ({"claimed": "八天", "actual": "五天"},)
    facts = {"title": STATUTE.title, "article": 3, "branch": None, "differences": differences}
    shown = render(report(checked(Finding(Verdict.MISQUOTED, "words_differ", facts))), Style("zh"))  # type: ignore[arg-type]
    assert "文中的表述与《中华人民共和国示范条例》第三条的原文不同" in shown.replace("\n", "")
    assert "所引文字" not in shown


LONG = Article(1, ArticleNumber(3), 1, (0,), text="甲" * 500 + "期限为五天" + "乙" * 500)


def test_a_long_article_is_shown_where_the_quotation_parts_from_it() -> None:
    difference = {"kind": "number", "claimed": "八天", "actual": "五天", "actual_at": (503, 505)}
    finding = Finding(Verdict.MISQUOTED, "words_differ", {"title": STATUTE.title, "differences": (difference,)})
    shown = render(report(checked(finding, resolution=Matched(STATUTE, VERSION, LONG))), Style("zh"))
    assert "…甲" in shown
    assert "期限为五天乙" in shown
    assert "期限为五天乙" not in render(
        report(checked(UNSUPPORTED, resolution=Matched(STATUTE, VERSION, LONG))), Style()
    )


@pytest.mark.parametrize(
    ("title", "said"),
    [
        pytest.param(STATUTE.title, "所述事项规定在第五条，不在《中华人民共和国示范条例》第三条", id="same statute"),
        pytest.param(OLD.title, "所述事项规定在《中华人民共和国示范旧法》第五条，不在", id="another statute"),
    ],
)
def test_whose_words_they_are(title: str, said: str) -> None:
    facts = {"title": STATUTE.title, "article": 3, "other_title": title, "other_article": 5, "other_branch": None}
    finding = Finding(Verdict.UNSUPPORTED, "words_of_other_article", facts)  # type: ignore[arg-type]
    assert said in render(report(checked(finding)), Style("zh", width=140))


def test_a_back_reference_is_named_by_what_it_means() -> None:
    facts = {"title": None, "level": "law", "complete_to": "2026-08-28"}
    finding = Finding(Verdict.UNKNOWN_STATUTE, "title_unknown", facts)  # type: ignore[arg-type]
    made = checked(finding, resolution=Unmatched("title_unknown"), cited_title=None, title_key="示范空法")
    assert "没有名为《示范空法》的法律：截至2026年8月28日" in render(report(made), Style("zh"))


def test_quiet_prints_findings_only() -> None:
    assert render(report(checked()), Style("zh", quiet=True)) == ""
    assert "条文未载此意" in render(report(checked(UNSUPPORTED)), Style("zh", quiet=True))


def test_an_unreadable_document_stays_in_the_report_when_quiet() -> None:
    made = Report((DocumentReport(Unreadable("缺.txt", "missing"), None),), STORE, DAY)
    assert "缺.txt" in render(made, Style("zh", quiet=True))


@given(st.lists(st.sampled_from(EVERY_FINDING), unique_by=lambda finding: finding.code, max_size=4))
def test_every_finding_is_printed(findings: list[Finding]) -> None:
    ordered = sorted(findings, key=lambda finding: finding.code.gravity)
    shown = render(report(checked(*ordered)), Style("en"))
    assert bool(ordered) == ("示范.txt:2:3:" in shown)


@pytest.mark.parametrize("colour", [False, True])
def test_colour_changes_no_word(colour: bool) -> None:
    shown = render(report(checked(UNSUPPORTED)), Style("zh", colour=colour))
    assert ("\x1b[" in shown) is colour


HOSTILE = "\x1b[31m\x9b2J\x07\u202e\u2066\u200b\ud800\x7f\r"


def test_nothing_of_the_input_reaches_the_terminal_as_a_command() -> None:
    text = f"{HOSTILE}《示范{HOSTILE}条例》第三条"
    finding = Finding(
        Verdict.UNSUPPORTED, "unsupported", {"title": HOSTILE}, (Place(STATUTE, None, None, text=HOSTILE),)
    )
    resolved = Resolved(
        Citation(text, Span(0, len(text)), HOSTILE, None, CitationForm.MARKED), Unmatched("title_unknown"), DAY
    )
    made = Checked(resolved, (), (finding,), Verdict.UNSUPPORTED)
    shown = Report(
        (
            DocumentReport(
                Document(f"a{HOSTILE}.txt", text, ""), DAY, (made,), (NotChecked(HOSTILE, Span(0, 3), "treaty"),)
            ),
            DocumentReport(Unreadable(HOSTILE, "missing"), None),
        ),
        STORE,
        DAY,
    )
    for style in (Style("zh"), Style("en", verbose=True)):
        written = render(shown, style)
        written += "\n".join(explain(shown.documents[0], 5, None, style)[1])
        assert {c for c in written if unicodedata.category(c) in ("Cc", "Cf", "Cs")} <= {"\n"}


@given(st.text())
def test_visible_keeps_length_and_leaves_nothing_a_terminal_obeys(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert all(char.isprintable() or char == "\u3000" for char in shown)
    assert visible(shown) == shown


@given(st.text(alphabet="中文a ,，。b《》"), st.integers(10, 60))
@example("aaaaaaa《 a", 10)
def test_wrapping_loses_nothing_but_spaces(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        assert columns(line.rstrip(",，。 》")) <= width
    assert not [line for line in lines[:-1] if line[-1:] == "《"]


@given(st.text(alphabet="中文ab。", min_size=1, max_size=400), st.data(), st.integers(30, 100))
def test_a_window_holds_the_beginning_of_the_citation_and_fits(text: str, data: st.DataObject, room: int) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    first, last = window(text, start, end, room)
    assert first <= start < last <= len(text)
    assert columns(text[first:last]) <= room + 1


# ── places ───────────────────────────────────────────────────────────────────────────────────────────────────────


@given(st.text(alphabet="甲\n"), st.data())
def test_lines_and_offsets_are_inverse(text: str, data: st.DataObject) -> None:
    lines = Lines(document(text))
    offset = data.draw(st.integers(0, len(text)))
    line, column = lines.place(offset)
    assert line == text[:offset].count("\n") + 1
    assert lines.offset(line, column) == offset


def test_a_footnote_on_a_page_is_found_by_both() -> None:
    marks = (Landmark(0, "page", 1), Landmark(0, "paragraph", 1), Landmark(5, "page", 2), Landmark(6, "footnote", 1))
    lines = Lines(document("0123456789", landmarks=marks))
    assert [(mark.kind, mark.number) for mark in lines.landmarks(7)] == [("page", 2), ("footnote", 1)]
    assert [(mark.kind, mark.number) for mark in lines.landmarks(5)] == [("page", 2)]


def test_explaining_a_place_without_citation_says_so() -> None:
    found, lines = explain(report(checked(UNSUPPORTED)).documents[0], 0, None, Style("en"))
    assert not found
    assert lines == ["no citation stands there"]
