import pytest

from separatrix.cli.options import KindOptions, ReadingOptions
from separatrix.data.table import ReadOptions
from separatrix.errors import DataError


def test_columns_by_kind_become_kinds_by_column() -> None:
    options = KindOptions(number=["age", "year"], drop=["note"])
    assert options.overrules() == {"age": "number", "year": "number", "note": "drop"}
    assert KindOptions().overrules() == {}


def test_orders_become_levels_by_column() -> None:
    options = KindOptions(ordered=["size=S,M,L"], text=["note"])
    assert options.orders() == {"size": ("S", "M", "L")}
    assert options.overrules() == {"note": "text"}
    assert KindOptions().orders() == {}


def test_a_column_named_twice_under_one_kind_is_no_contradiction() -> None:
    assert KindOptions(date=["day", "day"]).overrules() == {"day": "date"}


def test_a_column_of_two_kinds_is_refused() -> None:
    with pytest.raises(DataError, match="got --number and --category"):
        KindOptions(number=["age"], category=["age"]).overrules()


def test_reading_options_that_were_not_given_leave_the_finding_alone() -> None:
    assert ReadingOptions().options() == ReadOptions()


@pytest.mark.parametrize("word", ["tab", "\\t", "\t"])
def test_a_tab_can_be_typed(word: str) -> None:
    assert ReadingOptions(delimiter=word).options() == ReadOptions(delimiter="\t")


def test_reading_options_are_handed_over() -> None:
    typed = ReadingOptions(delimiter=";", decimal=",", encoding="latin-1", missing=["?", "-999"])
    assert typed.options() == ReadOptions(
        delimiter=";", decimal=",", encoding="latin-1", missing=("?", "-999")
    )
