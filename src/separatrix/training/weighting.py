"""What the loss of each row counts for: its own weight times that of its class."""

import numpy as np
from numpy.typing import NDArray

from separatrix.data.parts import Part
from separatrix.data.target import Target
from separatrix.errors import RecipeError, did_you_mean, listed
from separatrix.recipe import ClassWeight

Floats = NDArray[np.float64]


def class_weights(asked: ClassWeight, target: Target, train: Part) -> Floats | None:
    """Return the weight of each class, shape (C,); None when all count the same.

    "balanced" gives every class the same part in the loss: rows / (C * rows of the class), where
    rows are sums of their weights (King and Zeng 2001, as scikit-learn has it). A class that a
    mapping does not name has weight 1.

    Args:
        asked: What the recipe says.
        target: What is predicted.
        train: The training rows, by which classes are balanced.

    Raises:
        RecipeError: the target is a number, or a class is not known.
    """
    if asked == "none":
        return None
    if target.task == "regression":
        raise RecipeError(
            f'class_weight weighs classes, and "{target.name}" is learned as a number. '
            "Leave it out."
        )
    if isinstance(asked, str):
        return _balanced(len(target.classes), train)
    _check_classes(asked, target)
    return np.array([asked.get(name, 1.0) for name in target.class_names])


def loss_weights(part: Part, class_weight_C: Floats | None) -> Floats | None:
    """Return what the loss of each row counts for, with mean 1; None when all count the same."""
    if class_weight_C is None and part.weight_N is None:
        return None
    own_N = np.ones(len(part)) if part.weight_N is None else part.weight_N
    weight_N = own_N if class_weight_C is None else own_N * class_weight_C[part.target_N]
    mean = weight_N.mean() if len(weight_N) else 0.0
    return weight_N / mean if mean > 0 else np.ones(len(part))


def _balanced(classes: int, train: Part) -> Floats:
    rows_C = np.bincount(train.target_N, train.weight_N, classes).astype(np.float64)
    there_C = rows_C > 0
    return np.where(there_C, rows_C.sum() / (classes * np.where(there_C, rows_C, 1.0)), 1.0)


def _check_classes(asked: dict[str, float], target: Target) -> None:
    unknown = [name for name in asked if name not in target.class_names]
    if unknown:
        raise RecipeError(
            f'class_weight names the class "{unknown[0]}", which "{target.name}" does not have.'
            f"{did_you_mean(unknown[0], target.class_names)} Its classes are "
            f"{listed(target.class_names)}."
        )
