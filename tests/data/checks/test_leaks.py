"""A column that gives the target away is named; honest columns are not."""

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from tests.data.checks.tables import TASKS, clean, findings, only


@pytest.mark.parametrize("task", TASKS)
def test_a_copy_of_the_target_is_a_leak(task: str) -> None:
    columns = clean(0, task)
    codes = np.unique(columns["y"], return_inverse=True)[1]
    columns["late"] = codes if task == "multiclass" else columns["y"]
    found = only(columns, "leak")
    assert found.columns == ("late",)
    assert found.severity == "warning"
    assert "late alone tells the target almost perfectly" in found.what
    assert "--drop late" in found.does


def test_a_copy_in_another_unit_and_with_a_little_noise_is_a_leak() -> None:
    columns = clean(1, "regression")
    noise = np.random.default_rng(0).normal(size=len(columns["y"]))
    columns["y in feet"] = np.exp(3.28 * columns["y"] + 0.01 * noise)
    assert only(columns, "leak").columns == ("y in feet",)


def test_a_date_that_follows_from_the_class_is_a_leak() -> None:
    columns = clean(2)
    days = np.random.default_rng(0).integers(0, 300, len(columns["y"]))
    days = days + np.where(columns["y"] == "yes", 300, 0)
    columns["closed"] = np.datetime64("2023-01-01") + days.astype("timedelta64[D]")
    assert only(columns, "leak").columns == ("closed",)


def test_several_leaks_are_one_finding_with_a_score_each() -> None:
    columns = clean(3)
    for number in range(4):
        columns[f"late {number}"] = columns["y"]
    found = only(columns, "leak")
    assert found.what.startswith("4 columns each alone tell the target")
    assert found.what.count("(1.0000)") == 4


def _with_levels_for_one_class(rows: int = 1200) -> dict[str, Any]:
    columns = clean(4, "multiclass", rows)
    drawn = np.random.default_rng(0).choice(["a", "b", "c"], rows)
    columns["cause"] = np.where(columns["y"] == "high", drawn, "not applicable")
    return columns


def test_levels_that_tell_one_class_of_several_are_named_with_it() -> None:
    found = only(_with_levels_for_one_class(), "leak-of-a-class")
    assert found.columns == ("cause",)
    assert 'class "high" from all others' in found.what


def test_a_number_may_tell_one_class_of_several() -> None:
    columns = clean(5, "multiclass", 1200)
    columns["petal"] = np.where(columns["y"] == "high", 9.0, 0.0) + columns["size"]
    assert "leak-of-a-class" not in findings(columns)


def test_levels_that_occur_once_are_no_leak() -> None:
    columns = clean(6)
    rows = len(columns["y"])
    columns["street"] = pa.array([f"street {i % 300}" for i in range(rows)]).dictionary_encode()
    assert "leak" not in findings(columns)


def test_a_column_that_is_left_out_is_no_leak() -> None:
    columns = clean(7)
    columns["late"] = columns["y"]
    assert "leak" not in findings(columns, kinds={"late": "drop"})
    assert "leak" not in findings(columns, group="late")


def test_the_only_column_is_no_leak() -> None:
    numbers = np.arange(200.0)
    assert findings({"x": numbers * 1.5, "y": numbers * 3.1}) == {}
