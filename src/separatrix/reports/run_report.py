"""What a page says of a run."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from separatrix.errors import RunError
from separatrix.evaluation.curves import find_curves
from separatrix.evaluation.scores import Score
from separatrix.metrics.registry import METRICS
from separatrix.pictures.catalogue import PICTURES
from separatrix.plots.render import render
from separatrix.reports.page import Chart, Curve, Grid, Page, Picture, Section
from separatrix.reports.words import (
    data_section,
    diagnosis_grids,
    importance_grid,
    made,
    recipe_grid,
    versions_grid,
)
from separatrix.run import Run
from separatrix.run.command import command

LARGEST_SVG = 250_000
"""Bytes of an SVG above which the picture is inlined as PNG."""

MOST_SHUFFLED = 200
"""Columns of a run whose columns are shuffled one by one; of more it would take too long."""

MOST_STEPS = 200
"""Epochs whose values a chart tells; of more, every so many."""


def run_page(run: Run) -> Page:
    """Return the page of a run.

    Raises:
        RunError: it is a model file alone.
    """
    if run.split is None:
        raise RunError(f"{run.path} is a model file alone; a report is of its run's folder.")
    target, source = run.fitted.target, run.source.path
    of = f" of {Path(source).name}" if source else ""
    return Page(f"{target.name}{of}: {run.path.name}", _facts(run), list(run_sections(run)), made())


def run_sections(run: Run) -> Iterator[Section]:
    """Yield what a page says of a run, part by part."""
    part = list(run.scores)[-1]
    split = run.split
    assert split is not None, "a report is of a run with rows"
    rows = {name: len(split.part(name)) for name in ("train", "validation", "test")}
    yield data_section(run.checked, rows, run.notes)
    yield Section("How good it is", [_judged(part)], (), [_scores(run, part)])
    yield Section("How it was trained", (), (), _charts(run))
    seen = list(_pictures(run, ("boundary", "data")))
    if seen:
        yield Section("What it learned", (), (), seen)
    yield from _ailing(run)
    yield from _where_wrong(run)
    yield from _worth(run)
    yield Section(
        "How to do it again",
        ["The same rows, settings and versions give the same weights."],
        (),
        (recipe_grid(run.fitted.recipe), versions_grid(run.fitted.environment)),
        command(run),
    )


def _facts(run: Run) -> list[tuple[str, str, str]]:
    part = list(run.scores)[-1]
    facts = [(_title(m), _value(s), _span(s)) for m, s in list(run.scores[part].items())[:3]]
    networks = f"{run.fitted.members:,}"
    parameters = f"of {run.fitted.stack.architecture.parameters:,} parameters"
    return [*facts, ("Networks", networks, parameters), ("Seconds", f"{run.seconds:.1f}", "")]


def _judged(part: str) -> str:
    once = "They were opened once, at the end." if part == "test" else "No test rows were kept."
    return (
        f"Scores to be believed are those of the {part} rows. {once} Intervals are over these "
        "rows; guess looks at no column."
    )


def _scores(run: Run, part: str) -> Grid:
    parts, guess = list(run.scores), run.guess.get(part, {})
    rows = [
        (
            _title(metric),
            *(run.scores[name][metric].value for name in parts),
            score.low,
            score.high,
            guess.get(metric),
        )
        for metric, score in run.scores[part].items()
    ]
    head = ("metric", *parts, "low", "high", "guess")
    return Grid(f"Scores, with 95 % intervals of the {part} rows", head, rows)


def _charts(run: Run) -> list[Chart]:
    history = run.fitted.history
    if history is None:
        return []
    curves = find_curves(history)
    loss = f"Loss ({run.fitted.recipe.loss})"
    named = ((loss, curves.loss), (_title(curves.metric), curves.scores))
    return [
        Chart(title, [Curve(each.part, _some(each.median_E)) for each in lines])
        for title, lines in named
    ]


def _some(values_E: NDArray[np.float64]) -> list[float | None]:
    return [float(v) if np.isfinite(v) else None for v in values_E[:MOST_STEPS]]


def _pictures(run: Run, names: tuple[str, ...]) -> Iterator[Picture]:
    for name in names:
        try:
            content = _drawn(run, name)
        except RunError:
            continue
        svg, png = content
        small = len(svg) <= LARGEST_SVG
        alt = _alt(run, name)
        yield Picture(alt, "", svg if small else b"", b"" if small else png)


def _drawn(run: Run, name: str) -> tuple[bytes, bytes]:
    """Return a picture as SVG and PNG, from the run's folder where it lies there."""
    kept = [run.path / "pictures" / f"{name}.{ending}" for ending in ("svg", "png")]
    if all(path.is_file() for path in kept):
        return kept[0].read_bytes(), kept[1].read_bytes()
    assert name in PICTURES
    figure = run.show(name)
    return render(figure, "svg"), render(figure, "png")


def _alt(run: Run, name: str) -> str:
    part = list(run.scores)[-1]
    metric, score = next(iter(run.scores[part].items()))
    told = f"{_title(metric)} {_value(score)} on {part} rows"
    words = {
        "boundary": "What the network answers everywhere in the plane, before and after training",
        "data": "The rows in the plane of the two columns",
        "confusion": "How often each class is answered for each true class",
        "calibration": "Told probabilities against how often they come true",
        "roc": "ROC and precision-recall curves",
        "regression": "Predicted against true numbers",
    }
    return f"{words[name]}; {told}."


def _where_wrong(run: Run) -> Iterator[Section]:
    try:
        found = run.diagnose()
    except RunError as error:
        yield Section("Where it is wrong", [str(error)])
        return
    calibration = found.calibration
    words = (
        []
        if calibration is None
        else [
            f"Probabilities are off by {100 * calibration.error:.1f} points in the mean (expected "
            "calibration error)."
        ]
    )
    names = ("confusion", "roc", "calibration", "regression")
    shown: list[Picture | Grid] = [*_pictures(run, names), *diagnosis_grids(found)]
    yield Section("Where it is wrong", words, (), shown)


def _ailing(run: Run) -> Iterator[Section]:
    """Yield what the doctor says, where it says anything."""
    rows = [
        (each.name.replace("-", " "), each.measured, each.means, each.options or each.advice)
        for each in run.doctor()
    ]
    if rows:
        heads = ("symptom", "measured", "means", "try")
        yield Section("What ails it", (), (), [Grid("By the doctor", heads, rows)])


def _worth(run: Run) -> Iterator[Section]:
    try:
        if len(run.fitted.encoder.columns) > MOST_SHUFFLED:
            return
        found = run.importance(repeats=3)
    except RunError:
        return
    split = run.split
    part = "validation" if split is not None and len(split.validation) else list(run.scores)[-1]
    metric = next(iter(run.scores[part]))
    words = "Of two columns that tell the same, neither looks important."
    yield Section("What each column is worth", [words], (), [importance_grid(found, metric, part)])


def _title(metric: str) -> str:
    return METRICS[metric].title if metric in METRICS else metric


def _value(score: Score) -> str:
    return "–" if score.value is None else f"{score.value:.4g}"


def _span(score: Score) -> str:
    return "" if score.low is None else f"{score.low:.4g} to {score.high:.4g}"
