"""What the program leaves out so that it starts and ends fast."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import NoReturn


class _WithoutPandas(MetaPathFinder):
    """Says that there is no pandas."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError("The program does without pandas.", name=fullname)
        return None


def leave_pandas_out() -> None:
    """Let Arrow do without pandas, which it imports for its first array and which takes a second.

    The program reads files, so nobody can hand it a DataFrame; in Python nothing is left out.
    """
    sys.meta_path.insert(0, _WithoutPandas())


def end_at_once(code: int) -> NoReturn:
    """End the process without taking the libraries apart, which takes most of a second.

    What was written is on the disk by then, and what was printed is flushed.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed, full or not there
            stream.flush()
    os._exit(code)
