"""Temperature scaling: one number that makes all probabilities of a network more or less sure."""

from dataclasses import replace
from math import exp, log

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from separatrix.data.parts import Part
from separatrix.evaluation.prediction import logits
from separatrix.metrics.probabilities import probabilities
from separatrix.training.fitted import Fitted

Floats = NDArray[np.float64]

RANGE = (0.5, 10.0)
"""Where a temperature is looked for. Rows that are all answered rightly ask for none at all, which
would make every later mistake a certain one."""

FOLDS = 5
MOST_ROWS = 20_000
"""Validation rows that are looked at; more would not move the third digit."""


def with_temperature(fitted: Fitted, held_out: Part) -> Fitted:
    """Return a training with probabilities scaled by a temperature, where that helps.

    Logits are divided by it, so that the order of answers and the predicted class of most rows
    stay (Guo et al. 2017). It is found on the validation rows. Whether it helps is judged on
    validation rows that it was not found on: five times it is found on four fifths of them, and the
    logarithmic loss of the others must fall by more than its standard error.

    Args:
        fitted: A training.
        held_out: Its validation rows; may be empty.
    """
    if fitted.target.task == "regression" or len(held_out) < 10 * FOLDS:
        return fitted
    part = held_out
    if len(part) > MOST_ROWS:
        rows = np.random.default_rng(0).choice(len(part), MOST_ROWS, replace=False)
        part = held_out.take(np.sort(rows))
    logits_KNO = logits(fitted.stack, part.encoded)
    if not np.isfinite(logits_KNO).all():
        return fitted
    target_N = part.target_N.astype(np.int64)
    gained, error = _gain(logits_KNO, target_N, part.weight_N)
    if not gained > error:
        return fitted
    found = find_temperature(logits_KNO, target_N, part.weight_N)
    how = "less" if found > 1 else "more"
    note = (
        f"Probabilities were made {how} sure, by a temperature of {found:.3g}: on validation rows "
        f"that it was not found on, the log loss fell by {gained:.3g} (± {error:.2g})."
    )
    return replace(fitted, temperature=found, notes=(*fitted.notes, note))


def find_temperature(
    logits_KNO: Floats, target_N: NDArray[np.int64], weight_N: Floats | None = None
) -> float:
    """Return the temperature of the least logarithmic loss of the members' mean probability.

    Args:
        logits_KNO: Logits of every member.
        target_N: True class codes.
        weight_N: What each row counts for; None when all count the same.
    """

    def loss(logarithm: float) -> float:
        return float(np.average(_losses(logits_KNO, target_N, exp(logarithm)), weights=weight_N))

    bounds = (log(RANGE[0]), log(RANGE[1]))
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-4})
    return float(exp(found.x))


def _gain(
    logits_KNO: Floats, target_N: NDArray[np.int64], weight_N: Floats | None
) -> tuple[float, float]:
    """Return how far the loss falls on rows that a temperature was not found on, and the error."""
    fold_N = np.random.default_rng(0).permutation(len(target_N)) % FOLDS
    gain_N = np.empty(len(target_N))
    for fold in range(FOLDS):
        held_N = fold_N == fold
        weights = None if weight_N is None else weight_N[~held_N]
        found = find_temperature(logits_KNO[:, ~held_N], target_N[~held_N], weights)
        before, after = (
            _losses(logits_KNO[:, held_N], target_N[held_N], each) for each in (1.0, found)
        )
        gain_N[held_N] = before - after
    share_N = np.full(len(target_N), 1 / len(target_N))
    if weight_N is not None:
        share_N = weight_N / weight_N.sum()
    gained = float((share_N * gain_N).sum())
    return gained, float(np.sqrt((share_N**2 * (gain_N - gained) ** 2).sum()))


def _losses(logits_KNO: Floats, target_N: NDArray[np.int64], temperature: float) -> Floats:
    """Return the logarithmic loss of each row."""
    mean_NC = probabilities(logits_KNO / temperature).mean(axis=0)
    told_N = np.take_along_axis(mean_NC, target_N[:, None], axis=1)[:, 0]
    losses_N: Floats = -np.log(np.maximum(told_N, np.finfo(np.float64).tiny))
    return losses_N
