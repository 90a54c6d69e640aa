"""Every condition at every door: accepted, noted or refused, and what is said."""

from pathlib import Path

import pytest
from tools.conditions import PLACE, page

from tests.conditions.condition import DOORS, Condition, Door
from tests.conditions.conditions import CONDITIONS
from tests.conditions.doors import THROUGH

EVERY = [condition for section in CONDITIONS.values() for condition in section]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("condition", EVERY, ids=lambda condition: condition.name)
def test_a_condition_meets_what_the_table_says(
    condition: Condition, door: Door, tmp_path: Path
) -> None:
    expected = condition.at(door)
    if expected.what == "cannot be":
        return
    met = THROUGH[door](condition, tmp_path)
    assert met.refused == (expected.what == "refused"), met.said
    assert " ".join(expected.phrase.split()) in " ".join(met.said.split())


def test_there_are_sixty_conditions_of_different_names() -> None:
    assert len(EVERY) >= 60
    assert len({condition.name for condition in EVERY}) == len(EVERY)


def test_what_is_noted_or_refused_is_said() -> None:
    for condition in EVERY:
        for door in DOORS:
            outcome = condition.at(door)
            assert bool(outcome.phrase) == (outcome.what != "accepted"), condition.name


def test_the_page_is_what_the_table_says() -> None:
    assert PLACE.read_text(encoding="utf-8") == page(), "run `make surface`"
