"""Rows that belong together are noticed by the name, the order or the answers of a column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.checks.tables import ROWS, TASKS, clean, findings, only


@pytest.mark.parametrize("text", [False, True])
def test_a_column_named_like_an_identifier_that_repeats_marks_groups(text: bool) -> None:
    values = np.random.default_rng(0).integers(0, 40, ROWS) * 7
    columns = clean(0) | {"patient_id": [f"P{value}" for value in values] if text else values}
    found = only(columns, "groups")
    assert (found.columns, found.severity) == (("patient_id",), "warning")
    assert "--group patient_id" in found.does
    assert "40 values in 400 rows" in found.what


def test_values_in_one_piece_each_mark_groups() -> None:
    pieces = np.random.default_rng(1).permutation(50)
    found = only(clean(1) | {"visit day": np.repeat(pieces, 8)}, "groups")
    assert (found.columns, found.severity) == (("visit day",), "note")
    assert "one piece" in found.what


@pytest.mark.parametrize("task", TASKS)
def test_values_that_fix_the_target_mark_groups(task: str) -> None:
    columns = clean(2, task)
    numbers = np.random.default_rng(2)
    order = np.argsort(columns["y"], kind="stable")
    household = np.empty(ROWS, np.int64)
    household[order] = np.repeat(numbers.permutation(1000)[:80], 5)
    found = only(columns | {"household": household}, "groups")
    assert found.columns == ("household",)
    assert "each with nearly one answer" in found.what


@given(st.integers(0, 2**32), st.integers(8, 200))
def test_whole_numbers_drawn_at_random_mark_none(seed: int, values: int) -> None:
    drawn = np.random.default_rng(seed).integers(0, values, ROWS)
    assert "groups" not in findings(clean(seed) | {"count": drawn})


def test_a_number_that_tells_by_its_size_marks_no_group() -> None:
    columns = clean(3, "regression")
    columns["rank"] = np.round(columns["y"] * 40).astype(np.int64)
    assert "groups" not in findings(columns)


def test_a_group_that_is_named_is_not_found_again() -> None:
    columns = clean(4) | {"patient_id": np.random.default_rng(0).integers(0, 40, ROWS)}
    assert "groups" not in findings(columns, group="patient_id")
    assert "groups" not in findings(columns, kinds={"patient_id": "drop"})
