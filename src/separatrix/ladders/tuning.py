"""Settings that a rung chooses for itself, by validation rows inside its training rows."""

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np

from separatrix.ladders.training import Asked, learn_folds
from separatrix.recipe import Recipe, replace

Tuned = Mapping[str, tuple[Any, ...]]
"""Settings of a recipe, and the values that are tried of each."""


def tune(recipes: Sequence[Recipe], tried: Tuned, asked: Asked) -> tuple[Recipe, ...]:
    """Return each fold's recipe with the settings that do best on its validation rows.

    Every combination is trained on four fifths of the fold's training rows and judged by its last
    loss on the others; no held row is looked at. The fold's network is trained afterwards, on all
    of its training rows.

    Args:
        recipes: The recipe of each fold.
        tried: The settings.
        asked: The folds, and how to train.
    """
    choices = _combinations(tried)
    loss_CF = np.array(
        [
            [
                learned.held_loss_E[-1]
                for learned in learn_folds(
                    [replace(recipe, choice) for recipe in recipes], asked, inner=True
                )
            ]
            for choice in choices
        ]
    )
    best_F = np.where(np.isfinite(loss_CF), loss_CF, np.inf).argmin(axis=0)
    return tuple(
        replace(recipe, choices[best]) for recipe, best in zip(recipes, best_F, strict=True)
    )


def _combinations(tried: Tuned) -> list[dict[str, Any]]:
    return [dict(zip(tried, values, strict=True)) for values in product(*tried.values())]
