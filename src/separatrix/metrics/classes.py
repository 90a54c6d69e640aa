"""Metrics of predicted classes and their probabilities.

Each takes the true class codes, the answers and R rows of row weights, and returns R numbers.
A mean over weighted rows is one matrix product, so that a thousand bootstrap resamples cost
little more than one score. What is undefined is nan.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.metrics.answers import Answers

Codes = NDArray[np.integer[Any]]
Weights = NDArray[np.float64]
Scores = NDArray[np.float64]


def accuracy(target_N: Codes, answers: Answers, weight_RN: Weights) -> Scores:
    """Share of rows whose class is right."""
    return weighted_mean(answers.labels_N == target_N, weight_RN)


def balanced_accuracy(target_N: Codes, answers: Answers, weight_RN: Weights) -> Scores:
    """Mean over the classes that are present of the share of their rows that is right."""
    truth_NC = _one_hot(target_N, answers)
    hit_N = answers.labels_N == target_N
    rows_RC = weight_RN @ truth_NC
    truth_NC *= hit_N[:, None]
    recall_RC = (weight_RN @ truth_NC) / rows_RC
    return _mean_where(rows_RC > 0, recall_RC)


def roc_auc(target_N: Codes, answers: Answers, weight_RN: Weights) -> Scores:
    """Area under the receiver operating characteristic: how well positives are ranked first.

    With more than two classes each is set against the rest and the areas are averaged with
    equal weight over the classes that are present (one-versus-rest, macro). A class without
    rows, or without rows of others, has no area; without any area the answer is nan.
    """
    probabilities_NC = _probabilities(answers)
    classes = probabilities_NC.shape[1]
    if classes == 2:
        return _area(target_N == 1, probabilities_NC[:, 1], weight_RN)
    area_RC = np.column_stack(
        [_area(target_N == c, probabilities_NC[:, c], weight_RN) for c in range(classes)]
    )
    return _mean_where(np.isfinite(area_RC), area_RC)


def average_precision(target_N: Codes, answers: Answers, weight_RN: Weights) -> Scores:
    """Mean precision over the recall that it is reached at: how pure the top of the ranking is.

    The sum over the distinct probabilities, from the highest, of the precision down to there times
    the recall gained, as scikit-learn takes it (no line between the points). With more than two
    classes each is set against the rest and those that are present are averaged. A class without
    rows has none; without any the answer is nan.
    """
    probabilities_NC = _probabilities(answers)
    classes = range(1, 2) if probabilities_NC.shape[1] == 2 else range(probabilities_NC.shape[1])
    precision_RC = np.column_stack(
        [_precision_of(target_N == c, probabilities_NC[:, c], weight_RN) for c in classes]
    )
    return _mean_where(np.isfinite(precision_RC), precision_RC)


def f1(target_N: Codes, answers: Answers, weight_RN: Weights) -> Scores:
    """Harmonic mean of precision and recall, of the positive class; 0 where no hit was made.

    With more than two classes the mean over those that are present or predicted, as with
    `precision` and `recall`.
    """
    hits_RC, predicted_RC, true_RC = _counts(target_N, answers, weight_RN)
    return _mean_of_classes(2 * hits_RC, predicted_RC + true_RC, predicted_RC + true_RC)


def precision(target_N: Codes, answers: Answers, weight_RN: Weights) -> Scores:
    """Share of the rows predicted positive that are; 0 where none was predicted."""
    hits_RC, predicted_RC, true_RC = _counts(target_N, answers, weight_RN)
    return _mean_of_classes(hits_RC, predicted_RC, predicted_RC + true_RC)


def recall(target_N: Codes, answers: Answers, weight_RN: Weights) -> Scores:
    """Share of the positive rows that are predicted so; 0 where there is none."""
    hits_RC, predicted_RC, true_RC = _counts(target_N, answers, weight_RN)
    return _mean_of_classes(hits_RC, true_RC, predicted_RC + true_RC)


def mcc(target_N: Codes, answers: Answers, weight_RN: Weights) -> Scores:
    """Matthews' correlation of predicted and true classes, -1 to 1 (Gorodkin 2004 for many).

    It is 0 where all rows are of one class or predicted as one.
    """
    hits_RC, predicted_RC, true_RC = _counts(target_N, answers, weight_RN, every=True)
    total_R = weight_RN.sum(axis=1)
    together_R = hits_RC.sum(axis=1) * total_R - _dot(predicted_RC, true_RC)
    spread_R = (total_R**2 - _dot(predicted_RC, predicted_RC)) * (
        total_R**2 - _dot(true_RC, true_RC)
    )
    return np.where(spread_R > 0, together_R / np.sqrt(spread_R), 0.0)


def log_loss(target_N: Codes, answers: Answers, weight_RN: Weights) -> Scores:
    """Mean negative natural logarithm of the probability given to the true class.

    Probabilities are clipped to the machine precision of their type, as scikit-learn does, so
    that one wrong certainty is dear but not infinite.
    """
    probabilities_NC = _probabilities(answers)
    smallest = np.finfo(probabilities_NC.dtype).eps
    given_N = _of_truth(probabilities_NC, target_N).clip(smallest, 1 - smallest)
    return weighted_mean(-np.log(given_N.astype(np.float64)), weight_RN)


def brier(target_N: Codes, answers: Answers, weight_RN: Weights) -> Scores:
    """Mean squared distance between the probabilities and the truth.

    Two classes: (p - y)² of the positive class, from 0 to 1. More classes: the sum of the
    squares over the classes, from 0 to 2 (Brier 1950), as scikit-learn scales them.
    """
    probabilities_NC = _probabilities(answers)
    distance_NC = _one_hot(target_N, answers)
    distance_NC -= probabilities_NC
    halves = 0.5 if probabilities_NC.shape[1] == 2 else 1.0
    return weighted_mean(halves * np.square(distance_NC, out=distance_NC).sum(axis=1), weight_RN)


def weighted_mean(value_N: NDArray[Any], weight_RN: Weights) -> Scores:
    """Mean of one number a row under each of R weightings.

    Example:
        >>> weighted_mean(np.array([1.0, 4.0]), np.array([[1.0, 1.0], [2.0, 1.0]])).tolist()
        [2.5, 2.0]
    """
    mean_R: Scores = (weight_RN @ value_N.astype(np.float64)) / weight_RN.sum(axis=1)
    return mean_R


def _mean_where(defined_RC: NDArray[np.bool_], value_RC: NDArray[np.float64]) -> Scores:
    """Mean over the classes for which a value is defined; nan where there is none."""
    mean_R: Scores = np.where(defined_RC, value_RC, 0.0).sum(axis=1) / defined_RC.sum(axis=1)
    return mean_R


def _mean_of_classes(part_RC: Weights, whole_RC: Weights, present_RC: Weights) -> Scores:
    """Average shares over the classes that are present; a share of nothing is 0."""
    share_RC = np.where(whole_RC > 0, part_RC / whole_RC, 0.0)
    if share_RC.shape[1] == 1:  # the positive class of two, whether present or not
        return share_RC[:, 0]
    return _mean_where(present_RC > 0, share_RC)


def _counts(
    target_N: Codes, answers: Answers, weight_RN: Weights, *, every: bool = False
) -> tuple[Weights, Weights, Weights]:
    """Return the weight of hits, of predicted and of true rows of each class.

    Of two classes only the positive one is counted unless `every` is asked for.
    """
    truth_NC = _one_hot(target_N, answers)
    predicted_NC = np.eye(truth_NC.shape[1])[answers.labels_N]
    if truth_NC.shape[1] == 2 and not every:
        truth_NC, predicted_NC = truth_NC[:, 1:], predicted_NC[:, 1:]
    return (
        weight_RN @ (truth_NC * predicted_NC),
        weight_RN @ predicted_NC,
        weight_RN @ truth_NC,
    )


def _precision_of(
    positive_N: NDArray[np.bool_], score_N: NDArray[Any], weight_RN: Weights
) -> Scores:
    """Return the average precision of one class against the rest."""
    order = np.argsort(-score_N, kind="stable")
    ends = np.flatnonzero(np.diff(score_N[order], append=np.nan) != 0)
    starts = np.concatenate([[0], ends[:-1] + 1])
    sorted_RN = weight_RN.take(order, axis=1)
    all_RE = np.cumsum(np.add.reduceat(sorted_RN, starts, axis=1), axis=1)
    sorted_RN *= positive_N[order]
    gained_RE = np.add.reduceat(sorted_RN, starts, axis=1)
    hits_RE = np.cumsum(gained_RE, axis=1)
    precision_RE = np.where(all_RE > 0, hits_RE / all_RE, 0.0)
    found_R: Scores = _dot(gained_RE, precision_RE) / hits_RE[:, -1]
    return found_R


def _area(positive_N: NDArray[np.bool_], score_N: NDArray[Any], weight_RN: Weights) -> Scores:
    """Share of (positive, negative) pairs in the right order, ties counting half.

    This is the area under the curve (Hanley and McNeil 1982). Both sides are sorted once. The
    weights of the negatives are summed between the places where a positive stands, and those
    sums cumulated, so that the long axis is passed over only twice.
    """
    negatives, positives = _sorted(~positive_N, score_N), _sorted(positive_N, score_N)
    if len(negatives) == 0 or len(positives) == 0:
        return np.full(len(weight_RN), np.nan)
    below_P = np.searchsorted(score_N[negatives], score_N[positives], side="left")
    through_P = np.searchsorted(score_N[negatives], score_N[positives], side="right")
    starts_S = np.unique(np.concatenate([[0], below_P, through_P]))
    starts_S = starts_S[starts_S < len(negatives)]
    upto_RS = np.zeros((len(weight_RN), len(starts_S) + 1))
    between_RS = np.add.reduceat(weight_RN.take(negatives, axis=1), starts_S, axis=1)
    np.cumsum(between_RS, axis=1, out=upto_RS[:, 1:])
    weight_RP = weight_RN.take(positives, axis=1)
    twice_R = sum(
        _dot(weight_RP, upto_RS.take(np.searchsorted(starts_S, place_P), axis=1))
        for place_P in (below_P, through_P)
    )
    area_R: Scores = 0.5 * twice_R / (weight_RP.sum(axis=1) * upto_RS[:, -1])
    return area_R


def _sorted(chosen_N: NDArray[np.bool_], score_N: NDArray[Any]) -> NDArray[np.intp]:
    rows = np.flatnonzero(chosen_N)
    return rows[np.argsort(score_N[rows])]


def _dot(left_RN: Weights, right_RN: Weights) -> Scores:
    product_R: Scores = np.einsum("rn,rn->r", left_RN, right_RN)
    return product_R


def _probabilities(answers: Answers) -> NDArray[np.floating[Any]]:
    assert answers.probabilities_NC is not None, "this metric needs probabilities"
    return answers.probabilities_NC


def _one_hot(target_N: Codes, answers: Answers) -> NDArray[np.float64]:
    return np.eye(_probabilities(answers).shape[1])[target_N]


def _of_truth(probabilities_NC: NDArray[Any], target_N: Codes) -> NDArray[Any]:
    return probabilities_NC[np.arange(len(target_N)), target_N]
