"""A column of any kind as an axis: where its cells lie, and which cells stand along it."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.columns.boolean import BooleanEncoder
from separatrix.data.columns.date import DateEncoder
from separatrix.data.columns.ordered import OrderedEncoder
from separatrix.data.columns.text import TextEncoder
from separatrix.data.encoder import Encoder
from separatrix.data.values import as_moments, as_numbers, as_texts, is_number
from separatrix.errors import RunError, did_you_mean, listed

Floats = NDArray[np.float64]
AxisKind = Literal["number", "date", "levels"]

MOST_LEVELS = 12
"""Levels along an axis, the most frequent ones; more could not be read."""

_DAY = np.timedelta64(1, "D")
MARGIN = 0.04
"""Share of the reach of numbers by which an axis goes beyond them to each side."""


@dataclass(frozen=True)
class Axis:
    """A column along an axis.

    Args:
        name: The column.
        kind: Numbers lie where they are, dates at their days since 1970, levels at 0, 1, 2 and on.
        places_G: Where the grid stands.
        cells_G: What stands in the column there.
        levels: What the levels are called, in their order; empty for numbers and dates.
        left_out: Levels that are not along the axis.
        in_order: The levels have an order.
    """

    name: str
    kind: AxisKind
    places_G: Floats
    cells_G: pa.Array
    levels: tuple[str, ...] = ()
    left_out: int = 0
    in_order: bool = False

    def __len__(self) -> int:
        return len(self.places_G)

    @property
    def limits(self) -> tuple[float, float]:
        """Where the axis begins and ends; a level is 1 wide."""
        if self.kind == "levels":
            return -0.5, len(self.levels) - 0.5
        return float(self.places_G[0]), float(self.places_G[-1])

    def places(self, cells: pa.ChunkedArray) -> Floats:
        """Return where cells lie, shape (N,); nan where one is missing or not along the axis."""
        if self.kind == "number":
            return as_numbers(cells, self.name)
        if self.kind == "date":
            return _days(cells, self.name)
        found = pc.index_in(as_texts(cells), value_set=pa.array(self.levels), skip_nulls=True)
        places_N: Floats = found.cast(pa.float64()).to_numpy().astype(np.float64)
        return places_N

    def within(self, places_N: Floats) -> Floats:
        """Return places as shares of the axis; from level to level it is a whole 1."""
        if self.kind == "levels":
            return places_N
        low, high = self.limits
        return (places_N - low) / (high - low)


def axis_of(
    name: str, cells: pa.ChunkedArray, kind: AxisKind, steps: int, margin: float = MARGIN
) -> Axis:
    """Return the axis of a column around some of its cells.

    Numbers and dates reach from the lowest cell to the highest, or to the half and the last half of
    a hundredth where those lie far out. Dates are such as stand in the column.

    Args:
        name: The column.
        cells: Its cells.
        kind: What they are taken for.
        steps: Places along the axis; of levels there is one each.
        margin: How far an axis of numbers goes beyond them to each side, as a share of their reach.

    Raises:
        RunError: every cell is missing.
    """
    there = cells.drop_null()
    if not len(there):
        raise RunError(f'Every cell of "{name}" is missing, so it spans no axis.')
    if kind == "levels":
        return _levels_axis(name, there)
    if kind == "date":
        return _date_axis(name, there, steps)
    values_N = as_numbers(there, name)
    places_G = np.linspace(*_reach(values_N[np.isfinite(values_N)], margin), steps)
    return Axis(name, kind, places_G, pa.array(places_G))


def kind_of_cells(cells: pa.ChunkedArray) -> AxisKind:
    """Return what kind of axis cells span by their type alone."""
    if is_number(cells.type):
        return "number"
    return "date" if pa.types.is_temporal(cells.type) else "levels"


def axis_kind(encoder: Encoder, name: str) -> AxisKind:
    """Return what kind of axis a column of a training spans.

    Raises:
        RunError: the training does not use the column, or it is of texts.
    """
    columns = {column.name: column for column in encoder.columns}
    if name not in columns:
        raise RunError(
            f'The run uses no column "{name}".{did_you_mean(name, columns)} '
            f"It uses {listed(columns)}."
        )
    column = columns[name]
    if isinstance(column, TextEncoder):
        raise RunError(f'"{name}" holds texts, which span no axis.')
    if isinstance(column, DateEncoder):
        return "date"
    levels = isinstance(column, BooleanEncoder | OrderedEncoder) or hasattr(column, "levels")
    return "levels" if levels else "number"


def order_of(encoder: Encoder, name: str) -> tuple[str, ...]:
    """Return the levels of a column that has an order, the lowest first; else none."""
    column = next(column for column in encoder.columns if column.name == name)
    return column.levels if isinstance(column, OrderedEncoder) else ()


def ordered(axis: Axis, order: tuple[str, ...]) -> Axis:
    """Return an axis of levels in the order that they have."""
    known = [level for level in order if level in axis.levels]
    if not known or len(known) < len(axis.levels):
        return axis
    rows = pa.array([axis.levels.index(level) for level in known])
    return replace(axis, cells_G=axis.cells_G.take(rows), levels=tuple(known), in_order=True)


def _levels_axis(name: str, there: pa.ChunkedArray) -> Axis:
    """Take the most frequent levels, in the order of their names."""
    texts = as_texts(there)
    counted = pc.value_counts(texts)
    counts_L = counted.field("counts").to_numpy()
    words = counted.field("values").to_pylist()
    often = sorted(range(len(words)), key=lambda at: (-counts_L[at], words[at]))[:MOST_LEVELS]
    levels = tuple(sorted((words[at] for at in often), key=_by_number))
    first = pc.index_in(pa.array(levels), value_set=texts.combine_chunks())
    cells_G = pa.concat_arrays(there.take(first).chunks)
    places_G = np.arange(len(levels), dtype=np.float64)
    return Axis(name, "levels", places_G, cells_G, levels, len(words) - len(levels))


def _by_number(level: str) -> tuple[float, str]:
    """Sort levels that are numbers by their value, before all others."""
    try:
        return float(level), level
    except ValueError:
        return float("inf"), level


def _date_axis(name: str, there: pa.ChunkedArray, steps: int) -> Axis:
    days_N = _days(there, name)
    order_N = np.argsort(days_N, kind="stable")
    wanted_G = np.linspace(*_reach(days_N, 0.0), steps)
    nearest_G = np.searchsorted(days_N[order_N], wanted_G).clip(0, len(days_N) - 1)
    cells_G = there.take(pa.array(order_N[nearest_G]))
    return Axis(name, "date", wanted_G, pa.concat_arrays(cells_G.chunks))


def _days(cells: pa.ChunkedArray, name: str) -> Floats:
    moments_N = as_moments(cells, name)
    days_N: Floats = (moments_N - np.datetime64("1970-01-01", "us")) / _DAY
    return days_N


def _reach(values_N: Floats, margin: float) -> tuple[float, float]:
    """Return from where to where an axis goes, without what lies far out, with some margin."""
    low, high = float(values_N.min()), float(values_N.max())
    near, far = np.quantile(values_N, [0.005, 0.995])
    wide = far - near
    if wide > 0 and (low < near - wide or high > far + wide):
        low, high = max(low, near - 0.1 * wide), min(high, far + 0.1 * wide)
    side = margin * (high - low) if high > low else 0.5
    return low - side, high + side
