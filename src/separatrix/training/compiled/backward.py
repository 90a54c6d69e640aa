"""From the gradient of the logits to the gradient of every weight, layer by layer."""

from separatrix.training.compiled.forward import inverse_of, layer_of, norm_start
from separatrix.training.compiled.jit import inlined, spliced
from separatrix.training.compiled.layers import embed_weights, linear_inputs, linear_weights
from separatrix.training.compiled.norms import LAYER, batch_norm_backward, layer_norm_backward
from separatrix.training.compiled.views import flattened, tiles_at


@spliced
def backward(network, rows, member, state, tiles, count, memory):
    """Add a chunk's gradient to `memory.gradient`.

    Args:
        network: The shape of the member.
        rows: All rows, for the codes of the embedded columns.
        member: Whose rows.
        state: The members' weights.
        tiles: Tiles of the chunk.
        count: Real rows of the chunk.
        memory: As `forward` left it, with the gradient of the logits in place of the logits.
    """
    weights, last = state.weights[member], len(network.widths) - 2
    dz = layer_of(memory.values, network, last + 1, tiles)
    upstream, downstream = memory.upstream, memory.downstream
    for i in range(last, -1, -1):
        x = layer_of(memory.values, network, i, tiles)
        linear_weights(x, dz, network.starts[i], memory.gradient)
        if i == 0 and len(network.tables) == 0:
            return
        given = network.features if i == 0 else 0  # inputs that nothing is learned of
        dx = tiles_at(downstream, 0, tiles, network.widths[i] - given)
        linear_inputs(dz, weights, network.starts[i] + given * dz.shape[1], dx)
        if i == 0:
            _embeddings(network, rows, member, dx, memory)
            return
        _hidden(network, i, dx, weights, count, memory)
        dz = dx
        upstream, downstream = downstream, upstream


@inlined
def _multiply(changes, by):
    for number in range(len(changes)):
        changes[number] = changes[number] * by[number]


@spliced
def _hidden(network, i, dx, weights, count, memory):
    """Bring the gradient of hidden layer i, in place, from behind its activation to before."""
    slopes = layer_of(memory.slopes, network, i, len(dx))
    _multiply(flattened(dx), flattened(slopes))
    if network.norm == 0:
        return
    normal = layer_of(memory.normal, network, i, len(dx))
    inverse, at = inverse_of(network, i - 1, memory), norm_start(network, i - 1)
    if network.norm == LAYER:
        layer_norm_backward(dx, weights, at, normal, inverse, memory.gradient, memory.scratch)
    else:
        batch_norm_backward(dx, weights, at, count, normal, inverse, memory.gradient)


@spliced
def _embeddings(network, rows, member, dx, memory):
    own = member if len(rows.features) > 1 else 0
    first = 0
    for column in range(len(network.tables)):
        width = network.table_widths[column]
        at = network.tables[column]
        embed_weights(rows.codes[own], column, memory.rows, dx, at, width, first, memory.gradient)
        first += width
