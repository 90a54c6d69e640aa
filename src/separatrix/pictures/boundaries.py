"""The boundary of any run: planes of two columns, and one projection of all."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from matplotlib.figure import Figure

from separatrix.data.columns.text import TextEncoder
from separatrix.errors import RunError
from separatrix.evaluation.conformal import reach
from separatrix.evaluation.prediction import predict
from separatrix.evaluation.projection import project
from separatrix.evaluation.slices import NEARBY, spoken_for
from separatrix.evaluation.thin import thinned
from separatrix.evaluation.truth import truth
from separatrix.pictures.matters import importances
from separatrix.pictures.slices import (
    MOST_ROWS,
    Pair,
    plane_names,
    plane_of,
    plane_parts,
    plane_slice,
)
from separatrix.pictures.subject import Subject
from separatrix.plots.points import Part
from separatrix.plots.slice_figures import Projected, Sliced, slice_figure, slices_figure
from separatrix.training.fitted import Fitted

STEPS, SMALL_STEPS = 60, 32
"""Places along each side of one plane, and of one of several."""

COVERAGE = 0.9
"""How often the interval that is told of a number holds the truth."""

COLUMNS = 4
"""The most important columns, of which every pair is a plane; of six pairs the first five are
shown, beside a projection."""


def slice_picture(subject: Subject) -> Figure:
    """Draw the plane of the two columns that were asked for, or those of the best pairs."""
    fitted, asked = subject.fitted, subject.asked
    if asked.features:
        x, y = two_of(asked.features)
        averaged = asked.held == NEARBY and len(fitted.encoder.columns) > 2
        sliced = _sliced(subject, (x, y), STEPS if averaged else 2 * STEPS)
        return slice_figure(sliced, plane_names(fitted, (x, y)))
    pairs = list(important_pairs(subject))[: COLUMNS + 1]
    found = [_sliced(subject, pair, SMALL_STEPS) for pair in pairs]
    named = [plane_names(fitted, pair) for pair in pairs]
    return slices_figure(found, named, _projected(subject))


def two_of(features: tuple[str, ...]) -> Pair:
    """Return the two columns that span a plane.

    Raises:
        RunError: there are more or fewer.
    """
    if len(features) != 2:
        raise RunError(f"A boundary needs the names of two columns, got {len(features)}.")
    return features[0], features[1]


def important_pairs(subject: Subject) -> Iterator[Pair]:
    """Yield pairs of the most important columns, the most important first."""
    columns = subject.fitted.encoder.columns
    texts = {each.name for each in columns if isinstance(each, TextEncoder)}
    found = importances(subject, repeats=3)
    names = [each.column for each in found if each.column not in texts][:COLUMNS]
    ranked = sorted(combinations(range(len(names)), 2), key=lambda pair: (sum(pair), max(pair)))
    return ((names[i], names[j]) for i, j in ranked)


def _sliced(subject: Subject, pair: Pair, steps: int) -> Sliced:
    fitted = subject.fitted
    plane = plane_of(subject, pair, steps)
    found = plane_slice(fitted, plane)
    share = spoken_for(found, plane.places(plane.seen), predict(fitted, plane.seen).answers)
    return Sliced(found, plane_parts(subject, plane), share, _interval(fitted))


def _interval(fitted: Fitted) -> float | None:
    """Return how far the interval of a number reaches to both sides; None without one."""
    if fitted.conformal is None or fitted.target.task != "regression":
        return None
    far = reach(fitted.conformal.scores, COVERAGE)
    return far if np.isfinite(far) else None


def _projected(subject: Subject) -> Projected:
    """Return the rows that were not learned from in one plane that mixes all columns."""
    fitted = subject.fitted
    name, table = list(subject.parts.items())[-1]
    rows = table.take(thinned(len(table), MOST_ROWS))
    target_N = truth(fitted.target, rows)
    encoded = fitted.encoder.encode(rows, np.float64)
    levels = [
        np.eye(slots)[encoded.codes_NC[:, i]] for i, slots in enumerate(fitted.encoder.embedded)
    ]
    features_ND = np.concatenate([encoded.features_ND, *levels], axis=1)
    regression = fitted.target.task == "regression"
    found = project(features_ND, None if regression else target_N)
    return Projected(found, Part(name, found.points_N2, target_N), predict(fitted, rows).answers)
