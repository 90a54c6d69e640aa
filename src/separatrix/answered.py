"""What a run answers for a table, as its user holds it."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from separatrix.data.checks.finding import counted
from separatrix.data.unseen import Report
from separatrix.errors import listed
from separatrix.evaluation.conformal import intervals, label_sets
from separatrix.evaluation.diagnosis import Diagnosis
from separatrix.metrics.answers import Answers
from separatrix.runs.records import Scores
from separatrix.training.fitted import Fitted


@dataclass(frozen=True)
class Predicted:
    """Answers for the rows of a table, in their order.

    Args:
        columns: `prediction`, for classes `p_<class>` too, after the table's own if asked.
        notes: What was noticed while reading.
        report: What of the rows the training never saw.
    """

    columns: pa.Table
    notes: tuple[str, ...]
    report: Report

    def __repr__(self) -> str:
        """Name the columns and count the rows; the columns themselves would fill the screen."""
        rows = counted(len(self.columns), "row")
        return f"<Predicted {rows}: {listed(self.columns.column_names, most=6)}>"


@dataclass(frozen=True)
class Evaluation:
    """Scores on the rows of a table.

    Args:
        task: What is predicted.
        rows: How many rows were scored.
        scores: Part ("table"), metric, score.
        notes: What was noticed, such as rows that were trained on.
        report: What of the rows the training never saw.
        diagnosis: Where the answers are wrong.
    """

    task: str
    rows: int
    scores: Scores
    notes: tuple[str, ...]
    report: Report
    diagnosis: Diagnosis

    def __repr__(self) -> str:
        """Say how many rows were scored and how well."""
        return f"<Evaluation of {counted(self.rows, 'row')}: {scores_in_short(self.scores)}>"

    def to_json(self) -> dict[str, Any]:
        """Return what `evaluate --json` prints."""
        return {
            "task": self.task,
            "rows": self.rows,
            "scores": plain_scores(self.scores),
            "report": self.report.to_json(),
            **self.diagnosis.to_json(),
        }


def plain_scores(scores: Scores) -> dict[str, dict[str, dict[str, Any]]]:
    """Return scores as plain data."""
    plain: dict[str, dict[str, dict[str, Any]]] = msgspec.to_builtins(scores)
    return plain


def predicted_cells(fitted: Fitted, answers: Answers) -> pa.Array:
    """Return the predicted class or number of each row."""
    if fitted.target.task == "regression":
        return pa.array(answers.values_N)
    return fitted.target.labels(answers.labels_N)


def answer_columns(
    fitted: Fitted, answers: Answers, far: float | None = None
) -> dict[str, pa.Array]:
    """Return `prediction` and, for classes, the probability of each.

    Args:
        fitted: The training that answered.
        answers: What it answered.
        far: How far answers may be off, which adds `low` and `high`, or `labels`; None adds none.
    """
    target, columns = fitted.target, {"prediction": predicted_cells(fitted, answers)}
    if far is not None:
        columns |= _ends(fitted, answers, far)
    if answers.probabilities_NC is None:
        return columns
    for code, name in enumerate(target.class_names):
        columns[f"p_{name}"] = pa.array(answers.probabilities_NC[:, code])
    return columns


def _ends(fitted: Fitted, answers: Answers, far: float) -> dict[str, pa.Array]:
    if answers.probabilities_NC is None:
        low_N, high_N = intervals(np.asarray(answers.array, np.float64), far).T
        return {"low": pa.array(low_N), "high": pa.array(high_N)}
    names = fitted.target.class_names
    inside_NC = label_sets(np.asarray(answers.array, np.float64), far)
    return {
        "labels": pa.array("|".join(names[c] for c in np.flatnonzero(row)) for row in inside_NC)
    }


def free_column(name: str, taken: Container[str]) -> str:
    """Return a name that no column has, with underscores behind it where there must be."""
    while name in taken:
        name += "_"
    return name


def scores_in_short(scores: Scores) -> str:
    """Return the first few scores of the last part, which is the one to be believed."""
    part = list(scores)[-1]
    shown = list(scores[part].items())[:3]
    written = (
        f"{metric} {'undefined' if score.value is None else f'{score.value:.4g}'}"
        for metric, score in shown
    )
    return f"{', '.join(written)} ({part})"
