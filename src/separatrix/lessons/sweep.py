"""Learning rates, epochs and widths in every combination, a stack for each width."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from separatrix.events import Listener, Stage, silent
from separatrix.ladders.problem import Problem
from separatrix.ladders.run import run_members
from separatrix.ladders.rung import Rung
from separatrix.lessons.lesson import Sweep
from separatrix.recipe import Recipe, replace


@dataclass(frozen=True)
class SweptWidth:
    """What one stack of rates and seeds reached after some numbers of epochs.

    Args:
        hidden: The hidden layers of the stack.
        median_LE: Median over the seeds of the test accuracy, by learning rate and epochs.
        solved_LE: Share of the seeds that reach the bar.
        parameters: Trained numbers of one member.
        seconds: How long the training took.
    """

    hidden: tuple[int, ...]
    median_LE: NDArray[np.float64]
    solved_LE: NDArray[np.float64]
    parameters: int
    seconds: float


def run_sweep(
    sweep: Sweep,
    recipe: Recipe,
    problem: Problem,
    seeds: tuple[int, ...],
    bar: float,
    listen: Listener = silent,
) -> tuple[SweptWidth, ...]:
    """Train a stack for each width; its members are every rate with every seed.

    With a constant rate a network that trains on has been, after each epoch, what a shorter
    training would have given: one training tells all numbers of epochs.

    Args:
        sweep: What to try.
        recipe: The settings that stay.
        problem: The rows.
        seeds: The first `sweep.seeds` of them are taken.
        bar: Accuracy that counts as solved.
        listen: Is told of every epoch.
    """
    assert recipe.schedule == "constant", "shorter trainings would have had other rates"
    return tuple(
        _run_width(sweep, recipe, problem, seeds[: sweep.seeds], bar, hidden, listen)
        for hidden in sweep.hidden
    )


def _run_width(
    sweep: Sweep,
    recipe: Recipe,
    problem: Problem,
    seeds: tuple[int, ...],
    bar: float,
    hidden: tuple[int, ...],
    listen: Listener,
) -> SweptWidth:
    listen(Stage(f"map of rates and epochs, hidden layers {'-'.join(map(str, hidden))}"))
    base = replace(recipe, {"hidden": hidden, "epochs": max(sweep.epochs)})
    members = [
        replace(base, {"learning_rate": rate, "seed": seed})
        for rate in sweep.rates
        for seed in seeds
    ]
    result = run_members(Rung("map", "", base), members, problem, "accuracy", listen)
    history = result.fitted.history
    assert history is not None
    assert history.held_metric_EK is not None
    looked_EK = _carried_on(history.held_metric_EK)[[epoch - 1 for epoch in sweep.epochs]]
    looked_LES = looked_EK.reshape(len(sweep.epochs), len(sweep.rates), -1).swapaxes(0, 1)
    return SweptWidth(
        hidden,
        np.median(looked_LES, axis=2),
        (looked_LES >= bar).mean(axis=2),
        result.parameters,
        result.seconds,
    )


def _carried_on(metric_EK: NDArray[np.float64]) -> NDArray[np.float64]:
    """Let a member whose loss became infinite count as wrong everywhere from then on."""
    return np.nan_to_num(metric_EK, nan=0.0)
