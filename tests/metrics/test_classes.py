"""Every class metric against scikit-learn, with and without weights."""

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from sklearn import metrics as oracle

from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import score

Floats = NDArray[np.float64]
Case = tuple[NDArray[np.int64], Floats, Floats]
QUICK = settings(max_examples=60, deadline=None)


@st.composite
def cases(draw: st.DrawFn, fewest_classes: int = 2) -> Case:
    """Draw targets, probabilities with many ties and some certainties, and row weights."""
    classes = draw(st.integers(fewest_classes, 5))
    rows = draw(st.integers(1, 30))
    generator = np.random.default_rng(draw(st.integers(0, 2**32)))
    target = generator.integers(draw(st.integers(1, classes)), size=rows)
    parts = generator.integers(draw(st.integers(2, 12)), size=(rows, classes)).astype(float)
    parts[parts.sum(axis=1) == 0] = 1.0
    weight = generator.integers(0, 4, size=rows).astype(float)
    weight[0] = 1.0
    return target, parts / parts.sum(axis=1, keepdims=True), weight


def ours(name: str, case: Case) -> tuple[float, float]:
    target, probabilities, weight = case
    answers = Answers(probabilities)
    return score(name, target, answers), float(score(name, target, answers, weight[None])[0])


def same(name: str, case: Case, theirs: Any) -> None:
    """Compare with scikit-learn's answer, given (target, labels, probabilities, weights)."""
    target, probabilities, weight = case
    plain, weighted = ours(name, case)
    labels = Answers(probabilities).labels_N
    assert plain == pytest.approx(theirs(target, labels, probabilities, None), nan_ok=True)
    assert weighted == pytest.approx(theirs(target, labels, probabilities, weight), nan_ok=True)


def binary_auc(truth: NDArray[np.bool_], given_score: Floats, weight: Floats | None) -> float:
    with_weight = truth if weight is None else truth[weight > 0]
    if with_weight.all() or not with_weight.any():
        return np.nan
    return float(oracle.roc_auc_score(truth, given_score, sample_weight=weight))


@QUICK
@given(cases())
def test_accuracy_is_that_of_scikit_learn(case: Case) -> None:
    same("accuracy", case, lambda y, got, _p, w: oracle.accuracy_score(y, got, sample_weight=w))


@QUICK
@given(cases())
def test_balanced_accuracy_is_that_of_scikit_learn(case: Case) -> None:
    def theirs(y: Any, got: Any, _p: Any, w: Any) -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of classes that are only predicted
            return float(oracle.balanced_accuracy_score(y, got, sample_weight=w))

    same("balanced_accuracy", case, theirs)


@QUICK
@given(cases())
def test_log_loss_is_that_of_scikit_learn(case: Case) -> None:
    def theirs(y: Any, _got: Any, p: Any, w: Any) -> float:
        return float(oracle.log_loss(y, p, sample_weight=w, labels=np.arange(p.shape[1])))

    same("log_loss", case, theirs)


@QUICK
@given(cases())
def test_brier_score_is_that_of_scikit_learn_for_any_number_of_classes(case: Case) -> None:
    def theirs(y: Any, _got: Any, p: Any, w: Any) -> float:
        labels = np.arange(p.shape[1])
        return float(oracle.brier_score_loss(y, p, sample_weight=w, labels=labels))

    same("brier", case, theirs)


@QUICK
@given(cases())
def test_roc_auc_is_scikit_learns_area_averaged_over_the_classes_that_have_one(case: Case) -> None:
    def theirs(y: Any, _got: Any, p: Any, w: Any) -> float:
        if p.shape[1] == 2:
            return binary_auc(y == 1, p[:, 1], w)
        areas = np.array([binary_auc(y == c, p[:, c], w) for c in range(p.shape[1])])
        areas = areas[np.isfinite(areas)]
        return float(areas.mean()) if len(areas) else np.nan

    same("roc_auc", case, theirs)


def test_multiclass_roc_auc_is_scikit_learns_macro_average_where_all_classes_are_there() -> None:
    generator = np.random.default_rng(1)
    target = np.arange(60) % 4
    probabilities = generator.dirichlet(np.ones(4), 60)
    expected = oracle.roc_auc_score(target, probabilities, multi_class="ovr", average="macro")
    assert score("roc_auc", target, Answers(probabilities)) == pytest.approx(expected)


def test_log_loss_of_float32_certainties_clips_at_the_precision_of_float32() -> None:
    probabilities = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    wrong = np.array([1, 0])
    ours = score("log_loss", wrong, Answers(probabilities))
    assert ours == pytest.approx(oracle.log_loss(wrong, probabilities), rel=1e-6)
    assert ours < score("log_loss", wrong, Answers(probabilities.astype(np.float64)))


def test_one_class_alone_has_no_roc_auc() -> None:
    assert np.isnan(score("roc_auc", np.array([1, 1]), Answers(np.full((2, 2), 0.5))))
    assert np.isnan(score("roc_auc", np.array([2, 2]), Answers(np.full((2, 3), 1 / 3))))


@QUICK
@given(cases(), st.integers(0, 2**32))
def test_weights_that_count_rows_score_like_the_rows_repeated(case: Case, seed: int) -> None:
    target, probabilities, _ = case
    drawn = np.random.default_rng(seed).integers(len(target), size=(3, len(target)))
    weight = np.stack([np.bincount(rows, minlength=len(target)) for rows in drawn])
    for name in ("accuracy", "balanced_accuracy", "roc_auc", "log_loss", "brier"):
        together = score(name, target, Answers(probabilities), weight)
        apart = [score(name, target[rows], Answers(probabilities[rows])) for rows in drawn]
        assert together == pytest.approx(apart, nan_ok=True)
