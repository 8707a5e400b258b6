"""What a refresh would change: every document against what the store holds, nothing written yet.

A version is immutable once its text is stored. A text with another day is another version; a text that differs from
what the same source gave for the same day is only taken with --replace; one that differs from another source's is
kept beside it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from citecheck.model import ArticleNumber, Json, Statute, Version
from citecheck.normalize import title_key
from citecheck.refresh.outcome import Refused, Validity
from citecheck.refresh.parse import Parsed
from citecheck.store import StatuteStore
from citecheck.store.write import (
    FetchedText,
    KnownVersion,
    Shelf,
    excerpts,
    fetched_article,
    match_version,
    new_statute_id,
    same_words,
)

_SHRINKS = 0.6  # a new version with fewer of the articles of the one before than this share is not believed
_SHOWN = 12  # differing articles that are shown of one text


class Kind(StrEnum):
    """What becomes of a document, gravest first."""

    TEXT_CHANGED = "text_changed"  # the same source, the same day, other words
    DISAGREES = "disagrees"  # other words than another source has for the same version
    STATUS_DISAGREES = "status_disagrees"  # in force there, repealed here
    REPEALED = "repealed"  # repealed there, in force here
    NEW = "new"  # a statute that was not known
    AMENDED = "amended"  # a version that was not known
    TEXT_ADDED = "text_added"  # a version that was known without its words
    CONFIRMED = "confirmed"  # the words that another source has, too
    UNCHANGED = "unchanged"  # as it was fetched before


@dataclass(frozen=True, slots=True)
class Difference:
    """An article that two texts word differently; None where one does not have it."""

    article: ArticleNumber
    held: str | None
    fetched: str | None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change report."""

    kind: Kind
    statute: str
    title: str
    version: str
    source: str
    address: str
    articles: int
    differences: tuple[Difference, ...] = ()
    against: str = ""  # the source that `differences` are held against


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes, the documents that are not taken, and the texts to put on the shelf."""

    changes: tuple[Change, ...]
    refused: tuple[Refused, ...]
    texts: tuple[FetchedText, ...]


def make_plan(
    store: StatuteStore, shelf: Shelf, documents: Iterable[Parsed | Refused], *, replace: bool = False
) -> Plan:
    """What is to be done with each document."""
    held = {text.key: text for text in shelf.texts}
    changes: list[Change] = []
    refused: list[Refused] = []
    texts: dict[tuple[str, str, str], FetchedText] = {}
    taken = {text.statute for text in shelf.texts} | {statute.id for statute in store.statutes()}
    for document in documents:
        if isinstance(document, Refused):
            refused.append(document)
            continue
        placed = _place(store, document, texts.values(), taken)
        if isinstance(placed, Refused):
            refused.append(placed)
            continue
        text, version, kind = placed
        taken.add(text.statute)
        if text.key in texts:  # one statute, one day, two documents of one source
            if differences := _differences(_words(texts[text.key]), _words(text)):
                changes.append(_change(Kind.DISAGREES, text, differences, text.source))
            continue
        outcome = _compared(store, held.get(text.key), text, version, kind, replace)
        if isinstance(outcome, Refused):
            refused.append(outcome)
            continue
        change, kept = outcome
        changes.append(change)
        changes.extend(_status(store, document, text))
        if kept is not None:
            texts[kept.key] = kept
    return Plan(tuple(changes), tuple(refused), tuple(texts.values()))


# ── which version it is, and whether it is whole ─────────────────────────────────────────────────────────────────


def _place(
    store: StatuteStore, document: Parsed, planned: Iterable[FetchedText], taken: set[str]
) -> tuple[FetchedText, Version | None, Kind] | Refused:
    """(the text under its ids, the version of the store that it is, what it would be if nothing were held)."""
    candidates = _candidates(store, document)
    versions = {(v.statute_id, v.key): v for s in candidates for v in store.versions(s.id)}
    known = [
        KnownVersion(v.statute_id, v.key, v.promulgated_on, v.effective_on, v.last_article) for v in versions.values()
    ]
    match = match_version(known, document.promulgated_on, document.effective_on, document.last_article)
    if match:
        version = versions[match.statute, match.version]
        problem = _against_catalogue(store, document, version)
        statute_id, key, kind = match.statute, match.version, Kind.TEXT_ADDED
    else:
        version = None
        if document.promulgated_on is None:
            return Refused(document.title, document.retrieved.address, "no_date")
        problem = _against_itself(document, unknown=True) or _against_version_before(store, document, candidates)
        key = document.promulgated_on.isoformat()
        same = [text for text in planned if title_key(text.title) == title_key(document.title)]
        if candidates:
            statute_id, kind = _owner(store, document, candidates).id, Kind.AMENDED
        elif same:
            statute_id, kind = same[0].statute, Kind.AMENDED
        else:
            statute_id, kind = new_statute_id(document.title, document.promulgated_on, taken), Kind.NEW
    if problem:
        return problem
    retrieved = document.retrieved
    text = FetchedText(
        statute=statute_id,
        version=key,
        title=document.title,
        level=document.level,
        issuer=retrieved.issuer,
        promulgated_on=document.promulgated_on,
        effective_on=document.effective_on,
        source=retrieved.source,
        address=retrieved.address,
        sha256=retrieved.sha256,
        size=retrieved.size,
        fetched_at=retrieved.fetched_at,
        articles=tuple(fetched_article(article) for article in document.text.articles),
        repealed=retrieved.validity is Validity.REPEALED,
    )
    return text, version, kind


def _candidates(store: StatuteStore, document: Parsed) -> list[Statute]:
    """The real statutes whose own title this is."""
    key = title_key(document.title)
    return [
        match.statute
        for match in store.find(key)
        if not match.statute.fictitious and title_key(match.statute.title) == key
    ]


def _owner(store: StatuteStore, document: Parsed, candidates: Sequence[Statute]) -> Statute:
    """Of homonyms, the one whose versions begin last before the document's day: the one that it goes on from."""

    def begins(statute: Statute) -> str:
        days = [v.promulgated_on for v in store.versions(statute.id) if v.promulgated_on]
        first = min(days, default=None)
        return first.isoformat() if first and document.promulgated_on and first <= document.promulgated_on else ""

    return max(candidates, key=lambda statute: (begins(statute), statute.id))


