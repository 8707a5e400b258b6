"""What a report holds, and what can be asked of it before a word is written."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from citecheck.model import (
    Checked,
    Document,
    DocumentReport,
    Finding,
    Horizon,
    Json,
    Landmark,
    Level,
    Severity,
    Unreadable,
    Verdict,
)

if TYPE_CHECKING:
    from citecheck.store.reader import StoreInfo

_SEVERITIES = {
    Verdict.UNKNOWN_STATUTE: Severity.ERROR,
    Verdict.NO_SUCH_ARTICLE: Severity.ERROR,
    Verdict.NO_SUCH_PINPOINT: Severity.ERROR,
    Verdict.MISQUOTED: Severity.ERROR,
    Verdict.CONTRADICTED: Severity.ERROR,
    Verdict.UNSUPPORTED: Severity.ERROR,
    Verdict.REPEALED: Severity.WARNING,
    Verdict.SUPERSEDED: Severity.WARNING,
    Verdict.NOT_IN_FORCE_YET: Severity.WARNING,
    Verdict.MISSPELLED_TITLE: Severity.WARNING,
    Verdict.AMBIGUOUS_TITLE: Severity.WARNING,
    Verdict.UNVERIFIABLE: Severity.NOTE,
    Verdict.OK: Severity.NOTE,
}


def severity(verdict: Verdict) -> Severity:
    """Error: the citation does not say what is claimed of it. Warning: it did, once or under another name. Note: we
    cannot tell."""
    return _SEVERITIES[verdict]


@dataclass(frozen=True, slots=True)
class StoreSummary:
    """What the answers were compared with. `built_at` is RFC 3339; `sources` as the store describes them."""

    statutes: int
    versions: int
    articles: int
    built_at: str
    sources: tuple[Mapping[str, Json], ...] = ()
    horizons: tuple[Horizon, ...] = ()

    @classmethod
    def of(cls, info: StoreInfo) -> StoreSummary:
        """What a report says of the store that `info` describes."""
        return cls(
            statutes=info.statutes,
            versions=info.versions,
            articles=info.articles,
            built_at=info.built_at.isoformat(timespec="seconds"),
            sources=tuple(
                {
                    "name": source.name,
                    "kind": source.kind,
                    "sha256": source.sha256,
                    "latest": source.latest.isoformat() if source.latest else None,
                    "statutes": source.statutes,
                }
                for source in info.sources
            ),
            horizons=info.horizons,
        )


@dataclass(frozen=True, slots=True)
class Report:
    """All documents of one run. `as_of` is the day the law was judged at, None when each document's own date was.

    `hidden` counts, per verdict, the citations whose findings were left out by `showing`.
    """

    documents: tuple[DocumentReport, ...]
    store: StoreSummary
    as_of: date | None
    hidden: Mapping[Verdict, int] = field(default_factory=dict)

    def showing(self, select: Iterable[Verdict] = (), ignore: Iterable[Verdict] = ()) -> Report:
        """The report with only the findings of `select` (all when empty) less those of `ignore`.

        A citation left without a finding counts as ok; how many were hidden, and for what, is kept and told.
        """
        kept = (frozenset(select) or frozenset(Verdict)) - frozenset(ignore)
        hidden: Counter[Verdict] = Counter(self.hidden)
        documents = []
        for document in self.documents:
            checked = tuple(_showing(one, kept) for one in document.checked)
            hidden.update(
                old.verdict
                for old, new in zip(document.checked, checked, strict=True)
                if new.verdict is Verdict.OK is not old.verdict
            )
            documents.append(replace(document, checked=checked))
        return replace(self, documents=tuple(documents), hidden=dict(hidden))

    def verdicts(self) -> Counter[Verdict]:
        """How many citations have each verdict, gravest first; verdicts that do not occur are left out."""
        counts = Counter(one.verdict for document in self.documents for one in document.checked)
        return Counter({verdict: counts[verdict] for verdict in Verdict if counts[verdict]})

    @property
    def citations(self) -> int:
        return sum(len(document.checked) for document in self.documents)

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        return tuple(d.document for d in self.documents if isinstance(d.document, Unreadable))

    def past_horizon(self) -> tuple[Horizon, ...]:
        """The horizons of the levels that complete lists exist for, where the day asked for lies past them."""
        days = [document.as_of for document in self.documents if document.as_of is not None]
        latest = max(days, default=self.as_of)
        if latest is None:
            return ()
        return tuple(h for h in self.store.horizons if h.complete_to is not None and h.complete_to < latest)

    def incomplete_levels(self) -> tuple[Level, ...]:
        """The levels of which no complete list is held at any date."""
        return tuple(h.level for h in self.store.horizons if h.complete_to is None)


def _showing(checked: Checked, kept: frozenset[Verdict]) -> Checked:
    findings = tuple(finding for finding in checked.findings if finding.code in kept)
    if findings == checked.findings:
        return checked
    return replace(checked, findings=findings, verdict=findings[0].code if findings else Verdict.OK)


def worst(checked: Checked) -> Finding | None:
    """The gravest finding; None when there is none."""
    return checked.findings[0] if checked.findings else None


class Lines:
    """Where offsets of one text stand: line and column from 1, and the landmarks of its format."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._landmarks = document.landmarks
        starts = [0]
        at = document.text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = document.text.find("\n", at + 1)
        self._starts = starts

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of `offset`, both from 1; the column counts code points."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of `line` and `column`; past the end of the text for a line that it does not have."""
        return self._starts[line - 1] + column - 1 if 0 < line <= len(self._starts) else len(self._text)

    def line(self, number: int) -> tuple[int, str]:
        """(start offset, text without its line break) of the line `number`."""
        start = self._starts[number - 1]
        end = self._starts[number] if number < len(self._starts) else len(self._text)
        return start, self._text[start:end].rstrip("\r\n")

    def landmarks(self, offset: int) -> tuple[Landmark, ...]:
        """The last page begun at or before `offset`, and the last paragraph, table or note."""
        before = self._landmarks[: bisect_right(self._landmarks, offset, key=lambda mark: mark.start)]
        page = next((mark for mark in reversed(before) if mark.kind == "page"), None)
        other = before[-1] if before and before[-1].kind != "page" else None
        return tuple(mark for mark in (page, other) if mark is not None)
