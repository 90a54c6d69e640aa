"""(g) Predictions: one row given as a dict, and a million rows, encoded and raw.

The run is preset plain's net on 30 numbers. scikit-learn's MLP of the same shape and the bare
module get encoded rows: they have no encoder of their own.
"""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import numpy as np
import pyarrow as pa
import torch
from numpy.typing import NDArray

import separatrix
from benchmarks.bars import Bar, Of
from benchmarks.measured import Measured, absent
from benchmarks.tables import TARGET, block
from benchmarks.timing import durations
from benchmarks.work import Part, Plan, Work
from separatrix.data.read import open_table
from separatrix.evaluation.prediction import logits, predict_encoded
from separatrix.recipe import replace
from separatrix.recipe.presets import PRESETS
from separatrix.run import Run

ONE, MANY = "one row", "a million rows"
DICT = "Separatrix, a dict"
ENCODED = "Separatrix, encoded rows"
MODULE = "bare module"
ROWS, COLUMNS, TRAINED = 1_000_000, 30, 10_000
CALLS = 1_000
BATCH = 8_192
CLOSE = 1e-3
"""How far probabilities may lie from the bare module's, of which they are to be those."""

Call = Callable[[], Any]


def one_row(plan: Plan) -> list[Measured]:
    """Ask for one row again and again: p50 and p99 of each round."""
    run, table = _run(), block(CALLS, COLUMNS, seed=1).drop_columns([TARGET])
    row = table.slice(0, 1)
    cells = {name: row[name][0].as_py() for name in row.column_names}
    features = _encoded(run, row).features_ND
    expected = run.predict(row)[0]
    calls: dict[str, Call] = {
        "Separatrix, a table of one row": lambda: run.predict(row),
        MODULE: _module(run, features, 1),
        "scikit-learn, encoded row": partial(_sklearn(run).predict, features),
    }
    missing = _dict_call(run, cells, expected, calls)
    number = CALLS // 10 if plan.quick else CALLS
    return [_asked(name, call, number, plan.rounds) for name, call in calls.items()] + missing


def million(plan: Plan) -> list[Measured]:
    """Ask for a million rows at once."""
    rows = ROWS // 20 if plan.quick else ROWS
    run, table = _run(), block(rows, COLUMNS, seed=1).drop_columns([TARGET])
    encoded = _encoded(run, table)
    module = _fastest(run, encoded.features_ND)
    calls: dict[str, Call] = {
        ENCODED: lambda: predict_encoded(run.fitted, encoded).answers.probabilities_NC,
        "Separatrix, logits alone": lambda: logits(run.fitted.stack, encoded),
        MODULE: module,
        "scikit-learn, encoded rows": partial(_sklearn(run).predict_proba, encoded.features_ND),
        "Separatrix, raw rows": lambda: run.predict_proba(table),
    }
    doubts = {ENCODED: _differing(calls[ENCODED](), module())}
    seconds: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(plan.rounds):
        for name, call in calls.items():
            seconds[name] += durations(call, 1)
    return [
        Measured(
            setting=MANY,
            contender=name,
            seconds=tuple(taken),
            count=rows,
            doubt=doubts.get(name, ""),
        )
        for name, taken in seconds.items()
    ]


def _run() -> Run:
    recipe = replace(PRESETS["plain"], {"epochs": 2})
    with tempfile.TemporaryDirectory(prefix="separatrix-bench-") as folder:
        return separatrix.train(
            block(TRAINED, COLUMNS),
            target=TARGET,
            recipe=recipe,
            out=Path(folder) / "run",
            pictures=False,
        )


def _encoded(run: Run, table: pa.Table) -> Any:
    return run.fitted.encoder.encode(open_table(table), np.dtype("float32"))


def _dict_call(
    run: Run, cells: dict[str, Any], expected: Any, calls: dict[str, Call]
) -> list[Measured]:
    """Add the call with a dict where it answers as the table does; else say that it does not."""
    try:
        [answer] = run.predict(cells)
    except Exception as error:  # whatever it is, it is no answer
        return [absent(ONE, DICT, f"not there yet: {type(error).__name__}: {error}"[:160])]
    if answer != expected:
        return [absent(ONE, DICT, f"answers {answer} where the table's row gets {expected}")]
    calls[DICT] = lambda: run.predict(cells)
    return []


def _asked(name: str, call: Call, number: int, rounds: int) -> Measured:
    taken = [durations(call, number) for _ in range(rounds)]
    worst = median(quantiles(each, n=100)[98] for each in taken)
    return Measured(
        setting=ONE,
        contender=name,
        seconds=tuple(median(each) for each in taken),
        amounts={"p50 ms": median(map(median, taken)) * 1e3, "p99 ms": worst * 1e3},
    )


def _module(run: Run, features: NDArray[np.float32], size: int) -> Call:
    module, x = run.module(), torch.from_numpy(features)

    @torch.inference_mode()
    def call() -> torch.Tensor:
        return torch.cat([module(part) for part in torch.split(x, size)])

    return call


def _fastest(run: Run, features: NDArray[np.float32]) -> Call:
    """Return the bare module's better way: all rows at once, or in batches."""
    ways = [_module(run, features, size) for size in (BATCH, len(features))]
    return min(ways, key=lambda way: median(durations(way, 2)))


def _differing(probabilities: NDArray[np.float64], logits: torch.Tensor) -> str:
    expected = torch.sigmoid(logits[:, 0]).numpy()
    most = float(np.abs(probabilities[:, 1] - expected).max())
    return "" if most <= CLOSE else f"not believed: differs from the bare module by {most:.4f}"


def _sklearn(run: Run) -> Any:
    """Return scikit-learn's MLP of the run's shape; how well it learned costs nothing here."""
    from sklearn.neural_network import MLPClassifier

    random = np.random.default_rng(0)
    features = random.standard_normal((256, run.fitted.encoder.features)).astype(np.float32)
    model = MLPClassifier(run.fitted.recipe.hidden)
    return model.partial_fit(features, features[:, 0] > 0, classes=[False, True])


def _p50() -> Bar:
    return Bar("a dict, p50, ms", 1, Of(ONE, DICT, "p50 ms"), sense="at most")


WORK = Work(
    title="predictions of a 30-128-128-1 net",
    parts=[Part(ONE, 1, one_row), Part(MANY, 2, million)],
    bars=[_p50(), Bar(f"× {MODULE}", 1.2, Of(MANY, ENCODED), Of(MANY, MODULE), "at most")],
    unit="row",
)
