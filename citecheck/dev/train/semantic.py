"""Train checks/semantic_model.json: python -m citecheck.dev.train.semantic ../shared/data/support

How much the embedding model's opinion weighs beside the lexical score, and beside a suggestion's. Run it after
citecheck.dev.train.support, whose model it builds on. The first run embeds some thousand articles, at seven to twenty
a second of one core; their vectors stay beside the store, so a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from citecheck.checks import semantic, support
from citecheck.checks.features import FEATURES as LEXICAL
from citecheck.checks.features import ClaimGrams
from citecheck.dev.train.measure import AS_OF, Row, figures, rows
from citecheck.dev.train.support import FOLDS, FREE, THRESHOLDS, Floats, belief, cross_validated, fit, fold_of
from citecheck.store import open_store

EVERY = 8
"""Of the rows that nobody read one in so many is learned from: three weights need no more."""
RANKED_EVERY = 2  # of the right claims, by question, those whose suggestions are ranked
DOUBTFUL = (0.05, 0.8)
"""Scores between which the second opinion is asked for: a wider range raises no figure measured."""
OTHER_TEXT = 0.2
"""What a row of laymen's answers weighs beside an answer of a model: their labels are noisier, their flags rarer."""
_WEIGHTS = tuple(range(0, 81, 5))  # of a cosine beside the logarithm of a suggestion's score


def log_odds(scores: Floats) -> Floats:
    bounded: Floats = np.clip(scores, 1e-6, 1 - 1e-6)
    return np.log(bounded / (1 - bounded))


def measured(row: Row, judge: support.ClaimJudge, opinion: semantic.Semantic) -> list[float]:
    """The semantic features of a row, as a judge measures them."""
    rivals = judge.rivals(ClaimGrams.of(row.claim), row.version, row.article.number, semantic.RIVALS)
    return list(semantic.measure(opinion.likeness(row.claim, [row.article.text or "", *rivals])).values())


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


def ranking(
    data: Sequence[Row], judge: support.ClaimJudge, opinion: semantic.Semantic
) -> tuple[float, dict[str, float]]:
    """(the weight of a cosine with which laymen's answers find their article first most often, what it is worth)."""
    right = [row for row in data if row.kind == "pos" and row.source == "lecoqa"]
    pools = []
    for row in right:
        places = judge.suggest(row.claim, as_of=AS_OF, limit=semantic.RERANKED)
        cosines = opinion.likeness(row.claim, [place.text or "" for place in places])
        own = [place.statute.id == row.statute.id and place.article == row.article.number for place in places]
        pools.append((np.log([place.score or 1e-3 for place in places]), np.array(cosines), np.array(own)))

    def found(weight: float, among: int) -> float:
        hits = [
            own[np.argsort(-(words + weight * cosines), kind="stable")][:among].any() for words, cosines, own in pools
        ]
        return float(np.mean(hits))

    best = max(_WEIGHTS, key=lambda weight: found(weight, 1) + found(weight, 5))
    out = {
        "laymens_first": found(best, 1),
        "laymens_five": found(best, 5),
        "laymens_first_lexical": found(0, 1),
        "laymens_five_lexical": found(0, 5),
        "laymens_ranked": len(pools),
    }
    return float(best), {name: round(float(value), 4) for name, value in out.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where swapped.jsonl and model_answers.jsonl lie")
    parser.add_argument("--write", action="store_true", help="replace the model file")
    options = parser.parse_args()
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
    rerank, ranks = ranking([row for row in every if row.question // 2 % RANKED_EVERY == 0], judge, opinion)
    worth = figures(data, scores, THRESHOLDS["unsupported_below"])
    kept = ("judged_auc", "answers_auc", "supported_flagged", "unsupported_found", "laymans_flagged", "lecoqa_all_auc")
    model = {
        "lexical": round(float(weights[0]), 5),
        "weights": {name: round(float(w), 5) for name, w in zip(semantic.FEATURES, weights[1:], strict=True)},
        "intercept": round(intercept, 5),
        "doubtful": DOUBTFUL,
        "rerank": rerank,
        "data": {"rows": len(data), "embedding": semantic.model_name()},
        "measured": {name: worth[name] for name in kept} | ranks,
    }
    text = json.dumps(model, indent=1, ensure_ascii=False) + "\n"
    print(text, end="")
    if options.write:
        Path(semantic.__file__).with_name("semantic_model.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
