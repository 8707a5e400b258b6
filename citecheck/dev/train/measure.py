"""Rows of claims with the article they cite, and the figures a judge of them is measured by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray

from citecheck.checks.features import ClaimGrams, Measured
from citecheck.checks.rules import said_of
from citecheck.checks.support import ClaimJudge
from citecheck.model import Article, ArticleNumber, Statute, Version
from citecheck.normalize import title_key
from citecheck.resolve import version_on
from citecheck.store import StatuteStore

AS_OF = date(2024, 12, 31)
"""The questions were written against the law of their time: later revisions renumber what they cite."""

FILES = ("swapped.jsonl", "model_answers.jsonl")


@dataclass(frozen=True, slots=True)
class Row:
    """A claim, the article it cites, and what is known of whether that bears it."""

    claim: str
    said: str  # of it, of this article
    statute: Statute
    version: Version
    article: Article
    source: str  # "lawbench-3-2" | "lawbench-3-8" | "lecoqa"
    question: int
    kind: str  # "model" | "pos" | "pos_recite" | "neg_random" | "neg_neighbour" | "neg_confusable" | "neg_foreign"
    label: int
    judged: str | None  # by hand: "supported" | "partly" | "unsupported"
    weight: float  # of its stratum among the rows judged by hand
    gold_articles: int
    measured: Measured
    overlap: float  # share of the claim's runs of four characters that the article has


def rows(folder: Path, store: StatuteStore, judge: ClaimJudge, every: int = 1) -> Iterator[Row]:
    """The rows of `folder` whose article the store holds as of AS_OF: all judged by hand, of the rest every `every`th.

    Four rows that follow one another in swapped.jsonl are one claim: they stay together.
    """
    for name in FILES:
        for i, line in enumerate((folder / name).read_text("utf-8").splitlines()):
            held = json.loads(line)
            if i // 4 % every and not held.get("judged"):
                continue
            row = _row(held, store, judge)
            if row is not None:
                yield row


def foreign(data: Sequence[Row], store: StatuteStore, judge: ClaimJudge, each: int = 2) -> Iterator[Row]:
    """The right claims of `data` under random articles of other laws, as texts that invent their citations do.

    The law in which the whole store finds the claim best is left out beside the right one: it may bear it as well.
    """
    laws = {row.statute.id: row for row in data}
    right: dict[str, set[str]] = {}
    for row in data:
        if row.label:
            right.setdefault(row.claim, set()).add(row.statute.id)
    claims = {(row.source, row.question, row.claim): row for row in data if row.kind == "pos"}
    dice, names = Random(7), sorted(laws)
    for row in claims.values():
        ranked = judge.suggest(row.claim, as_of=AS_OF, limit=1)
        near = right[row.claim] | {place.statute.id for place in ranked}
        for name in dice.sample([name for name in names if name not in near], each):
            statute, version = laws[name].statute, laws[name].version
            article = dice.choice([article for article in store.articles(version.id) if article.text])
            said = said_of(row.claim, article.number, article.text or "")
            measured = judge.measure(ClaimGrams.of(said), version, article.number)
            if measured is not None:
                yield replace(
                    row, said=said, statute=statute, version=version, article=article, kind="neg_foreign", label=0,
                    judged=None, weight=1.0, measured=measured, overlap=measured.features["run_coverage"],
                )  # fmt: skip


def _row(held: Mapping[str, Any], store: StatuteStore, judge: ClaimJudge) -> Row | None:
    place = cited(store, held["law"], ArticleNumber(int(held["article"]), int(held["branch"] or 0)), AS_OF)
    if place is None:
        return None
    statute, version, article = place
    said = said_of(held["claim"], article.number, article.text or "")
    grams = ClaimGrams.of(said)
    if not len(grams.codes):
        return None
    measured = judge.measure(grams, version, article.number)
    if measured is None:
        return None
    return Row(
        claim=held["claim"],
        said=said,
        statute=statute,
        version=version,
        article=article,
        source=held["source"],
        question=int(held["question"]),
        kind=held["kind"],
        label=held["label"],
        judged=held.get("judged"),
        weight=float(held.get("weight") or 1.0),
        gold_articles=int(held.get("gold_articles") or 1),
        measured=measured,
        overlap=measured.features["run_coverage"],
    )


def cited(store: StatuteStore, title: str, number: ArticleNumber, day: date) -> tuple[Statute, Version, Article] | None:
    """The article that `title` and `number` name on `day`; None when it is not held as text."""
    matches = store.find(title_key(title))
    if len(matches) != 1:
        return None
    statute = matches[0].statute
    versions = tuple(version for version in store.versions(statute.id) if version.text_held)
    version = version_on(versions, day)
    article = store.article(version.id, number) if version else None
    return (statute, version, article) if version and article and article.text else None


def auc(scores: Sequence[float], labels: Sequence[int], weights: Sequence[float] | None = None) -> float:
    """The weighted area under the ROC curve: how often a supported claim scores above an unsupported one."""
    values, truth = np.asarray(scores, dtype=float), np.asarray(labels)
    weight = np.ones(len(values)) if weights is None else np.asarray(weights, dtype=float)
    order = np.argsort(values, kind="stable")
    values, truth, weight = values[order], truth[order], weight[order]
    _, first = np.unique(values, return_index=True)
    positive = np.add.reduceat(weight * (truth == 1), first)
    negative = np.add.reduceat(weight * (truth == 0), first)
    below = np.concatenate(([0.0], np.cumsum(negative)[:-1]))
    return float((positive * (below + negative / 2)).sum() / (positive.sum() * negative.sum()))


def figures(data: Sequence[Row], scores: NDArray[np.float64], threshold: float) -> dict[str, float]:
    """The figures of the shipped table, rounded, for `scores` of `data`; `threshold` is where a flag begins."""
    out: dict[str, float] = {}
    judged = [(s, r) for s, r in zip(scores, data, strict=True) if r.judged in ("supported", "unsupported")]
    low = [
        (s, r) for s, r in zip(scores, data, strict=True)
        if r.kind == "model" and not r.judged and not r.label and r.overlap < _LOW_OVERLAP
    ]  # fmt: skip
    truth = [int(r.judged == "supported") for _, r in judged]
    out["judged_auc"] = auc([s for s, _ in judged], truth, [r.weight for _, r in judged])
    every = judged + low
    out["answers_auc"] = auc(
        [s for s, _ in every],
        truth + [0] * len(low),
        [r.weight if r.judged else 1.0 for _, r in every],
    )
    supported = [s for s, r in judged if r.judged == "supported"]
    out["supported_flagged"] = sum(s < threshold for s in supported) / len(supported)
    unsupported = [(s, r.weight if r.judged else 1.0) for s, r in every if r.judged != "supported"]
    out["unsupported_found"] = sum(w for s, w in unsupported if s < threshold) / sum(w for _, w in unsupported)
    for source, one in (("lawbench-3-2", False), ("lawbench-3-8", False), ("lecoqa", True)):
        chosen = [
            (float(s), r) for s, r in zip(scores, data, strict=True)
            if r.source == source and r.kind not in _APART and (not one or r.gold_articles == 1)
        ]  # fmt: skip
        for kind in ("random", "neighbour", "confusable", ""):
            part = [(s, r) for s, r in chosen if r.kind == "pos" or not kind or r.kind == f"neg_{kind}"]
            out[f"{source}_{kind or 'all'}_auc"] = auc([s for s, _ in part], [r.label for _, r in part])
    laymans = [s for s, r in zip(scores, data, strict=True) if _layman(r) and r.kind == "pos"]
    out["laymans_flagged"] = sum(s < threshold for s in laymans) / len(laymans)
    strange = [s for s, r in zip(scores, data, strict=True) if r.kind == "neg_foreign"]
    if strange:
        out["foreign_found"] = sum(s < threshold for s in strange) / len(strange)
    return {name: round(float(value), 4) for name, value in out.items()}


def _layman(row: Row) -> bool:
    return row.source == "lecoqa" and row.gold_articles == 1


_APART = ("model", "pos_recite", "neg_foreign")
_LOW_OVERLAP = 0.2
"""Label-0 answers that share fewer runs with the article are unsupported in 99 of 100 cases (read by hand)."""
