"""What each column is worth to the answers: how much worse they are when its cells are shuffled."""

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from separatrix.data.encoder import Encoded
from separatrix.data.table import Table
from separatrix.evaluation.prediction import predict_encoded
from separatrix.evaluation.resampling import weighted_score
from separatrix.metrics.registry import METRICS, score
from separatrix.training.fitted import Fitted

Floats = NDArray[np.float64]

MOST_ROWS = 2_000
"""Rows that are shuffled; more would take longer and say the same."""

RESAMPLES = 300
"""Draws of the rows for an interval."""


class Importance(msgspec.Struct, frozen=True):
    """What one column is worth.

    Args:
        column: The column.
        value: Mean fall of the score over the shuffles; above 0 the column helps.
        low: Lower end of its 95 % interval over rows and shuffles.
        high: Upper end.
    """

    column: str
    value: float
    low: float
    high: float


@dataclass(frozen=True)
class _Columns:
    """Where each column's features and codes stand among all."""

    features: dict[str, slice]
    codes: dict[str, int]


def permutation_importance(
    fitted: Fitted,
    table: Table,
    target_N: NDArray[Any],
    metric: str,
    *,
    weight_N: Floats | None = None,
    repeats: int = 5,
    seed: int = 0,
) -> tuple[Importance, ...]:
    """Shuffle one column after the other and see how far the score falls, most important first.

    Shuffling takes what a column tells and leaves the others (Breiman 2001; Fisher et al. 2019). Of
    two columns that tell the same neither looks important, for the other still tells it. A column
    is shuffled as it is encoded, features and codes together. Intervals are of a bootstrap in which
    both the rows and the shuffles, whose mean the value is, are drawn anew.

    Args:
        fitted: A training.
        table: Rows that were not trained on; of more than `MOST_ROWS` a draw is taken.
        target_N: Their true class codes, or values.
        metric: What is scored.
        weight_N: What each row counts for; None when all count the same.
        repeats: How often each column is shuffled.
        seed: Decides the shuffles.
    """
    random = np.random.default_rng(seed)
    rows = np.arange(len(table))
    if len(rows) > MOST_ROWS:
        rows = np.sort(random.choice(len(rows), MOST_ROWS, replace=False))
    encoded = fitted.encoder.encode(table.take(rows), np.dtype(fitted.recipe.numbers))
    weights = None if weight_N is None else weight_N[rows]
    sign = 1 if METRICS[metric].greater_is_better else -1
    drawn_RN = random.multinomial(len(rows), np.full(len(rows), 1 / len(rows)), size=RESAMPLES)
    counts_RN = drawn_RN * (1.0 if weights is None else weights)

    def scored(each: Encoded) -> tuple[float, Floats]:
        answers = predict_encoded(fitted, each).answers
        plain = sign * weighted_score(metric, target_N[rows], answers, weights)
        return plain, sign * score(metric, target_N[rows], answers, counts_RN)

    whole, places = scored(encoded), _places(fitted)
    orders = [random.permutation(len(rows)) for _ in range(repeats)]
    drawn_RS = random.integers(0, repeats, (RESAMPLES, repeats))
    found = []
    for column in fitted.encoder.columns:
        each = [scored(_shuffled(encoded, column.name, places, order)) for order in orders]
        value = float(np.mean([whole[0] - plain for plain, _ in each]))
        fall_RS = np.stack([whole[1] - resampled_R for _, resampled_R in each], axis=1)
        mean_R = np.take_along_axis(fall_RS, drawn_RS, axis=1).mean(axis=1)
        low, high = np.nanquantile(mean_R, [0.025, 0.975])
        found.append(Importance(column.name, value, float(low), float(high)))
    return tuple(sorted(found, key=lambda each: -each.value))


def _places(fitted: Fitted) -> _Columns:
    features: dict[str, slice] = {}
    codes: dict[str, int] = {}
    at = 0
    for column in fitted.encoder.columns:
        wide = len(column.feature_names)
        features[column.name] = slice(at, at + wide)
        at += wide
        if not wide:
            codes[column.name] = len(codes)
    return _Columns(features, codes)


def _shuffled(encoded: Encoded, name: str, places: _Columns, order: NDArray[np.int64]) -> Encoded:
    features_ND, codes_NC = encoded.features_ND, encoded.codes_NC
    if name in places.codes:
        codes_NC = codes_NC.copy()
        codes_NC[:, places.codes[name]] = codes_NC[order, places.codes[name]]
    else:
        where = places.features[name]
        features_ND = features_ND.copy()
        features_ND[:, where] = features_ND[order, where]
    return Encoded(features_ND, codes_NC)
