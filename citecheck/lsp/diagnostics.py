"""What was found in a text as the marks that an editor shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from lsprotocol import types

from citecheck.lsp.examining import LONGEST, Buffer, Examined
from citecheck.lsp.pages import Pages
from citecheck.model import Checked, Matched, Severity, Unreadable, Verdict
from citecheck.report import severity
from citecheck.report.messages import Lang, Words, say
from citecheck.report.phrases import suggestions
from citecheck.report.text import visible

SOURCE = "citecheck"
MOST = 1_000  # marks in one text; the rest is counted
_EXCERPT = 300  # characters of an article beside a mark

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
_LEFT = ("over_limit", "out_of_time")


def diagnostics(examined: Examined, pages: Pages, *, related: bool) -> list[types.Diagnostic]:
    """Every finding, what comments to citecheck do not do, and what was not checked for want of room or time.

    `related`: whether the editor shows places that belong to a mark.
    """
    words = say(examined.lang)
    marks = list(_all(examined, pages, words, related=related))
    if len(marks) > MOST:
        note = words.label("more_here", count=len(marks) - MOST)
        marks = [*marks[:MOST], _at_top(note, "over_limit")]
    return marks


def too_long(buffer: Buffer, lang: Lang) -> list[types.Diagnostic]:
    """That a text is longer than what is checked here, and what checks it."""
    return [_at_top(say(lang).label("too_long_here", characters=len(buffer.text), most=LONGEST), "over_limit")]


def not_checked(why: str) -> list[types.Diagnostic]:
    """That the text as it stands was not checked, in the place of marks that were made of another."""
    return [_at_top(why, "not_checked", Severity.WARNING)]


def _all(examined: Examined, pages: Pages, words: Words, *, related: bool) -> Iterator[types.Diagnostic]:
    document = examined.document.document
    if isinstance(document, Unreadable):
        yield _at_top(words.label("unreadable", reason=words.unreadable(document)), document.error)
        return
    for checked in examined.document.checked:
        yield from _of(checked, examined, pages, words, related=related)
    for notice in examined.report.notices:
        start, end = _line(examined.buffer.text, notice.line)
        yield _mark(examined.positions.range(start, end), Severity.WARNING, notice.key, words.notice(notice))
    left = [one for one in examined.document.not_checked if one.reason in _LEFT]
    for reason, count in Counter(one.reason for one in left).items():
        first = next(one for one in left if one.reason == reason)
        note = words.label("reason_count", reason=words.not_checked(reason), count=count)
        yield _mark(examined.positions.range(*examined.place(first.span)), Severity.NOTE, reason, note)


def _of(
    checked: Checked, examined: Examined, pages: Pages, words: Words, *, related: bool
) -> Iterator[types.Diagnostic]:
    where = examined.positions.range(*examined.place(checked.citation.span))
    address, lines = pages.verdicts(examined.lang) if checked.findings else ("", {})
    beside = list(_beside(checked, examined, pages, words)) if related and checked.findings else None
    for number, finding in enumerate(checked.findings):
        said = [visible(words.finding(finding, checked))]
        if number == 0:  # what to compare or cite instead is told once for a citation
            said += [
                f"{part.lead}{words.colon}{place}" for part in suggestions(checked, words) for place in part.places
            ]
        grade = severity(finding.code)
        if examined.settings.strict and finding.code is Verdict.UNVERIFIABLE:
            grade = Severity.WARNING
        mark = _mark(where, grade, str(finding.code), "\n".join(said))
        mark.code_description = types.CodeDescription(f"{address}#L{lines[str(finding.code)]}")
        mark.related_information = beside
        yield mark


def _beside(
    checked: Checked, examined: Examined, pages: Pages, words: Words
) -> Iterator[types.DiagnosticRelatedInformation]:
    """Where the text says what it claims, and where the article's own words are."""
    if (claim := checked.citation.claim) is not None:
        place = types.Location(examined.buffer.uri, examined.positions.range(*examined.place(claim.span)))
        yield types.DiagnosticRelatedInformation(place, words.label("said"))
    match checked.resolved.resolution:
        case Matched(statute=statute, version=version, article=article) if article is not None and article.text:
            address = pages.article(statute, version, article.number, article, examined.lang)
            text = visible(" ".join(article.text.split()))
            shown = text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"
            top = types.Range(types.Position(0, 0), types.Position(0, 0))
            yield types.DiagnosticRelatedInformation(
                types.Location(address, top), f"{words.place(article.number)}{words.colon}{shown}"
            )


def _mark(where: types.Range, grade: Severity, code: str, message: str) -> types.Diagnostic:
    return types.Diagnostic(where, message, severity=_SEVERITIES[grade], code=code, source=SOURCE)


def _at_top(message: str, code: str, grade: Severity = Severity.NOTE) -> types.Diagnostic:
    start = types.Position(0, 0)
    return _mark(types.Range(start, start), grade, code, message)


def _line(text: str, number: int) -> tuple[int, int]:
    """(start, end) of a line as comments to citecheck count them: from 1, ended by LF."""
    start = 0
    for _ in range(number - 1):
        start = text.find("\n", start) + 1
    end = text.find("\n", start)
    return start, len(text) if end < 0 else end - (text[end - 1 : end] == "\r")
