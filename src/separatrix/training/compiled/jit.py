"""The one door to Numba: functions that become machine code when they are first called.

The machine code is kept on disk: beside this file where that can be written, else in the user's
cache folder, else nowhere, which costs the compilation in every process.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numba
from numba.extending import intrinsic

FASTMATH = {"reassoc", "contract", "arcp", "nsz"}
"""Sums may be reordered and products fused; nan and infinity keep their meaning, because a
diverged network shows by them."""

Function = Callable[..., Any]

CONFIG: Any = numba.config

_ROOM = Path(__file__).parent
_PACKAGE = _ROOM.parents[1]
_SOURCES = (
    *sorted(_ROOM.glob("*.py")),
    *(_PACKAGE / name for name in ("randomness.py", "recipe/recipe.py", "data/target.py")),
    *(_PACKAGE / name for name in ("models/architecture.py", "training/optimizers.py")),
)
"""What the machine code is made from: Numba looks at the file of a kernel alone, not at those of
what it calls."""


def inlined(function: Function) -> Function:
    """Compile a function as a part of whatever calls it."""
    compiled: Function = _jit(forceinline=True)(function)
    return compiled


def exactly(function: Function) -> Function:
    """Compile as `inlined` does, but with every sum in the order in which it is written."""
    compiled: Function = numba.njit(
        nogil=True, error_model="numpy", fastmath={"contract"}, forceinline=True
    )(function)
    return compiled


def spliced(function: Function) -> Function:
    """Put a function's statements in the place of its call.

    For what mostly calls others: compiled by itself it would be optimised twice, with all of them.
    """
    compiled: Function = _jit(inline="always")(function)
    return compiled


def kernel(function: Function) -> Function:
    """Compile a function that Python calls; it lets go of the interpreter while it runs."""
    compiled: Function = _jit()(function)
    place = cache_place()
    if place is not None and not CONFIG.DISABLE_JIT:
        _keep(compiled, place)
    return compiled


def in_python(meaning: Callable[..., Any]) -> Callable[..., Any]:
    """Return a decorator that makes a function of Numba's out of one that writes machine code.

    Args:
        meaning: What it does, for when the kernels are interpreted.
    """

    def decorate(code: Callable[..., Any]) -> Callable[..., Any]:
        chosen: Callable[..., Any] = meaning if CONFIG.DISABLE_JIT else intrinsic(code)
        return chosen

    return decorate


def cache_place() -> Path | None:
    """Return the folder for machine code made from these sources, or None when none can be had."""
    digest = sha256(b"".join(path.read_bytes() for path in _SOURCES)).hexdigest()[:16]
    for parent in (_ROOM / "__pycache__", _user_cache()):
        if _can_be_made(parent):
            return parent / f"kernels-{digest}"
    return None


def _user_cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "separatrix"


def _can_be_made(folder: Path) -> bool:
    """Say whether Numba will be able to make a folder and write into it."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def _keep(compiled: Any, place: Path) -> None:
    """Let Numba keep a function's machine code in a folder of ours."""
    before = CONFIG.CACHE_DIR
    CONFIG.CACHE_DIR = str(place)
    try:
        compiled.enable_caching()
    finally:
        CONFIG.CACHE_DIR = before


def _jit(**options: Any) -> Any:
    return numba.njit(nogil=True, error_model="numpy", fastmath=FASTMATH, **options)
