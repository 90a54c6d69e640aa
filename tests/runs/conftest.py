"""Small trained networks over every kind of column, one of each task."""

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest

from separatrix.data.parts import encode_parts
from separatrix.data.prepare import prepare
from separatrix.data.table import Table
from separatrix.recipe import Recipe
from separatrix.runs.contents import Contents
from separatrix.runs.records import TableFile
from separatrix.workflow import learn_parts, score_parts

TASKS = ("binary", "multiclass", "regression")


def mixed_table(rows: int = 120) -> Table:
    """Return a table with every kind of column, missing cells, and a target of each task."""
    numbers = np.random.default_rng(0)
    code = numbers.integers(0, 3, rows)
    weight = numbers.normal(size=rows) + code
    columns = {
        "weight": [None if i % 7 == 0 else float(weight[i]) for i in range(rows)],
        "colour": [("red", "grün", None)[i] for i in code],
        "place": [f"place {i}" for i in numbers.integers(0, 20, rows)],
        "open": [bool(i % 2) for i in range(rows)],
        "since": [
            date(2020, 1, 1) + timedelta(days=int(i)) for i in numbers.integers(0, 900, rows)
        ],
        "binary": [("no", "yes")[int(i > 0)] for i in code],
        "multiclass": [("a", "b", "c")[i] for i in code],
        "regression": [float(w) for w in weight * 10 + 3],
    }
    return Table(pa.table(columns))


def trained(task: str, seeds: int = 2) -> Contents:
    """Train on the mixed table and return what a run of it keeps."""
    table = mixed_table()
    kinds = {other: "drop" for other in TASKS if other != task}
    prepared = prepare(table, task, kinds=kinds)  # type: ignore[arg-type]
    recipe = Recipe(hidden=(4,), norm="batch", epochs=4, patience=2, batch_size=16)
    parts = encode_parts(prepared, recipe.dtype)
    fitted = learn_parts(parts, recipe, seeds)
    scores, guesses = score_parts(fitted, parts)
    return Contents(
        fitted=fitted,
        scores=scores,
        guess=guesses,
        table=TableFile(
            source=table.source,
            rows=len(table),
            target=task,
            kinds=kinds,
            validation_share=0.2,
            test_share=0.2,
            seed=0,
        ),
        split=prepared.split,
        seconds=1.5,
        notes=prepared.notes,
    )


@pytest.fixture(scope="session", params=TASKS)
def contents(request: pytest.FixtureRequest) -> Contents:
    """Return what a run keeps, for each task."""
    return trained(request.param)


@pytest.fixture(scope="session")
def binary() -> Contents:
    """Return what a run of two classes keeps."""
    return trained("binary")


@pytest.fixture(scope="session")
def table() -> Table:
    """Return the table that the networks were trained on."""
    return mixed_table()
