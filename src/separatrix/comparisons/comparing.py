"""What differs between runs, and whether one answers the same rows better than the first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from separatrix.errors import RunError
from separatrix.evaluation.paired import Paired, paired_bootstrap
from separatrix.evaluation.prediction import predict
from separatrix.evaluation.scores import Score
from separatrix.evaluation.truth import truth
from separatrix.ladders.comparison import holm
from separatrix.metrics.registry import METRICS
from separatrix.recipe import changed
from separatrix.run import Run, load

ALARM = 0.05
"""Highest p-value, of all comparisons together, of a difference that is more than noise."""


class Verdict(msgspec.Struct, frozen=True):
    """How a run compares with the first on the same rows; None stands for not compared.

    Args:
        difference: How much better it is, above 0, whatever the metric.
        low: Lower end of the 95 % interval.
        high: Its upper end.
        p: Probability of a difference so far from 0 where there is none, of all runs together.
        word: "better", "worse", "no difference" or "".
        why: Why nothing is said.
    """

    difference: float | None = None
    low: float | None = None
    high: float | None = None
    p: float | None = None
    word: str = ""
    why: str = ""


class Line(msgspec.Struct, frozen=True):
    """One run of a comparison.

    Args:
        name: What it is called.
        path: Where it is.
        part: Whose scores these are.
        scores: By metric.
        networks: How many.
        parameters: Trained numbers of one network.
        seconds: How long it took.
        bytes: Size of its model file.
        verdict: How it compares with the first; None for the first.
    """

    name: str
    path: str
    part: str
    scores: dict[str, Score]
    networks: int
    parameters: int
    seconds: float
    bytes: int
    verdict: Verdict | None


@dataclass(frozen=True)
class Compared:
    """Runs beside each other.

    Args:
        runs: The runs.
        metric: What the verdicts are about; "" where runs predict different things.
        differs: What differs, and each run's value.
        lines: One for each run.
        notes: What could not be compared.
    """

    runs: tuple[Run, ...]
    metric: str
    differs: dict[str, tuple[str, ...]]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what `compare --json` prints."""
        return {
            "metric": self.metric,
            "differs": {name: list(values) for name, values in self.differs.items()},
            "runs": msgspec.to_builtins(self.lines),
            "notes": list(self.notes),
        }

    def to_frame(self) -> Any:
        """Return a row for each run as a pandas DataFrame, or an Arrow table without pandas."""
        rows = [_row(line, self.differs, at) for at, line in enumerate(self.lines)]
        table = pa.Table.from_pylist(rows)
        try:
            return table.to_pandas()
        except ModuleNotFoundError:
            return table


def compare(*runs: Run | Path | str) -> Compared:
    """Say what differs between runs, and whether each answers better than the first.

    Where a run was scored on the same rows of the same file as the first, both answer them again,
    and the difference has an interval and a p-value by a paired bootstrap over the rows
    (`separatrix.evaluation.paired`), p-values being those of all runs together (Holm 1979).

    Args:
        runs: Two runs or more, or their folders.

    Raises:
        RunError: there are fewer than two, or one is not a finished run's folder.
    """
    opened = tuple(each if isinstance(each, Run) else load(each) for each in runs)
    if len(opened) < 2:
        raise RunError(f"A comparison is of two runs or more, got {len(opened)}.")
    for run in opened:
        if run.split is None:
            raise RunError(f"{run.path} is a model file alone; a comparison needs the run.")
    metric = _metric(opened)
    verdicts = [None, *_verdicts(opened, metric)]
    lines = [
        _line(run, name, verdict)
        for run, name, verdict in zip(opened, _names(opened), verdicts, strict=True)
    ]
    told = dict.fromkeys(each.why for each in verdicts if each is not None and each.why)
    return Compared(opened, metric, _differences(opened), tuple(lines), tuple(told))


def _metric(runs: Sequence[Run]) -> str:
    """Return the headline of the first run that all of them were scored by."""
    for metric in _scores(runs[0]):
        if all(metric in _scores(run) for run in runs):
            return metric
    return ""


def _scores(run: Run) -> dict[str, Score]:
    return list(run.scores.values())[-1]


def _names(runs: Sequence[Run]) -> list[str]:
    names = [run.path.name for run in runs]
    return names if len(set(names)) == len(names) else [str(run.path) for run in runs]


