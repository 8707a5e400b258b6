"""The training: no weight speaks against an article for being more like the claim, whatever the labels say."""

from __future__ import annotations

import numpy as np
import pytest

from citecheck.checks.features import FEATURES
from citecheck.checks.support import SupportModel
from citecheck.dev.train.measure import auc
from citecheck.dev.train.support import FREE, fit, probability


def test_weights_keep_their_sign() -> None:
    dice = np.random.default_rng(1)
    x = dice.normal(size=(400, 3))
    target = (x[:, 0] - 2 * x[:, 1] + x[:, 2] > 0).astype(float)  # the second feature speaks against
    bounded, _ = fit(x, target, np.ones(400), np.array([False, False, True]))
    free, intercept = fit(x, target, np.ones(400), np.array([True, True, True]))
    assert bounded[0] > 0
    assert bounded[1] == 0
    assert free[1] < 0
    assert auc(list(probability(x, free, intercept)), [int(t) for t in target]) > 0.98


@pytest.mark.parametrize(
    ("scores", "labels", "expected"),
    [
        pytest.param([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1], 1.0, id="apart"),
        pytest.param([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1], 0.0, id="upside down"),
        pytest.param([0.5, 0.5, 0.5, 0.5], [0, 1, 0, 1], 0.5, id="all the same"),
    ],
)
def test_auc(scores: list[float], labels: list[int], expected: float) -> None:
    assert auc(scores, labels) == expected


def test_the_shipped_model_is_one_that_training_can_give() -> None:
    model = SupportModel.load()
    assert set(model.weights) <= set(FEATURES)
    assert all(weight >= 0 for name, weight in model.weights.items() if name not in FREE)
    assert 0 < model.unsupported_below < model.supported_from < 1
