"""Classes, labels, weights, thresholds, folds and seeds of the classifier."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn.datasets import make_blobs, make_circles, make_multilabel_classification
from sklearn.metrics import f1_score, log_loss

from separatrix import NetClassifier, NetRegressor
from separatrix.errors import DataError, RecipeError

X, Y = make_circles(160, noise=0.05, factor=0.5, random_state=0)


def quick(**given: Any) -> NetClassifier:
    return NetClassifier(**{"hidden_layer_sizes": 8, "max_iter": 40, "random_state": 0} | given)


def imbalanced() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    random = np.random.default_rng(0)
    points = random.normal(size=(4000, 2))
    return points, (points[:, 0] + random.normal(size=4000) > 2.2).astype(np.int64)


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_row_of_whole_weight_is_as_many_rows(data: st.DataObject) -> None:
    """For a small table: encoder, balance of classes, penalty and loss count a row as often."""
    count = data.draw(st.lists(st.integers(0, 3), min_size=20, max_size=20))
    points, labels = X[:20], Y[:20]
    weight = np.array(count, float)
    weight[[0, int(np.flatnonzero(labels != labels[0])[0])]] = 2.0
    balanced = data.draw(st.sampled_from([None, "balanced", {0: 3.0}]))
    weighted = quick(class_weight=balanced, alpha=0.5).fit(points, labels, weight)
    rows = np.repeat(np.arange(20), weight.astype(int))
    repeated = quick(class_weight=balanced, alpha=0.5).fit(points[rows], labels[rows])
    np.testing.assert_allclose(
        weighted.predict_proba(X), repeated.predict_proba(X), rtol=1e-6, atol=1e-8
    )


def test_classes_keep_their_type_and_order() -> None:
    for labels in (Y, Y.astype(bool), np.where(Y == 1, "yes", "no"), Y * 2.0, Y.astype(np.int8)):
        model = quick(max_iter=3).fit(X, labels)
        assert model.classes_.tolist() == sorted(set(labels.tolist()))
        assert model.predict(X).dtype == np.asarray(labels).dtype
        np.testing.assert_array_equal(
            model.classes_[model.predict_proba(X).argmax(axis=1)], model.predict(X)
        )


def test_the_decision_is_above_zero_where_the_second_class_is_predicted() -> None:
    model = quick(threshold=0.8).fit(X, Y)
    assert ((model.decision_function(X) > 0) == (model.predict(X) == 1)).all()
    assert (model.predict(X) == (model.predict_proba(X)[:, 1] > 0.8)).all()
    points, labels = make_blobs(60, centers=3, random_state=0)
    several = quick().fit(points, labels)
    assert several.decision_function(points).shape == (60, 3)
    assert (several.decision_function(points).argmax(axis=1) == several.predict(points)).all()


def test_several_labels_are_learned_each_by_itself() -> None:
    points, labels = make_multilabel_classification(200, n_classes=4, random_state=0)
    model = NetClassifier((32,), random_state=0).fit(points, labels)
    assert model.predict(points).shape == model.predict_proba(points).shape == labels.shape
    assert f1_score(labels, model.predict(points), average="micro") > 0.9
    assert model.n_outputs_ == 4
    assert isinstance(model.module_, tuple)
    alone = NetClassifier((32,), random_state=0).fit(points, labels[:, 2])
    np.testing.assert_array_equal(
        alone.predict_proba(points)[:, 1], model.predict_proba(points)[:, 2]
    )


def test_seeds_and_folds_are_one_stack_whose_probabilities_are_averaged() -> None:
    model = quick(n_seeds=2, n_cv=3).fit(X, Y)
    (fitted,) = model.fitted_
    assert fitted.members == 6
    assert [recipe.seed for recipe in fitted.recipes] == [0, 1] * 3
    assert np.shape(model.best_epoch_) == (6,)
    assert model.predict_spread(X).shape == (160, 2)
    assert (model.predict_spread(X) > 0).any()
    assert not quick().fit(X, Y).predict_spread(X).any()


def test_out_of_fold_answers_do_not_know_their_row() -> None:
    """Labels that say nothing are learned by heart, and out of fold no better than guessing."""
    random = np.random.default_rng(0)
    points, labels = random.normal(size=(120, 10)), random.integers(2, size=120)
    model = NetClassifier((64,), n_cv=4, random_state=0, max_iter=150).fit(points, labels)
    assert log_loss(labels, model.oof_prediction_) > 0.65
    assert not hasattr(quick().fit(X, Y), "oof_prediction_")


def test_groups_are_never_on_both_sides() -> None:
    """Each group has one label of its own: only a row's group could tell it out of fold."""
    random = np.random.default_rng(0)
    groups = np.repeat(np.arange(30), 6)
    labels = random.permutation(np.arange(30) % 2)[groups]
    points = np.eye(30)[groups]
    apart = NetClassifier((32,), n_cv=3, random_state=0, n_iter_no_change=100)
    told = apart.fit(points, labels, groups=groups).oof_prediction_.argmax(axis=1)
    assert (told == labels).mean() < 0.65
    mixed = apart.fit(points, labels).oof_prediction_.argmax(axis=1)
    assert (mixed == labels).mean() > 0.9


