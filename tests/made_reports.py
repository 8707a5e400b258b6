"""Reports made by hand from a text: what tests of the formats share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from citecheck.model import (
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
    Json,
    Level,
    Matched,
    Media,
    Pinpoint,
    Place,
    Resolved,
    Span,
    Statute,
    Unreadable,
    Verdict,
    Version,
)
from citecheck.report import Report, StoreSummary

DAY = date(2026, 11, 22)
STATUTE = Statute("示范条例", "中华人民共和国示范条例", Level.ADMINISTRATIVE_REGULATION)
VERSION = Version(1, "示范条例", "2018-06-01", date(2018, 6, 1), date(2019, 1, 1), None, source="示范来源")
ARTICLE = Article(1, ArticleNumber(3), 1, (0,), text="当事人应当提交材料。", source="示范来源")
STORE = StoreSummary(2, 3, 20, "2026-11-22T00:00:00+00:00", (), (Horizon(Level.DEPARTMENTAL_RULE, None),))
CITED = "《示范条例》第三条"


def found(code: Verdict, reason: str = "", **facts: Json) -> Finding:
    place = Place(STATUTE, VERSION, ArticleNumber(5, 1), text="可以不提交材料的情形。", score=0.8)
    return Finding(code, reason or str(code), facts, (place,) if code is Verdict.UNSUPPORTED else ())


UNSUPPORTED = found(Verdict.UNSUPPORTED)
REPEALED = found(Verdict.REPEALED)


def cited_in(text: str, start: int, words: str, claim: str | None = None, title: str = "示范条例") -> Citation:
    at = text.find(claim) if claim else -1
    claimed = Claim(claim, Span(at, at + len(claim)), Attribution.ACCORDING_TO) if claim and at >= 0 else None
    span = Span(start, start + len(words))
    return Citation(words, span, title, title, CitationForm.MARKED, ArticleNumber(3), None, Pinpoint(), claim=claimed)


def checked_in(text: str, *findings: Finding, words: str = CITED, claim: str | None = None) -> tuple[Checked, ...]:
    """Every occurrence of `words` in the text, with these findings."""
    out, at = [], text.find(words)
    while at >= 0:
        resolved = Resolved(cited_in(text, at, words, claim), Matched(STATUTE, VERSION, ARTICLE), DAY)
        out.append(Checked(resolved, (), findings, findings[0].code if findings else Verdict.OK))
        at = text.find(words, at + 1)
    return tuple(out)


def document_report(text: str, *findings: Finding, path: str = "甲.md", **known: object) -> DocumentReport:
    words, claim = known.pop("words", CITED), known.pop("claim", None)
    known = {"media": Media.MARKDOWN, **known}
    document = Document(path, text, "0" * 64, **known)  # type: ignore[arg-type]
    return DocumentReport(document, DAY, checked_in(text, *findings, words=words, claim=claim))  # type: ignore[arg-type]


def report(*documents: DocumentReport, **known: object) -> Report:
    return Report(documents, STORE, DAY, **known)  # type: ignore[arg-type]


def unreadable(path: str = "x.pdf") -> DocumentReport:
    return DocumentReport(Unreadable(path, "pdf_damaged"), None)


def codes(made: Report) -> list[list[str]]:
    """The codes of the findings left of each citation, in order."""
    return [[str(finding.code) for finding in one.findings] for d in made.documents for one in d.checked]


def counts(left: Mapping[Verdict, int]) -> dict[str, int]:
    return {str(code): count for code, count in left.items() if count}
