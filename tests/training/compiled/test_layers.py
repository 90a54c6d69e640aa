"""The products of a layer, against NumPy's, for every remainder of their blocks."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from separatrix.training.compiled import layers
from separatrix.training.compiled.jit import inlined
from separatrix.training.compiled.vectors import LANES, add_totals, load
from separatrix.training.compiled.views import flattened, tiles_at

Numbers = NDArray[Any]
UNITS = st.integers(1, 13)


@inlined
def layer(x: Any, dz: Any, weights: Any, z: Any, dx: Any, gradient: Any) -> None:
    """Fill in all that a layer gives, each behind a first number that must stay."""
    layers.linear(x, weights, 1, z)
    layers.linear_inputs(dz, weights, 1, dx)
    layers.linear_weights(x, dz, 1, gradient)


@given(inputs=UNITS, outputs=UNITS, tiles=st.integers(1, 3), double=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_layer_is_its_products(inputs: int, outputs: int, tiles: int, double: bool) -> None:
    near = 1e-12 if double else 1e-4
    x, dz = numbers(1, double, tiles, inputs, LANES), numbers(2, double, tiles, outputs, LANES)
    weights = numbers(3, double, 2 + (inputs + 1) * outputs)
    gradient = numbers(4, double, len(weights))
    before, z, dx = gradient.copy(), np.zeros_like(dz), np.zeros_like(x)
    layer(x, dz, weights, z, dx, gradient)

    count = inputs * outputs
    weight, bias = weights[1 : 1 + count].reshape(inputs, outputs), weights[1 + count : -1, None]
    assert z == approx(np.einsum("til,io->tol", x, weight) + bias, near)
    assert dx == approx(np.einsum("tol,io->til", dz, weight), near)
    grown: Numbers = gradient - before
    assert grown[1 : 1 + count] == approx(np.einsum("til,tol->io", x, dz).ravel(), near)
    assert grown[1 + count : -1] == approx(dz.sum(axis=(0, 2)), near)
    assert grown[0] == grown[-1] == 0


def numbers(seed: int, double: bool, *shape: int) -> Numbers:
    """Return normal numbers in 64 or 32 bits."""
    drawn: Numbers = np.random.default_rng(seed).normal(size=shape)
    return drawn if double else drawn.astype(np.float32)


def approx(values: Numbers, near: float) -> Any:
    """Return what equals numbers near the given ones."""
    return pytest.approx(values, rel=near, abs=near)


@inlined
def views(numbers: Any, sums: Any) -> int:
    """Sum vectors of a view of a view."""
    tiles = flattened(tiles_at(numbers, 3, 2, 5))
    one = load(tiles, 0)
    add_totals(sums, 1, one, one, load(tiles, 1), load(tiles, 7))
    return len(tiles)


def test_views_and_vectors_begin_where_they_should() -> None:
    line, sums = np.arange(10.0 * LANES + 9), np.zeros(6)
    width = LANES // 2
    assert views(line, sums) == 10 * LANES
    starts = [3, 3, 4, 10]
    assert sums[1:5].tolist() == [line[start : start + width].sum() for start in starts]
    assert sums[0] == sums[5] == 0