def test_a_threshold_is_chosen_for_the_metric_asked_for_on_held_out_rows() -> None:
    points, labels = imbalanced()
    plain = NetClassifier((8,), random_state=0).fit(points, labels)
    chosen = NetClassifier((8,), random_state=0, threshold="f1").fit(points, labels)
    folds = NetClassifier((8,), random_state=0, threshold="f1", n_cv=3).fit(points, labels)
    assert plain.fitted_[0].threshold == 0.5
    assert 0 < folds.fitted_[0].threshold < 0.5
    for model in (chosen, folds):
        assert model.fitted_[0].threshold != 0.5
        assert f1_score(labels, model.predict(points)) > f1_score(labels, plain.predict(points))


def test_rows_to_watch_can_be_given_apart() -> None:
    model = quick(n_iter_no_change=5).fit(X[:100], Y[:100], X_val=X[100:], y_val=Y[100:])
    assert model.validation_loss_curve_ is not None
    assert len(model.validation_loss_curve_) == len(model.loss_curve_) == model.n_iter_
    assert isinstance(model.best_epoch_, int)
    last = log_loss(Y[100:], model.predict_proba(X[100:]))
    assert last == pytest.approx(model.validation_loss_curve_[model.best_epoch_ - 1], rel=1e-6)
    assert model.history_[0]["epoch"] == 1


