"""What the findings of a whole corpus add up to: one pass over the rows, in memory that does not grow with them.

Every table that could grow with the corpus is cut back to its largest rows now and then (`Largest`), and says how
large a row that it lost could have been.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlsplit

import pyarrow as pa

from citecheck.audit.inputs import opened
from citecheck.audit.schema import OUT
from citecheck.errors import CitecheckError, Sentence, why_unread
from citecheck.grams import bigrams, fold
from citecheck.model import Json, Verdict
from citecheck.normalize import simplify
from citecheck.read import printable
from citecheck.read.parts import Refused

SCHEMA = "citecheck.audit.summary/1"

LOOP = 20
"""Citations of one statute with one verdict that a document counts for: a model that loops writes hundreds."""

ALIKE = 0.6
"""Two wordings are one invention when they share so much of their bigrams (Jaccard): copies with a few words changed
stay above it, other claims about the same article below."""

CONTAINED = 0.9
"""So much of the shorter wording's bigrams in the longer one: the same sentence, cut elsewhere."""

ROWS, SHOWN = 20_000, 50
WORDINGS = 24  # that are told apart for one article
EXAMPLES = 5

_COLUMNS = (
    "document", "url", "source", "position", "date", "error", "error_message", "citations", "suspicious",
    "not_checked", "ordinal", "text", "cited_title", "statute", "article", "branch", "article_end", "claim", "verdict",
    "reason", "message",
)  # fmt: skip
_SUSPICIOUS = frozenset(verdict.value for verdict in Verdict if verdict.suspicious)
_UNVERIFIABLE = Verdict.UNVERIFIABLE.value

Record = TypeVar("Record")


class _Row(NamedTuple):
    document: str
    url: str | None
    source: str | None
    position: int | None
    date: Any
    error: str | None
    error_message: str | None
    citations: int
    suspicious: int
    not_checked: int
    ordinal: int | None
    text: str | None
    cited_title: str | None
    statute: str | None
    article: int | None
    branch: int | None
    article_end: int | None
    claim: str | None
    verdict: str | None
    reason: str | None
    message: str | None


class Largest(Generic[Record]):
    """Records by key, of which only the heaviest are kept when there are more than twice `most`.

    `lost` is the weight of the heaviest record that was ever let go: 0 when the table is exact. Depends on the order
    of the rows alone.
    """

    def __init__(self, make: Callable[[], Record], weight: Callable[[Record], int], most: int = ROWS) -> None:
        self._make, self._weight, self._most = make, weight, most
        self._records: dict[str, Record] = {}
        self.lost = 0

    def __getitem__(self, key: str) -> Record:
        record = self._records.get(key)
        if record is None:
            if len(self._records) >= 2 * self._most:
                self._cut()
            record = self._records[key] = self._make()
        return record

    def __len__(self) -> int:
        return len(self._records)

    def _cut(self) -> None:
        kept = self.top(self._most)
        left = sum(1 for _ in kept)
        weights = sorted((self._weight(record) for record in self._records.values()), reverse=True)
        self.lost = max(self.lost, weights[left])
        self._records = dict(kept)

    def top(self, most: int = SHOWN) -> list[tuple[str, Record]]:
        """The heaviest, heaviest first; of equal ones the one met first."""
        return heapq.nlargest(most, self._records.items(), key=lambda pair: self._weight(pair[1]))

    def sorted(self) -> list[tuple[str, Record]]:
        return sorted(self._records.items())


@dataclass(slots=True)
class Wording:
    """One invention: claims of one article that are worded almost alike, over all documents."""

    claim: str | None
    message: str
    documents: int = 0
    citations: int = 0
    examples: list[str] = field(default_factory=list)
    last: int = -1  # the document it was last met in


@dataclass(slots=True)
class Place:
    """A statute or article that is cited wrongly, with the wordings of what is claimed of it."""

    title: str = ""
    article: str = ""
    verdict: str = ""
    wordings: list[Wording] = field(default_factory=list)
    others: int = 0  # documents with wordings beyond WORDINGS

    def weight(self) -> int:
        return max((wording.documents for wording in self.wordings), default=0)


