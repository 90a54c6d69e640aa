"""Whole epochs of one member after the other: order, steps, gradients, updates."""

from separatrix.training.compiled.backward import backward
from separatrix.training.compiled.forward import forward, gather, layer_of
from separatrix.training.compiled.jit import kernel, spliced
from separatrix.training.compiled.losses import loss_slopes
from separatrix.training.compiled.random import order
from separatrix.training.compiled.step import step
from separatrix.training.compiled.views import borrowed


@kernel
def train_epoch(network, rule, rows, tiling, members, state, epoch, rates, memory, stop):
    """Pass once through the training rows with each of some members.

    Args:
        network: The shape of every member.
        rule: The optimizer.
        rows: The training rows.
        tiling: How they are cut into steps, chunks and tiles.
        members: Numbers of the members to train.
        state: What is trained, changed in place.
        epoch: Its number.
        rates: Learning rate of each member in each step, shape (K, S).
        memory: What this core works in.
        stop: Ends the call between two steps when its only element is not 0.
    """
    network, rows, state = borrowed(network), borrowed(rows), borrowed(state)
    memory, tiling = borrowed(memory), borrowed(tiling)
    for member in members:
        count, steps = rows.counts[member], tiling.steps[member]
        ordered = count > tiling.batch
        if ordered:
            order(state.seeds[member], epoch, count, memory.order, memory.sorting)
        for number in range(steps):
            if stop[0] != 0:
                return
            start = number * tiling.batch
            end = count if number == steps - 1 else start + tiling.batch
            share = memory.weight.dtype.type(1 / (end - start))
            memory.gradient[:] = 0
            for at in range(start, end, tiling.chunk):
                part = min(tiling.chunk, end - at)
                tiles = gather(network, rows, member, state, at, part, share, ordered, memory)
                _add_gradient(network, rows, member, state, epoch, part, tiles, memory)
            state.taken[member] += 1
            step(rule, state, member, memory.gradient, rates[member, number])


@spliced
def _add_gradient(network, rows, member, state, epoch, count, tiles, memory):
    """Add the gradient of a chunk's share of the batch's mean loss."""
    forward(network, state, member, tiles, count, True, epoch, memory)
    logits = layer_of(memory.values, network, len(network.widths) - 1, tiles)
    loss_slopes(network.loss, logits, memory.target, memory.weight, memory.scratch)
    backward(network, rows, member, state, tiles, count, memory)
