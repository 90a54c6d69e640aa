"""The plane of two features of an estimator: its axes, what stands in the others, and answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import is_regressor
from sklearn.utils import check_array

from separatrix.data.frames import (
    array_cells,
    frame_cells,
    is_frame,
    replaced_rows,
    typical_row,
)
from separatrix.errors import DataError, RunError, did_you_mean
from separatrix.evaluation.axis import Axis, axis_of, kind_of_cells
from separatrix.evaluation.prediction import Predictions
from separatrix.evaluation.slices import (
    BACKGROUND,
    NEARBY,
    TYPICAL,
    Ask,
    Held,
    Slice,
    spoken_for,
)
from separatrix.evaluation.thin import thinned
from separatrix.metrics.probabilities import probabilities

Points = NDArray[np.float64]

MOST_ROWS = 2_000
"""Rows by which it is judged for whom a plane speaks."""


@dataclass(frozen=True)
class EstimatorPlane:
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
    def of(cls, X: Any, features: Sequence[int | str], steps: int) -> "EstimatorPlane":
        """Return the plane of two features of some rows.

        Raises:
            DataError: a feature is not there or spans no axis.
        """
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
    def _between(cls, X: Any, x: Any, y: Any, features: object, steps: int) -> "EstimatorPlane":
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
        rows_N = thinned(len(self.X), MOST_ROWS)
        own = asker(estimator, self, NEARBY)(rows_N, {}).answers
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


def _number_of(feature: Any, there: int) -> int:
    if not whole(feature) or not -there <= feature < there:
        raise DataError(
            f"X is an array of {there} features, numbered from 0; there is no feature {feature!r}."
        )
    return int(feature) % there


def _name_of(feature: Any, names: list[str]) -> str:
    if feature in names:
        return str(feature)
    if isinstance(feature, str):
        raise DataError(f'X has no column "{feature}".{did_you_mean(feature, names)}')
    if not whole(feature) or not -len(names) <= feature < len(names):
        raise DataError(f"X has {len(names)} columns, numbered from 0; there is no {feature}.")
    return str(names[feature])


def whole(value: object) -> bool:
    """Say whether a value is a whole number, which True is not."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def asker(estimator: Any, plane: EstimatorPlane, how: str) -> Ask:
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
