"""What the pictures of a run are drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from separatrix.data.table import Table
from separatrix.errors import RunError, did_you_mean, listed
from separatrix.evaluation.slices import NEARBY, TYPICAL, Holding
from separatrix.runs.records import Doctored, Guesses, Scores
from separatrix.training.fitted import Fitted

Parts = Mapping[str, Table]
"""The rows that pictures show, by the name of their part, training rows first."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a picture beyond its name.

    Args:
        features: The two columns of a boundary, or those of effects; none for those that matter
            most.
        held: What stands in all other columns: the cells of nearby rows, or typical ones.
        row: The one row that is looked at, or that stands in all other columns; None for none.
        number: Its number in the table, from 0.
        member: The network that is looked into.
    """

    features: tuple[str, ...] = ()
    held: Holding = NEARBY
    row: Table | None = None
    number: int = 0
    member: int = 0


def asked_of(features: Sequence[str], held: str, member: int) -> Asked:
    """Return what is asked of a picture.

    Raises:
        RunError: the features are no names, or nothing is held so.
    """
    several = not isinstance(features, str) and all(isinstance(each, str) for each in features)
    if not several or len(set(features)) != len(features):
        raise RunError(f"features must be different names of columns, got {features!r}.")
    if held not in get_args(Holding):
        raise RunError(
            f'held must be one of {listed(get_args(Holding))}, got "{held}".'
            f"{did_you_mean(str(held), get_args(Holding))}"
        )
    return Asked(tuple(features), NEARBY if held == NEARBY else TYPICAL, member=member)


@dataclass(frozen=True)
class Subject:
    """What the pictures of a run are drawn from.

    Args:
        fitted: What was learned.
        parts: Training rows and held-out rows; empty when the table is not at hand.
        scores: Part of the rows, metric, score; empty for a model file alone.
        guess: What guessing reaches, likewise.
        asked: What is asked beyond the name.
        doctored: What ails the training.
        weight: Column that says what each row counts for, if there is one.
    """

    fitted: Fitted
    parts: Parts
    scores: Scores = field(default_factory=dict)
    guess: Guesses = field(default_factory=dict)
    asked: Asked = Asked()
    doctored: Doctored = field(default_factory=Doctored)
    weight: str | None = None
