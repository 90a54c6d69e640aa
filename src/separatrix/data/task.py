"""Which task a target asks for: two classes, more classes, or a number."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from separatrix.data.values import as_numbers, is_number, is_text
from separatrix.errors import DataError

Task = Literal["binary", "multiclass", "regression"]

MOST_WHOLE_CLASSES = 20
"""Most different whole numbers that are taken for classes."""

_SURELY_NUMBERS = 100
_ROWS_A_CLASS = 3
_SHORTEST_SCALE = 5
_TAIL = 0.05


def find_task(cells: pa.ChunkedArray, name: str) -> tuple[Literal["classes", "regression"], str]:
    """Tell whether the cells of a target name classes or measure something, with a note.

    Texts and booleans are classes, numbers with fractions are measured. Whole numbers are classes
    when there are two of them, or at most 20 that occur three times on average, unless they form
    a scale (see `is_scale`). The note is empty where nothing had to be guessed.

    Raises:
        DataError: the target is neither text nor numbers nor booleans.
    """
    if is_text(cells.type) or pa.types.is_boolean(cells.type):
        return "classes", ""
    if not is_number(cells.type):
        raise DataError(
            f'The target "{name}" holds {cells.type}; a target holds classes or numbers.'
        )
    values = as_numbers(cells, name)
    values = values[np.isfinite(values)]
    if (values != np.floor(values)).any():
        return "regression", ""
    distinct, counts = np.unique(values, return_counts=True)
    return _of_whole_numbers(distinct, counts, name)


def _of_whole_numbers(
    distinct: NDArray[np.float64], counts: NDArray[np.int64], name: str
) -> tuple[Literal["classes", "regression"], str]:
    held = f'The target "{name}" holds {len(distinct)} different whole numbers'
    if len(distinct) <= 2:
        return "classes", ""
    few = len(distinct) <= MOST_WHOLE_CLASSES
    if few and is_scale(distinct, counts):
        return "regression", (
            f"{held} that form a scale, rare at both ends: taken as numbers. "
            "For classes say --task classification."
        )
    if few and counts.sum() >= _ROWS_A_CLASS * len(distinct):
        return "classes", f"{held}: taken as classes. For numbers say --task regression."
    if len(distinct) > _SURELY_NUMBERS:
        return "regression", ""
    return "regression", f"{held}: taken as numbers. For classes say --task classification."


def is_scale(distinct: NDArray[np.float64], counts: NDArray[np.int64]) -> bool:
    """Tell whether whole numbers look like marks on a scale, such as grades from 3 to 9.

    They do when five or more stand in a row without a gap and their counts rise to one peak and
    fall again, to under a twentieth of it at both ends: codes of classes hardly ever do.

    Example:
        >>> is_scale(np.arange(3.0, 10), np.array([30, 216, 2138, 2836, 1079, 193, 5]))
        True
        >>> is_scale(np.arange(10.0), np.full(10, 100))
        False
    """
    if len(distinct) < _SHORTEST_SCALE or (np.diff(distinct) != 1).any():
        return False
    peak = int(counts.argmax())
    rises = bool((np.diff(counts[: peak + 1]) > 0).all())
    falls = bool((np.diff(counts[peak:]) < 0).all())
    ends = max(counts[0], counts[-1])
    return rises and falls and bool(ends < _TAIL * counts[peak])


def rare_classes(rows: Mapping[str, int], fewest: int = 10) -> str:
    """Return a note on classes of fewer rows than `fewest`, or ''."""
    counts = sorted(rows.items(), key=lambda item: item[1])
    rare = [f'"{text}" ({count})' for text, count in counts if count < fewest]
    if not rare:
        return ""
    shown = ", ".join(rare[:6]) + (", …" if len(rare) > 6 else "")
    return f"Classes of very few rows: {shown}. Their scores are uncertain."
