"""A report as SARIF 2.1.0 (OASIS), what code hosts and editors read from checkers.

Lines and columns (code points, from 1) are those of the file itself: of plain text and Markdown as they are, of a
page through its `origin`. A Word file or a PDF has no lines to point at; there the message names the page, paragraph
or note, and no region is given.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import quote

from citecheck.model import Checked, Document, DocumentReport, Finding, Json, Media, Severity, Span, Unreadable, Verdict
from citecheck.report.fingerprint import KEY, fingerprints
from citecheck.report.json import dumped, tool_version
from citecheck.report.messages import Lang, Words, say
from citecheck.report.model import Lines, Notice, Report, severity
from citecheck.report.phrases import account, compared, suggestions, where
from citecheck.report.text import visible

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_RULES = tuple(verdict for verdict in Verdict if verdict is not Verdict.OK)
_DRIVE = re.compile(r"[A-Za-z]:/")


def render(report: Report, lang: Lang = "en") -> str:
    """The report as one SARIF log with one run; ends with a line break."""
    log: Json = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(report, say(lang), lang)]}
    return dumped(log, indent=1) + "\n"


def uri(path: str) -> str:
    """The path as a URI reference that can name nothing but a file: relative where the path is."""
    path = posixpath.normpath(path.replace("\\", "/"))
    if _DRIVE.match(path):
        path = "/" + path
    if path.startswith("/"):
        return "file:///" + quote(path.lstrip("/"), safe="/", errors="replace")
    return quote(path, safe="/", errors="replace")


def plain(text: str) -> str:
    """`text` as a SARIF message: viewers make links of `[…](…)` and put arguments in for `{0}`."""
    shown = "\n".join(visible(line) for line in text.split("\n"))
    return re.sub(r"\{(?=\d)", "{ ", shown.replace("](", "] ("))


def _run(report: Report, words: Words, lang: Lang) -> dict[str, Json]:
    properties: dict[str, Json] = {
        "as_of": report.as_of.isoformat() if report.as_of else None,
        "citations": report.citations,
        "compared": list(compared(report, words)),
        "left_out": list(words.left_out(report)),
    }
    return {
        "tool": {
            "driver": {"name": "citecheck", "version": tool_version(), "rules": [_rule(v, words) for v in _RULES]}
        },
        "language": "zh-CN" if lang == "zh" else "en-US",
        "columnKind": "unicodeCodePoints",
        "artifacts": [_artifact(one.document) for one in report.documents],
        "invocations": [
            {
                "executionSuccessful": not report.unreadable,
                "toolExecutionNotifications": list(_notifications(report, words)),
            }
        ],
        "results": [result for index, one in enumerate(report.documents) for result in _results(one, index, words)],
        "properties": properties,
    }


def _rule(verdict: Verdict, words: Words) -> dict[str, Json]:
    return {
        "id": str(verdict),
        "name": "".join(word.capitalize() for word in verdict.split("_")),
        "shortDescription": {"text": words.verdict(verdict)},
        "defaultConfiguration": {"level": _level(severity(verdict))},
    }


def _level(grade: Severity) -> str:
    return str(grade)  # SARIF has the same three words


def _artifact(document: Document | Unreadable) -> dict[str, Json]:
    made: dict[str, Json] = {"location": {"uri": uri(document.path)}}
    if document.sha256:
        made["hashes"] = {"sha-256": document.sha256}
    return made


def _notifications(report: Report, words: Words) -> Iterator[dict[str, Json]]:
    """What could not be read, what was not checked, and what is to be said of comments that suppress findings."""
    for index, one in enumerate(report.documents):
        grade = Severity.ERROR if isinstance(one.document, Unreadable) else Severity.NOTE
        for sentence in account(one, words):
            yield _notification(grade, sentence, one.document.path, index)
    paths = {one.document.path: index for index, one in enumerate(report.documents)}
    for notice in report.notices:
        yield _notification(Severity.WARNING, words.notice(notice), notice.path, paths.get(notice.path), notice)


def _notification(
    grade: Severity, sentence: str, path: str, index: int | None, notice: Notice | None = None
) -> dict[str, Json]:
    place: dict[str, Json] = {"artifactLocation": _location(path, index)}
    if notice is not None:
        place["region"] = {"startLine": notice.line}
    return {
        "level": _level(grade),
        "message": {"text": plain(sentence)},
        "locations": [{"physicalLocation": place}],
    }


def _location(path: str, index: int | None) -> dict[str, Json]:
    return {"uri": uri(path)} if index is None else {"uri": uri(path), "index": index}


def _results(report: DocumentReport, index: int, words: Words) -> Iterator[dict[str, Json]]:
    document = report.document
    if isinstance(document, Unreadable):
        return
    lines = Lines(document)
    for one, names in fingerprints(report):
        for number, (finding, name) in enumerate(zip(one.findings, names, strict=True)):
            yield _result(one, finding, name, lines, document, index, words, first=number == 0)


def _result(
    one: Checked,
    finding: Finding,
    name: str,
    lines: Lines,
    document: Document,
    index: int,
    words: Words,
    *,
    first: bool,
) -> dict[str, Json]:
    citation, at = one.citation, where(lines, one.citation.span.start, words)
    message = [f"{words.finding(finding, one)} ({at})" if _by_page(document) else words.finding(finding, one)]
    if first:  # what to compare or cite instead is told once for a citation, with its gravest finding
        message += [f"{part.lead}{words.colon}{place}" for part in suggestions(one, words) for place in part.places]
    location: dict[str, Json] = {
        "physicalLocation": _physical(document, index, lines, citation.span),
        "message": {"text": plain(citation.text)},
    }
    if _by_page(document):
        location["logicalLocations"] = [{"name": at, "fullyQualifiedName": at}]
    result: dict[str, Json] = {
        "ruleId": str(finding.code),
        "ruleIndex": _RULES.index(finding.code),
        "level": _level(severity(finding.code)),
        "message": {"text": plain("\n".join(message))},
        "locations": [location],
        "partialFingerprints": {KEY: name},
    }
    if citation.claim is not None and not _by_page(document):
        claim: dict[str, Json] = {
            "id": 1,
            "physicalLocation": _physical(document, index, lines, citation.claim.span),
            "message": {"text": words.label("said")},
        }
        result["relatedLocations"] = [claim]
    return result


def _by_page(document: Document) -> bool:
    """Whether the file has no lines of its own that its reader sees."""
    return document.media in (Media.DOCX, Media.PDF)


def _physical(document: Document, index: int, lines: Lines, span: Span) -> dict[str, Json]:
    place: dict[str, Json] = {"artifactLocation": _location(document.path, index)}
    if not _by_page(document):
        (line, column), (last_line, last_column) = lines.source_place(span.start), lines.source_end(span.end)
        place["region"] = {
            "startLine": line,
            "startColumn": column,
            "endLine": last_line,
            "endColumn": last_column,
        }
    return place
