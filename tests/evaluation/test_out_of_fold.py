"""Answers of members for the rows that they did not learn from."""

import numpy as np
import pytest

from separatrix.evaluation.out_of_fold import out_of_fold
from separatrix.evaluation.prediction import Predictions
from separatrix.training.folds import Fold

FOLDS = [
    Fold(np.array([2, 3]), np.array([0, 1])),
    Fold(np.array([2, 3]), np.array([0, 1])),
    Fold(np.array([0, 1]), np.array([2, 3])),
]


def test_each_row_gets_the_mean_of_those_that_held_it_out() -> None:
    values_KN = np.array([[1.0, 2.0, 90.0, 90.0], [3.0, 6.0, 90.0, 90.0], [90.0, 90.0, 5.0, 7.0]])
    answers = out_of_fold(Predictions(None, values_KN, 0.5), FOLDS)
    assert answers.array.tolist() == [2.0, 4.0, 5.0, 7.0]
    probabilities_KNC = np.stack([1 - values_KN / 100, values_KN / 100], axis=2)
    answers = out_of_fold(Predictions(probabilities_KNC, None, 0.3), FOLDS)
    np.testing.assert_allclose(answers.array[:, 1], [0.02, 0.04, 0.05, 0.07])
    assert answers.threshold == 0.3


def test_a_row_that_nobody_held_out_is_our_mistake() -> None:
    with pytest.raises(AssertionError, match="held out"):
        out_of_fold(Predictions(None, np.ones((2, 4)), 0.5), FOLDS[:2])
