"""Loss and metric of members on some rows: the forward pass alone, in eval mode."""

import numpy as np

from separatrix.training.compiled.forward import forward, gather, layer_of
from separatrix.training.compiled.jit import kernel
from separatrix.training.compiled.losses import losses_and_scores
from separatrix.training.compiled.vectors import LANES
from separatrix.training.compiled.views import borrowed

BLOCK_ROWS = 4096
"""Rows whose sums are kept apart, so that several cores can look for one member; the sums of the
blocks are added in their order, so the number of cores changes no bit."""


@kernel
def look(network, rows, tiling, blocks, state, unit, memory, sums, stop):
    """Sum loss and score over some blocks of rows, in float64.

    Args:
        network: The shape of every member.
        rows: The rows.
        tiling: How they are cut into chunks and tiles.
        blocks: Numbers of the blocks, counted through the members: a member has `sums.shape[2]`.
        state: The members' weights and statistics.
        unit: The unit of a target that is a number.
        memory: What this core works in.
        sums: Filled with the sums of loss and score, shape (2, K, blocks of a member).
        stop: Ends the call between two chunks when its only element is not 0.
    """
    network, rows, state = borrowed(network), borrowed(rows), borrowed(state)
    memory, tiling = borrowed(memory), borrowed(tiling)
    scratch, one = memory.scratch, memory.weight.dtype.type(1)
    for number in blocks:
        member, block = number // sums.shape[2], number % sums.shape[2]
        loss, score, end = 0.0, 0.0, min((block + 1) * BLOCK_ROWS, rows.counts[member])
        for at in range(block * BLOCK_ROWS, end, tiling.chunk):
            if stop[0] != 0:
                return
            part = min(tiling.chunk, end - at)
            tiles = gather(network, rows, member, state, at, part, one, False, memory)
            forward(network, state, member, tiles, part, False, 0, memory)
            logits = layer_of(memory.values, network, len(network.widths) - 1, tiles)
            for tile in range(tiles):
                first = tile * LANES
                losses_and_scores(network.loss, logits[tile], memory.target[first:], unit, scratch)
                for lane in range(min(LANES, part - first)):
                    loss += memory.weight[first + lane] * np.float64(scratch[0, lane])
                    score += scratch[1, lane]
        sums[0, member, block], sums[1, member, block] = loss, score
