"""What scikit-learn's users hold as X, as a Table."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import validate_data

from separatrix.data.frames import from_python, is_frame, is_lazy
from separatrix.data.kinds import Overrule
from separatrix.data.table import IN_MEMORY, Table
from separatrix.errors import DataError

Kinds = Mapping[str, Overrule]


def read_table(estimator: BaseEstimator, X: Any, *, reset: bool) -> tuple[Table, Kinds]:
    """Read X, and remember or compare its features as scikit-learn's contract has it.

    A DataFrame keeps its names and types. The columns of an array or a sparse matrix are called
    x0, x1, …; those of numbers are numbers and nothing else, however few values they have. NaN and
    infinite numbers are missing cells.

    Args:
        estimator: Whose features they are.
        X: A DataFrame, an array of two dimensions, a sparse matrix or nested lists.
        reset: Whether the features are remembered (fit) or compared (predict).

    Returns:
        The table, and the kinds of its columns that are certain.

    Raises:
        DataError: a column mixes types.
        ValueError: X has no two dimensions, no rows or no columns, or other ones than before.
    """
    if is_frame(X):
        _check_shape(X.shape)
        table = from_python(X, IN_MEMORY)
        validate_data(estimator, X, reset=reset, skip_check_array=True)
        return table, {}
    _check_kind(X)
    array = validate_data(
        estimator,
        X,
        reset=reset,
        dtype=None,
        accept_sparse="csc",
        ensure_all_finite=False,
    )
    columns = {f"x{i}": _plain(_column(array, i)) for i in range(array.shape[1])}
    kinds: dict[str, Overrule] = {
        name: "number" for name, values in columns.items() if values.dtype.kind == "f"
    }
    return from_python(columns, IN_MEMORY), kinds


def _check_kind(X: Any) -> None:
    """Refuse tables that are neither frames nor arrays, which scikit-learn would print whole."""
    if isinstance(X, Mapping) and not hasattr(X, "shape"):  # some sparse matrices are dicts
        raise DataError("X is a dict. Give a DataFrame of it, as in pandas.DataFrame(X).")
    if is_lazy(X):
        raise DataError("X is a LazyFrame, whose rows are not there yet. Give X.collect().")


def _check_shape(shape: tuple[int, ...]) -> None:
    """Refuse an empty DataFrame in the words that scikit-learn has for an empty array."""
    for count, what in zip(shape, ("sample", "feature"), strict=True):
        if count == 0:
            raise DataError(
                f"Found array with 0 {what}(s) (shape={shape}) while a minimum of 1 is required."
            )


def _column(array: Any, i: int) -> NDArray[Any]:
    column = array[:, [i]].toarray()[:, 0] if hasattr(array, "toarray") else array[:, i]
    return np.asarray(column)


def _plain(values: NDArray[Any]) -> NDArray[Any]:
    """Return numbers as float64, truth values as such, and everything else as texts."""
    if values.dtype.kind in "iuf":
        return values.astype(np.float64)
    if values.dtype.kind == "O":
        return _of_objects(values)
    return values


def _of_objects(values: NDArray[Any]) -> NDArray[Any]:
    """Return objects as float64 where all of them are numbers or missing, else as texts."""
    try:
        if not any(isinstance(value, str) for value in values):
            return values.astype(np.float64)
    except (TypeError, ValueError):
        pass
    texts = [None if _is_missing(value) else str(value) for value in values]
    return np.array(texts, dtype=object)


def _is_missing(value: object) -> bool:
    if value is None or type(value).__name__ in ("NAType", "NaTType"):  # those of pandas
        return True
    return isinstance(value, float) and math.isnan(value)
