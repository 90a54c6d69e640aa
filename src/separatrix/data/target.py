"""The target: its task, its classes or its scale, to codes and back."""

import sys
from collections.abc import Sequence
from typing import Literal

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import ArrayLike, NDArray

from separatrix.data.scale import mean_and_scale, standardised
from separatrix.data.table import Table
from separatrix.data.task import Task, find_task, rare_classes
from separatrix.data.values import (
    as_booleans,
    as_numbers,
    as_texts,
    find_levels,
    is_text,
    plain_level,
)
from separatrix.errors import DataError, did_you_mean, listed

Class = str | int | float | bool
AskedTask = Task | Literal["classification"]

LARGEST = 1e150
"""Furthest a target may lie from 0: the squared error of a larger one is no float64."""

LARGEST_EXPONENT = 709.0
"""Above it the exponential is no float64 any more."""


class Target(msgspec.Struct, frozen=True):
    """What is to be predicted.

    Args:
        name: Name of its column.
        task: "binary", "multiclass" or "regression".
        classes: The classes in the order of their codes; (negative, positive) when binary.
        mean: Mean of the training rows, of the logarithms if `log`; 0 for classes.
        scale: Standard deviation of the same; 1 for classes.
        log: The natural logarithm is learned in place of the number.
        notes: What was guessed about the target, and the way out.
    """

    name: str
    task: Task
    classes: tuple[Class, ...] = ()
    mean: float = 0.0
    scale: float = 1.0
    log: bool = False
    notes: tuple[str, ...] = ()

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes as texts, as they stand in headers and pictures."""
        return tuple(as_texts(pa.chunked_array([self._values()])).to_pylist())

    def encode(self, table: Table) -> NDArray[np.int64] | NDArray[np.float64]:
        """Return class codes, or standardised numbers.

        A missing target is -1 or NaN; `rows_with_target` says which rows have one.

        Raises:
            DataError: the column is not there, or a cell is no known class or no number.
        """
        cells = table.column(self.name)
        return self._scaled(cells) if self.task == "regression" else self._codes(cells)

    def restore(self, values: ArrayLike) -> NDArray[np.float64]:
        """Return standardised numbers in the unit of the table."""
        numbers = np.asarray(values, np.float64) * self.scale + self.mean
        return np.exp(np.minimum(numbers, LARGEST_EXPONENT)) if self.log else numbers

    def labels(self, codes: NDArray[np.int64]) -> pa.Array:
        """Return class codes as the table's own values."""
        return self._values().take(pa.array(codes, pa.int64()))

    def _values(self) -> pa.Array:
        return pa.array(self.classes)

    def _scaled(self, cells: pa.ChunkedArray) -> NDArray[np.float64]:
        values = _numbers(cells, self.name, self.log)
        return standardised(values, self.mean, self.scale, sys.float_info.max)

    def _codes(self, cells: pa.ChunkedArray) -> NDArray[np.int64]:
        codes = find_levels(_alike(cells, self.name, self.classes), self.class_names)
        there = pc.is_valid(cells)
        unknown = pc.index(pc.and_(pc.is_null(codes), there), True).as_py()
        if unknown >= 0:
            raise DataError(
                f'Row {unknown + 1} of the target "{self.name}" is "{cells[unknown].as_py()}", '
                f"which was no class in training. The classes are {listed(self.class_names)}."
            )
        return np.asarray(pc.fill_null(codes, -1).to_numpy(), np.int64)


