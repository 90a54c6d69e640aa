"""The limit: the matrix products of the training steps and nothing between them.

A step multiplies once forward in each layer, once for each weight's gradient, and once for what
goes back to each layer but the first. Results go where memory is already there.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise

import torch
from torch import Tensor

from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender, Trained


def contender(problem: Problem, data: Data, members: int = 1) -> Contender:
    """Return the products of all steps; it trains nothing and so has no loss."""
    del data  # how long a product takes does not hang on its numbers
    products = _products(problem, members)

    @torch.inference_mode()
    def fit(seed: int, epochs: int) -> Trained:
        del seed
        for _ in range(epochs * problem.steps):
            for product in products:
                product()
        return Trained(list)

    return Contender("products alone", fit)


def _products(problem: Problem, members: int) -> list[Callable[[], object]]:
    assert problem.rows % problem.batch == 0, "all steps must be of one size"
    lead = (members,) if members > 1 else ()
    multiply = torch.bmm if members > 1 else torch.mm
    products: list[Callable[[], object]] = []
    for number, (inputs, units) in enumerate(pairwise(problem.widths)):
        x, weight = torch.randn(*lead, problem.batch, inputs), torch.randn(*lead, inputs, units)
        back = torch.randn(*lead, problem.batch, units)
        pairs = [(x, weight), (x.mT, back), (back, weight.mT)]
        products += [_product(multiply, *pair) for pair in pairs[: 3 if number else 2]]
    return products


def _product(multiply: Callable[..., Tensor], left: Tensor, right: Tensor) -> Callable[[], object]:
    return partial(multiply, left, right, out=multiply(left, right))
