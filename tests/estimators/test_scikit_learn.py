"""scikit-learn's own checks, without exception, and its tools around the estimators."""

import pickle
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
import sklearn
from sklearn.base import clone
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.datasets import make_blobs, make_circles
from sklearn.ensemble import StackingClassifier, StackingRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_predict, cross_val_score
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import parametrize_with_checks

from separatrix import NetClassifier, NetRegressor

X, Y = make_circles(160, noise=0.05, factor=0.5, random_state=0)


@parametrize_with_checks([NetClassifier(), NetRegressor()])  # type: ignore[untyped-decorator]
def test_every_check_of_scikit_learn_passes(estimator: Any, check: Any) -> None:
    check(estimator)


@pytest.mark.parametrize("estimator", [NetClassifier(), NetRegressor()])
def test_no_check_is_escaped_by_a_tag(estimator: Any) -> None:
    tags = get_tags(estimator)
    assert not tags.non_deterministic
    assert not tags.no_validation
    of_kind = tags.classifier_tags or tags.regressor_tags
    assert not of_kind.poor_score


def quick(**given: Any) -> NetClassifier:
    return NetClassifier((16,), random_state=0, **given)


def test_a_pipeline_a_grid_search_and_cross_validation_take_it() -> None:
    model = make_pipeline(StandardScaler(), quick())
    grid = GridSearchCV(model, {"netclassifier__hidden_layer_sizes": [(), (16,)]}, cv=3)
    grid.fit(X, Y)
    assert grid.best_params_ == {"netclassifier__hidden_layer_sizes": (16,)}
    assert grid.best_score_ > 0.9
    assert cross_val_score(quick(), X, Y, cv=3).shape == (3,)


def test_processes_of_joblib_give_the_same_scores() -> None:
    alone = cross_val_score(quick(), X, Y, cv=3)
    assert cross_val_score(quick(), X, Y, cv=3, n_jobs=2).tolist() == alone.tolist()


def test_probabilities_are_calibrated() -> None:
    model = CalibratedClassifierCV(quick(), cv=3, ensemble=False).fit(X, Y)
    assert model.predict_proba(X).shape == (len(X), 2)
    assert model.score(X, Y) > 0.9


def test_it_stacks_with_others() -> None:
    models = [("net", quick()), ("line", LogisticRegression())]
    assert StackingClassifier(models, cv=3).fit(X, Y).score(X, Y) > 0.9
    numbers = [("net", NetRegressor((32,), random_state=0))]
    assert StackingRegressor(numbers, cv=3).fit(X, X[:, 0] ** 2).score(X, X[:, 0] ** 2) > 0.9


def test_weights_and_groups_are_routed_where_they_are_asked_for() -> None:
    groups = np.repeat(np.arange(20), 8)
    with sklearn.config_context(enable_metadata_routing=True):
        model = quick().set_fit_request(sample_weight=True, groups=True)
        scores = cross_val_score(
            model.set_score_request(sample_weight=True),
            X,
            Y,
            cv=GroupKFold(4),
            params={"sample_weight": np.where(Y == 0, 3.0, 1.0), "groups": groups},
        )
        assert scores.shape == (4,)
        scale = StandardScaler().set_fit_request(sample_weight=False)
        pipeline = Pipeline([("scale", scale), ("net", model)])
        pipeline.fit(X, Y, sample_weight=np.where(Y == 0, 1.0, 1e-3), groups=groups)
        assert pipeline.predict(X).mean() < Y.mean()


@pytest.mark.parametrize("kind", ["pandas", "polars"])
def test_frames_made_by_transformers_are_taken_with_their_names(kind: str) -> None:
    table = pd.DataFrame(X, columns=["a", "b"])
    scale = ColumnTransformer([("scale", StandardScaler(), ["a", "b"])])
    model = make_pipeline(scale, quick()).set_output(transform=kind).fit(table, Y)
    assert model[-1].feature_names_in_.tolist() == ["scale__a", "scale__b"]
    assert model.score(table, Y) > 0.9


def test_a_clone_learns_the_same_and_a_pickle_answers_the_same() -> None:
    model = quick(n_seeds=2).fit(X, Y)
    again = clone(model).fit(X, Y)
    kept = pickle.loads(pickle.dumps(model))
    for other in (again, kept):
        np.testing.assert_array_equal(other.predict_proba(X), model.predict_proba(X))


@pytest.mark.filterwarnings("ignore:Stochastic Optimizer")
def test_calls_of_mlpclassifier_work_unchanged() -> None:
    call: dict[str, Any] = {
        "hidden_layer_sizes": (16, 8),
        "activation": "tanh",
        "solver": "adam",
        "alpha": 1e-3,
        "batch_size": 32,
        "learning_rate_init": 0.01,
        "max_iter": 120,
        "early_stopping": False,
        "validation_fraction": 0.2,
        "n_iter_no_change": 20,
        "random_state": 3,
    }
    ours, theirs = NetClassifier(**call).fit(X, Y), MLPClassifier(**call).fit(X, Y)
    assert ours.score(X, Y) >= theirs.score(X, Y) - 0.02
    assert len(ours.loss_curve_) == ours.n_iter_ == 120
    assert ours.loss_curve_[-1] == pytest.approx(theirs.loss_curve_[-1], abs=0.05)


def test_every_kind_of_container_gives_the_same_answers() -> None:
    from scipy.sparse import csr_array

    model = quick().fit(X, Y)
    expected = model.predict_proba(X)
    for held in (X.tolist(), csr_array(X), np.asfortranarray(X)):
        np.testing.assert_array_equal(model.predict_proba(held), expected)
    names = ["x0", "x1"]
    frames = [pd.DataFrame(X, columns=names), pl.DataFrame(X, schema=names)]
    answers = [quick().fit(frame, Y).predict_proba(frame) for frame in frames]
    for answer in answers:
        np.testing.assert_array_equal(answer, expected)


def test_answers_do_not_depend_on_the_rows_beside_them() -> None:
    model = quick(n_seeds=3).fit(X, Y)
    together = model.predict_proba(X)
    apart = np.concatenate([model.predict_proba(X[i : i + 1]) for i in range(len(X))])
    np.testing.assert_allclose(apart, together, rtol=0, atol=1e-12)


def test_out_of_fold_answers_are_those_of_cross_validation() -> None:
    """The folds of n_cv are a cross-validation; each member alone is a fit on its fold's rows."""
    points, labels = make_blobs(90, centers=3, random_state=1)
    model = NetClassifier((8,), n_cv=3, random_state=0, max_iter=50).fit(points, labels)
    predicted = model.oof_prediction_.argmax(axis=1)
    theirs = cross_val_predict(NetClassifier((8,), random_state=0, max_iter=50), points, labels)
    assert (predicted == labels).mean() == pytest.approx((theirs == labels).mean(), abs=0.05)
