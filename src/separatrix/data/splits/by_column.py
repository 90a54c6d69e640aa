"""Parts that a column of the table names."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.splits.assigned import LEFT_OUT, TEST, TRAIN, VALIDATION, Assigned
from separatrix.data.values import as_booleans, as_texts
from separatrix.errors import DataError, listed

PART_WORDS: dict[str, int] = {
    "train": TRAIN,
    "training": TRAIN,
    "fit": TRAIN,
    "validation": VALIDATION,
    "validate": VALIDATION,
    "valid": VALIDATION,
    "val": VALIDATION,
    "dev": VALIDATION,
    "test": TEST,
    "testing": TEST,
    "holdout": TEST,
}
"""Words that name a part, in any case."""


def assign_by_column(cells: pa.ChunkedArray, name: str) -> Assigned:
    """Read the part of each row from a column; rows without one are left out.

    The cells are words, or truth values (0 and 1, yes and no) of a column whose name says of which
    part, such as `is_test`.

    Args:
        cells: The column.
        name: Its name.

    Raises:
        DataError: a cell names no part, or no row is a training row.
    """
    part_N = parts_named(cells, name)
    if part_N is None:
        raise _refused(cells, name)
    if not (part_N == TRAIN).any():
        raise DataError(f'Column "{name}" names no training rows. {_HELD}')
    missing = int(np.count_nonzero(part_N == LEFT_OUT))
    noun = "row" if missing == 1 else "rows"
    notes = (f'{missing:,} {noun} whose part "{name}" does not name left out.',) if missing else ()
    return Assigned(part_N, notes, f"as column {name} says")


_WORDS = pa.array(list(PART_WORDS))
_HELD = f"It holds words such as {listed(list(PART_WORDS), most=20)}, or is called is_test."


def parts_named(cells: pa.ChunkedArray, name: str) -> NDArray[np.int8] | None:
    """Return the part of each row, None where the cells name something else."""
    words = pc.utf8_lower(pc.utf8_trim_whitespace(as_texts(cells)))
    if not pc.all(pc.is_in(words.drop_null(), value_set=_WORDS)).as_py():
        return _by_truth(cells, name)
    places = pc.fill_null(pc.index_in(words, value_set=_WORDS, skip_nulls=True), -1)
    parts = np.array([*PART_WORDS.values(), LEFT_OUT], np.int8)
    return np.asarray(parts[places.to_numpy()])


def _by_truth(cells: pa.ChunkedArray, name: str) -> NDArray[np.int8] | None:
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)
    meant = [PART_WORDS[word.lower()] for word in words if word.lower() in PART_WORDS]
    if len(meant) != 1:
        return None
    try:
        truth_N = as_booleans(cells, name)
    except DataError:
        return None
    part_N = np.full(len(cells), LEFT_OUT, np.int8)
    part_N[truth_N == 1] = meant[0]
    part_N[truth_N == 0] = TEST if meant[0] == TRAIN else TRAIN
    return part_N


def _refused(cells: pa.ChunkedArray, name: str) -> DataError:
    seen = listed((f'"{cell}"' for cell in pc.unique(as_texts(cells)).drop_null().to_pylist()), 6)
    return DataError(
        f"A split column names the part of each row: {listed(list(PART_WORDS), most=20)}. "
        f'"{name}" holds {seen}. Rename the cells; 0 and 1 are understood in a column that is '
        "called is_test, is_validation or is_train."
    )
