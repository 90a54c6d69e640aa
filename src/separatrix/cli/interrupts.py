"""Signals that end a job: Ctrl-C, a polite kill and a closed terminal all end it the same way."""

import signal
from types import FrameType
from typing import NoReturn

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
_received: list[int] = []


class Interrupted(KeyboardInterrupt):
    """A signal asks for the end; whoever keeps the best so far on Ctrl-C does so on each."""


def listen_for_signals() -> None:
    """Raise `Interrupted` in the main thread at every signal that asks for the end."""
    for name in _NAMES:
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _interrupt)


def signal_exit_code() -> int:
    """Return 128 + the signal received, which is 130 for Ctrl-C and where none was seen."""
    return 128 + (_received[-1] if _received else signal.SIGINT)


def _interrupt(number: int, _frame: FrameType | None) -> NoReturn:
    _received.append(number)
    raise Interrupted
