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
    Result,
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
class Notice:
    """Something to tell whoever wrote a comment to citecheck in a text: a key worded in messages/, and its facts."""

    path: str
    line: int  # from 1
    key: str
    facts: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """All documents of one run. `as_of` is the day the law was judged at, None when each document's own date was.

    What was left out is counted per verdict: `hidden` the citations left without a finding by `showing`; `suppressed`
    the findings that comments in the texts left out, `known` those of an earlier report.
    """

    documents: tuple[DocumentReport, ...]
    store: StoreSummary
    as_of: date | None
    hidden: Mapping[Verdict, int] = field(default_factory=dict)
    suppressed: Mapping[Verdict, int] = field(default_factory=dict)
    known: Mapping[Verdict, int] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    def showing(self, select: Iterable[Verdict] = (), ignore: Iterable[Verdict] = ()) -> Report:
        """The report with only the findings of `select` (all when empty) less those of `ignore`.

        A citation left without a finding counts as ok; how many were hidden, and for what, is kept and told.
        """
        kept = (frozenset(select) or frozenset(Verdict)) - frozenset(ignore)
        hidden: Counter[Verdict] = Counter(self.hidden)
        documents = []
        for document in self.documents:
            checked = tuple(
                left_with(one, tuple(finding for finding in one.findings if finding.code in kept))
                for one in document.checked
            )
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

    def tally(self) -> Counter[Verdict]:
        """`verdicts` as a person reads them: a citation whose findings were all left out is not among the fine."""
        counts = self.verdicts()
        counts[Verdict.OK] = sum(fine(one) for document in self.documents for one in document.checked)
        return +counts

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


def left_with(checked: Checked, findings: tuple[Finding, ...]) -> Checked:
    """The citation with only these of its findings; its verdict is the gravest of them, ok without any."""
    if findings == checked.findings:
        return checked
    return replace(checked, findings=findings, verdict=findings[0].code if findings else Verdict.OK)


def fine(checked: Checked) -> bool:
    """Whether nothing was found of the citation: neither reported nor left out of the report."""
    return not checked.findings and all(outcome.result is not Result.FOUND for outcome in checked.outcomes)


def worst(checked: Checked) -> Finding | None:
    """The gravest finding; None when there is none."""
    return checked.findings[0] if checked.findings else None


def _line_starts(text: str) -> list[int]:
    starts = [0]
    for line in text.split("\n"):  # in half the time of looking for one break after the other
        starts.append(starts[-1] + len(line) + 1)
    starts.pop()  # behind the text
    return starts


class Lines:
    """Where offsets of one text stand: line and column from 1, and the landmarks of its format."""

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._landmarks = document.landmarks
        self._starts = _line_starts(document.text)
        self._origin = document.origin
        self._source_starts = _line_starts(document.origin.source) if document.origin else self._starts

    def place(self, offset: int) -> tuple[int, int]:
        """(line, column) of `offset`, both from 1; the column counts code points."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def source_place(self, offset: int) -> tuple[int, int]:
        """(line, column) in the file itself of the character at `offset`: for a page its source, elsewhere the text."""
        at = self._origin.offset(offset) if self._origin else offset
        line = bisect_right(self._source_starts, at)
        return line, at - self._source_starts[line - 1] + 1

    def source_end(self, offset: int) -> tuple[int, int]:
        """(line, column) in the file itself right after the character before `offset`."""
        if offset <= 0:
            return self.source_place(offset)
        line, column = self.source_place(offset - 1)
        return line, column + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of what stands at `line` and `column` of the file; past the end of the text for a line that it
        does not have."""
        if not 0 < line <= len(self._source_starts):
            return len(self._text)
        at = self._source_starts[line - 1] + column - 1
        if self._origin is None:
            return at
        anchors = self._origin.anchors
        index = bisect_right(anchors, at, key=lambda anchor: anchor[1]) - 1
        start, place = anchors[index] if index >= 0 else (0, at)
        end = anchors[index + 1][0] if index + 1 < len(anchors) else len(self._text)
        return min(start + at - place, max(start, end - 1))

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
