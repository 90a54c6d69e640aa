"""What is answered in the plane of two columns, whatever stands in all the others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from separatrix.evaluation.answering import Answering
from separatrix.evaluation.axis import Axis
from separatrix.evaluation.boundary import Boundary
from separatrix.metrics.answers import Answers

Floats = NDArray[np.float64]
Ask = Callable[[NDArray[np.int64], Mapping[str, pa.Array]], Answering]
"""Answers rows of a background table, given by their numbers, with other cells in some columns."""

Holding = Literal["nearby", "typical"]
NEARBY: Holding = "nearby"
TYPICAL: Holding = "typical"

BACKGROUND = 48
"""Rows whose answers a local average takes together."""

BATCH = 20_000
"""Rows that are answered at once."""

WIDTH = 0.15
"""How far a row speaks for the plane around it: the standard deviation of the weights of a local
average, as a share of an axis."""

_LEVEL_STRIPES = 20
"""Grid points of one level once the plane is drawn, so that levels keep their edges."""

_NEAR, _FAR = 0.04, 0.14
"""Distance to the third nearest row, as a share of an axis, up to which a place counts as near, and
from which as far."""


@dataclass(frozen=True)
class Held:
    """What stands in the columns that are not axes.

    Args:
        rows_M: Numbers of the rows of the background that stand for them.
        places_M2: Where these rows lie in the plane, as shares of its axes; nan where one lies
            nowhere.
        words: How this is said.
    """

    rows_M: NDArray[np.int64]
    places_M2: Floats
    words: str


@dataclass(frozen=True)
class Slice:
    """What is answered in the plane of two columns.

    Args:
        x: First column.
        y: Second column.
        boundary: The answers on a grid.
        near_GG: 1 where rows lie, 0 far from all, by second and first column.
        spread_GG: Standard deviation over the members, of the probability of the class that is
            answered or of the value; None of a single member.
        held: What stands in the other columns, in words.
    """

    x: Axis
    y: Axis
    boundary: Boundary
    near_GG: Floats
    spread_GG: Floats | None
    held: str


def compute_slice(ask: Ask, axes: tuple[Axis, Axis], held: Held, places_N2: Floats) -> Slice:
    """Answer every place of a plane.

    Where several rows stand for the other columns, their answers are averaged, those of rows that
    lie near the place counting most (a local partial dependence: Friedman 2001, with the weights of
    a kernel): so no row is asked about what it never meets.

    Args:
        ask: Answers rows.
        axes: The two columns.
        held: What stands in the other columns.
        places_N2: Where rows lie that show how far the data reach, as `Axis.within` gives them.
    """
    x, y = axes
    grid_G2 = np.stack([each.ravel() for each in np.meshgrid(np.arange(len(x)), np.arange(len(y)))])
    within_G2 = np.stack(
        [axis.within(axis.places_G)[at] for axis, at in zip(axes, grid_G2, strict=True)], axis=1
    )
    weight_GM = _weights(within_G2, held)
    size = max(1, BATCH // weight_GM.shape[1])
    parts = [
        _averaged(ask, axes, grid_G2[:, at : at + size], held, weight_GM[at : at + size])
        for at in range(0, len(within_G2), size)
    ]
    mean_GC, spread = (np.concatenate(each) for each in zip(*parts, strict=True))
    threshold = _threshold(ask, held)
    near = _near(within_G2, places_N2)
    stripes = partial(_striped, axes=axes)
    answers = _answers(stripes(mean_GC), threshold)
    boundary = Boundary(_places(x), _places(y), answers)
    shape = (len(boundary.y_G), len(boundary.x_G))
    return Slice(
        x,
        y,
        boundary,
        stripes(near[:, None]).reshape(shape),
        None if np.isnan(spread).all() else stripes(spread[:, None]).reshape(shape),
        held.words,
    )


def spoken_for(found: Slice, places_N2: Floats, answers: Answers) -> float:
    """Return for which share of the rows a plane speaks.

    Of classes it is the share of rows that it answers as the network does with all their columns;
    of values it is how much of what the network's answers vary by is in the plane, 1 less the share
    of their variance that is not, 0 at least.

    Args:
        found: The plane.
        places_N2: Where the rows lie, as `Axis.places` gives them; nan where one lies nowhere.
        answers: What is answered for the rows.
    """
    boundary = found.boundary
    inside_N = np.isfinite(places_N2).all(axis=1)
    if not inside_N.any():
        return float("nan")
    column_N, row_N = (
        np.abs(grid[None] - places_N2[inside_N, i, None]).argmin(axis=1)
        for i, grid in enumerate((boundary.x_G, boundary.y_G))
    )
    if boundary.answers.probabilities_NC is not None:
        told_N = boundary.labels_GG[row_N, column_N]
        return float(np.mean(told_N == answers.labels_N[inside_N]))
    values_N = np.asarray(answers.array, np.float64)[inside_N]
    off_N = boundary.values_GG[row_N, column_N] - values_N
    variance = float(values_N.var())
    return max(0.0, 1 - float(np.mean(off_N**2)) / variance) if variance else 1.0


def _averaged(
    ask: Ask, axes: tuple[Axis, Axis], grid_2B: NDArray[np.int64], held: Held, weight_BM: Floats
) -> tuple[Floats, Floats]:
    """Return the mean answer of some places, shape (B, C), and the members' spread, shape (B,)."""
    places, rows = weight_BM.shape
    cells = {
        axis.name: axis.cells_G.take(pa.array(np.repeat(at_B, rows)))
        for axis, at_B in zip(axes, grid_2B, strict=True)
    }
    found = ask(np.tile(held.rows_M, places), cells)
    array = found.probabilities_KNC if found.values_KN is None else found.values_KN[:, :, None]
    assert array is not None, "answers hold probabilities or values"
    by_row_KBMC = np.asarray(array, np.float64).reshape(len(array), places, rows, -1)
    of_KBC = np.einsum("kbmc,bm->kbc", by_row_KBMC, weight_BM)
    mean_BC = of_KBC.mean(axis=0)
    if len(of_KBC) == 1:
        return mean_BC, np.full(places, np.nan)
    best_B = mean_BC.argmax(axis=1)
    spread_BC = of_KBC.std(axis=0, ddof=1)
    return mean_BC, np.take_along_axis(spread_BC, best_B[:, None], axis=1)[:, 0]