def rows_with_target(table: Table, name: str) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the numbers of the rows whose target is there, and a note on the others.

    Raises:
        DataError: there is no such column, or no row has a target.
    """
    cells = table.column(name)
    rows = np.flatnonzero(pc.is_valid(cells).to_numpy()).astype(np.int64)
    without = len(table) - len(rows)
    if len(rows) == 0:
        raise DataError(f'The target "{name}" is missing in every row. Choose another column.')
    if without == 0:
        return rows, ()
    noun = "row" if without == 1 else "rows"
    return rows, (f"{without} {noun} without a target left out.",)


def learn_target(
    table: Table,
    name: str,
    *,
    rows: NDArray[np.int64],
    task: AskedTask | None = None,
    positive: str | None = None,
    log: bool = False,
    standardise: bool = True,
    weight_N: NDArray[np.float64] | None = None,
) -> Target:
    """Learn what a target is: task and classes from all rows, mean and scale from training rows.

    Args:
        table: The table.
        name: Name of the target column.
        rows: Training rows, for mean and scale.
        task: The task; None finds it, "classification" only the number of classes.
        positive: The positive class of two; None takes the later one in order, True of booleans.
        log: Learn the logarithm of a number.
        standardise: False keeps mean 0 and scale 1.
        weight_N: What each of the training rows counts for; None when all count the same.

    Raises:
        DataError: the column is not there, or the task or an option does not fit its cells.
    """
    cells = table.column(name).drop_null()
    if len(cells) == 0:
        raise DataError(f'The target "{name}" is missing in every row. Choose another column.')
    found, note = _found(cells, name, task)
    notes = (note,) if note else ()
    if found == "regression":
        if positive is not None:
            raise DataError(
                f'"{name}" is learned as a number, which has no positive class. Leave it out, or '
                "say --task classification."
            )
        target = _check_number(table, name, log=log, notes=notes)
        return _with_scale(target, table, rows, weight_N) if standardise else target
    if log:
        raise DataError(f'"{name}" names classes, and classes have no logarithm. Leave it out.')
    return _learn_classes(cells, name, task, positive, notes)


def _found(
    cells: pa.ChunkedArray, name: str, task: AskedTask | None
) -> tuple[Literal["classes", "regression"], str]:
    if task is None:
        return find_task(cells, name)
    if task not in ("binary", "multiclass", "regression", "classification"):
        raise DataError(
            f'"{task}" is not a task. The tasks are binary, multiclass, classification (either '
            "of them) and regression."
        )
    return ("regression" if task == "regression" else "classes"), ""


def _check_number(table: Table, name: str, *, log: bool, notes: tuple[str, ...]) -> Target:
    values = _numbers(table.column(name), name, log)
    there = values[np.isfinite(values)]
    if there.size and there.min() == there.max():
        only = table.column(name).drop_null()[0].as_py()
        raise DataError(f'The target "{name}" is {only} in every row: there is nothing to learn.')
    return Target(name, "regression", log=log, notes=notes)


def _with_scale(
    target: Target, table: Table, rows: NDArray[np.int64], weight_N: NDArray[np.float64] | None
) -> Target:
    values = _numbers(table.column(target.name), target.name, target.log)
    mean, scale = mean_and_scale(values[rows], weight_N)
    return msgspec.structs.replace(target, mean=mean, scale=scale)


def _numbers(cells: pa.ChunkedArray, name: str, log: bool) -> NDArray[np.float64]:
    values = as_numbers(cells, name)
    if not log:
        beyond = np.flatnonzero(np.abs(values) > LARGEST)
        if len(beyond):
            raise DataError(
                f'Row {beyond[0] + 1} of the target "{name}" is {values[beyond[0]]:g}; numbers '
                f"beyond {LARGEST:g} have no squared error. Divide the column by a large number."
            )
        return values
    refused = np.flatnonzero(values <= 0)
    if len(refused):
        row = int(refused[0])
        raise DataError(
            f'Only numbers above 0 have a logarithm: row {row + 1} of "{name}" is {values[row]:g}. '
            "Leave --log-target out."
        )
    return np.asarray(np.log(values))


def _learn_classes(
    cells: pa.ChunkedArray,
    name: str,
    task: AskedTask | None,
    positive: str | None,
    notes: tuple[str, ...],
) -> Target:
    classes = _classes(cells, name)
    _check_classes(classes, cells, name, task)
    if len(classes) == 2 and task != "multiclass":
        ordered = _with_positive(classes, name, positive)
        found: Task = "binary"
    else:
        _check_no_positive(name, positive, len(classes))
        ordered, found = classes, "multiclass"
    rare = rare_classes(_rows_of_classes(cells))
    return Target(name, found, ordered, notes=(*notes, rare) if rare else notes)


def _rows_of_classes(cells: pa.ChunkedArray) -> dict[str, int]:
    """Count the rows of each class, by its name."""
    counted = pc.value_counts(_normal(cells))
    names = as_texts(pa.chunked_array([counted.field("values")])).to_pylist()
    return dict(zip(names, counted.field("counts").to_pylist(), strict=True))


def _classes(cells: pa.ChunkedArray, name: str) -> tuple[Class, ...]:
    values = pc.unique(_normal(cells)).to_pylist()
    if not all(isinstance(value, Class) for value in values):
        raise DataError(
            f'The target "{name}" holds {cells.type}; classes are texts, numbers or booleans.'
        )
    return tuple(sorted(values))


def _check_classes(
    classes: Sequence[Class], cells: pa.ChunkedArray, name: str, task: AskedTask | None
) -> None:
    if len(classes) == 1:
        raise DataError(
            f'The target "{name}" has one class, "{classes[0]}": there is nothing to tell apart.'
        )
    if len(classes) == len(cells) and len(classes) > 2:
        way_out = "" if is_text(cells.type) else " For numbers say --task regression."
        raise DataError(
            f'The target "{name}" has as many classes as rows ({len(cells)}): no class can be '
            f"learned from others of its kind. Choose another column.{way_out}"
        )
    if task == "binary" and len(classes) != 2:
        raise DataError(f'"binary" means two classes; "{name}" has {len(classes)}.')


def _with_positive(
    classes: tuple[Class, ...], name: str, positive: str | None
) -> tuple[Class, ...]:
    if positive is None:
        return classes
    names = Target(name, "binary", classes).class_names
    wanted = str(positive)
    if not isinstance(classes[0], str):
        wanted = plain_level(wanted)
    same = [each for each in names if wanted in (each, each.lower())]
    if len(same) != 1 and wanted not in names:
        raise DataError(
            f'"{positive}" is not a class of "{name}".{did_you_mean(wanted, names)} '
            f"The classes are {listed(names)}."
        )
    return classes if names[1] == (wanted if wanted in names else same[0]) else classes[::-1]


def _check_no_positive(name: str, positive: str | None, count: int) -> None:
    if positive is not None:
        raise DataError(
            f'Only two classes have a positive one; "{name}" is learned as {count} classes.'
        )


def _alike(cells: pa.ChunkedArray, name: str, classes: tuple[Class, ...]) -> pa.ChunkedArray:
    """Return words and numbers as booleans where the classes are booleans."""
    if isinstance(classes[0], bool) and not pa.types.is_boolean(cells.type):
        truth = as_booleans(cells, name)
        return pa.chunked_array([pa.array(truth == 1.0, mask=np.isnan(truth))])
    return _normal(cells)


def _normal(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return decimals and short floats as the float64 of the same digits: 1.1 is 1.1 in each."""
    if pa.types.is_float32(cells.type):
        cells = cells.cast(pa.string())
    elif not pa.types.is_decimal(cells.type):
        return cells
    return cells.cast(pa.float64())
