"""NetRegressor: numbers."""
from typing import Any
import numpy as np
from numpy.typing import NDArray
from sklearn.base import RegressorMixin
from separatrix.estimators.base import NetEstimator
from separatrix.estimators.learning import Learner
from separatrix.estimators.targets import Wanted, read_numbers

Floats = NDArray[np.float64]

class NetRegressor(RegressorMixin, NetEstimator):
    def __init__(self, hidden_layer_sizes=(100,), activation="relu", *, solver="adam", alpha=1e-4, batch_size="auto", learning_rate_init="auto", max_iter=200, random_state=None, momentum=0.9, beta_1=0.9, beta_2=0.999, early_stopping="auto", validation_fraction=0.1, n_iter_no_change=10, dropout=0.0, norm="none", loss="auto", schedule="constant", clip=None, dtype="auto", device="auto", engine="auto", n_seeds=1, n_cv=None, kinds=None):
        for k, v in list(locals().items()):
            if k not in ("self", "__class__"): setattr(self, k, v)
    def _read_answers(self, y: NDArray[Any]) -> Wanted:
        return read_numbers(y)
    def predict(self, X):
        values = np.stack([a.answers.array for a in self._answers(X)], axis=1)
        return values if self._several else values[:, 0]
