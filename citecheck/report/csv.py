"""A report as CSV for spreadsheets: a row for every finding, and one for every citation without any.

A spreadsheet runs a cell that begins like a formula, so no cell of ours does: an apostrophe goes before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from citecheck.model import Checked, Document, DocumentReport, Finding, Matched, Unreadable, Verdict
from citecheck.report.fingerprint import fingerprints
from citecheck.report.messages import Lang, Words, say
from citecheck.report.model import Lines, Report, severity
from citecheck.report.phrases import provenance, suggestions, where
from citecheck.report.text import visible

COLUMNS = (
    "path", "line", "column", "where", "citation", "statute", "article", "verdict", "severity", "message", "claim",
    "suggestion", "provenance", "start", "end", "fingerprint",
)  # fmt: skip

# What begins a formula, full-width forms included, which some spreadsheets take for the others; after a semicolon too,
# where some split cells. A lone - is the name of standard input.
_FORMULA = re.compile(r"(?:^|(?<=;)) ?(?=[=+\-@|%＝＋－＠][^\s])")


def render(report: Report, lang: Lang = "en") -> str:
    """The rows under a header; RFC 4180, lines end in CRLF. Begins with a byte order mark, by which spreadsheets know
    UTF-8. Verdicts that are no finding: `ok`; `not_checked` and `unreadable` have their reason as message."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    words = say(lang)
    for document in report.documents:
        writer.writerows([cell(value) for value in row] for row in _rows(document, words))
    return "\ufeff" + out.getvalue()


def cell(value: object) -> str:
    """The value as a cell that a spreadsheet shows and never runs."""
    if not isinstance(value, str):
        return "" if value is None else str(value)
    return _FORMULA.sub("'", visible(" ".join(value.split())))


def _rows(report: DocumentReport, words: Words) -> Iterator[tuple[object, ...]]:
    document = report.document
    if isinstance(document, Unreadable):
        empty = [None] * 5
        yield (document.path, None, None, *empty[:4], "unreadable", "", words.unreadable(document), *empty, None)
        return
    lines = Lines(document)
    for one, names in fingerprints(report):
        lead = _lead(document, lines, one.citation.span.start, one.citation.text, words)
        span = one.citation.span
        for finding, name in zip(one.findings, names, strict=True):
            yield (*lead, *_found(one, finding, words), span.start, span.end, name)
        if not one.findings:
            yield (*lead, *_found(one, None, words), span.start, span.end, None)
    for left in report.not_checked:
        lead = _lead(document, lines, left.span.start, left.text, words)
        reason = words.not_checked(left.reason)
        yield (*lead, None, None, "not_checked", "", reason, None, None, None, left.span.start, left.span.end, None)


def _lead(document: Document, lines: Lines, offset: int, text: str, words: Words) -> tuple[object, ...]:
    line, column = lines.place(offset)
    return document.path, line, column, where(lines, offset, words), text


def _found(one: Checked, finding: Finding | None, words: Words) -> tuple[object, ...]:
    resolution, citation = one.resolved.resolution, one.citation
    verdict = finding.code if finding else Verdict.OK
    suggested = [f"{part.lead}{words.colon}{place}" for part in suggestions(one, words) for place in part.places]
    return (
        resolution.statute.title if isinstance(resolution, Matched) else citation.cited_title,
        str(citation.article or ""),
        str(verdict),
        str(severity(verdict)) if finding else "",
        words.finding(finding, one) if finding else words.verdict(verdict),
        citation.claim.text if citation.claim else "",
        words.clauses(suggested),
        provenance(one, words),
    )
