"""What each column of one row contributed to its answer, beside the answers for other rows."""

import warnings
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from separatrix.data.encoder import Encoded
from separatrix.evaluation.prediction import predict_encoded
from separatrix.training.fitted import Fitted

Floats = NDArray[np.float64]

BACKGROUND = 64
"""Rows beside which a row is seen: what they answer in the mean is where contributions begin."""

ORDERS = 4
"""Orders in which the columns are put in, beside each of these rows."""


@dataclass(frozen=True)
class Contribution:
    """What one column contributed.

    Args:
        column: The column.
        value: By how much its cell moves the answer, in the mean over orders and rows beside it.
        error: Standard error of that, from the rows beside it.
    """

    column: str
    value: float
    error: float


@dataclass(frozen=True)
class Contributions:
    """How an answer came about; the contributions and the base add up to it.

    Args:
        of: What is answered: a class whose probability it is, or the target.
        base: Mean answer of the rows beside it.
        answer: The answer for the row.
        each: The columns, those that move it most first.
        rows: How many rows stand beside it.
    """

    of: str
    base: float
    answer: float
    each: tuple[Contribution, ...]
    rows: int


def contributions(
    fitted: Fitted, row: Encoded, background: Encoded, code: int | None = None, seed: int = 0
) -> Contributions:
    """Share out an answer among the columns, by Shapley values.

    The cell of each column takes the place of that of another row, in random order, and the change
    of the answer is the column's (Shapley 1953; sampled: Strumbelj and Kononenko 2010; computed by
    Captum). A column is one player: all of its features and its code move together. Columns that
    tell the same share what they tell.

    Args:
        fitted: The training; the answer is the mean of its networks'.
        row: The row, encoded.
        background: Rows beside which it is seen.
        code: The class whose probability is shared out; None takes the predicted one, of two
            classes the positive one.
        seed: Decides the orders.
    """
    with warnings.catch_warnings():  # of its bars of progress, which nobody asked for
        warnings.simplefilter("ignore")
        from captum.attr import ShapleyValueSampling  # takes a second that others need not wait for

    if code is None and fitted.target.task != "regression":
        predicted = int(predict_encoded(fitted, row).answers.labels_N[0])
        code = 1 if len(fitted.target.classes) == 2 else predicted
    parts = _Players.of(fitted, row)

    def answer(*inputs: Tensor) -> Tensor:
        answers = predict_encoded(fitted, parts.encoded(inputs)).answers
        array = answers.array if code is None else answers.array[:, code]
        return torch.from_numpy(np.asarray(array, np.float64))

    shapley, found = ShapleyValueSampling(answer), []
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        for other in range(len(background.features_ND)):
            shared = shapley.attribute(
                parts.inputs,
                baselines=parts.row_of(background, other),
                feature_mask=parts.masks,
                n_samples=ORDERS,
                perturbations_per_eval=len(parts.names) + 1,
            )
            found.append(parts.by_column(shared))
    base = float(answer(*parts.tensors(background)).mean())
    mean_C = np.mean(found, axis=0)
    error_C = np.std(found, axis=0, ddof=1) / np.sqrt(len(found)) if len(found) > 1 else 0 * mean_C
    each = [
        Contribution(name, float(mean_C[at]), float(error_C[at]))
        for at, name in enumerate(parts.names)
    ]
    names = fitted.target.class_names
    return Contributions(
        fitted.target.name if code is None else f"{fitted.target.name} = {names[code]}",
        base,
        float(answer(*parts.inputs)[0]),
        tuple(sorted(each, key=lambda one: -abs(one.value))),
        len(found),
    )


@dataclass(frozen=True)
class _Players:
    """The columns of a row as Captum takes them: tensors, and which column each number is of."""

    names: tuple[str, ...]
    inputs: tuple[Tensor, ...]
    masks: tuple[Tensor, ...]
    features: int

    @classmethod
    def of(cls, fitted: Fitted, row: Encoded) -> "_Players":
        columns = fitted.encoder.columns
        wide = [len(column.feature_names) for column in columns]
        of_features = np.repeat(np.arange(len(columns)), wide)[None]
        of_codes = np.flatnonzero(np.array(wide) == 0)[None]
        names = tuple(column.name for column in columns)
        whole = cls(names, (), (), row.features_ND.shape[1])
        masks = [torch.from_numpy(each) for each in (of_features, of_codes) if each.shape[1]]
        return cls(names, whole.tensors(row), tuple(masks), whole.features)

    def tensors(self, rows: Encoded) -> tuple[Tensor, ...]:
        """Return features and codes, those that there are."""
        both = (rows.features_ND, rows.codes_NC)
        return tuple(torch.from_numpy(each) for each in both if each.shape[1])

    def row_of(self, rows: Encoded, at: int) -> tuple[Tensor, ...]:
        return tuple(tensor[at : at + 1] for tensor in self.tensors(rows))

    def encoded(self, inputs: tuple[Tensor, ...]) -> Encoded:
        rows = len(inputs[0])
        features = inputs[0].numpy() if self.features else np.zeros((rows, 0), np.float32)
        codes = inputs[-1].numpy() if len(inputs) > bool(self.features) else None
        return Encoded(features, np.zeros((rows, 0), np.int64) if codes is None else codes)

    def by_column(self, shared: tuple[Tensor, ...]) -> Floats:
        """Return each column's share; Captum writes it at every number of the column."""
        value_C = np.zeros(len(self.names))
        for tensor, mask in zip(shared, self.masks, strict=True):
            value_C[mask[0].numpy()] = tensor[0].double().numpy()
        return value_C
