"""Answers about single statutes, citations and the store, in words for people, line by line."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from citecheck.model import (
    Article,
    ArticleNumber,
    Checked,
    DocumentReport,
    Place,
    Repeal,
    Statute,
    Unreadable,
    Version,
)
from citecheck.report.messages import Words, say
from citecheck.report.model import Lines
from citecheck.report.text import Style, version_words, visible, wrap

if TYPE_CHECKING:
    from citecheck.checks.support import Explanation
    from citecheck.lookup import Found
    from citecheck.store.reader import Disagreement, StoreInfo


def not_found(name: str, found: Found, style: Style) -> Iterator[str]:
    """That no statute has this name, and which come nearest."""
    words = say(style.lang)
    yield words.label("nothing_named", name=visible(name))
    for statute in found.nearest:
        yield f"  → {_title(statute, words)}"


def several(name: str, statutes: Sequence[Statute], style: Style) -> Iterator[str]:
    """That the name means several statutes."""
    words = say(style.lang)
    yield words.label("several_named", name=visible(name))
    for statute in statutes:
        yield f"  → {_title(statute, words)} [{visible(statute.id)}]"


def time_line(
    statute: Statute, versions: Sequence[Version], repeals: Sequence[Repeal], day: date, style: Style
) -> Iterator[str]:
    """The statute with its versions in order of time, the one in force on `day` marked, and what ended it."""
    words = say(style.lang)
    issuer = f", {visible(statute.issuer)}" if statute.issuer else ""
    yield f"{_title(statute, words)} ({words.level(statute.level)}{issuer})"
    if statute.fictitious:
        yield f"  {words.label('fictitious')}"
    for version in versions:
        live = version.in_force_on(day)
        mark = "●" if live else "?" if live is None else "○"
        facts = [version_words(version, words) or words.label("undated")]
        if version.document_number:
            facts.append(visible(version.document_number))
        if version.last_article:
            facts.append(words.label("ends_at", last_article=version.last_article))
        facts.append(words.label("text_held" if version.text_held else "text_missing"))
        if version.source:
            facts.append(words.label("source", source=visible(version.source)))
        yield from _indented(f"  {mark} ", words.clauses(facts), style)
    if not versions:
        yield f"  {words.label('no_versions')}"
    for repeal in repeals:
        yield from _indented("  × ", repeal_words(repeal, words), style)


def repeal_words(repeal: Repeal, words: Words) -> str:
    """What ended a statute or a part of it, and when."""
    return words.label(
        f"repeal_{repeal.extent}",
        ceased_on=repeal.ceased_on.isoformat() if repeal.ceased_on else None,
        repealed_by=visible(repeal.repealed_by) if repeal.repealed_by else None,
        successors=[visible(successor) for successor in repeal.successors],
        scope=visible(repeal.scope),
    )


def article(
    statute: Statute, version: Version | None, number: ArticleNumber, found: Article | None, style: Style
) -> Iterator[str]:
    """The article's own words, or why there are none and where to get them."""
    words = say(style.lang)
    place = words.place(number)
    yield ""
    if found is None:
        key = "article_unknown" if version is None or not version.complete else "article_missing"
        last = version.last_article if version else None
        yield words.label(key, title=statute.title, place=place, last_article=last)
        return
    yield place
    if found.heading:
        yield f"  {visible(found.heading)}"
    if found.text is None:
        yield f"  {words.label('get_text')}"
        return
    for paragraph in found.text.split("\n"):
        yield from _indented("  ", visible(paragraph), style)
    facts = [version_words(version, words)] if version else []
    if found.source:
        facts.append(words.label("source", source=visible(found.source)))
    yield f"  ({words.clauses(fact for fact in facts if fact)})"


def hits(places: Sequence[Place], query: str, style: Style) -> Iterator[str]:
    """Articles found by a search, best first."""
    words = say(style.lang)
    if not places:
        yield words.label("nothing_found", words=visible(query))
    for number, place in enumerate(places, 1):
        at = words.place(place.article)
        head = f"{number}. {_title(place.statute, words)}{'' if style.lang == 'zh' else ', '}{at}"
        yield f"{head} ({place.score:.2f})" if place.score is not None else head
        text = visible(" ".join((place.text or "").split()))
        yield from _indented("   ", text[:200] + ("…" if len(text) > 200 else ""), style)