def _weights(within_G2: Floats, held: Held) -> Floats:
    """Return what each row counts for at each place, shape (G, M), 1 in all at a place."""
    if len(held.rows_M) == 1:
        return np.ones((len(within_G2), 1))
    apart_GM2 = within_G2[:, None] - held.places_M2[None]
    far_GM = np.nan_to_num((apart_GM2 / WIDTH) ** 2, nan=1 / WIDTH**2).sum(axis=2)
    raw_GM = np.exp(-0.5 * (far_GM - far_GM.min(axis=1, keepdims=True)))
    weight_GM: Floats = raw_GM / raw_GM.sum(axis=1, keepdims=True)
    return weight_GM


def _near(within_G2: Floats, places_N2: Floats) -> Floats:
    """Return how near the third nearest row lies, from 1 for near to 0 for far, shape (G,)."""
    from scipy.spatial import KDTree  # takes most of a second, which a run need not wait for

    there_N2 = places_N2[np.isfinite(places_N2).all(axis=1)]
    if not len(there_N2):
        return np.ones(len(within_G2))
    nearest = min(3, len(there_N2))
    distance_G = np.atleast_2d(KDTree(there_N2).query(within_G2, [nearest])[0])[:, 0]
    near_G: Floats = np.clip((_FAR - distance_G) / (_FAR - _NEAR), 0, 1)
    return near_G


def _threshold(ask: Ask, held: Held) -> float:
    return ask(held.rows_M[:1], {}).answers.threshold


def _answers(array_GC: Floats, threshold: float) -> Answers:
    if array_GC.shape[1] == 1:
        return Answers(values_N=array_GC[:, 0])
    return Answers(array_GC, threshold=threshold)


def _striped(array_GC: Floats, axes: tuple[Axis, Axis]) -> Floats:
    """Repeat what stands at a level over the width of the level."""
    x, y = axes
    field = array_GC.reshape(len(y), len(x), -1)
    for along, axis in ((0, y), (1, x)):
        if axis.kind == "levels":
            field = field.repeat(_LEVEL_STRIPES, axis=along)
    return field.reshape(-1, array_GC.shape[1])


def _places(axis: Axis) -> Floats:
    if axis.kind != "levels":
        return axis.places_G
    stripes = (np.arange(_LEVEL_STRIPES) + 0.5) / _LEVEL_STRIPES - 0.5
    places_G: Floats = (axis.places_G[:, None] + stripes).ravel()
    return places_G


def commonest(codes: NDArray[np.int64], most: int) -> tuple[int, ...]:
    """Return the most frequent class codes, in their order; all where they are few enough."""
    found, counts = np.unique(codes, return_counts=True)
    if len(found) <= most:
        return tuple(found.tolist())
    often = np.argsort(-counts, kind="stable")[: most - 1]
    return tuple(sorted(found[often].tolist()))


def grouped(answers: Answers, kept: tuple[int, ...]) -> Answers:
    """Return answers of some classes, and of all others together as a last one.

    The others count for as much as the most probable of them, so that what is answered stays.
    """
    array_NC = answers.probabilities_NC
    assert array_NC is not None, "values have no classes"
    others = [code for code in range(array_NC.shape[1]) if code not in kept]
    if not others:
        return answers
    last_N1 = array_NC[:, others].max(axis=1, keepdims=True)
    return Answers(np.concatenate([array_NC[:, list(kept)], last_N1], axis=1))
