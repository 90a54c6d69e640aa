"""The peers, one file each; a file is imported only when its peer takes part."""

from importlib import import_module

from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender

MODULES = {
    "PyTorch, DataLoader": "pytorch_loader",
    "PyTorch, slices": "pytorch_slices",
    "skorch": "skorch_net",
    "scikit-learn": "sklearn_mlp",
    "Keras": "keras_model",
    "JAX scan": "jax_scan",
    "JAX scan, own orders": "jax_own_orders",
    "JAX scan, transposed": "jax_transposed",
    "operations at peak": "peak",
    "products alone": "matmul",
}
"""Name in the tables: module. Each has `contender(problem, data, members)`."""


def peer(name: str, problem: Problem, data: Data, members: int = 1) -> Contender:
    """Return a peer, ready to train.

    Raises:
        ImportError: its package is not installed.
    """
    module = import_module(f"benchmarks.peers.{MODULES[name]}")
    contender: Contender = module.contender(problem, data, members)
    return contender
