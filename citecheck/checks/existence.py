"""Do the statute, the article and the 款/项/目 exist?"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from citecheck.model import (
    Ambiguous,
    Article,
    ArticleNumber,
    Check,
    Citation,
    Finding,
    Json,
    Matched,
    Outcome,
    Pinpoint,
    Place,
    Resolved,
    Result,
    Statute,
    Unmatched,
    Verdict,
    Version,
)
from citecheck.store import StatuteStore


def check(resolved: Resolved, store: StatuteStore) -> Outcome:
    """The outcome for a citation; a statute without an article is asked for its title and edition alone.

    Not held is not "does not exist": an unknown title at a level whose list is not complete, and an article beyond
    what an incomplete document shows, are `unverifiable`.
    """
    match resolved.resolution:
        case Unmatched() as unmatched:
            return _unmatched(unmatched, resolved.citation, store)
        case Ambiguous(candidates=candidates):
            facts: dict[str, Json] = {"candidates": _told_apart(candidates, store)}
            return _found(Finding(Verdict.AMBIGUOUS_TITLE, "several_statutes", facts, _titles(candidates)))
        case Matched() as matched:
            return _matched(matched, resolved.citation, store)
        case _ as never:
            assert_never(never)


def _unmatched(unmatched: Unmatched, citation: Citation, store: StatuteStore) -> Outcome:
    horizon = store.horizon(unmatched.level).complete_to if unmatched.level else None
    facts: dict[str, Json] = {
        "title": citation.cited_title,
        "level": unmatched.level,
        "complete_to": horizon.isoformat() if horizon else None,
    }
    code = Verdict.UNKNOWN_STATUTE if unmatched.reason == "title_unknown" else Verdict.UNVERIFIABLE
    finding = Finding(code, unmatched.reason, facts, _titles(unmatched.nearest))
    return _found(finding) if code is Verdict.UNKNOWN_STATUTE else _cannot_tell(finding)


def _told_apart(candidates: tuple[Statute, ...], store: StatuteStore) -> list[Json]:
    """Their titles; those of homonyms with the year of the first version."""
    titles = [statute.title for statute in candidates]
    years = [next((v.key[:4] for v in store.versions(statute.id)), "") for statute in candidates]
    return [
        f"{title}（{year}年）" if titles.count(title) > 1 and year.isdecimal() else title
        for title, year in zip(titles, years, strict=True)
    ]


def _matched(matched: Matched, citation: Citation, store: StatuteStore) -> Outcome:
    statute, version = matched.statute, matched.version
    if statute.fictitious:
        return _found(Finding(Verdict.UNKNOWN_STATUTE, "title_fictitious", {"title": statute.title}))
    findings: list[Finding] = []
    doubts: list[Finding] = []
    if matched.corrected:
        facts: dict[str, Json] = {"cited": citation.cited_title, "title": statute.title}
        findings.append(Finding(Verdict.MISSPELLED_TITLE, "title_corrected", facts, _titles((statute,))))
    if not matched.edition_found and citation.edition is not None:
        known = [v.promulgated_on.year for v in store.versions(statute.id) if v.promulgated_on]
        facts = {"title": statute.title, "edition": citation.edition.year, "editions": [*dict.fromkeys(known)]}
        if statute.history_complete:
            findings.append(Finding(Verdict.UNKNOWN_STATUTE, "edition_unknown", facts))
        else:
            doubts.append(Finding(Verdict.UNVERIFIABLE, "edition_not_covered", facts))
    if citation.misnumbered is not None:
        facts = {"title": statute.title, "number": citation.misnumbered}
        if version is not None and version.complete:
            findings.append(Finding(Verdict.NO_SUCH_ARTICLE, "number_of_no_article", {**facts, "version": version.key}))
        else:
            doubts.append(Finding(Verdict.UNVERIFIABLE, "number_not_covered", facts))
    if citation.article is not None:
        numbers = [(citation.article, matched.article)]
        if citation.article_end is not None and version is not None:
            numbers.append((citation.article_end, store.article(version.id, citation.article_end)))
        for number, article in numbers:
            match _article(statute, version, article, number, citation.pinpoint, store):
                case Finding(code=Verdict.UNVERIFIABLE) as doubt:
                    doubts.append(doubt)
                case Finding() as finding:
                    findings.append(finding)
    if findings:
        return _found(*findings, *doubts)
    return _cannot_tell(*doubts) if doubts else Outcome(Check.EXISTENCE, Result.PASSED)


def _article(
    statute: Statute,
    version: Version | None,
    article: Article | None,
    number: ArticleNumber,
    pinpoint: Pinpoint,
    store: StatuteStore,
) -> Finding | None:
    facts: dict[str, Json] = {"title": statute.title, "article": number.base, "branch": number.branch or None}
    if version is not None:
        facts["version"] = version.key
        facts["last_article"] = version.last_article
    if article is None:
        if version is None or not version.complete:
            return Finding(Verdict.UNVERIFIABLE, "articles_not_covered", facts)
        if number.branch and store.article(version.id, ArticleNumber(number.base)):
            branches: list[Json] = list(store.branches(version.id, number.base))
            return Finding(Verdict.NO_SUCH_ARTICLE, "branch_absent", {**facts, "branches": branches})
        beyond = version.last_article is not None and number.base > version.last_article
        return Finding(Verdict.NO_SUCH_ARTICLE, "beyond_last_article" if beyond else "article_absent", facts)
    finding = _pinpoint(article, pinpoint, facts)
    if finding is not None and (meant := _list_meant(article, pinpoint)) is not None:
        place = Place(statute, version, number, meant)
        facts = {**finding.facts, "list_paragraph": meant.paragraph, "list_item": meant.subparagraph}
        return replace(finding, facts=facts, suggestions=(place,))
    return finding


def _list_meant(article: Article, pinpoint: Pinpoint) -> Pinpoint | None:
    """The only 项 of that number in the article: 第五款 is often said of 第（五）项, and a 项 of the wrong 款."""
    number = pinpoint.paragraph if pinpoint.subparagraph is None else pinpoint.subparagraph
    long_enough = [place for place, count in enumerate(article.subparagraphs or (), 1) if number and count >= number]
    return Pinpoint(long_enough[0], number) if len(long_enough) == 1 and pinpoint.point is None else None


def _pinpoint(article: Article, pinpoint: Pinpoint, facts: dict[str, Json]) -> Finding | None:
    """A 项 may hang from an article cited without its 款: it then exists when any 款 has that many."""
    if not pinpoint:
        return None
    facts = facts | {
        "paragraph": pinpoint.paragraph,
        "subparagraph": pinpoint.subparagraph,
        "point": pinpoint.point,
        "paragraphs": article.paragraphs,
        "subparagraphs": article.subparagraphs,
    }
    if article.paragraphs is None:
        return Finding(Verdict.UNVERIFIABLE, "pinpoints_not_covered", facts)
    if pinpoint.paragraph is not None and pinpoint.paragraph > article.paragraphs:
        return Finding(Verdict.NO_SUCH_PINPOINT, "paragraph_absent", facts)
    if pinpoint.subparagraph is None:
        return None
    counts = article.subparagraphs or ()
    asked = counts if pinpoint.paragraph is None else counts[pinpoint.paragraph - 1 : pinpoint.paragraph]
    if pinpoint.subparagraph > max(asked, default=0):
        return Finding(Verdict.NO_SUCH_PINPOINT, "subparagraph_absent", facts)
    if pinpoint.point is not None and article.points:
        where = [
            count
            for (paragraph, subparagraph), count in article.points.items()
            if subparagraph == pinpoint.subparagraph and pinpoint.paragraph in (None, paragraph)
        ]
        if pinpoint.point > max(where, default=0):
            return Finding(Verdict.NO_SUCH_PINPOINT, "point_absent", facts)
    return None


def _titles(statutes: tuple[Statute, ...]) -> tuple[Place, ...]:
    return tuple(Place(statute, None, None) for statute in statutes)


def _found(*findings: Finding) -> Outcome:
    return Outcome(Check.EXISTENCE, Result.FOUND, findings)


def _cannot_tell(*findings: Finding) -> Outcome:
    return Outcome(Check.EXISTENCE, Result.CANNOT_TELL, findings)
