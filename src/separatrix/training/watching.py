"""Loss and metric of every member on some rows, in eval mode."""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Shaped
from numpy.typing import NDArray
from torch import Tensor

from separatrix.data.task import Task
from separatrix.models.own.networks import AnyStack
from separatrix.training.examples import Examples
from separatrix.training.losses import RowLoss, weighted
from separatrix.training.unit import STANDARDISED, Unit

CHUNK_NUMBERS = 4_000_000
"""Numbers in the widest layer of one chunk of rows: some 16 MB in float32."""


@dataclass(frozen=True)
class Watch:
    """What is watched while a stack trains.

    Args:
        loss: Loss of each row.
        task: Classes are watched by accuracy, numbers by the root of the mean squared error.
        unit: What a target that is a number is given in.
    """

    loss: RowLoss
    task: Task
    unit: Unit = STANDARDISED

    @property
    def metric(self) -> str:
        """Name the metric."""
        return "rmse" if self.task == "regression" else "accuracy"

    @torch.inference_mode()
    def look(
        self, stack: AnyStack, examples: Examples
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return loss and metric of every member, each of shape (K,)."""
        stack.eval()
        sums = torch.zeros(2, stack.members, dtype=torch.float64, device=examples.target.device)
        mask = examples.mask()
        size = chunk_rows(stack)
        for start in range(0, len(examples), size):
            part = examples.slice(start, start + size)
            logits = stack(part.rows())
            target = part.target.expand(stack.members, -1)
            loss = weighted(self.loss(logits, target), part.weight)
            by_row = torch.stack([loss, self._score(logits, target)])
            if mask is not None:
                by_row = torch.where(mask[:, start : start + size], by_row, 0.0)
            sums += by_row.sum(dim=2, dtype=torch.float64)
        counts = len(examples) if examples.counts is None else examples.counts
        loss_K, score_K = (sums / counts).cpu().numpy()
        return loss_K, np.sqrt(score_K) if self.task == "regression" else score_K

    def _score(
        self, logits_KBO: Float[Tensor, "K B O"], target_KB: Shaped[Tensor, "K B"]
    ) -> Float[Tensor, "K B"]:
        if self.task == "regression":
            values = self.unit.restore(logits_KBO.squeeze(2))
            return (values - self.unit.restore(target_KB)).square()
        single = logits_KBO.shape[2] == 1
        labels = (logits_KBO.squeeze(2) > 0).long() if single else logits_KBO.argmax(dim=2)
        return (labels == target_KB).to(logits_KBO.dtype)


def chunk_rows(stack: AnyStack) -> int:
    """Return how many rows a stack answers at once, so that its widest layer stays small."""
    return max(1, CHUNK_NUMBERS // (stack.members * max(stack.architecture.widths)))
