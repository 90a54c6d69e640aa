"""Losses against torch.nn, and the mean over each member's own rows."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from separatrix.recipe import Loss
from separatrix.training.losses import LOSSES, mean_of_rows

MEMBERS, ROWS, CLASSES = 3, 9, 4

REFERENCES: dict[Loss, Callable[[Tensor, Tensor], Tensor]] = {
    "bce": nn.BCEWithLogitsLoss(),
    "cross-entropy": nn.CrossEntropyLoss(),
    "l1": nn.L1Loss(),
    "mse": nn.MSELoss(),
    "huber": nn.HuberLoss(),
}


def problem(loss: Loss) -> tuple[Tensor, Tensor]:
    """Return logits (K, B, O) and targets (K, B) that suit a loss."""
    outputs = CLASSES if loss == "cross-entropy" else 1
    logits = 3 * torch.randn(MEMBERS, ROWS, outputs, dtype=torch.float64)
    if loss in ("bce", "cross-entropy"):
        return logits, torch.randint(0, 2 if loss == "bce" else CLASSES, (MEMBERS, ROWS))
    return logits, torch.randn(MEMBERS, ROWS, dtype=torch.float64)


@pytest.mark.parametrize("loss", LOSSES)
def test_a_loss_is_torchs_for_each_member(loss: Loss) -> None:
    logits, target = problem(loss)
    mine = mean_of_rows(LOSSES[loss](logits, target), None)
    for member in range(MEMBERS):
        answer, expected = logits[member], target[member]
        if loss != "cross-entropy":
            answer, expected = answer[:, 0], expected.double()
        assert mine[member].item() == pytest.approx(REFERENCES[loss](answer, expected).item())


def test_padded_rows_do_not_count_even_when_they_are_not_finite() -> None:
    loss = torch.rand(2, 5, dtype=torch.float64)
    loss[1, 3:] = torch.nan
    mask = torch.tensor([[True] * 5, [True] * 3 + [False] * 2])
    means = mean_of_rows(loss, mask)
    assert means[0] == loss[0].mean()
    assert torch.isclose(means[1], loss[1, :3].mean())


def test_a_member_without_rows_has_loss_and_gradient_zero() -> None:
    logits = torch.randn(2, 4, requires_grad=True)
    mask = torch.tensor([[True] * 4, [False] * 4])
    means = mean_of_rows(logits.square(), mask)
    torch.autograd.backward(means.sum())
    assert logits.grad is not None
    assert means[1] == 0
    assert not logits.grad[1].any()
