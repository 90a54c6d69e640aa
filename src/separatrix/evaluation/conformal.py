"""Intervals and label sets that hold the truth as often as they say (split conformal prediction).

Rows of their own, on which nothing was fitted, stopped, scaled or chosen, tell how far answers are
off; an interval reaches as far as the wanted share of them needs. If later rows come as those came
(are exchangeable with them), the truth is inside with at least that probability, whatever the
network (Vovk et al. 2005; Lei et al. 2018).
"""

from dataclasses import replace
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.data.parts import Part
from separatrix.errors import RunError
from separatrix.evaluation.prediction import predict_encoded
from separatrix.evaluation.truth import restored
from separatrix.metrics.answers import Answers
from separatrix.training.fitted import Conformal, Fitted

Floats = NDArray[np.float64]

MOST_ROWS = 10_000
"""Calibration rows that are kept count of; more would move the ends by less than their noise."""


def with_conformal(fitted: Fitted, calibration: Part | None) -> Fitted:
    """Return a training that knows how far its answers are off on rows of their own.

    Args:
        fitted: A training.
        calibration: Rows that had no part in it; None or none for a training without.
    """
    if calibration is None or not len(calibration):
        return fitted
    rows = calibration
    if len(rows) > MOST_ROWS:
        chosen = np.random.default_rng(0).choice(len(rows), MOST_ROWS, replace=False)
        rows = calibration.take(np.sort(chosen))
    answers = predict_encoded(fitted, rows.encoded).answers
    truth_N = restored(fitted.target, rows.target_N)
    scores_N = np.sort(conformity(truth_N, answers))
    return replace(fitted, conformal=Conformal(tuple(map(float, scores_N))))


def conformity(target_N: NDArray[Any], answers: Answers) -> Floats:
    """Return how far each answer is off, shape (N,).

    Of a number it is the absolute error. Of classes it is 1 less the probability of the true one,
    which makes the smallest label sets on average (Sadinle et al. 2019).

    Args:
        target_N: True class codes, or true values in the unit of the table.
        answers: What was answered.
    """
    if answers.probabilities_NC is None:
        off_N: Floats = np.abs(np.asarray(answers.array, np.float64) - target_N)
        return off_N
    told_N = np.take_along_axis(answers.probabilities_NC, target_N[:, None], axis=1)[:, 0]
    return 1 - np.asarray(told_N, np.float64)


def reach(scores: Floats | tuple[float, ...], coverage: float) -> float:
    """Return how far answers may be off so that the truth is inside with this probability.

    It is the ceil((n + 1) · coverage)-th smallest of n scores; infinite where n is too few for it.

    Args:
        scores: Sorted scores of calibration rows.
        coverage: The probability, between 0 and 1.

    Raises:
        RunError: the coverage is out of range.

    Example:
        >>> reach((1.0, 2.0, 3.0, 4.0), 0.6), reach((1.0, 2.0), 0.9)
        (3.0, inf)
    """
    if not 0 < coverage < 1:
        raise RunError(f"coverage must be between 0 and 1, such as 0.9, got {coverage}.")
    place = ceil((len(scores) + 1) * coverage - 1e-9)
    return float(scores[place - 1]) if place <= len(scores) else float("inf")


def endless(far: float | None, coverage: float | None) -> tuple[str, ...]:
    """Say why intervals have no ends, or label sets all labels; nothing where they do not.

    Example:
        >>> endless(float("inf"), 0.9)[0][:60]
        'Too few calibration rows for a coverage of 0.9: it needs at '
    """
    if far is None or coverage is None or far < float("inf"):
        return ()
    return (
        f"Too few calibration rows for a coverage of {coverage:g}: it needs at least "
        f"{ceil(coverage / (1 - coverage) - 1e-9):,}. So intervals have no ends, and every label "
        "is among the labels.",
    )


def intervals(values_N: Floats, far: float) -> Floats:
    """Return the lower and upper end around each answer, shape (N, 2)."""
    ends: Floats = np.stack([values_N - far, values_N + far], axis=1)
    return ends


def label_sets(probabilities_NC: Floats, far: float) -> NDArray[np.bool_]:
    """Return which classes are in each row's set, shape (N, C); the likeliest one always is."""
    inside_NC = 1 - probabilities_NC <= far
    likeliest_N = probabilities_NC.argmax(axis=1)
    inside_NC[np.arange(len(inside_NC)), likeliest_N] = True
    return inside_NC


def scores_of(fitted: Fitted) -> tuple[float, ...]:
    """Return the calibration scores of a training.

    Raises:
        RunError: no calibration rows were kept apart.
    """
    if fitted.conformal is None:
        raise RunError(
            "Intervals and label sets need calibration rows, on which nothing else was decided. "
            "Train with a calibration share, such as 0.2."
        )
    return fitted.conformal.scores
