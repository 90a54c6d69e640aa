"""The products of a layer, against NumPy's, for every remainder of their blocks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.training.compiled import layers
from separatrix.training.compiled.jit import inlined
from separatrix.training.compiled.vectors import LANES, add_totals, flattened, load, tiles_at

UNITS = st.integers(1, 13)


@inlined
def layer(x, dz, weights, z, dx, gradient):
    """Fill in all that a layer gives, each behind a first number that must stay."""
    layers.linear(x, weights, 1, z)
    layers.linear_inputs(dz, weights, 1, dx)
    layers.linear_weights(x, dz, 1, gradient)


@given(inputs=UNITS, outputs=UNITS, tiles=st.integers(1, 3), double=st.booleans())
@settings(max_examples=60, deadline=None)
def test_a_layer_is_its_products(inputs: int, outputs: int, tiles: int, double: bool) -> None:
    dtype = np.float64 if double else np.float32
    random = np.random.default_rng(inputs * 100 + outputs)
    x, dz = (random.normal(size=(tiles, units, LANES)).astype(dtype) for units in (inputs, outputs))
    weights = random.normal(size=2 + (inputs + 1) * outputs).astype(dtype)
    gradient = random.normal(size=len(weights)).astype(dtype)
    before, z, dx = gradient.copy(), np.zeros_like(dz), np.zeros_like(x)
    layer(x, dz, weights, z, dx, gradient)

    weight, bias = (
        weights[1 : 1 + inputs * outputs].reshape(inputs, outputs),
        weights[-1 - outputs : -1],
    )
    near = {"rel": 1e-12 if double else 1e-4, "abs": 1e-12 if double else 1e-4}
    assert z == pytest.approx(np.einsum("til,io->tol", x, weight) + bias[:, None], **near)
    assert dx == pytest.approx(np.einsum("tol,io->til", dz, weight), **near)
    grown = gradient - before
    assert grown[1 : 1 + weight.size] == pytest.approx(
        np.einsum("til,tol->io", x, dz).ravel(), **near
    )
    assert grown[-1 - outputs : -1] == pytest.approx(dz.sum(axis=(0, 2)), **near)
    assert grown[0] == grown[-1] == 0


@inlined
def views(numbers, sums):
    """Sum vectors of a view of a view."""
    tiles = flattened(tiles_at(numbers, 3, 2, 5))
    one = load(tiles, 0)
    add_totals(sums, 1, one, one, load(tiles, 1), load(tiles, 7))
    return len(tiles)


def test_views_and_vectors_begin_where_they_should() -> None:
    numbers, sums = np.arange(10.0 * LANES + 9), np.zeros(6)
    width = LANES // 2
    assert views(numbers, sums) == 10 * LANES
    starts = [3, 3, 4, 10]
    assert sums[1:5].tolist() == [numbers[start : start + width].sum() for start in starts]
    assert sums[0] == sums[5] == 0
