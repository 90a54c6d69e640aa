"""Every type of cell: what it is taken for, and that it is encoded as what it says.

The table is the same at every door: Arrow as it is, Parquet where it can be written, and what
pandas and polars have of their own.
"""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from separatrix.data.encoder import learn_encoder
from separatrix.data.kinds import find_kinds
from separatrix.data.read import open_table
from separatrix.data.scale import mean_and_scale

ROWS = 24
COUNTS = [(i * 7) % 11 for i in range(ROWS)]
DAYS = [datetime.date(2023, 12, 25) + datetime.timedelta(days=i) for i in range(ROWS)]
MOMENTS = [datetime.datetime(2024, 1, 1, i, 30) for i in range(ROWS)]
LEVELS = ["b", "a", "c"] * (ROWS // 3)

NUMBERS: dict[str, pa.DataType] = {
    str(type_): type_
    for type_ in (
        *(pa.int8(), pa.int16(), pa.int32(), pa.int64()),
        *(pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()),
        *(pa.float16(), pa.float32(), pa.float64(), pa.decimal128(9, 2), pa.decimal256(40, 2)),
        *(pa.duration("s"), pa.duration("ms"), pa.duration("us"), pa.duration("ns")),
    )
}
SECONDS = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


def counted(type_: pa.DataType) -> tuple[pa.Array, list[float]]:
    """Return cells of a type of numbers, one missing, and what they are worth."""
    if pa.types.is_decimal(type_):
        return pa.array([None, *map(Decimal, COUNTS[1:])], type_), [*map(float, COUNTS)]
    if pa.types.is_duration(type_):
        ticks = [None, *(count * SECONDS[type_.unit] for count in COUNTS[1:])]
        return pa.array(ticks, pa.int64()).cast(type_), [*map(float, COUNTS)]
    if pa.types.is_float16(type_):
        return pa.array([None, *map(np.float16, COUNTS[1:])], type_), [*map(float, COUNTS)]
    return pa.array([None, *COUNTS[1:]], type_), [*map(float, COUNTS)]


def encoded(held: Any, name: str = "x") -> tuple[str, bool, Any]:
    """Return kind, whether it is used, and features of one column beside a plain one."""
    table = open_table(held)
    (column,) = (each for each in find_kinds(table, "y") if each.name == name)
    if not column.used:
        return column.kind, False, None
    encoder = learn_encoder(table, [column])
    rows = encoder.encode(table, np.float64)
    return column.kind, True, rows.features_ND


def beside(cells: Any) -> pa.Table:
    return pa.table({"x": cells, "y": LEVELS})


def through_arrow(cells: pa.Array, folder: Path) -> Any:
    return beside(cells)


def through_parquet(cells: pa.Array, folder: Path) -> Any:
    pq.write_table(beside(cells), folder / "table.parquet")
    return folder / "table.parquet"


DOORS: Sequence[Callable[[pa.Array, Path], Any]] = (through_arrow, through_parquet)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", NUMBERS)
def test_numbers_of_every_type_are_numbers(
    name: str, door: Callable[[pa.Array, Path], Any], tmp_path: Path
) -> None:
    cells, worth = counted(NUMBERS[name])
    kind, used, features_ND = encoded(door(cells, tmp_path))
    assert (kind, used) == ("number", True)
    mean, scale = mean_and_scale(np.array(worth[1:]))
    np.testing.assert_allclose(features_ND[1:, 0], (np.array(worth[1:]) - mean) / scale, rtol=1e-6)
    assert features_ND[:, 1].tolist() == [1.0] + [0.0] * (ROWS - 1)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "cells",
    [
        pa.array(DAYS, pa.date32()),
        pa.array(DAYS, pa.date64()),
        *(pa.array(MOMENTS, pa.timestamp(unit)) for unit in SECONDS),
        *(pa.array(MOMENTS, pa.timestamp(unit, "Asia/Tokyo")) for unit in SECONDS),
    ],
    ids=lambda cells: str(cells.type),
)
def test_dates_and_moments_of_every_type_are_dates(
    cells: pa.Array, door: Callable[[pa.Array, Path], Any], tmp_path: Path
) -> None:
    kind, used, features_ND = encoded(door(cells, tmp_path))
    assert (kind, used) == ("date", True)
    days = pa.chunked_array([cells]).cast(pa.timestamp("us"), safe=False).to_numpy()
    mean, scale = mean_and_scale(days.astype("datetime64[us]").astype(np.int64) / 86_400e6)
    elapsed = (days.astype("datetime64[us]").astype(np.int64) / 86_400e6 - mean) / scale
    np.testing.assert_allclose(features_ND[:, 0], elapsed, atol=1e-6)


