"""Circles: no line parts them, and one lucky seed is no proof."""

from typing import TYPE_CHECKING

from separatrix.ladders import climb
from separatrix.lessons.lesson import Bar, FactRange, Facts, Lesson, RungRange, Toy
from separatrix.lessons.text import of_seeds, spread
from separatrix.plots.text import percent
from separatrix.recipe import Recipe

if TYPE_CHECKING:
    from separatrix.lessons.lesson_run import LessonRun

LINEAR = ("linear", "deeper", "longer")


def facts(run: "LessonRun") -> Facts:
    """Return how far the seeds of each ReLU rung lie apart."""
    apart = {name: run.rung(name).test for name in ("ReLU", "Adam")}
    return {f"{name}_spread": test.max - test.min for name, test in apart.items()}


def sentences(run: "LessonRun", _found: Facts) -> tuple[str, ...]:
    """Say what was seen."""
    best = max(run.rung(name).test.max for name in LINEAR)
    relu, adam = run.rung("ReLU"), run.rung("Adam")
    seeds = len(run.seeds)
    return (
        "Without an activation a network is a straight line however deep it is and however long "
        f"it trains: no seed gets more than {percent(best)} of the test rows right.",
        f"ReLU bends the line, but with SGD it depends on the seed: {spread(relu.test)}, and "
        f"{of_seeds(run.solved(relu), seeds)} at {percent(run.lesson.bar.value, 0)} or more.",
        f"Adam takes the same network to a median of {percent(adam.test.median)}, "
        f"{spread(adam.test)}, with {of_seeds(run.solved(adam), seeds)} at the bar.",
    )


LESSON = Lesson(
    name="circles",
    title="Two rings that no straight line can part",
    data=Toy("circles", rows=1000, noise=0.03),
    ladder=climb(
        "linear",
        Recipe(
            hidden=(5,),
            activation="identity",
            optimizer="sgd",
            learning_rate=0.1,
            epochs=100,
            batch_size="full",
            keep="last",
        ),
        ("deeper", {"hidden": (10, 10)}),
        ("longer", {"epochs": 1000}),
        ("ReLU", {"activation": "relu"}),
        ("Adam", {"optimizer": "adam", "learning_rate": 0.01}),
    ),
    bar=Bar("accuracy", 0.99),
    expected=(
        *(RungRange(name, "median", 0.45, 0.55) for name in LINEAR),
        *(RungRange(name, "max", 0.45, 0.60) for name in LINEAR),
        RungRange("ReLU", "median", 0.70, 0.995),
        RungRange("ReLU", "min", 0.45, 0.95),
        FactRange("ReLU_spread", 0.15, 0.55),
        RungRange("Adam", "median", 0.99, 1.0),
        RungRange("Adam", "solved", 0.8, 1.0),
    ),
    facts=facts,
    sentences=sentences,
    script_seed=16,
)
