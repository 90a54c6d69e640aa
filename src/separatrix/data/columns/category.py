"""Categories: one feature a level when few, one code a row when many."""

from bisect import bisect_left

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.columns.block import Block, Cell, Floats, imputed_note, unseen_note
from separatrix.data.columns.distinct import Distinct, count_distinct
from separatrix.data.values import as_texts, find_levels

MOST_ONE_HOT = 10
"""Most levels that become one feature each; more are embedded."""

FEWEST_ROWS = 4
"""Training rows of a level that gets a vector of its own; rarer ones share one.

Of `hotel_rates`, `communities_crime`, `womens_reviews`, `adult` and `caravan` none was predicted
worse than with a vector for every level up to here; from 5 on `caravan` and `hotel_rates` were, by
less than a standard error."""

RARE = "a rare level"
"""What an unseen level is taken as where some levels are rare."""

UNSEEN, MISSING, FIRST_LEVEL = 0, 1, 2
"""Slots of an embedded category: rare and unseen levels, missing cells, the first level."""


class OneHotEncoder(msgspec.Struct, frozen=True, tag="one-hot"):
    """Encode a category of few levels as one feature for each.

    A level not seen in training is 0 everywhere: a feature of its own would meet a weight that
    was never trained. So is a missing cell where training missed none.

    Args:
        name: The column.
        levels: Its levels in training, sorted.
        missing: A last feature is 1 where the cell is missing.
    """

    name: str
    levels: tuple[str, ...]
    missing: bool

    @property
    def known(self) -> tuple[str, ...]:
        """Every level of training."""
        return self.levels

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the features."""
        names = tuple(f"{self.name}={level}" for level in self.levels)
        return (*names, f"{self.name} missing") if self.missing else names

    def encode(self, cells: pa.ChunkedArray) -> Block:
        """Encode the cells."""
        slots, notes = _slots(cells, self.name, self.levels, self.missing)
        hot_ND = slots[:, None] == np.arange(FIRST_LEVEL, FIRST_LEVEL + len(self.levels))
        if self.missing:
            hot_ND = np.column_stack([hot_ND, slots == MISSING])
        return Block(hot_ND.astype(np.float64), notes=notes)

    def encode_cell(self, cell: object) -> Cell | None:
        """Encode one plain cell as `encode` would; None where it would look closer or note it."""
        slot = _slot(cell, self.levels, self.missing)
        if slot is None:
            return None
        hot = [0.0] * (len(self.levels) + self.missing)
        hot[slot - FIRST_LEVEL if slot >= FIRST_LEVEL else -1] = 1.0
        return tuple(hot), None


class EmbeddedEncoder(msgspec.Struct, frozen=True, tag="embedded"):
    """Encode a category of many levels as one code a row, for a table of learned vectors.

    Slot 0 is for rare levels and for unseen ones, slot 1 for missing cells, then the other levels
    follow in their order. Where no level is rare, slot 0 was never trained. Where training missed
    no cell, a missing one takes slot 0 as well: slot 1 was never trained.

    Args:
        name: The column.
        levels: Its levels in training that have a slot of their own, sorted.
        missing: Training missed some cells.
        rare: Its other levels in training, sorted.
    """

    name: str
    levels: tuple[str, ...]
    missing: bool
    rare: tuple[str, ...] = ()

    @property
    def feature_names(self) -> tuple[str, ...]:
        """No features: the code stands apart."""
        return ()

    @property
    def slots(self) -> int:
        """How many codes there are."""
        return FIRST_LEVEL + len(self.levels)

    @property
    def known(self) -> tuple[str, ...]:
        """Every level of training."""
        return (*self.levels, *self.rare)

    def encode(self, cells: pa.ChunkedArray) -> Block:
        """Encode the cells."""
        taken = RARE if self.rare else "no level"
        slots, notes = _slots(cells, self.name, self.known, self.missing, taken)
        codes = np.where(slots < self.slots, slots, UNSEEN)
        return Block(np.empty((len(codes), 0)), codes, notes)

    def encode_cell(self, cell: object) -> Cell | None:
        """Encode one plain cell as `encode` would; None where it would look closer or note it."""
        slot = _slot(cell, self.levels, self.missing)
        if slot is None and isinstance(cell, str) and _place(cell, self.rare) is not None:
            slot = UNSEEN
        return None if slot is None else ((), slot)


def _slots(
    cells: pa.ChunkedArray,
    name: str,
    levels: tuple[str, ...],
    expected: bool,
    taken: str = "no level",
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the slot of every cell and notes on those that training did not show."""
    missing = pc.is_null(cells).to_numpy()
    found = np.asarray(pc.fill_null(find_levels(cells, levels), -1).to_numpy(), np.int64)
    unseen = (found < 0) & ~missing
    slots = np.where(unseen, UNSEEN, found + FIRST_LEVEL)
    slots[missing] = MISSING if expected else UNSEEN
    notes = imputed_note(name, missing, expected, f"taken as {taken}")
    return slots, (*unseen_note(name, unseen, cells), *notes)


def _slot(cell: object, levels: tuple[str, ...], expected: bool) -> int | None:
    """Return the slot of a level that training showed or of an expected missing cell."""
    if cell is None:
        return MISSING if expected else None
    if not isinstance(cell, str):
        return None
    place = _place(cell, levels)
    return None if place is None else FIRST_LEVEL + place


def _place(cell: str, levels: tuple[str, ...]) -> int | None:
    place = bisect_left(levels, cell)
    return place if levels[place : place + 1] == (cell,) else None


def learn_category(
    cells: pa.ChunkedArray, name: str, weight_N: Floats | None = None
) -> OneHotEncoder | EmbeddedEncoder:
    """Learn the levels of the training cells, and which of many are rare.

    Args:
        cells: The training cells.
        name: The column.
        weight_N: What each row counts for; None when all count the same.
    """
    texts = as_texts(cells)
    distinct = count_distinct(texts, weight_N)
    if len(distinct.texts) <= MOST_ONE_HOT:
        return OneHotEncoder(name, tuple(distinct.texts.to_pylist()), texts.null_count > 0)
    return _embedded(name, distinct, texts.null_count > 0)


def learn_embedded(
    cells: pa.ChunkedArray, name: str, weight_N: Floats | None = None
) -> EmbeddedEncoder:
    """Learn the levels of the training cells, each for a vector however few there are."""
    texts = as_texts(cells)
    return _embedded(name, count_distinct(texts, weight_N), texts.null_count > 0)


def _embedded(name: str, distinct: Distinct, missing: bool) -> EmbeddedEncoder:
    enough = pa.array(distinct.weight_N >= FEWEST_ROWS)
    levels, rare = (
        tuple(distinct.texts.filter(chosen).to_pylist()) for chosen in (enough, pc.invert(enough))
    )
    return EmbeddedEncoder(name, levels, missing, rare)
