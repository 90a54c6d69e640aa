"""NetRegressor: one number, or several."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import RegressorMixin

from separatrix.estimators.base import NetEstimator
from separatrix.estimators.targets import Wanted, read_numbers
from separatrix.metrics.answers import Answers

Floats = NDArray[np.float64]


class NetRegressor(RegressorMixin, NetEstimator):  # type: ignore[misc]  # no types there
    """A regressor for scikit-learn: networks on tables as they come.

    Its parameters and what is remembered are those of `NetClassifier` without `class_weight` and
    `threshold`; `loss` is "auto" or "squared_error" (mse), "absolute_error" (l1) or "huber". The
    target is standardised while it is learned, and predicted in its own unit. Several outputs have
    networks of their own, which share the Encoder.

    Example:
        >>> import numpy as np
        >>> X = np.linspace(-2, 2, 100)[:, None]
        >>> NetRegressor((32,), random_state=0).fit(X, X[:, 0] ** 2).score(X, X[:, 0] ** 2) > 0.95
        True
    """

    def predict(self, X: Any) -> Floats:
        """Return the number of each row, of shape (n,), or (n, outputs)."""
        return self._values([each.answers for each in self._answers(X)])

    def _read_answers(self, y: NDArray[Any]) -> Wanted:
        return read_numbers(y)

    def _held(self, answers: list[Answers]) -> Floats:
        return self._values(answers)

    def _values(self, answers: list[Answers]) -> Floats:
        values = [np.asarray(each.array, np.float64) for each in answers]
        return np.stack(values, axis=1) if self._several else values[0]
