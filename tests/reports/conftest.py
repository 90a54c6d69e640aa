"""A run and a ladder whose names would break a careless page."""

from pathlib import Path

import numpy as np
import pytest

import separatrix
from separatrix.ladders.result import Climb
from separatrix.recipe import Recipe

ODD = "</script><img src=x onerror=alert(1)>"


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    random = np.random.default_rng(0)
    x = random.normal(size=(400, 2))
    y = np.where((x**2).sum(axis=1) + random.normal(0, 0.3, 400) > 1.4, ODD, 'in & "out"')
    path = tmp_path_factory.mktemp("report") / "rings.csv"
    quoted = ['"' + each.replace('"', '""') + '"' for each in y]
    lines = [f"{a},{b},{c}" for (a, b), c in zip(x, quoted, strict=True)]
    path.write_text("\n".join([f'"{ODD}",x2,kind', *lines]) + "\n")
    return path


@pytest.fixture(scope="session")
def run(table: Path) -> separatrix.Run:
    recipe = Recipe(hidden=(16,), epochs=30, learning_rate=0.01)
    return separatrix.train(
        table, target="kind", recipe=recipe, seeds=2, out=table.parent / "run", group=None
    )


@pytest.fixture(scope="session")
def climb(table: Path) -> Climb:
    return separatrix.ladder(
        table,
        target="kind",
        rungs=["linear", "deeper", "ReLU"],
        folds=3,
        repeats=2,
        out=table.parent / "ladder",
        command="separatrix ladder rings.csv --target kind",
    )
