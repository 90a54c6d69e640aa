"""What a user is told when something cannot be done.

A message states the rule, the value that was seen and the way out, in the user's words.
Everything that derives from `SeparatrixError` is shown as one message without a traceback;
any other exception is a mistake of ours.
"""

import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path


class SeparatrixError(ValueError):
    """Refuse what the user asked for; the message is the whole story."""


class DataError(SeparatrixError):
    """Refuse a table, a column or a row."""


class RecipeError(SeparatrixError):
    """Refuse a setting of a training."""


class RunError(SeparatrixError):
    """Refuse a run folder, a model file or a place to write one."""


def path_of(given: object, what: str, refusal: type[SeparatrixError]) -> Path:
    """Return a path that was given.

    Args:
        given: A text or a path.
        what: What it is called in the message.
        refusal: What is raised.

    Raises:
        SeparatrixError: it is no path.

    Example:
        >>> path_of("runs/one", "out", RunError).name
        'one'
        >>> path_of(3, "out", RunError)
        Traceback (most recent call last):
        ...
        separatrix.errors.RunError: out must be a path, as a text or a pathlib.Path, got 3.
    """
    named = os.fspath(given) if isinstance(given, os.PathLike) else given
    if not isinstance(named, str):
        raise refusal(f"{what} must be a path, as a text or a pathlib.Path, got {given!r}.")
    if "\0" in named:
        raise refusal(f"The path {named!r} holds a null byte, which no path can.")
    return Path(named)


def did_you_mean(name: object, known: Iterable[str]) -> str:
    """Return ' Did you mean "x"?' for the known name nearest to `name`, or ''.

    Example:
        >>> did_you_mean("incme", ["income", "age"])
        ' Did you mean "income"?'
        >>> did_you_mean("zzz", ["income", "age"])
        ''
    """
    lowered = {candidate.lower(): candidate for candidate in known}
    nearest = get_close_matches(str(name).lower(), lowered, n=1, cutoff=0.6)
    return f' Did you mean "{lowered[nearest[0]]}"?' if nearest else ""


def listed(names: Iterable[str], most: int = 12) -> str:
    """Join names for a message, at most `most` of them.

    Example:
        >>> listed(["a", "b", "c"], most=2)
        'a, b, … (3 in all)'
    """
    every = list(names)
    shown = ", ".join(every[:most])
    return shown if len(every) <= most else f"{shown}, … ({len(every)} in all)"
