"""Trying a user's own module on a few rows before it is trained."""

import re
import warnings
from collections.abc import Sequence

import torch
from jaxtyping import Int64
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _NormBase

from separatrix.models.own.module import answer, attempt
from separatrix.models.own.stack import OwnStack
from separatrix.models.stack import Noise, Rows, dropout_keys

_SLOW = r"(?s).*(batching rule|resized).*"
"""Warnings of PyTorch about an operation that vmap knows in name only."""

_REASONS = (
    (
        r"batching rule not implemented for (\S+?)\.?(\s|$)",
        "torch.func has no batching rule for {}",
    ),
    (r"batching rule for (\S+?)\.\s", "torch.func has no batching rule for {}"),
    (r"do not yet support (\S+?)\.\s", "torch.func has no batching rule for {}"),
    (r"data-dependent control flow", "its forward branches on the numbers it sees"),
    (r"calling \.item\(\)", "its forward takes a plain number out of a tensor"),
)


def widest_part(module: nn.Module, inputs: Sequence[Tensor]) -> int:
    """Return the most numbers that a part of a module gives for a row."""
    rows, widest = len(inputs[0]), [1]

    def see(_part: nn.Module, _inputs: object, given: object) -> None:
        parts = given if isinstance(given, tuple) else (given,)
        widest.extend(-(-part.numel() // rows) for part in parts if isinstance(part, Tensor))

    handles = [part.register_forward_hook(see) for part in module.modules()]
    try:
        with torch.no_grad():
            module(*inputs)
    finally:
        for handle in handles:
            handle.remove()
    return max(widest)


def has_batch_norm(module: nn.Module) -> bool:
    """Say whether some part takes moments over the rows of a batch."""
    return any(isinstance(part, _NormBase) for part in module.modules())


def outputs_of(
    name: str, module: nn.Module, inputs: Sequence[Tensor], accepted: Sequence[int]
) -> int:
    """Return how many numbers a module gives for a row.

    Raises:
        RecipeError: it fails, or gives no row of numbers for each row.
    """
    with torch.no_grad():
        return answer(name, module.eval(), inputs, accepted).shape[1]


def try_alone(stack: OwnStack, sample: Rows, seeds: Int64[Tensor, "K"]) -> None:
    """Take one training step's passes forward and back, one member after another.

    Raises:
        RecipeError: the module cannot be trained.
    """
    rows = tuple(sample.features.shape)
    attempt(
        f"{stack.architecture.name} cannot be trained on features of shape {rows}",
        lambda: _step(stack.copied(), sample, seeds),
    )


def why_not_together(
    stack: OwnStack, sample: Rows, seeds: Int64[Tensor, "K"], *, training: bool
) -> str | None:
    """Return why the members cannot go through `torch.func.vmap`; None when they can.

    Args:
        stack: Networks that are set to go together; they stay as they are.
        sample: A few rows.
        seeds: Seeds of the members.
        training: In train mode, with the pass back; otherwise in eval mode.
    """
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message=_SLOW)
            if training:
                _step(stack.copied(), sample, seeds)
            else:
                _answers(stack.copied(), sample)
    except Exception as error:  # whatever vmap or the module raises, one by one it went well
        return _reason(str(error))
    return None


def _step(stack: OwnStack, sample: Rows, seeds: Tensor) -> None:
    rows = len(sample.features)
    keys = dropout_keys(stack.architecture, seeds, 0)
    numbers_KB = torch.arange(rows).expand(stack.members, -1)
    logits: Tensor = stack.train()(sample, Noise(keys, numbers_KB))
    torch.autograd.backward(logits.square().sum())


@torch.inference_mode()
def _answers(stack: OwnStack, sample: Rows) -> None:
    stack.eval()(sample)


def _reason(message: str) -> str:
    for pattern, reason in _REASONS:
        found = re.search(pattern, message, re.IGNORECASE)
        if found:
            return reason.format(*found.groups()[:1])
    first = message.split("\n")[0].strip()
    return f"torch.func refuses it: {first[:160]}"