def cited_at(report: DocumentReport, first: int, second: int | None) -> tuple[Checked, ...]:
    """The citations at an offset, or at a line and column from 1."""
    if isinstance(report.document, Unreadable):
        return ()
    at = first if second is None else Lines(report.document).offset(first, second)
    return tuple(one for one in report.checked if one.citation.span.start <= at < one.citation.span.end)


def explanation(told: Explanation, style: Style) -> Iterator[str]:
    """How a claim was weighed: what each feature is and adds, which articles compete, how often the model errs."""
    words, judgement = say(style.lang), told.judgement
    log_odds = told.intercept + sum(one.log_odds for one in told.contributions)
    if told.contributions:
        score = 1 / (1 + math.exp(-log_odds))
        limits = {"below": f"{told.unsupported_below:.2f}", "fair": f"{told.supported_from:.2f}"}
        yield from _indented("  ", words.label("weighed", score=f"{score:.2f}", **limits), style)
        yield f"    {told.intercept:+.2f}  {words.label('base_rate')}"
        for one in sorted(told.contributions, key=lambda one: -abs(one.log_odds)):
            lead = f"    {round(one.log_odds, 2) + 0.0:+.2f}  "
            meaning = words.label(f"feature_{one.feature}")
            yield from _indented(lead, f"{meaning}{words.colon}{round(one.value, 2) + 0.0:.2f}", style)
    yield f"  {words.label(f'answer_{judgement.answer}')}"
    if told.contributions and judgement.answer != told.by_score:
        yield from _indented("    ", words.label("by_rule"), style)
    for reason in judgement.reasons:
        yield from _indented("    ", visible(words.support(reason)), style)
    if told.competing:
        yield f"  {words.label('competing')}"
        for place in told.competing:
            yield from _indented("    → ", f"{words.place(place.article)} ({place.score:.2f})", style)
    rates = {name: rate if name.endswith("auc") else f"{rate:.1%}" for name, rate in told.measured.items()}
    yield from _indented("  ", words.label("error_rates", **rates), style)


def store_info(info: StoreInfo, style: Style) -> Iterator[str]:
    """What the store holds, per level, and where it came from."""
    words = say(style.lang)
    yield f"{info.path}"
    yield words.label(
        "store_built", built_at=info.built_at.isoformat(timespec="seconds"), schema=info.schema, build=info.build_id
    )
    yield words.label("store", statutes=info.statutes, articles=info.articles)
    horizons = {horizon.level: horizon.complete_to for horizon in info.horizons}
    for level in info.levels:
        complete_to = horizons.get(level.level)
        yield "  " + words.label(
            "level_held",
            name=words.level(level.level),
            statutes=level.statutes,
            versions=level.versions,
            articles=level.articles,
            with_text=level.articles_with_text,
            repealed=level.repealed,
            complete_to=complete_to.isoformat() if complete_to else None,
        )
    yield words.label("store_more", names=info.names, correspondence=info.correspondence, count=info.disagreements)
    for source in info.sources:
        latest = source.latest.isoformat() if source.latest else None
        yield "  " + words.label("store_source", name=visible(source.name), kind=source.kind, as_of=latest)


def disagreements(rows: Sequence[Disagreement], style: Style) -> Iterator[str]:
    """The facts on which a source of text and the catalogue differ, one a line."""
    words = say(style.lang)
    for row in rows:
        where = " ".join(part for part in (row.statute_id, row.version, row.article) if part)
        yield visible(f"{where}: {row.about}: {row.catalogue[:80] or '–'} ≠ {row.other[:80] or '–'} ({row.source})")
    yield words.label("disagreements", count=len(rows))


def _title(statute: Statute, words: Words) -> str:
    return visible(words.title(statute.title))


def _indented(lead: str, text: str, style: Style) -> Iterable[str]:
    for index, line in enumerate(wrap(text, max(20, style.width - len(lead)))):
        yield (lead if index == 0 else " " * len(lead)) + line
