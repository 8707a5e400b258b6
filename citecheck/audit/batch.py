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
from citecheck.audit.schema import ERRORS, OUT, READ
from citecheck.checker import Checker
from citecheck.errors import CitecheckError
from citecheck.model import Document, DocumentReport, Unreadable
from citecheck.read.date import document_date
from citecheck.report.json import citation_dicts
from citecheck.report.messages import say
from citecheck.store import StatuteStore

Row = dict[str, Any]

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
    return pa.RecordBatch.from_pylist(rows, schema=_SPELLED).cast(OUT)


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
    words = ERRORS.get(error) or say(config.lang).unreadable(Unreadable(given.id, error))
    return {
        **_identity(given),
        "sha256": given.sha256,
        "characters": characters,
        "date": given.date,
        "error": error,
        "error_message": f"{words} ({detail})" if detail else words,
        "citations": 0,
        "suspicious": 0,
        "not_checked": 0,
    }


def _identity(given: _Given) -> Row:
    return {"document": given.id, "url": given.url, "source": given.source, "position": given.position}


def _flat(given: _Given, report: DocumentReport, config: AuditConfig) -> list[Row]:
    assert isinstance(report.document, Document)
    shared: Row = {
        **_identity(given),
        "sha256": report.document.sha256,
        "characters": len(report.document.text),
        "date": report.document.date or (document_date(report.document.text) if report.checked else None),
        "as_of": report.as_of,
        "citations": len(report.checked),
        "suspicious": sum(one.verdict.suspicious for one in report.checked),
        "not_checked": len(report.not_checked),
    }
    if not report.checked:
        return [shared]
    return [
        {**shared, "ordinal": ordinal, **_columns(citation)}
        for ordinal, citation in enumerate(citation_dicts(report, config.lang))
    ]


def _columns(citation: Any) -> Row:
    """A citation of the JSON report as columns."""
    statute, claim, support = citation["statute"] or {}, citation["claim"] or {}, citation["support"] or {}
    version = statute.get("version") or {}
    findings = citation["findings"]
    gravest = findings[0] if findings else {}
    suggested = gravest["suggestions"][0] if gravest and gravest["suggestions"] else {}
    same = ("text", "start", "end", "cited_title", "article", "branch", "paragraph", "subparagraph", "point",
            "article_end", "form", "verdict", "confidence", "article_text")  # fmt: skip
    return {
        **{name: citation[name] for name in same},
        "line": citation["locator"]["line"],
        "statute": statute.get("id"),
        "statute_title": statute.get("title"),
        "level": statute.get("level"),
        "promulgated": version.get("promulgated"),
        "in_force_from": version.get("in_force_from"),
        "in_force_to": version.get("in_force_to"),
        "version_source": version.get("source"),
        "claim": claim.get("text"),
        "claim_start": claim.get("start"),
        "claim_end": claim.get("end"),
        "claim_quoted": claim.get("quoted"),
        "claim_attribution": claim.get("attribution"),
        "support_score": support.get("score"),
        "support_reasons": support.get("reasons"),
        "severity": gravest.get("severity"),
        "reason": gravest["evidence"]["reason"] if gravest else None,
        "message": gravest.get("message"),
        "suggested_statute": suggested["statute"]["id"] if suggested else None,
        "suggested_article": suggested.get("article"),
        "suggested_branch": suggested.get("branch"),
        "suggested_text": suggested.get("text"),
        "findings": json.dumps(findings, ensure_ascii=False) if findings else None,
    }
