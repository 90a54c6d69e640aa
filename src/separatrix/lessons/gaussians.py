"""Gaussians: rings of one cloud, where a line fails again."""

from typing import TYPE_CHECKING

from separatrix.ladders import climb
from separatrix.lessons.lesson import Bar, Facts, Lesson, RungRange, Toy
from separatrix.plots.text import percent
from separatrix.recipe import Recipe

if TYPE_CHECKING:
    from separatrix.lessons.lesson_run import LessonRun


def facts(run: "LessonRun") -> Facts:
    """Return what guessing the most frequent class would reach, and what ReLU gains."""
    import numpy as np

    linear, relu = run.results
    frequent = np.bincount(run.problem.train.target_N.astype(int)).argmax()
    return {
        "guess": float((run.problem.test.target_N == frequent).mean()),
        "gain_of_ReLU": relu.test.median - linear.test.median,
    }


def sentences(run: "LessonRun", found: Facts) -> tuple[str, ...]:
    """Say what was seen."""
    linear, relu = run.results
    return (
        "The three classes are rings of one cloud, and again no line parts them: the linear "
        f"rung stays at a median of {percent(linear.test.median)}, with guessing at "
        f"{percent(found['guess'])}.",
        f"With ReLU the same layers reach {percent(relu.test.median)}.",
    )


LESSON = Lesson(
    name="gaussians",
    title="Three rings of one cloud: the line fails again",
    data=Toy("gaussians", rows=1000, noise=0.0),
    ladder=climb(
        "linear",
        Recipe(
            hidden=(10, 10),
            activation="identity",
            learning_rate=0.01,
            epochs=200,
            batch_size="full",
            keep="last",
        ),
        ("ReLU", {"activation": "relu"}),
    ),
    bar=Bar("accuracy", 0.95),
    expected=(
        RungRange("linear", "median", 0.28, 0.42),
        RungRange("linear", "max", 0.28, 0.45),
        RungRange("ReLU", "median", 0.96, 1.0),
        RungRange("ReLU", "solved", 0.8, 1.0),
    ),
    facts=facts,
    sentences=sentences,
    script_seed=0,
)
