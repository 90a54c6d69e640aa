"""`python -m benchmarks.every_table`: every table of a folder through both doors, default settings.

One row a table: the score on the same test rows of `separatrix train`, of the scikit-learn
estimators, of a linear model and of boosted trees, and what each took. Nothing is tuned.
"""

import argparse
import csv
import tempfile
from collections.abc import Callable, Iterator
from os import environ
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from benchmarks import shallow
from separatrix import NetClassifier, NetRegressor, Run, train
from separatrix.data.read import open_table
from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import METRICS, score

METRIC = {"binary": "roc_auc", "multiclass": "accuracy", "regression": "r2"}
"""What each task is judged by."""

HERE = Path(__file__).resolve().parent


class Entry(NamedTuple):
    """A table of the folder.

    Args:
        name: What it is called.
        path: Where it is.
        target: The column to predict.
        group: A column whose rows belong together, where the index says so.
    """

    name: str
    path: Path
    target: str
    group: str | None


class Judged(NamedTuple):
    """What one contender reached on the test rows of a table.

    Args:
        score: By the table's metric.
        seconds: From the columns to the score.
    """

    score: float
    seconds: float


def main() -> None:
    """Judge every table that is asked for, and print its row when it is done."""
    arguments = _parse()
    if arguments.tables is None:
        print("Skipped: neither --tables nor SEPARATRIX_TABLES names a folder of tables.")
        return
    lines = [_HEAD, _RULE]
    print("\n".join(lines), flush=True)
    for entry in entries(Path(arguments.tables)):
        if not arguments.only or entry.name in arguments.only:
            lines.append(_line(entry))
            print(lines[-1], flush=True)
    if arguments.out:
        arguments.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


def entries(folder: Path) -> Iterator[Entry]:
    """Yield the tables of a folder's INDEX.csv (columns name, file, target, split_hint)."""
    with (folder / "INDEX.csv").open(newline="", encoding="utf-8") as stream:
        for each in csv.DictReader(stream):
            _, by, group = each["split_hint"].partition("group by ")
            yield Entry(each["name"], folder / each["file"], each["target"], group if by else None)


def _line(entry: Entry) -> str:
    began = perf_counter()
    with tempfile.TemporaryDirectory(prefix="separatrix-tables-") as folder:
        run = train(
            entry.path,
            target=entry.target,
            group=entry.group,
            pictures=False,
            out=Path(folder) / "run",
        )
    seconds = perf_counter() - began
    metric = METRIC[run.fitted.target.task]
    value = run.scores["test"][metric].value
    assert value is not None
    judged = [Judged(value, seconds), *_others(entry, run, metric)]
    cells = [f"{each.score:.3f} · {each.seconds:.1f} s" for each in judged]
    assert run.split is not None
    rows = f"{sum(len(run.split.part(part)) for part in ('train', 'validation', 'test')):,}"
    return f"| {' | '.join([entry.name, rows, METRICS[metric].title, *cells])} |"


_HEAD = (
    "| table | rows | metric | separatrix train | NetClassifier, NetRegressor | linear | trees |"
)
_RULE = "|---|---|---|---|---|---|---|"


def _others(entry: Entry, run: Run, metric: str) -> Iterator[Judged]:
    """Judge the others on the rows that the run was tested with."""
    target, split = run.fitted.target, run.split
    assert split is not None
    table = open_table(entry.path)
    columns = run.columns
    frame = pd.read_parquet(entry.path)
    known, test = frame.iloc[np.union1d(split.train, split.validation)], frame.iloc[split.test]
    truth = target.encode(table.take(split.test))
    if target.task == "regression":
        truth = target.restore(truth)
    classes = target.task != "regression"
    groups = None if entry.group is None else known[entry.group]
    contenders: tuple[tuple[Any, dict[str, Any]], ...] = (
        (NetClassifier(random_state=0) if classes else NetRegressor(random_state=0),
         {"groups": groups}),
        (shallow.linear(columns, classes), {}),
        (shallow.trees(columns, classes), {}),
    )  # fmt: skip
    without = [name for name in (entry.target, entry.group) if name is not None]
    for model, settings in contenders:
        began = perf_counter()
        model.fit(known.drop(columns=without), known[entry.target], **settings)
        answers = _answers(model, test.drop(columns=without), target.classes)
        yield Judged(score(metric, truth, answers), perf_counter() - began)


def _answers(model: Any, test: pd.DataFrame, classes: tuple[Any, ...]) -> Answers:
    if not classes:
        return Answers(values_N=np.asarray(model.predict(test), np.float64))
    given = model.predict_proba(test)
    places = [list(map(str, model.classes_)).index(str(label)) for label in classes]
    return Answers(probabilities_NC=np.asarray(given, np.float64)[:, places])


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.every_table", description=__doc__)
    parser.add_argument(
        "--tables",
        default=environ.get("SEPARATRIX_TABLES"),
        help="a folder of tables with INDEX.csv; else SEPARATRIX_TABLES",
    )
    parser.add_argument("--only", type=_names, default=(), help="such as iris,adult")
    parser.add_argument("--out", type=Path, help="a file for the table in Markdown")
    return parser.parse_args()


_names: Callable[[str], tuple[str, ...]] = lambda text: tuple(text.split(","))  # noqa: E731


if __name__ == "__main__":
    main()
