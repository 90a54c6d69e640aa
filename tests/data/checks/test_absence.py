"""Missing cells: how many, and whether they give a class away."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.checks.tables import ROWS, TASKS, clean, findings, only


def with_missing(columns: dict[str, Any], name: str, missing: Any) -> dict[str, Any]:
    return columns | {name: pa.array(columns[name], mask=np.asarray(missing, bool))}


@pytest.mark.parametrize("name", ["size", "colour", "open"])
@pytest.mark.parametrize("missing_with", ["yes", "no"])
def test_cells_that_are_missing_exactly_with_a_class_are_found(
    name: str, missing_with: str
) -> None:
    columns = clean(0)
    missing = columns["y"] == missing_with
    found = only(with_missing(columns, name, missing), "missing-tells-a-class")
    assert found.columns == (name,)
    assert found.severity == "warning"
    count = int(missing.sum())
    assert f"missing in {count} of {count} rows" in found.what or (
        f"there in {ROWS - count} of {ROWS - count} rows" in found.what
    )


def test_a_few_exceptions_do_not_hide_it_and_are_counted() -> None:
    columns = clean(1)
    missing = columns["y"] == "yes"
    flipped = [*np.flatnonzero(missing)[:2], *np.flatnonzero(~missing)[:3]]
    missing[flipped] = ~missing[flipped]
    what = only(with_missing(columns, "size", missing), "missing-tells-a-class").what
    count = int((columns["y"] == "no").sum())
    assert f'is there in {count - 3} of {count} rows of class "no" and in 2 of' in what


def test_a_column_that_is_left_out_is_looked_at_too() -> None:
    columns = clean(2) | {"note": [f"k{row}" for row in range(ROWS)]}
    found = only(with_missing(columns, "note", columns["y"] == "no"), "missing-tells-a-class")
    assert (found.severity, found.does) == ("note", "It is left out.")


@given(st.integers(0, 2**32), st.floats(0.01, 0.99))
def test_cells_that_are_missing_by_chance_tell_nothing(seed: int, share: float) -> None:
    missing = np.random.default_rng(seed).random(ROWS) < share
    found = findings(with_missing(clean(seed), "size", missing))
    assert "missing-tells-a-class" not in found


@given(st.integers(0, 2**32))
def test_a_large_class_is_not_told_by_a_column_that_is_hardly_ever_missing(seed: int) -> None:
    numbers = np.random.default_rng(seed)
    columns = clean(seed) | {"y": np.where(numbers.random(ROWS) < 0.96, "no", "yes")}
    found = findings(with_missing(columns, "size", numbers.random(ROWS) < 0.03))
    assert "missing-tells-a-class" not in found


def test_a_handful_of_cells_is_chance() -> None:
    columns = clean(3) | {"y": np.where(np.arange(ROWS) < 9, "rare", "no")}
    found = findings(with_missing(columns, "size", columns["y"] == "rare"))
    assert "missing-tells-a-class" not in found


@pytest.mark.parametrize("task", TASKS)
def test_where_cells_are_missing_is_said_with_their_share(task: str) -> None:
    columns = with_missing(clean(4, task), "size", np.arange(ROWS) % 10 == 0)
    columns = with_missing(columns, "colour", np.arange(ROWS) % 4 != 0)
    some, most = only(columns, "missing"), only(columns, "mostly-missing")
    assert (some.columns, most.columns) == (("size",), ("colour",))
    assert "size (10 %)" in some.what
    assert "colour (75 %)" in most.what
    assert "typical" in some.does
    assert "level" in most.does


def test_what_becomes_of_missing_cells_is_said_of_every_kind() -> None:
    sizes = np.array(["S", "M", "L"])[np.arange(ROWS) % 3]
    columns = clean(6) | {
        "size of it": sizes,
        "note": [f"what was said of case {row}" for row in range(ROWS)],
    }
    gaps = np.random.default_rng(0).random(ROWS) < 0.2
    for name in ("size of it", "note", "colour"):
        columns = with_missing(columns, name, gaps)
    found = only(columns, "missing", ordered={"size of it": ("S", "M", "L")})
    assert "a missing text becomes the mean of the training texts" in found.does.lower()
    assert "a missing level of an order becomes the mean of the training rows" in found.does
    assert "a missing level is a level of its own" in found.does
