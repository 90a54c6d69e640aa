"""Losses: the slope of each row's loss for training, its value for looking; and the metric.

Targets are numbers, or codes of classes held as numbers.
"""

from math import exp, log, log1p

import numpy as np

from separatrix.data.target import LARGEST_EXPONENT
from separatrix.recipe import choices
from separatrix.training.compiled.activations import logistic
from separatrix.training.compiled.jit import inlined

_NAMES = choices("loss")
BCE, CROSS_ENTROPY, L1, MSE, HUBER = map(
    _NAMES.index, ("bce", "cross-entropy", "l1", "mse", "huber")
)


def _each(slope):
    """Return what replaces every single output by the slope of its row's loss."""

    @inlined
    def each(logits, target):
        one = logits.dtype.type(1)
        lanes = logits.shape[2]
        for tile in range(len(logits)):
            for lane in range(lanes):
                y = target[tile * lanes + lane]
                logits[tile, 0, lane] = slope(logits[tile, 0, lane], y, one)

    return each


@inlined
def _bce_slope(z, y, one):
    return logistic(z, one) - y


@inlined
def _l1_slope(z, y, one):
    difference = z - y
    return one if difference > 0 else (-one if difference < 0 else difference)


@inlined
def _mse_slope(z, y, one):
    return (one + one) * (z - y)


@inlined
def _huber_slope(z, y, one):
    difference = z - y
    return one if difference > one else (-one if difference < -one else difference)


@inlined
def _softmax_slopes(logits, target):
    for tile in range(len(logits)):
        for lane in range(logits.shape[2]):
            highest = _highest(logits, tile, lane)
            total = highest - highest
            for o in range(logits.shape[1]):
                logits[tile, o, lane] = exp(logits[tile, o, lane] - highest)
                total += logits[tile, o, lane]
            for o in range(logits.shape[1]):
                logits[tile, o, lane] /= total
            logits[tile, int(target[tile * logits.shape[2] + lane]), lane] -= 1


_each_bce, _each_l1 = _each(_bce_slope), _each(_l1_slope)
_each_mse, _each_huber = _each(_mse_slope), _each(_huber_slope)


@inlined
def loss_slopes(loss, logits, target, weight):
    """Replace logits, of shape (T, O, L), by the gradient of the weighted sum of the losses.

    Args:
        loss: Which one.
        logits: Outputs of the network.
        target: Of each row, shape (T L,) at least.
        weight: What each row counts for, 0 for rows that only fill up, shape (T L,) at least.
    """
    if loss == CROSS_ENTROPY:
        _softmax_slopes(logits, target)
    elif loss == BCE:
        _each_bce(logits, target)
    elif loss == L1:
        _each_l1(logits, target)
    elif loss == MSE:
        _each_mse(logits, target)
    else:
        _each_huber(logits, target)
    for tile in range(len(logits)):
        for o in range(logits.shape[1]):
            for lane in range(logits.shape[2]):
                logits[tile, o, lane] *= weight[tile * logits.shape[2] + lane]


@inlined
def _highest(logits, tile, lane):
    highest = logits[tile, 0, lane]
    for o in range(1, logits.shape[1]):
        highest = logits[tile, o, lane] if logits[tile, o, lane] > highest else highest
    return highest


@inlined
def row_loss(loss, logits, tile, lane, target):
    """Return the loss of one row, in nats or in the (squared) unit of the target."""
    z, y = logits[tile, 0, lane], target
    if loss == CROSS_ENTROPY:
        highest = _highest(logits, tile, lane)
        total = highest - highest
        for o in range(logits.shape[1]):
            total += exp(logits[tile, o, lane] - highest)
        return log(total) + highest - logits[tile, int(target), lane]
    if loss == BCE:
        return max(z, z - z) - z * y + log1p(exp(-abs(z)))
    difference = abs(z - y)
    if loss == L1:
        return difference
    if loss == MSE or difference <= 1:
        return difference * difference * (1 if loss == MSE else 0.5)
    return difference - 0.5


@inlined
def row_score(loss, logits, tile, lane, target, unit):
    """Return 1 for a right class, 0 for a wrong one; for a number the squared error in its unit."""
    z = logits[tile, 0, lane]
    if loss == BCE:
        return 1.0 if (z > 0) == (target > 0) else 0.0
    if loss == CROSS_ENTROPY:
        best = 0
        for o in range(1, logits.shape[1]):
            best = o if logits[tile, o, lane] > logits[tile, best, lane] else best
        return 1.0 if best == int(target) else 0.0
    difference = _restored(z, unit) - _restored(target, unit)
    return difference * difference


@inlined
def _restored(value, unit):
    number = np.float64(value) * unit[1] + unit[0]
    return exp(min(number, LARGEST_EXPONENT)) if unit[2] else number
