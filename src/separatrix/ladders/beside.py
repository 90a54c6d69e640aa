"""What stands beside the ladder: a line and trees of scikit-learn, on the same features."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import OneHotEncoder

from separatrix.data.parts import Part
from separatrix.ladders.crossed import Fold
from separatrix.ladders.encoding import Encodings
from separatrix.metrics.answers import Answers

BESIDE: Mapping[str, str] = {
    "line": "logistic or ridge regression, defaults",
    "trees": "histogram gradient boosting, defaults",
}
"""What each is, in words."""


def answers_beside(name: str, encodings: Encodings) -> tuple[Answers, ...]:
    """Train one of `BESIDE` on every fold, and answer the rows that it holds out.

    Args:
        name: A key of `BESIDE`.
        encodings: The folds. Of one test set, whose folds are all the same, the line is trained
            once, for it has no seed.
    """
    folds = encodings.crossed.folds
    found: dict[int, Answers] = {}
    for batch in encodings.batches():
        for place, train, held in zip(batch.places, batch.train, batch.held, strict=True):
            if name == "line" and encodings.crossed.apart and place > 0:
                found[place] = found[0]
            else:
                found[place] = _answers(name, folds[place], train, held)
    return tuple(found[place] for place in range(len(folds)))


def _answers(name: str, fold: Fold, train: Part, held: Part) -> Answers:
    task = fold.target.task
    model = (_line if name == "line" else _trees)(fold, task)
    make = _wide(train) if name == "line" else _narrow
    model.fit(make(train), train.target_N, sample_weight=train.weight_N)
    rows = make(held)
    if task == "regression":
        return Answers(values_N=fold.target.restore(model.predict(rows)))
    probabilities_NC = np.zeros((len(rows), len(fold.target.classes)))
    probabilities_NC[:, model.classes_] = model.predict_proba(rows)
    return Answers(probabilities_NC)


def _line(fold: Fold, task: str) -> Any:  # noqa: ARG001
    return Ridge() if task == "regression" else LogisticRegression(max_iter=1000)


def _trees(fold: Fold, task: str) -> Any:
    kind = HistGradientBoostingRegressor if task == "regression" else HistGradientBoostingClassifier
    return kind(random_state=fold.repeat)


def _narrow(part: Part) -> NDArray[np.float64]:
    """Return features with codes as numbers beside them."""
    return np.column_stack([part.encoded.features_ND, part.encoded.codes_NC]).astype(np.float64)


def _wide(train: Part) -> Callable[[Part], NDArray[np.float64]]:
    """Return what makes a feature of every level that the training rows hold."""
    if not train.encoded.codes_NC.shape[1]:
        return lambda part: part.encoded.features_ND.astype(np.float64)
    levels = OneHotEncoder(handle_unknown="ignore", sparse_output=False)
    levels.fit(train.encoded.codes_NC)
    return lambda part: np.column_stack(
        [part.encoded.features_ND, levels.transform(part.encoded.codes_NC)]
    ).astype(np.float64)
