"""A few training rows that stand for all of them, the same in every training."""

from dataclasses import replace

import torch
from jaxtyping import Int64
from torch import Tensor

from separatrix.randomness import uniform
from separatrix.training.examples import Examples

PROBE_ROWS = 512
"""Training rows of a member that statistics look at: a gradient over so many is steady to some
1/sqrt(512) = 4 % of the rows' spread."""


def probe_rows(counts: Int64[Tensor, "K"], most: int) -> Int64[Tensor, "K B"]:
    """Return the numbers of some rows of each member, spread over all that it has.

    The rows are cut into equal runs and one is drawn from each, by a key that no seed changes:
    tables are often sorted, or repeat themselves, and the first rows or every n-th would not do.

    Args:
        counts: Rows of each member.
        most: Rows to choose; a member with fewer has all of its own and then its last again.
    """
    wide = min(most, int(counts.max()))
    taken_K1 = counts.clamp(max=wide)[:, None]
    number = torch.arange(wide, device=counts.device).clamp(max=taken_K1 - 1)
    start, stop = (at * counts[:, None] // taken_K1 for at in (number, number + 1))
    draws = uniform(torch.zeros(1, dtype=torch.int64, device=counts.device), wide)
    return start + (draws * (stop - start)).long()


def probe_of(examples: Examples, most: int = PROBE_ROWS) -> Examples:
    """Return the chosen rows; `counts` says how many are real where members differ in that."""
    if examples.counts is not None:
        chosen = examples.gather(probe_rows(examples.counts, most))
        return replace(chosen, counts=examples.counts.clamp(max=len(chosen)))
    rows = probe_rows(torch.tensor([len(examples)], device=examples.target.device), most)[0]
    weight = examples.weight
    return Examples(
        examples.features[..., rows, :],
        examples.codes[..., rows, :],
        examples.target[..., rows],
        weight=None if weight is None else weight[..., rows],
    )
