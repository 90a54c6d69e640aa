"""Tables that a caller holds in Python: DataFrames of any library, and NumPy arrays."""

from collections.abc import Mapping, Sequence
from typing import Any

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from narwhals.exceptions import NarwhalsError
from numpy.typing import NDArray

from separatrix.data.arrive import arrive, check_names
from separatrix.data.row import is_row, is_rows
from separatrix.data.table import Source, Table, decoded
from separatrix.data.values import is_number
from separatrix.errors import DataError, did_you_mean, listed


def from_python(held: object, source: Source) -> Table:
    """Make a Table of a DataFrame, a NumPy array of two dimensions, a dict of columns, or rows.

    A row is a dict of cells; several are a list of them.

    Columns of a NumPy array are named x1, x2, … A DataFrame's index is left behind.

    Raises:
        DataError: it is none of these, or a column mixes types.
    """
    if isinstance(held, np.ndarray):
        return arrive(_from_array(held), source)
    if is_row(held):
        return arrive(_from_rows([held]), source)
    if is_rows(held):
        return arrive(_from_rows(held), source)
    if isinstance(held, Mapping):
        return arrive(_from_mapping(held), source)
    if isinstance(held, pa.RecordBatch):
        held = pa.Table.from_batches([held])
    if isinstance(held, pa.Table):
        return arrive(held, source)
    return arrive(_from_frame(held), source)


def is_frame(held: object) -> bool:
    """Tell whether this is a DataFrame of any library, or an Arrow table."""
    return bool(nw.dependencies.is_into_dataframe(held))


def is_lazy(held: object) -> bool:
    """Tell whether this is a frame whose rows are still to be computed."""
    return bool(nw.dependencies.is_polars_lazyframe(held))


def _from_frame(held: Any) -> pa.Table:
    frame = _native(held)
    try:
        frame = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
        check_names(tuple(map(str, frame.columns)))
        return nw.maybe_reset_index(frame).to_arrow()
    except (pa.ArrowException, NarwhalsError, TypeError) as error:
        raise DataError(
            f"The DataFrame cannot be read: {_one_line(error)} "
            "Every column needs values of one type."
        ) from error


def _native(held: Any) -> Any:
    if isinstance(held, pa.Table) or nw.dependencies.is_pandas_dataframe(held):  # names may repeat
        check_names(tuple(map(str, getattr(held, "column_names", None) or held.columns)))
    try:
        return nw.from_native(_dense(held))
    except TypeError as error:
        raise DataError(
            "A table is a path, a DataFrame of polars, pandas or pyarrow, a NumPy array of two "
            f"dimensions, a dict of columns or rows as dicts; this {type(held).__name__} cannot be "
            f"read: {_one_line(error)}"
        ) from error
    except NarwhalsError as error:
        raise DataError(f"The DataFrame cannot be read: {_one_line(error)}") from error


def _dense(held: Any) -> Any:
    """Return a pandas DataFrame whose sparse columns are dense, and anything else as it is."""
    if not nw.dependencies.is_pandas_dataframe(held):
        return held
    sparse = {
        name: dtype.subtype for name, dtype in held.dtypes.items() if hasattr(dtype, "fill_value")
    }
    return held.astype(sparse) if sparse else held


def _from_array(array: np.ndarray[Any, Any]) -> pa.Table:
    if array.ndim != 2:
        raise DataError(f"A NumPy table has two dimensions, rows and columns, got {array.shape}.")
    names = [f"x{number}" for number in range(1, array.shape[1] + 1)]
    return _from_mapping(dict(zip(names, array.T, strict=True)))


def _from_rows(rows: Sequence[Mapping[Any, Any]]) -> pa.Table:
    names = rows[0].keys()
    for number, row in enumerate(rows, 1):
        differing = [str(name) for name in (names ^ row.keys())]
        if differing:
            which = "lacks" if row.keys() <= names else "has, unlike the first,"
            raise DataError(
                f"Row {number} {which} {listed(sorted(differing))}. Every row needs the same "
                "columns; None stands for a missing cell."
            )
    return _from_mapping({name: [row[name] for row in rows] for name in names})


