"""What a fitted stack answers for rows: every member alone, and their mean."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from separatrix.data.encoder import Encoded
from separatrix.data.table import Table
from separatrix.metrics.answers import Answers
from separatrix.metrics.probabilities import probabilities
from separatrix.models.initial import initialise
from separatrix.models.own.build import begin
from separatrix.models.own.networks import AnyStack
from separatrix.models.own.stack import OwnStack
from separatrix.models.stack import Rows, Stack
from separatrix.training.fitted import Fitted
from separatrix.training.machine import choose_threads, step_work, threads

Floats = NDArray[np.float64]

CHUNK_NUMBERS = 2**18
"""Numbers in the widest layer of the rows that are answered at once: 1 MB in float32."""


@dataclass(frozen=True)
class Predictions:
    """The answers of K members for N rows.

    Args:
        probabilities_KNC: Every member's probability of each class; None for regression.
        values_KN: Every member's value in the unit of the table; None for classes.
        threshold: Probability above which the positive class is predicted.
        notes: What was noticed about the rows, such as unseen levels.
    """

    probabilities_KNC: Floats | None
    values_KN: Floats | None
    threshold: float
    notes: tuple[str, ...] = ()

    @property
    def answers(self) -> Answers:
        """The mean over the members, of probabilities and not of logits: what is predicted."""
        if self.values_KN is not None:
            return Answers(values_N=self.values_KN.mean(axis=0))
        assert self.probabilities_KNC is not None
        return Answers(self.probabilities_KNC.mean(axis=0), threshold=self.threshold)

    def member(self, k: int) -> Answers:
        """Return what one member alone would predict."""
        if self.values_KN is not None:
            return Answers(values_N=self.values_KN[k])
        assert self.probabilities_KNC is not None
        return Answers(self.probabilities_KNC[k], threshold=self.threshold)


def predict(fitted: Fitted, table: Table) -> Predictions:
    """Answer for the rows of a table.

    Raises:
        DataError: a column that the Encoder needs is missing or holds something else.
    """
    return predict_encoded(fitted, fitted.encoder.encode(table, np.dtype(fitted.recipe.numbers)))


def predict_encoded(fitted: Fitted, encoded: Encoded) -> Predictions:
    """Answer for rows that are encoded already."""
    stack, target = fitted.stack, fitted.target
    if target.task == "regression":
        values_KN1 = _answered(stack, encoded, 1, target.restore)
        return Predictions(None, values_KN1[:, :, 0], fitted.threshold, encoded.notes)
    answer = partial(_tempered, temperature=fitted.temperature)
    answered_KNC = _answered(stack, encoded, len(target.classes), answer)
    return Predictions(answered_KNC, None, fitted.threshold, encoded.notes)


def predictions_of(fitted: Fitted, logits_KNO: Floats) -> Predictions:
    """Turn logits that were kept, shape (K, N, O), into answers."""
    logits_KNO = np.asarray(logits_KNO, np.float64)
    if fitted.target.task == "regression":
        return Predictions(None, fitted.target.restore(logits_KNO)[:, :, 0], fitted.threshold)
    return Predictions(_tempered(logits_KNO, fitted.temperature), None, fitted.threshold)


def _tempered(logits_KNO: Floats, temperature: float) -> Floats:
    """Return probabilities; a temperature of 1 changes no bit."""
    return probabilities(logits_KNO if temperature == 1 else logits_KNO / temperature)


def logits(stack: AnyStack, encoded: Encoded) -> Floats:
    """Return the logits of every member, shape (K, N, O)."""
    return _answered(stack, encoded, stack.architecture.outputs, np.asarray)


def _answered(
    stack: AnyStack, encoded: Encoded, width: int, answer: Callable[[Floats], Floats]
) -> Floats:
    """Turn the logits of some rows at a time into answers, shape (K, N, width).

    Every operation has one thread; what is spread over the cores is the rows, whose shares need
    not wait for each other.
    """
    stack.eval()
    dtype, size, rows = stack.weights_KP.dtype, chunk_rows(stack), len(encoded.features_ND)
    features, codes = map(torch.from_numpy, (encoded.features_ND, encoded.codes_NC))
    answered_KNC = np.empty((stack.members, rows, width))

    @torch.inference_mode()
    def fill(at: int) -> None:
        chunk = slice(at, at + size)
        logits_KBO = stack(Rows(features[chunk].to(dtype), codes[chunk]))
        answered_KNC[:, chunk] = answer(logits_KBO.double().numpy())

    if rows <= size:
        with threads(1):
            fill(0)
        return answered_KNC
    workers = choose_threads(step_work(stack.architecture, stack.members, rows))
    if isinstance(stack, OwnStack):  # answers one call at a time, so a call has all the threads
        with threads(workers):
            for at in range(0, rows, size):
                fill(at)
        return answered_KNC
    with threads(1), ThreadPoolExecutor(workers) as pool:
        list(pool.map(fill, range(0, rows, size)))
    return answered_KNC


def chunk_rows(stack: AnyStack) -> int:
    """Return how many rows are answered at once, so that their units stay near the processor."""
    return max(1, CHUNK_NUMBERS // (stack.members * max(stack.architecture.widths)))


def untrained(fitted: Fitted) -> Fitted:
    """Return the same networks with the weights they began with."""
    trained, seeds = fitted.stack, [recipe.seed for recipe in fitted.recipes]
    if isinstance(trained, OwnStack):
        begun = trained.copied()
        begin(begun, seeds)
        return replace(fitted, stack=begun.eval())
    stack = Stack(trained.architecture, fitted.members, trained.weights_KP.dtype)
    initialise(stack, torch.tensor(seeds))
    return replace(fitted, stack=stack.eval())
