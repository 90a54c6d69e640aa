"""Train neural networks on labelled tables and see what each idea bought.

Names are imported when they are first used, so that `import separatrix` is quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from separatrix.comparisons.comparing import compare
    from separatrix.data.check import check
    from separatrix.data.read import open_table
    from separatrix.data.toy import make_toy
    from separatrix.displays.live import live
    from separatrix.errors import DataError, RecipeError, RunError, SeparatrixError
    from separatrix.estimators.boundary import BoundaryDisplay
    from separatrix.estimators.classifier import NetClassifier
    from separatrix.estimators.regressor import NetRegressor
    from separatrix.ladders.kept import load_ladder
    from separatrix.ladders.ladder import ladder
    from separatrix.recipe import Recipe
    from separatrix.reports.report import report
    from separatrix.run import Run, load
    from separatrix.sweeps.kept import load_sweep
    from separatrix.sweeps.sweep import sweep
    from separatrix.workflow import train

__version__ = "0.1.0"

_HOMES = {
    "BoundaryDisplay": "separatrix.estimators.boundary",
    "DataError": "separatrix.errors",
    "NetClassifier": "separatrix.estimators.classifier",
    "NetRegressor": "separatrix.estimators.regressor",
    "Recipe": "separatrix.recipe",
    "RecipeError": "separatrix.errors",
    "Run": "separatrix.run",
    "RunError": "separatrix.errors",
    "SeparatrixError": "separatrix.errors",
    "check": "separatrix.data.check",
    "compare": "separatrix.comparisons.comparing",
    "ladder": "separatrix.ladders.ladder",
    "live": "separatrix.displays.live",
    "load": "separatrix.run",
    "load_ladder": "separatrix.ladders.kept",
    "make_toy": "separatrix.data.toy",
    "open_table": "separatrix.data.read",
    "report": "separatrix.reports.report",
    "load_sweep": "separatrix.sweeps.kept",
    "sweep": "separatrix.sweeps.sweep",
    "train": "separatrix.workflow",
}

__all__ = [
    "BoundaryDisplay",
    "DataError",
    "NetClassifier",
    "NetRegressor",
    "Recipe",
    "RecipeError",
    "Run",
    "RunError",
    "SeparatrixError",
    "check",
    "compare",
    "ladder",
    "live",
    "load",
    "load_ladder",
    "load_sweep",
    "make_toy",
    "open_table",
    "report",
    "sweep",
    "train",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"separatrix has no {name}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names, for completion in a shell."""
    return [*__all__, "__version__"]
