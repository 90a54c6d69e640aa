"""How each door is gone through with a table: what it says, and whether it refuses."""

import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from typer.testing import CliRunner

from separatrix import NetClassifier, NetRegressor, train
from separatrix.cli.main import app
from separatrix.recipe import Recipe
from tests.conditions.condition import Condition, Door

RECIPE = Recipe(hidden=(4,), epochs=2)
QUICK = ("--epochs", "2", "--hidden", "4", "--no-pictures")


@dataclass(frozen=True)
class Met:
    """What came of going through a door.

    Args:
        refused: It was refused, by an error of ours.
        said: Everything that was said.
    """

    refused: bool
    said: str


def through_csv(condition: Condition, folder: Path) -> Met:
    """Train on a CSV file and predict one."""

    def write(table: Any, path: Path) -> Path:
        _write_csv(table, path.with_suffix(".csv"))
        return path.with_suffix(".csv")

    return _through_files(condition, folder, write)


def through_parquet(condition: Condition, folder: Path) -> Met:
    """Train on a Parquet file and predict one."""

    def write(table: Any, path: Path) -> Path:
        pq.write_table(arrow_of(table), path.with_suffix(".parquet"))
        return path.with_suffix(".parquet")

    return _through_files(condition, folder, write)


def through_frame(condition: Condition, folder: Path) -> Met:
    """Train on a DataFrame and predict one."""
    with _heard() as lines:
        try:
            run = train(
                condition.table(),
                target="y",
                recipe=RECIPE,
                out=folder / "run",
                pictures=False,
                **condition.given,
            )
            lines += (*run.notes, *(finding.what for finding in run.findings))
            asked = (
                condition.table()
                if condition.asked is None
                else (condition.asked(condition.table()))
            )
            predicted = run.predictions(asked)
            lines += (*predicted.notes, *predicted.report.lines)
            _check_answers(np.asarray(predicted.columns["prediction"]), len(asked))
        except ValueError as error:
            return _refused(error)
    return Met(False, " ".join(lines))


def through_estimator(condition: Condition, folder: Path) -> Met:
    """Fit an estimator to X and y, and predict X."""
    table = condition.table()
    X, given = table.drop(columns="y"), {"y": lambda table: table["y"], **condition.fitted}
    model = (NetRegressor if condition.regression else NetClassifier)((4,), max_iter=2)
    with _heard() as lines:
        try:
            model.fit(X, **{name: make(table) for name, make in given.items()})
            asked = X if condition.asked is None else _without_y(condition.asked(table))
            _check_answers(model.predict(asked), len(asked))
        except ValueError as error:
            return _refused(error)
    return Met(False, " ".join(lines))


THROUGH: dict[Door, Callable[[Condition, Path], Met]] = {
    "csv": through_csv,
    "parquet": through_parquet,
    "frame": through_frame,
    "estimator": through_estimator,
}


def arrow_of(table: Any) -> pa.Table:
    """Return a DataFrame as an Arrow table, names that repeat included."""
    if isinstance(table, pa.Table):
        return table
    columns = [pa.Array.from_pandas(table.iloc[:, i]) for i in range(table.shape[1])]
    return pa.Table.from_arrays(columns, names=list(map(str, table.columns)))


def _through_files(condition: Condition, folder: Path, write: Callable[[Any, Path], Path]) -> Met:
    table = condition.table()
    path = write(table, folder / "table")
    if condition.raw is not None and path.suffix == ".csv":
        path.write_bytes(condition.raw)
    out = folder / "run"
    trained = _run("train", path, "--target", "y", "--out", out, *QUICK, *_options(condition))
    if trained.refused:
        assert not out.exists(), "a refused training leaves no run"
        left = [each.name for each in folder.iterdir() if each != path]
        assert not left, f"a refused training leaves nothing, left {left}"
        return trained
    asked = write(table if condition.asked is None else condition.asked(table), folder / "asked")
    answered = folder / "answers.csv"
    predicted = _run("predict", out, asked, "--out", answered)
    assert predicted.refused != answered.exists(), "answers are there or they are refused"
    return Met(predicted.refused, f"{trained.said} {predicted.said}")


def _run(*words: object) -> Met:
    result = CliRunner().invoke(
        app,
        list(map(str, words)),
        env={"COLUMNS": "200", "NO_COLOR": "1"},
        prog_name="separatrix",
    )
    said = " ".join(result.output.split())
    assert result.exit_code in (0, 1), said
    assert "Traceback" not in said
    return Met(result.exit_code == 1, said)


def _options(condition: Condition) -> Iterator[str]:
    for name, value in condition.given.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, dict):
            for column, kind in value.items():
                yield from (f"--{kind}", column)
        else:
            yield from (option,) if value is True else (option, str(value))


def _write_csv(table: Any, path: Path) -> None:
    frame = table.to_pandas() if isinstance(table, pa.Table) else table
    frame.to_csv(path, index=False)


def _without_y(table: Any) -> Any:
    return table.drop(columns="y") if "y" in table.columns else table


def _check_answers(predicted: Any, rows: int) -> None:
    assert len(predicted) == rows
    if rows and np.asarray(predicted).dtype.kind == "f":
        assert np.isfinite(predicted).all()


def _refused(error: ValueError) -> Met:
    """Take an error of ours, or of scikit-learn's own checks, for a refusal."""
    home = type(error).__module__
    assert home.startswith("separatrix") or type(error) is ValueError, repr(error)
    return Met(True, str(error))


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Collect what is logged."""
    lines: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    handler, log = Listening(), logging.getLogger("separatrix")
    log.addHandler(handler)
    try:
        with warnings.catch_warnings(record=True, action="always") as warned:
            yield lines
            lines += (str(each.message) for each in warned)
    finally:
        log.removeHandler(handler)
