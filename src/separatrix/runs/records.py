"""The documents of a run folder, as structs; reading them needs no PyTorch."""

import msgspec

from separatrix.data.table import Source
from separatrix.evaluation.doctor.symptom import Symptom
from separatrix.evaluation.scores import Score
from separatrix.training.checkups import Checkups

Scores = dict[str, dict[str, Score]]
"""Part of the rows, metric, score."""

Guesses = dict[str, dict[str, float | None]]
"""Part of the rows, metric, what guessing without looking at the columns reaches."""


class About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a list of runs shows.

    Args:
        saved: When it was saved, in UTC, ISO 8601.
        seconds: How long it took.
        task: "binary", "multiclass" or "regression".
        target: The column that is predicted.
        members: How many networks.
        metric: The metric of the headline score.
        score: The headline score, on test rows where there are any.
        part: The part of the rows that the headline score is of.
        notes: What the user was told on the way.
    """

    saved: str
    seconds: float
    task: str
    target: str
    members: int
    metric: str
    score: float | None
    part: str
    notes: tuple[str, ...] = ()


class Doctored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ails a training.

    Args:
        symptoms: What was found, what should be acted on first.
        checkups: How the layers stood at a few epochs.
    """

    symptoms: tuple[Symptom, ...] = ()
    checkups: Checkups = Checkups()


class TableFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which table the run is of; its rows are not in the run.

    Args:
        source: Where it is, its hash, and how it was read.
        rows: How many rows it has, those of a test table included.
        target: The column that is predicted.
        kinds: Kinds of columns that the user gave.
        ordered: Levels of columns in the order that the user gave.
        validation_share: Share of the rows that are not test rows.
        test_share: Share of all rows.
        seed: Seed of the split.
        group: Column whose rows of equal cells stayed in one part.
        time: Column by which the parts follow each other.
        split: Column that said which part a row is in.
        weight: Column that says what a row counts for.
        calibration_share: Share of the training rows that was set aside.
        test_source: Where the test rows came from, which follow those of `source`; None when they
            were among them.
    """

    source: Source
    rows: int
    target: str
    kinds: dict[str, str]
    validation_share: float
    test_share: float
    seed: int
    group: str | None = None
    time: str | None = None
    split: str | None = None
    weight: str | None = None
    test_source: Source | None = None
    ordered: dict[str, tuple[str, ...]] = {}
    calibration_share: float = 0.0


class ScoresFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How good it is.

    Args:
        scores: By part of the rows and metric.
        guess: What guessing reaches, likewise.
    """

    scores: Scores
    guess: Guesses
