"""Spirals: what depth buys."""

from typing import TYPE_CHECKING

from separatrix.ladders import climb
from separatrix.lessons.lesson import Bar, Facts, Lesson, RungRange, Toy
from separatrix.lessons.text import of_seeds
from separatrix.plots.text import percent
from separatrix.recipe import Recipe

if TYPE_CHECKING:
    from separatrix.lessons.lesson_run import LessonRun


def facts(run: "LessonRun") -> Facts:
    """Return what each step gains in the median."""
    linear, wide, deep = (result.test.median for result in run.results)
    return {"gain_of_a_layer": wide - linear, "gain_of_depth": deep - wide}


def sentences(run: "LessonRun", _found: Facts) -> tuple[str, ...]:
    """Say what was seen."""
    linear, wide, deep = run.results
    return (
        f"Three arms wound around each other: a line gets {percent(linear.test.median)}, one "
        f"hidden layer a median of {percent(wide.test.median)}.",
        f"A second layer folds what the first has folded: {percent(deep.test.median)}, with "
        f"{of_seeds(run.solved(deep), len(run.seeds))} at {percent(run.lesson.bar.value, 0)} or "
        f"more, for {deep.parameters:,} parameters in place of {wide.parameters:,}.",
    )


LESSON = Lesson(
    name="spirals",
    title="Three spiral arms: what depth buys",
    data=Toy("spirals", rows=1000, noise=0.03),
    ladder=climb(
        "linear",
        Recipe(hidden=(), learning_rate=0.01, epochs=300, batch_size="full", keep="last"),
        ("one-layer", {"hidden": (16,)}),
        ("deeper", {"hidden": (16, 16)}),
    ),
    bar=Bar("accuracy", 0.95),
    expected=(
        RungRange("linear", "median", 0.28, 0.40),
        RungRange("linear", "max", 0.28, 0.42),
        RungRange("one-layer", "median", 0.62, 0.88),
        RungRange("one-layer", "solved", 0.0, 0.1),
        RungRange("deeper", "median", 0.95, 1.0),
        RungRange("deeper", "solved", 0.6, 1.0),
    ),
    facts=facts,
    sentences=sentences,
    script_seed=7,
)
