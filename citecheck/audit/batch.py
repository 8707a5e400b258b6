"""The one function of an audit: a batch of documents in, a batch of findings out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from citecheck.audit.bound import OutOfTime, alarm, time_bound
from citecheck.audit.config import AuditConfig
from citecheck.audit.schema import OUT, READ
from citecheck.checker import Checker
from citecheck.errors import CitecheckError
from citecheck.model import Document, DocumentReport
from citecheck.read.date import document_date
from citecheck.report.json import citation_dicts
from citecheck.report.messages import say
from citecheck.store import StatuteStore

Row = tuple[Any, ...]
"""The values of one row of `schema.OUT`, in its order: tens of thousands are made a second."""

_SPELLED = pa.schema(
    field.with_type(pa.string()) if field.name in ("promulgated", "in_force_from", "in_force_to") else field
    for field in OUT
)
"""OUT with the dates of the JSON report as it spells them: Arrow reads a column of them at once."""


def audit_batch(batch: pa.RecordBatch, config: AuditConfig) -> pa.RecordBatch:
    """The findings on every document of the batch (`schema.IN` or `schema.READ`), in order, as `schema.OUT`.

    The same batch and config give the same rows, whoever calls and however documents are cut into batches; only a
    document that runs into its time bound depends on the machine. A document that cannot be checked is a row with
    an `error`. Raises CitecheckError when the store cannot be read.
    """
    checker = _checker(config)
    with alarm():
        rows = [row for given in _given(batch) for row in _rows(given, checker, config)]
    columns = zip(*rows, strict=True) if rows else ((),) * len(OUT)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, _SPELLED, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=_SPELLED).cast(OUT)


@lru_cache(maxsize=2)
def _checker(config: AuditConfig) -> Checker:
    """One store a process: opening it and learning its names is what costs."""
    store = StatuteStore.open(Path(config.store))
    return Checker(store, as_of=config.as_of, own_date=config.own_date, checks=config.checks)


class _Given(NamedTuple):
    id: str
    text: str | None
    date: date | None
    url: str | None
    source: str | None
    position: int | None
    sha256: str | None
    error: str | None


def _given(batch: pa.RecordBatch) -> Iterator[_Given]:
    names = set(batch.schema.names)
    missing = [None] * batch.num_rows
    columns = [_values(batch.column(field.name), field.type) if field.name in names else missing for field in READ]
    return map(_Given._make, zip(*columns, strict=True))


def _values(column: pa.Array, kind: pa.DataType) -> list[Any]:
    """The column as Python values of the schema's type."""
    values: list[Any]
    try:
        values = (column if column.type == kind else column.cast(kind)).to_pylist()
    except UnicodeDecodeError:  # an engine that does not look into its strings
        values = [
            None if one is None else one.decode("utf-8", "replace") for one in column.cast(pa.binary()).to_pylist()
        ]
    return values


def _rows(given: _Given, checker: Checker, config: AuditConfig) -> list[Row]:
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


def _failed(given: _Given, error: str, config: AuditConfig, characters: int = 0, detail: str = "") -> Row:
    words = say(config.lang).in_corpus(error)
    message = f"{words} ({detail})" if detail else words
    return (*_document(given, given.sha256, characters, given.date, None, error, message), *_NO_CITATION)


def _document(
    given: _Given,
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


def _flat(given: _Given, report: DocumentReport, config: AuditConfig) -> list[Row]:
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
    return [
        (*shared, ordinal, *_columns(citation)) for ordinal, citation in enumerate(citation_dicts(report, config.lang))
    ]


def _columns(citation: Any) -> Row:
    """A citation of the JSON report as the columns after `ordinal`, in their order."""
    statute, claim, support = citation["statute"] or {}, citation["claim"] or {}, citation["support"] or {}
    version = statute.get("version") or {}
    findings = citation["findings"]
    gravest = findings[0] if findings else {}
    suggested = gravest["suggestions"][0] if gravest and gravest["suggestions"] else {}
    return (
        citation["text"],
        citation["start"],
        citation["end"],
        citation["locator"]["line"],
        citation["cited_title"],
        statute.get("id"),
        statute.get("title"),
        statute.get("level"),
        version.get("promulgated"),
        version.get("in_force_from"),
        version.get("in_force_to"),
        version.get("source"),
        citation["article"],
        citation["branch"],
        citation["paragraph"],
        citation["subparagraph"],
        citation["point"],
        citation["article_end"],
        citation["form"],
        claim.get("text"),
        claim.get("start"),
        claim.get("end"),
        claim.get("quoted"),
        claim.get("attribution"),
        citation["verdict"],
        citation["confidence"],
        citation["article_text"],
        support.get("score"),
        support.get("reasons"),
        gravest.get("severity"),
        gravest["evidence"]["reason"] if gravest else None,
        gravest.get("message"),
        suggested["statute"]["id"] if suggested else None,
        suggested.get("article"),
        suggested.get("branch"),
        suggested.get("text"),
        json.dumps(findings, ensure_ascii=False) if findings else None,
    )
