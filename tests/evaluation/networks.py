"""Small trainings whose insides are looked at."""

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from separatrix.data.encoder import Encoded
from separatrix.data.prepare import prepare
from separatrix.data.table import Table
from separatrix.recipe import Recipe
from separatrix.training.fitted import Fitted
from separatrix.workflow import learn

RECIPE = Recipe(hidden=(5, 2), epochs=15, batch_size=16, learning_rate=0.02, dtype="float64")
BOUNDS = ((-1.2, 1.2), (-1.1, 1.1))


def table(task: str, rows: int = 120) -> Table:
    random = np.random.default_rng(0)
    size_N = random.normal(size=rows)
    columns: dict[str, Any] = {
        "size": [None if i % 9 == 0 else x for i, x in enumerate(size_N.tolist())],
        "kind": random.choice(["u", "v", "w"], rows).tolist(),
        "place": [f"place {i % 13}" for i in range(rows)],
    }
    answers = {
        "binary": np.where(size_N > 0, "yes", "no").tolist(),
        "multiclass": [f"{'lmh'[int(x)]}" for x in np.clip(size_N + 1, 0, 2)],
        "regression": (3 * size_N + random.normal(size=rows)).tolist(),
    }
    return Table(pa.table({**columns, "y": answers[task]}))


def trained(held: Table, seeds: int = 2, **changes: Any) -> tuple[Fitted, Table]:
    prepared = prepare(held, held.names[-1])
    return learn(prepared, Recipe(**{**_plain(), **changes}), seeds), prepared.part("train")


def _plain() -> dict[str, Any]:
    return {name: getattr(RECIPE, name) for name in RECIPE.__struct_fields__}


def encoder_of(fitted: Fitted) -> Any:
    def encode(points_N2: NDArray[np.float64]) -> Encoded:
        columns = {"x1": points_N2[:, 0], "x2": points_N2[:, 1]}
        return fitted.encoder.encode(Table(pa.table(columns)), np.float64)

    return encode
