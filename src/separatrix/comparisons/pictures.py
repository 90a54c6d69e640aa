"""Pictures of several runs: their curves overlaid, their boundaries side by side."""

from collections.abc import Iterator, Sequence

import numpy as np
from matplotlib.figure import Figure

from separatrix.comparisons.comparing import Compared
from separatrix.errors import RunError
from separatrix.evaluation.boundary import bounds_of, compute_boundary
from separatrix.evaluation.curves import find_curves
from separatrix.pictures.planes import asker, names_of, part_of, plane
from separatrix.plots.figures import Panel, boundary_figure, overlaid_figure
from separatrix.plots.points import Part
from separatrix.plots.render import render
from separatrix.run import Run


def comparison_pictures(compared: Compared) -> dict[str, bytes]:
    """Draw what several runs can be drawn together in, as PNG and as SVG."""
    figures = {"curves": _curves(compared), "boundaries": _boundaries(compared)}
    return {
        f"{name}.{ending}": render(figure, ending)
        for name, figure in figures.items()
        if figure is not None
        for ending in ("png", "svg")
    }


def _curves(compared: Compared) -> Figure | None:
    """Overlay what steered the runs: the loss of rows that they did not learn from."""
    drawn = []
    for line, run in zip(compared.lines, compared.runs, strict=True):
        if run.fitted.history is not None:
            drawn.append((line.name, find_curves(run.fitted.history)))
    metrics = {curves.metric for _, curves in drawn}
    losses = {run.fitted.recipe.loss for run in compared.runs}
    return overlaid_figure(drawn, same_loss=len(losses) == 1) if len(metrics) == 1 else None


def _boundaries(compared: Compared) -> Figure | None:
    """Draw every run on the same axes and in the same colours, where all see the same plane."""
    runs = compared.runs
    planes = {(plane(run.fitted), run.fitted.target.classes) for run in runs}
    ((columns, _), *more) = planes
    if more or len(columns) != 2 or runs[0].fitted.target.task == "regression":
        return None
    shown = [_shown(run) for run in runs]
    if any(each is None for each in shown):
        return None
    parts = [each for each in shown if each is not None]
    bounds = bounds_of(np.concatenate([part.features_N2 for part in parts]))
    panels = [
        Panel(line.name, compute_boundary(asker(run.fitted), bounds), part)
        for line, run, part in zip(compared.lines, runs, parts, strict=True)
    ]
    return boundary_figure(list(_rows(panels)), names_of(runs[0].fitted))


def _shown(run: Run) -> Part | None:
    try:
        name, table = run.part_rows()
    except RunError:
        return None
    return part_of(run.fitted, name, table)


def _rows(panels: Sequence[Panel], most: int = 4) -> Iterator[list[Panel]]:
    """Yield panels in rows of equal length, at most so many beside each other."""
    columns = next(each for each in range(min(most, len(panels)), 0, -1) if not len(panels) % each)
    columns = columns if columns > 1 or len(panels) == 1 else len(panels)
    for at in range(0, len(panels), columns):
        yield list(panels[at : at + columns])
