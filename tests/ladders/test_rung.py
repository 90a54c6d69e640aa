import pytest

from separatrix.errors import RecipeError
from separatrix.ladders import change_in_words, climb, ideas, in_words
from separatrix.recipe import Recipe

LADDER = climb(
    "linear",
    Recipe(hidden=(10, 10), activation="identity", optimizer="sgd", learning_rate=0.1),
    ("ReLU", {"activation": "relu"}),
    ("Adam", {"optimizer": "adam", "learning_rate": 0.01}),
)


def test_a_rung_keeps_what_the_rung_before_has() -> None:
    assert LADDER.rungs[-1].recipe == Recipe(
        hidden=(10, 10), activation="relu", optimizer="adam", learning_rate=0.01
    )


def test_what_changed_follows_from_the_recipes() -> None:
    assert LADDER.rungs[0].changed == in_words(LADDER.rungs[0].recipe)
    for before, after in zip(LADDER.rungs, LADDER.rungs[1:], strict=False):
        assert after.changed == change_in_words(before.recipe, after.recipe)
        assert len(ideas(before.recipe, after.recipe)) == 1


def test_a_step_that_changes_two_things_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError, match="activation"):
        climb("one", Recipe(), ("two", {"activation": "tanh", "epochs": 7}))


def test_a_step_that_changes_nothing_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError):
        climb("one", Recipe(), ("two", {"epochs": Recipe().epochs}))


@pytest.mark.parametrize("asked", ["ReLU", "relu", "2"])
def test_a_rung_is_found_by_name_in_any_case_and_by_number(asked: str) -> None:
    assert LADDER.rung(asked).name == "ReLU"


@pytest.mark.parametrize("asked", ["rely", "0", "4", ""])
def test_an_unknown_rung_is_refused_with_those_that_are_there(asked: str) -> None:
    with pytest.raises(RecipeError, match="linear, ReLU, Adam"):
        LADDER.rung(asked)


def test_a_misspelled_rung_is_guessed() -> None:
    with pytest.raises(RecipeError, match=r'Did you mean "ReLU"\?'):
        LADDER.rung("relo")
