"""Whether contenders trained the same: one loss, computed the same way from the weights of each."""

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, median, stdev

import msgspec
import numpy as np
from numpy.typing import NDArray

from benchmarks.measured import Measured
from benchmarks.problem import Data

Layers = list[tuple[NDArray[np.floating], NDArray[np.floating]]]
"""Weight (inputs, units) and bias of every layer of one net."""

Nets = list[Layers]

DEVIATIONS = 4.0
"""How far a mean may lie from the others', in standard errors of the difference of two means."""

SHARE = 0.02
"""How far it may lie in any case: contenders draw their first weights differently."""


def training_loss(net: Layers, data: Data) -> float:
    """Return the mean cross-entropy of a ReLU net over all training rows, in float64."""
    x = data.features_ND.astype(np.float64)
    for number, (weight, bias) in enumerate(net):
        x = (np.maximum(x, 0) if number else x) @ weight.astype(np.float64) + bias
    logit = x[:, 0] if x.shape[1] == 1 else x[:, 1] - x[:, 0]
    return float(np.logaddexp(0.0, np.where(data.labels_N == 1, -logit, logit)).mean())


def tolerance(middle: float, spread: float, seeds: int) -> float:
    """Return how far the mean of some seeds may lie from the middle of all contenders.

    Args:
        middle: The median of the contenders' means.
        spread: Standard deviation of the loss over seeds.
        seeds: Over how many the mean is.
    """
    return max(DEVIATIONS * spread * sqrt(2 / seeds), SHARE * middle)


def spread_of(losses: Sequence[Sequence[float]]) -> float:
    """Return the median of the contenders' standard deviations; one that strays moves it little."""
    return median([stdev(each) for each in losses if len(each) > 1] or [0.0])


def believe(measured: Sequence[Measured], spread: float = 0.0) -> list[Measured]:
    """Doubt every contender whose mean loss is not that of the others in the same setting.

    Args:
        measured: Who trains nothing (the limit) has no loss and is left alone.
        spread: Standard deviation over many seeds; the contenders' own counts where it is wider.
    """
    losses = [each.losses for each in measured if each.losses]
    if not losses:
        return list(measured)
    middle = median(fmean(each) for each in losses)
    wider = max(spread, spread_of(losses))
    return [_judged(each, middle, wider) for each in measured]


def _judged(measured: Measured, middle: float, spread: float) -> Measured:
    if not measured.losses:
        return measured
    mean, allowed = fmean(measured.losses), tolerance(middle, spread, len(measured.losses))
    if abs(mean - middle) <= allowed:  # which nan is not
        return measured
    doubt = f"not believed: its loss is {mean:.4f}, the others' {middle:.4f} ± {allowed:.4f}"
    return msgspec.structs.replace(measured, doubt=doubt)
