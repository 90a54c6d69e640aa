"""A linear layer forward and backward, dropout, and the table of an embedding.

With x of shape (T, I, L), weight (I, O) and the upstream gradient dz of shape (T, O, L):

    z[t, o, l] = bias[o] + sum over i of weight[i, o] x[t, i, l]
    dx[t, i, l] = sum over o of weight[i, o] dz[t, o, l]
    dweight[i, o] = sum over t and l of x[t, i, l] dz[t, o, l],   dbias[o] likewise without x

Each is worked out in blocks small enough for all of a block's sums to stay in registers: four units
for the rows of a tile, or four by four weights over all rows of a chunk.
"""

import numpy as np

from separatrix.training.compiled.jit import inlined
from separatrix.training.compiled.random import draw, keeps
from separatrix.training.compiled.vectors import (
    LANES,
    VECTOR,
    add_totals,
    add_totals_apart,
    load,
    multiply_add,
    spread,
    store,
    total,
)

_NO_BIAS = -1


@inlined
def linear(x, weights, at, z):
    """Fill z with x times weight plus bias; weight and bias stand in `weights` from `at` on."""
    inputs, outputs = x.shape[1], z.shape[1]
    _products(x, weights, at, outputs, 1, at + inputs * outputs, z)


@inlined
def linear_inputs(dz, weights, at, dx):
    """Fill dx with the gradient of the inputs."""
    _products(dz, weights, at, 1, dz.shape[1], _NO_BIAS, dx)


@inlined
def _products(x, weights, at, step_in, step_out, bias, z):
    """Fill z[t, o] with the sum over i of weights[at + i step_in + o step_out] x[t, i]."""
    inputs, outputs = x.shape[1], z.shape[1]
    fours = outputs - outputs % 4
    for tile in range(len(z)):
        start, goal = tile * inputs * LANES, tile * outputs * LANES
        for o in range(0, fours, 4):
            first, offset = at + o * step_out, bias + o if bias >= 0 else _NO_BIAS
            _four_products(x, start, inputs, weights, first, step_in, step_out, offset, z, goal)
            goal += 4 * LANES
        for o in range(fours, outputs):
            first, offset = at + o * step_out, bias + o if bias >= 0 else _NO_BIAS
            _one_product(x, start, inputs, weights, first, step_in, offset, z, goal)
            goal += LANES


@inlined
def _four_products(x, start, inputs, weights, first, step_in, step_out, bias, z, goal):
    """Fill four units of a tile: a, b, c and d, each in two vectors of rows."""
    a, b = _offset(weights, bias, 0), _offset(weights, bias, 1)
    c, d = _offset(weights, bias, 2), _offset(weights, bias, 3)
    a_, b_, c_, d_ = a, b, c, d
    second, third, fourth = first + step_out, first + 2 * step_out, first + 3 * step_out
    for i in range(inputs):
        here, weight = start + i * LANES, i * step_in
        low, high = load(x, here), load(x, here + VECTOR)
        to_a, to_b = spread(weights[first + weight]), spread(weights[second + weight])
        to_c, to_d = spread(weights[third + weight]), spread(weights[fourth + weight])
        a, a_ = multiply_add(to_a, low, a), multiply_add(to_a, high, a_)
        b, b_ = multiply_add(to_b, low, b), multiply_add(to_b, high, b_)
        c, c_ = multiply_add(to_c, low, c), multiply_add(to_c, high, c_)
        d, d_ = multiply_add(to_d, low, d), multiply_add(to_d, high, d_)
    _put(z, goal, a, a_)
    _put(z, goal + LANES, b, b_)
    _put(z, goal + 2 * LANES, c, c_)
    _put(z, goal + 3 * LANES, d, d_)


@inlined
def _one_product(x, start, inputs, weights, first, step_in, bias, z, goal):
    """Fill one unit of a tile."""
    a = _offset(weights, bias, 0)
    a_ = a
    for i in range(inputs):
        here, weight = start + i * LANES, spread(weights[first + i * step_in])
        a, a_ = (
            multiply_add(weight, load(x, here), a),
            multiply_add(weight, load(x, here + VECTOR), a_),
        )
    _put(z, goal, a, a_)


@inlined
def _offset(weights, bias, number):
    return spread(weights[bias + number] if bias >= 0 else weights.dtype.type(0))


@inlined
def _put(z, goal, low, high):
    store(z, goal, low)
    store(z, goal + VECTOR, high)


@inlined
def linear_weights(x, dz, at, gradient):
    """Add the gradients of weight and bias to `gradient` from `at` on."""
    inputs, outputs = x.shape[1], dz.shape[1]
    # A single output is as good as a single input, and inputs come four at a time then.
    one, other = (dz, x) if outputs == 1 else (x, dz)
    _add_products(one, other, at, gradient)
    _add_sums(dz, at + inputs * outputs, gradient)


@inlined
def _add_products(x, dz, at, gradient):
    inputs, outputs = x.shape[1], dz.shape[1]
    inputs_by_four, outputs_by_four = inputs - inputs % 4, outputs - outputs % 4
    for o in range(0, outputs_by_four, 4):
        for i in range(0, inputs_by_four, 4):
            _four_by_four(x, i, dz, o, at, gradient)
        for i in range(inputs_by_four, inputs):
            _one_by_four(x, i, dz, o, at + i * outputs + o, 1, gradient)
    for o in range(outputs_by_four, outputs):
        for i in range(0, inputs_by_four, 4):
            _one_by_four(dz, o, x, i, at + i * outputs + o, outputs, gradient)
        for i in range(inputs_by_four, inputs):
            _one_by_one(x, i, dz, o, at + i * outputs + o, gradient)


