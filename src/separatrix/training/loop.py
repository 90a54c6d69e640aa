"""The training loop, as one teaches it, for K networks at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from time import perf_counter
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from separatrix.data.task import Task
from separatrix.errors import RecipeError
from separatrix.events import Epoch, Listener, silent
from separatrix.metrics.registry import METRICS
from separatrix.models.architecture import Architecture
from separatrix.models.initial import initialise
from separatrix.models.own.networks import AnyStack
from separatrix.models.own.stack import OwnStack
from separatrix.models.stack import Rows, Stack
from separatrix.recipe import Recipe
from separatrix.training.answers import answers
from separatrix.training.batches import Batches
from separatrix.training.engine import ENGINES, EngineName, choose_engine
from separatrix.training.examples import Examples
from separatrix.training.history import History, Recorder
from separatrix.training.judging import judge_of
from separatrix.training.losses import LOSSES
from separatrix.training.machine import (
    Environment,
    choose_device,
    choose_threads,
    environment,
    step_work,
    tf32_products,
    threads,
)
from separatrix.training.observing import Observer
from separatrix.training.probe import probe_of
from separatrix.training.resolve import check_members, resolve
from separatrix.training.schedules import rate_factors
from separatrix.training.snapshot import Snapshot, snapshot
from separatrix.training.statistics import Statistics, statistics
from separatrix.training.stopping import Keeper
from separatrix.training.unit import STANDARDISED, Unit
from separatrix.training.watching import Watch


@dataclass(frozen=True)
class Trained:
    """What a training hands over.

    Args:
        stack: The networks with the weights they keep, in eval mode on the CPU.
        history: What the training looked like.
        recipes: The resolved recipe of each member.
        environment: What the bits depend on.
        seconds: How long it took.
        finished: False when it was interrupted; the weights are then the best so far.
        notes: What the user should know about it.
    """

    stack: AnyStack
    history: History
    recipes: tuple[Recipe, ...]
    environment: Environment
    seconds: float
    finished: bool
    notes: tuple[str, ...] = ()


def fit(
    recipes: Sequence[Recipe],
    networks: Architecture | OwnStack,
    train: Examples,
    held_out: Examples | None = None,
    *,
    task: Task,
    unit: Unit = STANDARDISED,
    device: str = "auto",
    engine: str = "auto",
    listen: Listener = silent,
    observe: Observer | None = None,
    begin: AnyStack | None = None,
) -> Trained:
    """Train one network for each recipe, all together as one stack.

    Args:
        recipes: One for each member; they differ in learning rate, weight decay and seed only.
        networks: The shape of every member, or a stack of the user's own module, which is trained
            in place.
        train: The rows to learn from.
        held_out: Rows to watch; they steer stopping and what is kept where the recipe says so.
        task: What is predicted.
        unit: What a target that is a number is given in, for the history.
        device: "auto" or a device's name.
        engine: "auto", "compiled" or "pytorch".
        listen: Is told of every epoch.
        observe: Is handed the training before the first epoch and after each, to ask what it likes.
        begin: Networks to go on with, in place of those that the seeds give.

    Raises:
        RecipeError: the recipes do not fit together, the task, the machine or `begin`.
    """
    resolved = tuple(resolve(recipe, task, len(train)) for recipe in recipes)
    recipe = check_members(resolved)
    assert isinstance(recipe.batch_size, int)
    shape = networks.architecture if isinstance(networks, OwnStack) else networks
    work = step_work(shape, len(recipes), recipe.batch_size)
    place = choose_device(device, work)
    chosen = choose_engine(engine, shape, place, recipe.dtype)
    with threads(choose_threads(work)), tf32_products(place):
        training = Training(
            resolved,
            networks,
            train.to(place),
            None if held_out is None else held_out.to(place),
            task,
            unit,
            chosen.name,
            begin,
        )
        finished = _run(training, listen, observe)
        return Trained(
            stack=training.stack.cpu().eval(),
            history=training.recorder.history(training.keeper.bring_back()),
            recipes=resolved,
            environment=environment(place, len(recipes), *chosen),
            seconds=perf_counter() - training.began,
            finished=finished,
            notes=_notes(training),
        )


def _run(training: "Training", listen: Listener, observe: Observer | None) -> bool:
    """Run a training to its end and return True, or False when Ctrl-C ended it before."""
    try:
        training.run(listen=listen, observe=observe)
    except KeyboardInterrupt:
        if not training.recorder.columns:
            raise
        return False
    return True


class Training:
    """One training under way: the stack, the engine that trains it, and its notes.

    It can be run until any epoch and asked in between: `answers`, `statistics` and `snapshot` look
    at the same weights that are being trained, whatever the engine, and change nothing.

    Args:
        recipes: Resolved recipe of each member.
        networks: The shape of every member, or a stack of the user's own module.
        train: The rows to learn from, on the device to train on.
        held_out: Rows to watch, on the same device.
        task: What is predicted.
        unit: What a target that is a number is given in.
        engine: Which engine trains.
        begin: Networks to go on with, in place of those that the seeds give.
    """

    def __init__(
        self,
        recipes: Sequence[Recipe],
        networks: Architecture | OwnStack,
        train: Examples,
        held_out: Examples | None,
        task: Task,
        unit: Unit = STANDARDISED,
        engine: EngineName = "pytorch",
        begin: AnyStack | None = None,
    ) -> None:
        self.began = perf_counter()
        self.recipe = recipes[0]
        self.train, self.held_out = train, held_out
        self.watch = watch = Watch(LOSSES[self.recipe.loss], task, unit)
        weighted = train.sample_weight is not None
        self.judge = judge_of(self.recipe, task, unit, weighted)
        self.metric = watch.metric if self.judge is None else self.judge.metric
        self.recorder = Recorder(self.metric)
        device = train.target.device
        seeds_K = torch.tensor([recipe.seed for recipe in recipes], device=device)
        self.stack = _stack(networks, self.recipe, seeds_K)
        if begin is not None:
            _go_on(self.stack, begin)
        assert isinstance(self.recipe.batch_size, int)
        self.batches = Batches(
            len(train),
            train.counts,
            self.recipe.batch_size,
            seeds_K,
            join_single=self.stack.architecture.needs_pairs,
        )
        self.rate_K = np.array([recipe.learning_rate for recipe in recipes])
        self.engine = ENGINES[engine](self.stack, recipes, train, self.batches, watch)
        self.keeper = Keeper(self.stack, self.recipe, watched=held_out is not None)
        self.epoch = 0
        self.steps_K = np.zeros(len(recipes), dtype=np.int64)

    def run(
        self,
        until: int | None = None,
        listen: Listener = silent,
        observe: Observer | None = None,
    ) -> None:
        """Train until an epoch, or until every member stopped.

        Args:
            until: Epochs that shall be done in all; None for all of the recipe's.
            listen: Is told of every epoch.
            observe: Is called before the first epoch and after each.
        """
        last = self.recipe.epochs if until is None else min(until, self.recipe.epochs)
        if self.epoch == 0 < last:
            self.engine.prepare(listen)
            if observe is not None:
                observe(self)
        while self.epoch < last and self.keeper.running_K.any():
            rates_KS = self._rates(self.epoch)
            self.engine.train_epoch(self.epoch, rates_KS, self.keeper.running_K)
            self.steps_K += self.batches.steps * self.keeper.running_K
            self._look(rates_KS)
            self.epoch += 1
            if listen is not silent:
                listen(self._event())
            if observe is not None:
                observe(self)

    def answers(self, rows: Rows) -> NDArray[Any]:
        """Return the logits (or values) of every member for given rows, shape (K, N, O)."""
        return answers(self.stack, rows)

    def snapshot(self) -> Snapshot:
        """Return a copy of the weights and running statistics, which can answer later."""
        return snapshot(self.stack, self.epoch, self.steps_K)

    def statistics(self, since: Snapshot | None = None) -> Statistics:
        """Look at every layer, by some of the training rows.

        Args:
            since: An earlier moment, to see how far the weights moved.
        """
        return statistics(self.snapshot(), self._probe, self.watch.loss, since)

    @cached_property
    def _probe(self) -> Examples:
        return probe_of(self.train)

    def _rates(self, epoch: int) -> NDArray[np.float64]:
        """Return the rate of each member in each step of an epoch, shape (K, S)."""
        steps_K1 = self.batches.steps[:, None]
        done = epoch * steps_K1 + np.arange(self.batches.steps.max())
        total = (self.recipe.epochs * steps_K1).astype(np.float64)
        factors = rate_factors(self.recipe, np.minimum(done, total - 1), total)
        rates: NDArray[np.float64] = factors * self.rate_K[:, None]
        return rates

    def _look(self, rates_KS: NDArray[np.float64]) -> None:
        running_K = self.keeper.running_K.copy()
        train_loss, train_metric = self.engine.look(self.train, running_K)
        held_loss, held_metric = (
            (None, None) if self.held_out is None else self.engine.look(self.held_out, running_K)
        )
        if self.judge is not None:
            train_metric, held_metric = self.judge.look(self.stack, self.train, self.held_out)
        last = np.take_along_axis(rates_KS, self.batches.steps[:, None] - 1, axis=1)[:, 0]
        self.recorder.add(
            running_K,
            train_loss=train_loss,
            train_metric=train_metric,
            held_loss=held_loss,
            held_metric=held_metric,
            rate=last,
        )
        self.keeper.see(self.epoch, train_loss, held_loss, self._steering(held_metric))

    def _steering(self, held_metric_K: NDArray[np.float64] | None) -> NDArray[np.float64] | None:
        """Return what steers in place of the held-out loss, less being better; None for the loss.

        What is undefined, such as an area under the curve of a single class, is never better.
        """
        if held_metric_K is None or self.recipe.metric == "loss":
            return None
        better = METRICS[self.metric].greater_is_better
        signed_K = -held_metric_K if better else held_metric_K
        return np.where(np.isfinite(signed_K), signed_K, np.inf)

    def _event(self) -> Epoch:
        medians = {name: _median(rows[-1]) for name, rows in self.recorder.columns.items()}
        return Epoch(
            number=self.epoch,
            of=self.recipe.epochs,
            running=int(self.keeper.running_K.sum()),
            train_loss=medians["train_loss"],
            train_metric=medians["train_metric"],
            held_loss=medians.get("held_loss"),
            held_metric=medians.get("held_metric"),
            metric=self.metric,
            seconds=perf_counter() - self.began,
        )


def _stack(networks: Architecture | OwnStack, recipe: Recipe, seeds_K: Tensor) -> AnyStack:
    """Return networks with their first weights, where the seeds are."""
    if isinstance(networks, OwnStack):
        assert networks.members == len(seeds_K)
        return networks.to(seeds_K.device)
    stack = Stack(networks, len(seeds_K), getattr(torch, recipe.numbers)).to(seeds_K.device)
    initialise(stack, seeds_K)
    return stack


def _go_on(stack: AnyStack, begin: AnyStack) -> None:
    """Give networks the weights and statistics of others of the same shape."""
    pairs = list(zip(stack.moving(), begin.moving(), strict=True))
    if any(mine.shape != theirs.shape for mine, theirs in pairs):
        raise RecipeError(
            f"The networks to go on with are {_size(begin)}; the recipe asks for {_size(stack)}. "
            "Take the recipe that they were trained with, or begin anew."
        )
    for mine, theirs in pairs:
        mine.copy_(theirs)


def _size(stack: AnyStack) -> str:
    return f"{stack.members} of {stack.architecture.parameters:,} parameters"


def _notes(training: Training) -> tuple[str, ...]:
    stack, diverged_K = training.stack, training.keeper.diverged_K
    own = stack.notes if isinstance(stack, OwnStack) else ()
    return (*own, *_divergence(int(diverged_K.sum()), len(diverged_K)))


def _divergence(diverged: int, members: int) -> tuple[str, ...]:
    if not diverged:
        return ()
    who = "The network" if members == 1 else f"{diverged} of {members} networks"
    return (
        f"{who} diverged: the training loss was no finite number any more, so the weights from "
        "before are kept. Lower --learning-rate or set --clip.",
    )


def _median(values: NDArray[np.float64]) -> float:
    """Return the median of the members that still count; nan when none does."""
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if len(finite) else float("nan")
