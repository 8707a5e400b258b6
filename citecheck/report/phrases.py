"""What several formats say of a citation and of a document, as plain sentences that each escapes its own way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from citecheck.model import Checked, Document, DocumentReport, Matched, Place, Unreadable, Verdict
from citecheck.report.messages import Words
from citecheck.report.model import Lines, Report, fine
from citecheck.report.text import version_words, visible

_LOCATIONS = ("page", "footnote", "endnote", "header", "footer", "table", "paragraph")
_PLACES, _PLACE = 3, 120  # suggestions told of one finding, and characters of the text of each


@dataclass(frozen=True, slots=True)
class Suggested:
    """What to compare or cite instead, after the words that introduce it."""

    lead: str
    places: tuple[str, ...]


def findings(checked: Checked, words: Words) -> tuple[str, ...]:
    """The sentence of every finding, gravest first."""
    return tuple(visible(words.finding(finding, checked)) for finding in checked.findings)


def suggestions(checked: Checked, words: Words) -> tuple[Suggested, ...]:
    """What the findings suggest, each place once. A misquotation suggests the article cited, which needs no naming."""
    told: set[tuple[object, ...]] = set()
    out: list[Suggested] = []
    for finding in checked.findings:
        places = {(p.statute.id, p.article, p.pinpoint): p for p in finding.suggestions}
        new = [place for key, place in places.items() if key not in told]
        if new and finding.code is not Verdict.MISQUOTED:
            told |= places.keys()
            out.append(Suggested(words.suggestions(finding.code), tuple(_place(p, words) for p in new[:_PLACES])))
    return tuple(out)


def named(place: Place, words: Words) -> str:
    """《示范条例》第三条 / "Model Law, article 3"."""
    title, at = visible(words.title(place.statute.title)), words.place(place.article, place.pinpoint)
    return f"{title}{words.after_title if at else ''}{at}"


def _place(place: Place, words: Words) -> str:
    text = visible(" ".join((place.text or "").split()))
    shown = text if len(text) <= _PLACE else text[:_PLACE] + "…"
    return f"{named(place, words)}{words.colon}{shown}" if shown else named(place, words)


def provenance(checked: Checked, words: Words) -> str:
    """The day judged at, the version compared with and its dates, and where its words come from."""
    resolution = checked.resolved.resolution
    parts = [words.label("judged", as_of=checked.resolved.as_of.isoformat())]
    if isinstance(resolution, Matched) and resolution.version is not None:
        parts.append(version_words(resolution.version, words))
        source = (resolution.article.source if resolution.article else "") or resolution.version.source
        parts.append(words.label("source", source=visible(source)) if source else "")
    return words.clauses(part for part in parts if part)


def where(lines: Lines, offset: int, words: Words) -> str:
    """Page 3, footnote 2 where the format has them, else the line."""
    marks = [mark for mark in lines.landmarks(offset) if mark.kind in _LOCATIONS]
    if marks:
        return words.joined(words.label(f"landmark_{mark.kind}", number=mark.number) for mark in marks)
    return words.label("landmark_line", number=lines.place(offset)[0])


def account(report: DocumentReport, words: Words) -> Iterator[str]:
    """What was looked at in a document and what was not, said whether or not anything was found."""
    document, label = report.document, words.label
    if isinstance(document, Unreadable):
        yield label("unreadable", reason=words.unreadable(document))
        return
    if document.unread_pages:
        yield words.unread_pages(document.unread_pages)
    if report.is_statute:
        yield label("is_statute")
    if not document.text.strip():
        yield label("empty")
    elif not report.checked:
        yield label("no_citation", characters=len(document.text))
    if count := sum(map(fine, report.checked)):
        yield label("nothing", citations=count)
    unverified = sum(one.verdict is Verdict.UNVERIFIABLE for one in report.checked)
    if unverified:
        yield label("unverified_citations", count=unverified)
    if report.not_checked:
        reasons = Counter(one.reason for one in report.not_checked)
        worded = [
            label("reason_count", reason=words.not_checked(reason), count=count)
            for reason, count in reasons.most_common()
        ]
        yield label("left_out", count=len(report.not_checked), reasons=list(worded))


def undated(report: Report, one: DocumentReport, words: Words) -> str | None:
    """That a document asked to be judged at its own date gives none; None where that does not apply."""
    document = one.document
    if report.as_of is None and isinstance(document, Document) and document.date is None and one.as_of and one.checked:
        return words.label("no_date", as_of=one.as_of.isoformat())
    return None


def compared(report: Report, words: Words) -> Iterator[str]:
    """What all was compared with, how far that reaches, and what "nothing found" means."""
    store = report.store
    yield words.label("ok_means")
    yield words.label("store", statutes=store.statutes, articles=store.articles, built_at=store.built_at[:10])
    yield from words.horizons(report)
    if report.incomplete_levels():
        yield words.label("incomplete", levels=[words.level(level) for level in report.incomplete_levels()])


def counted(report: Report, words: Words) -> str:
    """How many documents and citations, and how many of each verdict."""
    verdicts = [
        words.label("verdict_count", verdict=words.verdict(verdict), count=count)
        for verdict, count in report.tally().items()
    ]
    count = report.citations
    return words.label("summary", documents=len(report.documents), citations=count, verdicts=list(verdicts))
