"""Layer norm and batch norm, forward and backward.

Both make n = (z - mean) inverse with inverse = 1 / sqrt(variance + epsilon), over the units of each
row or over the rows of each unit, and give scale n + shift. With dn = scale dy, the gradient is

    dz = inverse (dn - average of dn - n average of (n dn)),

the averages over what mean and variance were taken over (Ba, Kiros and Hinton 2016; Ioffe and
Szegedy 2015). `scale` stands in the weights from `at` on and `shift` behind it.
"""

from math import sqrt

from separatrix.models.architecture import BATCH_NORM_MOMENTUM, NORM_EPSILON
from separatrix.recipe import choices
from separatrix.training.compiled.jit import inlined
from separatrix.training.compiled.vectors import LANES

LAYER, BATCH = map(choices("norm").index, ("layer", "batch"))


@inlined
def layer_norm(z, weights, at, normal, inverse):
    """Normalise each row over its units, in place.

    Args:
        z: Shape (T, U, L); replaced by the result.
        weights: A member's flat weights.
        at: Where the scale begins.
        normal: Filled with n, shape (T, U, L).
        inverse: Filled with 1 / deviation of each row, shape (T L,) at least.
    """
    units = z.shape[1]
    for tile in range(len(z)):
        for lane in range(LANES):
            total, squares = 0.0, 0.0
            for unit in range(units):
                total += z[tile, unit, lane]
            mean = total / units
            for unit in range(units):
                squares += (z[tile, unit, lane] - mean) ** 2
            deviation = 1 / sqrt(squares / units + NORM_EPSILON)
            inverse[tile * LANES + lane] = deviation
            for unit in range(units):
                normal[tile, unit, lane] = (z[tile, unit, lane] - mean) * deviation
    _scale_and_shift(normal, weights, at, z)


@inlined
def layer_norm_backward(dy, weights, at, normal, inverse, gradient):
    """Replace dy by dz and add the gradients of scale and shift to `gradient`."""
    units = dy.shape[1]
    _scale_and_shift_backward(dy, weights, at, normal, gradient)
    for tile in range(len(dy)):
        for lane in range(LANES):
            total, along = 0.0, 0.0
            for unit in range(units):
                total += dy[tile, unit, lane]
                along += dy[tile, unit, lane] * normal[tile, unit, lane]
            for unit in range(units):
                rest = dy[tile, unit, lane] - (total + normal[tile, unit, lane] * along) / units
                dy[tile, unit, lane] = inverse[tile * LANES + lane] * rest


@inlined
def batch_norm(z, weights, at, statistics, running, rows, normal, inverse):
    """Normalise each unit over the rows of a batch, in place, and move its running statistics.

    Args:
        z: Shape (T, U, L); replaced by the result.
        weights: A member's flat weights.
        at: Where the scale begins.
        statistics: A member's running statistics, moved towards the batch's.
        running: Where this layer's means begin in them; its variances follow.
        rows: Rows of the batch; those after them only fill up the last tile.
        normal: Filled with n, shape (T, U, L).
        inverse: Filled with 1 / deviation of each unit, shape (U,) at least.
    """
    units = z.shape[1]
    for unit in range(units):
        total, squares = 0.0, 0.0
        for row in range(rows):
            total += z[row // LANES, unit, row % LANES]
        mean = total / rows
        for row in range(rows):
            squares += (z[row // LANES, unit, row % LANES] - mean) ** 2
        inverse[unit] = 1 / sqrt(squares / rows + NORM_EPSILON)
        _normalise(z, unit, mean, inverse[unit], normal)
        _track(statistics, running + unit, mean)
        _track(statistics, running + units + unit, squares / max(rows - 1, 1))
    _scale_and_shift(normal, weights, at, z)


@inlined
def batch_norm_backward(dy, weights, at, rows, normal, inverse, gradient):
    """Replace dy by dz and add the gradients of scale and shift to `gradient`."""
    _scale_and_shift_backward(dy, weights, at, normal, gradient)
    for unit in range(dy.shape[1]):
        total, along = 0.0, 0.0
        for row in range(rows):
            tile, lane = row // LANES, row % LANES
            total += dy[tile, unit, lane]
            along += dy[tile, unit, lane] * normal[tile, unit, lane]
        for row in range(rows):
            tile, lane = row // LANES, row % LANES
            rest = dy[tile, unit, lane] - (total + normal[tile, unit, lane] * along) / rows
            dy[tile, unit, lane] = inverse[unit] * rest


@inlined
def batch_norm_with_statistics(z, weights, at, statistics, running, normal):
    """Normalise each unit with its running mean and variance, in place."""
    units = z.shape[1]
    for unit in range(units):
        inverse = 1 / sqrt(statistics[running + units + unit] + NORM_EPSILON)
        _normalise(z, unit, statistics[running + unit], inverse, normal)
    _scale_and_shift(normal, weights, at, z)


@inlined
def _normalise(z, unit, mean, inverse, normal):
    for tile in range(len(z)):
        for lane in range(LANES):
            normal[tile, unit, lane] = (z[tile, unit, lane] - mean) * inverse


@inlined
def _scale_and_shift(normal, weights, at, z):
    units = z.shape[1]
    for tile in range(len(z)):
        for unit in range(units):
            scale, shift = weights[at + unit], weights[at + units + unit]
            for lane in range(LANES):
                z[tile, unit, lane] = normal[tile, unit, lane] * scale + shift


@inlined
def _scale_and_shift_backward(dy, weights, at, normal, gradient):
    """Replace dy by dn and add the gradients of scale and shift."""
    units = dy.shape[1]
    zero = dy.dtype.type(0)
    for tile in range(len(dy)):
        for unit in range(units):
            to_scale, to_shift, scale = zero, zero, weights[at + unit]
            for lane in range(LANES):
                to_scale += dy[tile, unit, lane] * normal[tile, unit, lane]
                to_shift += dy[tile, unit, lane]
                dy[tile, unit, lane] *= scale
            gradient[at + unit] += to_scale
            gradient[at + units + unit] += to_shift


@inlined
def _track(statistics, at, value):
    statistics[at] += BATCH_NORM_MOMENTUM * (value - statistics[at])
