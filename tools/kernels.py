"""Compile the compiled engine ahead, so that nothing that is run later waits for it."""

import torch

from separatrix.events import silent
from separatrix.models.architecture import Architecture
from separatrix.recipe import Recipe
from separatrix.training.examples import Examples
from separatrix.training.loop import Training
from separatrix.training.resolve import resolve


def main() -> None:
    """Compile, or find compiled, what trainings in 32 bits need."""
    print("Compiling the engine for small networks (some 25 seconds the first time).", flush=True)
    rows = Examples(torch.zeros(2, 1), torch.zeros(2, 0, dtype=torch.int64), torch.zeros(2))
    recipe = resolve(Recipe(hidden=(1,)), "binary", len(rows))
    architecture = Architecture(features=1, hidden=(1,), outputs=1)
    training = Training([recipe], architecture, rows, None, "binary", engine="compiled")
    training.engine.prepare(silent)


if __name__ == "__main__":
    main()
