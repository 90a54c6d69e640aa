"""How well each class is found."""

import msgspec
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class ClassScore(msgspec.Struct, frozen=True):
    """What was predicted of one class, or of all in the mean ("macro").

    Args:
        name: The class.
        precision: Share of the rows predicted to be of it that are; 0 where none was.
        recall: Share of its rows that were predicted to be; None where it has none.
        f1: Harmonic mean of the two; None where recall is.
        rows: Rows of it.
    """

    name: str
    precision: float
    recall: float | None
    f1: float | None
    rows: int


def per_class(
    target_N: NDArray[np.int64],
    labels_N: NDArray[np.int64],
    names: tuple[str, ...],
    weight_N: Floats | None = None,
) -> tuple[ClassScore, ...]:
    """Score every class by itself, and last their mean over the classes that have rows.

    Args:
        target_N: True class codes.
        labels_N: Predicted class codes.
        names: Names of the classes.
        weight_N: What each row counts for; None when all count the same.

    Example:
        >>> [(each.name, each.precision, each.recall) for each in per_class(
        ...     np.array([0, 0, 1]), np.array([0, 1, 1]), ("no", "yes"))]
        [('no', 1.0, 0.5), ('yes', 0.5, 1.0), ('macro', 0.75, 0.75)]
    """
    count = len(names)
    hit_C, true_C, told_C = (
        np.bincount(codes, weights, count)
        for codes, weights in (
            (target_N[target_N == labels_N], _of(weight_N, target_N == labels_N)),
            (target_N, weight_N),
            (labels_N, weight_N),
        )
    )
    rows_C = np.bincount(target_N, minlength=count)
    scores = tuple(
        _score(name, hit_C[c], true_C[c], told_C[c], int(rows_C[c])) for c, name in enumerate(names)
    )
    return (*scores, _macro(scores))


def _score(name: str, hit: float, true: float, told: float, rows: int) -> ClassScore:
    precision = float(hit / told) if told else 0.0
    if not true:
        return ClassScore(name, precision, None, None, rows)
    return ClassScore(name, precision, float(hit / true), float(2 * hit / (true + told)), rows)


def _macro(scores: tuple[ClassScore, ...]) -> ClassScore:
    there = [each for each in scores if each.recall is not None and each.f1 is not None]
    if not there:
        return ClassScore("macro", 0.0, None, None, 0)
    return ClassScore(
        "macro",
        float(np.mean([each.precision for each in there])),
        float(np.mean([each.recall for each in there if each.recall is not None])),
        float(np.mean([each.f1 for each in there if each.f1 is not None])),
        sum(each.rows for each in there),
    )


def _of(weight_N: Floats | None, rows: NDArray[np.bool_]) -> Floats | None:
    return None if weight_N is None else weight_N[rows]
