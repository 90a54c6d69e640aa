import numpy as np
import pytest
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.metrics import balanced_accuracy_score, log_loss, mean_absolute_error, r2_score

from separatrix.evaluation.guess import guess
from separatrix.metrics.registry import metrics_of


def test_the_class_guess_is_scikit_learns_prior() -> None:
    train, test = np.array([0, 2, 2, 1, 2, 0]), np.array([2, 2, 1, 0])
    dummy = DummyClassifier(strategy="prior").fit(train[:, None], train)
    found = guess("multiclass", train, test)
    assert tuple(found) == metrics_of("multiclass")
    assert found["accuracy"] == dummy.score(test[:, None], test)
    assert found["log_loss"] == pytest.approx(log_loss(test, dummy.predict_proba(test[:, None])))
    assert found["balanced_accuracy"] == balanced_accuracy_score(test, np.full(4, 2))
    assert found["roc_auc"] == 0.5


def test_the_number_guess_is_the_mean_of_the_training_rows() -> None:
    train, test = np.array([1.0, 2.0, 6.0]), np.array([2.0, 4.0])
    values = DummyRegressor().fit(train[:, None], train).predict(test[:, None])
    found = guess("regression", train, test)
    assert found["mae"] == mean_absolute_error(test, values)
    assert found["r2"] == r2_score(test, values)


def test_a_class_that_was_never_trained_on_is_guessed_with_no_chance() -> None:
    found = guess("multiclass", np.array([0, 0, 1]), np.array([2, 0]))
    assert found["accuracy"] == 0.5
    assert found["log_loss"] is not None
    assert found["log_loss"] > 10


def test_a_guess_that_cannot_be_scored_is_none() -> None:
    assert guess("binary", np.array([0, 1, 1]), np.array([1, 1]))["roc_auc"] is None
    assert guess("regression", np.array([1.0, 3.0]), np.array([5.0]))["r2"] is None