@dataclass(slots=True)
class Unverified:
    title: str = ""
    known: bool = False
    documents: int = 0
    citations: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    last: int = -1


class Worst(NamedTuple):
    """A document, heaviest first by what stands in front."""

    distinct: int
    order: int  # negative: of equal documents the first one counts as worse
    shown: dict[str, Json]


class Summary:
    """Adds up batches of `schema.OUT`, in order; a document's rows may be parted between two batches."""

    def __init__(self) -> None:
        self.documents = self.cited = self.suspicious_documents = self.not_checked = self.looped = 0
        self.verdicts: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.unreadable: dict[str, list[dict[str, Json]]] = {}
        self.statutes: Largest[Counter[str]] = Largest(Counter, Counter.total)
        self.sources: Largest[Counter[str]] = Largest(Counter, Counter.total)
        self.months: dict[str, Counter[str]] = {}
        self.places: Largest[Place] = Largest(Place, Place.weight)
        self.unverified: Largest[Unverified] = Largest(Unverified, lambda record: record.citations)
        self.worst: list[Worst] = []
        self._held: list[_Row] = []

    def add(self, batch: pa.RecordBatch) -> None:
        for row in map(_Row._make, zip(*(batch.column(name).to_pylist() for name in _COLUMNS), strict=True)):
            if not row.ordinal and self._held:
                self._close()
            self._held.append(row)

    def _close(self) -> None:
        rows, self._held = self._held, []
        first = rows[0]
        self.documents += 1
        self.not_checked += first.not_checked
        if first.error is not None:
            self._unreadable(first)
            return
        if first.ordinal is None:
            self.sources[_source(first)]["documents"] += 1
            return
        self.cited += 1
        self.suspicious_documents += first.suspicious > 0
        verdicts: dict[tuple[str, str], int] = {}
        for row in rows:
            key = row.statute or row.cited_title or "", row.verdict or ""
            verdicts[key] = verdicts.get(key, 0) + 1
            if row.verdict in _SUSPICIOUS:
                self._false(row)
            elif row.verdict == _UNVERIFIABLE:
                self._unverifiable(row)
        by_source, by_month = self.sources[_source(first)], self.months.setdefault(_month(first), Counter())
        by_source["documents"] += 1
        for (title, verdict), count in verdicts.items():
            self.verdicts[verdict] += count
            if count > LOOP:
                self.looped += count - LOOP
                count = LOOP
            for counts in (self.statutes[title], by_source, by_month):
                counts[verdict] += count
        if first.suspicious and (len(self.worst) < SHOWN or first.suspicious > self.worst[0].distinct):
            self._rank(first, rows, verdicts)

    def _unreadable(self, row: _Row) -> None:
        error = row.error or ""
        self.errors[error] += 1
        known = self.unreadable.setdefault(error, [])
        if len(known) < EXAMPLES * 4:
            known.append({"document": row.document, "source": row.source, "message": row.error_message})

    def _false(self, row: _Row) -> None:
        title, article = row.statute or row.cited_title or "", _article(row)
        place = self.places[f"{row.verdict}\t{title}\t{article}"]
        if not place.wordings:
            place.title, place.article, place.verdict = title, article, row.verdict or ""
        wording = _alike(place.wordings, row)
        if wording is None:
            if len(place.wordings) >= WORDINGS:
                place.others += 1
                return
            wording = Wording(row.claim, row.message or "")
            place.wordings.append(wording)
        wording.citations += 1
        if wording.last != self.documents:
            wording.last = self.documents
            wording.documents += 1
            if len(wording.examples) < EXAMPLES:
                wording.examples.append(row.url or row.document)

    def _unverifiable(self, row: _Row) -> None:
        title = row.statute or row.cited_title or ""
        record = self.unverified[title]
        record.title, record.known = title, row.statute is not None
        record.citations += 1
        record.reasons[row.reason or ""] += 1
        if record.last != self.documents:
            record.last = self.documents
            record.documents += 1

    def _rank(self, first: _Row, rows: list[_Row], verdicts: dict[tuple[str, str], int]) -> None:
        distinct = sum(min(count, LOOP) for (_, verdict), count in verdicts.items() if verdict in _SUSPICIOUS)
        if len(self.worst) >= SHOWN and distinct <= self.worst[0].distinct:
            return
        lines: list[Json] = [
            {"title": title, "verdict": verdict, "citations": count, "articles": _ranges(rows, title, verdict)}
            for (title, verdict), count in Counter(verdicts).most_common()
            if verdict in _SUSPICIOUS
        ]
        shown: dict[str, Json] = {
            "document": first.document,
            "url": first.url,
            "source": first.source,
            "citations": first.citations,
            "suspicious": first.suspicious,
            "lines": lines[:12],
        }
        ranked = Worst(distinct, -self.documents, shown)
        (heapq.heappush if len(self.worst) < SHOWN else heapq.heapreplace)(self.worst, ranked)

    def as_dict(self) -> dict[str, Json]:
        """All of it, the largest first, as summary.json holds it."""
        if self._held:
            self._close()
        citations = self.verdicts.total()
        suspicious = sum(count for verdict, count in self.verdicts.items() if verdict in _SUSPICIOUS)
        judged = citations - self.verdicts[Verdict.UNVERIFIABLE]
        return {
            "schema": SCHEMA,
            "documents": self.documents,
            "documents_with_citations": self.cited,
            "documents_suspicious": self.suspicious_documents,
            "unreadable": self.errors.total(),
            "citations": citations,
            "suspicious": suspicious,
            "suspicious_share": round(suspicious / citations, 6) if citations else 0.0,
            "suspicious_share_of_verifiable": round(suspicious / judged, 6) if judged else 0.0,
            "not_checked": self.not_checked,
            "looped": self.looped,
            "verdicts": _ordered(self.verdicts),
            "by_statute": [{"statute": key, **_ordered(counts)} for key, counts in self.statutes.top()],
            "by_source": [
                {"source": key, "documents": counts["documents"], **_ordered(counts)}
                for key, counts in self.sources.top()
            ],
            "by_month": [{"month": key, **_ordered(counts)} for key, counts in sorted(self.months.items())],
            "repeated": self._repeated(),
            "documents_worst": [one.shown for one in sorted(self.worst, reverse=True)],
            "errors": [
                {"error": error, "documents": count, "examples": list(self.unreadable[error])}
                for error, count in self.errors.most_common()
            ],
            "unverified": [
                {
                    "title": record.title,
                    "held": record.known,
                    "documents": record.documents,
                    "citations": record.citations,
                    "reasons": dict(record.reasons.most_common(3)),
                }
                for _, record in self.unverified.top()
            ],
            "tables_cut_below": {
                "by_statute": self.statutes.lost,
                "by_source": self.sources.lost,
                "repeated": self.places.lost,
                "unverified": self.unverified.lost,
            },
        }

    def _repeated(self) -> list[Json]:
        """The inventions found in most documents."""
        found = (
            (wording.documents, wording.citations, place, wording)
            for _, place in self.places.sorted()
            for wording in place.wordings
        )
        top = heapq.nlargest(SHOWN, found, key=lambda each: each[:2])
        return [
            {
                "title": place.title,
                "article": place.article,
                "verdict": place.verdict,
                "claim": wording.claim,
                "message": wording.message,
                "documents": documents,
                "citations": citations,
                "examples": list(wording.examples),
            }
            for documents, citations, place, wording in top
        ]


