"""Numbers: units, several outputs, extremes."""

from typing import Any

import numpy as np
import pytest
from sklearn.datasets import make_friedman1, make_regression

from separatrix import NetRegressor
from separatrix.errors import DataError

X, Y = make_friedman1(300, noise=0.5, random_state=0)


def test_a_curve_is_learned_in_the_targets_own_unit() -> None:
    model = NetRegressor(random_state=0).fit(X[:250], Y[:250])
    assert model.score(X[250:], Y[250:]) > 0.8
    large = NetRegressor(random_state=0).fit(X[:250], Y[:250] * 1e6 + 3e9)
    np.testing.assert_allclose(large.predict(X), model.predict(X) * 1e6 + 3e9, rtol=1e-6)


def test_several_outputs_are_those_of_each_alone() -> None:
    points, values = make_regression(150, 4, n_targets=3, random_state=0)
    model = NetRegressor((16,), random_state=0, n_seeds=2).fit(points, values)
    assert model.predict(points).shape == model.predict_spread(points).shape == (150, 3)
    assert model.score(points, values) > 0.9
    alone = NetRegressor((16,), random_state=0, n_seeds=2).fit(points, values[:, 1])
    np.testing.assert_array_equal(alone.predict(points), model.predict(points)[:, 1])
    assert np.shape(model.best_epoch_) == (3, 2)
    assert {row["output"] for row in model.history_} == {0, 1, 2}


def test_out_of_fold_values_are_an_honest_score() -> None:
    model = NetRegressor(random_state=0, n_cv=5).fit(X, Y)
    assert model.oof_prediction_.shape == (300,)
    apart = 1 - np.mean((Y - model.oof_prediction_) ** 2) / Y.var()
    assert 0.5 < apart < model.score(X, Y)


def test_what_scikit_learn_calls_a_loss_is_known() -> None:
    absolute = NetRegressor((16,), loss="absolute_error", random_state=0).fit(X, Y)
    assert absolute.fitted_[0].recipe.loss == "l1"
    squared = NetRegressor((16,), loss="squared_error", random_state=0).fit(X, Y)
    assert squared.fitted_[0].recipe.loss == "mse"


@pytest.mark.parametrize(
    ("y", "said"),
    [
        (np.where(Y > 3, np.nan, Y), "NaN"),
        (np.where(Y > 3, np.inf, Y), "infinity"),
        (np.where(Y > 3, 1e200, Y), "no squared error"),
        (np.array(["a"] * 300), "NetRegressor learns numbers.*NetClassifier"),
    ],
)
def test_answers_that_are_no_numbers_are_refused(y: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        NetRegressor().fit(X, y)


def test_a_loss_for_classes_is_refused() -> None:
    with pytest.raises(ValueError, match="loss"):
        NetRegressor(loss="cross-entropy").fit(X, Y)
    with pytest.raises(TypeError, match="class_weight"):
        NetRegressor(class_weight="balanced")  # type: ignore[call-arg]


def test_outputs_of_rows_to_watch_must_be_as_many() -> None:
    with pytest.raises(DataError, match="y has 1 outputs and y_val has 2"):
        NetRegressor().fit(X, Y, X_val=X, y_val=np.column_stack([Y, Y]))
