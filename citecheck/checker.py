"""One line from a Document to its report: extract, resolve, check, settle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property

from citecheck.checks import existence, quotation, settle, support, validity
from citecheck.checks.support import ClaimJudge
from citecheck.extract import Names, extract
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


class Checker:
    """Checks documents against one store on one day; safe to share between threads.

    `as_of` is the day the law is judged at; with `own_date` a document that gives its date is judged at that date
    instead. Raises StoreError when no store is given and none can be opened or built.
    """

    def __init__(
        self,
        store: StatuteStore | None = None,
        *,
        as_of: date,
        own_date: bool = False,
        checks: Iterable[Check] = frozenset(Check),
    ) -> None:
        self.store = store if store is not None else open_store()
        self.as_of = as_of
        self.own_date = own_date
        self.checks = frozenset(checks)

    @cached_property
    def names(self) -> Names:
        return Names(self.store.names())

    @cached_property
    def judge(self) -> ClaimJudge:
        return ClaimJudge(self.store)

    def check(self, document: Document | Unreadable) -> DocumentReport:
        """Every citation of the document with its outcomes; what could not be read stays in the report as such."""
        if isinstance(document, Unreadable):
            return DocumentReport(document, None)
        as_of = document.date if self.own_date and document.date else self.as_of
        extraction = extract(document.text, self.names)
        taken, left = extraction.citations[:CITATION_LIMIT], extraction.citations[CITATION_LIMIT:]
        return DocumentReport(
            document,
            as_of,
            checked=tuple(self._check(resolved, siblings) for resolved, siblings in self._resolve(taken, as_of)),
            not_checked=extraction.not_checked + tuple(NotChecked(c.text, c.span, "over_limit") for c in left),
            is_statute=extraction.is_statute,
        )

    def check_citation(self, citation: Citation, as_of: date) -> Checked:
        """One citation, resolved and taken through the checks asked for."""
        return self._check(resolve(citation, self.store, as_of), ())

    def _resolve(self, citations: Sequence[Citation], as_of: date) -> Iterator[tuple[Resolved, tuple[Resolved, ...]]]:
        """Each citation resolved, with the others that share its claim."""
        resolved = [resolve(citation, self.store, as_of) for citation in citations]
        by_claim: dict[Span, list[Resolved]] = {}
        for one in resolved:
            if one.citation.claim is not None:
                by_claim.setdefault(one.citation.claim.span, []).append(one)
        for one in resolved:
            claim = one.citation.claim
            yield one, tuple(other for other in by_claim[claim.span] if other is not one) if claim else ()

    def _check(self, resolved: Resolved, siblings: Sequence[Resolved]) -> Checked:
        citation = resolved.citation
        outcomes: list[Outcome] = []
        if Check.EXISTENCE in self.checks:
            outcomes.append(existence.check(resolved, self.store))
        if Check.VALIDITY in self.checks:
            outcomes.append(validity.check(resolved, self.store))
        if citation.claim is None:
            outcomes += [
                Outcome(check, Result.NOT_APPLICABLE)
                for check in (Check.QUOTATION, Check.SUPPORT)
                if check in self.checks
            ]
            return settle.settle(resolved, outcomes, self.store, None)
        if Check.QUOTATION in self.checks:
            outcomes.append(quotation.check(resolved, self.judge))
        if Check.SUPPORT in self.checks:
            outcomes.append(support.check(resolved, self.judge, siblings))
        return settle.settle(resolved, outcomes, self.store, self.judge if Check.SUPPORT in self.checks else None)
