"""Losses: the slope of each row's loss for training, its value for looking; and the metric.

Targets are numbers, or codes of classes held as numbers.
"""

from math import exp, log

import numpy as np

from separatrix.data.target import LARGEST_EXPONENT
from separatrix.recipe import choices
from separatrix.training.compiled.exponentials import (
    exponential,
    log_one_plus,
    logistic,
    number,
)
from separatrix.training.compiled.jit import inlined
from separatrix.training.compiled.vectors import LANES
from separatrix.training.compiled.views import flattened

_NAMES = choices("loss")
BCE, CROSS_ENTROPY, L1, MSE, HUBER = map(
    _NAMES.index, ("bce", "cross-entropy", "l1", "mse", "huber")
)


def _each(slope):
    """Return what replaces every single output by the weighted slope of its row's loss."""

    @inlined
    def each(logits, target, weight):
        values = flattened(logits)
        for place in range(len(values)):
            values[place] = slope(values[place], target[place]) * weight[place]

    return each


@inlined
def _bce_slope(z, y):
    return logistic(z) - y


@inlined
def _l1_slope(z, y):
    difference, one = z - y, number(1.0, z)
    return one if difference > 0 else (-one if difference < 0 else difference)


@inlined
def _mse_slope(z, y):
    return number(2.0, z) * (z - y)


@inlined
def _huber_slope(z, y):
    difference, one = z - y, number(1.0, z)
    return one if difference > one else (-one if difference < -one else difference)


_each_bce, _each_l1 = _each(_bce_slope), _each(_l1_slope)
_each_mse, _each_huber = _each(_mse_slope), _each(_huber_slope)


@inlined
def loss_slopes(loss, logits, target, weight, scratch):
    """Replace logits, of shape (T, O, L), by the gradient of the weighted sum of the losses.

    Args:
        loss: Which one.
        logits: Outputs of the network.
        target: Of each row, shape (T L,) at least.
        weight: What each row counts for, 0 for rows that only fill up, shape (T L,) at least.
        scratch: Overwritten, shape (3, L).
    """
    if loss == CROSS_ENTROPY:
        _softmax_slopes(logits, target, weight, scratch[0], scratch[1])
    elif loss == BCE:
        _each_bce(logits, target, weight)
    elif loss == L1:
        _each_l1(logits, target, weight)
    elif loss == MSE:
        _each_mse(logits, target, weight)
    else:
        _each_huber(logits, target, weight)


@inlined
def _softmax_slopes(logits, target, weight, highest, total):
    for tile in range(len(logits)):
        _exponentials(logits, tile, highest, total)
        for lane in range(LANES):
            total[lane] = weight[tile * LANES + lane] / total[lane]
        for o in range(logits.shape[1]):
            for lane in range(LANES):
                logits[tile, o, lane] *= total[lane]
        for lane in range(LANES):
            place = tile * LANES + lane
            logits[tile, int(target[place]), lane] -= weight[place]


@inlined
def _exponentials(logits, tile, highest, total):
    """Replace the logits of a tile by exp(logit - highest) and sum these for each row."""
    highest[:], total[:] = logits[tile, 0], 0
    for o in range(1, logits.shape[1]):
        for lane in range(LANES):
            z = logits[tile, o, lane]
            highest[lane] = z if z > highest[lane] else highest[lane]
    for o in range(logits.shape[1]):
        for lane in range(LANES):
            share = exponential(logits[tile, o, lane] - highest[lane])
            logits[tile, o, lane] = share
            total[lane] += share


@inlined
def losses_and_scores(loss, logits, target, unit, scratch):
    """Fill in loss and score of the rows of a tile.

    Losses are in nats or in the (squared) unit of learning. A score is 1 for a right class and 0
    for a wrong one; for a number it is the squared error in the unit of the target.

    Args:
        loss: Which one.
        logits: Outputs of the network for the tile, shape (O, L).
        target: Of its rows, shape (L,) at least.
        unit: Mean, scale and whether the logarithm was learned, of a target that is a number.
        scratch: Filled with losses and scores, shape (3, L).
    """
    losses, scores = scratch[0], scratch[1]
    if loss == CROSS_ENTROPY:
        _cross_entropy(logits, target, scratch[2], losses, scores)
    elif loss == BCE:
        _bce(logits[0], target, losses, scores)
    else:
        _distances(loss, logits[0], target, unit, losses, scores)


@inlined
def _bce(z, y, losses, scores):
    for lane in range(LANES):
        value, zero, one = z[lane], number(0.0, z[lane]), number(1.0, z[lane])
        above = zero if value <= zero else value  # nan goes through
        losses[lane] = above - value * y[lane] + log_one_plus(exponential(-abs(value)))
        scores[lane] = one if (value > zero) == (y[lane] > zero) else zero


@inlined
def _cross_entropy(logits, target, highest, losses, scores):
    """Fill in the rows of a tile; `scores` holds the first of the highest classes on the way."""
    highest[:], losses[:], scores[:] = logits[0], 0, 0
    for o in range(1, len(logits)):
        for lane in range(LANES):
            higher = logits[o, lane] > highest[lane]
            highest[lane] = logits[o, lane] if higher else highest[lane]
            scores[lane] = o if higher else scores[lane]
    for o in range(len(logits)):
        for lane in range(LANES):
            losses[lane] += exponential(logits[o, lane] - highest[lane])
    for lane in range(LANES):
        right = logits[int(target[lane]), lane]
        losses[lane] = log(losses[lane]) + highest[lane] - right
        scores[lane] = scores[lane] == target[lane]


@inlined
def _distances(loss, z, y, unit, losses, scores):
    for lane in range(LANES):
        losses[lane] = _distance(loss, z[lane], y[lane])
    for lane in range(LANES):
        difference = _restored(z[lane], unit) - _restored(y[lane], unit)
        scores[lane] = difference * difference


@inlined
def _distance(loss, z, y):
    size = abs(z - y)
    if loss == L1:
        return size
    if loss == MSE:
        return size * size
    one, half = number(1.0, z), number(0.5, z)
    return half * size * size if size <= one else size - half


@inlined
def _restored(value, unit):
    restored = np.float64(value) * unit[1] + unit[0]
    return exp(min(restored, LARGEST_EXPONENT)) if unit[2] else restored
