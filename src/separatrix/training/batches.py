"""Which rows each member sees in each step of an epoch."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Int64
from numpy.typing import NDArray
from torch import Tensor

from separatrix.randomness import Stream, key, order


@dataclass(frozen=True)
class Batch:
    """The rows of one step.

    Args:
        rows: Numbers of the rows, shape (K, B).
        mask: Which of them are real, shape (K, B); None when all are.
        active: Members that have rows in this step; None when all have.
        whole: Whether these are all N rows in the table's order.
    """

    rows: Int64[Tensor, "K B"]
    mask: Bool[Tensor, "K B"] | None
    active: Int64[Tensor, "A"] | None
    whole: bool = False


class Batches:
    """The steps of every epoch, for members with equal or unequal numbers of rows.

    Each member passes once through all of its rows in an order of its own; a batch of all rows
    keeps the table's order. Under batch norm a last batch of one row, which has no variance,
    joins the one before it.

    Args:
        rows: Rows of a member at most, N.
        counts: Rows of each member, shape (K,); None when all have N.
        size: Rows of a step.
        seeds: Seeds of the members, shape (K,).
        join_single: Whether a last batch of one row joins the one before.
    """

    def __init__(
        self,
        rows: int,
        counts: Int64[Tensor, "K"] | None,
        size: int,
        seeds: Int64[Tensor, "K"],
        join_single: bool,
    ) -> None:
        self._rows, self._counts, self._seeds = rows, counts, seeds
        self.size = min(size, rows)
        members = len(seeds)
        self.counts = np.full(members, rows) if counts is None else counts.cpu().numpy()
        self.steps = np.ceil(self.counts / self.size).astype(np.int64)
        if join_single:
            self.steps -= (self.counts % self.size == 1) & (self.steps > 1)

    def epoch(self, number: int, running: NDArray[np.bool_] | None = None) -> Iterator[Batch]:
        """Yield the batches of one epoch, as many as its longest member has steps.

        Args:
            number: The epoch, from 0.
            running: Members that still train, the others have no rows; None for all.
        """
        order_KN = self._order(number)
        equal = self._counts is None and running is None
        running = np.ones(len(self.steps), dtype=np.bool_) if running is None else running
        for step in range(int(self.steps[running].max())):
            yield self._equal(order_KN, step) if equal else self._padded(order_KN, step, running)

    def _order(self, epoch: int) -> Int64[Tensor, "K N"]:
        in_table_order = torch.arange(self._rows, device=self._seeds.device)
        if self.size == self._rows:
            return in_table_order.expand(len(self._seeds), -1)
        keys = key(self._seeds, Stream.ORDER, epoch)
        if self._counts is None:
            return order(keys, self._rows)
        orders = in_table_order.repeat(len(keys), 1)
        for member in np.flatnonzero(self.counts > self.size):
            count = int(self.counts[member])
            orders[member, :count] = order(keys[member : member + 1], count)[0]
        return orders

    def _equal(self, order_KN: Tensor, step: int) -> Batch:
        last = step == self.steps[0] - 1
        stop = self._rows if last else (step + 1) * self.size
        rows = order_KN[:, step * self.size : stop]
        return Batch(rows, None, None, whole=self.size == self._rows)

    def _padded(self, order_KN: Tensor, step: int, running: NDArray[np.bool_]) -> Batch:
        stops = np.where(step == self.steps - 1, self.counts, (step + 1) * self.size)
        stops[(step >= self.steps) | ~running] = 0
        start, stop = step * self.size, int(stops.max())
        real = torch.from_numpy(stops).to(order_KN.device)[:, None]
        mask = torch.arange(start, stop, device=order_KN.device) < real
        busy = torch.from_numpy(np.flatnonzero(stops)).to(order_KN.device)
        active = None if len(busy) == len(stops) else busy
        whole = self.size == self._rows == stop
        return Batch(order_KN[:, start:stop], mask, active, whole=whole)
