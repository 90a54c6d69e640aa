"""Messages help with names and stay short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from separatrix.errors import (
    DataError,
    RecipeError,
    RunError,
    SeparatrixError,
    did_you_mean,
    listed,
)

names = st.text(min_size=1, max_size=12)


@given(name=names, others=st.lists(names))
def test_a_name_that_is_known_is_the_nearest_one(name: str, others: list[str]) -> None:
    lowered = {other.lower() for other in others}
    if name.lower() not in lowered:
        assert did_you_mean(name, [*others, name]) == f' Did you mean "{name}"?'


def test_a_name_is_found_in_another_case() -> None:
    assert did_you_mean("INCOME", ["age", "income"]) == ' Did you mean "income"?'


def test_nothing_is_proposed_where_nothing_is_near() -> None:
    assert did_you_mean("target", ["x1", "x2"]) == ""
    assert did_you_mean("target", []) == ""


@given(every=st.lists(names), most=st.integers(1, 20))
def test_a_list_shows_all_names_or_says_how_many_there_are(every: list[str], most: int) -> None:
    shown = listed(every, most)
    assert shown.startswith(", ".join(every[:most]))
    assert shown.endswith(f"({len(every)} in all)") == (len(every) > most)


@pytest.mark.parametrize("kind", [DataError, RecipeError, RunError])
def test_every_refusal_is_one_of_ours_and_a_value_error(kind: type[SeparatrixError]) -> None:
    assert issubclass(kind, SeparatrixError)
    assert issubclass(kind, ValueError)
