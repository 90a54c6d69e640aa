import json

import pytest

from separatrix import lessons
from separatrix.errors import RecipeError
from separatrix.lessons.lesson import Bar
from separatrix.recipe import Recipe


def test_a_recipe_that_reaches_the_bar_is_told_so() -> None:
    recipe = Recipe(hidden=(8,), learning_rate=0.1, epochs=60, batch_size="full")
    check = lessons.check_lesson("blobs", recipe, seeds=3)
    assert check.ok
    assert check.gap <= 0
    assert check.reached.min <= check.reached.median <= check.reached.max
    assert check.sentence.endswith("the lesson blobs asks for accuracy of 0.99 or more: reached.")


def test_a_recipe_that_falls_short_is_told_by_how_much() -> None:
    recipe = Recipe(hidden=(), epochs=20, batch_size="full")
    check = lessons.check_lesson("gaussians", recipe, seeds=3)
    assert not check.ok
    assert check.gap == pytest.approx(0.95 - check.reached.median)
    assert check.sentence.endswith(f"{check.gap:.4f} short.")
    assert "the median of 3 seeds" in check.sentence


def test_an_error_must_stay_below_its_bar() -> None:
    lost = Recipe(hidden=(), loss="l1", learning_rate=1e-4, epochs=3)
    check = lessons.check_lesson("line", lost, seeds=2)
    assert not check.ok
    assert check.gap == pytest.approx(check.reached.median - 0.01)


def test_the_rows_that_judge_steer_nothing() -> None:
    patient = Recipe(hidden=(4,), learning_rate=0.01, epochs=5, patience=1)
    plain = Recipe(hidden=(4,), learning_rate=0.01, epochs=5, keep="last")
    first, second = (lessons.check_lesson("moons", r, seeds=2) for r in (patient, plain))
    assert first.reached == second.reached
    assert "no validation rows" in first.notes[0]
    assert second.notes == ()


def test_a_loss_that_does_not_suit_is_refused() -> None:
    with pytest.raises(RecipeError, match="mse does not suit a binary target"):
        lessons.check_lesson("circles", Recipe(loss="mse"), seeds=1)


def test_a_check_goes_into_json() -> None:
    check = lessons.check_lesson("penguins", Recipe(hidden=(4,), epochs=2), seeds=1)
    document = json.loads(json.dumps(check.to_json()))
    assert document["reached"].keys() == {"min", "median", "max"}
    assert document["lesson"] == "penguins"


def test_a_bar_is_reached_from_its_own_side() -> None:
    share, error = Bar("accuracy", 0.9), Bar("mae", 0.01, most=True)
    assert share.reached(0.9)
    assert not share.reached(0.89)
    assert error.reached(0.01)
    assert not error.reached(0.011)
    assert share.gap(0.8) == pytest.approx(0.1)
    assert error.gap(0.03) == pytest.approx(0.02)
