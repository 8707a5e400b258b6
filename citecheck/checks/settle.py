"""From the outcomes of the checks to what is reported: weigh them against each other, suggest, order by gravity."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from citecheck.checks.support import ClaimJudge, Why
from citecheck.checks.validity import corresponding
from citecheck.model import (
    Article,
    ArticleNumber,
    Checked,
    Finding,
    Json,
    Language,
    Matched,
    Outcome,
    Place,
    Resolved,
    Statute,
    Verdict,
    Version,
)
from citecheck.resolve import earlier_versions
from citecheck.store import StatuteStore

_OUTDATED = {Verdict.NO_SUCH_ARTICLE, Verdict.UNSUPPORTED, Verdict.CONTRADICTED, Verdict.MISQUOTED}
"""What `superseded` replaces when an earlier version bears the citation (report.schema.json, DESIGN.md).

Words misquoted today must be the earlier version's own, not merely borne by it.
"""

_TOLD_OF_LAW, _TOLD_OF_NUMBER = frozenset({Verdict.REPEALED}), frozenset({Verdict.SUPERSEDED, Verdict.UNSUPPORTED})
_FORMER = re.compile(
    "(?:(?<![草平中高还复])原|旧|(?:已经?被?|业已)(?:废止|失效)的|当时(?:有效|施行|适用|实施)的|废止前的?)"
    "(?:中华人民共和国)?[《〈]?$"
)
_NOT_ANY_MORE = re.compile(
    "[》〉]?(?:[、和及与]?[《〈][^《》〈〉\n]{2,40}[》〉])*(?:等[^，,。；;《\n]{0,10})?[^，,。；;《\n]{0,12}"
    "(?:(?<![不未])废止|(?:已经?|业已)失效|曾经?规定)"
)
_FORMER_NUMBER = re.compile("(?:[（(，,]|即)(?:原|旧法|修[正改订]前(?:的|为)?)$")
_NEAR, _FAR = 16, 200
"""Where a text itself says, before a citation or behind it in the same clause, that the law is none any more."""

_RANKED, _BEST_IN_LAW = 12, 3
"""Of so many articles that fit a claim best in the whole store, the first so many of the cited law count."""
_FITS, _FITS_BESIDE = 0.2, 0.4
"""What such an article must score at least, itself the one the map leads to or next to it: for a claim in words of its
own the best may be anything."""

_SUGGEST = {
    Verdict.UNKNOWN_STATUTE,
    Verdict.NO_SUCH_ARTICLE,
    Verdict.NO_SUCH_PINPOINT,
    Verdict.REPEALED,
    Verdict.SUPERSEDED,
}


def settle(resolved: Resolved, outcomes: Sequence[Outcome], store: StatuteStore, judge: ClaimJudge | None) -> Checked:
    """The citation with its findings, gravest first, and its verdict.

    `judge` is None when claims are not to be judged. A repealed or pending text is not also blamed for what it says.
    """
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    if any(finding.code in _OUTDATED for finding in findings):
        superseded = _superseded(resolved, findings, store, judge)
        if superseded is not None:
            findings = [f for f in findings if f.code not in _OUTDATED] + [superseded]
        elif (pending := _pending(resolved, findings, store, judge)) is not None:
            findings = [f for f in findings if f.code is not Verdict.NO_SUCH_ARTICLE] + [pending]
    elif not findings and judge is not None and (doubt := _renumbered(resolved, store)) is not None:
        findings = [doubt]
    findings = [_with_suggestions(f, resolved, judge) for f in _without_echoes(findings)]
    findings.sort(key=lambda finding: finding.code.gravity)
    score = next((outcome.support for outcome in outcomes if outcome.support is not None), None)
    verdict = findings[0].code if findings else Verdict.OK
    return Checked(resolved, tuple(outcomes), tuple(findings), verdict, score)


def as_told(checked: Checked, text: str) -> Checked:
    """Without the finding that a law is repealed, or a number an old one, where the `text` itself says so there.

    原《合同法》, 《合同法》同时废止, （原第二百一十二条）: nobody is misled by them.
    """
    if not any(finding.code in _TOLD_OF_LAW or finding.code in _TOLD_OF_NUMBER for finding in checked.findings):
        return checked
    span = checked.citation.span
    before, after = text[max(0, span.start - _NEAR) : span.start], text[span.end : span.end + _FAR]
    told: frozenset[Verdict] = frozenset()
    if _FORMER.search(before) or _NOT_ANY_MORE.match(after):
        told = _TOLD_OF_LAW if checked.citation.cited_title is not None else told
    if checked.citation.cited_title is None and _FORMER_NUMBER.search(before):
        told = _TOLD_OF_NUMBER
    findings = tuple(f for f in checked.findings if f.code not in told)
    if len(findings) == len(checked.findings):
        return checked
    return replace(checked, findings=findings, verdict=findings[0].code if findings else Verdict.OK)


def _superseded(
    resolved: Resolved, findings: Iterable[Finding], store: StatuteStore, judge: ClaimJudge | None
) -> Finding | None:
    """The finding that the citation was right under an earlier version, or None when that cannot be shown.

    Shown by the earlier version's own text bearing the claim or, where that is not held, by the correspondence map
    leading to another article of today that bears it. A citation without a claim was right when its article existed.
    One that names its edition cites no other.
    """
    matched, citation = resolved.resolution, resolved.citation
    number = citation.article
    if not isinstance(matched, Matched) or matched.version is None or number is None:
        return None
    if citation.edition is not None and matched.edition_found:
        return None
    told = "article" if citation.claim is not None and judge is not None else "number"
    contradicted = any(finding.code is Verdict.CONTRADICTED for finding in findings)  # it is about the same matter
    for old in earlier_versions(store, resolved):
        article = store.article(old.id, number)
        borne = _borne(resolved, matched.statute, old, article, judge)
        if borne is False:
            continue
        now = corresponding(store, number, matched.statute, old, matched.version)
        if now and now[0].article == number:
            now = ()  # amended where it stands, if at all
        if article is None and not now:
            continue
        if borne is None and (contradicted or not any(_carries(place, resolved, store, judge) for place in now)):
            continue
        if any(finding.code is Verdict.MISQUOTED for finding in findings) and not _recited(resolved, article, judge):
            continue
        if now and told == "article" and (article is None or article.text is None):
            reason = "rule_moved"  # the words of then are not known, only where the rule is now
        elif now:
            reason = f"{told}_moved"
        else:
            reason = "article_changed" if told == "article" else "number_gone"
        return Finding(
            Verdict.SUPERSEDED,
            reason,
            _change_facts(matched.statute, number, old, matched.version)
            | {"instead_of": [finding.code for finding in findings if finding.code in _OUTDATED]},
            now,
        )
    return None


def _recited(resolved: Resolved, article: Article | None, judge: ClaimJudge | None) -> bool:
    """Whether the claim gives the words of this article as they stand."""
    claim = resolved.citation.claim
    if judge is None or claim is None or article is None or article.text is None:
        return False
    comparison = judge.compare(claim.text, article.text)
    return comparison.is_recitation and not comparison.grave


def _pending(
    resolved: Resolved, findings: Iterable[Finding], store: StatuteStore, judge: ClaimJudge | None
) -> Finding | None:
    """The finding that an article missing today stands in an edition already promulgated that takes effect later, and
    bears the claim, if there is one; None otherwise."""
    matched, number, day = resolved.resolution, resolved.citation.article, resolved.as_of
    if not isinstance(matched, Matched) or matched.version is None or number is None:
        return None
    if resolved.citation.edition is not None or all(f.code is not Verdict.NO_SUCH_ARTICLE for f in findings):
        return None
    for later in store.versions(matched.statute.id):
        made = later.promulgated_on is not None and later.promulgated_on <= day
        article = store.article(later.id, number)
        if not made or later.effective_on is None or later.effective_on <= day or article is None:
            continue
        if _borne(resolved, matched.statute, later, article, judge):
            facts: dict[str, Json] = {
                "title": matched.statute.title,
                "article": number.base,
                "branch": number.branch or None,
                "effective_on": later.effective_on.isoformat(),
                "current": matched.version.key,
            }
            return Finding(Verdict.NOT_IN_FORCE_YET, "article_pending", facts)
    return None


def _borne(
    resolved: Resolved, statute: Statute, version: Version, article: Article | None, judge: ClaimJudge | None
) -> bool | None:
    """Whether the article of another version, None where it has none, bears the claim; None where its text is not held.

    A citation whose claim is not judged needs no more than that the article existed, or may have.
    """
    claim, pinpoint = resolved.citation.claim, resolved.citation.pinpoint
    if claim is None or judge is None:
        return True
    if article is None or article.text is None:
        return None
    return judge.supports(claim, statute, version, article, pinpoint)


def _carries(place: Place, resolved: Resolved, store: StatuteStore, judge: ClaimJudge | None) -> bool:
    """Whether the article of today at `place` carries what is claimed.

    Either it bears the claim, or it is among the few articles of its law that fit the claim best: an old number
    that leads there by chance is as rare as three articles in a whole law. An article that was split in the
    revision counts with its neighbours (公司法 of 2018 第一百八十三条 became 第二百三十二条 and 第二百三十三条).
    """
    claim = resolved.citation.claim
    if claim is None or judge is None or place.version is None or place.article is None:
        return False
    article = store.article(place.version.id, place.article)
    if article is None or article.text is None:
        return False
    if judge.supports(claim, place.statute, place.version, article, place.pinpoint):
        return True
    ranked = judge.suggest(claim.text, as_of=resolved.as_of, about=place.statute, limit=_RANKED)
    own = [best for best in ranked if best.statute.id == place.statute.id and best.article is not None]
    return any(
        abs(best.article.base - place.article.base) <= 1
        and (best.score or 0) >= (_FITS if best.article == place.article else _FITS_BESIDE)
        for best in own[:_BEST_IN_LAW]
        if best.article is not None and best.article != resolved.citation.article  # which may stand next to it
    )


def _renumbered(resolved: Resolved, store: StatuteStore) -> Finding | None:
    """For a claim that cannot be compared (English): that the number stood for another rule before a revision.

    Which of the two the text means is then not for us to guess, and not to be passed over.
    """
    matched, number = resolved.resolution, resolved.citation.article
    if resolved.citation.language is not Language.EN or resolved.citation.claim is None:
        return None
    if not isinstance(matched, Matched) or matched.version is None or number is None:
        return None
    for old in earlier_versions(store, resolved):
        now = corresponding(store, number, matched.statute, old, matched.version)
        if now and all(place.article != number for place in now):
            facts = _change_facts(matched.statute, number, old, matched.version)
            return Finding(Verdict.UNVERIFIABLE, "renumbered", facts, now)
    return None


def _change_facts(statute: Statute, number: ArticleNumber, old: Version, current: Version) -> dict[str, Json]:
    return {
        "title": statute.title,
        "article": number.base,
        "branch": number.branch or None,
        "earlier": old.key,
        "earlier_ceased_on": old.ceased_on.isoformat() if old.ceased_on else None,
        "current": current.key,
    }


def _without_echoes(findings: Sequence[Finding]) -> list[Finding]:
    """Findings less those that only repeat a graver one's cause: what a repealed text says is not judged again."""
    codes = {finding.code for finding in findings}
    if codes & {Verdict.UNKNOWN_STATUTE, Verdict.NO_SUCH_ARTICLE, Verdict.NO_SUCH_PINPOINT, Verdict.REPEALED}:
        return [f for f in findings if f.code is not Verdict.UNVERIFIABLE]
    if Verdict.MISQUOTED in codes:  # what recites an article, one word aside, is not about something else
        return [f for f in findings if f.reason != Why.ABOUT_OTHER]
    return list(findings)


def _with_suggestions(finding: Finding, resolved: Resolved, judge: ClaimJudge | None) -> Finding:
    """The finding with the articles whose words the claim has, after those the correspondence map names."""
    claim = resolved.citation.claim
    if judge is None or claim is None or finding.code not in _SUGGEST or len(finding.suggestions) >= 5:
        return finding
    matched = resolved.resolution
    about = matched.statute if isinstance(matched, Matched) else None
    known = {(place.statute.id, place.article) for place in finding.suggestions}
    ranked = judge.suggest(claim.text, as_of=resolved.as_of, about=about, confident=True)
    more = tuple(place for place in ranked if (place.statute.id, place.article) not in known)
    mapped = tuple(place for place in finding.suggestions if place.article is not None)
    bare = tuple(place for place in finding.suggestions if place.article is None)
    return replace(finding, suggestions=(mapped + more + bare)[: max(5, len(mapped))])
