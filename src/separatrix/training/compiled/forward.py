"""From the rows of a chunk to their logits: x W + b, norm, activation, dropout, layer by layer."""

import numpy as np

from separatrix.training.compiled.activations import activate
from separatrix.training.compiled.jit import inlined, spliced
from separatrix.training.compiled.layers import dropout, embed, linear
from separatrix.training.compiled.norms import (
    LAYER,
    batch_norm,
    batch_norm_with_statistics,
    layer_norm,
)
from separatrix.training.compiled.random import dropout_key
from separatrix.training.compiled.vectors import LANES
from separatrix.training.compiled.views import tiles_at


@inlined
def layer_of(flat, network, layer, tiles):
    """Return one layer's units within a flat array of all layers', shape (T, U, L)."""
    return tiles_at(flat, network.units[layer] * tiles * LANES, tiles, network.widths[layer])


@spliced
def gather(network, rows, member, state, start, count, share, ordered, memory):
    """Bring the rows `start` to `start + count` of an epoch into tiles.

    Fills inputs, targets, weights and row numbers; a place behind the last row repeats it with
    weight 0.

    Args:
        network: The shape of the member.
        rows: All rows.
        member: Whose rows.
        state: The members' weights, for their embeddings.
        start: Place of the first row in the epoch's order.
        count: How many rows.
        share: What a row counts for, beside its own weight.
        ordered: Whether `memory.order` says which rows; else the table's order does.
        memory: What is filled.

    Returns:
        The number of tiles.
    """
    tiles = -(-count // LANES)
    own = member if len(rows.features) > 1 else 0
    _row_numbers(start, count, tiles, ordered, memory)
    _targets_and_weights(rows.target[own], rows.weight[own], count, tiles, share, memory)
    _features(rows.features[own], memory.rows, layer_of(memory.values, network, 0, tiles))
    first = network.features
    for column in range(len(network.tables)):
        width = network.table_widths[column]
        at, weights = network.tables[column], state.weights[member]
        x = layer_of(memory.values, network, 0, tiles)
        embed(rows.codes[own], column, memory.rows, weights, at, width, x, first)
        first += width
    return tiles


@inlined
def _row_numbers(start, count, tiles, ordered, memory):
    if ordered:
        for place in range(count):
            memory.rows[place] = np.int64(memory.order[start + place])
    else:
        for place in range(count):
            memory.rows[place] = start + place
    for place in range(count, tiles * LANES):
        memory.rows[place] = memory.rows[count - 1]


@inlined
def _targets_and_weights(target, weight, count, tiles, share, memory):
    for place in range(tiles * LANES):
        memory.target[place] = target[memory.rows[place]]
        memory.weight[place] = share
    if len(weight) > 0:
        for place in range(tiles * LANES):
            memory.weight[place] *= weight[memory.rows[place]]
    for place in range(count, tiles * LANES):
        memory.weight[place] = 0


@inlined
def _features(features, rows, x):
    for tile in range(len(x)):
        for d in range(features.shape[1]):
            for lane in range(LANES):
                x[tile, d, lane] = features[rows[tile * LANES + lane], d]


@spliced
def forward(network, state, member, tiles, count, training, epoch, memory):
    """Carry the inputs in `memory.values` through every layer; the logits are its last layer.

    Args:
        network: The shape of every member.
        state: Weights and running statistics of all.
        member: Which of them.
        tiles: Tiles of the chunk.
        count: Real rows of the chunk.
        training: Whether units are dropped and batches normalised by their own moments.
        epoch: Its number.
        memory: Holds the inputs; is filled with all that `backward` needs.
    """
    weights, last = state.weights[member], len(network.widths) - 2
    for i in range(last + 1):
        x = layer_of(memory.values, network, i, tiles)
        z = layer_of(memory.values, network, i + 1, tiles)
        linear(x, weights, network.starts[i], z)
        if i == last:
            break
        if network.norm != 0:
            _normalise(network, i, z, weights, state.statistics[member], count, training, memory)
        slopes = layer_of(memory.slopes, network, i + 1, tiles)
        activate(network.activation, z, slopes)
        if training and network.threshold != 0:
            key = dropout_key(state.seeds[member], epoch, i)
            dropout(z, slopes, key, network.threshold, network.gain, memory.rows, memory.bits)


@spliced
def _normalise(network, i, z, weights, statistics, count, training, memory):
    normal = layer_of(memory.normal, network, i + 1, len(z))
    inverse = inverse_of(network, i, memory)
    at = norm_start(network, i)
    running = 2 * (network.units[i + 1] - network.widths[0])
    if network.norm == LAYER:
        layer_norm(z, weights, at, normal, inverse, memory.scratch)
    elif training:
        batch_norm(z, weights, at, statistics, running, count, normal, inverse)
    else:
        batch_norm_with_statistics(z, weights, at, statistics, running, normal)


@inlined
def norm_start(network, i):
    """Return where the scale of a hidden layer begins: behind its weight and bias."""
    inputs, units = network.widths[i], network.widths[i + 1]
    return network.starts[i] + (inputs + 1) * units


@inlined
def inverse_of(network, i, memory):
    """Return the room for a hidden layer's 1 / deviation."""
    room = len(memory.inverse) // len(network.widths)
    return memory.inverse[i * room : (i + 1) * room]
