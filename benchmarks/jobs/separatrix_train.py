"""Train on a file, from reading it to a scored run on disk."""

import sys
from time import perf_counter, process_time
from typing import Any

import msgspec

from benchmarks.fresh import Answer
from benchmarks.jobs import memory


def main(settings: dict[str, Any]) -> Answer:
    """Do it.

    Args:
        settings: `table`, `target`, `recipe` (what differs from plain), `seeds` and `out`.
    """
    began = perf_counter()
    import separatrix.training.compiled.engine  # which the work would import by itself
    import sklearn.model_selection  # noqa: F401
    from separatrix import workflow
    from separatrix.recipe import replace
    from separatrix.recipe.presets import PRESETS

    imports = perf_counter() - began
    recipe = replace(PRESETS["plain"], settings["recipe"])
    memory.limit()
    memory.forget_peak()
    before, wall, cpu = memory.resident(), perf_counter(), process_time()
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
    test = run.scores["test"]
    assert run.fitted.history is not None
    return Answer(
        imports=imports,
        seconds=seconds,
        cpu=cpu,
        loss=test["log_loss"].value,
        amounts={
            "accuracy": test["accuracy"].value,
            "epochs": run.fitted.history.epochs,
            "peak GiB": peak / memory.GIB,
            "× table": (peak - before) / table,
        },
    )


if __name__ == "__main__":
    print(msgspec.json.encode(main(msgspec.json.decode(sys.argv[1]))).decode())
