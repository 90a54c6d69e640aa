"""What the pictures of a run are drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from separatrix.data.table import Table
from separatrix.runs.records import Guesses, Scores
from separatrix.training.fitted import Fitted

Parts = Mapping[str, Table]
"""The rows that pictures show, by the name of their part, training rows first."""


@dataclass(frozen=True)
class Subject:
    """What the pictures of a run are drawn from.

    Args:
        fitted: What was learned.
        parts: Training rows and held-out rows; empty when the table is not at hand.
        scores: Part of the rows, metric, score; empty for a model file alone.
        guess: What guessing reaches, likewise.
    """

    fitted: Fitted
    parts: Parts
    scores: Scores = field(default_factory=dict)
    guess: Guesses = field(default_factory=dict)