def _against_itself(document: Parsed, *, unknown: bool = False) -> Refused | None:
    """Whether there is any doubt that it is whole; one that nothing else is known of must also end as statutes do."""
    doubts = document.doubts
    if unknown and not document.closes and "ends_early" not in doubts:
        doubts = (*doubts, "ends_early")
    if not doubts:
        return None
    return Refused(document.title, document.retrieved.address, "not_whole", {"doubts": doubts})


def _against_catalogue(store: StatuteStore, document: Parsed, version: Version) -> Refused | None:
    """Whether it lacks articles that the catalogue lists; what the catalogue knows explains a gap."""
    if not version.complete:
        return _against_itself(document)
    listed = {article.number for article in store.articles(version.id)}
    found = {article.number for article in document.text.articles}
    missing = sorted(listed - found)
    if missing:
        facts: dict[str, Json] = {
            "missing": tuple(str(number) for number in missing[:_SHOWN]),
            "missing_count": len(missing),
            "found": len(found),
            "listed": len(listed),
            "doubts": document.doubts,
        }
        return Refused(document.title, document.retrieved.address, "falls_short", facts)
    unexplained = [doubt for doubt in document.doubts if doubt.startswith(("lacks:", "restarts"))]
    if unexplained:
        return Refused(document.title, document.retrieved.address, "not_whole", {"doubts": tuple(unexplained)})
    return None


