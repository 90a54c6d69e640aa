"""What was found on a ladder, as it is kept and printed."""

from typing import Any

import msgspec

from separatrix.data.check import Checked
from separatrix.data.splitting import Splitting
from separatrix.data.table import Source
from separatrix.html import table_html
from separatrix.recipe import Recipe
from separatrix.training.machine import Environment


class Interval(msgspec.Struct, frozen=True):
    """A score with its 95 % interval; None stands for undefined."""

    value: float | None
    low: float | None
    high: float | None


class Step(msgspec.Struct, frozen=True):
    """How much better a rung is than the one below; above 0 is better, whatever the metric.

    Args:
        value: Mean difference of the scores.
        low: Lower end of its 95 % interval.
        high: Its upper end.
        p: Probability of a difference so far from 0, either way, where there is none; of all rungs
            together (Holm).
        same: Posterior probability that the difference lies within the region of practical
            equivalence; None for one test set, which has no such posterior.
        verdict: "real", "worse", "the same" or "unclear".
    """

    value: float | None
    low: float | None
    high: float | None
    p: float
    same: float | None
    verdict: str


class Climbed(msgspec.Struct, frozen=True, kw_only=True):
    """One rung, or what stands beside the ladder, scored.

    Args:
        name: What it is called.
        changed: What it changes from the rung below, in words.
        score: Its mean score over the trainings.
        difference: How it compares with the rung below; None for the first, and beside the ladder.
        scores: Its score on the held rows of each training; None where undefined.
        parameters: Trained numbers of one answer: of all members, if there are several. 0 for what
            is no network of ours.
        seconds: How long its trainings took, together, tuning included.
        epochs: Epochs until the held-out loss was within 1 % of its lowest, in the median.
        of: Epochs that it was trained.
        members: Networks whose mean answer was scored.
        recipe: What was trained, with what most of the trainings chose where they tuned.
        tuned: How many of the trainings chose each value of what was tuned.
        train_loss: Training loss after each epoch, the median over the trainings.
        held_loss: Loss on the held rows, likewise.
    """

    name: str
    changed: str
    score: Interval
    difference: Step | None = None
    scores: tuple[float | None, ...] = ()
    parameters: int = 0
    seconds: float = 0.0
    epochs: int | None = None
    of: int | None = None
    members: int = 1
    recipe: Recipe | None = None
    tuned: dict[str, dict[str, int]] = {}
    train_loss: tuple[float | None, ...] = ()
    held_loss: tuple[float | None, ...] = ()

    @property
    def verdict(self) -> str:
        """What its idea bought: "real", "worse", "the same", "unclear", or "" without a step."""
        return "" if self.difference is None else self.difference.verdict


class Climb(msgspec.Struct, frozen=True, kw_only=True):
    """A whole ladder on a table.

    Args:
        metric: What is scored.
        task: What is predicted.
        target: The column that is.
        rows: Rows that were divided.
        features: Columns that were learned from.
        folds: Parts, each held out once a repeat; 1 for one test set.
        repeats: How often.
        anew: Each repeat has a partition of its own; else it has seeds of its own alone.
        apart: The held rows are one test set.
        rope: Half the width of the region of practical equivalence, in units of the metric.
        rungs: From the guess to the last rung.
        beside: What else was trained on the same folds.
        recommended: Name of the rung to take.
        sentences: What was found, in words.
        notes: What was noticed.
        seconds: How long all of it took.
        source: Where the table is.
        splitting: How rows were divided.
        environment: What the bits depend on.
        command: How to do it again; "" where it was asked for from Python.
        checked: What was found in the table; None where it was not looked at.
        path: Where it stands; "" in the file itself.
    """

    metric: str
    task: str
    target: str
    rows: int
    features: int
    folds: int
    repeats: int
    anew: bool
    apart: bool
    rope: float
    rungs: tuple[Climbed, ...]
    beside: tuple[Climbed, ...]
    recommended: str
    sentences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    source: Source = Source()
    splitting: Splitting = Splitting()
    environment: Environment | None = None
    command: str = ""
    checked: Checked | None = None
    path: str = ""

    def _repr_html_(self) -> str:
        """Show a notebook what each rung reached and what its idea bought."""
        rows = [_shown(rung) for rung in (*self.rungs, *self.beside)]
        heads = ["", "changes", self.metric.replace("_", " "), "95 % interval", "bought", "verdict"]
        caption = f"{self.target}: a ladder on {self.rows:,} rows, take {self.recommended}"
        return table_html(caption, heads, rows, self.sentences)

    @property
    def trainings(self) -> int:
        """How often each rung was trained."""
        return self.folds * self.repeats

    @property
    def advice(self) -> Climbed:
        """The rung to take: the lowest that is not worse than the best."""
        return self.rung(self.recommended)

    def rung(self, name: str) -> Climbed:
        """Return a rung, or what stands beside the ladder, by its name."""
        return next(each for each in (*self.rungs, *self.beside) if each.name == name)

    def to_json(self) -> dict[str, Any]:
        """Return what `ladder --json` prints."""
        document: dict[str, Any] = msgspec.to_builtins(self)
        return document


def _shown(rung: Climbed) -> tuple[str, ...]:
    score, step = rung.score, rung.difference
    interval = f"{_number(score.low)} to {_number(score.high)}"
    bought = "" if step is None else f"{step.value or 0.0:+.3g}"
    verdict = "" if step is None else step.verdict
    return (rung.name, rung.changed, _number(score.value), interval, bought, verdict)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
