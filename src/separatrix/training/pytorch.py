"""The PyTorch engine: the loop as one teaches it, for K networks of any size on any device."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from separatrix.events import Listener
from separatrix.models.own.networks import AnyStack
from separatrix.models.stack import Noise, dropout_keys
from separatrix.recipe import Recipe
from separatrix.training.batches import Batches
from separatrix.training.examples import Examples
from separatrix.training.losses import mean_of_rows, weighted
from separatrix.training.optimizers import StackOptimizer, clip_members
from separatrix.training.watching import Watch


class PyTorchEngine:
    """Trains a stack by autograd; the reference that other engines are held against.

    Args:
        stack: The networks, trained in place.
        recipes: Resolved recipe of each member.
        train: The rows to learn from, on the stack's device.
        batches: Which rows each step sees.
        watch: What is looked at between epochs.
    """

    def __init__(
        self,
        stack: AnyStack,
        recipes: Sequence[Recipe],
        train: Examples,
        batches: Batches,
        watch: Watch,
    ) -> None:
        self.stack, self.recipe = stack, recipes[0]
        self.train, self.batches, self.watch = train, batches, watch
        device = stack.weights_KP.device
        self.seeds_K = torch.tensor([recipe.seed for recipe in recipes], device=device)
        decay_K = torch.tensor([recipe.weight_decay for recipe in recipes], dtype=torch.float64)
        self.optimizer = StackOptimizer(
            stack.weights_KP, self.recipe, decay_K.to(self.stack.weights_KP)
        )

    def prepare(self, listen: Listener) -> None:
        """Do nothing: PyTorch is always ready."""

    def train_epoch(
        self, epoch: int, rates_KS: NDArray[np.float64], running_K: NDArray[np.bool_]
    ) -> None:
        """Pass once through the training rows."""
        rates = torch.from_numpy(rates_KS).to(self.stack.weights_KP)
        keys = dropout_keys(self.stack.architecture, self.seeds_K, epoch)
        running = None if running_K.all() else running_K
        self.stack.train()
        for step, batch in enumerate(self.batches.epoch(epoch, running)):
            examples = self.train if batch.whole else self.train.gather(batch.rows)

            # 1. Forward pass
            with self._products():
                logits = self.stack(examples.rows(), Noise(keys, batch.rows, batch.mask, step))
            # 2. Loss: one number for each member
            target = examples.target.expand(self.stack.members, -1)
            logits = logits.to(self.stack.weights_KP.dtype)
            loss_KB = weighted(self.watch.loss(logits, target), examples.weight)
            loss_K = mean_of_rows(loss_KB, batch.mask)
            # 3. Zero the gradient
            self.stack.weights_KP.grad = None
            # 4. Backward pass; the sum gives each member the gradient it would get alone
            torch.autograd.backward(loss_K.sum())
            # 5. Step
            self.optimizer.step(self._gradient(), rates[:, step], batch.active)

    def _products(self) -> torch.autocast:
        """Return what takes products in bfloat16, where the recipe's precision is mixed."""
        device = self.stack.weights_KP.device.type
        return torch.autocast(device, torch.bfloat16, enabled=self.recipe.dtype == "mixed")

    def look(
        self, examples: Examples, running_K: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return loss and metric of each member, each of shape (K,); nan for the stopped."""
        loss_K, metric_K = self.watch.look(self.stack, examples)
        return np.where(running_K, loss_K, np.nan), np.where(running_K, metric_K, np.nan)

    def _gradient(self) -> Tensor:
        gradient = self.stack.weights_KP.grad
        assert gradient is not None
        return gradient if self.recipe.clip is None else clip_members(gradient, self.recipe.clip)
