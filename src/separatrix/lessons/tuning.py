"""Tuning: rates, epochs and widths, and where they fail."""

from typing import TYPE_CHECKING

from separatrix.ladders import climb
from separatrix.lessons.lesson import Bar, FactRange, Facts, Lesson, RungRange, Sweep, Toy
from separatrix.lessons.text import of_seeds
from separatrix.plots.text import percent
from separatrix.recipe import Recipe

if TYPE_CHECKING:
    from separatrix.lessons.lesson_run import LessonRun

SWEEP = Sweep(
    rates=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0),
    epochs=(10, 25, 50, 100, 200),
    hidden=((5, 5), (10, 10), (20, 20)),
    seeds=5,
)


def facts(run: "LessonRun") -> Facts:
    """Return the map and its extremes."""
    sweep = run.lesson.sweep
    assert sweep is not None
    middle_LE = run.swept[len(run.swept) // 2].median_LE
    every = [swept.median_LE for swept in run.swept]
    names = ["-".join(map(str, hidden)) for hidden in sweep.hidden]
    return {
        "rates": list(sweep.rates),
        "epochs": list(sweep.epochs),
        "seeds_of_the_map": min(sweep.seeds, len(run.seeds)),
        "map": {name: median_LE.tolist() for name, median_LE in zip(names, every, strict=True)},
        "best": float(middle_LE.max()),
        "slowest_rate": float(middle_LE[0].max()),
        "fastest_rate": float(middle_LE[-1].max()),
        "solved_cells": sum(int((cells >= run.lesson.bar.value).sum()) for cells in every),
        "cells": sum(cells.size for cells in every),
    }


def sentences(run: "LessonRun", found: Facts) -> tuple[str, ...]:
    """Say what was seen."""
    start, longer, wider, faster, too_fast = run.results
    seeds = len(run.seeds)
    bar = percent(run.lesson.bar.value, 0)
    return (
        f"At rate {start.rung.recipe.learning_rate:g} twice the epochs take the median from "
        f"{percent(start.test.median)} to {percent(longer.test.median)}, wider layers to "
        f"{percent(wider.test.median)}, and ten times the rate to {percent(faster.test.median)}, "
        f"with {of_seeds(run.solved(faster), seeds)} at {bar} or more.",
        f"More is not better for ever: at rate {too_fast.rung.recipe.learning_rate:g} the median "
        f"falls to {percent(too_fast.test.median)}.",
        f"The map shows both cliffs: {found['solved_cells']} of {found['cells']} combinations "
        f"of rate, epochs and width reach {bar} in the median of its seeds.",
    )


LESSON = Lesson(
    name="tuning",
    title="Rates, epochs and widths: what tuning does and where it fails",
    data=Toy("circles", rows=1000, noise=0.03),
    ladder=climb(
        "start",
        Recipe(hidden=(10, 10), learning_rate=0.001, epochs=100, batch_size="full", keep="last"),
        ("longer", {"epochs": 200}),
        ("wider", {"hidden": (20, 20)}),
        ("faster", {"learning_rate": 0.01}),
        ("too-fast", {"learning_rate": 3.0}),
    ),
    bar=Bar("accuracy", 0.99),
    expected=(
        RungRange("start", "median", 0.48, 0.75),
        RungRange("longer", "median", 0.52, 0.92),
        RungRange("wider", "median", 0.88, 1.0),
        RungRange("faster", "median", 0.99, 1.0),
        RungRange("faster", "solved", 0.8, 1.0),
        RungRange("too-fast", "median", 0.45, 0.72),
        FactRange("best", 0.99, 1.0),
        FactRange("slowest_rate", 0.45, 0.85),
        FactRange("fastest_rate", 0.45, 0.80),
    ),
    facts=facts,
    sentences=sentences,
    script_seed=0,
    sweep=SWEEP,
)
