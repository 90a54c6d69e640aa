import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.data.kinds import Column, Kind, find_kinds, left_out_notes
from separatrix.data.packaged import packaged_path
from separatrix.data.read import open_table
from separatrix.errors import DataError

ROWS = 40
NUMBERS = list(range(ROWS))
SENTENCES = [f"A sentence of some words, number {row}" for row in NUMBERS]
SPREAD = [row * 7 for row in NUMBERS]


def _kind(values: Any, name: str = "x", **overrules: Any) -> Column:
    table = open_table({name: values, "y": [0, 1] * (len(values) // 2)})
    (column,) = find_kinds(table, "y", overrules)
    return column


@pytest.mark.parametrize(
    ("values", "kind", "used"),
    [
        ([0.5 * row for row in NUMBERS], "number", True),
        (pa.array(NUMBERS, pa.int32()).cast(pa.decimal128(30, 1)), "number", True),
        (SPREAD, "number", True),
        ([row % 3 for row in NUMBERS], "number", True),
        (NUMBERS, "identifier", False),
        (NUMBERS[::-1], "identifier", False),
        ([row + 1000 for row in NUMBERS], "identifier", False),
        (pa.array([row % 3 for row in NUMBERS]).dictionary_encode(), "category", True),
        ([True, False] * 20, "boolean", True),
        (["yes", "no"] * 20, "category", True),
        ([f"street {row % 30}" for row in NUMBERS], "category", True),
        ([f"k{row}" for row in NUMBERS], "identifier", False),
        (SENTENCES, "text", True),
        (["2024-05-31", "2024-06-01"] * 20, "date", True),
        ([datetime.date(2024, 5, 31), datetime.date(2024, 6, 1)] * 20, "date", True),
        ([datetime.datetime(2024, 5, 31), None] * 20, "date", True),
        ([[1]] * ROWS, "text", False),
        ([{"a": 1}] * ROWS, "text", False),
        ([b"\xff"] * ROWS, "text", False),
        ([datetime.timedelta(hours=row) for row in NUMBERS], "number", True),
    ],
)
def test_kinds_are_found(values: Any, kind: str, used: bool) -> None:
    column = _kind(values)
    assert (column.kind, column.used) == (kind, used)
    assert column.why
    assert ("left out" in column.why) == (not used)


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("user_id", SPREAD, "identifier"),
        ("PassengerId", SPREAD, "identifier"),
        ("block_id", [row % 4 for row in NUMBERS], "number"),
        ("humidity", SPREAD, "number"),
        ("id", [f"k{row % 25}" for row in NUMBERS], "identifier"),
        ("name", [f"k{row % 25}" for row in NUMBERS], "category"),
    ],
)
def test_a_name_can_tell_an_identifier(name: str, values: Any, kind: str) -> None:
    assert _kind(values, name).kind == kind


def test_a_short_table_has_no_identifiers() -> None:
    assert _kind(list(range(10))).kind == "number"
    assert _kind([f"k{row}" for row in range(10)]).kind == "category"


def test_constant_and_empty_columns_are_left_out_with_the_reason() -> None:
    constant = _kind([5] * ROWS)
    assert not constant.used
    assert 'every cell is "5"' in constant.why
    empty = _kind(pa.nulls(ROWS, pa.float64()))
    assert not empty.used
    assert "every cell is missing" in empty.why
    assert (empty.missing, empty.distinct) == (ROWS, 0)


def test_one_value_and_missing_cells_are_a_difference() -> None:
    assert _kind([5.0, None] * 20).used


def test_cells_are_counted() -> None:
    column = _kind(["a", "b", None, "a"] * 10)
    assert (column.missing, column.distinct) == (10, 2)


@pytest.mark.parametrize(
    ("values", "kind", "used"),
    [
        (["1", "2.5"] * 20, "number", True),
        ([3, 4] * 20, "category", True),
        (["yes", "no"] * 20, "boolean", True),
        ([1, 0] * 20, "boolean", True),
        (["2024-05-31", None] * 20, "date", True),
        (NUMBERS, "number", True),
        (SENTENCES, "category", True),
        ([1.5, 2.5] * 20, "text", True),
        ([1.5, 2.5] * 20, "identifier", False),
        ([5] * ROWS, "number", True),
        (pa.nulls(ROWS), "number", False),
    ],
)
def test_what_the_user_says_wins(values: Any, kind: Kind, used: bool) -> None:
    column = _kind(values, x=kind)
    assert (column.kind, column.used) == (kind, used)
    assert "as asked" in column.why


def test_a_dropped_column_keeps_its_kind() -> None:
    column = _kind([1.5, 2.5] * 20, x="drop")
    assert (column.kind, column.used, column.why) == ("number", False, "dropped, as asked")


@pytest.mark.parametrize(
    ("overrules", "message"),
    [
        ({"ag": "number"}, 'no column "ag". Did you mean "age"'),
        ({"y": "number"}, '"y" is the target'),
        ({"age": "numbr"}, '"numbr" is not a kind. Did you mean "number"'),
        ({"name": "number"}, '"name" cannot be read as number.*row 1 is "a"'),
        ({"name": "boolean"}, 'cannot be read as boolean.*row 1 is "a"'),
        ({"name": "date"}, 'cannot be read as date.*row 1 is "a"'),
        ({"age": "date"}, "cannot be read as date"),
        ({"list": "category"}, "cannot be read as category"),
    ],
)
def test_an_overrule_that_cannot_be_is_refused(overrules: Any, message: str) -> None:
    table = open_table({"age": [1, 2], "name": ["a", "b"], "list": [[1], [2]], "y": [0, 1]})
    with pytest.raises(DataError, match=message):
        find_kinds(table, "y", overrules)


def test_an_unknown_target_is_refused() -> None:
    with pytest.raises(DataError, match=r'no column "specie". Did you mean "species"'):
        find_kinds(open_table("penguins"), "specie")


def test_the_packaged_table_has_the_kinds_that_a_reader_sees() -> None:
    columns = find_kinds(open_table(packaged_path("penguins")), "species")
    assert [(column.name, column.kind) for column in columns] == [
        ("island", "category"),
        ("bill_length_mm", "number"),
        ("bill_depth_mm", "number"),
        ("flipper_length_mm", "number"),
        ("body_mass_g", "number"),
        ("sex", "category"),
        ("year", "number"),
    ]
    assert all(column.used for column in columns)
    assert sum(column.missing for column in columns) == 19


def test_kinds_do_not_hang_on_the_order_of_rows() -> None:
    table = open_table("penguins")
    shuffled = table.take(np.random.default_rng(0).permutation(len(table)))
    assert find_kinds(table, "species") == find_kinds(shuffled, "species")


def test_columns_that_are_left_out_are_noted_with_the_reason() -> None:
    table = open_table({"a": [1, 1], "b": ["x", "y"], "c": [1.5, 2.5], "y": [0, 1]})
    columns = find_kinds(table, "y", {"b": "drop"})
    assert left_out_notes(columns) == ('Left out: a (every cell is "1"), b (dropped, as asked).',)
    assert left_out_notes(columns[2:]) == ()


@settings(max_examples=50, deadline=None)
@given(
    values=st.lists(st.one_of(st.none(), st.sampled_from([0.0, -0.0, 1.5]), st.floats())),
    whole=st.lists(st.one_of(st.none(), st.integers(-3, 3), st.integers(-(2**63), 2**63 - 1))),
)
def test_different_values_are_counted_as_arrow_counts_them(
    values: list[float | None], whole: list[int | None]
) -> None:
    table = open_table({"x": pa.array([*values, 1.0]), "y": pa.array([*values, 1.0])})
    (column,) = find_kinds(table, "y")
    assert column.distinct == pc.count_distinct(table.column("x")).as_py()
    table = open_table({"x": pa.array([*whole, 1], pa.int64()), "y": [0.5] * (len(whole) + 1)})
    (column,) = find_kinds(table, "y")
    assert column.distinct == pc.count_distinct(table.column("x")).as_py()
