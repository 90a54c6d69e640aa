"""BoundaryDisplay: where any estimator of scikit-learn changes its mind, in the plane."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import is_classifier, is_regressor
from sklearn.utils import check_array

from separatrix.data.checks.finding import counted
from separatrix.data.frames import is_frame, typical_rows
from separatrix.errors import DataError, did_you_mean, listed
from separatrix.estimators.targets import plain_classes
from separatrix.evaluation.boundary import Boundary, bounds_of, compute_boundary
from separatrix.evaluation.prediction import Predictions
from separatrix.metrics.probabilities import probabilities
from separatrix.plots.boundary import draw_boundary
from separatrix.plots.figures import Panel, boundary_figure
from separatrix.plots.points import Names, Part, draw_points

Points = NDArray[np.float64]
Answer = Callable[[Points], Predictions]


@dataclass
class BoundaryDisplay:
    """What an estimator answers everywhere in the plane of two features.

    Args:
        boundary: Its answers on a grid.
        names: What axes and classes are called.
        part: The rows that are drawn over it; None without y.
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

    boundary: Boundary
    names: Names
    part: Part | None
    figure_: Any = None
    ax_: Any = None

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
        steps: int = 200,
        title: str | None = None,
        ax: Any = None,
    ) -> Self:
        """Ask an estimator about a grid of points, and draw what it says.

        Two features vary; every other one is held at the median of X, or at its most frequent
        value where it is no number. Shading is the probability of a class (`predict_proba`), else
        the logistic function of `decision_function`, else the predicted class; for a regressor the
        value.

        Args:
            estimator: Any fitted classifier or regressor.
            X: The rows around which is looked, of shape (n, features).
            y: Their classes or values, which are drawn as points.
            features: The two that vary: numbers of columns, or names.
            steps: Points along each side of the grid.
            title: What stands above.
            ax: Matplotlib axes to draw in; None makes a figure, with a legend.

        Raises:
            DataError: the estimator neither classifies nor regresses; a feature is not there or no
                number; X and y do not fit together; or steps or axes are none.
        """
        _check_asked(estimator, steps, ax)
        plane = _Plane.of(X, features)
        classes = tuple(plain_classes(estimator.classes_)) if hasattr(estimator, "classes_") else ()
        answer = _asker(estimator, plane)
        with _unsaid():
            boundary = compute_boundary(answer, bounds_of(plane.points_N2), steps)
        names = Names(plane.names[0], plane.names[1], "y", classes)
        part = None if y is None else _part(estimator, plane.points_N2, y)
        return cls(boundary, names, part).plot(title=title, ax=ax)

    def plot(self, *, title: str | None = None, ax: Any = None) -> Self:
        """Draw it.

        Args:
            title: What stands above.
            ax: Matplotlib axes to draw in; None makes a figure, with a legend.

        Returns:
            The display itself.
        """
        if ax is None:
            panel = Panel(title or "", self.boundary, self.part)
            self.figure_ = boundary_figure([[panel]], self.names)
            self.ax_ = self.figure_.axes[0]
            return self
        draw_boundary(ax, self.boundary, self.names)
        if self.part is not None:
            draw_points(ax, self.part, self.names)
        ax.set_title(title or "")
        self.ax_ = ax
        return self


@dataclass(frozen=True)
class _Plane:
    """Rows in which two features vary.

    Args:
        X: Rows as the estimator takes them.
        places: The two features, by name in a DataFrame, else by number.
        names: What they are called.
        points_N2: The two features of the rows of X.
    """

    X: Any
    places: tuple[Any, Any]
    names: tuple[str, str]
    points_N2: Points

    @classmethod
    def of(cls, X: Any, features: Sequence[int | str]) -> "_Plane":
        several = isinstance(features, Iterable) and not isinstance(features, str)
        if not several or len(features) != 2:
            raise DataError(f"features must be two numbers or names of columns, got {features!r}.")
        if not is_frame(X):
            X = check_array(X, accept_sparse=False, ensure_all_finite=False)
            i, j = (_number_of(each, X.shape[1]) for each in features)
            _check_two(i, j, features)
            return cls(X, (i, j), (f"x{i}", f"x{j}"), X[:, [i, j]].astype(np.float64))
        x, y = (_name_of(each, list(X.columns)) for each in features)
        _check_two(x, y, features)
        points_N2 = np.column_stack([_numbers(X[name], name) for name in (x, y)])
        return cls(X, (x, y), (x, y), points_N2)

    def rows(self, points_n2: Points) -> Any:
        """Return rows for points of the plane."""
        if is_frame(self.X):
            return typical_rows(self.X, dict(zip(self.places, points_n2.T, strict=True)))
        rows_nD = np.repeat(np.nanmedian(self.X, axis=0)[None], len(points_n2), axis=0)
        rows_nD[:, self.places] = points_n2
        return rows_nD


def _check_asked(estimator: Any, steps: Any, ax: Any) -> None:
    answers = any(map(partial(hasattr, estimator), ("predict", "predict_proba")))
    if not answers or not (
        is_regressor(estimator) or is_classifier(estimator) or hasattr(estimator, "classes_")
    ):
        raise DataError(
            f"estimator must be a fitted classifier or regressor, got {_short(estimator)}."
        )
    if not _whole(steps) or steps < 2:
        raise DataError(f"steps must be a whole number, 2 or more, got {steps!r}.")
    if ax is not None and not hasattr(ax, "imshow"):
        raise DataError(f"ax must be Matplotlib axes or None, got {_short(ax)}.")


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _short(value: object) -> str:
    return repr(value) if isinstance(value, str | int | float) else f"a {type(value).__name__}"


def _check_two(x: object, y: object, features: object) -> None:
    if x == y:
        raise DataError(f"features must be two different columns, got {features!r}.")


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


def _numbers(cells: Any, name: str) -> Points:
    try:
        return np.asarray(cells, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(f'"{name}" holds other things than numbers and spans no axis.') from error


def _part(estimator: Any, points_N2: Points, y: Any) -> Part:
    values = np.asarray(y)
    if values.shape != (len(points_N2),):
        raise DataError(
            f"y has shape {values.shape} and X has {counted(len(points_N2), 'row')}; each "
            "needs its answer."
        )
    if is_regressor(estimator):
        return Part("train", points_N2, values)
    codes = {label: code for code, label in enumerate(np.asarray(estimator.classes_).tolist())}
    unknown = [label for label in values.tolist() if label not in codes]
    if unknown:
        raise DataError(
            f'y holds "{unknown[0]}", which is no class of the estimator. Its classes are '
            f"{listed(map(str, codes))}."
        )
    return Part("train", points_N2, np.array([codes[label] for label in values.tolist()]))


def _asker(estimator: Any, plane: _Plane) -> Answer:
    """Return what answers points of the plane."""
    if is_regressor(estimator):
        return lambda points: Predictions(None, estimator.predict(plane.rows(points))[None], 0.5)
    fitted = getattr(estimator, "fitted_", None)
    threshold = fitted[0].threshold if fitted is not None else 0.5
    return lambda points: Predictions(
        _probabilities(estimator, plane.rows(points))[None], None, threshold
    )


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
