"""Where a training runs: device, threads, and what its bits depend on."""

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version

import msgspec
import torch

from separatrix.errors import RecipeError, did_you_mean, listed
from separatrix.models.own.networks import AnyShape

ACCELERATOR_WORK = 2e9
"""Multiplications of one step from which an accelerator is taken by itself: below, launching its
kernels costs more than the arithmetic."""

SECOND_THREAD_WORK = 1e8
"""Multiplications of one step from which more than one thread pays on a CPU."""


class Environment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the bits of a training depend on, beside recipe and rows.

    Args:
        separatrix: Version of this package.
        torch: Version of PyTorch.
        python: Version of Python.
        engine: Which engine ran.
        why: Why that one.
        device: Type of the device.
        threads: Threads of an operation.
        processor: Instruction set that PyTorch used on the CPU.
        members: Members that were trained together.
    """

    separatrix: str
    torch: str
    python: str
    engine: str
    why: str = ""
    device: str
    threads: int
    processor: str
    members: int


def step_work(architecture: AnyShape, members: int, batch: int) -> float:
    """Count the multiplications of one training step: three passes through every weight."""
    return 3.0 * members * batch * architecture.parameters


def choose_device(asked: str, work: float) -> str:
    """Return the device to train on.

    Args:
        asked: "auto", "cpu", "cuda" or one of several, such as "cuda:1".
        work: Multiplications of one step.

    Raises:
        RecipeError: there is no such device here.
    """
    here = _devices()
    if asked == "auto":
        return "cuda" if "cuda" in here and work >= ACCELERATOR_WORK else "cpu"
    if asked not in here:
        raise RecipeError(
            f'There is no device "{asked}" here.{did_you_mean(asked, here)} '
            f"Here are: {listed(here)}; leave --device out to have one chosen."
        )
    return asked


def choose_threads(work: float) -> int:
    """Return how many threads an operation shall use: one for small work."""
    return 1 if work < SECOND_THREAD_WORK else torch.get_num_threads()


@contextmanager
def threads(count: int) -> Iterator[None]:
    """Run PyTorch's operations with this many threads, and as before afterwards."""
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def tf32_products(device: str) -> Iterator[None]:
    """Let a GPU take products of float32 in TF32 where it has it, and as before afterwards.

    Their factors keep float32's exponents and 10 bits of the mantissa; sums stay float32.
    """
    before = torch.get_float32_matmul_precision()
    if device.startswith("cuda"):
        torch.set_float32_matmul_precision("high")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(before)


def environment(device: str, members: int, engine: str, why: str = "") -> Environment:
    """Describe this machine as it is now."""
    return Environment(
        separatrix=_version(),
        torch=str(torch.__version__),
        python=platform.python_version(),
        engine=engine,
        why=why,
        device=device,
        threads=torch.get_num_threads(),
        processor=torch.backends.cpu.get_cpu_capability(),
        members=members,
    )


@cache
def _version() -> str:
    """Return the version of this package, which is read from its files once."""
    return version("separatrix")


def _devices() -> list[str]:
    """List the devices; Apple's is not among them because it knows no float64."""
    cards = [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    return ["cpu", *(["cuda", *cards] if torch.cuda.is_available() else [])]