def summarize(batches: Iterable[pa.RecordBatch]) -> dict[str, Json]:
    """The summary of batches of `schema.OUT`, in order."""
    summary = Summary()
    for batch in batches:
        summary.add(batch)
    return summary.as_dict()


def rows_of(parts: Iterable[str], columns: Iterable[str] = _COLUMNS) -> Iterator[pa.RecordBatch]:
    """The rows of part files, Parquet or JSON Lines, in a stream. Raises CitecheckError when one cannot be read."""
    names = list(columns)
    for part in parts:
        try:
            yield from _rows_of(part, names)
        except (Refused, pa.ArrowException, OSError, ValueError, KeyError, AttributeError) as error:
            raise CitecheckError(
                "cannot read {path}, which an audit wrote: {why}",
                remedy="restore it, or begin that audit anew with --no-resume",
                path=printable(part),
                why=Sentence(error.reason, {}) if isinstance(error, Refused) else why_unread(error),
            ) from error


def _rows_of(part: str, names: list[str]) -> Iterator[pa.RecordBatch]:
    import pyarrow.parquet as pq

    with opened(part) as stream:
        if part.endswith(".parquet"):
            with pq.ParquetFile(stream) as file:
                for batch in file.iter_batches(batch_size=4096, columns=names):
                    yield batch.select(names)
            return
        schema = pa.schema([OUT.field(name) for name in names])
        while held := list(islice(stream, 4096)):
            yield _from_json([json.loads(line) for line in held], schema)


