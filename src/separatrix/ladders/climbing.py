"""A ladder climbed on a table: what each rung reaches, and what its idea bought."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.guess import guess
from separatrix.evaluation.truth import restored
from separatrix.events import Listener, Stage, silent
from separatrix.ladders.beside import BESIDE, answers_beside
from separatrix.ladders.comparison import Comparison, compare, holm
from separatrix.ladders.crossed import Crossed, held_answers, train_crossed
from separatrix.ladders.rung import Ladder, climb
from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import METRICS, metrics_of, score
from separatrix.recipe import Recipe

Floats = NDArray[np.float64]

LADDER = climb(
    "linear",
    Recipe(
        hidden=(),
        activation="identity",
        optimizer="sgd",
        learning_rate=0.05,
        epochs=30,
        keep="last",
    ),
    ("deeper", {"hidden": (64, 64)}),
    ("ReLU", {"activation": "relu"}),
    ("Adam", {"optimizer": "adam", "learning_rate": 2e-3}),
    ("schedule", {"schedule": "one-cycle"}),
    ("dropout", {"dropout": 0.1}),
)
"""The story that is told of every table."""

ROPE = 0.01
"""Half the width of the region of practical equivalence: one point of a score from 0 to 1, as
Benavoli et al. 2017 take it for accuracy."""

SURE = 0.95
"""Posterior probability from which two rungs count as practically the same."""

ALARM = 0.05
"""Highest p-value, of all rungs together, of a difference that counts as real."""


@dataclass(frozen=True)
class Climbed:
    """One rung, or what stands beside the ladder, scored on every fold.

    Args:
        name: What it is called.
        changed: What it changes from the rung below, in words.
        scores_F: Its score on the held-out rows of each fold.
        interval: 95 % interval of the mean score.
        parameters: Trained numbers of one network; 0 for what is no network of ours.
        seconds: How long its trainings took, together.
        step: How it compares with the rung below; None for the first, and beside the ladder.
    """

    name: str
    changed: str
    scores_F: Floats
    interval: tuple[float, float]
    parameters: int
    seconds: float
    step: Comparison | None = None

    @property
    def mean(self) -> float:
        """Mean score over the folds."""
        return float(self.scores_F.mean())

    @property
    def verdict(self) -> str:
        """What its idea bought: "real", "worse", "the same", "unclear", or "" without a step.

        Practically the same goes before real, for a difference that is certain may be of no use.
        """
        if self.step is None:
            return ""
        if self.step.same >= SURE:
            return "the same"
        if self.step.p >= ALARM:
            return "unclear"
        return "real" if self.step.difference > 0 else "worse"


@dataclass(frozen=True)
class Climb:
    """A whole ladder on a table.

    Args:
        metric: What is scored.
        rungs: From the guess to the last rung.
        beside: What else was trained on the same folds.
        trainings: Folds times repeats.
    """

    metric: str
    rungs: tuple[Climbed, ...]
    beside: tuple[Climbed, ...]
    trainings: int

    @property
    def advice(self) -> Climbed:
        """The lowest rung that is not worse than the best by more than practically nothing."""
        sign = sign_of(self.metric)
        best = max(sign * rung.mean for rung in self.rungs)
        return next(rung for rung in self.rungs if sign * rung.mean >= best - ROPE)


def sign_of(metric: str) -> int:
    """Return 1 where more of a metric is better, else -1."""
    return 1 if METRICS[metric].greater_is_better else -1


def climb_table(
    crossed: Crossed,
    ladder: Ladder = LADDER,
    metric: str | None = None,
    *,
    beside: Sequence[str] = tuple(BESIDE),
    listen: Listener = silent,
) -> Climb:
    """Train every rung on the same folds, and compare each with the one below.

    Args:
        crossed: The folds.
        ladder: The rungs; each changes one thing.
        metric: What is scored; None takes the task's headline.
        beside: Names in `BESIDE` of what else is trained.
        listen: Is told what happens.

    Raises:
        RecipeError: a rung does not fit the task.
    """
    metric = metric or metrics_of(crossed.task)[0]
    climbed = [_guessed(crossed, metric)]
    for rung in ladder.rungs:
        listen(Stage(f"Training {rung.name}: {len(crossed.folds)} networks"))
        trained = train_crossed(rung.recipe, crossed)
        scores_F = _scores(crossed, metric, held_answers(trained, crossed))
        size = trained.stack.architecture.parameters
        climbed.append(
            _scored(crossed, metric, rung.name, rung.changed, scores_F, size, trained.seconds)
        )
    others = [_beside(name, crossed, metric, listen) for name in beside]
    return Climb(metric, _compared(crossed, metric, climbed), tuple(others), len(crossed.folds))


def _guessed(crossed: Crossed, metric: str) -> Climbed:
    found = [
        guess(crossed.task, restored(fold.target, fold.train.target_N), fold.truth_N, asked=metric)[
            metric
        ]
        for fold in crossed.folds
    ]
    scores_F = np.array([np.nan if value is None else value for value in found])
    words = "the mean" if crossed.task == "regression" else "the most frequent class"
    return _scored(crossed, metric, "guess", words, scores_F, 0, 0.0)


def _beside(name: str, crossed: Crossed, metric: str, listen: Listener) -> Climbed:
    listen(Stage(f"Training {BESIDE[name]}"))
    began = perf_counter()
    answered = [answers_beside(name, fold, crossed.task) for fold in crossed.folds]
    seconds = perf_counter() - began
    return _scored(
        crossed, metric, name, BESIDE[name], _scores(crossed, metric, answered), 0, seconds
    )


def _scores(crossed: Crossed, metric: str, answered: Sequence[Answers]) -> Floats:
    return np.array(
        [
            score(metric, fold.truth_N, answers)
            for fold, answers in zip(crossed.folds, answered, strict=True)
        ]
    )


def _scored(
    crossed: Crossed,
    metric: str,
    name: str,
    changed: str,
    scores_F: Floats,
    parameters: int,
    seconds: float,
) -> Climbed:
    """Score a rung; its interval ends where the metric does."""
    most = 1.0 if METRICS[metric].greater_is_better else np.inf
    least = 0.0 if metric not in ("r2", "mcc") else -np.inf
    about = compare(scores_F, crossed.held_share, ROPE)
    interval = (max(about.low, least), min(about.high, most))
    return Climbed(name, changed, scores_F, interval, parameters, seconds)


def _compared(crossed: Crossed, metric: str, rungs: Sequence[Climbed]) -> tuple[Climbed, ...]:
    """Return the rungs with their steps, p-values being those of all steps together."""
    sign = sign_of(metric)
    steps = [
        compare(sign * (after.scores_F - before.scores_F), crossed.held_share, ROPE)
        for before, after in pairwise(rungs)
    ]
    adjusted = holm([step.p for step in steps])
    told = [replace(step, p=float(p)) for step, p in zip(steps, adjusted, strict=True)]
    return (
        rungs[0],
        *(replace(rung, step=step) for rung, step in zip(rungs[1:], told, strict=True)),
    )
