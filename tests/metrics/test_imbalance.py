"""The metrics of rare classes against scikit-learn."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from sklearn import metrics as oracle

from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import METRICS, metrics_of, score
from tests.metrics.test_classes import Case, cases

QUICK = settings(max_examples=80, deadline=None)


def of_labels(function: Callable[..., Any]) -> Callable[[Case], float]:
    """Return scikit-learn's metric of the rows that have a weight."""

    def theirs(case: Case) -> float:
        target, probabilities, weight = case
        there = weight > 0
        labels = Answers(probabilities).labels_N
        return float(function(target[there], labels[there], weight[there], probabilities.shape[1]))

    return theirs


def averaged(function: Callable[..., Any]) -> Callable[..., Any]:
    def theirs(y: Any, labels: Any, weight: Any, classes: int) -> Any:
        average = "binary" if classes == 2 else "macro"
        return function(y, labels, sample_weight=weight, average=average, zero_division=0)

    return theirs


THEIRS = {
    "f1": of_labels(averaged(oracle.f1_score)),
    "precision": of_labels(averaged(oracle.precision_score)),
    "recall": of_labels(averaged(oracle.recall_score)),
    "mcc": of_labels(
        lambda y, labels, weight, _: oracle.matthews_corrcoef(y, labels, sample_weight=weight)
    ),
}


@pytest.mark.parametrize("name", THEIRS)
@QUICK
@given(case=cases())
def test_metrics_of_labels_are_those_of_scikit_learn(name: str, case: Case) -> None:
    target, probabilities, weight = case
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of classes that are only predicted, of single labels
        expected = THEIRS[name](case)
    ours = score(name, target, Answers(probabilities), weight[None])[0]
    assert ours == pytest.approx(expected, abs=1e-12)
    doubled = score(name, target, Answers(probabilities), np.stack([weight, 2 * weight]))
    np.testing.assert_allclose(doubled, expected, atol=1e-12)


@QUICK
@given(case=cases())
def test_average_precision_is_that_of_scikit_learn(case: Case) -> None:
    target, probabilities, weight = case
    classes = probabilities.shape[1]
    present = [
        c for c in (range(1, 2) if classes == 2 else range(classes)) if weight[target == c].any()
    ]
    each = [
        oracle.average_precision_score(target == c, probabilities[:, c], sample_weight=weight)
        for c in present
    ]
    ours = score("average_precision", target, Answers(probabilities), weight[None])[0]
    assert ours == pytest.approx(np.mean(each) if each else np.nan, nan_ok=True)


def test_the_metric_that_is_asked_for_comes_first() -> None:
    assert metrics_of("binary", "mcc")[:2] == ("mcc", "accuracy")
    assert metrics_of("binary", "f1").count("f1") == 1
    assert metrics_of("multiclass")[0] == "accuracy"
    assert "average_precision" not in metrics_of("multiclass")


def test_what_is_said_to_look_at_labels_moves_with_the_threshold() -> None:
    target, positive = np.array([0, 0, 1, 1, 1]), np.array([0.2, 0.6, 0.4, 0.8, 0.9])
    probabilities = np.column_stack([1 - positive, positive])
    for name, metric in METRICS.items():
        if "binary" in metric.tasks:
            values = [
                score(name, target, Answers(probabilities, threshold=at))
                for at in (0.1, 0.5, 0.7, 0.95)
            ]
            assert (len(set(values)) > 1) == metric.of_labels, name
