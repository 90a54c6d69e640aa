"""Numbers that are stored as text, and columns that hold several things at once."""

from typing import Any

import numpy as np
import pytest

from tests.data.checks.tables import ROWS, clean, findings, only

FEW = np.arange(ROWS) % 37 == 0
VALUES = np.random.default_rng(0).integers(1, 300, ROWS)


def texts(pattern: str, word: str = "") -> list[str]:
    return [
        word if word and few else pattern.format(v=value, w=100 + value)
        for value, few in zip(VALUES, FEW, strict=True)
    ]


@pytest.mark.parametrize(
    ("cells", "said", "way_out"),
    [
        (texts("{v}.5", "n.k."), 'but not "n.k." (11 cells)', "--missing n.k. --number price"),
        (texts("{v}", "no answer"), "no answer", "--missing 'no answer' --number price"),
        (texts("{v}.5"), 'numbers such as "1', "--number price"),
        (texts("{v},{w}.50"), "are numbers such as", "without signs and separators"),
        (texts("{v} 000"), "are numbers such as", "without signs and separators"),
        (texts("{v},5", "n.k."), "n.k.", "--missing n.k. lets a text file be read as numbers"),
        (texts("{v},5"), "are numbers", "Write them with a decimal point"),
        (texts("$ {v}"), "are numbers", "without signs"),
        (texts("{v} %", "none"), "none", "--missing none"),
    ],
)
def test_numbers_stored_as_text_are_found_with_the_way_out(
    cells: list[str], said: str, way_out: str
) -> None:
    found = only(clean(0) | {"price": cells}, "numbers-as-text")
    assert (found.columns, found.severity) == (("price",), "warning")
    assert said in found.what
    assert way_out in found.does


def test_whole_numbers_stored_as_text_may_be_codes() -> None:
    found = only(clean(1) | {"state": texts("{v}"), "county": texts("{w}")}, "numbers-as-text")
    assert (found.columns, found.severity) == (("state", "county"), "note")
    assert "Codes" in found.means


@pytest.mark.parametrize(
    "cells",
    [
        texts("0{v}"),  # codes
        texts("{v} kg"),
        texts("street {v}"),
        [("1", "2", "3")[value % 3] for value in VALUES],
        [("yes", "no")[value % 2] for value in VALUES],
    ],
)
def test_texts_that_are_no_numbers_are_not_called_so(cells: list[str]) -> None:
    found = findings(clean(2) | {"price": cells})
    assert "numbers-as-text" not in found
    assert "mixed-types" not in found


def test_markers_of_missing_cells_are_not_in_the_way() -> None:
    found = only(clean(3) | {"price": texts("{v}.5", "NA")}, "numbers-as-text")
    assert "all of its" in found.what


def test_many_words_in_the_way_are_counted() -> None:
    cells = texts("{v}.5")
    cells[:60] = [f"{word} words" for word in ("six", "five", "four", "three", "two", "one") * 10]
    found = only(clean(4) | {"price": cells}, "numbers-as-text")
    assert "and 3 more" in found.what
    assert "Correct the cells" in found.does


def test_the_way_out_works() -> None:
    columns: dict[str, Any] = clean(5) | {"price": texts("{v}.5", "?")}
    assert "numbers-as-text" in findings(columns)
    assert "numbers-as-text" not in findings(columns, kinds={"price": "number"})


def test_numbers_and_words_in_one_column_are_mixed() -> None:
    cells = [str(v % 40) if v % 2 else f"C{v % 40}" for v in VALUES]
    found = only(clean(6) | {"cabin": cells}, "mixed-types")
    assert found.columns == ("cabin",)
    share = round(100 * float((VALUES % 2).mean()))
    assert f"{share} % of the cells are numbers" in found.what
    assert '"C' in found.what
