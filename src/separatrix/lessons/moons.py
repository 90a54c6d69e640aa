"""Moons: a line does well, a curve does better, and noise leaves a rest."""

from typing import TYPE_CHECKING

from separatrix.ladders import climb
from separatrix.lessons.lesson import Bar, Facts, Lesson, RungRange, Toy
from separatrix.lessons.text import of_seeds, spread
from separatrix.plots.text import percent
from separatrix.recipe import Recipe

if TYPE_CHECKING:
    from separatrix.lessons.lesson_run import LessonRun


def facts(run: "LessonRun") -> Facts:
    """Return what each step gains in the median."""
    linear, relu, adam = (result.test.median for result in run.results)
    return {"gain_of_ReLU": relu - linear, "gain_of_Adam": adam - relu}


def sentences(run: "LessonRun", _found: Facts) -> tuple[str, ...]:
    """Say what was seen."""
    linear, relu, adam = run.results
    return (
        f"A line gets {percent(linear.test.median)} of the test rows right: much, but not the "
        "tips that reach into each other.",
        f"ReLU and SGD reach a median of {percent(relu.test.median)} ({spread(relu.test)}), Adam "
        f"{percent(adam.test.median)}, with {of_seeds(run.solved(adam), len(run.seeds))} at "
        f"{percent(run.lesson.bar.value, 0)} or more.",
        f"The best seed of all gets {percent(adam.test.max)}: the points stray so far that some "
        "lie among those of the other class.",
    )


LESSON = Lesson(
    name="moons",
    title="Two half-moons: a line does well, a curve does better",
    data=Toy("moons", rows=1000, noise=0.2),
    ladder=climb(
        "linear",
        Recipe(
            hidden=(10, 10),
            activation="identity",
            optimizer="sgd",
            learning_rate=0.2,
            epochs=300,
            batch_size="full",
            keep="last",
        ),
        ("ReLU", {"activation": "relu"}),
        ("Adam", {"optimizer": "adam", "learning_rate": 0.02}),
    ),
    bar=Bar("accuracy", 0.96),
    expected=(
        RungRange("linear", "median", 0.84, 0.91),
        RungRange("linear", "max", 0.84, 0.92),
        RungRange("ReLU", "median", 0.87, 0.96),
        RungRange("Adam", "median", 0.96, 0.99),
        RungRange("Adam", "max", 0.96, 0.995),
        RungRange("Adam", "solved", 0.6, 1.0),
    ),
    facts=facts,
    sentences=sentences,
    script_seed=4,
)
