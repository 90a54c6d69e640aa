import datetime

import numpy as np
import pyarrow as pa
import pytest

from separatrix.data.task import find_task, is_scale
from separatrix.errors import DataError


def _cells(values: list[object]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values)])


@pytest.mark.parametrize(
    ("values", "task", "noted"),
    [
        (["a", "b", "a"], "classes", False),
        ([True, False], "classes", False),
        ([0.5, 1.5, 2.0], "regression", False),
        ([0, 1] * 2, "classes", False),
        ([1, 2], "classes", False),
        ([1.0, 2.0, 1.0], "classes", False),
        (list(range(10)) * 5, "classes", True),
        (list(range(20)) * 3, "classes", True),
        (list(range(21)) * 9, "regression", True),
        (list(range(9)), "regression", True),
        ([3] * 30 + [4] * 216 + [5] * 2138 + [6] * 2836 + [7] * 1079 + [8] * 193 + [9] * 5,
         "regression", True),
        (list(range(500)), "regression", False),
    ],
)  # fmt: skip
def test_the_task_follows_from_the_cells(values: list[object], task: str, noted: bool) -> None:
    found, note = find_task(_cells(values), "y")
    assert found == task
    assert ("--task" in note) == noted


def test_dates_are_no_target() -> None:
    with pytest.raises(DataError, match=r'"y" holds date32.* a target holds classes or numbers'):
        find_task(_cells([datetime.date(2024, 5, 31)]), "y")


@pytest.mark.parametrize(
    ("distinct", "counts", "scale"),
    [
        ([3, 4, 5, 6, 7], [1, 50, 100, 40, 2], True),
        ([3, 4, 5, 6, 8], [1, 50, 100, 40, 2], False),
        ([4, 5, 6, 7], [1, 100, 40, 2], False),
        ([1, 2, 3, 4, 5], [1, 50, 30, 100, 2], False),
        ([1, 2, 3, 4, 5], [1, 50, 100, 60, 20], False),
        ([1, 2, 3, 4, 5], [100, 50, 30, 10, 1], False),
        ([0, 1, 2, 3, 4], [100, 100, 100, 100, 100], False),
    ],
)
def test_a_scale_rises_to_one_peak_and_is_rare_at_both_ends(
    distinct: list[float], counts: list[int], scale: bool
) -> None:
    assert is_scale(np.array(distinct, float), np.array(counts)) == scale
