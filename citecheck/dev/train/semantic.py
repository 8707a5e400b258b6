"""Train checks/semantic_model.json: python -m citecheck.dev.train.semantic ../shared/data/support

How much the embedding model's opinion weighs beside the lexical score, and beside a suggestion's. Run it after
citecheck.dev.train.support, whose model it builds on. The first run embeds some thousand articles, at seven to twenty
a second of one core; their vectors stay beside the store, so a run that was stopped goes on.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from citecheck.checks import semantic, support
from citecheck.checks.features import FEATURES as LEXICAL
from citecheck.checks.features import ClaimGrams
from citecheck.checks.suggestions import COSINE, Articles
from citecheck.checks.suggestions import FEATURES as RANKED
from citecheck.dev.train.command import asked, ship
from citecheck.dev.train.measure import Row, figures, rows
from citecheck.dev.train.suggestions import Questions, Reading, Weights, chapter_of, claimed, held_out, lessons, named
from citecheck.dev.train.suggestions import fold_of as fold_of_claim
from citecheck.dev.train.support import FOLDS, FREE, THRESHOLDS, Floats, belief, cross_validated, fit, fold_of
from citecheck.store import open_store

EVERY = 8
"""Of the rows that nobody read one in so many is learned from: three weights need no more."""
DOUBTFUL = (0.05, 0.8)
"""Scores between which the second opinion is asked for: a wider range raises no figure measured."""
OTHER_TEXT = 0.2
"""What a row of laymen's answers weighs beside an answer of a model: their labels are noisier, their flags rarer."""


def log_odds(scores: Floats) -> Floats:
    bounded: Floats = np.clip(scores, 1e-6, 1 - 1e-6)
    return np.log(bounded / (1 - bounded))


def measured(row: Row, judge: support.ClaimJudge, opinion: semantic.Semantic) -> list[float]:
    """The semantic features of a row, as a judge measures them."""
    rivals = judge.rivals(ClaimGrams.of(row.said), row.version, row.article.number, semantic.RIVALS)
    return list(semantic.measure(opinion.likeness(row.said, [row.article.text or "", *rivals])).values())


def combined(data: Sequence[Row], lexical: Floats, x: Floats) -> tuple[Floats, Floats, float]:
    """(the score of each row by a model that saw no row of its question, the weights of all rows, the intercept)."""
    z = np.c_[log_odds(lexical), x]
    beliefs = np.array([belief(row) for row in data])
    target, free = beliefs[:, 0], np.zeros(z.shape[1], dtype=bool)
    weight = beliefs[:, 1] * np.array([1.0 if row.kind == "model" else OTHER_TEXT for row in data])
    folds, scores = np.array([fold_of(row) for row in data]), np.zeros(len(data))
    for k in range(FOLDS):
        out = folds == k
        weights, intercept = fit(z[~out], target[~out], weight[~out], free)
        scores[out] = 1 / (1 + np.exp(-(z[out] @ weights + intercept)))
    weights, intercept = fit(z, target, weight, free)
    doubtful = (lexical >= DOUBTFUL[0]) & (lexical < DOUBTFUL[1])
    return np.where(doubtful, scores, lexical), weights, intercept


def main() -> None:
    options = asked(__doc__, "the model file", data="swapped.jsonl and model_answers.jsonl")
    store = open_store()
    judge, opinion = support.ClaimJudge(store), semantic.Semantic(store.index_path.parent)
    every = list(rows(options.folder, store, judge))
    x = np.array([[row.measured.features[name] for name in LEXICAL] for row in every])
    beliefs = np.array([belief(row) for row in every])
    lexical = cross_validated(every, x, beliefs[:, 0], beliefs[:, 1], np.array([name in FREE for name in LEXICAL]))
    chosen = [i for i, row in enumerate(every) if row.judged or row.question // 2 % EVERY == 0]
    data = [every[i] for i in chosen]
    features = np.array([measured(row, judge, opinion) for row in data])
    scores, weights, intercept = combined(data, lexical[chosen], features)
    claims = claimed(options.folder, store)
    reading = Reading(Articles(judge.index.rarity), semantic.READ, opinion.likeness)
    ranking = Weights.of(reading, lessons(claims, Questions(claims), judge))
    worth = figures(data, scores, THRESHOLDS["unsupported_below"])
    kept = ("judged_auc", "answers_auc", "supported_flagged", "unsupported_found", "laymans_flagged", "lecoqa_all_auc")
    model = {
        "lexical": round(float(weights[0]), 5),
        "weights": {name: round(float(w), 5) for name, w in zip(semantic.FEATURES, weights[1:], strict=True)},
        "intercept": round(intercept, 5),
        "doubtful": DOUBTFUL,
        "ranking": named((*RANKED, COSINE), ranking.read),
        "data": {"rows": len(data), "embedding": semantic.model_name()},
        "measured": {name: worth[name] for name in kept},
        "measured_ranking": held_out(claims, judge, reading, [fold_of_claim(one) for one in claims]),
        "measured_ranking_unseen_chapters": held_out(claims, judge, reading, [chapter_of(one) for one in claims]),
    }
    ship(model, Path(semantic.__file__).with_name("semantic_model.json"), write=options.write)


if __name__ == "__main__":
    main()
