"""The pictures of a lesson: its data, what its rungs learned, and how far the seeds spread."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from separatrix import files
from separatrix.data.table import Table
from separatrix.evaluation.boundary import bounds_of, compute_boundary
from separatrix.evaluation.curves import find_curves
from separatrix.evaluation.slices import TYPICAL
from separatrix.ladders.member import only_member
from separatrix.ladders.run import RungResult
from separatrix.lessons.lesson import Packaged
from separatrix.lessons.lesson_run import LessonRun
from separatrix.pictures.catalogue import draw_picture
from separatrix.pictures.planes import asker, names_of, part_of, plane
from separatrix.pictures.slices import Pair, plane_names, plane_of, plane_parts, plane_slice
from separatrix.pictures.subject import Asked, Subject
from separatrix.plots.figures import (
    Panel,
    boundary_figure,
    curves_figure,
    map_figure,
    rungs_figure,
)
from separatrix.plots.map import ScoreMap
from separatrix.plots.render import render
from separatrix.plots.rungs import Spread
from separatrix.plots.text import percent
from separatrix.training.fitted import Fitted

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MEDIAN = "a median seed"
STEPS = 120
"""Places along each side of a plane."""


def write_pictures(run: LessonRun, folder: Path) -> tuple[Path, ...]:
    """Draw a lesson and write its pictures as PNG files.

    Args:
        run: The trained rungs.
        folder: Where to; pictures of the same names are replaced.

    Raises:
        OSError: the folder cannot be written.
    """
    files.make_folder(folder)
    paths = []
    for name, figure in _figures(run):
        path = folder / f"{name}.png"
        files.write_bytes(path, render(figure))
        paths.append(path)
    return tuple(paths)


def _figures(run: LessonRun) -> Iterator[tuple[str, "Figure"]]:
    """Yield every picture with its name, a rung's pictures with the rung's."""
    parts = {"train": run.problem.train.table, "test": run.problem.test.table}
    features = len(plane(run.results[0].fitted))
    if features == 2:
        yield "data", draw_picture("data", Subject(run.results[0].fitted, parts))
        yield "boundaries", _boundaries(run)
    if isinstance(run.lesson.data, Packaged):
        yield "slice", _slice(run, run.lesson.data.plane, parts)
    yield "rungs", _rungs(run)
    for result in run.results:
        name = result.rung.name
        kind = "boundary" if features in (1, 2) else "confusion"
        yield f"{kind}-{name}", _of_median(run, result, kind, parts)
        yield f"curves-{name}", _curves(run, result)
    if run.swept:
        yield "map", _map(run)


def _median(result: RungResult) -> Fitted:
    return only_member(result.fitted, result.median_member)


def _of_median(
    run: LessonRun, result: RungResult, picture: str, parts: dict[str, Table]
) -> "Figure":
    figure = draw_picture(picture, Subject(_median(result), parts))
    figure.suptitle(f"{run.lesson.name}, {result.rung.name}: {MEDIAN}")
    return figure


def _boundaries(run: LessonRun) -> "Figure":
    """Draw what each rung learned beside the others, with the rows not trained on."""
    first = run.results[0].fitted
    part = part_of(first, "test", run.problem.test.table)
    bounds = bounds_of(part_of(first, "train", run.problem.train.table).features_N2)
    panels = []
    for result in run.results:
        boundary = compute_boundary(asker(_median(result)), bounds)
        panels.append(Panel(f"{result.rung.name}\n{_reached(result)}", boundary, part))
    figure = boundary_figure([panels], names_of(first))
    figure.suptitle(f"{run.lesson.name}: {MEDIAN}")
    return figure


def _slice(run: LessonRun, columns: Pair, parts: dict[str, Table]) -> "Figure":
    """Draw the plane of two columns of a wider table, train and test rows beside each other."""
    panels = []
    for result in run.results:
        subject = Subject(_median(result), parts, asked=Asked(held=TYPICAL))
        plane = plane_of(subject, columns, STEPS)
        boundary, name = plane_slice(subject.fitted, plane).boundary, result.rung.name
        drawn = plane_parts(subject, plane)
        panels.append([Panel(f"{name}, {part.name} rows", boundary, part) for part in drawn])
    figure = boundary_figure(panels, plane_names(run.results[0].fitted, columns))
    figure.suptitle(f"{run.lesson.name}: all other columns at a typical value")
    return figure


def _reached(result: RungResult) -> str:
    return f"{percent(float(result.test_K[result.median_member]))} of the test rows"


def _rungs(run: LessonRun) -> "Figure":
    spreads = [Spread(result.rung.name, result.test_K) for result in run.results]
    bar, seeds = run.lesson.bar, len(run.seeds)
    figure = rungs_figure(spreads, bar.metric, "", bar.value)
    dots = "one seed" if seeds == 1 else f"{seeds} seeds"
    figure.suptitle(f"{run.lesson.name}: rows not trained on, {dots}")
    return figure


def _curves(run: LessonRun, result: RungResult) -> "Figure":
    assert result.fitted.history is not None
    title = f"{run.lesson.name}, {result.rung.name}: test rows held out, they steer nothing"
    return curves_figure(find_curves(result.fitted.history), title)


def _map(run: LessonRun) -> "Figure":
    sweep = run.lesson.sweep
    assert sweep is not None
    maps = {
        f"Hidden layers {'-'.join(map(str, swept.hidden))}": ScoreMap(
            swept.median_LE, sweep.epochs, sweep.rates
        )
        for swept in run.swept
    }
    return map_figure(maps, f"Median test accuracy of {min(sweep.seeds, len(run.seeds))} seeds")
