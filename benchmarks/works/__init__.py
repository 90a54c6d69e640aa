"""The pieces of work, one file each; their letters are those of the bars."""

from importlib import import_module

from benchmarks.work import Work

MODULES = {
    "a": "small_net",
    "b": "small_nets",
    "c": "middle_nets",
    "d": "wide_nets",
    "e": "adult",
    "f": "growth",
    "g": "predictions",
    "h": "start",
}


def work(letter: str) -> Work:
    """Return a piece of work by its letter."""
    found: Work = import_module(f"benchmarks.works.{MODULES[letter]}").WORK
    return found
