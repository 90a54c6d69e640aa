"""JAX: whole epochs in one compiled call, for K nets side by side.

Rows stay on the device; an epoch gathers them once in its order and scans over the batches. Adam
is written out and the state donated. NumPy draws the orders while the device computes: on a CPU
that is more than twice as fast as `jax.random.permutation` inside the call, which the contender
"JAX scan, own orders" uses. "JAX scan, transposed" has the rows along the fast axis, as nobody
writes it, but as the compiler vectorises small nets best.
"""

from collections.abc import Callable
from functools import partial
from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.losses import Nets
from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender, Trained

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8

State = Any
"""Weights, first and second moments, steps done."""


def contender(
    problem: Problem, data: Data, members: int = 1, *, own: bool = False, transposed: bool = False
) -> Contender:
    """Return the compiled training, vmapped over the members.

    Args:
        problem: What is trained.
        data: The rows.
        members: How many nets.
        own: Let JAX draw the orders of the rows.
        transposed: Put the rows along the fast axis.
    """
    epoch = _epoch(problem, data, own=own, transposed=transposed)
    train = jax.jit(jax.vmap(epoch), donate_argnums=0)
    start = jax.jit(jax.vmap(partial(_start, problem.widths)))

    def fit(seed: int, epochs: int) -> Trained:
        keys, random = jax.random.split(jax.random.key(seed), members), np.random.default_rng(seed)
        state = start(keys)
        rows = np.tile(np.arange(problem.rows, dtype=np.int32), (members, 1))
        for number in range(epochs):
            orders = _keys(keys, number) if own else random.permuted(rows, axis=1)
            state = train(state, orders)
        weights = jax.block_until_ready(state)[0]
        return Trained(lambda: _nets(weights, members))

    kind = ", own orders" * own + ", transposed" * transposed
    return Contender(f"JAX scan{kind}", fit)


_keys = jax.jit(jax.vmap(jax.random.fold_in, (0, None)))


def _start(widths: tuple[int, ...], key: jax.Array) -> State:
    """Draw first weights evenly from ±1/√inputs, as PyTorch does."""
    weights = []
    for inputs, units in pairwise(widths):
        key, first, second = jax.random.split(key, 3)
        draw = partial(jax.random.uniform, minval=-(inputs**-0.5), maxval=inputs**-0.5)
        weights.append((draw(first, (inputs, units)), draw(second, (units,))))
    zeros = jax.tree.map(jnp.zeros_like, weights)
    return weights, zeros, zeros, jnp.zeros(())


def _epoch(
    problem: Problem, data: Data, *, own: bool, transposed: bool
) -> Callable[[State, jax.Array], State]:
    """Return one epoch of one net: full batches by a scan, then the rows that are left."""
    x_ND, y_N = jnp.asarray(data.features_ND), jnp.asarray(data.labels_N, dtype=jnp.int32)
    full = problem.rows // problem.batch
    step = partial(_step, problem, transposed)

    def epoch(state: State, order: jax.Array) -> State:
        rows = jax.random.permutation(order, problem.rows) if own else order
        x, y = x_ND[rows], y_N[rows]
        cut = full * problem.batch
        batches = (x[:cut].reshape(full, problem.batch, -1), y[:cut].reshape(full, -1))
        state, _ = jax.lax.scan(step, state, batches)
        return step(state, (x[cut:], y[cut:]))[0] if cut < problem.rows else state

    return epoch


def _step(
    problem: Problem, transposed: bool, state: State, batch: tuple[jax.Array, jax.Array]
) -> tuple[State, None]:
    """Take one step of Adam (Kingma and Ba 2015, algorithm 1)."""
    weights, first, second, done = state
    gradient = jax.grad(_loss)(weights, *batch, transposed)
    done = done + 1
    first = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, first, gradient)
    second = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, second, gradient)
    rate, scale = problem.rate / (1 - BETA1**done), 1 / (1 - BETA2**done)

    def moved(w: jax.Array, m: jax.Array, v: jax.Array) -> jax.Array:
        return w - rate * m / (jnp.sqrt(v * scale) + EPSILON)

    return (jax.tree.map(moved, weights, first, second), first, second, done), None


def _loss(weights: State, x_BD: jax.Array, y_B: jax.Array, transposed: bool) -> jax.Array:
    """Return the mean cross-entropy; of two logits only the difference counts."""
    x = x_BD.T if transposed else x_BD
    for number, (weight, bias) in enumerate(weights):
        x = jax.nn.relu(x) if number else x
        x = weight.T @ x + bias[:, None] if transposed else x @ weight + bias
    logits = x if transposed else x.T
    logit = logits[0] if len(logits) == 1 else logits[1] - logits[0]
    return jnp.mean(jax.nn.softplus(jnp.where(y_B == 1, -logit, logit)))


def _nets(weights: State, members: int) -> Nets:
    arrays = [(np.asarray(weight), np.asarray(bias)) for weight, bias in weights]
    return [[(weight[k], bias[k]) for weight, bias in arrays] for k in range(members)]
