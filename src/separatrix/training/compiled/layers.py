"""A linear layer forward and backward, dropout, and the table of an embedding.

With x of shape (T, I, L), weight (I, O) and the upstream gradient dz of shape (T, O, L):

    z[t, o, l] = bias[o] + sum over i of weight[i, o] x[t, i, l]
    dx[t, i, l] = sum over o of weight[i, o] dz[t, o, l]
    dweight[i, o] = sum over t and l of x[t, i, l] dz[t, o, l],   dbias[o] likewise without x
"""

import numpy as np

from separatrix.training.compiled.jit import inlined
from separatrix.training.compiled.random import draw, keeps


@inlined
def linear(x, weights, at, z):
    """Fill z with x times weight plus bias; weight and bias stand in `weights` from `at` on."""
    inputs, outputs = x.shape[1], z.shape[1]
    bias = at + inputs * outputs
    for tile in range(len(z)):
        for o in range(outputs):
            z[tile, o] = weights[bias + o]
    _add_product(x, weights, at, outputs, 1, z)


@inlined
def linear_inputs(dz, weights, at, dx):
    """Fill dx with the gradient of the inputs."""
    dx[:] = 0
    outputs = dz.shape[1]
    _add_product(dz, weights, at, 1, outputs, dx)


@inlined
def _add_product(x, weights, at, step_in, step_out, z):
    """Add to z[t, o] the sum over i of weights[at + i step_in + o step_out] x[t, i].

    Four inputs at once, so that each sum is loaded and stored a quarter as often.
    """
    inputs, outputs, lanes = x.shape[1], z.shape[1], x.shape[2]
    fours = inputs - inputs % 4
    for tile in range(len(x)):
        for o in range(outputs):
            for i in range(0, fours, 4):
                first = at + i * step_in + o * step_out
                a, b = weights[first], weights[first + step_in]
                c, d = weights[first + 2 * step_in], weights[first + 3 * step_in]
                for lane in range(lanes):
                    z[tile, o, lane] += (
                        a * x[tile, i, lane]
                        + b * x[tile, i + 1, lane]
                        + c * x[tile, i + 2, lane]
                        + d * x[tile, i + 3, lane]
                    )
            for i in range(fours, inputs):
                a = weights[at + i * step_in + o * step_out]
                for lane in range(lanes):
                    z[tile, o, lane] += a * x[tile, i, lane]


@inlined
def linear_weights(x, dz, at, gradient):
    """Add the gradients of weight and bias to `gradient` from `at` on.

    Four outputs at once, so that the inputs are loaded a quarter as often.
    """
    inputs, outputs, lanes = x.shape[1], dz.shape[1], x.shape[2]
    fours = outputs - outputs % 4
    zero = gradient.dtype.type(0)
    bias = at + inputs * outputs
    for tile in range(len(x)):
        for i in range(inputs):
            row = at + i * outputs
            for o in range(0, fours, 4):
                a, b, c, d = zero, zero, zero, zero
                for lane in range(lanes):
                    value = x[tile, i, lane]
                    a += value * dz[tile, o, lane]
                    b += value * dz[tile, o + 1, lane]
                    c += value * dz[tile, o + 2, lane]
                    d += value * dz[tile, o + 3, lane]
                gradient[row + o] += a
                gradient[row + o + 1] += b
                gradient[row + o + 2] += c
                gradient[row + o + 3] += d
            for o in range(fours, outputs):
                a = zero
                for lane in range(lanes):
                    a += x[tile, i, lane] * dz[tile, o, lane]
                gradient[row + o] += a
        for o in range(outputs):
            a = zero
            for lane in range(lanes):
                a += dz[tile, o, lane]
            gradient[bias + o] += a


@inlined
def dropout(values, slopes, key, threshold, gain, rows, bits):
    """Drop units: set value and slope to zero, or multiply both by the gain.

    Args:
        values: Units after the activation, shape (T, U, L).
        slopes: What they change by for a change before the activation.
        key: Of this layer's masks in this epoch.
        threshold: 32 random bits below this drop a unit.
        gain: For the units that stay.
        rows: Numbers of the rows within the training rows, shape (T L,) at least.
        bits: Overwritten, shape (L,).
    """
    stays = values.dtype.type(gain)
    dropped = values.dtype.type(0)
    lanes = values.shape[2]
    for tile in range(len(values)):
        for lane in range(lanes):
            bits[lane] = draw(key, np.uint64(rows[tile * lanes + lane]))
        for unit in range(values.shape[1]):
            for lane in range(lanes):
                factor = stays if keeps(bits[lane], unit, threshold) else dropped
                values[tile, unit, lane] *= factor
                slopes[tile, unit, lane] *= factor


@inlined
def embed(codes, column, rows, weights, at, width, x, first):
    """Fill units of x, from `first` on, with the levels that the rows' codes stand for.

    Args:
        codes: Levels of every row, shape (N, C).
        column: Which of its columns.
        rows: Numbers of the rows, shape (T L,) at least.
        weights: A member's flat weights.
        at: Where the column's table begins in them.
        width: Numbers for each level.
        x: Inputs of the network, shape (T, I, L).
        first: The first input to fill.
    """
    lanes = x.shape[2]
    for tile in range(len(x)):
        for lane in range(lanes):
            level = at + codes[rows[tile * lanes + lane], column] * width
            for unit in range(width):
                x[tile, first + unit, lane] = weights[level + unit]


@inlined
def embed_weights(codes, column, rows, dx, at, width, first, gradient):
    """Add the gradient of each level that the rows' codes stand for; arguments as in `embed`."""
    lanes = dx.shape[2]
    for tile in range(len(dx)):
        for lane in range(lanes):
            level = at + codes[rows[tile * lanes + lane], column] * width
            for unit in range(width):
                gradient[level + unit] += dx[tile, first + unit, lane]
