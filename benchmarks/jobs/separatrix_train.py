"""Train on a file, from reading it to a scored run on disk."""

import sys
from importlib import import_module
from time import perf_counter, process_time
from typing import Any

import msgspec

from benchmarks.fresh import Answer
from benchmarks.jobs import memory
from benchmarks.jobs.clock import Imports

LATER = ("sklearn.model_selection", "separatrix.training.compiled.engine")
"""What the work would import on its way."""


def main(settings: dict[str, Any]) -> Answer:
    """Do it.

    Args:
        settings: `table`, `target`, `recipe` (what differs from plain), `seeds` and `out`.
    """
    began = perf_counter()
    for name in LATER:
        import_module(name)
    from separatrix import workflow
    from separatrix.recipe import replace
    from separatrix.recipe.presets import PRESETS

    imports = perf_counter() - began
    recipe = replace(PRESETS["plain"], settings["recipe"])
    memory.limit()
    memory.forget_peak()
    before, wall, cpu = memory.resident(), perf_counter(), process_time()
    with Imports() as later:
        run = workflow.train(
            settings["table"],
            target=settings["target"],
            recipe=recipe,
            seeds=settings["seeds"],
            out=settings["out"],
            overwrite=True,
            pictures=False,
        )
    seconds, cpu, peak = perf_counter() - wall, process_time() - cpu, memory.peak()
    assert run.split is not None
    rows = sum(len(run.split.part(name)) for name in ("train", "validation", "test"))
    table = rows * run.fitted.encoder.features * 4
    loss, accuracy = (run.scores["test"][name].value for name in ("log_loss", "accuracy"))
    assert loss is not None
    assert accuracy is not None
    assert run.fitted.history is not None
    return Answer(
        imports=imports + later.seconds,
        seconds=seconds - later.seconds,
        cpu=cpu - later.cpu,
        loss=loss,
        amounts={
            "accuracy": accuracy,
            "epochs": run.fitted.history.epochs,
            "peak GiB": peak / memory.GIB,
            "× table": (peak - before) / table,
        },
    )


if __name__ == "__main__":
    print(msgspec.json.encode(main(msgspec.json.decode(sys.argv[1]))).decode())
