"""NetClassifier: classes."""
from typing import Any
import numpy as np
from numpy.typing import NDArray
from sklearn.base import ClassifierMixin
from separatrix.estimators.base import NetEstimator
from separatrix.estimators.learning import Learner
from separatrix.estimators.targets import Wanted, read_classes

Floats = NDArray[np.float64]

class NetClassifier(ClassifierMixin, NetEstimator):
    def __init__(self, hidden_layer_sizes=(100,), activation="relu", *, solver="adam", alpha=1e-4, batch_size="auto", learning_rate_init="auto", max_iter=200, random_state=None, momentum=0.9, beta_1=0.9, beta_2=0.999, early_stopping="auto", validation_fraction=0.1, n_iter_no_change=10, dropout=0.0, norm="none", loss="auto", schedule="constant", clip=None, dtype="auto", device="auto", engine="auto", n_seeds=1, n_cv=None, kinds=None):
        for k, v in list(locals().items()):
            if k not in ("self", "__class__"): setattr(self, k, v)
    def _read_answers(self, y: NDArray[Any]) -> Wanted:
        return read_classes(y)
    def _remember(self, fitted, wanted):
        super()._remember(fitted, wanted)
        self.classes_ = wanted.classes
    def predict(self, X):
        answers = self._answers(X)
        codes = np.stack([a.answers.labels_N for a in answers], axis=1)
        return codes if self._several else self.classes_[codes[:, 0]]
    def predict_proba(self, X):
        answers = self._answers(X)
        if self._several:
            return np.stack([a.answers.array[:, 1] for a in answers], axis=1)
        return answers[0].answers.array
    def decision_function(self, X):
        p = [np.log(np.maximum(a.answers.array, np.finfo(float).smallest_subnormal)) for a in self._answers(X)]
        if self._several:
            return np.stack([a[:, 1] - a[:, 0] for a in p], axis=1)
        return p[0][:, 1] - p[0][:, 0] if len(self.classes_) == 2 else p[0]
    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
