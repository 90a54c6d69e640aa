"""The metric that was asked for, of every member, between the epochs of a training."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from separatrix.data.task import Task
from separatrix.errors import RecipeError, listed
from separatrix.metrics.answers import Answers
from separatrix.metrics.probabilities import probabilities
from separatrix.metrics.registry import METRICS, score
from separatrix.metrics.threshold import CHOSEN_FOR, best_threshold
from separatrix.models.own.networks import AnyStack
from separatrix.recipe import Recipe
from separatrix.training.answers import answers
from separatrix.training.examples import Examples
from separatrix.training.unit import Unit

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Judge:
    """Scores members by a metric, each row counting for its own weight and not its class's.

    Args:
        metric: A name in `METRICS`.
        unit: What a target that is a number is given in.
        chosen_for: The metric for which each look chooses a threshold anew; None keeps it.
        threshold: The threshold where none is chosen.
    """

    metric: str
    unit: Unit
    chosen_for: str | None = None
    threshold: float = 0.5

    def look(
        self, stack: AnyStack, train: Examples, held_out: Examples | None
    ) -> tuple[Floats, Floats | None]:
        """Return the metric of every member on both sides, each of shape (K,); nan if undefined.

        A threshold is chosen on the held-out rows where there are any, and holds for both sides.
        """
        steering = train if held_out is None else held_out
        of_steering = self._answers(stack, steering)
        of_train = of_steering if held_out is None else self._answers(stack, train)
        at_K = [self._threshold(steering, of_steering, k) for k in range(stack.members)]
        train_K = self._scores(train, of_train, at_K)
        return train_K, None if held_out is None else self._scores(held_out, of_steering, at_K)

    def _answers(self, stack: AnyStack, examples: Examples) -> Floats:
        """Return probabilities (K, N, C), or values (K, N, 1) in the unit of the table."""
        logits_KNO = answers(stack, examples.rows()).astype(np.float64)
        if self.metric in _OF_NUMBERS:
            return _numbers(self.unit.restore(_tensor(logits_KNO)))
        return probabilities(logits_KNO)

    def _threshold(self, examples: Examples, answers_KNC: Floats, k: int) -> float:
        if self.chosen_for is None or not len(examples):
            return self.threshold
        rows = _real(examples, k)
        target_N, weight_N = _of(examples.target, k)[rows], _weights(examples, k, rows)
        return best_threshold(self.chosen_for, target_N, answers_KNC[k, rows, 1], weight_N)

    def _scores(self, examples: Examples, answers_KNC: Floats, at_K: list[float]) -> Floats:
        return np.array([self._score(examples, answers_KNC[k], k, at) for k, at in enumerate(at_K)])

    def _score(self, examples: Examples, answers_NC: Floats, k: int, at: float) -> float:
        rows = _real(examples, k)
        target_N, weight_N = _of(examples.target, k)[rows], _weights(examples, k, rows)
        given = Answers(answers_NC[rows], threshold=at)
        if self.metric in _OF_NUMBERS:
            target_N = _numbers(self.unit.restore(_tensor(target_N)))
            given = Answers(values_N=answers_NC[rows, 0])
        if weight_N is None:
            return score(self.metric, target_N, given)
        return float(score(self.metric, target_N, given, weight_N[None])[0])


def judge_of(recipe: Recipe, task: Task, unit: Unit, weighted: bool) -> Judge | None:
    """Return what judges the members; None where the engine's own look is enough.

    Args:
        recipe: A recipe.
        task: What is predicted.
        unit: What a target that is a number is given in.
        weighted: Rows count for different amounts, of which the engine's look knows the loss only.

    Raises:
        RecipeError: the metric or the threshold does not suit the task.
    """
    check_metric(recipe, task)
    if recipe.metric == "loss" and not weighted:
        return None
    watched = "rmse" if task == "regression" else "accuracy"
    metric = watched if recipe.metric == "loss" else recipe.metric
    chosen = threshold_metric(recipe, task) if recipe.metric != "loss" else None
    fixed = 0.5 if isinstance(recipe.threshold, str) else recipe.threshold
    return Judge(metric, unit, chosen, fixed)


def threshold_metric(recipe: Recipe, task: Task) -> str | None:
    """Return the metric for which a threshold is to be chosen; None where it is given."""
    if task != "binary" or not isinstance(recipe.threshold, str):
        return None
    asked = recipe.metric if recipe.threshold == "auto" else recipe.threshold
    return asked if asked in CHOSEN_FOR else None


def check_metric(recipe: Recipe, task: Task) -> None:
    """See that metric and threshold suit the task.

    Raises:
        RecipeError: one does not.
    """
    suited = [name for name, metric in METRICS.items() if task in metric.tasks]
    if recipe.metric != "loss" and recipe.metric not in suited:
        raise RecipeError(
            f"The metric {recipe.metric} does not suit a {task} target; take "
            f"{listed(suited, most=99)}, or leave it out."
        )
    if recipe.threshold != "auto" and task != "binary":
        raise RecipeError(
            f"A threshold parts two classes; this target is {task}. Leave threshold out."
        )


_OF_NUMBERS = frozenset(name for name, each in METRICS.items() if "regression" in each.tasks)


def _real(examples: Examples, k: int) -> slice:
    """Return the rows of a member that are real."""
    return slice(None if examples.counts is None else int(examples.counts[k]))


def _weights(examples: Examples, k: int, rows: slice) -> Floats | None:
    weight = examples.sample_weight
    return None if weight is None else _of(weight, k)[rows].astype(np.float64)


def _of(tensor: Tensor, k: int) -> NDArray[Any]:
    """Return what all members share, or a member's own, of a tensor (N,) or (K, N)."""
    return _numbers(tensor if tensor.dim() == 1 else tensor[k])


def _numbers(tensor: Tensor) -> NDArray[Any]:
    numbers: NDArray[Any] = tensor.cpu().numpy()
    return numbers


def _tensor(numbers: NDArray[Any]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(numbers))
