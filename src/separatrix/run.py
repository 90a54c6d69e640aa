"""A run as its user holds it: trained networks with their scores, their rows and their place."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from separatrix import files
from separatrix.answered import (
    Evaluation,
    Predicted,
    answer_columns,
    free_column,
    plain_scores,
    predicted_cells,
    scores_in_short,
)
from separatrix.data.arrive import arrive
from separatrix.data.check import Checked
from separatrix.data.checks.finding import Finding, counted
from separatrix.data.kinds import Column
from separatrix.data.read import check_reading, open_table
from separatrix.data.row import is_row
from separatrix.data.split import PARTS, Split
from separatrix.data.table import AS_FOUND, IN_MEMORY, ReadOptions, Source, Table
from separatrix.data.target import rows_with_target
from separatrix.data.unseen import Report, headline, refuse_unseen, report_on
from separatrix.data.weights import row_weights
from separatrix.errors import RunError, did_you_mean, listed, path_of
from separatrix.evaluation.conformal import (
    endless,
    intervals,
    label_sets,
    reach,
    scores_of,
)
from separatrix.evaluation.diagnosis import Diagnosis, diagnose
from separatrix.evaluation.importance import Importance, permutation_importance
from separatrix.evaluation.prediction import predict, predict_encoded
from separatrix.evaluation.scores import score_rows
from separatrix.evaluation.truth import truth
from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import metrics_of
from separatrix.models.plain import member_module, member_sequential
from separatrix.runs.again import OwnRows
from separatrix.runs.contents import Contents
from separatrix.runs.journal import record
from separatrix.runs.manifest import read_manifest
from separatrix.runs.model_file import read_model
from separatrix.runs.names import RECIPE
from separatrix.runs.openings import EVALUATED, opened_note, others_that_opened
from separatrix.runs.records import Guesses, Scores, TableFile
from separatrix.runs.stored import open_run
from separatrix.training.fitted import Fitted

if TYPE_CHECKING:
    from torch import nn

_LOGGER = logging.getLogger("separatrix")


@dataclass(frozen=True)
class Run:
    """Trained networks with all that belongs to them.

    Args:
        path: The run's folder, or the model file alone.
        fitted: Networks, Encoder, recipes and history.
        scores: Part of the rows, metric, score; empty for a model file alone.
        guess: What guessing reaches, likewise.
        split: Which rows of the table were for what; None for a model file alone.
        source: Where the table is.
        notes: What the user was told on the way.
        seconds: How long it took.
        columns: What each column was taken for; empty for a model file alone.
        checked: What was found in the table before the training; None for a model file alone and
            for runs of early versions.
        weight: Column that says what each row counts for, if there is one.
        test_source: Where the test rows are, numbered after those of `source`; None when they are
            among them.
        table: What was asked of the table; None for a model file alone.
    """

    path: Path
    fitted: Fitted
    scores: Scores
    guess: Guesses
    split: Split | None
    source: Source
    notes: tuple[str, ...]
    seconds: float
    columns: tuple[Column, ...] = ()
    checked: Checked | None = None
    weight: str | None = None
    test_source: Source | None = None
    table: TableFile | None = None

    def __repr__(self) -> str:
        """Say where it is, what it predicts and how well; its weights would fill the screen."""
        target, networks = self.fitted.target, counted(self.fitted.members, "network")
        scores = f"; {scores_in_short(self.scores)}" if self.scores else ""
        return f"<Run {self.path}: {target.name}, {target.task}; {networks}{scores}>"

    @property
    def finished(self) -> bool:
        """Whether the training came to its end."""
        return self.fitted.finished

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found in the table before the training, the most serious first."""
        return () if self.checked is None else self.checked.findings

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

    @property
    def classes(self) -> tuple[str | int | float | bool, ...]:
        """The classes in the order of `predict_proba`; empty for a number."""
        return self.fitted.target.classes

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

    def diagnose(self, part: str | None = None) -> Diagnosis:
        """Say where the run fails: by class, by probability, by value of a column, row by row.

        The rows are those of the run's own table, which is read again.

        Args:
            part: "train", "validation" or "test"; None takes the rows that were scored last.

        Raises:
            RunError: the table is gone or has changed, or the part is empty.
        """
        name, table = self.part_rows(part)
        assert self.split is not None, "a part is of a run with rows"
        weight_N, _ = self.weights_of(table)
        return diagnose(
            self.fitted,
            table,
            truth(self.fitted.target, table),
            predict(self.fitted, table).answers,
            row_N=self.split.part(name),
            weight_N=weight_N,
        )

    def importance(self, part: str | None = None, *, repeats: int = 5) -> tuple[Importance, ...]:
        """Return what each column is worth: how far the headline score falls when it is shuffled.

        Args:
            part: Whose rows are shuffled; None takes the validation rows, else the test rows.
            repeats: How often each column is shuffled.

        Raises:
            RunError: the table is gone or has changed, or the part is empty.
        """
        held = self.split is not None and len(self.split.validation)
        _, table = self.part_rows(part or ("validation" if held else None))
        weight_N, _ = self.weights_of(table)
        return permutation_importance(
            self.fitted,
            table,
            truth(self.fitted.target, table),
            metrics_of(self.fitted.target.task, self.fitted.recipe.metric)[0],
            weight_N=weight_N,
            repeats=repeats,
        )

    def module(self, member: int = 0) -> "nn.Module":
        """Return one network, which stands after the Encoder, as a plain nn.Module.

        Args:
            member: Which of the networks, from 0.

        Raises:
            RunError: there is no such member.
        """
        self._check_member(member)
        return member_module(self.fitted.stack, member)

    def sequential(self, member: int = 0) -> "nn.Sequential":
        """Return one network, which stands after the Encoder, as one nn.Sequential.

        Args:
            member: Which of the networks, from 0.

        Raises:
            RunError: there is no such member.
        """
        self._check_member(member)
        return member_sequential(self.fitted.stack, member)

    def show(self, what: str = "curves", path: Path | str | None = None) -> Any:
        """Draw a picture of what was learned.

        Args:
            what: "data", "boundary", "curves", "confusion", "calibration", "roc",
                "regression" or "scores".
            path: Where to write it, PNG or SVG; None returns the Matplotlib figure.

        Returns:
            The path that was written, or the figure.

        Raises:
            RunError: there is no such picture of this run, or of this ending.
        """
        # Matplotlib takes a second that predicting need not wait for.
        from separatrix.pictures import FORMATS, PICTURES, Subject, draw_picture
        from separatrix.plots.render import render

        if what not in PICTURES:
            raise RunError(
                f'No picture is called "{what}".{did_you_mean(what, PICTURES)} '
                f"There are: {listed(PICTURES)}."
            )
        figure = draw_picture(what, Subject(self.fitted, self._parts(), self.scores, self.guess))
        if path is None:
            return figure
        place = path_of(path, "path", RunError)
        formats = {f".{name}": name for name in FORMATS}
        if place.suffix.lower() not in formats:
            raise RunError(f'A picture ends in .png or .svg, got "{place.name}".')
        files.write_bytes(place, render(figure, formats[place.suffix.lower()]))
        return place

    def to_json(self) -> dict[str, Any]:
        """Return what `train --json` prints; shares are fractions.

        Raises:
            RunError: it is a model file alone.
        """
        split = self.split
        if split is None:
            raise RunError(f"{self.path} is a model file alone; rows and scores are in its run.")
        parts = {name: len(split.part(name)) for name in PARTS}
        return {
            "run": str(self.path),
            "task": self.fitted.target.task,
            "rows": parts,
            "scores": plain_scores(self.scores),
            "guess": self.guess,
            "seconds": self.seconds,
            "engine": self.fitted.environment.engine,
            "notes": list(self.notes),
            "findings": msgspec.to_builtins(self.findings),
        }

    def _check_member(self, member: object) -> None:
        members = self.fitted.members
        whole = isinstance(member, Integral) and not isinstance(member, bool)
        if not whole or member not in range(members):
            networks = "1 network" if members == 1 else f"{members} networks"
            raise RunError(
                f"The run has {networks}, numbered from 0; there is no member {member!r}."
            )

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

    def part_rows(self, part: str | None = None) -> tuple[str, Table]:
        """Return the name and the rows of a part of the run's own table, read again.

        Args:
            part: "train", "validation" or "test"; None takes the one that was scored last.

        Raises:
            RunError: the table is gone or has changed, or there is no such part.
        """
        if self.split is None:
            raise RunError(f"{self.path} is a model file alone; its rows are known to its run.")
        return OwnRows(self.split, self.source, self.test_source).part(part)

    def _parts(self) -> Mapping[str, Table]:
        """Read the table again for pictures that show its rows; empty when it moved."""
        if self.split is None:
            return {}
        return OwnRows(self.split, self.source, self.test_source).shown()

    def weights_of(self, table: Table) -> tuple[NDArray[np.float64] | None, tuple[str, ...]]:
        """Return what the rows count for, and a note where the training knew it and they do not."""
        if self.weight is None:
            return None, ()
        if self.weight not in table.names:
            missing = f'The table lacks the weight column "{self.weight}" of the training'
            return None, (f"{missing}: every row counts the same.",)
        return row_weights(table, self.weight), ()

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


