"""What a run answers for a table, as its user holds it."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import msgspec
import pyarrow as pa

from separatrix.data.unseen import Report
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


def answer_columns(fitted: Fitted, answers: Answers) -> dict[str, pa.Array]:
    """Return `prediction` and, for classes, the probability of each."""
    target, columns = fitted.target, {"prediction": predicted_cells(fitted, answers)}
    if answers.probabilities_NC is None:
        return columns
    for code, name in enumerate(target.class_names):
        columns[f"p_{name}"] = pa.array(answers.probabilities_NC[:, code])
    return columns


def free_column(name: str, taken: Container[str]) -> str:
    """Return a name that no column has, with underscores behind it where there must be."""
    while name in taken:
        name += "_"
    return name