def _from_mapping(columns: Mapping[Any, Any]) -> pa.Table:
    check_names(tuple(map(str, columns)))
    arrays = {}
    for name, values in columns.items():
        try:
            arrays[str(name)] = _array(values)
        except (pa.ArrowException, ValueError, TypeError) as error:
            raise DataError(
                f'Column "{name}" cannot be read: {_one_line(error)} '
                "A column is one-dimensional and has values of one type."
            ) from error
    lengths = {name: len(values) for name, values in arrays.items()}
    if len(set(lengths.values())) > 1:
        raise DataError(f"The columns have different lengths: {lengths}.")
    return pa.table(arrays)


def _array(values: Any) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, np.ma.MaskedArray):
        mask = np.ascontiguousarray(np.ma.getmaskarray(values))
        return pa.array(np.ascontiguousarray(values.data), mask=mask)
    if isinstance(values, np.ndarray):
        return pa.array(np.ascontiguousarray(values))
    return values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)


def _one_line(error: Exception) -> str:
    text = "; ".join(map(str, error.args)) if error.args else type(error).__name__
    return " ".join(text.split()).rstrip(".") + "."


def frame_cells(held: Any, name: str) -> pa.ChunkedArray:
    """Return one column of a DataFrame of any library, categories as their values.

    Raises:
        DataError: there is no such column.
    """
    frame = _native(held)
    if name not in frame.columns:
        raise DataError(f'X has no column "{name}".{did_you_mean(name, frame.columns)}')
    return decoded(pa.chunked_array([frame[name].to_arrow()]))


def array_cells(values: np.ndarray[Any, Any]) -> pa.ChunkedArray:
    """Return a column of a NumPy array; nan is missing."""
    return pa.chunked_array([pa.array(np.ascontiguousarray(values, np.float64), from_pandas=True)])


def typical_row(held: Any) -> Any:
    """Return a DataFrame of one row, of the same library and types.

    A column holds its median where it is of numbers, its most frequent value otherwise; what is
    missing is passed over.
    """
    frame = _native(held)
    cells = [
        nw.lit(_typical(frame[name])).cast(frame.schema[name]).alias(name) for name in frame.columns
    ]
    return frame.head(1).with_columns(*cells).to_native()


def replaced_rows(
    held: Any, rows_N: NDArray[np.int64], cells: Mapping[str, pa.Array], source: Any
) -> Any:
    """Return rows of a DataFrame, of the same library, with other cells in some columns.

    Args:
        held: The DataFrame.
        rows_N: Which rows, by number.
        cells: What stands in the columns that vary: numbers, or cells that stand in `source`.
        source: The DataFrame in which these cells are found, as they are stored there.
    """
    frame, found = _native(held), _native(source)
    varied = [
        nw.new_series(name, each.to_numpy(), backend=frame.implementation)
        if is_number(each.type)
        else found[name][_places(each, frame_cells(source, name))].alias(name)
        for name, each in cells.items()
    ]
    return _together(frame[rows_N.tolist()], varied).to_native()


def _places(cells: pa.Array, column: pa.ChunkedArray) -> list[int]:
    """Return the first row in which each of some cells stands."""
    found: list[int] = pc.index_in(cells, value_set=column.combine_chunks()).to_pylist()
    return found


def _together(rows: Any, varied: Sequence[Any]) -> Any:
    """Put columns into rows, whatever index pandas gave either."""
    rows = nw.maybe_reset_index(rows)
    return rows.with_columns(*(nw.maybe_reset_index(each) for each in varied))


def _typical(cells: Any) -> Any:
    """Return the median of numbers, else the most frequent value; None where all are missing."""
    there = cells.drop_nulls()
    if len(there) == 0:
        return None
    if not there.dtype.is_numeric():
        return there.mode(keep="any")
    return int(there.median()) if there.dtype.is_integer() else there.median()
