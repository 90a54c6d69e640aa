"""What a condition of a table is, and what each door makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd

Door = Literal["csv", "parquet", "frame", "estimator"]

DOORS: Mapping[Door, str] = {
    "csv": "a CSV file on the command line",
    "parquet": "a Parquet file on the command line",
    "frame": "a pandas DataFrame, `separatrix.train` and `Run.predict`",
    "estimator": "`NetClassifier` or `NetRegressor`",
}


@dataclass(frozen=True)
class Outcome:
    """What a door makes of a condition.

    Args:
        what: "accepted", "noted", "refused" or "cannot be".
        phrase: What is said where it is noted or refused; why it cannot be.
    """

    what: Literal["accepted", "noted", "refused", "cannot be"]
    phrase: str = ""


ACCEPTED = Outcome("accepted")


def noted(phrase: str) -> Outcome:
    """Accept, and say this."""
    return Outcome("noted", phrase)


def refused(phrase: str) -> Outcome:
    """Refuse, and say this."""
    return Outcome("refused", phrase)


def cannot(why: str) -> Outcome:
    """Say why this door never meets the condition."""
    return Outcome("cannot be", why)


@dataclass(frozen=True)
class Condition:
    """A table that is not as tables in books are.

    Args:
        name: What is the matter with it.
        table: Makes the table that is trained on; its target is `y`.
        every: What it meets at every door that is not named by itself.
        files: What it meets at every door but the estimator, likewise.
        csv: What a CSV file of it meets.
        parquet: What a Parquet file of it meets.
        frame: What the DataFrame meets.
        estimator: What X and y meet.
        asked: Makes the table that is predicted, from the one that was trained on; None where the
            condition is met in training.
        raw: The CSV file, where it is not what pandas writes.
        given: Options of the training, by their Python names.
        fitted: Arguments of `fit`, beside X and y, made from the table.
        regression: The estimator is NetRegressor.
    """

    name: str
    table: Callable[[], pd.DataFrame]
    every: Outcome = ACCEPTED
    files: Outcome | None = None
    csv: Outcome | None = None
    parquet: Outcome | None = None
    frame: Outcome | None = None
    estimator: Outcome | None = None
    asked: Callable[[pd.DataFrame], Any] | None = None
    raw: bytes | None = None
    given: Mapping[str, Any] = field(default_factory=dict)
    fitted: Mapping[str, Callable[[pd.DataFrame], Any]] = field(default_factory=dict)
    regression: bool = False

    def at(self, door: Door) -> Outcome:
        """Return what a door makes of it."""
        named: Outcome | None = getattr(self, door)
        together = self.every if door == "estimator" else self.files or self.every
        return named or together
