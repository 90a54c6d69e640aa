"""BoundaryDisplay: where any estimator of scikit-learn changes its mind, in the plane."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import is_classifier, is_regressor
from sklearn.utils import check_array

from separatrix.data.checks.finding import counted
from separatrix.data.frames import (
    array_cells,
    frame_cells,
    is_frame,
    replaced_rows,
    typical_row,
)
from separatrix.errors import DataError, RunError, did_you_mean, listed
from separatrix.estimators.targets import plain_classes
from separatrix.evaluation.axis import Axis, axis_of, kind_of_cells
from separatrix.evaluation.boundary import Boundary
from separatrix.evaluation.prediction import Predictions
from separatrix.evaluation.slices import (
    BACKGROUND,
    NEARBY,
    TYPICAL,
    Ask,
    Held,
    Slice,
    compute_slice,
    spoken_for,
)
from separatrix.evaluation.thin import thinned
from separatrix.metrics.probabilities import probabilities
from separatrix.plots.points import Names, Part
from separatrix.plots.slice_figures import Sliced, slice_figure
from separatrix.plots.slices import draw_slice

Points = NDArray[np.float64]

_MOST_ROWS = 2_000
"""Rows by which it is judged for whom a plane speaks."""

_AVERAGED_STEPS = 60
"""Points along each side where every one is an average over rows."""


@dataclass
class BoundaryDisplay:
    """What an estimator answers everywhere in the plane of two features.

    Args:
        slice_: What is answered in the plane.
        names: What axes and classes are called.
        part: The rows that are drawn over it; None without y.
        share: Share of the rows that the plane speaks for.
        figure_: The picture, once it is drawn; None in axes of the caller's.
        ax_: The axes.

    Example:
        >>> from sklearn.datasets import load_iris
        >>> from sklearn.linear_model import LogisticRegression
        >>> X, y = load_iris(return_X_y=True)
        >>> model = LogisticRegression(max_iter=1000).fit(X, y)
        >>> display = BoundaryDisplay.from_estimator(model, X, y, features=(2, 3), steps=20)
        >>> display.ax_.get_xlabel()
        'x2'
    """

    slice_: Slice
    names: Names
    part: Part | None
    share: float
    figure_: Any = None
    ax_: Any = None

    @property
    def boundary(self) -> Boundary:
        """The answers on a grid."""
        return self.slice_.boundary

    def __repr__(self) -> str:
        """Name what is drawn; the arrays of the grid would fill the screen."""
        points = "" if self.part is None else f", {counted(len(self.part), 'point')}"
        return f"<BoundaryDisplay of {self.names.x} and {self.names.y}{points}>"

    @classmethod
    def from_estimator(
        cls,
        estimator: Any,
        X: Any,
        y: Any = None,
        *,
        features: Sequence[int | str] = (0, 1),
        held: str = TYPICAL,
        steps: int = 200,
        title: str | None = None,
        ax: Any = None,
    ) -> Self:
        """Ask an estimator about a grid of points, and draw what it says.

        Two features of any kind vary, numbers, dates or categories, and it is pale where no rows
        of X are. Shading is the probability of a class (`predict_proba`), else
        the logistic function of `decision_function`, else the predicted class; for a regressor the
        value.

        Args:
            estimator: Any fitted classifier or regressor.
            X: The rows around which is looked, of shape (n, features).
            y: Their classes or values, which are drawn as points.
            features: The two that vary: numbers of columns, or names.
            held: What stands in all others: "typical" is the median of X, or the most frequent
                value of what is no number; "nearby" averages over rows that lie near.
            steps: Points along each side of the grid.
            title: What stands above.
            ax: Matplotlib axes to draw in; None makes a figure, with a legend.

        Raises:
            DataError: the estimator neither classifies nor regresses; a feature is not there or no
                number; X and y do not fit together; or steps or axes are none.
        """
        _check_asked(estimator, steps, held, ax)
        plane = _Plane.of(X, features, steps if held == TYPICAL else min(steps, _AVERAGED_STEPS))
        classes = tuple(plain_classes(estimator.classes_)) if hasattr(estimator, "classes_") else ()
        names = Names(plane.axes[0].name, plane.axes[1].name, "y", classes)
        with _unsaid():
            found = compute_slice(_asker(estimator, plane, held), plane.axes, *plane.held(held))
            share = plane.share(estimator, found) if plane.others else float("nan")
        part = None if y is None else _part(estimator, plane.places_N2, y)
        return cls(found, names, part, share).plot(title=title, ax=ax)

    def plot(self, *, title: str | None = None, ax: Any = None) -> Self:
        """Draw it.

        Args:
            title: What stands above.
            ax: Matplotlib axes to draw in; None makes a figure, with a legend.

        Returns:
            The display itself.
        """
        parts = [] if self.part is None else [self.part]
        if ax is None:
            self.figure_ = slice_figure(Sliced(self.slice_, parts, self.share), self.names, title)
            self.ax_ = self.figure_.axes[0]
            return self
        draw_slice(ax, self.slice_, parts, self.names)
        ax.set_title(title or "")
        self.ax_ = ax
        return self


@dataclass(frozen=True)
class _Plane:
    """Rows in which two features vary.

    Args:
        X: Rows as the estimator takes them.
        places: The two features, by name in a DataFrame, else by number.
        axes: The two as axes.
    """

    X: Any
    places: tuple[Any, Any]
    axes: tuple[Axis, Axis]

    @classmethod
    def of(cls, X: Any, features: Sequence[int | str], steps: int) -> "_Plane":
        several = isinstance(features, Iterable) and not isinstance(features, str)
        if not several or len(features) != 2:
            raise DataError(f"features must be two numbers or names of columns, got {features!r}.")
        if is_frame(X):
            x, y = (_name_of(each, list(X.columns)) for each in features)
            return cls._between(X, x, y, features, steps)
        X = check_array(X, accept_sparse=False, ensure_all_finite=False)
        i, j = (_number_of(each, X.shape[1]) for each in features)
        return cls._between(X, i, j, features, steps)

    @classmethod
    def _between(cls, X: Any, x: Any, y: Any, features: object, steps: int) -> "_Plane":
        if x == y:
            raise DataError(f"features must be two different columns, got {features!r}.")
        return cls(X, (x, y), (_axis(X, x, steps), _axis(X, y, steps)))

    @property
    def others(self) -> int:
        """Count the columns that do not vary."""
        return int(self.X.shape[1]) - 2

    @property
    def places_N2(self) -> Points:
        """Where the rows lie."""
        columns = [_cells(self.X, place) for place in self.places]
        return np.stack([a.places(c) for a, c in zip(self.axes, columns, strict=True)], axis=1)

    @property
    def within_N2(self) -> Points:
        """Where the rows lie, as shares of the axes."""
        places_N2 = self.places_N2
        return np.stack([a.within(places_N2[:, i]) for i, a in enumerate(self.axes)], axis=1)

    def held(self, how: str) -> tuple[Held, Points]:
        """Return what stands in all other columns, and where rows lie."""
        within_N2 = self.within_N2
        if how == TYPICAL:
            words = "median, or most frequent level" if self.others else ""
            return Held(np.zeros(1, np.int64), np.full((1, 2), np.nan), words), within_N2
        rows_M = thinned(len(within_N2), BACKGROUND, seed=1)
        words = f"those of nearby rows, averaged ({len(rows_M)} rows)"
        return Held(rows_M, within_N2[rows_M], words), within_N2

    def rows(self, held: Any, rows_N: NDArray[np.int64], cells: Mapping[str, Any]) -> Any:
        """Return rows of `held` as the estimator takes them, with other cells in the plane."""
        if is_frame(self.X):
            return replaced_rows(held, rows_N, cells, self.X)
        rows_ND = np.array(held[rows_N], np.float64)
        for axis, place in zip(self.axes, self.places, strict=True):
            if axis.name in cells:
                rows_ND[:, place] = cells[axis.name].to_numpy()
        return rows_ND

    def share(self, estimator: Any, found: Slice) -> float:
        """Return for which share of the rows the plane speaks."""
        rows_N = thinned(len(self.X), _MOST_ROWS)
        own = _asker(estimator, self, NEARBY)(rows_N, {}).answers
        return spoken_for(found, self.places_N2[rows_N], own)


def _axis(X: Any, place: Any, steps: int) -> Axis:
    cells = _cells(X, place)
    try:
        name = place if is_frame(X) else f"x{place}"
        return axis_of(name, cells, kind_of_cells(cells), steps)
    except RunError as error:
        raise DataError(str(error)) from error


def _cells(X: Any, place: Any) -> Any:
    return frame_cells(X, place) if is_frame(X) else array_cells(X[:, place])


def _check_asked(estimator: Any, steps: Any, held: Any, ax: Any) -> None:
    answers = any(map(partial(hasattr, estimator), ("predict", "predict_proba")))
    if not answers or not (
        is_regressor(estimator) or is_classifier(estimator) or hasattr(estimator, "classes_")
    ):
        raise DataError(
            f"estimator must be a fitted classifier or regressor, got {_short(estimator)}."
        )
    if not _whole(steps) or steps < 2:
        raise DataError(f"steps must be a whole number, 2 or more, got {steps!r}.")
    if held not in (TYPICAL, NEARBY):
        raise DataError(f'held must be "{TYPICAL}" or "{NEARBY}", got {held!r}.')
    if ax is not None and not hasattr(ax, "imshow"):
        raise DataError(f"ax must be Matplotlib axes or None, got {_short(ax)}.")


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _short(value: object) -> str:
    return repr(value) if isinstance(value, str | int | float) else f"a {type(value).__name__}"


def _number_of(feature: Any, there: int) -> int:
    if not _whole(feature) or not -there <= feature < there:
        raise DataError(
            f"X is an array of {there} features, numbered from 0; there is no feature {feature!r}."
        )
    return int(feature) % there


def _name_of(feature: Any, names: list[str]) -> str:
    if feature in names:
        return str(feature)
    if isinstance(feature, str):
        raise DataError(f'X has no column "{feature}".{did_you_mean(feature, names)}')
    if not _whole(feature) or not -len(names) <= feature < len(names):
        raise DataError(f"X has {len(names)} columns, numbered from 0; there is no {feature}.")
    return str(names[feature])


def _part(estimator: Any, points_N2: Points, y: Any) -> Part:
    values = np.asarray(y)
    if values.shape != (len(points_N2),):
        raise DataError(
            f"y has shape {values.shape} and X has {counted(len(points_N2), 'row')}; each "
            "needs its answer."
        )
    if is_regressor(estimator):
        return _placed(points_N2, values)
    codes = {label: code for code, label in enumerate(np.asarray(estimator.classes_).tolist())}
    unknown = [label for label in values.tolist() if label not in codes]
    if unknown:
        raise DataError(
            f'y holds "{unknown[0]}", which is no class of the estimator. Its classes are '
            f"{listed(map(str, codes))}."
        )
    target_N = np.array([codes[label] for label in values.tolist()])
    return _placed(points_N2, target_N)


def _placed(points_N2: Points, target_N: NDArray[Any]) -> Part:
    there = np.isfinite(points_N2).all(axis=1)
    return Part("train", points_N2[there], target_N[there])


def _asker(estimator: Any, plane: _Plane, how: str) -> Ask:
    """Return what answers rows with other cells in the plane."""
    held = plane.X
    if how == TYPICAL:
        held = typical_row(plane.X) if is_frame(plane.X) else np.nanmedian(plane.X, axis=0)[None]
    fitted = getattr(estimator, "fitted_", None)
    threshold = fitted[0].threshold if fitted is not None else 0.5

    def ask(rows_N: NDArray[np.int64], cells: Mapping[str, Any]) -> Predictions:
        rows = plane.rows(held, rows_N, cells)
        if is_regressor(estimator):
            return Predictions(None, np.asarray(estimator.predict(rows))[None], threshold)
        return Predictions(_probabilities(estimator, rows)[None], None, threshold)

    return ask


def _probabilities(estimator: Any, rows: Any) -> Points:
    """Return what shades each class, of shape (n, C)."""
    if hasattr(estimator, "predict_proba"):
        return np.asarray(estimator.predict_proba(rows), np.float64)
    if hasattr(estimator, "decision_function") and len(estimator.classes_) == 2:
        decision_N = np.asarray(estimator.decision_function(rows), np.float64)
        shades_NC: Points = probabilities(decision_N[None, :, None])[0]
        return shades_NC
    labels_N1 = np.asarray(estimator.predict(rows))[:, None]
    hot_NC: NDArray[np.bool_] = labels_N1 == np.asarray(estimator.classes_)
    return hot_NC.astype(np.float64)


@contextmanager
def _unsaid() -> Iterator[None]:
    """Keep the log free of what the training never saw: a grid is made of that."""
    log = logging.getLogger("separatrix")
    log.addFilter(_nothing)
    try:
        yield
    finally:
        log.removeFilter(_nothing)


def _nothing(record: logging.LogRecord) -> bool:  # noqa: ARG001
    return False
