"""The kernels draw the numbers of `separatrix.randomness`, bit for bit."""

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from separatrix.randomness import Stream, kept, key, order
from separatrix.training.compiled import random
from separatrix.training.compiled.jit import inlined
from tests.test_randomness import GOLDEN_MASK, GOLDEN_ORDER

SEEDS = st.integers(0, 2**63 - 1)


def ordered(seed: int, epoch: int, rows: int) -> list[int]:
    """Return the compiled engine's order."""
    numbers, other = np.zeros(rows, np.uint64), np.zeros(rows, np.uint64)
    random.order(np.uint64(seed), epoch, rows, numbers, other)
    return [int(number) for number in numbers]


@inlined
def masks(seed, epoch, layer, rows, units, threshold, mask):  # type: ignore[no-untyped-def]
    """Fill in which units of which rows stay."""
    dropped = random.dropout_key(seed, epoch, layer)
    for row in range(rows):
        bits = random.draw(dropped, np.uint64(row))
        for unit in range(units):
            mask[row, unit] = random.keeps(bits, unit, threshold)


def mask_of(
    seed: int, epoch: int, layer: int, shape: tuple[int, int], share: float
) -> NDArray[np.bool_]:
    """Return the compiled engine's mask."""
    mask = np.zeros(shape, dtype=np.bool_)
    masks(np.uint64(seed), epoch, layer, *shape, np.uint64(round(share * 2**32)), mask)
    return mask


def test_golden_values() -> None:
    assert ordered(7, 3, 8) == GOLDEN_ORDER[0]
    assert mask_of(7, 3, 0, (4, 6), 0.5).astype(int).tolist() == GOLDEN_MASK


@given(seed=SEEDS, epoch=st.integers(0, 10_000), rows=st.integers(1, 3000))
@settings(max_examples=50, deadline=None)
def test_orders_are_those_of_the_first_engine(seed: int, epoch: int, rows: int) -> None:
    expected = order(key(torch.tensor([seed]), Stream.ORDER, epoch), rows)[0].tolist()
    assert ordered(seed, epoch, rows) == expected


@given(seed=SEEDS, epoch=st.integers(0, 10_000), layer=st.integers(0, 9), share=st.floats(0, 0.99))
@settings(max_examples=50, deadline=None)
def test_masks_are_those_of_the_first_engine(
    seed: int, epoch: int, layer: int, share: float
) -> None:
    keys = key(torch.tensor([seed]), Stream.DROPOUT, epoch, layer)
    expected = kept(keys, torch.arange(13)[None], 9, share)[0].numpy()
    assert (mask_of(seed, epoch, layer, (13, 9), share) == expected).all()
