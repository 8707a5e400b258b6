"""Is it the law on the day that matters?"""

from __future__ import annotations

import re
from datetime import date

from citecheck.model import (
    ArticleNumber,
    Check,
    Citation,
    Finding,
    Json,
    Matched,
    Outcome,
    Place,
    Repeal,
    RepealExtent,
    Resolved,
    Result,
    Statute,
    Verdict,
    Version,
)
from citecheck.resolve import version_on
from citecheck.store import StatuteStore


def check(resolved: Resolved, store: StatuteStore) -> Outcome:
    """The outcome for a citation on `resolved.as_of`, by dates alone, never by a stored status word."""
    match resolved.resolution:
        case Matched(statute=statute, version=Version() as version) if not statute.fictitious:
            finding = _finding(resolved.citation, statute, version, store, resolved.as_of)
        case _:
            return Outcome(Check.VALIDITY, Result.NOT_APPLICABLE)
    if finding is not None:
        return Outcome(Check.VALIDITY, Result.FOUND, (finding,))
    undated = version.in_force_on(resolved.as_of) is None
    return Outcome(Check.VALIDITY, Result.CANNOT_TELL if undated else Result.PASSED)


def _finding(
    citation: Citation, statute: Statute, version: Version, store: StatuteStore, as_of: date
) -> Finding | None:
    versions = store.versions(statute.id)
    if all(v.ceased_on is not None and v.ceased_on <= as_of for v in versions):
        return _repealed(citation, statute, versions[-1], store, as_of)
    current = version_on(versions, as_of)
    facts: dict[str, Json] = {"title": statute.title, "as_of": as_of.isoformat()}
    if version.effective_on is not None and version.effective_on > as_of:
        facts["effective_on"] = version.effective_on.isoformat()
        return Finding(Verdict.NOT_IN_FORCE_YET, "effective_later", facts)
    if current is not None and current.id != version.id:
        facts |= {
            "edition": version.key,
            "ceased_on": version.ceased_on.isoformat() if version.ceased_on else None,
            "current": current.key,
        }
        places = corresponding(store, citation.article, statute, version, current) if citation.article else ()
        return Finding(Verdict.SUPERSEDED, "edition_superseded", facts, places)
    for repeal in store.repeals(statute.id):
        if repeal.extent is RepealExtent.PARTIAL and _in_scope(repeal, citation, as_of):
            return Finding(Verdict.REPEALED, "partly_repealed", _repeal_facts(statute, repeal, as_of))
    return None


def _repealed(citation: Citation, statute: Statute, last: Version, store: StatuteStore, as_of: date) -> Finding:
    repeal = next((r for r in store.repeals(statute.id) if r.extent is RepealExtent.FULL), None)
    repeal = repeal or Repeal(statute.id, last.ceased_on, None, RepealExtent.FULL)
    facts = _repeal_facts(statute, repeal, as_of)
    successors = [store.statute(successor) for successor in repeal.successors]
    facts["successors"] = [successor.title for successor in successors]
    places: tuple[Place, ...] = ()
    if citation.article is not None:
        places = moved(store, citation.article, statute, None, as_of)
    return Finding(Verdict.REPEALED, "repealed", facts, places or tuple(Place(s, None, None) for s in successors))


def _repeal_facts(statute: Statute, repeal: Repeal, as_of: date) -> dict[str, Json]:
    return {
        "title": statute.title,
        "ceased_on": repeal.ceased_on.isoformat() if repeal.ceased_on else None,
        "repealed_by": repeal.repealed_by,
        "scope": repeal.scope or None,
        "as_of": as_of.isoformat(),
        "source": repeal.source,
    }


def _in_scope(repeal: Repeal, citation: Citation, as_of: date) -> bool:
    """Whether a partial repeal took the very place cited. Its scope lists articles, 32, and their paragraphs, 32.1;
    one in words (中关于反倾销的规定) is not ours to read."""
    if repeal.ceased_on is None or repeal.ceased_on > as_of or citation.article is None:
        return False
    taken = set(re.split("[、;]", repeal.scope))
    return bool(taken & {str(citation.article), f"{citation.article}.{citation.pinpoint.paragraph}"})


def corresponding(
    store: StatuteStore, article: ArticleNumber, statute: Statute, old: Version, current: Version
) -> tuple[Place, ...]:
    """Where the rule of `article` in the version `old` stands in the version `current`, best first."""
    return tuple(p for p in moved(store, article, statute, old.key, None) if p.version and p.version.id == current.id)


def moved(
    store: StatuteStore, article: ArticleNumber, statute: Statute, version_key: str | None, as_of: date | None
) -> tuple[Place, ...]:
    """The articles that carry the rule of `article` later, by the correspondence map, best first.

    With `as_of`, the version of the target in force on that day; else the version the map itself names.
    """
    places = []
    for row in store.correspondence(statute.id, version_key, article):
        target, versions = store.statute(row.to_statute), store.versions(row.to_statute)
        version = version_on(versions, as_of) if as_of else next((v for v in versions if v.key == row.to_version), None)
        held = store.article(version.id, row.to_article) if version else None
        text = held.text if held else None
        places.append(Place(target, version, row.to_article, text=text, score=row.confidence))
    return tuple(places)
