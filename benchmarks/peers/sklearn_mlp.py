"""scikit-learn's MLPClassifier, without penalty, early stopping and tolerance."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.losses import Layers
from benchmarks.peers.modules import best_threads
from benchmarks.problem import Data, Problem
from benchmarks.timing import Contender, Trained

NEVER = 10**6


def contender(problem: Problem, data: Data, members: int = 1) -> Contender:
    """Return the classifier; several members are one net, extrapolated."""

    @best_threads(problem)
    def fit(seed: int, epochs: int) -> Trained:
        model = classifier(problem, seed, epochs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it is to stop where we say
            model.fit(data.features_ND, data.labels_N)
        return Trained(lambda: [_layers(model)])

    one_logit = "of two classes it knows one output only" if problem.outputs == 2 else ""
    many = f"extrapolated: one net, times {members}" if members > 1 else ""
    return Contender("scikit-learn", fit, "; ".join(filter(None, (many, one_logit))), members)


def classifier(problem: Problem, seed: int, epochs: int) -> MLPClassifier:
    """Return an unfitted classifier with the settings of a problem."""
    return MLPClassifier(
        problem.hidden,
        alpha=0.0,
        batch_size=problem.batch,
        learning_rate_init=problem.rate,
        max_iter=epochs,
        tol=0.0,
        n_iter_no_change=NEVER,
        random_state=seed,
    )


def _layers(model: MLPClassifier) -> Layers:
    pairs = zip(model.coefs_, model.intercepts_, strict=True)
    return [(np.asarray(weight), np.asarray(bias)) for weight, bias in pairs]