def _from_json(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    for row in rows:
        for name in schema.names:
            if pa.types.is_date(schema.field(name).type) and row.get(name):
                row[name] = date.fromisoformat(row[name])
    return pa.RecordBatch.from_pylist(rows, schema=schema)


def _source(row: _Row) -> str:
    """The host of a page; the folder of a file that is one document; else the file."""
    if row.url:
        try:
            host = urlsplit(row.url).hostname
        except ValueError:
            host = None
        return host or row.url[:80]
    if row.source is None:
        return ""
    return row.source if row.position is not None else row.source.rpartition("/")[0]


def _month(row: _Row) -> str:
    return row.date.isoformat()[:7] if row.date else ""


def _article(row: _Row) -> str:
    if row.article is None:
        return ""
    branch = f"-{row.branch}" if row.branch else ""
    return f"{row.article}{branch}" + (f"–{row.article_end}" if row.article_end else "")


def _ranges(rows: list[_Row], title: str, verdict: str) -> str:
    """51–133, 140: the articles of one statute with one verdict, neighbours together; at most twelve ranges."""
    numbers = {
        (row.article, row.branch or 0)
        for row in rows
        if row.verdict == verdict and (row.statute or row.cited_title or "") == title and row.article is not None
    }
    spans: list[tuple[int, int, int]] = []
    for base, branch in sorted(numbers):
        if spans and not branch and not spans[-1][2] and spans[-1][1] == base - 1:
            spans[-1] = (spans[-1][0], base, 0)
        else:
            spans.append((base, base, branch))
    words = [f"{a}–{b}" if a != b else f"{a}-{branch}" if branch else f"{a}" for a, b, branch in spans]
    return ", ".join(words[:12]) + (", …" if len(words) > 12 else "")


def _alike(wordings: list[Wording], row: _Row) -> Wording | None:
    """The first wording that the row's claim repeats."""
    if row.claim is None:
        return next((wording for wording in wordings if wording.claim is None), None)
    for wording in wordings:
        if wording.claim == row.claim:
            return wording
    grams = _grams(row.claim)
    return next((wording for wording in wordings if wording.claim and _same(_grams(wording.claim), grams)), None)


def _same(old: frozenset[int], new: frozenset[int]) -> bool:
    if not old or not new:
        return old == new
    common = len(old & new)
    return common >= ALIKE * len(old | new) or (common >= CONTAINED * min(len(old), len(new)) and common >= 12)


@lru_cache(maxsize=2048)  # 4 kB each: what is copied is met again soon, and most wordings are never compared
def _grams(claim: str) -> frozenset[int]:
    return frozenset(bigrams(fold(simplify(claim[:400]))).tolist())


def _ordered(counts: Mapping[str, int]) -> dict[str, Json]:
    return {verdict.value: counts[verdict.value] for verdict in Verdict if counts.get(verdict.value)}
