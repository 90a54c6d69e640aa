"""Signals that end a job: Ctrl-C, a polite kill and a closed terminal all end it the same way."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NoReturn

_ASKING = ("SIGINT", "SIGTERM", "SIGHUP")
_received: list[int] = []


class Interrupted(KeyboardInterrupt):
    """A signal asks for the end; whoever keeps the best so far on Ctrl-C does so on each."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Raise `Interrupted` at every signal that asks for the end; those ignored stay ignored."""
    _received.clear()
    before = _handle(_interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def leave_at_signals() -> None:
    """End the process at once at every signal that asks for the end, until a command begins."""
    _handle(_leave)


def was_interrupted() -> bool:
    """Say whether a signal asked for the end of the command that runs."""
    return bool(_received)


def signal_exit_code() -> int:
    """Return 128 + the signal received, which is 130 for Ctrl-C and where none was seen."""
    return 128 + (_received[-1] if _received else signal.SIGINT)


def _handle(handler: Callable[[int, FrameType | None], NoReturn]) -> dict[signal.Signals, Any]:
    before = {}
    for number in (getattr(signal, name, None) for name in _ASKING):  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            with suppress(ValueError):  # signals are the main thread's alone
                before[number] = signal.signal(number, handler)
    return before


def _leave(number: int, _frame: FrameType | None) -> NoReturn:
    with suppress(OSError):
        os.write(2, b"separatrix: stopped.\n")
    os._exit(128 + number)


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    _received.append(number)
    raise Interrupted
