"""A report as JSON: the contract is schema.json beside this file, field by field."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from citecheck.model import (
    ArticleNumber,
    Checked,
    Claim,
    Document,
    DocumentReport,
    Finding,
    Json,
    Matched,
    NotChecked,
    Place,
    Span,
    Statute,
    Support,
    Unreadable,
    Verdict,
    Version,
)
from citecheck.report.fingerprint import fingerprints
from citecheck.report.messages import Lang, say
from citecheck.report.model import Lines, Report, severity

SCHEMA = "citecheck.report/1"

# What JSON lets stand: controls beyond ASCII, marks that turn the direction of words, ends of lines and paragraphs.
_ACTING = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def render(report: Report, lang: Lang = "en") -> str:
    """The report as one JSON object, its messages in `lang`; ends with a line break."""
    return dumped(as_dict(report, lang), indent=1) + "\n"


def dumped(value: Json, indent: int | None = None) -> str:
    """The value as JSON in which no character acts on a terminal or ends a line of its own: those are escaped."""
    written = json.dumps(value, ensure_ascii=False, indent=indent)
    return _ACTING.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


def as_dict(report: Report, lang: Lang = "en") -> dict[str, Json]:
    """What `render` writes, before it is written."""
    store = report.store
    summary: dict[str, Json] = {
        "documents": len(report.documents),
        "citations": report.citations,
        "verdicts": {str(verdict): count for verdict, count in report.verdicts().items()},
    }
    counts = {"hidden": report.hidden, "suppressed": report.suppressed, "known": report.known}
    for key, left in counts.items():
        if left:
            summary[key] = {str(verdict): count for verdict, count in left.items()}
    return {
        "schema": SCHEMA,
        "tool": {"name": "citecheck", "version": tool_version()},
        "store": {
            "statutes": store.statutes,
            "versions": store.versions,
            "articles": store.articles,
            "built_at": store.built_at,
            "sources": list(store.sources),
            "horizons": [
                {"level": h.level, "complete_to": h.complete_to.isoformat() if h.complete_to else None}
                for h in store.horizons
            ],
        },
        "as_of": report.as_of.isoformat() if report.as_of else None,
        "documents": [document_dict(document, lang) for document in report.documents],
        "summary": summary,
        "warnings": list(say(lang).horizons(report)),
        "notices": [
            {"path": one.path, "line": one.line, "notice": one.key, "message": say(lang).notice(one), **one.facts}
            for one in report.notices
        ],
    }


@cache
def tool_version() -> str:
    """The version of this program, "0" when it runs uninstalled."""
    try:
        return version("citecheck-cn")
    except PackageNotFoundError:
        return "0"


def document_dict(report: DocumentReport, lang: Lang) -> dict[str, Json]:
    """One document of `as_dict`."""
    document = report.document
    if isinstance(document, Unreadable):
        return {
            "path": document.path,
            "sha256": document.sha256,
            "characters": 0,
            "date": None,
            "as_of": None,
            "error": say(lang).unreadable(document),
            "citations": [],
            "not_checked": [],
        }
    return {
        "path": document.path,
        "sha256": document.sha256,
        "characters": len(document.text),
        "date": document.date.isoformat() if document.date else None,
        "as_of": report.as_of.isoformat() if report.as_of else None,
        "error": None,
        "media": document.media,
        "encoding": document.encoding,
        "unread_pages": list(document.unread_pages),
        "citations": _citations(report, document, lang),
        "not_checked": [_not_checked(one, lang) for one in report.not_checked],
    }


def _citations(report: DocumentReport, document: Document, lang: Lang) -> list[Json]:
    if not report.checked:
        return []
    lines = Lines(document)
    return [_citation(one, names, lines, lang) for one, names in fingerprints(report)]


def _not_checked(one: NotChecked, lang: Lang) -> dict[str, Json]:
    return {**_span(one.text, one.span), "code": one.reason, "reason": say(lang).not_checked(one.reason)}


def _span(text: str, span: Span) -> dict[str, Json]:
    return {"text": text, "start": span.start, "end": span.end}


def _citation(checked: Checked, names: tuple[str, ...], lines: Lines, lang: Lang) -> dict[str, Json]:
    citation, resolution = checked.citation, checked.resolved.resolution
    matched = resolution if isinstance(resolution, Matched) else None
    article, pinpoint = citation.article, citation.pinpoint
    return {
        **_span(citation.text, citation.span),
        "cited_title": citation.cited_title,
        "statute": _statute(matched.statute, matched.version) if matched else None,
        "article": article.base if article else None,
        "branch": branch_of(article),
        "paragraph": pinpoint.paragraph,
        "subparagraph": pinpoint.subparagraph,
        "point": pinpoint.point,
        "article_end": citation.article_end.base if citation.article_end else None,
        "locator": _locator(lines, citation.span.start),
        "form": citation.form,
        "claim": _claim(citation.claim),
        "verdict": checked.verdict,
        "confidence": None,
        "article_text": matched.article.text if matched and matched.article else None,
        "support": support_dict(checked.support, lang),
        "findings": list(finding_dicts(checked, names, lang)),
    }


def branch_of(article: ArticleNumber | None) -> int | None:
    """The N of 之N; None for an article without."""
    return (article.branch or None) if article else None


def _locator(lines: Lines, offset: int) -> dict[str, Json]:
    line, column = lines.source_place(offset)
    return {"line": line, "column": column, **{mark.kind: mark.number for mark in lines.landmarks(offset)}}


def _claim(claim: Claim | None) -> dict[str, Json] | None:
    if claim is None:
        return None
    return {**_span(claim.text, claim.span), "quoted": claim.quoted, "attribution": claim.attribution}


def support_dict(support: Support | None, lang: Lang) -> dict[str, Json] | None:
    """How well the article bears the claim, as a citation of `document_dict` says it."""
    if support is None:
        return None
    return {
        "score": round(min(1.0, max(0.0, support.score)), 4),
        "reasons": [say(lang).support(reason) for reason in support.reasons],
    }


def finding_dicts(checked: Checked, names: tuple[str, ...], lang: Lang) -> list[dict[str, Json]]:
    """The findings of a citation of `document_dict`, gravest first; `names` are their fingerprints."""
    return [_finding(finding, name, checked, lang) for finding, name in zip(checked.findings, names, strict=True)]


def _finding(finding: Finding, name: str, checked: Checked, lang: Lang) -> dict[str, Json]:
    return {
        "code": finding.code,
        "severity": severity(finding.code) if finding.code is not Verdict.OK else "note",
        "message": say(lang).finding(finding, checked),
        "evidence": {"reason": finding.reason, **finding.facts},
        "suggestions": [_place(place) for place in finding.suggestions],
        "fingerprint": name,
    }


def _place(place: Place) -> dict[str, Json]:
    return {
        "statute": _statute(place.statute, place.version),
        "article": place.article.base if place.article else None,
        "branch": branch_of(place.article),
        "paragraph": place.pinpoint.paragraph,
        "subparagraph": place.pinpoint.subparagraph,
        "text": place.text,
        "score": None if place.score is None else round(min(1.0, max(0.0, place.score)), 4),
    }


def _statute(statute: Statute, version: Version | None) -> dict[str, Json]:
    return {
        "id": statute.id,
        "title": statute.title,
        "level": statute.level,
        "version": None
        if version is None
        else {
            "promulgated": version.promulgated_on.isoformat() if version.promulgated_on else None,
            "in_force_from": version.effective_on.isoformat() if version.effective_on else None,
            "in_force_to": version.ceased_on.isoformat() if version.ceased_on else None,
            "source": version.source,
        },
    }
