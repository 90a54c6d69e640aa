"""Real trainings that are ill or well, as the doctor sees them."""

from typing import Any

import numpy as np
import pyarrow as pa

from separatrix.data.check import examine
from separatrix.data.parts import encode_parts
from separatrix.data.prepare import prepare
from separatrix.data.table import Table
from separatrix.data.toy import make_toy
from separatrix.evaluation.doctor.examination import Examination, examination_of
from separatrix.recipe import Recipe
from separatrix.training.examiner import Examiner
from separatrix.workflow import learn_parts, score_parts

HEALTHY = Recipe(hidden=(10, 10), learning_rate=0.01, epochs=60, batch_size=32)
"""What learns circles."""


def circles(rows: int = 400) -> Table:
    return make_toy("circles", rows=rows)


def regression(rows: int = 300, columns: int = 4, noise: float = 0.3, seed: int = 0) -> Table:
    """Return numbers of which the target is a bent sum."""
    random = np.random.default_rng(seed)
    x_ND = random.normal(size=(rows, columns))
    y_N = np.sin(x_ND[:, 0]) + 0.5 * x_ND[:, 1] + noise * random.normal(size=rows)
    return table(x_ND, y_N)


def noise(rows: int = 200, columns: int = 12, seed: int = 0) -> Table:
    """Return numbers and classes that have hardly anything to do with each other."""
    random = np.random.default_rng(seed)
    x_ND = random.normal(size=(rows, columns))
    return table(x_ND, np.where(x_ND[:, 0] + 3 * random.normal(size=rows) > 0, "a", "b"))


def table(x_ND: Any, y_N: Any) -> Table:
    columns = {f"x{i}": pa.array(x_ND[:, i]) for i in range(x_ND.shape[1])}
    return Table(pa.table({**columns, "y": pa.array(y_N)}))


def trained(held: Table, recipe: Recipe, seeds: int = 1, **given: Any) -> Examination:
    """Train as `separatrix.train` does and return what the doctor sees."""
    target = held.names[-1]
    prepared = prepare(held, target, **given)
    checked = examine(held, prepared.columns, prepared.target, None, None)
    parts = encode_parts(prepared, recipe.numbers, recipe.embed)
    examiner = Examiner()
    fitted = learn_parts(parts, recipe, seeds, observe=examiner.see)
    guesses = score_parts(fitted, parts)[1]
    return examination_of(fitted, parts, guesses, examiner.checkups(), checked.findings)
