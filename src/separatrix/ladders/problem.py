"""The rows that every rung of a ladder learns from and is judged by."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from separatrix.data.encoder import Encoded, Encoder, learn_encoder
from separatrix.data.prepare import prepare
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table
from separatrix.data.target import Target


@dataclass(frozen=True)
class Side:
    """The rows of one side of the split.

    Args:
        table: Their columns.
        encoded: What goes into the networks.
        target_N: Class codes, or numbers as they are learned.
    """

    table: Table
    encoded: Encoded
    target_N: NDArray[np.int64] | NDArray[np.float64]


@dataclass(frozen=True)
class Problem:
    """Encoded rows to learn from and rows to be judged by.

    Args:
        encoder: What encoded them.
        target: What is predicted.
        train: Rows to learn from.
        test: Rows to be judged by; nothing is learned from them.
    """

    encoder: Encoder
    target: Target
    train: Side
    test: Side


def pose(
    table: Table, target: str, *, standardise: bool, test_share: float = 0.2, seed: int = 0
) -> Problem:
    """Split a table in two, without validation rows, and encode both sides.

    Args:
        table: The rows.
        target: Name of the target column.
        standardise: False passes features and target through as they are.
        test_share: Share of the rows to be judged by.
        seed: Decides the split.
    """
    prepared = prepare(
        table,
        target,
        splitting=Splitting(validation_share=0.0, test_share=test_share, seed=seed),
        standardise=standardise,
    )
    learned_from = prepared.part("train")
    encoder = learn_encoder(learned_from, prepared.columns, standardise=standardise)
    train, test = (
        Side(part, encoder.encode(part), prepared.target.encode(part))
        for part in (learned_from, prepared.part("test"))
    )
    return Problem(encoder, prepared.target, train, test)
