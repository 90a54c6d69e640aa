"""(e) The table `adult`, from the file to a scored model, beside skorch.

scikit-learn encodes for skorch. Both take preset plain's net, batch, rate and early stopping, the
same share of rows to watch and the same test rows, of which the loss in the table is.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.bars import faster
from benchmarks.fresh import Answer, JobError, ask
from benchmarks.losses import believe
from benchmarks.measured import Measured, absent
from benchmarks.ours import WHOLE
from benchmarks.tables import Listed, listed
from benchmarks.work import Part, Plan, Work
from separatrix.recipe.presets import PRESETS

SETTING = "adult, file to score"
PEER = "skorch"
BATCH = 256
QUICK_EPOCHS = 2
AMOUNTS = ("epochs", "accuracy")

Job = Callable[[int, int], Answer]
"""From seed and epochs to what it took."""


def measure(plan: Plan) -> list[Measured]:
    """Run both in turn, each in a fresh process, once uncounted and then once for each seed."""
    if plan.tables is None:
        return [absent(SETTING, "everybody", "skipped: --tables names no folder of tables")]
    table = listed(Path(plan.tables), "adult")
    epochs = QUICK_EPOCHS if plan.quick else PRESETS["plain"].epochs
    with tempfile.TemporaryDirectory(prefix="separatrix-bench-") as folder:
        jobs: dict[str, Job] = {
            WHOLE: _ours(table, Path(folder) / "run", plan.cores),
            PEER: _skorch(table, plan.cores),
        }
        return believe(_in_turn(jobs, epochs, plan.rounds))


def _in_turn(jobs: dict[str, Job], epochs: int, rounds: int) -> list[Measured]:
    answers: dict[str, list[Answer]] = {name: [] for name in jobs}
    try:
        for job in jobs.values():
            job(0, 1)  # what is compiled once a machine is compiled now
        for seed in range(rounds):
            for name, job in jobs.items():
                answers[name].append(job(seed, epochs))
    except JobError as error:
        return [absent(SETTING, "everybody", str(error))]
    return [
        msgspec.structs.replace(
            line(SETTING, name, given, AMOUNTS), losses=tuple(each.loss for each in given)
        )
        for name, given in answers.items()
    ]


def line(
    setting: str, name: str, answers: list[Answer], names: Sequence[str], count: int = 1
) -> Measured:
    """Return what several runs of a job took, with means of some amounts."""
    means = {name: sum(each.amounts[name] for each in answers) / len(answers) for name in names}
    imports = sum(each.imports for each in answers) / len(answers)
    return Measured(
        setting=setting,
        contender=name,
        seconds=tuple(each.seconds for each in answers),
        cpu=tuple(each.cpu for each in answers),
        count=count,
        amounts={"imports s": imports, **means},
    )


def _ours(table: Listed, out: Path, cores: int) -> Job:
    def job(seed: int, epochs: int) -> Answer:
        recipe = {"seed": seed, "epochs": epochs, "batch_size": BATCH}
        return ask(
            "separatrix_train",
            _settings(table) | {"recipe": recipe, "seeds": 1, "out": str(out)},
            cores,
        )

    return job


def _skorch(table: Listed, cores: int) -> Job:
    plain = PRESETS["plain"]
    settings = _settings(table) | {
        "hidden": plain.hidden,
        "rate": plain.learning_rate,
        "patience": plain.patience,
        "batch": BATCH,
    }

    def job(seed: int, epochs: int) -> Answer:
        return ask("skorch_train", settings | {"seed": seed, "epochs": epochs}, cores)

    return job


def _settings(table: Listed) -> dict[str, Any]:
    return {"table": str(table.path), "target": table.target}


WORK = Work(
    title="adult, from the file to a scored model, preset plain, fresh processes",
    parts=[Part(SETTING, 2, measure)],
    bars=[faster(5, SETTING, PEER, WHOLE)],
    unit="run",
)
