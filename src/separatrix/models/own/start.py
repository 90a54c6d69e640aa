"""The first weights of each member of a user's own module, a function of its seed alone."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from separatrix.errors import RecipeError
from separatrix.models.own.module import OwnModule, answer, attempt, numbers

LAZY_ROWS = 2
"""Rows of zeros that a module with lazy parameters is shown, so that it learns its widths."""


@contextmanager
def drawing(seed: int, device: torch.device) -> Iterator[None]:
    """Draw PyTorch's random numbers from a seed, and go on as before afterwards.

    Args:
        seed: Any 64-bit number.
        device: Where numbers are drawn, beside the CPU.
    """
    cards = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(cards):
        torch.default_generator.manual_seed(seed)
        if cards:
            torch.cuda.manual_seed(seed)
        yield


@dataclass(frozen=True)
class Start:
    """How the members of a stack begin.

    Args:
        own: The user's module.
        offered: What its class is given where it asks for it.
        inputs: Inputs that say nothing, for lazy parameters.
        first: The first member as it begins, on the CPU.
    """

    own: OwnModule
    offered: Mapping[str, object]
    inputs: tuple[Tensor, ...]
    first: nn.Module

    def member(self, seed: int) -> nn.Module:
        """Return a further member as it begins.

        Raises:
            RecipeError: it is an instance that cannot be re-initialised.
        """
        if isinstance(self.own.module, type):
            return _built(self.own, self.offered, self.inputs, seed)
        return self._again(seed)

    def _again(self, seed: int) -> nn.Module:
        """Return the instance with new weights; what is frozen stays as it was given."""
        module = _copied(self.own.name, self.first)
        owners = dict(module.named_modules())
        lacking = _without_reset(module)
        if lacking:
            part = f'its part "{lacking[0]}" ({type(owners[lacking[0]]).__name__})'
            raise RecipeError(
                f"{self.own.name} was given as an instance, which is the start of the first seed; "
                f"the others need new weights, and {part if lacking[0] else 'it'} has no "
                "reset_parameters. Give it one, give the class instead of the instance, or train "
                "one seed."
            )
        given = numbers(self.first)
        with drawing(seed, torch.device("cpu")), torch.no_grad():
            attempt(f"{self.own.name} cannot be re-initialised", lambda: _reset(module))
            for name, parameter in module.named_parameters():
                if not parameter.requires_grad:
                    parameter.copy_(given[name])
        return module


def start(
    own: OwnModule, offered: Mapping[str, object], inputs: tuple[Tensor, ...], seed: int
) -> Start:
    """Build the first member, or copy the user's instance.

    Args:
        own: The user's module.
        offered: What its class is given where it asks for it.
        inputs: Inputs that say nothing, in the precision of the training.
        seed: Seed of the first member.

    Raises:
        RecipeError: it cannot be built or copied.
    """
    if isinstance(own.module, type):
        return Start(own, offered, inputs, _built(own, offered, inputs, seed))
    # The copy below is what everything else starts from; the user's own is not held.
    with drawing(seed, torch.device("cpu")):
        first = _brought(own.name, _copied(own.name, own.module), inputs)
    return Start(OwnModule(first), offered, inputs, first)


def _built(
    own: OwnModule, offered: Mapping[str, object], inputs: tuple[Tensor, ...], seed: int
) -> nn.Module:
    with drawing(seed, torch.device("cpu")):
        return _brought(own.name, own.build(offered), inputs)


def _copied(name: str, module: nn.Module) -> nn.Module:
    copied: nn.Module = attempt(f"{name} cannot be copied", lambda: deepcopy(module))
    copied.zero_grad(set_to_none=True)
    return copied


def _brought(name: str, module: nn.Module, inputs: tuple[Tensor, ...]) -> nn.Module:
    """Bring a module to the CPU and the training's precision, its lazy parameters made."""
    for part, tensor in numbers(module).items():
        if not is_lazy(tensor) and tensor.is_complex():
            raise RecipeError(
                f'{name} holds complex numbers in "{part}". Hold their real and imaginary parts as '
                "two tensors of real numbers."
            )
    attempt(f"{name} cannot be brought to the CPU", lambda: module.to("cpu", inputs[0].dtype))
    if any(map(is_lazy, numbers(module).values())):
        with torch.no_grad():
            answer(name, module.eval(), inputs)
    return module


def _reset_of(module: nn.Module) -> Callable[[], object] | None:
    """Return what draws a module's own parameters anew; PyTorch's attention hides its own."""
    for name in ("reset_parameters", "_reset_parameters"):
        found = getattr(module, name, None)
        if callable(found):
            return found  # type: ignore[no-any-return]
    return None


def _is_frozen(module: nn.Module) -> bool:
    every = list(module.parameters())
    return bool(every) and not any(parameter.requires_grad for parameter in every)


def _reset(module: nn.Module) -> None:
    """Draw every part anew, children first, as the parts of a module are built before it is."""
    if _is_frozen(module):
        return
    for child in module.children():
        _reset(child)
    reset = _reset_of(module)
    if reset is not None:
        reset()


def _without_reset(module: nn.Module, name: str = "") -> Sequence[str]:
    """Name the parts that own trained parameters which nothing above or in them draws anew."""
    if _reset_of(module) is not None or _is_frozen(module):
        return []
    owns = any(parameter.requires_grad for parameter in module.parameters(recurse=False))
    below = [
        found
        for child_name, child in module.named_children()
        for found in _without_reset(child, f"{name}.{child_name}".lstrip("."))
    ]
    return [name, *below] if owns else below
