"""Loss and metric of members on some rows: the forward pass alone, in eval mode."""

import numpy as np

from separatrix.training.compiled.forward import forward, gather, layer_of
from separatrix.training.compiled.jit import kernel
from separatrix.training.compiled.losses import losses_and_scores
from separatrix.training.compiled.vectors import LANES, borrowed


@kernel
def look(network, rows, tiling, members, state, unit, memory, sums, stop):
    """Sum loss and score of some members over their rows, in float64.

    Args:
        network: The shape of every member.
        rows: The rows.
        tiling: How they are cut into chunks and tiles.
        members: Numbers of the members.
        state: Their weights and statistics.
        unit: The unit of a target that is a number.
        memory: What this core works in.
        sums: Filled with the sums of loss and score, shape (2, K).
        stop: Ends the call between two chunks when its only element is not 0.
    """
    network, rows, state = borrowed(network), borrowed(rows), borrowed(state)
    memory, tiling = borrowed(memory), borrowed(tiling)
    scratch, one = memory.scratch, memory.weight.dtype.type(1)
    for member in members:
        loss, score, count = 0.0, 0.0, rows.counts[member]
        for at in range(0, count, tiling.chunk):
            if stop[0] != 0:
                return
            part = min(tiling.chunk, count - at)
            tiles = gather(network, rows, member, state, at, part, one, False, memory)
            forward(network, state, member, tiles, part, False, 0, memory)
            logits = layer_of(memory.values, network, len(network.widths) - 1, tiles)
            for tile in range(tiles):
                first = tile * LANES
                losses_and_scores(network.loss, logits[tile], memory.target[first:], unit, scratch)
                for lane in range(min(LANES, part - first)):
                    loss += memory.weight[first + lane] * np.float64(scratch[0, lane])
                    score += scratch[1, lane]
        sums[0, member], sums[1, member] = loss, score
