"""Penguins: the same road on a real table."""

from typing import TYPE_CHECKING

from separatrix.ladders import climb
from separatrix.lessons.lesson import Bar, Facts, Lesson, Packaged, RungRange
from separatrix.plots.text import percent
from separatrix.recipe import Recipe

if TYPE_CHECKING:
    from separatrix.lessons.lesson_run import LessonRun


def facts(run: "LessonRun") -> Facts:
    """Return what the table holds and what the Encoder makes of it."""
    tables = [run.problem.train.table, run.problem.test.table]
    missing = sum(table.column(name).null_count for table in tables for name in table.names)
    return {
        "rows": sum(len(table) for table in tables),
        "columns": [column.name for column in run.problem.encoder.columns],
        "missing_cells": missing,
        "features": run.problem.encoder.features,
    }


def sentences(run: "LessonRun", found: Facts) -> tuple[str, ...]:
    """Say what was seen."""
    linear, relu = run.results
    return (
        f"A real table: {found['rows']} penguins with {len(found['columns'])} columns, numbers and "
        f"categories, and {found['missing_cells']} cells missing. The Encoder, learned on the "
        f"training rows alone, makes {found['features']} features of them.",
        f"The linear rung gets a median of {percent(linear.test.median)} of the test rows right, "
        f"ReLU {percent(relu.test.median)}: on this table there is hardly anything left to bend "
        "for.",
    )


LESSON = Lesson(
    name="penguins",
    title="The same road on a real table, with categories and missing values",
    data=Packaged("penguins", target="species", plane=("bill_length_mm", "flipper_length_mm")),
    ladder=climb(
        "linear",
        Recipe(
            hidden=(16,),
            activation="identity",
            learning_rate=0.01,
            epochs=100,
            batch_size="full",
            keep="last",
        ),
        ("ReLU", {"activation": "relu"}),
    ),
    bar=Bar("accuracy", 0.95),
    expected=(
        RungRange("linear", "median", 0.95, 1.0),
        RungRange("ReLU", "median", 0.95, 1.0),
        RungRange("ReLU", "min", 0.92, 1.0),
    ),
    facts=facts,
    sentences=sentences,
    script_seed=0,
)
