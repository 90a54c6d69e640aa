"""Where things lie: the shape of a network, its rows and its working memory, for the kernels."""

from itertools import accumulate
from math import prod
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from separatrix.models.architecture import Architecture, size, weight_pieces
from separatrix.recipe import choices
from separatrix.training.compiled.vectors import LANES

CACHE_LINE = 64
"""Bytes."""

CHUNK_ROWS = 128
"""Rows that go forward and backward at once, at most."""

CHUNK_NUMBERS = 65_536
"""Numbers of a chunk in all layers together, at most: with their slopes they fill half a megabyte,
which leaves room for the weights in the second cache."""


class Network(NamedTuple):
    """The shape of every member.

    Args:
        widths: Units of every layer, inputs to outputs.
        starts: Where each layer's weight (I, O) begins in a member's flat weights. Its bias
            follows, and with a norm its scale and its shift.
        units: Sum of the widths before each layer.
        tables: Where each embedding's table begins.
        table_widths: Numbers for each level of it.
        features: Columns of numbers.
        activation: Place among the recipe's choices; so are norm and loss.
        norm: The same.
        loss: The same.
        threshold: 32 random bits below this drop a unit.
        gain: What the units that stay are multiplied with.
    """

    widths: NDArray[np.int64]
    starts: NDArray[np.int64]
    units: NDArray[np.int64]
    tables: NDArray[np.int64]
    table_widths: NDArray[np.int64]
    features: int
    activation: int
    norm: int
    loss: int
    threshold: np.uint64
    gain: float


def network_of(architecture: Architecture, loss: str) -> Network:
    """Return the shape as the kernels take it."""
    widths = np.array(architecture.widths)
    pieces = weight_pieces(architecture)
    begins = accumulate((size([piece]) for piece in pieces), initial=0)
    starts = {piece.name: begin for piece, begin in zip(pieces, begins, strict=False)}
    return Network(
        widths=widths,
        starts=np.array([starts[f"weight.{i}"] for i in range(len(widths) - 1)]),
        units=np.concatenate([[0], np.cumsum(widths)]),
        tables=np.array([starts[f"embedding.{i}"] for i in range(len(architecture.embedded))], int),
        table_widths=np.array([width for _, width in architecture.embedded], int),
        features=architecture.features,
        activation=choices("activation").index(architecture.activation),
        norm=choices("norm").index(architecture.norm),
        loss=choices("loss").index(loss),
        threshold=np.uint64(round(architecture.dropout * 2**32)),
        gain=1 / (1 - architecture.dropout),
    )


class Rows(NamedTuple):
    """Encoded rows. The first axis is 1 where all members share them, else K.

    Args:
        features: Shape (M, N, D).
        codes: Levels of the embedded columns, shape (M, N, C).
        target: Numbers, or codes of classes as numbers, shape (M, N).
        weight: What each row counts for, shape (M, N); (M, 0) when all count the same.
        counts: Real rows of each member, which stand first, shape (K,).
    """

    features: NDArray[Any]
    codes: NDArray[np.int64]
    target: NDArray[Any]
    weight: NDArray[Any]
    counts: NDArray[np.int64]


class State(NamedTuple):
    """What is trained, the numbers of the stack and of its optimizer.

    Args:
        weights: Shape (K, P).
        statistics: Running statistics, shape (K, Q).
        first: What the optimizer remembers, shape (K, P).
        second: The same.
        taken: Steps that each member has taken, shape (K,).
        seeds: Of the members, shape (K,).
        decay: Weight decay of each member, shape (K,).
    """

    weights: NDArray[Any]
    statistics: NDArray[Any]
    first: NDArray[Any]
    second: NDArray[Any]
    taken: NDArray[np.int64]
    seeds: NDArray[np.uint64]
    decay: NDArray[np.float64]


class Tiling(NamedTuple):
    """How rows are cut up.

    Args:
        batch: Rows of a step.
        steps: Steps of each member in an epoch, shape (K,).
        chunk: Rows that go forward and backward at once, a multiple of a tile's.
    """

    batch: int
    steps: NDArray[np.int64]
    chunk: int


class Memory(NamedTuple):
    """What one core works in; overwritten all the time.

    Args:
        values: Inputs, hidden units and outputs of a chunk of rows, one layer after the other.
        slopes: What each of these changes by, for a change before its activation.
        normal: Normalised units; with a norm only.
        inverse: 1 / deviation of each hidden layer's rows or units.
        upstream: Gradient of one layer's units.
        downstream: Gradient of the units below.
        gradient: Of a member's weights, shape (P,).
        rows: Numbers of the rows of a chunk.
        target: Their targets.
        weight: What each counts for.
        order: Numbers of all rows in an epoch's order.
        sorting: As large.
        bits: One random number for each row of a tile.
        scratch: Three numbers for each row of a tile.
    """

    values: NDArray[Any]
    slopes: NDArray[Any]
    normal: NDArray[Any]
    inverse: NDArray[Any]
    upstream: NDArray[Any]
    downstream: NDArray[Any]
    gradient: NDArray[Any]
    rows: NDArray[np.int64]
    target: NDArray[Any]
    weight: NDArray[Any]
    order: NDArray[np.uint64]
    sorting: NDArray[np.uint64]
    bits: NDArray[np.uint64]
    scratch: NDArray[Any]


def memory_of(architecture: Architecture, chunk: int, ordered: int, dtype: DTypeLike) -> Memory:
    """Make room for one core.

    Args:
        architecture: The shape of every member.
        chunk: Rows of a chunk, a multiple of a tile's.
        ordered: Rows that are brought into an order; 0 when they keep the table's.
        dtype: Of the numbers.
    """
    widths = architecture.widths
    normed = 0 if architecture.norm == "none" else sum(widths)

    def room(*shape: int) -> NDArray[Any]:
        return _aligned(shape, np.dtype(dtype))

    return Memory(
        values=room(sum(widths) * chunk),
        slopes=room(sum(widths) * chunk),
        normal=room(normed * chunk),
        inverse=room(len(widths) * max(chunk, *widths) if normed else 0),
        upstream=room(max(widths) * chunk),
        downstream=room(max(widths) * chunk),
        gradient=room(architecture.parameters),
        rows=np.zeros(chunk, np.int64),
        target=room(chunk),
        weight=room(chunk),
        order=np.zeros(ordered, np.uint64),
        sorting=np.zeros(ordered, np.uint64),
        bits=np.zeros(LANES, np.uint64),
        scratch=room(3, LANES),
    )


def chunk_rows(architecture: Architecture) -> int:
    """Return how many rows go forward and backward at once, a multiple of a tile's."""
    fitting = CHUNK_NUMBERS // sum(architecture.widths)
    return max(LANES, min(CHUNK_ROWS, fitting // LANES * LANES))


def _aligned(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return zeros that begin where a line of the cache does, as vectors want it."""
    count, spare = prod(shape), CACHE_LINE // dtype.itemsize
    numbers = np.zeros(count + spare, dtype)
    start = -numbers.ctypes.data % CACHE_LINE // dtype.itemsize
    return numbers[start : start + count].reshape(shape)
