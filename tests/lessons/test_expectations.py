from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from separatrix.lessons.expectations import FEWEST_SEEDS, Expectation, hold_against
from separatrix.lessons.lesson import FactRange, Lesson, RungRange
from separatrix.lessons.lesson_run import LessonRun
from separatrix.lessons.result import result_of
from separatrix.lessons.run import train_rungs

SCORES = np.array([0.5, 0.75, 0.95, 1.0])


@pytest.fixture(scope="module")
def run(shortened: Callable[[str], Lesson]) -> LessonRun:
    """A lesson whose last rung has known scores."""
    trained = train_rungs(shortened("moons"), (0,))
    last = replace(trained.results[-1], train_K=SCORES - 0.25, test_K=SCORES)
    return replace(trained, results=(*trained.results[:-1], last), seeds=(0, 1, 2, 3))


def held(run: LessonRun, expected: RungRange | FactRange) -> Expectation:
    lesson = replace(run.lesson, expected=(expected,))
    (found,) = hold_against(replace(run, lesson=lesson), {"distance": 0.25})
    return found


@pytest.mark.parametrize(
    ("expected", "value"),
    [
        (RungRange("Adam", "min", 0.5, 0.5), 0.5),
        (RungRange("Adam", "median", 0.8, 0.9), 0.85),
        (RungRange("Adam", "max", 0.9, 1.0), 1.0),
        (RungRange("Adam", "max", 0.7, 0.8, part="train"), 0.75),
        (RungRange("Adam", "solved", 0.2, 0.3), 0.25),
        (FactRange("distance", 0.0, 0.25), 0.25),
    ],
)
def test_a_number_within_its_range_is_in_order(
    run: LessonRun, expected: RungRange | FactRange, value: float
) -> None:
    found = held(run, expected)
    assert found.ok
    assert found.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.9, 1.0, "median test accuracy is 0.85, expected 0.9 to 1: 0.05 below."),
        (0.0, 0.6, "median test accuracy is 0.85, expected 0 to 0.6: 0.25 above."),
    ],
)
def test_a_missed_range_is_told_by_how_much(
    run: LessonRun, low: float, high: float, words: str
) -> None:
    found = held(run, RungRange("Adam", "median", low, high))
    assert not found.ok
    assert found.sentence.endswith(words)


def test_what_is_not_a_number_is_in_no_range(run: LessonRun) -> None:
    lesson = replace(run.lesson, expected=(FactRange("distance", 0.0, 1.0),))
    (found,) = hold_against(replace(run, lesson=lesson), {"distance": float("nan")})
    assert not found.ok
    assert "not a number" in found.sentence


def test_with_very_few_seeds_a_missed_range_is_told_and_decides_nothing(run: LessonRun) -> None:
    impossible = replace(run.lesson, expected=(RungRange("Adam", "median", 0.0, 0.1),))
    few = result_of(replace(run, lesson=impossible, seeds=tuple(range(FEWEST_SEEDS - 1))))
    enough = result_of(replace(run, lesson=impossible, seeds=tuple(range(FEWEST_SEEDS))))
    assert (few.ok, enough.ok) == (True, False)
    assert few.missed == enough.missed
    assert "some are missed" in few.notes[-1]
    assert not any("decide nothing" in note for note in enough.notes)
