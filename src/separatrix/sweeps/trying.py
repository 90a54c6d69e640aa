"""Trials as stacks, stage by stage: the best of a short training go on to a longer one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from separatrix.data.parts import Parts, encode_parts
from separatrix.data.prepare import Prepared
from separatrix.evaluation.prediction import predict_encoded
from separatrix.evaluation.resampling import defined, weighted_score
from separatrix.evaluation.truth import restored
from separatrix.events import Listener, Stage, silent
from separatrix.metrics.registry import METRICS
from separatrix.recipe import Embed, Recipe, replace
from separatrix.sweeps.result import Plan, Trial
from separatrix.training.fitted import Fitted
from separatrix.training.learn import learn_rows

Done = Mapping[tuple[int, int], Trial]
"""Trials by recipe and stage."""


@dataclass
class Rows:
    """The rows of a sweep, encoded when a recipe asks for it; test rows are never asked for.

    Args:
        prepared: The table with its split.
    """

    prepared: Prepared

    def __post_init__(self) -> None:
        self._parts: dict[tuple[Embed, str], Parts] = {}

    def parts(self, recipe: Recipe) -> Parts:
        """Return the rows as a recipe takes them."""
        key = (recipe.embed, recipe.numbers)
        if key not in self._parts:
            self._parts[key] = encode_parts(self.prepared, recipe.numbers, recipe.embed)
        return self._parts[key]


def try_all(
    plan: Plan,
    prepared: Prepared,
    done: Done,
    keep: Callable[[Trial], None],
    *,
    device: str = "auto",
    engine: str = "auto",
    listen: Listener = silent,
) -> tuple[Trial, ...]:
    """Train every recipe for a while, and the better ones for longer (successive halving).

    A stage trains from the beginning for its share of a recipe's epochs, so that schedules come to
    their end, and the best of it go on (Jamieson and Talwalkar 2016); the base goes on with them,
    to be compared with. Recipes that differ in rate
    and decay alone are one stack.

    Args:
        plan: What to do.
        prepared: The rows.
        done: Trials that an earlier process finished, which are not trained again.
        keep: Is handed each trial when it is done.
        device: "auto" or a device's name.
        engine: "auto", "compiled" or "pytorch".
        listen: Is told what happens.

    Returns:
        Every trial of every stage.
    """
    rows, numbers = Rows(prepared), list(range(len(plan.recipes)))
    every: list[Trial] = []
    for stage, share in enumerate(plan.stages):
        missing = [number for number in numbers if (number, stage) not in done]
        found = {number: done[number, stage] for number in numbers if (number, stage) in done}
        listen(Stage(f"Stage {stage + 1} of {len(plan.stages)}: {len(numbers)} trials"))
        for stack in _stacks(plan, missing, share):
            for trial in _train(plan, stack, stage, share, rows, device, engine, listen):
                keep(trial)
                found[trial.number] = trial
        every += [found[number] for number in sorted(found)]
        best = better(plan, found.values())[: max(1, ceil(len(numbers) * plan.keep))]
        numbers = list(dict.fromkeys((*best, 0)))
    return tuple(every)


def better(plan: Plan, trials: Iterable[Trial]) -> list[int]:
    """Return the numbers of the recipes, the best score first; equal ones in their order."""
    sign = 1 if METRICS[plan.metric].greater_is_better else -1

    def rank(trial: Trial) -> tuple[float, int]:
        return (np.inf if trial.score is None else -sign * trial.score, trial.number)

    return [trial.number for trial in sorted(trials, key=rank)]


def _stacks(plan: Plan, numbers: Sequence[int], share: float) -> list[list[int]]:
    """Return which recipes are trained together: those that differ in rate and decay alone."""
    together: dict[str, list[int]] = {}
    for number in numbers:
        recipe = shortened(plan.recipes[number], share)
        alike = replace(recipe, {"learning_rate": 1.0, "weight_decay": 0.0})
        together.setdefault(repr(alike), []).append(number)
    return list(together.values())


def shortened(recipe: Recipe, share: float) -> Recipe:
    """Return a recipe with a share of its epochs."""
    return replace(recipe, {"epochs": max(1, ceil(recipe.epochs * share))})


def _train(
    plan: Plan,
    numbers: Sequence[int],
    stage: int,
    share: float,
    rows: Rows,
    device: str,
    engine: str,
    listen: Listener,
) -> list[Trial]:
    recipes = [shortened(plan.recipes[number], share) for number in numbers]
    parts = rows.parts(recipes[0])
    fitted = learn_rows(
        recipes,
        parts.encoder,
        parts.target,
        parts.by_name["train"],
        parts.by_name["validation"],
        device=device,
        engine=engine,
        listen=listen,
    )
    if not fitted.finished:
        raise KeyboardInterrupt
    return [
        Trial(number, stage, recipe.epochs, score, fitted.seconds / len(numbers))
        for number, recipe, score in zip(
            numbers, recipes, _scores(fitted, parts, plan.metric), strict=True
        )
    ]


def _scores(fitted: Fitted, parts: Parts, metric: str) -> list[float | None]:
    """Return each member's score on the validation rows."""
    held = parts.by_name["validation"]
    predictions = predict_encoded(fitted, held.encoded)
    truth_N = restored(fitted.target, held.target_N)
    return [
        defined(weighted_score(metric, truth_N, predictions.member(k), held.weight_N))
        for k in range(fitted.members)
    ]