def _line(run: Run, name: str, verdict: Verdict | None) -> Line:
    model = run.path / "model.safetensors"
    return Line(
        name=name,
        path=str(run.path),
        part=list(run.scores)[-1],
        scores=_scores(run),
        networks=run.fitted.members,
        parameters=run.fitted.stack.architecture.parameters,
        seconds=run.seconds,
        bytes=model.stat().st_size if model.is_file() else 0,
        verdict=verdict,
    )


def _differences(runs: Sequence[Run]) -> dict[str, tuple[str, ...]]:
    """Return the settings and the facts that are not the same for all runs."""
    first = runs[0].fitted.recipe
    fields = dict.fromkeys(name for run in runs[1:] for name in changed(first, run.fitted.recipe))
    found = {
        name: tuple(_written(getattr(run.fitted.recipe, name)) for run in runs) for name in fields
    }
    facts = {
        "networks": [str(run.fitted.members) for run in runs],
        "target": [run.fitted.target.name for run in runs],
        "table": [Path(run.source.path).name if run.source.path else "–" for run in runs],
        "columns": [", ".join(each.name for each in run.fitted.encoder.columns) for run in runs],
        "engine": [run.fitted.environment.engine for run in runs],
    }
    differing = {name: tuple(each) for name, each in facts.items() if len(set(each)) > 1}
    return found | differing


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


def _verdicts(runs: Sequence[Run], metric: str) -> Iterator[Verdict]:
    """Yield how each run but the first compares with it."""
    found = [_paired(runs[0], run, metric) for run in runs[1:]]
    adjusted = iter(holm([each.p for each in found if isinstance(each, Paired)] or [1.0]))
    for each in found:
        if isinstance(each, str):
            yield Verdict(why=each)
        else:
            p = float(next(adjusted))
            better = "better" if each.difference > 0 else "worse"
            word = better if p < ALARM else "no difference"
            yield Verdict(each.difference, each.low, each.high, p, word)


def _paired(first: Run, run: Run, metric: str) -> Paired | str:
    """Compare two runs on the rows that both were scored on; say why not where that cannot be."""
    why = _why_not(first, run, metric)
    if why:
        return why
    try:
        _, table = first.part_rows()
    except RunError as error:
        return str(error)
    target, other = first.fitted.target, run.fitted.target
    if target.classes != other.classes:
        return f"{run.path.name} knows other classes than {first.path.name}."
    answers = [[predict(each.fitted, table).answers] for each in (first, run)]
    weight_N, _ = first.weights_of(table)
    return paired_bootstrap(metric, truth(target, table), *answers, weight_N=weight_N)


def _why_not(first: Run, run: Run, metric: str) -> str:
    names = f"{first.path.name} and {run.path.name}"
    assert first.split is not None, "a comparison is of runs with rows"
    assert run.split is not None, "a comparison is of runs with rows"
    if first.fitted.target.name != run.fitted.target.name or not metric:
        return f"{names} predict different things, so their scores say nothing of each other."
    sources = [each.test_source or each.source for each in (first, run)]
    if sources[0].sha256 is None or sources[0].sha256 != sources[1].sha256:
        return f"{names} were scored on different tables, so they are not compared row by row."
    part = first.split.shown[-1]
    if part != run.split.shown[-1] or not np.array_equal(
        first.split.part(part), run.split.part(part)
    ):
        return f"{names} were scored on different rows, so they are not compared row by row."
    return ""


def _row(line: Line, differs: dict[str, tuple[str, ...]], at: int) -> dict[str, Any]:
    row: dict[str, Any] = {"run": line.name}
    row |= {name: values[at] for name, values in differs.items()}
    for metric, score in line.scores.items():
        row |= {metric: score.value, f"{metric}_low": score.low, f"{metric}_high": score.high}
    verdict = line.verdict or Verdict()
    return row | {
        "difference": verdict.difference,
        "difference_low": verdict.low,
        "difference_high": verdict.high,
        "p": verdict.p,
        "verdict": verdict.word,
        "networks": line.networks,
        "parameters": line.parameters,
        "seconds": line.seconds,
        "bytes": line.bytes,
    }


def title_of(metric: str) -> str:
    """Return what a metric is called in tables."""
    return METRICS[metric].title if metric in METRICS else metric
