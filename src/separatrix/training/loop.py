"""The training loop, as one teaches it, for K networks at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from separatrix.data.task import Task
from separatrix.events import Epoch, Listener, silent
from separatrix.models.architecture import Architecture
from separatrix.models.initial import initialise
from separatrix.models.stack import Noise, Stack, dropout_keys
from separatrix.recipe import Recipe
from separatrix.training.batches import Batches
from separatrix.training.examples import Examples
from separatrix.training.history import History, Recorder
from separatrix.training.losses import LOSSES, mean_of_rows
from separatrix.training.machine import (
    Environment,
    choose_device,
    choose_threads,
    environment,
    step_work,
    threads,
)
from separatrix.training.optimizers import StackOptimizer, clip_members
from separatrix.training.resolve import check_members, resolve
from separatrix.training.schedules import rate_factors
from separatrix.training.stopping import Keeper
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

    stack: Stack
    history: History
    recipes: tuple[Recipe, ...]
    environment: Environment
    seconds: float
    finished: bool
    notes: tuple[str, ...] = ()


def fit(
    recipes: Sequence[Recipe],
    architecture: Architecture,
    train: Examples,
    held_out: Examples | None = None,
    *,
    task: Task,
    restore: Callable[[Tensor], Tensor] = torch.clone,
    device: str = "auto",
    listen: Listener = silent,
) -> Trained:
    """Train one network for each recipe, all together as one stack.

    Args:
        recipes: One for each member; they differ in learning rate, weight decay and seed only.
        architecture: The shape of every member.
        train: The rows to learn from.
        held_out: Rows to watch; they steer stopping and what is kept where the recipe says so.
        task: What is predicted.
        restore: Brings standardised numbers into the target's unit, for the history.
        device: "auto" or a device's name.
        listen: Is told of every epoch.

    Raises:
        RecipeError: the recipes do not fit together, the task or the machine.
    """
    resolved = tuple(resolve(recipe, task, len(train)) for recipe in recipes)
    recipe = check_members(resolved)
    assert isinstance(recipe.batch_size, int)
    work = step_work(architecture, len(recipes), recipe.batch_size)
    place = choose_device(device, work)
    with threads(choose_threads(work)):
        training = Training(resolved, architecture, train.to(place), task, restore)
        finished = training.run(None if held_out is None else held_out.to(place), listen)
        return Trained(
            stack=training.stack.cpu().eval(),
            history=training.recorder.history(training.kept_K),
            recipes=resolved,
            environment=environment(place, len(recipes)),
            seconds=perf_counter() - training.began,
            finished=finished,
            notes=_divergence(int(training.diverged_K.sum()), len(recipes)),
        )


class Training:
    """One training under way: the stack, its optimizer and its notes.

    Args:
        recipes: Resolved recipe of each member.
        architecture: The shape of every member.
        train: The rows to learn from, on the device to train on.
        task: What is predicted.
        restore: Brings standardised numbers into the target's unit.
    """

    def __init__(
        self,
        recipes: Sequence[Recipe],
        architecture: Architecture,
        train: Examples,
        task: Task,
        restore: Callable[[Tensor], Tensor],
    ) -> None:
        self.began = perf_counter()
        self.recipe = recipes[0]
        self.train = train
        self.watch = Watch(LOSSES[self.recipe.loss], task, restore)
        self.recorder = Recorder(self.watch.metric)
        self.kept_K = np.zeros(len(recipes), dtype=np.int64)
        self.diverged_K = np.zeros(len(recipes), dtype=np.bool_)
        device = train.target.device
        self.seeds_K = torch.tensor([recipe.seed for recipe in recipes], device=device)
        self.stack = Stack(architecture, len(recipes), getattr(torch, self.recipe.dtype)).to(device)
        initialise(self.stack, self.seeds_K)
        assert isinstance(self.recipe.batch_size, int)
        self.batches = Batches(
            len(train),
            train.counts,
            self.recipe.batch_size,
            self.seeds_K,
            join_single=self.recipe.norm == "batch",
        )
        self.rate_K = np.array([recipe.learning_rate for recipe in recipes])
        decay_K = torch.tensor([recipe.weight_decay for recipe in recipes])
        self.optimizer = StackOptimizer(
            self.stack.weights_KP, self.recipe, decay_K.to(self.stack.weights_KP)
        )

    def run(self, held_out: Examples | None, listen: Listener) -> bool:
        """Train until the last epoch, until every member stopped, or until Ctrl-C.

        Returns:
            Whether it came to its end.
        """
        keeper = Keeper(self.stack, self.recipe, watched=held_out is not None)
        finished = True
        try:
            for epoch in range(self.recipe.epochs):
                rates_KS = self._rates(epoch)
                self.train_epoch(epoch, rates_KS, keeper)
                self._look(epoch, rates_KS, held_out, keeper, listen)
                if not keeper.running_K.any():
                    break
        except KeyboardInterrupt:
            if not self.recorder.columns:
                raise
            finished = False
        self.kept_K, self.diverged_K = keeper.bring_back(), keeper.diverged_K
        return finished

    def train_epoch(self, epoch: int, rates_KS: NDArray[np.float64], keeper: Keeper) -> None:
        """Pass once through the training rows."""
        rates = torch.from_numpy(rates_KS).to(self.stack.weights_KP)
        keys = dropout_keys(self.stack.architecture, self.seeds_K, epoch)
        running = None if keeper.running_K.all() else keeper.running_K
        self.stack.train()
        for step, batch in enumerate(self.batches.epoch(epoch, running)):
            examples = self.train if batch.whole else self.train.gather(batch.rows)

            # 1. Forward pass
            logits = self.stack(examples.rows(), Noise(keys, batch.rows, batch.mask))
            # 2. Loss: one number for each member
            target = examples.target.expand(self.stack.members, -1)
            loss_K = mean_of_rows(self.watch.loss(logits, target), batch.mask)
            # 3. Zero the gradient
            self.stack.weights_KP.grad = None
            # 4. Backward pass; the sum gives each member the gradient it would get alone
            torch.autograd.backward(loss_K.sum())
            # 5. Step
            self.optimizer.step(self._gradient(), rates[:, step], batch.active)

    def _gradient(self) -> Tensor:
        gradient = self.stack.weights_KP.grad
        assert gradient is not None
        return gradient if self.recipe.clip is None else clip_members(gradient, self.recipe.clip)

    def _rates(self, epoch: int) -> NDArray[np.float64]:
        """Return the rate of each member in each step of an epoch, shape (K, S)."""
        steps_K1 = self.batches.steps[:, None]
        done = epoch * steps_K1 + np.arange(self.batches.steps.max())
        total = (self.recipe.epochs * steps_K1).astype(np.float64)
        factors = rate_factors(self.recipe, np.minimum(done, total - 1), total)
        rates: NDArray[np.float64] = factors * self.rate_K[:, None]
        return rates

    def _look(
        self,
        epoch: int,
        rates_KS: NDArray[np.float64],
        held_out: Examples | None,
        keeper: Keeper,
        listen: Listener,
    ) -> None:
        ran_K = keeper.running_K.copy()
        train_loss, train_metric = self.watch.look(self.stack, self.train)
        held_loss, held_metric = (
            (None, None) if held_out is None else self.watch.look(self.stack, held_out)
        )
        last = np.take_along_axis(rates_KS, self.batches.steps[:, None] - 1, axis=1)[:, 0]
        self.recorder.add(
            ran_K,
            train_loss=train_loss,
            train_metric=train_metric,
            held_loss=held_loss,
            held_metric=held_metric,
            rate=last,
        )
        keeper.see(epoch, train_loss, held_loss)
        listen(self._event(epoch, keeper))

    def _event(self, epoch: int, keeper: Keeper) -> Epoch:
        medians = {name: _median(rows[-1]) for name, rows in self.recorder.columns.items()}
        return Epoch(
            number=epoch + 1,
            of=self.recipe.epochs,
            running=int(keeper.running_K.sum()),
            train_loss=medians["train_loss"],
            train_metric=medians["train_metric"],
            held_loss=medians.get("held_loss"),
            held_metric=medians.get("held_metric"),
            metric=self.watch.metric,
            seconds=perf_counter() - self.began,
        )


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
