from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from separatrix.ladders import change_in_words, ideas, in_words
from separatrix.recipe import Recipe, changed, choices, replace

ONE_CHANGE: list[tuple[str, Any]] = [
    ("hidden", (7,)),
    ("hidden", ()),
    ("activation", "tanh"),
    ("norm", "batch"),
    ("dropout", 0.25),
    ("loss", "huber"),
    ("optimizer", "sgd"),
    ("learning_rate", 0.5),
    ("momentum", 0.9),
    ("weight_decay", 0.125),
    ("schedule", "cosine"),
    ("clip", 3.5),
    ("epochs", 1234),
    ("batch_size", 77),
    ("patience", 9),
]


@pytest.mark.parametrize(("field", "value"), ONE_CHANGE)
def test_a_change_of_one_field_is_one_idea_and_is_told(field: str, value: object) -> None:
    before = Recipe()
    after = replace(before, {field: value})
    assert len(ideas(before, after)) == 1
    words = change_in_words(before, after)
    assert words.strip("+ ")
    assert words != change_in_words(after, before)


def test_equal_recipes_differ_in_nothing() -> None:
    assert ideas(Recipe(), Recipe()) == ()
    assert change_in_words(Recipe(), Recipe()) == ""


def test_an_optimizer_and_its_rate_are_one_idea() -> None:
    sgd = Recipe(optimizer="sgd", learning_rate=0.1, momentum=0.9)
    assert ideas(Recipe(), sgd) == ("optimizer",)
    words = change_in_words(Recipe(learning_rate=0.01), sgd)
    assert words == "SGD with momentum 0.9 at rate 0.1 instead of Adam at rate 0.01"


def test_a_rate_alone_is_told_as_a_rate() -> None:
    words = change_in_words(Recipe(learning_rate=0.01), Recipe(learning_rate=1.0))
    assert words == "rate 1 instead of 0.01"


def test_first_layers_are_told_with_what_follows_them() -> None:
    assert change_in_words(Recipe(hidden=()), Recipe(hidden=(16,))) == (
        "+ one hidden layer of 16 units with ReLU"
    )


@pytest.mark.parametrize("field", ["activation", "norm", "loss", "optimizer", "schedule"])
def test_every_choice_of_a_recipe_has_words_of_its_own(field: str) -> None:
    told = [in_words(replace(Recipe(), {field: choice})) for choice in choices(field)]
    assert len(set(told)) == len(told)


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(ONE_CHANGE), max_size=4),
    st.lists(st.sampled_from(ONE_CHANGE), max_size=4),
)
def test_words_are_there_exactly_where_recipes_differ(
    first: list[tuple[str, object]], second: list[tuple[str, object]]
) -> None:
    before, after = replace(Recipe(), dict(first)), replace(Recipe(), dict(second))
    assert bool(change_in_words(before, after)) == bool(changed(before, after))
    parts = change_in_words(before, after).split("; ")
    assert len(parts) == max(1, len(ideas(before, after)))
