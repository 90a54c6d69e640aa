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
from separatrix.training.compiled.exponentials import number
from separatrix.training.compiled.jit import inlined
from separatrix.training.compiled.vectors import LANES

LAYER, BATCH = map(choices("norm").index, ("layer", "batch"))


@inlined
def layer_norm(z, weights, at, normal, inverse, scratch):
    """Normalise each row over its units, in place.

    Args:
        z: Shape (T, U, L); replaced by the result.
        weights: A member's flat weights.
        at: Where the scale begins.
        normal: Filled with n, shape (T, U, L).
        inverse: Filled with 1 / deviation of each row, shape (T L,) at least.
        scratch: Overwritten, shape (2, L) at least.
    """
    units, share = z.shape[1], number(1 / z.shape[1], weights[at])
    mean, squares = scratch[0], scratch[1]
    for tile in range(len(z)):
        mean[:], squares[:] = 0, 0
        for unit in range(units):
            for lane in range(LANES):
                mean[lane] += z[tile, unit, lane] * share
        for unit in range(units):
            for lane in range(LANES):
                normal[tile, unit, lane] = z[tile, unit, lane] - mean[lane]
                squares[lane] += normal[tile, unit, lane] * normal[tile, unit, lane] * share
        deviations = inverse[tile * LANES : (tile + 1) * LANES]
        for lane in range(LANES):
            deviations[lane] = _inverse(squares[lane])
        for unit in range(units):
            for lane in range(LANES):
                normal[tile, unit, lane] *= deviations[lane]
    _scale_and_shift(normal, weights, at, z)


@inlined
def layer_norm_backward(dy, weights, at, normal, inverse, gradient, scratch):
    """Replace dy by dz and add the gradients of scale and shift to `gradient`."""
    units, share = dy.shape[1], number(1 / dy.shape[1], weights[at])
    mean, along = scratch[0], scratch[1]
    _scale_and_shift_backward(dy, weights, at, normal, gradient)
    for tile in range(len(dy)):
        mean[:], along[:] = 0, 0
        for unit in range(units):
            for lane in range(LANES):
                mean[lane] += dy[tile, unit, lane] * share
                along[lane] += dy[tile, unit, lane] * normal[tile, unit, lane] * share
        deviations = inverse[tile * LANES : (tile + 1) * LANES]
        for unit in range(units):
            for lane in range(LANES):
                rest = dy[tile, unit, lane] - mean[lane] - normal[tile, unit, lane] * along[lane]
                dy[tile, unit, lane] = deviations[lane] * rest


@inlined
def _inverse(variance):
    """Return 1 / deviation."""
    return number(1.0, variance) / sqrt(variance + number(NORM_EPSILON, variance))


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
        total, squares = number(0.0, weights[at]), number(0.0, weights[at])
        for tile in range(len(z)):
            for lane in range(min(LANES, rows - tile * LANES)):
                total += z[tile, unit, lane]
        mean = total / number(rows, total)
        for tile in range(len(z)):
            for lane in range(min(LANES, rows - tile * LANES)):
                squares += (z[tile, unit, lane] - mean) * (z[tile, unit, lane] - mean)
        inverse[unit] = _inverse(squares / number(rows, squares))
        _normalise(z, unit, mean, inverse[unit], normal)
        _track(statistics, running + unit, mean)
        _track(statistics, running + units + unit, squares / number(max(rows - 1, 1), squares))
    _scale_and_shift(normal, weights, at, z)


@inlined
def batch_norm_backward(dy, weights, at, rows, normal, inverse, gradient):
    """Replace dy by dz and add the gradients of scale and shift to `gradient`."""
    _scale_and_shift_backward(dy, weights, at, normal, gradient)
    for unit in range(dy.shape[1]):
        mean, along = number(0.0, weights[at]), number(0.0, weights[at])
        share = number(1 / rows, mean)
        for tile in range(len(dy)):
            for lane in range(min(LANES, rows - tile * LANES)):
                mean += dy[tile, unit, lane] * share
                along += dy[tile, unit, lane] * normal[tile, unit, lane] * share
        for tile in range(len(dy)):
            for lane in range(min(LANES, rows - tile * LANES)):
                rest = dy[tile, unit, lane] - mean - normal[tile, unit, lane] * along
                dy[tile, unit, lane] = inverse[unit] * rest


@inlined
def batch_norm_with_statistics(z, weights, at, statistics, running, normal):
    """Normalise each unit with its running mean and variance, in place."""
    units = z.shape[1]
    for unit in range(units):
        inverse = _inverse(statistics[running + units + unit])
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
    statistics[at] += number(BATCH_NORM_MOMENTUM, value) * (value - statistics[at])