def test_warm_start_goes_on_where_the_last_fit_ended() -> None:
    model = quick(warm_start=True).fit(X, Y)
    first = model.loss_curve_[-1]
    model.fit(X, Y)
    assert model.loss_curve_[0] < first * 1.05
    assert model.loss_curve_[-1] < first
    with pytest.raises(DataError, match=r'y holds the class "2"'):
        model.fit(X, Y + 1)
    with pytest.raises(RecipeError, match="to go on with"):
        model.set_params(hidden_layer_sizes=(9,)).fit(X, Y)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"solver": "lbfgs"}, 'solver cannot be "lbfgs".*full batches'),
        ({"solver": "adm"}, 'solver cannot be "adm". Did you mean "adam"'),
        ({"activation": "rleu"}, 'activation cannot be "rleu". Did you mean "relu"'),
        ({"max_iter": 0}, "max_iter must be 1 or more, got 0"),
        ({"hidden_layer_sizes": (0,)}, "hidden_layer_sizes must be 1 to"),
        ({"alpha": -1}, "alpha must be 0 or more and finite, got -1"),
        ({"n_seeds": 0}, "n_seeds must be a whole number from 1 on, got 0"),
        ({"n_cv": 1}, "n_cv must be 2 or more folds, got 1"),
        ({"early_stopping": "yes"}, "early_stopping must be True, False or"),
        ({"early_stopping": True, "validation_fraction": 1.0}, "validation_fraction must be above"),
        ({"loss": "mse"}, "loss"),
        ({"metric": "r2"}, "metric r2 does not suit a binary target"),
        ({"class_weight": {2: 1.0}}, 'class_weight names the class "2"'),
        ({"class_weight": 3}, "class_weight must be None"),
        ({"module_params": {"width": 3}}, "module is None"),
        ({"kinds": {"y": "number"}}, 'no column "y"'),
        ({"device": "tpu"}, 'no device "tpu" here.*leave device out'),
        ({"n_cv": 500}, "n_cv=500 folds need as many rows, and there are 160"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_refused_in_its_own_words(
    given: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        quick(**given).fit(X, Y)


def test_an_unknown_parameter_is_answered_with_the_nearest() -> None:
    with pytest.raises(RecipeError, match='Did you mean "learning_rate_init"'):
        quick().set_params(learning_rate=0.1)


@pytest.mark.parametrize(
    ("y", "said"),
    [
        (Y[:-1], "inconsistent numbers of samples: 160 and 159"),
        (np.zeros(160), "one class"),
        (X[:, 0], "Unknown label type: continuous"),
        (None, "requires y to be passed"),
        (np.where(Y == 1, np.nan, 0.0), "contains NaN"),
        (np.zeros((160, 2, 2)), "y should be a 1d array"),
    ],
)
def test_answers_that_cannot_be_learned_are_refused(y: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        quick().fit(X, y)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sample_weight": np.ones(3)}, r"sample_weight has shape \(3,\)"),
        ({"sample_weight": -np.ones(160)}, "row 1 of sample_weight is -1"),
        ({"sample_weight": np.zeros(160)}, "Every sample weight is zero"),
        ({"sample_weight": ["a"] * 160}, "sample_weight holds something else than numbers"),
        ({"groups": np.ones((160, 2))}, r"groups has shape \(160, 2\)"),
        ({"groups": 3}, r"groups has shape \(\)"),
        ({"groups": np.ones(3)}, "groups has 3 entries"),
        ({"X_val": X}, "y_val is not given"),
        ({"X_val": X, "y_val": Y + 5}, 'y holds the class "5"|y holds the class "6"'),
        ({"X_val": X[:, :1], "y_val": Y}, "X has 1 features"),
    ],
)
def test_rows_that_do_not_fit_together_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        quick().fit(X, Y, **given)


@pytest.mark.parametrize("scale", [1e308, 1e300, 1e-300])
def test_weights_say_only_how_rows_compare_whatever_their_scale(scale: float) -> None:
    weight_N = np.where(np.arange(len(Y)) % 2, 0.5, 1.5)
    expected = quick().fit(X, Y, weight_N).predict_proba(X)
    found = quick().fit(X, Y, weight_N * scale).predict_proba(X)
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    equal = quick().fit(X, Y, np.full(len(Y), scale)).predict_proba(X)
    np.testing.assert_array_equal(equal, quick().fit(X, Y).predict_proba(X))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"warm_start": "x"}, "warm_start must be True or False, got 'x'"),
        ({"strict": "x"}, "strict must be True or False, got 'x'"),
        ({"kinds": "x"}, "kinds must give what columns are by their name"),
        ({"ordered": {"x0": 3}}, 'order of "x0" is a list of levels'),
        ({"max_iter": "x"}, "max_iter must be a whole number, got 'x'"),
    ],
)
def test_a_parameter_of_the_wrong_type_is_refused_in_one_sentence(
    given: dict[str, Any], said: str
) -> None:
    with pytest.raises((DataError, RecipeError), match=said):
        quick(**given).fit(X, Y)


def test_tables_that_scikit_learn_does_not_know_are_refused_in_one_sentence() -> None:
    columns = {"a": X[:, 0], "b": X[:, 1]}
    with pytest.raises(DataError, match=r"X is a dict\. Give a DataFrame"):
        quick().fit(columns, Y)
    with pytest.raises(DataError, match=r"X is a LazyFrame.*X\.collect\(\)"):
        quick().fit(pl.DataFrame(columns).lazy(), Y)
    days = np.datetime64("2024-01-01") + np.arange(len(Y)) % 2
    with pytest.raises(DataError, match=r"y holds datetime64\[D\]"):
        quick().fit(X, days)
    with pytest.raises(DataError, match=r"y holds datetime64\[D\]"):
        NetRegressor().fit(X, days)
