"""Puts the kernels to work on the weights of a stack."""

from collections.abc import Sequence
from threading import Timer
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray
from torch import Tensor

from separatrix.events import Listener, Note
from separatrix.models.stack import Stack
from separatrix.recipe import Recipe
from separatrix.training.batches import Batches
from separatrix.training.compiled.cores import Cores, Share
from separatrix.training.compiled.epoch import train_epoch
from separatrix.training.compiled.jit import cache_place
from separatrix.training.compiled.look import BLOCK_ROWS, look
from separatrix.training.compiled.network import (
    Memory,
    Rows,
    State,
    Tiling,
    chunk_rows,
    memory_of,
    network_of,
)
from separatrix.training.compiled.step import rule_of
from separatrix.training.compiled.vectors import LANES
from separatrix.training.examples import Examples
from separatrix.training.machine import step_work
from separatrix.training.watching import Watch

SILENT_SECONDS = 2.0
COMPILING = "Getting the compiled engine ready, which takes some 25 seconds"


class CompiledEngine:
    """Trains the members of a stack one by one, several at a time, on the CPU.

    A step of a member is one core's work; the looks between epochs are shared out by rows too.

    Args:
        stack: The networks, trained in place.
        recipes: Resolved recipe of each member.
        train: The rows to learn from.
        batches: Which rows each step sees.
        watch: What is looked at between epochs.
    """

    def __init__(
        self,
        stack: Stack,
        recipes: Sequence[Recipe],
        train: Examples,
        batches: Batches,
        watch: Watch,
    ) -> None:
        architecture, recipe, weights = stack.architecture, recipes[0], _array(stack.weights_KP)
        self.network, self.rule = network_of(architecture, recipe.loss), rule_of(recipe)
        self.unit, self.metric = watch.unit, watch.metric
        self.state = State(
            weights=weights,
            statistics=_array(stack.statistics_KQ),
            first=np.zeros_like(weights),
            second=np.zeros_like(weights),
            taken=np.zeros(len(recipes), np.int64),
            seeds=np.array([recipe.seed for recipe in recipes], np.uint64),
            decay=np.array([recipe.weight_decay for recipe in recipes]),
        )
        self.tiling = _tiling(batches, chunk_rows(architecture), whole=recipe.norm == "batch")
        ordered = len(train) if len(train) > self.tiling.batch else 0
        self._looking = self.tiling._replace(chunk=chunk_rows(architecture))
        room = max(self.tiling.chunk, self._looking.chunk)
        self.cores = Cores(
            lambda: memory_of(architecture, room, ordered, weights.dtype),
            step_work(architecture, len(recipes), len(train)),
        )
        self.train = _rows(train, len(recipes), weights.dtype)
        self._looked_at: dict[int, tuple[Examples, Rows]] = {id(train): (train, self.train)}

    def prepare(self, listen: Listener) -> None:
        """Compile the kernels, or fetch them from the disk, and say so when it takes long.

        Args:
            listen: Is told.
        """
        telling = Timer(SILENT_SECONDS, _tell, [listen])
        telling.daemon = True
        telling.start()
        try:
            nobody = np.zeros(0, np.int64)
            self._train(nobody, self.cores.memories[0], 0, np.zeros((1, 1)))
            self._look(nobody, self.cores.memories[0], self.train, np.zeros((2, 1, 1)))
        finally:
            telling.cancel()

    def train_epoch(
        self, epoch: int, rates_KS: NDArray[np.float64], running_K: NDArray[np.bool_]
    ) -> None:
        """Pass once through the training rows."""
        rates_KS = np.ascontiguousarray(rates_KS)
        members = np.flatnonzero(running_K)
        self.cores.share_out(
            members, lambda share, memory: self._train(share, memory, epoch, rates_KS)
        )

    def look(
        self, examples: Examples, running_K: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return loss and metric of each member, each of shape (K,); nan for the stopped."""
        rows, members = self._rows_of(examples), len(running_K)
        each = -(-len(examples) // BLOCK_ROWS)
        sums = np.full((2, members, each), np.nan)
        blocks = np.arange(members * each)[np.repeat(running_K, each)]
        self.cores.share_out(blocks, lambda share, memory: self._look(share, memory, rows, sums))
        loss_K, score_K = sums.sum(axis=2) / rows.counts
        return loss_K, np.sqrt(score_K) if self.metric == "rmse" else score_K

    def _train(
        self, members: Share, memory: Memory, epoch: int, rates_KS: NDArray[np.float64]
    ) -> None:
        given = self.network, self.rule, self.train, self.tiling, members, self.state
        train_epoch(*given, epoch, rates_KS, memory, self.cores.stop)

    def _look(self, blocks: Share, memory: Memory, rows: Rows, sums: NDArray[np.float64]) -> None:
        unit = (self.unit.mean, self.unit.scale, self.unit.log)
        given = self.network, rows, self._looking, blocks, self.state, unit
        look(*given, memory, sums, self.cores.stop)

    def _rows_of(self, examples: Examples) -> Rows:
        if id(examples) not in self._looked_at:
            rows = _rows(examples, len(self.state.weights), self.state.weights.dtype)
            self._looked_at[id(examples)] = (examples, rows)
        return self._looked_at[id(examples)][1]


def _tell(listen: Listener) -> None:
    when = "the first time on a machine" if cache_place() else "each time: nothing can be kept"
    listen(Note(f"{COMPILING} {when}."))


def _tiling(batches: Batches, chunk: int, whole: bool) -> Tiling:
    """Cut batches into chunks.

    Args:
        batches: What each step sees.
        chunk: Rows of a chunk at most.
        whole: Whether a batch must be one chunk, as batch norm needs it.
    """
    largest = -(-(batches.size + 1) // LANES) * LANES  # a single last row may join a batch
    return Tiling(batches.size, batches.steps, largest if whole else min(largest, chunk))


def _rows(examples: Examples, members: int, dtype: DTypeLike) -> Rows:
    lead = 1 if examples.target.dim() == 1 else members
    target = _array(examples.target).reshape(lead, len(examples)).astype(dtype)
    no_weight = np.zeros((lead, 0), dtype)
    counts = examples.counts
    return Rows(
        features=_array(examples.features).reshape(lead, len(examples), -1),
        codes=_array(examples.codes).reshape(lead, len(examples), -1),
        target=target,
        weight=no_weight
        if examples.weight is None
        else _array(examples.weight).reshape(lead, len(examples)).astype(dtype),
        counts=np.full(members, len(examples)) if counts is None else _array(counts),
    )


def _array(tensor: Tensor) -> NDArray[Any]:
    """Return a tensor's numbers without copying them where they lie together."""
    return np.ascontiguousarray(tensor.detach().numpy())
