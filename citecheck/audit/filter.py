"""Which documents to keep: for those who clean corpora."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import pyarrow as pa

from citecheck.audit.batch import audit_entries
from citecheck.audit.config import AuditConfig, Fields
from citecheck.audit.days import day_of
from citecheck.audit.inputs import Entry, rows_entries, whole
from citecheck.model import Verdict

SUSPICIOUS = frozenset(verdict for verdict in Verdict if verdict.suspicious)


@dataclass(frozen=True, slots=True)
class Rule:
    """A document is dropped when one of its citations has one of these verdicts, or a claim borne by less than
    `support`; with `share`, only when that holds for at least this share of its citations."""

    verdicts: frozenset[Verdict] = SUSPICIOUS
    support: float | None = None
    share: float = 0.0
    unreadable: bool = True  # what could not be read or checked is dropped, too


def keep(found: pa.RecordBatch, rule: Rule) -> list[tuple[str, bool]]:
    """(document, whether to keep it) for every document of a batch of `schema.OUT`, in order."""
    wanted = found.select(["document", "ordinal", "citations", "error", "verdict", "support_score"])
    decisions: list[tuple[str, bool]] = []
    bad = 0
    for document, ordinal, citations, error, verdict, score in zip(*(c.to_pylist() for c in wanted), strict=True):
        if not ordinal:  # None or 0: a document begins
            bad = 0
        if ordinal is None:
            decisions.append((document, not (error and rule.unreadable)))
            continue
        bad += verdict in rule.verdicts or (rule.support is not None and score is not None and score < rule.support)
        if ordinal == citations - 1:
            decisions.append((document, not bad or bad < rule.share * citations))
    return decisions


def keep_batch(batch: pa.RecordBatch, config: AuditConfig, rule: Rule = Rule()) -> pa.RecordBatch:
    """The rows of the batch that the rule keeps, with all columns, of which those of `schema.IN` are read: for Ray's
    map_batches, Spark's mapInArrow, or whatever hands out Arrow batches."""
    found = audit_entries(rows_entries(batch, Fields(), None, None), config)
    mask = [kept for _, kept in keep(found, rule)]
    return batch.filter(pa.array(mask, pa.bool_()))


def text_filter(config: AuditConfig, rule: Rule = Rule()) -> Callable[..., bool]:
    """A predicate on one text (and its date): whether the rule keeps it. For datatrove's LambdaFilter and the like; it
    can be pickled. A text that is None counts as unreadable."""
    return partial(_keeps, config, rule)


def _keeps(config: AuditConfig, rule: Rule, text: str | None, day: date | str | None = None) -> bool:
    entry = Entry("", whole(text) if isinstance(text, str) else None, day_of(day))
    return keep(audit_entries([entry], config), rule)[0][1]
