"""skorch without validation, printing and scoring, Adam fused."""

import numpy as np
import torch
from skorch import NeuralNetBinaryClassifier, NeuralNetClassifier

from benchmarks.peers.modules import best_threads, build, layers, loss_of
from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender, Trained


def contender(problem: Problem, data: Data, members: int = 1) -> Contender:
    """Return skorch's classifier around the same net."""
    assert members == 1, "skorch trains one net"
    one = problem.outputs == 1
    kind = NeuralNetBinaryClassifier if one else NeuralNetClassifier
    y = data.labels_N.astype(np.float32 if one else np.int64)

    @best_threads(problem)
    def fit(seed: int, epochs: int) -> Trained:
        torch.manual_seed(seed)
        net = kind(
            build(problem),
            criterion=loss_of(problem),
            optimizer=torch.optim.Adam,
            optimizer__fused=True,
            lr=problem.rate,
            max_epochs=epochs,
            batch_size=problem.batch,
            iterator_train__shuffle=True,
            train_split=None,
            callbacks=None,
            verbose=0,
        )
        net.fit(data.features_ND, y)
        return Trained(lambda: [layers(net.module_)])

    return Contender("skorch", fit)
