"""Lessons that are quick enough for every day."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from separatrix.ladders import Ladder
from separatrix.lessons.catalogue import LESSONS
from separatrix.lessons.lesson import Lesson, Sweep, Toy
from separatrix.recipe import replace as replace_recipe

Shorten = Callable[[str], Lesson]


@pytest.fixture(scope="session")
def shortened() -> Shorten:
    """Return a function that gives a lesson with few rows and epochs and nothing expected."""

    def shorten(name: str) -> Lesson:
        lesson = LESSONS[name]
        rungs = tuple(
            replace(rung, recipe=replace_recipe(rung.recipe, {"epochs": 4}))
            for rung in lesson.ladder.rungs
        )
        data = replace(lesson.data, rows=120) if isinstance(lesson.data, Toy) else lesson.data
        sweep = lesson.sweep and Sweep((0.001, 0.1), (1, 3), ((3,), (4,)), seeds=2)
        return replace(lesson, data=data, ladder=Ladder(rungs), sweep=sweep)

    return shorten
