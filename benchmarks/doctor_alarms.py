"""`python -m benchmarks.doctor_alarms [FOLDER]`: what the doctor says of trainings that are well.

The last rung of every lesson, on its own data, and the plain recipe on every table of a folder that
has an INDEX.csv, are trained as `separatrix train` does. What the doctor says is listed beside the
scores, so that it can be judged whether it is true, with what its looks took of the training.
"""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import separatrix
from benchmarks.every_table import entries
from separatrix.data.toy import toy_target
from separatrix.evaluation.doctor.doctor import RULES
from separatrix.lessons.catalogue import LESSONS
from separatrix.lessons.lesson import Packaged
from separatrix.recipe import Recipe
from separatrix.recipe.presets import PRESETS
from separatrix.run import Run


@dataclass(frozen=True)
class Case:
    """One training.

    Args:
        name: What it is called.
        table: The table, or its path.
        target: What is predicted.
        recipe: The settings.
        group: A column whose rows belong together.
    """

    name: str
    table: object
    target: str
    recipe: Recipe
    group: str | None = None


def main() -> None:
    """Print a line for each training, then the rates."""
    arguments = _parse()
    told: list[tuple[int, int]] = []
    print("| training | score | guess | to act on | to look at | checkups | training |")
    print("|---|---|---|---|---|---|---|")
    for case in (*_lessons(), *_tables(arguments.folder)):
        with tempfile.TemporaryDirectory() as folder:
            run = separatrix.train(
                case.table,
                target=case.target,
                recipe=case.recipe,
                out=Path(folder) / "run",
                group=case.group,
                pictures=False,
            )
        told.append(_print(case, run))
    act, look = (sum(counts) for counts in zip(*told, strict=True))
    acting, asked = sum(bool(a) for a, _ in told), len(told) * len(RULES)
    print(
        f"\n{len(told)} trainings: {acting} ({acting / len(told):.1%}) with something to act on. "
        f"Of {asked} answers of the rules {act} ({act / asked:.1%}) were to act on, {look} "
        f"({look / asked:.1%}) to look at. None is called false here: the list says of what."
    )
    if arguments.folder is None:
        print("No folder of tables was given: lessons alone.")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="A folder of tables, with INDEX.csv.")
    return parser.parse_args()


def _lessons() -> Iterator[Case]:
    """Yield the last rung of every lesson."""
    for name, lesson in LESSONS.items():
        recipe, data = lesson.ladder.rungs[-1].recipe, lesson.data
        if isinstance(data, Packaged):
            yield Case(f"lesson {name}", data.name, data.target, recipe)
        else:
            table = separatrix.make_toy(data.name, data.rows, data.noise, data.seed)
            yield Case(f"lesson {name}", table, toy_target(data.name), recipe)


def _tables(folder: Path | None) -> Iterator[Case]:
    """Yield the plain recipe on every table."""
    if folder is None:
        return
    for entry in entries(folder):
        yield Case(entry.name, entry.path, entry.target, PRESETS["plain"], entry.group)


def _print(case: Case, run: Run) -> tuple[int, int]:
    """Print what was told of a training; return how much of it is to act on, and to look at."""
    assert run.doctored is not None
    part = list(run.scores)[-1]
    metric, score = next(iter(run.scores[part].items()))
    by = {"act": "", "look": ""}
    for symptom in run.doctored.symptoms:
        by[symptom.severity] += f"{symptom.name} "
    print(
        f"| {case.name} | {metric} {score.value:.3f} | {run.guess[part].get(metric)} | "
        f"{by['act']}| {by['look']}| {1000 * run.doctored.checkups.seconds:.0f} ms | "
        f"{run.fitted.seconds:.2f} s |",
        flush=True,
    )
    return len(by["act"].split()), len(by["look"].split())


if __name__ == "__main__":
    main()
