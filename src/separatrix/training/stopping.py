"""Which members still train, and which of their weights are kept."""

import numpy as np
import torch
from jaxtyping import Int64
from numpy.typing import NDArray
from torch import Tensor

from separatrix.models.stack import Stack
from separatrix.recipe import Recipe


class Keeper:
    """Watch each member's held-out loss, keep its best weights, and stop it when it is time.

    A member stops when its loss is not finite any more, or has not improved for `patience`
    epochs (Prechelt, "Early stopping, but when?", 1998). Its best weights come with the running
    statistics of the same moment.

    Args:
        stack: The stack in training.
        recipe: Gives patience and what to keep.
        watched: Whether there are held-out rows to steer by.
    """

    def __init__(self, stack: Stack, recipe: Recipe, watched: bool) -> None:
        self._stack = stack
        self._patience = recipe.patience if watched else None
        self._best = watched and recipe.keep == "best"
        self._tensors = (stack.weights_KP.detach(), stack.statistics_KQ)
        self._saved = [tensor.clone() for tensor in self._tensors]
        self._best_loss_K = np.full(stack.members, np.inf)
        self._best_epoch_K = np.zeros(stack.members, dtype=np.int64)
        self._kept_K = np.zeros(stack.members, dtype=np.int64)
        self.running_K = np.ones(stack.members, dtype=np.bool_)

    def see(self, epoch: int, loss_K: NDArray[np.float64]) -> None:
        """Take note of the loss after an epoch.

        Args:
            epoch: Its number, from 0.
            loss_K: Held-out loss of each member, training loss when nothing is held out.
        """
        finite = np.isfinite(loss_K)
        improved = self.running_K & (loss_K < self._best_loss_K)
        self._best_loss_K[improved] = loss_K[improved]
        self._best_epoch_K[improved] = epoch
        self._save(improved if self._best else self.running_K & finite, epoch)
        waited = epoch - self._best_epoch_K
        tired = waited >= (np.inf if self._patience is None else self._patience)
        self.running_K &= finite & ~tired

    def active(self) -> Int64[Tensor, "A"] | None:
        """Return the members that still train; None when all do."""
        if self.running_K.all():
            return None
        return torch.from_numpy(np.flatnonzero(self.running_K)).to(self._stack.weights_KP.device)

    def bring_back(self) -> NDArray[np.int64]:
        """Give every member the weights it keeps and return the epochs they come from."""
        for tensor, saved in zip(self._tensors, self._saved, strict=True):
            tensor.copy_(saved)
        return self._kept_K

    def _save(self, members: NDArray[np.bool_], epoch: int) -> None:
        self._kept_K[members] = epoch
        picked = torch.from_numpy(np.flatnonzero(members)).to(self._stack.weights_KP.device)
        for tensor, saved in zip(self._tensors, self._saved, strict=True):
            saved[picked] = tensor[picked]
