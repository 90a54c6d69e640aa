"""Keras on JAX: compiled steps, many of them in one execution, arrays rather than a data set.

The model is built once, so that it is compiled once; each training begins anew from PyTorch's
first weights and an empty optimizer.
"""

from itertools import pairwise

import keras
import numpy as np
from numpy.typing import NDArray

from benchmarks.losses import Layers
from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender, Trained

STEPS_AT_ONCE = 50
"""Keras unrolls them while it compiles; more of them compile for long and run no faster."""


def contender(problem: Problem, data: Data, members: int = 1) -> Contender:
    """Return Keras' own training of one net."""
    assert members == 1, "Keras trains one net"
    net = _compiled(problem)
    empty = [np.array(variable) for variable in net.optimizer.variables]
    y = data.labels_N.astype(np.float32)[:, None] if problem.outputs == 1 else data.labels_N

    def fit(seed: int, epochs: int) -> Trained:
        keras.utils.set_random_seed(seed)
        net.set_weights(_first_weights(problem, seed))
        for variable, value in zip(net.optimizer.variables, empty, strict=True):
            variable.assign(value)
        net.fit(data.features_ND, y, batch_size=problem.batch, epochs=epochs, verbose=0)
        weights = net.get_weights()
        return Trained(lambda: [_layers(weights)])

    return Contender("Keras", fit, f"on {keras.backend.backend()}")


def _compiled(problem: Problem) -> keras.Model:
    hidden = [keras.layers.Dense(units, activation="relu") for units in problem.hidden]
    net = keras.Sequential(
        [keras.Input((problem.features,)), *hidden, keras.layers.Dense(problem.outputs)]
    )
    loss = (
        keras.losses.BinaryCrossentropy(from_logits=True)
        if problem.outputs == 1
        else keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    net.compile(
        keras.optimizers.Adam(problem.rate, epsilon=1e-8),
        loss,
        jit_compile=True,
        steps_per_execution=min(STEPS_AT_ONCE, problem.steps),
    )
    net.optimizer.build(net.trainable_variables)
    return net


def _first_weights(problem: Problem, seed: int) -> list[NDArray[np.floating]]:
    random = np.random.default_rng(seed)
    shapes = [
        (inputs, shape)
        for inputs, units in pairwise(problem.widths)
        for shape in ((inputs, units), (units,))
    ]
    return [random.uniform(-(inputs**-0.5), inputs**-0.5, shape) for inputs, shape in shapes]


def _layers(weights: list[NDArray[np.floating]]) -> Layers:
    return list(zip(weights[::2], weights[1::2], strict=True))