@inlined
def _four_by_four(x, i, dz, o, at, gradient):
    """Add the gradients of the weights from four inputs, a to d, to four outputs."""
    inputs, outputs = x.shape[1], dz.shape[1]
    zero = spread(gradient.dtype.type(0))
    a0, a1, a2, a3, b0, b1, b2, b3 = zero, zero, zero, zero, zero, zero, zero, zero
    c0, c1, c2, c3, d0, d1, d2, d3 = zero, zero, zero, zero, zero, zero, zero, zero
    for half in range(2 * len(x)):
        tile, within = half // 2, half % 2 * VECTOR
        here, there = (tile * inputs + i) * LANES + within, (tile * outputs + o) * LANES + within
        z0, z1 = load(dz, there), load(dz, there + LANES)
        z2, z3 = load(dz, there + 2 * LANES), load(dz, there + 3 * LANES)
        a, b = load(x, here), load(x, here + LANES)
        c, d = load(x, here + 2 * LANES), load(x, here + 3 * LANES)
        a0, a1 = multiply_add(a, z0, a0), multiply_add(a, z1, a1)
        a2, a3 = multiply_add(a, z2, a2), multiply_add(a, z3, a3)
        b0, b1 = multiply_add(b, z0, b0), multiply_add(b, z1, b1)
        b2, b3 = multiply_add(b, z2, b2), multiply_add(b, z3, b3)
        c0, c1 = multiply_add(c, z0, c0), multiply_add(c, z1, c1)
        c2, c3 = multiply_add(c, z2, c2), multiply_add(c, z3, c3)
        d0, d1 = multiply_add(d, z0, d0), multiply_add(d, z1, d1)
        d2, d3 = multiply_add(d, z2, d2), multiply_add(d, z3, d3)
    first = at + i * outputs + o
    add_totals(gradient, first, a0, a1, a2, a3)
    add_totals(gradient, first + outputs, b0, b1, b2, b3)
    add_totals(gradient, first + 2 * outputs, c0, c1, c2, c3)
    add_totals(gradient, first + 3 * outputs, d0, d1, d2, d3)


@inlined
def _one_by_four(one, i, four, o, at, step, gradient):
    """Add the products of a unit with four others to every `step`th number from `at` on."""
    zero = spread(gradient.dtype.type(0))
    a0, a1, a2, a3 = zero, zero, zero, zero
    for half in range(2 * len(one)):
        tile, within = half // 2, half % 2 * VECTOR
        here = (tile * one.shape[1] + i) * LANES + within
        there = (tile * four.shape[1] + o) * LANES + within
        a = load(one, here)
        a0, a1 = (
            multiply_add(a, load(four, there), a0),
            multiply_add(a, load(four, there + LANES), a1),
        )
        a2 = multiply_add(a, load(four, there + 2 * LANES), a2)
        a3 = multiply_add(a, load(four, there + 3 * LANES), a3)
    add_totals_apart(gradient, at, step, a0, a1, a2, a3)


@inlined
def _one_by_one(x, i, dz, o, at, gradient):
    """Add the gradient of one weight."""
    a = spread(gradient.dtype.type(0))
    for half in range(2 * len(x)):
        tile, within = half // 2, half % 2 * VECTOR
        here, there = (tile * x.shape[1] + i) * LANES, (tile * dz.shape[1] + o) * LANES
        a = multiply_add(load(x, here + within), load(dz, there + within), a)
    gradient[at] += total(a)


@inlined
def _add_sums(dz, at, gradient):
    """Add the sum of each unit over all rows."""
    units, one = dz.shape[1], spread(gradient.dtype.type(1))
    for unit in range(0, units - units % 4, 4):
        zero = spread(gradient.dtype.type(0))
        a0, a1, a2, a3 = zero, zero, zero, zero
        for half in range(2 * len(dz)):
            here = (half // 2 * units + unit) * LANES + half % 2 * VECTOR
            a0 = multiply_add(one, load(dz, here), a0)
            a1 = multiply_add(one, load(dz, here + LANES), a1)
            a2 = multiply_add(one, load(dz, here + 2 * LANES), a2)
            a3 = multiply_add(one, load(dz, here + 3 * LANES), a3)
        add_totals(gradient, at + unit, a0, a1, a2, a3)
    for unit in range(units - units % 4, units):
        a = spread(gradient.dtype.type(0))
        for half in range(2 * len(dz)):
            here = (half // 2 * units + unit) * LANES + half % 2 * VECTOR
            a = multiply_add(one, load(dz, here), a)
        gradient[at + unit] += total(a)


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
    for tile in range(len(values)):
        for lane in range(LANES):
            bits[lane] = draw(key, np.uint64(rows[tile * LANES + lane]))
        for unit in range(values.shape[1]):
            for lane in range(LANES):
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
    for tile in range(len(x)):
        for lane in range(LANES):
            level = at + codes[rows[tile * LANES + lane], column] * width
            for unit in range(width):
                x[tile, first + unit, lane] = weights[level + unit]


@inlined
def embed_weights(codes, column, rows, dx, at, width, first, gradient):
    """Add the gradient of each level that the rows' codes stand for; arguments as in `embed`."""
    for tile in range(len(dx)):
        for lane in range(LANES):
            level = at + codes[rows[tile * LANES + lane], column] * width
            for unit in range(width):
                gradient[level + unit] += dx[tile, first + unit, lane]
