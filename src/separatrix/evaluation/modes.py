"""What train mode and eval mode make of the same rows, as numbers."""

import numpy as np
import torch
from numpy.typing import NDArray

from separatrix.data.encoder import Encoded
from separatrix.metrics.probabilities import Floats, probabilities
from separatrix.models.layers import batch_moments, linear
from separatrix.models.own.networks import described
from separatrix.models.stack import Noise, Rows, Stack, dropout_keys
from separatrix.training.fitted import Fitted


@torch.inference_mode()
def ask_often(fitted: Fitted, batch: Encoded, *, train_mode: bool, times: int = 100) -> Floats:
    """Ask every member about one batch of rows again and again.

    Args:
        fitted: Networks of a task with classes; they stay as they are.
        batch: The rows.
        train_mode: Whether dropout is on and batch norm uses the batch.
        times: How often; each time with the dropout masks of another epoch.

    Returns:
        Probabilities of the first row, shape (times, K, C).
    """
    stack = _copy(described(fitted.stack)).train(train_mode)
    rows = _rows(batch, stack)
    seeds = torch.tensor([recipe.seed for recipe in fitted.recipes])
    numbers = torch.arange(len(rows.features)).expand(stack.members, -1)
    answers = []
    for epoch in range(times):
        noise = Noise(dropout_keys(stack.architecture, seeds, epoch), numbers)
        answers.append(stack(rows, noise)[:, 0])
    return probabilities(torch.stack(answers).double().numpy())


@torch.inference_mode()
def batch_and_running_mean(fitted: Fitted, batch: Encoded) -> tuple[Floats, Floats]:
    """Return what the first batch norm would subtract in train mode and in eval mode.

    Args:
        fitted: Networks with batch norm and without embedded columns.
        batch: The rows of which train mode would take the mean.

    Returns:
        Mean of the batch and running mean of each unit, both of shape (K, H).
    """
    stack = described(fitted.stack)
    weights, running = stack.weights(), stack.statistics()
    features = _rows(batch, stack).features.expand(stack.members, -1, -1)
    before_norm = linear(features, weights["weight.0"], weights["bias.0"])
    mean_KH, _, _ = batch_moments(before_norm, None)
    return _numbers(mean_KH), _numbers(running["mean.0"])


def _rows(batch: Encoded, stack: Stack) -> Rows:
    features = torch.from_numpy(batch.features_ND).to(stack.weights_KP.dtype)
    return Rows(features, torch.from_numpy(batch.codes_NC))


def _copy(stack: Stack) -> Stack:
    """Return a copy, because batch norm learns its statistics whenever it is in train mode."""
    copied = Stack(stack.architecture, stack.members, stack.weights_KP.dtype)
    copied.load_state_dict(stack.state_dict())
    return copied


def _numbers(values: torch.Tensor) -> NDArray[np.float64]:
    numbers: NDArray[np.float64] = values.double().numpy()
    return numbers
