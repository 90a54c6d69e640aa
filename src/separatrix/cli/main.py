"""The one door into the program `separatrix`; what is behind it is imported inside.

Before the first command is known there is nothing to keep, so a signal ends the process there
and then, whatever is being imported.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from separatrix.cli.interrupts import leave_at_signals
from separatrix.cli.light import end_at_once, leave_pandas_out

if TYPE_CHECKING:
    from separatrix.cli.program import app

__all__ = ["app", "run"]


def run() -> None:
    """Run the program with the words of the command line and end the process."""
    leave_at_signals()
    leave_pandas_out()
    from separatrix.cli.program import start

    try:
        start()
    except SystemExit as end:
        if not isinstance(end.code, int):
            raise
        end_at_once(end.code)


def __getattr__(name: str) -> Any:
    """Import the commands when they are first asked for."""
    if name != "app":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return import_module("separatrix.cli.program").app
