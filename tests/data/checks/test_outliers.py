"""Numbers far beyond the rest, and numbers that stand in for something else."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.data.checks.tables import ROWS, clean, findings, only


def planted(seed: int, name: str, value: float, cells: int) -> dict[str, Any]:
    columns = clean(seed)
    changed = columns[name].copy()
    changed[np.random.default_rng(seed).permutation(ROWS)[:cells]] = value
    return columns | {name: changed}


def test_an_outlier_is_found_with_its_size() -> None:
    found = only(planted(0, "weight", 8765.0, 1), "outliers")
    assert (found.columns, found.severity) == (("weight",), "warning")
    assert "1 cell as far as 8,760" in found.what or "1 cell as far as 8,770" in found.what


@pytest.mark.parametrize(("value", "severity"), [(60.0, "note"), (600.0, "warning")])
def test_how_far_it_lies_decides_how_serious_it_is(value: float, severity: str) -> None:
    assert only(planted(1, "size", value, 1), "outliers").severity == severity


@given(st.integers(0, 200))  # of other draws, one in thousands is as far out as a slip of the pen
def test_long_tails_are_no_warning(seed: int) -> None:
    numbers = np.random.default_rng(seed)
    tails = {
        "income": np.exp(numbers.normal(size=ROWS)),
        "waiting": numbers.exponential(size=ROWS),
        "score": numbers.standard_t(4, ROWS),
    }
    found = findings(clean(seed) | tails).get("outliers", [])
    assert [each.severity for each in found] in ([], ["note"])


@pytest.mark.parametrize("value", [-999, 999, 9999, -9, 99999])
def test_a_number_that_stands_in_is_found_with_the_way_out(value: int) -> None:
    columns = planted(2, "grade", value, 20) | {"age": planted(2, "visits", value, 20)["visits"]}
    found = findings(columns).get("stand-in-numbers", [])
    assert len(found) == (abs(value) > 9)
    for finding in found:
        assert finding.columns == ("age",)  # of the few grades, any may be meant
        assert f"--missing {value}" in finding.does
        assert f"{np.count_nonzero(columns['age'] == value)} cells" in finding.what


def test_codes_beside_the_real_numbers_are_found_by_how_often_they_occur() -> None:
    ages = np.random.default_rng(0).integers(18, 90, ROWS)
    ages[:60] = 99
    found = only(clean(3) | {"age": ages}, "stand-in-numbers")
    assert "99 may stand for" in found.what
    assert "60 cells" in found.what


def test_minus_one_stands_in_where_nothing_else_is_negative() -> None:
    days = np.random.default_rng(0).integers(0, 50, ROWS)
    days[:30] = -1
    assert only(clean(4) | {"days": days}, "stand-in-numbers").columns == ("days",)
    days[:3] = -2
    assert "stand-in-numbers" not in findings(clean(4) | {"days": days})
