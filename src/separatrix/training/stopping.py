"""Which members still train, and which of their weights are kept."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from separatrix.models.own.networks import AnyStack
from separatrix.recipe import Recipe


@dataclass(frozen=True)
class Kept:
    """What each member keeps: replaced as a whole, so that an interrupt cannot tear it.

    Args:
        epoch_K: Epochs, from 0, that the tensors come from.
        tensors: Weights and running statistics.
    """

    epoch_K: NDArray[np.int64]
    tensors: tuple[Tensor, ...]


class Keeper:
    """Watch what steers each member, keep its best weights, and stop it when it is time.

    What steers is the held-out loss, or another number in its place. Epochs that are equally good
    by that are told apart by the loss: a share of right rows stands still for long.

    A member stops when its training loss is not finite any more, or its held-out loss has not
    improved for `patience` epochs (Prechelt, "Early stopping, but when?", 1998). Its best weights
    come with the running statistics of the same moment.

    Args:
        stack: The stack in training.
        recipe: Gives patience and what to keep.
        watched: Whether there are held-out rows to steer by.
    """

    def __init__(self, stack: AnyStack, recipe: Recipe, watched: bool) -> None:
        members = stack.members
        self._patience = recipe.patience if watched else None
        self._best = watched and recipe.keep == "best"
        self._tensors = stack.moving()
        self._kept = Kept(
            np.zeros(members, dtype=np.int64), tuple(tensor.clone() for tensor in self._tensors)
        )
        self._best_K = np.full(members, np.inf)
        self._best_loss_K = np.full(members, np.inf)
        self._best_epoch_K = np.zeros(members, dtype=np.int64)
        self.running_K = np.ones(members, dtype=np.bool_)
        self.diverged_K = np.zeros(members, dtype=np.bool_)

    def see(
        self,
        epoch: int,
        train_loss_K: NDArray[np.float64],
        held_loss_K: NDArray[np.float64] | None,
        steering_K: NDArray[np.float64] | None = None,
    ) -> None:
        """Take note of the losses after an epoch.

        Args:
            epoch: Its number, from 0.
            train_loss_K: Training loss of each member.
            held_loss_K: Held-out loss of each member; None without held-out rows.
            steering_K: What steers in place of the loss, less being better; None for the loss.
        """
        loss_K = train_loss_K if held_loss_K is None else held_loss_K
        steering_K = loss_K if steering_K is None else steering_K
        finite = np.isfinite(train_loss_K)
        equal = (steering_K == self._best_K) & (loss_K < self._best_loss_K)
        improved = self.running_K & finite & ((steering_K < self._best_K) | equal)
        self._best_K[improved] = steering_K[improved]
        self._best_loss_K[improved] = loss_K[improved]
        self._best_epoch_K[improved] = epoch
        self._keep(improved if self._best else self.running_K & finite, epoch)
        waited = epoch - self._best_epoch_K
        tired = waited >= (np.inf if self._patience is None else self._patience)
        self.diverged_K |= self.running_K & ~finite
        self.running_K &= finite & ~tired

    def bring_back(self) -> NDArray[np.int64]:
        """Give every member the weights it keeps and return the epochs they come from."""
        for tensor, kept in zip(self._tensors, self._kept.tensors, strict=True):
            tensor.copy_(kept)
        return self._kept.epoch_K

    def _keep(self, members: NDArray[np.bool_], epoch: int) -> None:
        if not members.any():
            return
        chosen = torch.from_numpy(members).to(self._tensors[0].device)[:, None]
        pairs = zip(self._tensors, self._kept.tensors, strict=True)
        tensors = tuple(torch.where(chosen, tensor, kept) for tensor, kept in pairs)
        self._kept = Kept(np.where(members, epoch, self._kept.epoch_K), tensors)
