"""JAX's scan with orders of the rows that JAX draws by itself."""

from benchmarks.peers import jax_scan
from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender


def contender(problem: Problem, data: Data, members: int = 1) -> Contender:
    """Return the compiled training, vmapped over the members."""
    return jax_scan.contender(problem, data, members, own=True)
