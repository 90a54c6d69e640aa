"""What the PyTorch peers share: the net, its loss, its targets and its weights as arrays."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import torch
from threadpoolctl import threadpool_limits
from torch import Tensor, nn

from benchmarks.losses import Layers
from benchmarks.problem import Data, Problem

SECOND_THREAD_WORK = 1e8
"""Multiplications of a step below which a second thread costs an operation more than it brings."""


@contextmanager
def best_threads(problem: Problem) -> Iterator[None]:
    """Let PyTorch and BLAS have one thread for small steps, which is their best."""
    before = torch.get_num_threads()
    small = 3 * problem.batch * problem.parameters < SECOND_THREAD_WORK
    torch.set_num_threads(1 if small else before)
    with threadpool_limits(1 if small else None):
        yield
    torch.set_num_threads(before)


def build(problem: Problem) -> nn.Sequential:
    """Return the net with PyTorch's own first weights."""
    parts: list[nn.Module] = []
    for inputs, units in pairwise(problem.widths):
        parts += [nn.Linear(inputs, units), nn.ReLU()]
    return nn.Sequential(*parts[:-1])


def loss_of(problem: Problem) -> nn.Module:
    """Return the loss that suits the outputs."""
    return nn.BCEWithLogitsLoss() if problem.outputs == 1 else nn.CrossEntropyLoss()


def targets(problem: Problem, data: Data) -> Tensor:
    """Return the labels in the shape that the loss wants."""
    labels = torch.from_numpy(data.labels_N)
    return labels.float()[:, None] if problem.outputs == 1 else labels


def layers(net: nn.Module) -> Layers:
    """Return weights and biases as arrays."""
    linears = (module for module in net.modules() if isinstance(module, nn.Linear))
    return [(each.weight.detach().numpy().T, each.bias.detach().numpy()) for each in linears]
