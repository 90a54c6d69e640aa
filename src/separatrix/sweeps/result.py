"""What was found by a sweep, as it is kept and printed."""

from typing import Any

import msgspec

from separatrix.data.splitting import Splitting
from separatrix.data.table import Source
from separatrix.recipe import Recipe


class Trial(msgspec.Struct, frozen=True):
    """One recipe at one stage.

    Args:
        number: Which recipe, from 0; 0 is the base.
        stage: Which stage, from 0; later ones train longer.
        epochs: Epochs that it was given.
        score: Its score on the validation rows; None where undefined.
        seconds: Its part of the time that its stack took.
    """

    number: int
    stage: int
    epochs: int
    score: float | None
    seconds: float


class Mattered(msgspec.Struct, frozen=True):
    """How much of the scores' variance one setting explains by itself, from 0 to 1."""

    setting: str
    share: float


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a sweep is going to do; two of the same plan find the same.

    Args:
        source: Where the table is.
        target: The column that is predicted.
        metric: What trials are judged by.
        splitting: How rows are divided.
        recipes: What is tried, the base first.
        stages: Epochs of each stage, as a share of a recipe's own.
        keep: Share of the trials that goes on from a stage to the next.
        asked: What else decides the rows: kinds, orders, task, weight and the like.
    """

    source: Source
    target: str
    metric: str
    splitting: Splitting
    recipes: tuple[Recipe, ...]
    stages: tuple[float, ...]
    keep: float
    asked: dict[str, str] = {}


class Swept(msgspec.Struct, frozen=True, kw_only=True):
    """A whole sweep.

    Args:
        plan: What was done.
        trials: Every trial of every stage.
        best: Number of the recipe that won.
        mattered: Settings by how much they explain, most first.
        run: Folder of the winner's run, whose test rows were opened once.
        test: The winner's score on the test rows, with its interval; None without test rows.
        seconds: How long all of it took, without what an earlier process did.
        path: Where it stands; "" in the file itself.
    """

    plan: Plan
    trials: tuple[Trial, ...]
    best: int
    mattered: tuple[Mattered, ...]
    run: str
    test: tuple[float | None, float | None, float | None] | None
    seconds: float = 0.0
    path: str = ""

    @property
    def last(self) -> dict[int, Trial]:
        """The last trial of each recipe, by its number."""
        return {trial.number: trial for trial in sorted(self.trials, key=lambda t: t.stage)}

    @property
    def winner(self) -> Recipe:
        """The recipe that won."""
        return self.plan.recipes[self.best]

    def to_json(self) -> dict[str, Any]:
        """Return what `sweep --json` prints."""
        document: dict[str, Any] = msgspec.to_builtins(self)
        return document
