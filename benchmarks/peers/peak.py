"""The limit of small nets: the operations of the steps over the peak that was measured here.

A step takes six operations for each weight and row (forward, and twice as many backward), and
Adam some twelve for each weight. The peak is that of one large matrix product.
"""

from statistics import median

import torch

from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender, Trained, durations

SIDE = 768
PRODUCTS = 20
FORWARD_AND_BACKWARD, ADAM = 6, 12


def contender(problem: Problem, data: Data, members: int = 1) -> Contender:
    """Return the computed time; it trains nothing and so has no loss."""
    del data
    each_epoch = members * operations(problem)

    def fit(seed: int, epochs: int) -> Trained:
        del seed
        return Trained(list, epochs * each_epoch / _peak())

    return Contender("operations at peak", fit, f"computed, from the peak of a {SIDE}² product")


def operations(problem: Problem) -> float:
    """Count the operations of an epoch of one net."""
    return problem.parameters * (FORWARD_AND_BACKWARD * problem.rows + ADAM * problem.steps)


def _peak() -> float:
    """Measure operations a second of a square product in float32."""
    square, out = torch.randn(SIDE, SIDE), torch.empty(SIDE, SIDE)
    seconds = durations(lambda: torch.mm(square, square, out=out), PRODUCTS)
    return 2.0 * SIDE**3 / median(seconds)
