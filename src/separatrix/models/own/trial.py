"""Trying a user's own module on a few rows before it is trained."""

import re
import warnings
from collections.abc import Sequence

import msgspec
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
        lambda: _step(stack, sample, seeds),
    )


def why_not_together(
    stack: OwnStack, sample: Rows, seeds: Int64[Tensor, "K"], *, training: bool
) -> str | None:
    """Return why the members cannot go through `torch.func.vmap`; None when they can.

    A module that draws no random numbers must give what it gives one by one, too.

    Args:
        stack: Networks that go one after another; they stay as they are.
        sample: A few rows.
        seeds: Seeds of the members.
        training: In train mode, with the pass back; otherwise in eval mode.
    """
    attempted = _step if training else _answers
    together = stack.copied()
    together.architecture = msgspec.structs.replace(
        stack.architecture, trained_together=True, asked_together=True
    )
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", message=_SLOW)
            found = attempted(together, sample, seeds)
    except Exception as error:  # whatever vmap or the module raises, one by one it went well
        return _reason(str(error))
    expected, repeated = (attempted(stack, sample, other) for other in (seeds, seeds + 1))
    if _alike(expected, repeated) and not _alike(expected, found):
        return "torch.func gives other numbers"
    return None


def _step(stack: OwnStack, sample: Rows, seeds: Tensor) -> list[Tensor]:
    """Return logits, gradients and moved buffers of one step."""
    copied, rows = stack.copied(), len(sample.features)
    keys = dropout_keys(stack.architecture, seeds, 0)
    numbers_KB = torch.arange(rows).expand(stack.members, -1)
    logits: Tensor = copied.train()(sample, Noise(keys, numbers_KB))
    torch.autograd.backward(logits.square().sum())
    gradient = copied.weights_KP.grad
    assert gradient is not None
    return [logits.detach(), gradient, *copied.moving()]


@torch.inference_mode()
def _answers(stack: OwnStack, sample: Rows, _seeds: Tensor) -> list[Tensor]:
    return [stack.copied().eval()(sample)]


def _alike(some: Sequence[Tensor], others: Sequence[Tensor]) -> bool:
    """Say whether numbers are the same but for rounding."""
    pairs = zip(some, others, strict=True)
    return all(torch.allclose(x, y, rtol=1e-3, atol=1e-5, equal_nan=True) for x, y in pairs)


def _reason(message: str) -> str:
    for pattern, reason in _REASONS:
        found = re.search(pattern, message, re.IGNORECASE)
        if found:
            return reason.format(*found.groups()[:1])
    first = message.split("\n")[0].strip()
    return f"torch.func refuses it: {first[:160]}"