def _against_version_before(store: StatuteStore, document: Parsed, candidates: Sequence[Statute]) -> Refused | None:
    """A new version that is much shorter than the one before is a part of it, until a person says otherwise."""
    if not candidates or document.last_article is None:
        return None
    day = document.promulgated_on
    versions = store.versions(_owner(store, document, candidates).id)
    before = [v for v in versions if v.last_article and v.promulgated_on and day and v.promulgated_on < day]
    last = before[-1].last_article if before else None
    if last and document.last_article < _SHRINKS * last:
        facts: dict[str, Json] = {"found": document.last_article, "before": last, "version": before[-1].key}
        return Refused(document.title, document.retrieved.address, "shrinks", facts)
    return None


# ── against what is held ─────────────────────────────────────────────────────────────────────────────────────────


def _compared(
    store: StatuteStore, own: FetchedText | None, text: FetchedText, version: Version | None, kind: Kind, replace: bool
) -> tuple[Change, FetchedText | None] | Refused:
    """(the line of the report, the text to put on the shelf: None when it lies there as it is)."""
    if own is not None:
        differences = _differences(_words(own), _words(text))
        if not differences:
            return _change(Kind.UNCHANGED, text), None
        if not replace:
            return Refused(text.title, text.address, "other_words", _facts(text, differences))
        return _change(Kind.TEXT_CHANGED, text, differences, own.source), _preferred(text)
    held = _held(store, version)
    if not held:
        return _change(kind, text), text
    differences = _differences({number: words for number, (words, _) in held.items()}, _words(text), common=True)
    if not differences:
        return _change(Kind.CONFIRMED, text), text
    against = next(iter(held.values()))[1]
    return _change(Kind.DISAGREES, text, differences, against), _preferred(text) if replace else text


def _preferred(text: FetchedText) -> FetchedText:
    return dataclasses.replace(text, preferred=True)


def _held(store: StatuteStore, version: Version | None) -> dict[ArticleNumber, tuple[str, str]]:
    """(words, source) of the articles of the version whose text is held."""
    if version is None or not version.text_held:
        return {}
    return {a.number: (a.text, a.source) for a in store.articles(version.id) if a.text is not None}


def _words(text: FetchedText) -> dict[ArticleNumber, str]:
    return {article.number: article.text for article in text.articles}


def _differences(
    held: Mapping[ArticleNumber, str], fetched: Mapping[ArticleNumber, str], *, common: bool = False
) -> tuple[Difference, ...]:
    """The articles on which the texts differ; with `common`, only of those that both have."""
    numbers = held.keys() & fetched.keys() if common else held.keys() | fetched.keys()
    found = []
    for number in sorted(numbers):
        one, other = held.get(number), fetched.get(number)
        if one is None or other is None:
            found.append(Difference(number, one, other))
        elif not same_words(one, other):
            found.append(Difference(number, *excerpts(one, other)))
    return tuple(found)


def _facts(text: FetchedText, differences: Sequence[Difference]) -> dict[str, Json]:
    return {
        "version": text.version,
        "differences": tuple(
            {"article": str(d.article), "held": d.held, "fetched": d.fetched} for d in differences[:_SHOWN]
        ),
    }


def _change(kind: Kind, text: FetchedText, differences: Sequence[Difference] = (), against: str = "") -> Change:
    return Change(
        kind, text.statute, text.title, text.version, text.source, text.address, len(text.articles),
        tuple(differences), against,
    )  # fmt: skip


def _status(store: StatuteStore, document: Parsed, text: FetchedText) -> Iterator[Change]:
    """What the source says of its validity where the store's dates say otherwise; a status has no date to go by."""
    validity = document.retrieved.validity
    if validity not in (Validity.REPEALED, Validity.IN_FORCE):
        return
    try:
        versions = store.versions(text.statute)
    except KeyError:
        versions = ()
    ended = bool(versions) and all(version.ceased_on is not None for version in versions)
    last = max((v.promulgated_on for v in versions if v.promulgated_on), default=None)
    if text.promulgated_on and last and text.promulgated_on < last:
        return  # an old version: it is the last one that tells of the statute
    if validity is Validity.REPEALED and not ended:
        yield _change(Kind.REPEALED, text)
    if validity is Validity.IN_FORCE and ended:
        yield _change(Kind.STATUS_DISAGREES, text)
