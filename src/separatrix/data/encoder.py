"""Rows of a table to the arrays that a network takes, learned on training rows only."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

from separatrix.data.columns.block import Block, Cell
from separatrix.data.columns.boolean import BooleanEncoder, learn_boolean
from separatrix.data.columns.category import (
    EmbeddedEncoder,
    OneHotEncoder,
    learn_category,
    learn_embedded,
)
from separatrix.data.columns.date import DateEncoder, learn_date
from separatrix.data.columns.number import NumberEncoder, learn_number
from separatrix.data.columns.ordered import OrderedEncoder, learn_ordered
from separatrix.data.columns.piecewise import PiecewiseEncoder, bins_of, learn_piecewise
from separatrix.data.columns.text import TextEncoder, learn_text
from separatrix.data.kinds import Column, Kind
from separatrix.data.profile import Profile
from separatrix.data.row import is_harmless
from separatrix.data.table import Table
from separatrix.data.values import is_text
from separatrix.errors import DataError, did_you_mean, listed
from separatrix.recipe import Embed

Rows = NDArray[np.int64]
ColumnEncoder = (
    NumberEncoder
    | PiecewiseEncoder
    | BooleanEncoder
    | OneHotEncoder
    | EmbeddedEncoder
    | OrderedEncoder
    | DateEncoder
    | TextEncoder
)


@dataclass(frozen=True)
class Encoded:
    """Rows as arrays.

    Args:
        features_ND: Features, finite everywhere.
        codes_NC: Codes of the embedded categories, one column each.
        notes: What a user should know about these rows.
    """

    features_ND: NDArray[Any]
    codes_NC: NDArray[np.int64]
    notes: tuple[str, ...] = ()


class _Filling:
    """Encoded rows under way: one array that the columns fill from left to right."""

    def __init__(self, rows: int, features: int, dtype: DTypeLike, notes: Sequence[str]) -> None:
        self._features_ND: NDArray[Any] = np.empty((rows, features), dtype)
        self._filled = 0
        self._codes: list[NDArray[np.int64]] = []
        self._notes = list(notes)

    def add(self, block: Block) -> None:
        """Let a column's block follow those that were added before."""
        start, end = self._filled, self._filled + block.features_ND.shape[1]
        self._features_ND[:, start:end] = _within(block.features_ND, self._features_ND.dtype)
        self._filled = end
        self._notes += block.notes
        if block.codes_N is not None:
            self._codes.append(block.codes_N)

    def encoded(self) -> Encoded:
        """Return the rows once every column was added."""
        assert self._filled == self._features_ND.shape[1]
        empty_NC = np.zeros((len(self._features_ND), 0), np.int64)
        codes_NC = np.stack(self._codes, axis=1) if self._codes else empty_NC
        return Encoded(self._features_ND, codes_NC, tuple(self._notes))


class Encoder(msgspec.Struct, frozen=True):
    """Turns rows into arrays, each row by itself.

    It holds means, scales and levels, never a row, and goes through plain JSON.

    Args:
        columns: One encoder for each column that is used.
        left_out: The columns that are not, with the reason.
        others: Columns of the training table that are neither, such as the target.
        missing: Words that the user said to mean missing.
        text: Categories and texts that were text in training, which a text file may not type anew.
        profiles: What each used column was like in training; none in an old model file.
    """

    columns: tuple[ColumnEncoder, ...]
    left_out: tuple[Column, ...] = ()
    others: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = ()

    @property
    def features(self) -> int:
        """Number of features, D."""
        return len(self.feature_names)

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the features in their order."""
        return tuple(name for column in self.columns for name in column.feature_names)

    @property
    def embedded(self) -> tuple[int, ...]:
        """Slots of each embedded category: 0 for unseen levels, 1 for missing cells, the levels."""
        return tuple(column.slots for column in self.columns if isinstance(column, EmbeddedEncoder))

    def encode(self, table: Table, dtype: DTypeLike = np.float32) -> Encoded:
        """Encode every row of a table, whatever the order of its columns.

        Args:
            table: A table with the columns that were trained on, and any others.
            dtype: Type of the features.

        Raises:
            DataError: a column is missing, or a cell does not fit its column's kind.
        """
        (encoded,) = self.encode_parts(table, [None], dtype)
        return encoded

    def encode_parts(
        self, table: Table, parts: Sequence[Rows | None], dtype: DTypeLike = np.float32
    ) -> tuple[Encoded, ...]:
        """Encode several parts of a table's rows; each of its columns is read once.

        Args:
            table: A table with the columns that were trained on, and any others.
            parts: The row numbers of each part; None for all rows.
            dtype: Type of the features.

        Raises:
            DataError: a column is missing, or a cell does not fit its column's kind.
        """
        self._check_columns(table)
        extra = tuple(self._extra_note(table))
        sizes = [len(table) if rows is None else len(rows) for rows in parts]
        fillings = [_Filling(size, self.features, dtype, extra) for size in sizes]
        for column in self.columns:
            cells = table.column(column.name)
            for filling, rows in zip(fillings, parts, strict=True):
                taken = cells if rows is None else cells.take(pa.array(rows, pa.int64()))
                filling.add(column.encode(taken))
        return tuple(filling.encoded() for filling in fillings)

    def encode_row(
        self, row: Mapping[str, object], dtype: DTypeLike = np.float32
    ) -> Encoded | None:
        """Encode one row of plain cells, in a hundredth of the time that a table takes.

        Args:
            row: Cells by the name of their column.
            dtype: Type of the features.

        Returns:
            What `encode` returns for a table of this row, bit for bit; None where a cell is not
            plain or there is something to refuse or to note, for which the table must be made.
        """
        if self.missing or any(column.name not in row for column in self.columns):
            return None
        used = {column.name for column in self.columns}
        silent = {column.name for column in self.left_out} | set(self.others)
        if not all(name in used or (name in silent and is_harmless(row[name])) for name in row):
            return None
        if not all(profile.spans(row[profile.name]) for profile in self.profiles):
            return None
        cells = [column.encode_cell(row[column.name]) for column in self.columns]
        return None if None in cells else _joined([cell for cell in cells if cell], dtype)

    def unknown(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the names of columns that the training table did not have."""
        known = {column.name for column in (*self.columns, *self.left_out)} | set(self.others)
        return tuple(name for name in names if name not in known)

    def _check_columns(self, table: Table) -> None:
        there = set(table.names)
        absent = [column.name for column in self.columns if column.name not in there]
        if absent:
            hint = did_you_mean(absent[0], table.names) if len(absent) == 1 else ""
            noun = "column" if len(absent) == 1 else "columns"
            tail = ", which the model does not know" if self.unknown(table.names) else ""
            raise DataError(
                f"The table lacks the {noun} {listed(absent, most=100)} that the model was trained "
                f"on.{hint} "
                f"It has {listed(self.unknown(table.names) or table.names)}{tail}."
            )

    def _extra_note(self, table: Table) -> Iterator[str]:
        extra = self.unknown(table.names)
        if extra:
            yield f"Columns that the model does not know are not used: {listed(extra)}."


