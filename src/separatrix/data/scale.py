"""Mean and standard deviation that no value is too large for."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

HEAVY = 6.0
"""Kurtosis from which tails are heavy; 3 is that of the normal distribution, 6 of an exponential's
two sides (Laplace)."""


def mean_and_scale(values: Floats, weight_N: Floats | None = None) -> tuple[float, float]:
    """Return mean and population standard deviation of the finite values, in float64.

    With weights a value of weight 2 counts as two values.

    Values are summed in their order after an exact division by a power of two, so that values of
    1e300 do not overflow. Equal values have scale 1, no values mean 0 and scale 1.

    Example:
        >>> mean_and_scale(np.array([1.0, 3.0, np.nan]))
        (2.0, 1.0)
    """
    finite = np.isfinite(values)
    there = np.ascontiguousarray(values[finite])
    if len(there) == 0:
        return 0.0, 1.0
    low, high = float(there.min()), float(there.max())
    if low == high:
        return low, 1.0
    exponent = int(np.frexp(max(abs(low), abs(high)))[1])
    small = np.ldexp(there, -exponent)
    share = None if weight_N is None else weight_N[finite]
    mean = np.average(small, weights=share)
    deviation = np.sqrt(np.average((small - mean) ** 2, weights=share))
    scale = float(np.ldexp(deviation, exponent))
    return float(np.ldexp(mean, exponent)), scale if scale > 0 else 1.0


def has_heavy_tails(
    values: Floats, mean: float, scale: float, weight_N: Floats | None = None
) -> bool:
    """Tell whether some finite values lie far beyond the rest: a kurtosis above `HEAVY`.

    Values of two kinds only, such as a rare 1 among zeros, have no tails.

    Args:
        values: The values.
        mean: Their mean.
        scale: Their standard deviation.
        weight_N: What each counts for; None when all count the same.

    Example:
        >>> values = np.append(np.arange(100.0), 5000.0)
        >>> has_heavy_tails(values, *mean_and_scale(values))
        True
    """
    finite = np.isfinite(values)
    there = values[finite]
    if len(there) == 0:
        return False
    squares = standardised(there, mean, scale, np.inf) ** 2
    share = None if weight_N is None else weight_N[finite]
    if not np.average(squares * squares, weights=share) > HEAVY:
        return False
    return bool(((there != there.min()) & (there != there.max())).any())


def median_and_range(values: Floats, weight_N: Floats | None = None) -> tuple[float, float]:
    """Return the median and the interquartile range of the finite values.

    The quantiles are values that occur (the inverse of the distribution function), so that a value
    of weight 2 counts as exactly two.
    """
    finite = np.isfinite(values)
    quarters = np.quantile(
        values[finite],
        [0.25, 0.5, 0.75],
        method="inverted_cdf",
        weights=None if weight_N is None else weight_N[finite],
    )
    return float(quarters[1]), float(quarters[2] * 0.5 - quarters[0] * 0.5) * 2.0


def standardised(values: Floats, mean: float, scale: float, most: float) -> Floats:
    """Return (values - mean) / scale, no further from 0 than `most`; NaN stays NaN."""
    with np.errstate(over="ignore"):  # half of the largest floats cannot overflow in a difference
        halves = (values * 0.5 - mean * 0.5) / scale
    return np.clip(halves, -most / 2, most / 2) * 2.0


def standardised_cell(value: float, mean: float, scale: float, most: float) -> float:
    """Return what `standardised` makes of one number, bit for bit, without an array."""
    half = (value * 0.5 - mean * 0.5) / scale
    return min(max(half, -most / 2), most / 2) * 2.0
