"""The limit: the matrix products of the training steps and nothing between them.

A step multiplies once forward in each layer, once for each weight's gradient, and once for what
goes back to each layer but the first. Results go where memory is already there. For several nets
the faster of batched products and one product after another is taken.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from statistics import median

import torch
from torch import Tensor

from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender, Trained, durations

TRIED = 10

Step = list[Callable[[], object]]
"""The products of one step."""


def contender(problem: Problem, data: Data, members: int = 1) -> Contender:
    """Return the products of all steps; it trains nothing and so has no loss."""
    del data  # how long a product takes does not hang on its numbers
    assert problem.rows % problem.batch == 0, "all steps must be of one size"
    way, step = _faster(problem, members)

    @torch.inference_mode()
    def fit(seed: int, epochs: int) -> Trained:
        del seed
        for _ in range(epochs * problem.steps):
            _take(step)
        return Trained(list)

    return Contender("products alone", fit, way)


def _faster(problem: Problem, members: int) -> tuple[str, Step]:
    """Return the name and the products of the faster way."""
    one_by_one = [product for _ in range(members) for product in _products(problem, torch.mm, ())]
    ways = {"torch.mm": one_by_one}
    if members > 1:
        ways["torch.bmm"] = _products(problem, torch.bmm, (members,))
    return min(ways.items(), key=lambda way: median(durations(partial(_take, way[1]), TRIED)))


def _take(step: Step) -> None:
    for product in step:
        product()


def _products(problem: Problem, multiply: Callable[..., Tensor], lead: tuple[int, ...]) -> Step:
    products: Step = []
    for number, (inputs, units) in enumerate(pairwise(problem.widths)):
        x, weight = torch.randn(*lead, problem.batch, inputs), torch.randn(*lead, inputs, units)
        back = torch.randn(*lead, problem.batch, units)
        pairs = [(x, weight), (x.mT, back), (back, weight.mT)]
        products += [_product(multiply, *pair) for pair in pairs[: 3 if number else 2]]
    return products


def _product(multiply: Callable[..., Tensor], left: Tensor, right: Tensor) -> Callable[[], object]:
    return partial(multiply, left, right, out=multiply(left, right))