CLOCKS = [datetime.time(23 - i, 15) for i in range(ROWS)]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "cells",
    [
        *(pa.array(CLOCKS, pa.time32(unit)) for unit in ("s", "ms")),
        *(pa.array(CLOCKS, pa.time64(unit)) for unit in ("us", "ns")),
        pa.array([clock.strftime("%H:%M") for clock in CLOCKS]),
        pa.array([clock.isoformat() for clock in CLOCKS]),
    ],
    ids=lambda cells: f"{cells.type} {cells[0]}",
)
def test_times_of_day_lie_on_a_circle(
    cells: pa.Array, door: Callable[[pa.Array, Path], Any], tmp_path: Path
) -> None:
    kind, used, features_ND = encoded(door(cells, tmp_path))
    assert (kind, used) == ("date", True)
    share = np.array([(clock.hour + clock.minute / 60) / 24 for clock in CLOCKS])
    mean, scale = mean_and_scale(share)
    expected = [(share - mean) / scale, np.sin(2 * np.pi * share), np.cos(2 * np.pi * share)]
    np.testing.assert_allclose(features_ND, np.column_stack(expected), atol=1e-9)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (pa.array(LEVELS, pa.string()), "category"),
        (pa.array(LEVELS, pa.large_string()), "category"),
        (pa.array(LEVELS, pa.string_view()), "category"),
        (pa.array([level.encode() for level in LEVELS], pa.binary()), "category"),
        (pa.array([level.encode() for level in LEVELS], pa.large_binary()), "category"),
        (pa.array([level.encode() for level in LEVELS], pa.binary(1)), "category"),
        (pa.array(LEVELS).dictionary_encode(), "category"),
        (pa.array([*map(len, LEVELS[:-1]), 2]).dictionary_encode(), "category"),
        (pa.array([each == "a" for each in LEVELS]), "boolean"),
    ],
    ids=lambda part: str(getattr(part, "type", part)),
)
def test_levels_and_truth_of_every_type(cells: pa.Array, kind: str) -> None:
    found, used, features_ND = encoded(beside(cells))
    assert (found, used) == (kind, True)
    if kind == "category" and len(set(cells.to_pylist())) == 3:
        places = [["a", "b", "c"].index(level) for level in LEVELS]
        assert features_ND[:, :3].argmax(axis=1).tolist() == places


@pytest.mark.parametrize(
    "cells",
    [
        pa.nulls(ROWS),
        pa.array([[1, 2]] * ROWS),
        pa.array([{"a": i} for i in range(ROWS)]),
        pa.array([bytes([255, i]) for i in range(ROWS)]),
        pa.array([[("k", i)] for i in range(ROWS)], pa.map_(pa.string(), pa.int64())),
    ],
    ids=lambda cells: str(cells.type)[:12],
)
def test_what_cannot_be_read_is_left_out(cells: pa.Array) -> None:
    _, used, _ = encoded(beside(cells).append_column("z", pa.array(COUNTS)))
    assert not used


def whole(cells: Any) -> pd.DataFrame:
    return pd.DataFrame({"x": cells, "y": LEVELS})


