"""What is said of the target itself."""

import numpy as np
import pytest

from tests.data.checks.tables import ROWS, clean, findings, only


def with_rare_class(rows: int) -> dict[str, object]:
    return clean(0) | {"y": np.where(np.arange(ROWS) < rows, "rare", "common")}


def test_a_class_of_few_rows_is_named() -> None:
    found = only(with_rare_class(6), "rare-class")
    assert '"rare" (6 rows)' in found.what
    assert "rare-class" not in findings(with_rare_class(10))


@pytest.mark.parametrize(
    ("rows", "severity"), [(12, "warning"), (36, "note"), (37, None), (200, None)]
)
def test_unequal_classes_are_told_with_what_guessing_reaches(
    rows: int, severity: str | None
) -> None:
    found = findings(with_rare_class(rows)).get("unequal-classes", [])
    assert [each.severity for each in found] == ([severity] if severity else [])
    for each in found:
        assert f'"rare" has {rows} rows of 400' in each.what
        assert 'Always saying "common" is right in 9' in each.means
        assert "--class-weight balanced" in each.does


def test_a_target_that_is_cut_off_is_noticed() -> None:
    columns = clean(1, "regression")
    cut = np.minimum(columns["y"], 1.5)
    found = only(columns | {"y": cut}, "piled-target")
    assert f"{int((cut == 1.5).sum())} rows" in found.what
    assert "largest target, 1.5" in found.what


def test_a_long_tail_is_noticed_and_its_logarithm_named() -> None:
    columns = clean(2, "regression")
    found = only(columns | {"y": np.exp(1.5 * columns["y"])}, "skewed-target")
    assert "--log-target" in found.does
    assert "skewed-target" not in findings(columns | {"y": columns["y"] + 10})
