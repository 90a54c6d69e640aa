"""One column as it is looked at: read once, with what several checks want to know of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.checks.telling import Floats, Halves, Integers, Told
from separatrix.data.kinds import Column
from separatrix.data.patterns import MARKERS
from separatrix.data.repeats import cell_codes
from separatrix.data.target import Target
from separatrix.data.values import as_moments, as_numbers, is_text

_BEGINS_LIKE_NUMBERS = r"^[+$€£.,-]? ?[0-9]"
_GOOD_PART = 0.1


@dataclass(frozen=True)
class Look:
    """A column under examination.

    Args:
        column: What it was taken for.
        stored: Its cells, perhaps as codes of a dictionary.
        cells: Its cells.
        target: What is to be predicted.
        halves: The target of every row, in two halves.
        alone: It is the only column that is used.
    """

    column: Column
    stored: pa.DataType
    cells: pa.ChunkedArray
    target: Target
    halves: Halves
    alone: bool

    @property
    def name(self) -> str:
        """Name of the column."""
        return self.column.name

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return len(self.cells)

    @property
    def there(self) -> int:
        """How many cells are not missing."""
        return self.rows - self.column.missing

    @property
    def is_plain_text(self) -> bool:
        """Whether its cells are texts that nobody declared to be levels."""
        return is_text(self.stored)

    @property
    def is_whole(self) -> bool:
        """Whether its cells are whole numbers."""
        return bool(pa.types.is_integer(self.stored))

    @cached_property
    def missing_N(self) -> NDArray[np.bool_]:
        """Which cells are missing."""
        return np.asarray(pc.is_null(self.cells).to_numpy(), np.bool_)

    @cached_property
    def numbers_N(self) -> Floats:
        """The cells of a number, or of a date in microseconds; NaN where missing."""
        if self.column.kind == "number":
            return as_numbers(self.cells, self.name)
        moments = as_moments(self.cells, self.name)
        return np.where(np.isnat(moments), np.nan, moments.astype(np.int64))

    @cached_property
    def ordered(self) -> Floats:
        """The numbers that are there, from the smallest to the largest."""
        return np.sort(self.numbers_N[~self.missing_N])

    @cached_property
    def codes_N(self) -> Integers:
        """The levels by number, the missing cells as one level more."""
        codes = cell_codes(self.cells)
        return np.where(self.missing_N, self.column.distinct, codes)

    @cached_property
    def rows_of_levels(self) -> Integers:
        """How many rows have each level."""
        return np.bincount(self.codes_N[~self.missing_N], minlength=self.column.distinct)

    @cached_property
    def told(self) -> Told | None:
        """How well the column alone tells the target, as `train` would use it."""
        if self.column.kind in ("number", "date"):
            return self.halves.told_by_numbers(self.numbers_N)
        return self.halves.told_by_levels(self.codes_N)

    @cached_property
    def texts(self) -> Mapping[str, int]:
        """The texts of a column of text, trimmed, with the cells that hold each; no markers.

        It is empty unless a good part of them begin as numbers do, which spares columns of words.
        """
        counted = pc.value_counts(pc.utf8_trim_whitespace(self.cells.drop_null()))
        values = counted.field("values")
        begun = pc.mean(pc.match_substring_regex(values, _BEGINS_LIKE_NUMBERS)).as_py()
        if begun is None or begun < _GOOD_PART:
            return {}
        counts = counted.field("counts").to_pylist()
        pairs = zip(values.to_pylist(), counts, strict=True)
        return {text: count for text, count in pairs if text not in MARKERS}