PANDAS: dict[str, tuple[Any, str | None]] = {
    "Int64": (pd.array([None, *COUNTS[1:]], "Int64"), "number"),
    "Float64": (pd.array([None, *COUNTS[1:]], "Float64"), "number"),
    "UInt8": (pd.array(COUNTS, "UInt8"), "number"),
    "int8": (np.array(COUNTS, np.int8), "number"),
    "float16": (np.array(COUNTS, np.float16), "number"),
    "boolean": (pd.array([True, None, False] * 8, "boolean"), "boolean"),
    "string": (pd.array(LEVELS, "string"), "category"),
    "category": (pd.Categorical(LEVELS, ["a", "b", "c", "d"]), "category"),
    "category of numbers": (pd.Categorical(COUNTS), "category"),
    "sparse": (pd.arrays.SparseArray([float(c) for c in COUNTS], fill_value=0.0), "number"),
    "arrow number": (pd.Series(COUNTS, dtype="int32[pyarrow]"), "number"),
    "arrow text": (pd.Series(LEVELS, dtype="string[pyarrow]"), "category"),
    "datetime": (pd.to_datetime(MOMENTS), "date"),
    "datetime with a zone": (pd.to_datetime(MOMENTS).tz_localize("America/New_York"), "date"),
    "timedelta": (pd.to_timedelta(COUNTS, unit="h"), "number"),
    "object numbers": (np.array([None, *COUNTS[1:]], dtype=object), "number"),
    "object texts": (np.array([None, *LEVELS[1:]], dtype=object), "category"),
    "object decimals": (np.array([*map(Decimal, COUNTS)], dtype=object), "number"),
    "object dates": (np.array(DAYS, dtype=object), "date"),
    "period": (pd.period_range("2020-01", periods=ROWS, freq="M"), None),
    "interval": (pd.interval_range(0, ROWS), None),
}


@pytest.mark.parametrize("name", PANDAS)
def test_what_pandas_has_of_its_own(name: str) -> None:
    cells, kind = PANDAS[name]
    found, used, _ = encoded(whole(cells).assign(z=COUNTS))
    if kind is None:
        return  # read as the storage of the extension, or left out; but never an error
    assert (found, used) == (kind, True)


POLARS: dict[str, tuple[Any, str]] = {
    "Categorical": (pl.Series(LEVELS, dtype=pl.Categorical), "category"),
    "Int8": (pl.Series([None, *COUNTS[1:]], dtype=pl.Int8), "number"),
    "UInt64": (pl.Series(COUNTS, dtype=pl.UInt64), "number"),
    "Decimal": (pl.Series([*map(Decimal, COUNTS)]), "number"),
    "Duration": (pl.Series([datetime.timedelta(hours=c) for c in COUNTS]), "number"),
    "Time": (pl.Series([datetime.time(c) for c in COUNTS]), "date"),
    "Date": (pl.Series(DAYS), "date"),
    "Datetime": (pl.Series(MOMENTS).dt.replace_time_zone("Europe/Paris"), "date"),
    "Boolean": (pl.Series([True, None, False] * 8), "boolean"),
    "String": (pl.Series(LEVELS), "category"),
}


@pytest.mark.parametrize("name", POLARS)
def test_what_polars_has_of_its_own(name: str) -> None:
    cells, kind = POLARS[name]
    found, used, features_ND = encoded(pl.DataFrame({"x": cells, "y": LEVELS}))
    assert (found, used) == (kind, True)
    if kind == "category":
        places = [["a", "b", "c"].index(level) for level in LEVELS]
        assert features_ND.argmax(axis=1).tolist() == places


def test_an_enum_of_polars_has_an_order() -> None:
    cells = pl.Series(LEVELS, dtype=pl.Enum(["c", "b", "a"]))
    found, used, features_ND = encoded(pl.DataFrame({"x": cells, "y": LEVELS}))
    assert (found, used) == ("category", True)
    height = features_ND.sum(axis=1)
    low, middle, high = (height[LEVELS.index(level)] for level in "cba")
    assert low < middle < high
