"""The one function of an audit: a batch of documents in, a batch of findings out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pyarrow as pa

from citecheck.audit.bound import OutOfTime, alarm, time_bound
from citecheck.audit.config import AuditConfig, Fields
from citecheck.audit.inputs import Entry, record_batch, rows_entries
from citecheck.audit.schema import OUT, READ
from citecheck.checker import Checker
from citecheck.errors import CitecheckError
from citecheck.model import ArticleNumber, Checked, Document, DocumentReport, Finding, Json, Matched
from citecheck.read.date import document_date
from citecheck.report.fingerprint import fingerprints
from citecheck.report.json import branch_of, finding_dicts, support_dict
from citecheck.report.messages import Lang, say
from citecheck.store import StatuteStore

Row = tuple[Any, ...]
"""The values of one row of `schema.OUT`, in its order: tens of thousands are made a second."""


def audit_batch(batch: pa.RecordBatch, config: AuditConfig) -> pa.RecordBatch:
    """The findings on every document of the batch (`schema.IN` or `schema.READ`), in order, as `schema.OUT`. Of a batch
    that is not `schema.READ` the columns of `schema.IN` are read, whatever their types.

    The same batch and config give the same rows, whoever calls and however documents are cut into batches; only a
    document that runs into its time bound depends on the machine. A document that cannot be checked is a row with
    an `error`. Raises CitecheckError when the store cannot be read.
    """
    return audit_entries(_entries(batch), config)


def audit_entries(entries: Iterable[Entry], config: AuditConfig) -> pa.RecordBatch:
    """What `audit_batch` does, for documents that are already values of ours: the local engine reads them as such."""
    checker = _checker(config)
    with alarm(config.max_seconds):
        rows = [row for entry in entries for row in _rows(entry, checker, config)]
    columns = zip(*rows, strict=True) if rows else ((),) * len(OUT)
    return record_batch(columns, OUT)


@lru_cache(maxsize=2)
def _checker(config: AuditConfig) -> Checker:
    """One store a process: opening it and learning its names is what costs."""
    store = StatuteStore.open(Path(config.store))
    return Checker(store, as_of=config.as_of, own_date=config.own_date, checks=config.checks, semantic=config.semantic)


def _entries(batch: pa.RecordBatch) -> Iterator[Entry]:
    if not set(batch.schema.names).issuperset(READ.names):  # a table of somebody else's, who may call anything `error`
        return rows_entries(batch, Fields(), None, None)
    columns = (batch.column(field.name).cast(field.type).to_pylist() for field in READ)
    return (Entry(*values) for values in zip(*columns, strict=True))


def _rows(given: Entry, checker: Checker, config: AuditConfig) -> list[Row]:
    text = given.text
    if text is None or given.error:
        return [_failed(given, given.error or "no_text", config)]
    if len(text) > config.max_characters:
        return [_failed(given, "too_large", config, len(text))]
    sha256 = given.sha256 or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    day = given.date or (document_date(text) if config.own_date else None)
    try:
        with time_bound(config.max_seconds):
            report = checker.check(Document(given.id, text, sha256, date=day))
            return _flat(given, report, config)
    except OutOfTime:
        return [_failed(given, "out_of_time", config, len(text))]
    except CitecheckError:
        raise  # the store, not the document
    except Exception as error:  # a defect of ours must not cost the other documents
        return [_failed(given, "internal_error", config, len(text), f"{type(error).__name__}: {error}"[:500])]


def _failed(given: Entry, error: str, config: AuditConfig, characters: int = 0, detail: str = "") -> Row:
    words = say(config.lang).in_corpus(error)
    message = f"{words} ({detail})" if detail else words
    return (*_document(given, given.sha256, characters, given.date, None, error, message), *_NO_CITATION)


def _document(
    given: Entry,
    sha256: str | None,
    characters: int,
    day: date | None,
    as_of: date | None,
    error: str | None = None,
    message: str | None = None,
    counts: tuple[int, int, int] = (0, 0, 0),
) -> Row:
    """What each row of a document begins with."""
    place = given.id, given.url, given.source, given.position
    return (*place, sha256, characters, day, as_of, error, message, *counts)


_NO_CITATION: Row = (None,) * (len(OUT) - OUT.get_field_index("ordinal"))


def _flat(given: Entry, report: DocumentReport, config: AuditConfig) -> list[Row]:
    assert isinstance(report.document, Document)
    document, checked = report.document, report.checked
    shared = _document(
        given,
        document.sha256,
        len(document.text),
        document.date or (document_date(document.text) if checked else None),
        report.as_of,
        counts=(len(checked), sum(one.verdict.suspicious for one in checked), len(report.not_checked)),
    )
    if not checked:
        return [(*shared, *_NO_CITATION)]
    rows: list[Row] = []
    line, place, count = 1, 0, document.text.count
    for ordinal, (one, names) in enumerate(fingerprints(report)):
        start = one.resolved.citation.span.start
        line, place = line + count("\n", place, start), start
        rows.append((*shared, ordinal, *_citation(one, names, line, config.lang)))
    return rows


def _citation(checked: Checked, names: tuple[str, ...], line: int, lang: Lang) -> Row:
    """The columns after `ordinal`, in their order: what the JSON report says of the citation, flat."""
    citation, resolution = checked.resolved.citation, checked.resolved.resolution
    matched = resolution if isinstance(resolution, Matched) else None
    article, last, claim, found = citation.article, citation.article_end, citation.claim, checked.support
    support = (support_dict(found, lang) or {}) if found else {}
    return (
        citation.text,
        *citation.span,
        line,
        citation.cited_title,
        *(_statute(matched) if matched else _NO_STATUTE),
        *((article.base, article.branch or None) if article else _NO_NUMBER),
        *citation.pinpoint,
        last.base if last else None,
        citation.form,
        *((claim.text, *claim.span, claim.quoted, claim.attribution) if claim else _NO_CLAIM),
        checked.verdict,
        None,  # confidence
        matched.article.text if matched and matched.article else None,
        support.get("score"),
        support.get("reasons"),
        *(_findings(checked, names, lang) if names else _NO_FINDING),
    )


def _statute(matched: Matched) -> Row:
    statute, version = matched.statute, matched.version
    if version is None:
        return (statute.id, statute.title, statute.level, None, None, None, None)
    dates = version.promulgated_on, version.effective_on, version.ceased_on
    return (statute.id, statute.title, statute.level, *dates, version.source)


class _Told(NamedTuple):
    """The findings of a place cited, in words and as JSON, but for their fingerprints."""

    findings: tuple[Finding, ...]  # kept, for as long as it is no other tuple has its id
    gravest: Row
    dumped: tuple[str, ...]


_told: dict[tuple[int, Lang], _Told] = {}
_MOST_TOLD = 2048  # of some 2 kB


def _findings(checked: Checked, names: tuple[str, ...], lang: Lang) -> Row:
    """The columns from `severity` on. A checker gives the findings of a place that it remembers as the same tuple each
    time, and two in three citations of a text repeat one: these are worded once."""
    told = _told.get((id(checked.findings), lang))
    if told is None:
        dicts = finding_dicts(checked, names, lang)
        gravest = _gravest(checked.findings[0], dicts[0])
        dumped = [_dumped({key: value for key, value in one.items() if key != "fingerprint"})[:-1] for one in dicts]
        told = _Told(checked.findings, gravest, tuple(dumped))
        if len(_told) >= _MOST_TOLD:
            _told.clear()
        if checked.support is None:  # what is said of a claim is said of no other
            _told[id(checked.findings), lang] = told
    findings = (f'{one},"fingerprint":"{name}"}}' for one, name in zip(told.dumped, names, strict=True))
    return (*told.gravest, f"[{','.join(findings)}]")


def _dumped(value: Json) -> str:
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # half a surrogate, a number beyond 64 bits
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _gravest(finding: Finding, told: Mapping[str, Any]) -> Row:
    place = finding.suggestions[0] if finding.suggestions else None
    suggested = (place.statute.id, *_number(place.article), place.text) if place else (None,) * 4
    return (told["severity"], finding.reason, told["message"], *suggested)


def _number(article: ArticleNumber | None) -> Row:
    return (article.base if article else None, branch_of(article))


_NO_STATUTE, _NO_NUMBER, _NO_CLAIM, _NO_FINDING = ((None,) * fields for fields in (7, 2, 5, 8))
