"""The weights of a moment, kept so that they can answer again later."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from separatrix.models.architecture import Architecture
from separatrix.models.own.networks import AnyShape, AnyStack
from separatrix.models.own.stack import OwnStack
from separatrix.models.stack import Rows, Stack
from separatrix.training.answers import answers


@dataclass(frozen=True)
class Snapshot:
    """The numbers of a stack after some epochs, in NumPy arrays that nothing can change.

    Args:
        epoch: Epochs that were done.
        steps_K: Steps that each member had taken.
        architecture: The shape of every member.
        weights_KP: What is trained, in the precision of the training.
        statistics_KQ: Running statistics of batch norm; empty without it.
        own: A stack of the user's own module with the same numbers, where it is one; None else.
    """

    epoch: int
    steps_K: NDArray[np.int64]
    architecture: AnyShape
    weights_KP: NDArray[Any]
    statistics_KQ: NDArray[Any]
    own: OwnStack | None = None

    @property
    def numbers(self) -> int:
        """Count the numbers that are kept."""
        return self.weights_KP.size + self.statistics_KQ.size

    def stack(self) -> AnyStack:
        """Return networks with these weights, in eval mode on the CPU."""
        if self.own is not None:
            return self.own.copied()
        assert isinstance(self.architecture, Architecture)
        weights_KP = torch.tensor(self.weights_KP)
        stack = Stack(self.architecture, len(weights_KP), weights_KP.dtype)
        with torch.no_grad():
            stack.weights_KP.copy_(weights_KP)
            stack.statistics_KQ.copy_(torch.tensor(self.statistics_KQ))
        return stack.eval()

    def answers(self, rows: Rows) -> NDArray[Any]:
        """Return the logits of that moment, shape (K, N, O), computed where the rows are."""
        return answers(self.stack().to(rows.features.device), rows)


def snapshot(stack: AnyStack, epoch: int, steps_K: NDArray[np.int64]) -> Snapshot:
    """Copy the numbers of a stack as they are now.

    Args:
        stack: The networks.
        epoch: Epochs that are done.
        steps_K: Steps that each member has taken.
    """
    return Snapshot(
        epoch,
        _frozen(steps_K.copy()),
        stack.architecture,
        _frozen(_copied(stack.weights_KP)),
        _frozen(_copied(stack.statistics_KQ)),
        stack.copied().cpu().eval() if isinstance(stack, OwnStack) else None,
    )


def _copied(tensor: Tensor) -> NDArray[Any]:
    numbers: NDArray[Any] = tensor.detach().cpu().numpy().copy()
    return numbers


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    array.flags.writeable = False
    return array
