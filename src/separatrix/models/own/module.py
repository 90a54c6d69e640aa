"""What a user hands over as a module of their own, and how it is built and called."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from separatrix.errors import RecipeError, did_you_mean, listed

Settings = Mapping[str, object]
if TYPE_CHECKING:
    Given = type[nn.Module] | nn.Module
else:
    Given = object  # what is neither is refused by a sentence, which a checker would come before

_GATHERING = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class OwnModule:
    """A module of the user's own.

    Args:
        module: A class, of which every seed builds its own network, or an instance, which is the
            start of the first seed and is never changed.
        params: What the class is built with. `in_features`, `out_features` and, where the module
            takes codes, `slots` are given to a class that asks for them and finds them not here.

    Raises:
        RecipeError: it is neither, an instance comes with params, or the class does not know one
            of them.
    """

    module: Given
    params: Settings = field(default_factory=dict)

    def __post_init__(self) -> None:
        if isinstance(self.module, nn.Module):
            _check(not self.params, _PARAMS_OF_AN_INSTANCE.format(listed(self.params)))
            return
        there: object = self.module
        _check(
            isinstance(there, type) and issubclass(there, nn.Module),
            f"module must be a class or an instance of torch.nn.Module, got {there!r}.",
        )
        self._check_names()

    @property
    def name(self) -> str:
        """What the module's class is called."""
        made = self.module if isinstance(self.module, type) else type(self.module)
        return made.__name__

    @property
    def takes_codes(self) -> bool:
        """Whether forward asks for the codes of the embedded columns beside the features.

        It does with two arguments that have no default, or with a second one called `codes`.
        """
        named = [
            parameter
            for parameter in _signature(self.module.forward).parameters.values()
            if parameter.kind in _POSITIONAL
        ][isinstance(self.module, type) :]  # a class's forward still has its self
        needed = [parameter for parameter in named if parameter.default is parameter.empty]
        return len(needed) > 1 or (len(named) > 1 and named[1].name == "codes")

    def build(self, offered: Settings) -> nn.Module:
        """Build a module from the class.

        Args:
            offered: What the class gets where it asks for it and the params do not say.

        Raises:
            RecipeError: it needs what nobody gives, or fails.
        """
        assert isinstance(self.module, type)
        asked = _signature(self.module).parameters
        given = {name: value for name, value in offered.items() if name in asked} | dict(
            self.params
        )
        lacking = [name for name, parameter in asked.items() if _is_needed(parameter, given)]
        _check(
            not lacking,
            f"{self.name} cannot be built without {listed(lacking)}. "
            f'Give module_params={{"{"".join(lacking[:1])}": ...}}.',
        )
        built: nn.Module = attempt(f"{self.name} cannot be built", lambda: self.module(**given))
        return built

    def _check_names(self) -> None:
        known = _signature(self.module).parameters
        if any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in known.values()):
            return
        for name in self.params:
            _check(
                name in known,
                f'{self.name} has no parameter "{name}".{did_you_mean(str(name), known)} '
                + (f"It knows: {listed(known)}." if known else "It takes none."),
            )


_PARAMS_OF_AN_INSTANCE = (
    "module_params ({}) build a module from its class, and module is an instance, which is built "
    "already. Give the class, or leave module_params out."
)


def answer(
    name: str, module: Callable[..., object], inputs: Sequence[Tensor], accepted: Sequence[int] = ()
) -> Tensor:
    """Ask a module about some rows, and see that it answers with one row of numbers for each.

    Args:
        name: What to call the module in a message.
        module: The module.
        inputs: Features of shape (B, D), and codes of shape (B, C) where it takes them.
        accepted: Numbers a row that may come; empty for any.

    Returns:
        The answers, shape (B, O).

    Raises:
        RecipeError: it fails, or answers otherwise.
    """
    rows = len(inputs[0])
    shapes = " and ".join(str(tuple(x.shape)) for x in inputs)
    answered = attempt(f"{name} fails on inputs of shape {shapes}", lambda: module(*inputs))
    expected = f"a tensor of shape {_expected(rows, accepted)} for {rows} rows"
    if not isinstance(answered, Tensor):
        raise RecipeError(
            f"{name} must give {expected}, got a {type(answered).__name__}. "
            "Let its forward return the logits alone."
        )
    fits = answered.dim() in (1, 2) and len(answered) == rows
    _check(fits, f"{name} must give {expected}, got shape {tuple(answered.shape)}.")
    _check(
        answered.is_floating_point(),
        f"{name} must give logits or values in floating point, got {answered.dtype}.",
    )
    return answered.reshape(rows, -1)


def attempt(what: str, act: Callable[[], Any]) -> Any:
    """Run code of the user's and turn whatever it raises into one message.

    Raises:
        RecipeError: it raised something.
    """
    try:
        return act()
    except RecipeError:
        raise
    except Exception as error:
        raise RecipeError(f"{what}: {type(error).__name__}: {error}") from error


def numbers(module: nn.Module) -> dict[str, Tensor]:
    """Return parameters and buffers by name, each tensor once."""
    return {**dict(module.named_parameters()), **dict(module.named_buffers())}


def _expected(rows: int, accepted: Sequence[int]) -> str:
    shapes = [f"({rows}, {outputs})" for outputs in accepted] or [f"({rows}, outputs)"]
    single = [f"({rows},)"] if 1 in accepted else []
    return " or ".join([*single, *shapes])


def _is_needed(parameter: inspect.Parameter, given: Settings) -> bool:
    named = parameter.kind not in _GATHERING
    return named and parameter.default is parameter.empty and parameter.name not in given


def _signature(of: Callable[..., object]) -> inspect.Signature:
    return inspect.signature(of)


def _check(holds: bool, message: str) -> None:
    if not holds:
        raise RecipeError(message)


def zeros(rows: int, features: int, columns: int | None, dtype: torch.dtype) -> tuple[Tensor, ...]:
    """Return inputs that say nothing.

    Args:
        rows: How many.
        features: Numbers a row.
        columns: Codes a row; None for a module that takes none.
        dtype: Precision of the features.
    """
    first = torch.zeros(rows, features, dtype=dtype)
    return (first,) if columns is None else (first, torch.zeros(rows, columns, dtype=torch.int64))
