"""What an engine is: something that trains the members of a stack in place.

Everything around it is the same for every engine: first weights, rates, order of the rows, masks,
what is watched, kept and stopped. So engines are interchangeable, and the weights of the stack
are always those that the engine has reached.
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, Protocol, get_args, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from separatrix.errors import RecipeError, did_you_mean, listed
from separatrix.events import Listener
from separatrix.models.own.networks import AnyShape
from separatrix.models.own.shape import OwnShape
from separatrix.recipe import DType
from separatrix.training.examples import Examples

EngineName = Literal["compiled", "pytorch"]

LARGEST_COMPILED = 250_000
"""Trained numbers of one member up to which the compiled engine is the faster one: as many fill a
megabyte, the second cache of a core. Beyond, PyTorch's products, which cut the weights into pieces
that stay there, are ahead."""


@runtime_checkable
class Engine(Protocol):
    """Trains a stack, epoch by epoch."""

    def prepare(self, listen: Listener) -> None:
        """Do once what must be done before the first epoch.

        Args:
            listen: Is told of what takes long.
        """

    def train_epoch(
        self, epoch: int, rates_KS: NDArray[np.float64], running_K: NDArray[np.bool_]
    ) -> None:
        """Pass once through the training rows.

        Args:
            epoch: Its number, from 0.
            rates_KS: Learning rate of each member in each step.
            running_K: Members that still train; the others are left whole.
        """

    def look(
        self, examples: Examples, running_K: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return loss and metric of each member on some rows, in eval mode, each of shape (K,).

        Args:
            examples: The rows.
            running_K: Members that still train; the others get nan.
        """


class Choice(NamedTuple):
    """Which engine trains, and why that one."""

    name: EngineName
    why: str


def check_engine(asked: str) -> str:
    """Return the name of an engine, or "auto".

    Raises:
        RecipeError: there is no such engine.
    """
    known = ("auto", *get_args(EngineName))
    if asked not in known:
        raise RecipeError(
            f'There is no engine "{asked}".{did_you_mean(asked, known)} Known are {listed(known)}; '
            "leave --engine out to have one chosen."
        )
    return asked


def choose_engine(
    asked: str, architecture: AnyShape, device: str, dtype: DType = "float32"
) -> Choice:
    """Return the engine that trains, by shape, precision and device alone.

    Args:
        asked: "auto", or which one.
        architecture: The shape of every member.
        device: Where the training runs.
        dtype: Precision of the recipe.

    Raises:
        RecipeError: there is no such engine, or the compiled one was asked for on a device, in a
            precision or for a module that it does not know.
    """
    if check_engine(asked) == "compiled" and device != "cpu":
        raise RecipeError(
            f"The compiled engine runs on the CPU, not on {device}. Leave --engine out, or take "
            "--device cpu."
        )
    if asked == "compiled" and dtype == "mixed":
        raise RecipeError(
            "The compiled engine knows no mixed precision. Leave --engine out, or take "
            "--dtype float32."
        )
    if asked == "compiled" and isinstance(architecture, OwnShape):
        raise RecipeError(
            f"The compiled engine trains networks that a recipe describes, and {architecture.name} "
            'is your own. Leave engine out, or take engine="pytorch".'
        )
    if asked != "auto":
        return Choice("compiled" if asked == "compiled" else "pytorch", "asked for")
    if isinstance(architecture, OwnShape):
        return Choice("pytorch", "the module is your own")
    if device != "cpu":
        return Choice("pytorch", f"the device is {device}")
    if dtype == "mixed":
        return Choice("pytorch", "the precision is mixed")
    if architecture.parameters > LARGEST_COMPILED:
        return Choice("pytorch", "the network is wide")
    return Choice("compiled", "the network is small")


def _pytorch(*arguments: Any) -> Engine:
    from separatrix.training.pytorch import PyTorchEngine

    engine: Engine = PyTorchEngine(*arguments)
    return engine


def _compiled(*arguments: Any) -> Engine:
    from separatrix.training.compiled.engine import CompiledEngine

    engine: Engine = CompiledEngine(*arguments)
    return engine


ENGINES: dict[EngineName, Callable[..., Engine]] = {"pytorch": _pytorch, "compiled": _compiled}
"""Each is imported when it is first asked for."""
