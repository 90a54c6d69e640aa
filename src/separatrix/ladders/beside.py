"""What stands beside the ladder: a line and trees of scikit-learn, on the same features."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

from separatrix.data.parts import Part
from separatrix.ladders.crossed import Fold
from separatrix.metrics.answers import Answers

BESIDE: Mapping[str, str] = {
    "line": "logistic or ridge regression, defaults",
    "trees": "histogram gradient boosting, defaults",
}
"""What each is, in words."""


def answers_beside(name: str, fold: Fold, task: str) -> Answers:
    """Train one of `BESIDE` on a fold and answer the rows that it held out.

    Args:
        name: A key of `BESIDE`.
        fold: The rows.
        task: What is predicted.
    """
    model = (_line if name == "line" else _trees)(fold, task)
    make = _wide(fold) if name == "line" else _narrow
    model.fit(make(fold.train), fold.train.target_N)
    held = make(fold.held)
    if task == "regression":
        return Answers(values_N=fold.target.restore(model.predict(held)))
    probabilities_NC = np.zeros((len(held), len(fold.target.classes)))
    probabilities_NC[:, model.classes_] = model.predict_proba(held)
    return Answers(probabilities_NC)


def _line(fold: Fold, task: str) -> Any:  # noqa: ARG001
    return Ridge() if task == "regression" else LogisticRegression(max_iter=1000)


def _trees(fold: Fold, task: str) -> Any:
    kind = HistGradientBoostingRegressor if task == "regression" else HistGradientBoostingClassifier
    return kind(random_state=fold.repeat)


def _narrow(part: Part) -> NDArray[np.float64]:
    """Return features with codes as numbers beside them."""
    return np.column_stack([part.encoded.features_ND, part.encoded.codes_NC]).astype(np.float64)


def _wide(fold: Fold) -> Callable[[Part], NDArray[np.float64]]:
    """Return what makes a feature of every level that the training rows hold."""
    if not fold.train.encoded.codes_NC.shape[1]:
        return lambda part: part.encoded.features_ND.astype(np.float64)
    levels = make_pipeline(OneHotEncoder(handle_unknown="ignore", sparse_output=False))
    levels.fit(fold.train.encoded.codes_NC)
    return lambda part: np.column_stack(
        [part.encoded.features_ND, levels.transform(part.encoded.codes_NC)]
    ).astype(np.float64)
