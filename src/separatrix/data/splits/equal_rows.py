"""Rows that repeat others exactly: how many there are, and how they are kept together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.data.repeats import repeated_rows
from separatrix.data.splits.assigned import TEST, TRAIN, VALIDATION, Places
from separatrix.data.table import Table

Units = NDArray[np.int64]
"""A number for each row, the same for equal rows."""

KEPT_BELOW = 0.3
"""Share of the rows that repeat another from which on they are taken to do so by nature."""


@dataclass(frozen=True)
class EqualRows:
    """Which rows of a table are equal.

    Args:
        unit_N: A number for each row, the same for equal rows.
        repeats: How many rows repeat one before them.
    """

    unit_N: Units
    repeats: int

    @property
    def together(self) -> Units | None:
        """The numbers where equal rows are to be kept in one part.

        None where no row repeats, and where so many do that the columns must be coarse: different
        cases then look the same, and to keep them together would leave nothing to divide.
        """
        few = 0 < self.repeats < KEPT_BELOW * len(self.unit_N)
        return self.unit_N if few else None

    def notes(self, part_N: NDArray[np.int8]) -> tuple[str, ...]:
        """Say how many rows repeat, and how many held rows are equal to a training row."""
        if self.repeats == 0:
            return ()
        verb = "repeats" if self.repeats == 1 else "repeat"
        told = f"{self.repeats:,} of {len(self.unit_N):,} rows {verb} another row exactly"
        seen = seen_in_training(self.unit_N, part_N)
        if seen == 0:
            return (f"{told}; equal rows are in one part.",)
        noun = "row is" if seen == 1 else "rows are"
        return (f"{told}; {seen:,} validation or test {noun} equal to a training row.",)


def equal_rows(table: Table, rows: NDArray[np.int64], names: Iterable[str]) -> EqualRows:
    """Find the rows that are equal, in linear time.

    Args:
        table: The table.
        rows: The rows that count.
        names: The columns in which equal rows are equal.
    """
    unit_N = repeated_rows(table, names)[rows]
    return EqualRows(unit_N, len(rows) - int(np.count_nonzero(np.bincount(unit_N))))


def seen_in_training(unit_N: Units, part_N: NDArray[np.int8]) -> int:
    """Count the validation and test rows that are equal to a training row."""
    trained_U = np.zeros(int(unit_N.max()) + 1, bool)
    trained_U[unit_N[part_N == TRAIN]] = True
    held = (part_N == VALIDATION) | (part_N == TEST)
    return int(trained_U[unit_N[held]].sum())


def first_places(unit_N: Units) -> Places:
    """Return the place of the first row of each unit, sorted."""
    first_U = np.full(int(unit_N.max()) + 1, -1, np.int64)
    backwards = np.arange(len(unit_N))[::-1]
    first_U[unit_N[backwards]] = backwards  # the first one is written last
    return np.sort(first_U[first_U >= 0])


def whole_units(
    rest: Places, held: Places, unit_N: Units, labels: NDArray[Any] | None
) -> tuple[Places, Places]:
    """Bring equal rows to one side, and others across in exchange, so that the counts stay.

    Each unit goes where the first of its rows was drawn to. Then, class by class and last across
    classes, units go to the side that lost rows, the small ones first: rows that repeat nothing,
    as long as there are any, so that the counts are mostly those that were asked for.

    Args:
        rest: Places that were drawn to stay, in the order of the draw.
        held: Places that were drawn to be held out, likewise.
        unit_N: Rows of the same number are equal.
        labels: Classes whose counts are to stay; None for the counts of all.
    """
    pool = np.concatenate([rest, held])
    sizes_U = np.bincount(unit_N[pool])
    first_N = np.zeros(len(unit_N), bool)
    first_N[first_places(unit_N)] = True
    staying, going = unit_N[rest[first_N[rest]]], unit_N[held[first_N[held]]]
    held_U = np.zeros(len(sizes_U), bool)
    held_U[going] = True
    for code_N in _levels(labels, len(unit_N)):
        code_U = np.zeros(len(sizes_U), np.int64)
        code_U[unit_N[pool]] = code_N[pool]
        asked_C = np.bincount(code_N[held], minlength=int(code_N.max()) + 1)
        held_C = np.bincount(code_U[held_U], sizes_U[held_U], minlength=len(asked_C))
        surplus_C = held_C.astype(np.int64) - asked_C
        back = _smallest(going[held_U[going]], code_U, sizes_U, surplus_C)
        forth = _smallest(staying[~held_U[staying]], code_U, sizes_U, -surplus_C)
        held_U[back], held_U[forth] = False, True
    held_P = held_U[unit_N[pool]]
    return pool[~held_P], pool[held_P]


def _levels(labels: NDArray[Any] | None, rows: int) -> Iterator[NDArray[np.int64]]:
    """Yield a code for the class of each row, then the same code for all."""
    if labels is not None:
        yield np.unique(labels, return_inverse=True)[1]
    yield np.zeros(rows, np.int64)


def _smallest(
    units: Units, code_U: NDArray[np.int64], sizes_U: Units, rows_C: NDArray[np.int64]
) -> Units:
    """Return the smallest units of each class, until their rows are nearest to what is wanted."""
    ordered = units[np.lexsort((sizes_U[units], code_U[units]))]
    classes, sizes = code_U[ordered], sizes_U[ordered]
    reached = np.cumsum(sizes)
    before = np.concatenate([[0], reached])[np.searchsorted(classes, classes)]
    near: NDArray[np.bool_] = reached - before - sizes / 2 <= rows_C[classes]
    return ordered[near]
