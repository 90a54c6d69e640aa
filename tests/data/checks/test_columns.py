"""Columns that hardly vary, that name or number the rows, that are text, that have rare levels."""

from typing import Any

import numpy as np
import pytest

from tests.data.checks.tables import ROWS, clean, findings, only


@pytest.mark.parametrize(
    ("code", "cells", "said"),
    [
        ("constant", ["Kiel"] * ROWS, 'every cell is "Kiel"'),
        ("constant", [None] * ROWS, "every cell is missing"),
        ("identifier", [f"k{row}" for row in range(ROWS)], "400 different values"),
        ("identifier", list(range(ROWS)), "without a gap"),
        ("text", [[row] for row in range(ROWS)], "list<"),
    ],
)
def test_what_is_left_out_is_named_with_the_reason(code: str, cells: list[Any], said: str) -> None:
    found = only(clean(0) | {"extra": cells}, code)
    assert (found.columns, found.severity) == (("extra",), "note")
    assert said in found.what
    assert found.does.startswith("Left out")


def test_free_text_is_named_with_what_is_learned_of_it() -> None:
    found = only(clean(0) | {"extra": [f"It was said {row} times" for row in range(ROWS)]}, "text")
    assert (found.columns, found.severity) == (("extra",), "note")
    assert "400 different texts of several words" in found.what
    assert found.does.startswith("Its words become features")


def test_what_the_user_dropped_is_no_finding() -> None:
    assert findings(clean(1) | {"extra": ["Kiel"] * ROWS}, kinds={"extra": "drop"}) == {}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (np.where(np.arange(ROWS) < 2, 7.0, 0.0), "99.50 % are 0"),
        (np.where(np.arange(ROWS) < 2, "FR", "DE"), '99.50 % are "DE"'),
        (np.arange(ROWS) < 2, "99.50 % are false"),
    ],
)
def test_a_column_that_hardly_varies_is_named_with_its_value(cells: Any, said: str) -> None:
    found = only(clean(2) | {"extra": cells}, "nearly-constant")
    assert found.columns == ("extra",)
    assert said in found.what
    assert "nearly-constant" not in findings(clean(2) | {"extra": np.arange(ROWS) < 8})


def test_numbers_that_count_the_rows_are_found_though_a_few_repeat() -> None:
    counted = np.arange(ROWS)
    counted[-10:] = counted[:10]
    found = only(clean(3) | {"record": counted}, "identifier")
    assert (found.columns, found.severity) == (("record",), "warning")
    assert "390 numbers without a gap in 400 rows" in found.what
    counted[-10:] = np.arange(500, 510)
    assert "identifier" not in findings(clean(3) | {"record": counted})


def test_rare_levels_are_counted() -> None:
    towns = [f"town {row if row < 60 else row % 5}" for row in range(ROWS)]
    found = only(clean(4) | {"town": towns}, "rare-levels")
    assert found.what == "Levels of fewer than 5 rows: town (55 of 60 levels)."


def test_levels_in_an_order_are_not_called_rare() -> None:
    towns = [f"town {row // 3:03}" for row in range(ROWS)]
    order = {"town": sorted(set(towns))}
    assert "rare-levels" in findings(clean(4) | {"town": towns})
    assert "rare-levels" not in findings(clean(4) | {"town": towns}, ordered=order)