def learn_encoder(
    table: Table,
    columns: Sequence[Column],
    *,
    standardise: bool = True,
    weight_N: NDArray[np.float64] | None = None,
    embed: Embed = "some",
) -> Encoder:
    """Learn an Encoder.

    Args:
        table: The training rows and no others.
        columns: The columns but the target, as `find_kinds` gives them.
        standardise: False passes numbers through as they are.
        weight_N: What each of the rows counts for; None when all count the same.
        embed: "all" gives every category vectors, and every number bins.

    Raises:
        DataError: no column can be used.
    """
    used = [column for column in columns if column.used]
    if not used:
        reasons = listed(f"{column.name}: {column.why}" for column in columns)
        raise DataError(f"No column can be learned from. {reasons}".strip())
    known = {column.name for column in columns}
    learn = partial(_learn, table, standardise=standardise, weight_N=weight_N)
    if embed == "all":
        numbers = sum(column.kind == "number" for column in used)
        learn = partial(_embed, table, weight_N=weight_N, bins=bins_of(numbers))
    encoder = Encoder(
        columns=tuple(learn(column) for column in used),
        left_out=tuple(column for column in columns if not column.used),
        others=tuple(name for name in table.names if name not in known),
        missing=table.source.options.missing,
        text=tuple(
            column.name
            for column in used
            if column.kind in ("category", "text") and is_text(table.column(column.name).type)
        ),
    )
    if not (encoder.features or encoder.embedded):
        raise DataError(
            "No column can be learned from. The training rows hold no word, or one level alone, of "
            f"{listed(column.name for column in used)}."
        )
    return encoder


def _joined(cells: Sequence[Cell], dtype: DTypeLike) -> Encoded:
    features_1D = np.array([[number for features, _ in cells for number in features]])
    codes_1C = np.array([[code for _, code in cells if code is not None]], np.int64)
    within_1D = _within(features_1D, np.dtype(dtype)).astype(dtype)
    return Encoded(within_1D, codes_1C)


def _learn(
    table: Table, column: Column, standardise: bool, weight_N: NDArray[np.float64] | None
) -> ColumnEncoder:
    cells = table.column(column.name)
    if column.kind == "number":
        return learn_number(cells, column.name, standardise, weight_N)
    if column.order:
        return learn_ordered(cells, column.name, column.order, weight_N)
    return _LEARNERS[column.kind](cells, column.name, weight_N)


def _embed(
    table: Table, column: Column, weight_N: NDArray[np.float64] | None, bins: int
) -> ColumnEncoder:
    cells = table.column(column.name)
    if column.kind == "number":
        return learn_piecewise(cells, column.name, weight_N, bins)
    if column.kind == "category" and not column.order:
        return learn_embedded(cells, column.name, weight_N)
    return _learn(table, column, True, weight_N)


_Learner = Callable[[pa.ChunkedArray, str, NDArray[np.float64] | None], ColumnEncoder]
_LEARNERS: dict[Kind, _Learner] = {
    "boolean": learn_boolean,
    "category": learn_category,
    "date": learn_date,
    "text": learn_text,
}


def _within(features_ND: NDArray[Any], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Keep raw numbers within what the dtype can hold."""
    largest = min(float(np.finfo(each).max) for each in (dtype, features_ND.dtype))
    within_ND: NDArray[Any] = np.clip(features_ND, -largest, largest)
    return within_ND
