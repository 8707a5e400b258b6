"""One line from a Document to its report: extract, resolve, check, settle."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from time import monotonic, thread_time
from typing import TypeVar

from citecheck.checks import existence, quotation, settle, support, validity
from citecheck.checks.support import ClaimJudge
from citecheck.extract import Names, extract
from citecheck.extras import require
from citecheck.model import (
    Check,
    Checked,
    Citation,
    Document,
    DocumentReport,
    NotChecked,
    Outcome,
    Resolved,
    Result,
    Span,
    Unreadable,
)
from citecheck.resolve import resolve
from citecheck.store import StatuteStore, open_store

CITATION_LIMIT = 10_000
"""At most so many citations of a document are checked; the rest is counted in `not_checked` (DESIGN.md, "Trust")."""


DOCUMENT_SECONDS = 8.0
"""Processor time for each million characters of a document, the first of them begun, after which no further citation
is checked: what is left is counted in `not_checked`. Only a hostile text comes near it, and the time of a busy machine
does not count, so the same text ends alike."""
SEMANTIC_SHARE = 40.0
"""How much longer a document may take with `semantic`: a doubtful claim whose articles have no vectors yet takes one to
two seconds, against a thousandth of that for their words."""
_MILLION = 1_000_000
_LEAST = 0.01  # seconds between two looks at the processor's time
_LONG = 50_000  # characters: extraction then takes so long that the watch must begin before it

_OF_CLAIMS = (Check.QUOTATION, Check.SUPPORT)
_REMEMBERED = 4096  # places cited, of which each with its findings takes some 2 kB

T = TypeVar("T")


class Checker:
    """Checks documents against one store on one day; safe to share between threads.

    `as_of` is the day the law is judged at; with `own_date` a document that gives its date is judged at that date
    instead. A document takes `seconds` of processor time, by default DOCUMENT_SECONDS for each million characters, and
    what its last citation takes. With `semantic` an embedding model has a say in what is doubtful. Raises StoreError
    when no store is given and none can be opened or built, UsageError when the extra `semantic` is not installed.
    """

    def __init__(
        self,
        store: StatuteStore | None = None,
        *,
        as_of: date,
        own_date: bool = False,
        checks: Iterable[Check] = frozenset(Check),
        seconds: float | None = None,
        semantic: bool = False,
    ) -> None:
        if semantic:
            require("semantic")
        self.store = store if store is not None else open_store()
        self.as_of = as_of
        self.own_date = own_date
        self.checks = frozenset(checks)
        self.seconds = seconds
        self.semantic = semantic
        self._of_claims = self.checks.intersection(_OF_CLAIMS)
        self._known: dict[tuple[Hashable, ...], Checked] = {}

    @cached_property
    def names(self) -> Names:
        return Names(self.store.names())

    @cached_property
    def judge(self) -> ClaimJudge:
        return ClaimJudge(self.store, semantic=self.semantic)

    def check(self, document: Document | Unreadable) -> DocumentReport:
        """Every citation of the document with its outcomes; what could not be read stays in the report as such."""
        if isinstance(document, Unreadable):
            return DocumentReport(document, None)
        as_of = document.date if self.own_date and document.date else self.as_of
        share = max(1.0, len(document.text) / _MILLION) * (SEMANTIC_SHARE if self.semantic else 1.0)
        seconds = DOCUMENT_SECONDS * share if self.seconds is None else self.seconds
        watch = _Watch(seconds, at_once=len(document.text) > _LONG)
        extraction = extract(document.text, self.names)
        taken, left = extraction.citations[:CITATION_LIMIT], extraction.citations[CITATION_LIMIT:]
        if self._of_claims:
            resolved = [resolve(citation, self.store, as_of) for citation in watch.until(taken)]
            checked = tuple(self._check(*one) for one in watch.until(_with_siblings(resolved)))
        else:
            checked = tuple(self._without_claim(citation, as_of) for citation in watch.until(taken))
        return DocumentReport(
            document,
            as_of,
            checked=tuple(settle.as_told(one, document.text) for one in checked),
            not_checked=(
                *extraction.not_checked,
                *(NotChecked(c.text, c.span, "out_of_time") for c in taken[len(checked) :]),
                *(NotChecked(c.text, c.span, "over_limit") for c in left),
            ),
            is_statute=extraction.is_statute,
        )

    def check_citation(self, citation: Citation, as_of: date) -> Checked:
        """One citation, resolved and taken through the checks asked for."""
        return self._check(resolve(citation, self.store, as_of), ())

    def _check(self, resolved: Resolved, siblings: Sequence[Resolved]) -> Checked:
        claims = self._of_claims
        if resolved.citation.claim is None or not claims:
            return self._without_claim(resolved.citation, resolved.as_of)
        outcomes = self._of_place(resolved)
        if Check.QUOTATION in claims:
            outcomes.append(quotation.check(resolved, self.judge))
        if Check.SUPPORT in claims:
            outcomes.append(support.check(resolved, self.judge, siblings))
        return settle.settle(resolved, outcomes, self.store, self.judge if Check.SUPPORT in claims else None)

    def _without_claim(self, citation: Citation, as_of: date) -> Checked:
        """What follows from the place cited alone: texts cite the same over and over, so the last are remembered."""
        title = citation.title_key, citation.cited_title, citation.edition, citation.unresolved
        number = citation.article, citation.article_end, citation.misnumbered, citation.pinpoint
        place = *title, *number, as_of
        known = self._known.get(place)
        if known is None:
            resolved = resolve(citation, self.store, as_of)
            outcomes = self._of_place(resolved)
            outcomes += [Outcome(check, Result.NOT_APPLICABLE) for check in _OF_CLAIMS if check in self.checks]
            known = settle.settle(resolved, outcomes, self.store, None)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[place] = known
        if known.citation.edition != citation.edition:  # the words in front of the title turned out to name none
            citation = replace(citation, edition=known.citation.edition)
        resolved = Resolved(citation, known.resolved.resolution, as_of)
        return Checked(resolved, known.outcomes, known.findings, known.verdict, known.support)

    def _of_place(self, resolved: Resolved) -> list[Outcome]:
        outcomes: list[Outcome] = []
        if Check.EXISTENCE in self.checks:
            outcomes.append(existence.check(resolved, self.store))
        if Check.VALIDITY in self.checks:
            outcomes.append(validity.check(resolved, self.store))
        return outcomes


class _Watch:
    """Tells when the thread has used `seconds` of processor time, or up to a tenth less.

    Asking for the processor's time can cost as much as checking a short document: unless `at_once`, it is asked for
    only once a tenth of `seconds` has passed on the clock, and again only when what is then left has, for the clock
    goes at least as fast.
    """

    def __init__(self, seconds: float, *, at_once: bool) -> None:
        self._next_look = monotonic() + seconds / 10
        self._left = seconds * 9 / 10
        self._deadline = thread_time() + seconds if at_once else None

    def until(self, things: Iterable[T]) -> Iterator[T]:
        """The things whose turn comes before the time is up."""
        for thing in things:
            if self._is_up():
                return
            yield thing

    def _is_up(self) -> bool:
        now = monotonic()
        if now < self._next_look:
            return False
        used = thread_time()
        if self._deadline is None:
            self._deadline = used + self._left
        self._next_look = now + max(_LEAST, self._deadline - used)
        return used > self._deadline


def _with_siblings(resolved: Sequence[Resolved]) -> Iterator[tuple[Resolved, tuple[Resolved, ...]]]:
    """Each citation with the others that share its claim."""
    by_claim: dict[Span, list[Resolved]] = {}
    for one in resolved:
        if one.citation.claim is not None:
            by_claim.setdefault(one.citation.claim.span, []).append(one)
    for one in resolved:
        claim = one.citation.claim
        yield one, tuple(other for other in by_claim[claim.span] if other is not one) if claim else ()
