"""BoundaryDisplay: where any estimator of scikit-learn changes its mind, in the plane."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import is_classifier, is_regressor

from separatrix.data.checks.finding import counted
from separatrix.errors import DataError, listed
from separatrix.estimators.plane import EstimatorPlane, Points, asker, whole
from separatrix.estimators.targets import plain_classes
from separatrix.evaluation.boundary import Boundary
from separatrix.evaluation.slices import (
    NEARBY,
    TYPICAL,
    Slice,
    compute_slice,
)
from separatrix.plots.points import Names, Part
from separatrix.plots.slice_figures import Sliced, slice_figure
from separatrix.plots.slices import draw_slice

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
        plane = EstimatorPlane.of(
            X, features, steps if held == TYPICAL else min(steps, _AVERAGED_STEPS)
        )
        classes = tuple(plain_classes(estimator.classes_)) if hasattr(estimator, "classes_") else ()
        names = Names(plane.axes[0].name, plane.axes[1].name, "y", classes)
        with _unsaid():
            found = compute_slice(asker(estimator, plane, held), plane.axes, *plane.held(held))
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


def _check_asked(estimator: Any, steps: Any, held: Any, ax: Any) -> None:
    answers = any(map(partial(hasattr, estimator), ("predict", "predict_proba")))
    if not answers or not (
        is_regressor(estimator) or is_classifier(estimator) or hasattr(estimator, "classes_")
    ):
        raise DataError(
            f"estimator must be a fitted classifier or regressor, got {_short(estimator)}."
        )
    if not whole(steps) or steps < 2:
        raise DataError(f"steps must be a whole number, 2 or more, got {steps!r}.")
    if held not in (TYPICAL, NEARBY):
        raise DataError(f'held must be "{TYPICAL}" or "{NEARBY}", got {held!r}.')
    if ax is not None and not hasattr(ax, "imshow"):
        raise DataError(f"ax must be Matplotlib axes or None, got {_short(ax)}.")


def _short(value: object) -> str:
    return repr(value) if isinstance(value, str | int | float) else f"a {type(value).__name__}"


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
