"""Where a network fails: by class, by probability, by value of a column, row by row."""

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from separatrix.data.table import Table
from separatrix.evaluation.calibration import Reliability, reliability
from separatrix.evaluation.errors import Slice, WorstRow, row_errors, worst_rows, worst_slices
from separatrix.evaluation.per_class import ClassScore, per_class
from separatrix.evaluation.resampling import defined
from separatrix.metrics.answers import Answers
from separatrix.training.fitted import Fitted

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Diagnosis:
    """Where answers are wrong.

    Args:
        rows: How many rows were looked at.
        classes: Every class, and their mean; empty for numbers.
        calibration: Told and observed probabilities; None for numbers.
        slices: Values of columns whose rows are answered worse than the rest, beyond noise.
        worst: The rows whose answers are furthest off.
    """

    rows: int
    classes: tuple[ClassScore, ...]
    calibration: Reliability | None
    slices: tuple[Slice, ...]
    worst: tuple[WorstRow, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        calibration = self.calibration
        return {
            "classes": msgspec.to_builtins(self.classes),
            "calibration": None
            if calibration is None
            else {
                "of": calibration.of,
                "error": defined(calibration.error),
                "bins": [vars(each) for each in calibration.bins],
            },
            "slices": msgspec.to_builtins(self.slices),
            "worst": msgspec.to_builtins(self.worst),
        }


def diagnose(
    fitted: Fitted,
    table: Table,
    target_N: NDArray[Any],
    answers: Answers,
    *,
    row_N: NDArray[np.int64] | None = None,
    weight_N: Floats | None = None,
    worst: int = 10,
) -> Diagnosis:
    """Look at answers whose truth is known.

    Args:
        fitted: The training that answered.
        table: The rows.
        target_N: True class codes, or true values in the unit of the table.
        answers: What was answered for them.
        row_N: Their numbers, where they are some rows of a table; None numbers them from 0.
        weight_N: What each row counts for; None when all count the same.
        worst: How many rows to name.
    """
    names, row_N = fitted.target.class_names, np.arange(len(table)) if row_N is None else row_N
    probabilities_NC = answers.probabilities_NC
    classes: tuple[ClassScore, ...] = ()
    calibration = None
    if probabilities_NC is not None and len(table):
        classes = per_class(target_N, answers.labels_N, names, weight_N)
        calibration = reliability(target_N, np.asarray(probabilities_NC, np.float64), weight_N)
    return Diagnosis(
        len(table),
        classes,
        calibration,
        worst_slices(fitted.encoder, table, row_errors(target_N, answers)),
        worst_rows(row_N, target_N, answers, names, worst),
    )
