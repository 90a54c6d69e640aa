"""Dates are noticed, and so is what would be dates if it were written as they are."""

from typing import Any

import numpy as np
import pytest

from tests.data.checks.tables import ROWS, clean, findings, only

DAYS = np.datetime64("2023-01-01") + np.arange(ROWS) % 300
PLAIN = [day.item() for day in DAYS]


def test_dates_are_named_with_the_time_that_they_span() -> None:
    found = only(clean(0) | {"seen": DAYS}, "dates")
    assert found.what == "Dates: seen (2023-01-01 to 2023-10-27)."
    assert "--time seen" in found.does


@pytest.mark.parametrize(
    "pattern", ["%d.%m.%Y", "%m/%d/%Y", "%d-%m-%y", "%Y/%m/%d", "%d.%m.%Y %H:%M"]
)
def test_dates_written_another_way_are_found(pattern: str) -> None:
    found = only(clean(1) | {"seen": [day.strftime(pattern) for day in PLAIN]}, "dates-not-read")
    assert (found.columns, found.severity) == (("seen",), "warning")
    assert "2024-05-31" in found.does


def test_dates_with_words_between_them_are_found_with_the_words() -> None:
    cells = [str(day) if row % 30 else "soon" for row, day in enumerate(DAYS)]
    found = only(clean(2) | {"seen": cells}, "dates-not-read")
    assert '"soon" (14 cells)' in found.what
    assert "--missing soon" in found.does


def test_days_written_as_numbers_are_found() -> None:
    found = only(
        clean(3) | {"seen": [int(day.strftime("%Y%m%d")) for day in PLAIN]}, "dates-not-read"
    )
    assert "20230101 to 20231027" in found.what


@pytest.mark.parametrize(
    "cells",
    [
        [20_000_000 + 7 * row for row in range(ROWS)],  # no months
        [f"{row % 90}.{row % 7}" for row in range(ROWS)],
        [f"{row % 200}-{row % 3}" for row in range(ROWS)],
    ],
)
def test_other_numbers_and_texts_are_no_dates(cells: list[Any]) -> None:
    assert "dates-not-read" not in findings(clean(4) | {"seen": cells})
