"""Answering tables with a run, and scoring it on them."""

import logging
from contextlib import suppress
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from separatrix.answered import (
    Evaluation,
    Predicted,
    answer_columns,
    free_column,
    predicted_cells,
)
from separatrix.data.arrive import arrive
from separatrix.data.read import check_reading, open_table
from separatrix.data.row import is_row
from separatrix.data.table import AS_FOUND, ReadOptions, Source, Table
from separatrix.data.target import rows_with_target
from separatrix.data.unseen import Report, headline, refuse_unseen, report_on
from separatrix.errors import RunError
from separatrix.evaluation.conformal import (
    endless,
    intervals,
    label_sets,
    reach,
    scores_of,
)
from separatrix.evaluation.diagnosis import diagnose
from separatrix.evaluation.prediction import predict, predict_encoded
from separatrix.evaluation.scores import score_rows
from separatrix.evaluation.truth import truth
from separatrix.metrics.answers import Answers
from separatrix.run.kept import Kept
from separatrix.runs.journal import record
from separatrix.runs.manifest import read_manifest
from separatrix.runs.names import RECIPE
from separatrix.runs.openings import EVALUATED, opened_note, others_that_opened

_LOGGER = logging.getLogger("separatrix")


class Predicting(Kept):
    """A run that answers."""

    def predict(self, table: object) -> NDArray[Any]:
        """Return the predicted class or number of each row, shape (N,).

        Args:
            table: A path, DataFrame or Table with the columns that were trained on; or one row as
                a dict such as {"bill_length": 39.1, "sex": None}, or a list of such rows.

        Raises:
            DataError: it cannot be read, or lacks a column.
        """
        predicted = predicted_cells(self.fitted, self._answers(table))
        values: NDArray[Any] = pa.chunked_array([predicted]).to_numpy()
        return values

    def predict_proba(self, table: object) -> NDArray[np.float64]:
        """Return the probability of each class, shape (N, C), in the order of `classes`.

        Raises:
            RunError: the target is a number, which has no classes.
            DataError: the table cannot be read, or lacks a column.
        """
        if self.fitted.target.task == "regression":
            raise RunError("predict_proba needs classes; this run predicts a number. Use predict.")
        answers = self._answers(table)
        return np.asarray(answers.probabilities_NC, dtype=np.float64)

    def predict_interval(self, table: object, coverage: float = 0.9) -> NDArray[np.float64]:
        """Return an interval around each answer that holds the truth this often, shape (N, 2).

        It reaches as far to both sides as the calibration rows need (split conformal prediction;
        Lei et al. 2018), the same for every row. The promise is for rows that come as they came.

        Args:
            table: What `predict` takes.
            coverage: How often the truth is inside, in the long run; at least.

        Raises:
            RunError: the run predicts classes, or was trained without calibration rows.
            DataError: the table cannot be read, or lacks a column.
        """
        if self.fitted.target.task != "regression":
            raise RunError("predict_interval needs a number; this run predicts classes. Use sets.")
        far = reach(scores_of(self.fitted), coverage)
        return intervals(np.asarray(self._answers(table).array, np.float64), far)

    def predict_sets(self, table: object, coverage: float = 0.9) -> tuple[tuple[Any, ...], ...]:
        """Return the classes among which the true one is this often, for each row.

        They are those of the highest probability, as many as the calibration rows need (split
        conformal prediction; Sadinle et al. 2019). The promise is for rows that come as they came.

        Args:
            table: What `predict` takes.
            coverage: How often the true class is inside, in the long run; at least.

        Raises:
            RunError: the run predicts a number, or was trained without calibration rows.
            DataError: the table cannot be read, or lacks a column.
        """
        if self.fitted.target.task == "regression":
            raise RunError("predict_sets needs classes; this run predicts a number.")
        far = reach(scores_of(self.fitted), coverage)
        inside_NC = label_sets(np.asarray(self._answers(table).array, np.float64), far)
        classes = self.classes
        return tuple(tuple(classes[c] for c in np.flatnonzero(row)) for row in inside_NC)

    def report(self, table: object, *, reading: ReadOptions = AS_FOUND) -> Report:
        """Report what of a table the training never saw, without answering it.

        Args:
            table: A path, DataFrame or Table.
            reading: How a text file is read.

        Raises:
            DataError: it cannot be read, or a cell does not fit its column's kind.
        """
        return report_on(self.fitted.encoder, self._opened(table, reading))

    def predictions(
        self,
        table: object,
        *,
        keep: bool = False,
        strict: bool = False,
        coverage: float | None = None,
        reading: ReadOptions = AS_FOUND,
    ) -> Predicted:
        """Return predictions and probabilities as columns, and what the training never saw.

        Args:
            table: A path, DataFrame or Table.
            keep: Put the table's own columns first.
            strict: Refuse a table that holds anything which the training never saw.
            coverage: Add `low` and `high`, or the `labels`, among which the truth is so often.
            reading: How a text file is read.

        Raises:
            DataError: it cannot be read, lacks a column, or is refused as strict asks.
            RunError: a coverage is asked for without calibration rows.
        """
        far = None if coverage is None else reach(scores_of(self.fitted), coverage)
        opened = self._opened(table, reading)
        report = self._looked_at(opened, strict=strict)
        predictions = predict(self.fitted, opened)
        columns = dict(zip(opened.names, opened.columns.columns, strict=True)) if keep else {}
        for name, values in answer_columns(self.fitted, predictions.answers, far).items():
            columns[free_column(name, columns)] = values
        return Predicted(pa.table(columns), (*opened.notes, *endless(far, coverage)), report)

    def evaluate(
        self, table: object, *, strict: bool = False, reading: ReadOptions = AS_FOUND
    ) -> Evaluation:
        """Score the run on rows whose target is known, and write that down in its journal.

        Args:
            table: A path, DataFrame or Table that holds the target.
            strict: Refuse rows that hold anything which the training never saw.
            reading: How a text file is read.

        Raises:
            DataError: it cannot be read, lacks the target or another column, or is refused as
                strict asks.
        """
        opened = self._opened(table, reading)
        target = self.fitted.target
        rows, notes = rows_with_target(opened, target.name)
        scored = opened.take(rows)
        report = self._looked_at(scored, strict=strict)
        predictions, truth_N = predict(self.fitted, scored), truth(target, scored)
        weight_N, unweighted = self.weights_of(scored)
        scores = score_rows(
            target.task,
            truth_N,
            predictions,
            weight_N=weight_N,
            asked=self.fitted.recipe.metric,
        )
        before = self._write_down(opened)
        every = (*opened.notes, *notes, *unweighted, *self._trained_on(opened.source), *before)
        found = diagnose(
            self.fitted, scored, truth_N, predictions.answers, row_N=rows, weight_N=weight_N
        )
        return Evaluation(target.task, len(rows), {"table": scores}, every, report, found)

    def _answers(self, table: object) -> Answers:
        """Answer for a table, or for one row at a glance where all of its cells are plain."""
        if is_row(table):
            encoder, dtype = self.fitted.encoder, np.dtype(self.fitted.recipe.numbers)
            encoded = encoder.encode_row(table, dtype)
            if encoded is not None:
                return predict_encoded(self.fitted, encoded).answers
        opened = self._opened(table)
        report = self._looked_at(opened)
        if not report.missing_columns:  # which the answer refuses in its own words
            _log(report)
        return predict(self.fitted, opened).answers

    def _looked_at(self, table: Table, *, strict: bool = False) -> Report:
        """Report what of the rows the training never saw; refuse them when asked to."""
        if not isinstance(strict, bool):
            raise RunError(f"strict must be True or False, got {strict!r}.")
        report = report_on(self.fitted.encoder, table)
        if strict and not report.missing_columns:  # without which nothing can be answered anyway
            refuse_unseen(report)
        return report

    def _opened(self, table: object, reading: ReadOptions = AS_FOUND) -> Table:
        """Open a table as the training did, so that no row is read by what its neighbors hold."""
        check_reading(reading)
        encoder, target = self.fitted.encoder, self.fitted.target
        named = (target.name,) if any(isinstance(each, str) for each in target.classes) else ()
        options = msgspec.structs.replace(
            reading,
            missing=tuple(dict.fromkeys((*reading.missing, *encoder.missing))),
            text=tuple(dict.fromkeys((*reading.text, *encoder.text, *named))),
        )
        if isinstance(table, Table) and options.missing:
            source = msgspec.structs.replace(table.source, options=options)
            return arrive(table.columns, source, table.notes)
        return open_table(table, options)

    def _trained_on(self, source: Source) -> tuple[str, ...]:
        """Say so when the rows are those of the training."""
        if self.split is None or source.sha256 is None:
            return ()
        if source.sha256 != self.source.sha256:
            return self._tested_on(source)
        seen = len(self.split.train) + len(self.split.validation)
        return (
            f"This is the table that the run was trained on: {seen} of its rows steered the "
            "training, so these scores flatter. The run's own test scores do not.",
        )

    def _tested_on(self, source: Source) -> tuple[str, ...]:
        """Say so when the rows are those of the run's own test."""
        if self.test_source is None or source.sha256 != self.test_source.sha256:
            return ()
        return ("This is the test table of the run: its rows were scored after the training.",)

    def _write_down(self, table: Table) -> tuple[str, ...]:
        """Note an evaluation in the journal; say which runs beside it were evaluated so."""
        if self.split is None:
            return ()
        rows = table.source.sha256
        with suppress(OSError):  # a run on a read-only disk can be evaluated all the same
            record(self.path, EVALUATED, rows or "a table without a file")
        if rows is None or rows == self.source.sha256:  # of which another note speaks
            return ()
        with suppress(RunError):
            asked = read_manifest(self.path).files[RECIPE].sha256
            return opened_note(others_that_opened(self.path, EVALUATED, rows, asked))
        return ()


def _log(report: Report) -> None:
    """Tell whoever listens of the worst that the training never saw."""
    for line in headline(report, "Run.report(table)"):
        _LOGGER.warning("%s", line)
