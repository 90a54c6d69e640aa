"""Which settings mattered: how much of the scores' variance each explains by itself."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.sweeps.result import Mattered, Plan, Trial
from separatrix.sweeps.space import varied

BINS = 4
"""Groups of a setting of many values."""


def what_mattered(plan: Plan, trials: Sequence[Trial]) -> tuple[Mattered, ...]:
    """Return the settings by how much they explain, most first.

    The trials of the first stage, which all recipes went through alike, are put into groups by a
    setting's value, numbers of many values into quarters; the share of the variance between groups
    is omega squared (Hays 1963), which does not grow with the number of groups where there is
    nothing, as eta squared does. It is a main effect: what two settings do together is not in it.

    Args:
        plan: What was tried.
        trials: What it reached.
    """
    first = [trial for trial in trials if trial.stage == 0 and trial.score is not None]
    score_T = np.array([trial.score for trial in first], np.float64)
    recipes = [plan.recipes[trial.number] for trial in first]
    found = []
    for setting in varied(plan.recipes) if len(first) > 2 else ():
        group_T = groups([getattr(recipe, setting) for recipe in recipes])
        found.append(Mattered(setting, omega_squared(group_T, score_T)))
    return tuple(sorted(found, key=lambda each: -each.share))


def groups(values: Sequence[Any]) -> NDArray[np.int64]:
    """Return the group of each value, from 0."""
    written = [repr(value) for value in values]
    known = {name: place for place, name in enumerate(dict.fromkeys(written))}
    numbers = all(isinstance(value, int | float) for value in values)
    if len(known) <= 2 * BINS or not numbers:
        return np.array([known[name] for name in written], np.int64)
    number_T = np.asarray(values, np.float64)
    edges = np.unique(np.quantile(number_T, np.arange(1, BINS) / BINS))
    return np.searchsorted(edges, number_T, side="right").astype(np.int64)


def omega_squared(group_T: NDArray[np.int64], score_T: NDArray[np.float64]) -> float:
    """Return the share of the variance between groups, corrected for how many there are."""
    names, group_T = np.unique(group_T, return_inverse=True)
    count, trials = len(names), len(score_T)
    total = float(((score_T - score_T.mean()) ** 2).sum())
    if count < 2 or trials <= count or total == 0:
        return 0.0
    means = [score_T[group_T == group].mean() for group in range(count)]
    within = float(((score_T - np.array(means)[group_T]) ** 2).sum())
    error = within / (trials - count)
    return float(max(0.0, (total - within - (count - 1) * error) / (total + error)))
