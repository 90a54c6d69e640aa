"""Losses: one number for each row, then one for each member."""

from collections.abc import Callable

import torch
from jaxtyping import Bool, Float, Shaped
from torch import Tensor
from torch.nn import functional

from separatrix.recipe import Loss

RowLoss = Callable[[Tensor, Tensor], Tensor]


def bce(logits_KBO: Float[Tensor, "K B 1"], target_KB: Shaped[Tensor, "K B"]) -> Tensor:
    """Binary cross-entropy with logits of each row, in nats; shape (K, B)."""
    logits = logits_KBO.squeeze(2)
    target = target_KB.to(logits.dtype)
    return functional.binary_cross_entropy_with_logits(logits, target, reduction="none")


def cross_entropy(logits_KBO: Float[Tensor, "K B O"], target_KB: Shaped[Tensor, "K B"]) -> Tensor:
    """Cross-entropy of softmax of each row, in nats; shape (K, B)."""
    flat = functional.cross_entropy(logits_KBO.flatten(0, 1), target_KB.flatten(), reduction="none")
    return flat.view(target_KB.shape)


def l1(values_KBO: Float[Tensor, "K B 1"], target_KB: Shaped[Tensor, "K B"]) -> Tensor:
    """Absolute error of each row; shape (K, B)."""
    return (values_KBO.squeeze(2) - target_KB).abs()


def mse(values_KBO: Float[Tensor, "K B 1"], target_KB: Shaped[Tensor, "K B"]) -> Tensor:
    """Squared error of each row; shape (K, B)."""
    return (values_KBO.squeeze(2) - target_KB).square()


def huber(values_KBO: Float[Tensor, "K B 1"], target_KB: Shaped[Tensor, "K B"]) -> Tensor:
    """Huber's loss with threshold 1 of each row (Huber 1964); shape (K, B)."""
    values = values_KBO.squeeze(2)
    return functional.huber_loss(values, target_KB, reduction="none")


LOSSES: dict[Loss, RowLoss] = {
    "bce": bce,
    "cross-entropy": cross_entropy,
    "l1": l1,
    "mse": mse,
    "huber": huber,
}


def weighted(loss_KB: Float[Tensor, "K B"], weight: Float[Tensor, "... B"] | None) -> Tensor:
    """Multiply the loss of each row by the row's weight; shape (K, B)."""
    return loss_KB if weight is None else loss_KB * weight


def mean_of_rows(
    loss_KB: Float[Tensor, "K B"], mask_KB: Bool[Tensor, "K B"] | None
) -> Float[Tensor, "K"]:
    """Average each member's loss over its own real rows; 0 where it has none.

    The *sum* of the result over the members is what is differentiated: a mean over members would
    make every step K times smaller.
    """
    if mask_KB is None:
        return loss_KB.mean(dim=1)
    real = torch.where(mask_KB, loss_KB, 0.0)
    return real.sum(dim=1) / mask_KB.sum(dim=1).clamp(min=1)
