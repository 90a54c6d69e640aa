"""A run as its user holds it."""

from separatrix.run.run import Run, load, run_of

__all__ = ["Run", "load", "run_of"]