def load(path: Path | str) -> Run:
    """Open a run folder, or a model file alone.

    Raises:
        RunError: there is none, or it is unfinished, damaged or of a later format.
    """
    place = path_of(path, "A run", RunError)
    if place.suffix == ".safetensors":
        return Run(place, read_model(place), {}, {}, None, IN_MEMORY, (), 0.0)
    stored = open_run(place)
    return Run(
        path=stored.path,
        fitted=stored.fitted,
        scores=stored.scores,
        guess=stored.guess,
        split=stored.split,
        source=stored.table.source,
        notes=stored.notes,
        seconds=stored.about.seconds,
        columns=() if stored.checked is None else stored.checked.columns,
        checked=stored.checked,
        weight=stored.table.weight,
        test_source=stored.table.test_source,
        table=stored.table,
    )


def run_of(path: Path, contents: Contents, columns: tuple[Column, ...]) -> Run:
    """Return the run that was just written."""
    return Run(
        path=path,
        fitted=contents.fitted,
        scores=contents.scores,
        guess=contents.guess,
        split=contents.split,
        source=contents.table.source,
        notes=contents.notes,
        seconds=contents.seconds,
        columns=columns,
        checked=contents.checked,
        weight=contents.table.weight,
        test_source=contents.table.test_source,
        table=contents.table,
    )


def _log(report: Report) -> None:
    """Tell whoever listens of the worst that the training never saw."""
    for line in headline(report, "Run.report(table)"):
        _LOGGER.warning("%s", line)
