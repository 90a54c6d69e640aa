"""Our own side: a whole fit as a user has it, and the training steps of it alone."""

from time import perf_counter
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.losses import Nets
from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender, Trained
from separatrix.models.architecture import Architecture
from separatrix.models.own.networks import described
from separatrix.models.stack import Stack
from separatrix.recipe import Recipe, replace
from separatrix.recipe.presets import PRESETS
from separatrix.training.engine import choose_engine
from separatrix.training.examples import Examples
from separatrix.training.loop import Training, fit
from separatrix.training.machine import choose_threads, step_work, threads
from separatrix.training.resolve import resolve

WHOLE = "Separatrix"
STEPS = "Separatrix, steps alone"


def contenders(problem: Problem, data: Data, members: int = 1) -> list[Contender]:
    """Return the whole fit, which looks at all training rows after each epoch, and its steps."""
    examples = _examples(data)

    def whole(seed: int, epochs: int) -> Trained:
        trained = fit(
            _recipes(problem, seed, epochs, members),
            _architecture(problem),
            examples,
            task="binary",
            device="cpu",
        )
        return Trained(
            lambda: _nets(described(trained.stack)), note=f"{trained.environment.engine} engine"
        )

    def steps(seed: int, epochs: int) -> Trained:
        recipes = [
            resolve(recipe, "binary", problem.rows)
            for recipe in _recipes(problem, seed, epochs, members)
        ]
        work = step_work(_architecture(problem), members, problem.batch)
        engine = choose_engine("auto", _architecture(problem), "cpu")
        with threads(choose_threads(work)):
            training = Training(
                recipes, _architecture(problem), examples, None, "binary", engine=engine.name
            )
            clock = Clocked(training.engine)
            training.engine = clock
            training.run()
        return Trained(lambda: _nets(described(training.stack)), clock.seconds)

    return [Contender(WHOLE, whole), Contender(STEPS, steps, "without looking at the rows")]


class Clocked:
    """An engine whose training epochs are timed.

    Args:
        engine: Does the work.
    """

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.seconds = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def train_epoch(
        self, epoch: int, rates_KS: NDArray[np.float64], running_K: NDArray[np.bool_]
    ) -> None:
        """Pass once through the training rows, by the clock."""
        began = perf_counter()
        self._engine.train_epoch(epoch, rates_KS, running_K)
        self.seconds += perf_counter() - began


def _recipes(problem: Problem, seed: int, epochs: int, members: int) -> list[Recipe]:
    settings = {
        "hidden": problem.hidden,
        "learning_rate": problem.rate,
        "batch_size": problem.batch,
        "epochs": epochs,
        "patience": None,
        "loss": "bce" if problem.outputs == 1 else "cross-entropy",
    }
    recipe = replace(PRESETS["plain"], settings)
    return [replace(recipe, {"seed": seed * members + member}) for member in range(members)]


def _architecture(problem: Problem) -> Architecture:
    return Architecture(features=problem.features, hidden=problem.hidden, outputs=problem.outputs)


def _examples(data: Data) -> Examples:
    codes = torch.zeros(len(data.labels_N), 0, dtype=torch.int64)
    return Examples(torch.from_numpy(data.features_ND), codes, torch.from_numpy(data.labels_N))


def _nets(stack: Stack) -> Nets:
    weights = {name: tensor.detach().numpy() for name, tensor in stack.weights().items()}
    layers = range(len(stack.architecture.widths) - 1)
    return [
        [(weights[f"weight.{i}"][k], weights[f"bias.{i}"][k]) for i in layers]
        for k in range(stack.members)
    ]
