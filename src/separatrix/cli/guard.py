"""Every way in which a command can end early: one message and an exit code, never a traceback."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from separatrix.cli.interrupts import interruptible, signal_exit_code, was_interrupted
from separatrix.cli.output import complain, naming, place_and_reason, print_bytes, silence
from separatrix.errors import SeparatrixError

REFUSED = 1
DEBUG = "SEPARATRIX_DEBUG"
_CLOSED_PIPE = 141  # 128 + SIGPIPE, what the shell's own tools give


class GuardedGroup(TyperGroup):
    """The commands, with every early end of theirs turned into a message and an exit code."""

    def make_context(self, *args: Any, **settings: Any) -> Any:
        """Read the words that were typed; help and version are printed here."""
        with guarded(), naming("standard output"):
            return super().make_context(*args, **settings)

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was typed."""
        with guarded():
            return super().invoke(ctx)


@contextmanager
def guarded() -> Iterator[None]:
    """Turn whatever ends a command into one message and an exit code.

    Raises:
        typer.Exit: the command ended early; the message is written.
    """
    try:
        with interruptible():
            yield
            _flush()
    except SeparatrixError as error:
        _end(REFUSED, str(error))
    except KeyboardInterrupt as interruption:
        _end(signal_exit_code(), str(interruption) or "stopped.")
    except OSError as error:
        _end_for_the_system(error)
    except Exception as error:
        if hasattr(error, "exit_code"):  # typer's own: wrong usage, help, a command's exit code
            raise
        if was_interrupted():  # an import that a signal ends may fail in its own way
            _end(signal_exit_code(), "stopped.")
        _end_for_a_mistake_of_ours(error)


def _end(code: int, message: str) -> NoReturn:
    complain(message)
    raise typer.Exit(code)


def _end_for_the_system(error: OSError) -> NoReturn:
    if isinstance(error, BrokenPipeError):  # the reader, such as `head`, has seen enough
        silence(sys.stdout)
        raise typer.Exit(_CLOSED_PIPE)
    if error.errno in (errno.ENOSPC, errno.EIO, errno.EBADF):
        silence(sys.stdout)
    _end(REFUSED, " ".join([place_and_reason(error), *getattr(error, "__notes__", ())]))


def _end_for_a_mistake_of_ours(error: Exception) -> NoReturn:
    if os.environ.get(DEBUG):
        raise error
    lines = str(error).splitlines()
    said = f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
    _end(REFUSED, f"internal error, a mistake of ours: {said}. {DEBUG}=1 shows where.")


def _flush() -> None:
    if sys.stdout is not None:  # it may be closed from the start
        print_bytes(b"")
