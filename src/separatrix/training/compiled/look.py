"""Loss and metric of members on some rows: the forward pass alone, in eval mode."""

from separatrix.training.compiled.forward import forward, gather, layer_of
from separatrix.training.compiled.jit import kernel
from separatrix.training.compiled.losses import row_loss, row_score


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
    lanes = tiling.lanes
    for member in members:
        loss, score, count = 0.0, 0.0, rows.counts[member]
        for at in range(0, count, tiling.chunk):
            if stop[0] != 0:
                return
            part = min(tiling.chunk, count - at)
            tiles = gather(network, rows, member, state, at, part, lanes, False, memory)
            forward(network, state, member, tiles, lanes, part, False, 0, memory)
            logits = layer_of(memory.values, network, len(network.widths) - 1, tiles, lanes)
            for place in range(part):
                tile, lane, target = place // lanes, place % lanes, memory.target[place]
                loss += memory.weight[place] * row_loss(network.loss, logits, tile, lane, target)
                score += row_score(network.loss, logits, tile, lane, target, unit)
        sums[0, member], sums[1, member] = loss, score
