"""Train checks/support_model.json: python -m citecheck.dev.train.support ../shared/data/support

A logistic regression by accelerated projected gradient: every weight but the law's size is held at zero or above, so
that no feature can speak against an article for resembling the claim more. Labels are noisy and known to be: the
targets and weights below say how far each kind of row is believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from citecheck.checks import support
from citecheck.checks.features import FEATURES
from citecheck.dev.train.command import asked, digests, ship
from citecheck.dev.train.measure import AS_OF, FILES, Row, figures, foreign, rows
from citecheck.dev.train.suggestions import LAYMEN, claimed, confidence
from citecheck.store import open_store

FREE = {"law_size"}  # may have either sign
THRESHOLDS = {"unsupported_below": 0.20, "supported_from": 0.70}
FOLDS = 5
Floats = NDArray[np.float64]


def belief(row: Row) -> tuple[float, float]:
    """(probability that the article bears the claim, weight of the row), from what reading 573 rows showed."""
    if row.judged:
        return {"supported": 1.0, "partly": 0.6, "unsupported": 0.0}[row.judged], 4 * min(3.0, row.weight)
    one = row.gold_articles == 1
    match row.kind:
        case "model" if row.label:
            return 0.62, 1.0
        case "model":
            return (0.72, 0.5) if row.overlap > 0.5 else (0.01, 1.0)
        case "pos" | "pos_recite":
            right = 0.97 if row.source == "lawbench-3-2" or row.kind == "pos_recite" else 0.85 if one else 0.7
            return right, 2.0 if one else 1.0
        case "neg_confusable":
            return (
                (0.05, 4.5) if one and row.source == "lecoqa" else (0.03 if row.source == "lawbench-3-2" else 0.2, 0.3)
            )
        case _:
            return (0.5, 0.2) if row.overlap > 0.5 else (0.02, 1.0)


def fit(x: Floats, target: Floats, weight: Floats, free: NDArray[np.bool_], steps: int = 3000) -> tuple[Floats, float]:
    """(weights on the raw features, intercept) of the sign-constrained regression."""
    mean = np.average(x, axis=0, weights=weight)
    scale = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=weight)) + 1e-9
    z = np.c_[(x - mean) / scale, np.ones(len(x))]
    share, ridge = weight / weight.sum(), 1e-3
    rate = 1 / (0.25 * float(np.linalg.eigvalsh((z * share[:, None]).T @ z)[-1]) + ridge)
    bounded = np.append(~free, False)
    penalty = np.append(np.ones(x.shape[1]), 0.0) * ridge
    beta = ahead = np.zeros(z.shape[1])
    momentum = 1.0
    for _ in range(steps):
        slope = z.T @ (share * (1 / (1 + np.exp(-z @ ahead)) - target)) + penalty * ahead
        after = ahead - rate * slope
        after = np.where(bounded & (after < 0), 0.0, after)
        grown = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead, beta, momentum = after + (momentum - 1) / grown * (after - beta), after, grown
    raw = beta[:-1] / scale
    return raw, float(beta[-1] - raw @ mean)


def probability(x: Floats, weights: Floats, intercept: float) -> Floats:
    return 1 / (1 + np.exp(-(x @ weights + intercept)))


def fold_of(row: Row) -> int:
    """The part of the data a row is in: all rows of a question are in one."""
    return (row.question // 2 * 7 + len(row.source)) % FOLDS


def cross_validated(data: Sequence[Row], x: Floats, target: Floats, weight: Floats, free: NDArray[np.bool_]) -> Floats:
    """The score of each row by a model that saw no row of its question."""
    fold = np.array([fold_of(row) for row in data])
    scores = np.zeros(len(data))
    for k in range(FOLDS):
        out = fold == k
        scores[out] = probability(x[out], *fit(x[~out], target[~out], weight[~out], free))
    return scores


def main() -> None:
    options = asked(__doc__, "the model file", data="swapped.jsonl and model_answers.jsonl")
    store = open_store()
    judge = support.ClaimJudge(store)
    data = list(rows(options.folder, store, judge))
    data += foreign(data, store, judge)
    x = np.array([[row.measured.features[name] for name in FEATURES] for row in data])
    beliefs = np.array([belief(row) for row in data])
    target, weight = beliefs[:, 0], beliefs[:, 1]
    free = np.array([name in FREE for name in FEATURES])
    scores = cross_validated(data, x, target, weight, free)
    weights, intercept = fit(x, target, weight, free)
    model = {
        "weights": {name: round(float(w), 5) for name, w in zip(FEATURES, weights, strict=True) if abs(w) > 1e-5},
        "intercept": round(intercept, 5),
        "thresholds": THRESHOLDS,
        "suggestions": confidence(claimed(options.folder, store, LAYMEN), judge),
        "data": {
            "rows": len(data),
            "as_of": AS_OF.isoformat(),
            "sha256": digests(options.folder, FILES),
        },
        "measured": figures(data, scores, THRESHOLDS["unsupported_below"]),
    }
    ship(model, Path(support.__file__).with_name("support_model.json"), write=options.write)


if __name__ == "__main__":
    main()
