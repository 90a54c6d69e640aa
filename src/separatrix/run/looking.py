"""Looking at a run: where it fails, what matters to it, its pictures and its networks."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from separatrix import files
from separatrix.errors import RunError, listed, path_of
from separatrix.evaluation.contributions import Contributions
from separatrix.evaluation.diagnosis import Diagnosis, diagnose
from separatrix.evaluation.doctor.doctor import symptoms_of
from separatrix.evaluation.doctor.examination import Examination
from separatrix.evaluation.doctor.symptom import Symptom
from separatrix.evaluation.importance import Importance, permutation_importance
from separatrix.evaluation.prediction import predict
from separatrix.evaluation.slices import NEARBY
from separatrix.evaluation.step import RowStep
from separatrix.evaluation.truth import truth
from separatrix.metrics.registry import metrics_of
from separatrix.models.plain import member_module, member_sequential
from separatrix.pictures.subject import Asked, Subject, asked_of
from separatrix.run.kept import Kept
from separatrix.runs.records import Doctored

if TYPE_CHECKING:
    from torch import nn

    from separatrix.pictures.film import Take

FILM_ENDINGS = (".gif", ".mp4", ".html")


class Looking(Kept):
    """A run that shows itself."""

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

    def doctor(self) -> tuple[Symptom, ...]:
        """Say what ails the training, what should be acted on first.

        Raises:
            RunError: it is a model file alone.
        """
        if self.doctored is not None:
            return self.doctored.symptoms
        if self.split is None:
            raise RunError(f"{self.path} is a model file alone; the doctor needs its run's folder.")
        metric = "" if self.fitted.history is None else self.fitted.history.metric
        guess = self.guess.get("train", {}).get(metric)
        rows = len(self.split.train)
        return symptoms_of(Examination(self.fitted, rows, guess, findings=self.findings))

    def show(
        self,
        what: str = "curves",
        path: Path | str | None = None,
        *,
        features: Sequence[str] = (),
        held: str = NEARBY,
        row: int | None = None,
        member: int = 0,
    ) -> Any:
        """Draw a picture of what was learned.

        Args:
            what: "data", "boundary", "curves", "confusion", "calibration", "roc",
                "regression", "scores", "doctor", "net", "importance", "effects" or "contributions".
            path: Where to write it, PNG or SVG; None returns the Matplotlib figure.
            features: The two columns of a boundary, or those of effects, of any kind but text;
                none for those that matter most.
            held: What stands in all other columns of a boundary: "nearby" averages over rows that
                lie near (local partial dependence), "typical" takes medians and the most frequent
                levels.
            row: A row of the table, from 0, whose cells stand in all other columns of a boundary,
                that is stepped through the network, or whose answer is taken apart.
            member: The network that is looked into.

        Returns:
            The path that was written, or the figure.

        Raises:
            RunError: there is no such picture of this run, or of this ending.
        """
        # Matplotlib takes a second that predicting need not wait for.
        from separatrix.pictures.catalogue import FORMATS, draw_picture
        from separatrix.plots.render import render

        self._check_member(member)
        asked = asked_of(features, held, member)
        if row is not None:
            asked = replace(asked, row=self.own_rows().row(row), number=row)
        parts = self._parts()
        doctored = self.doctored or Doctored(self.doctor() if self.fitted.history else ())
        found = (self.scores, self.guess, asked, doctored, self.weight)
        subject = Subject(self.fitted, parts, *found)
        figure = draw_picture(what, subject)
        if path is None:
            return figure
        place = path_of(path, "path", RunError)
        formats = {f".{name}": name for name in FORMATS}
        if place.suffix.lower() not in formats:
            raise RunError(f'A picture ends in .png or .svg, got "{place.name}".')
        files.write_bytes(place, render(figure, formats[place.suffix.lower()]))
        return place

    def step(self, row: int, member: int = 0) -> RowStep:
        """Step a row through a network, forward and backward, with every number.

        Args:
            row: A row of the run's own table, from 0.
            member: Which of the networks, from 0.

        Raises:
            RunError: the table is gone or has changed, there is no such row or member, or the row
                has no target.
        """
        from separatrix.pictures.inside import row_step  # Matplotlib takes a second

        self._check_member(member)
        asked = Asked(row=self.own_rows().row(row), number=row, member=member)
        return row_step(Subject(self.fitted, {}, asked=asked))

    def contributions(self, row: int) -> Contributions:
        """Return what each column of a row contributed to its answer.

        Args:
            row: A row of the run's own table, from 0.

        Raises:
            RunError: the table is gone or has changed, or there is no such row.
        """
        from separatrix.pictures.matters import row_contributions  # Matplotlib takes a second

        asked = Asked(row=self.own_rows().row(row), number=row)
        return row_contributions(Subject(self.fitted, dict([self.part_rows("train")]), asked=asked))

    def film(
        self,
        path: Path | str,
        beside: "Looking | None" = None,
        *,
        features: Sequence[str] = (),
        held: str = NEARBY,
    ) -> Path:
        """Write the film of the training: the boundary through the epochs, and the curves.

        Args:
            path: Where to write it: GIF, MP4 (which needs PyAV) or HTML, a page with a slider.
            beside: Another run of the same target, which is shown beside this one.
            features: The two columns of the boundary, as in `show`.
            held: What stands in all other columns, as in `show`.

        Returns:
            The path that was written.

        Raises:
            RunError: a run was not filmed or its table is gone, or no film has this ending.
        """
        place = path_of(path, "path", RunError)
        if place.suffix.lower() not in FILM_ENDINGS:
            raise RunError(f'A film ends in {listed(FILM_ENDINGS)}, got "{place.name}".')
        from separatrix.pictures.film import film_file  # Matplotlib takes a second

        runs = (self,) if beside is None else (self, beside)
        asked = asked_of(features, held, 0)
        takes = [run._take(asked) for run in runs]
        files.write_bytes(place, film_file(takes, place.suffix.lower()))
        return place

    def _take(self, asked: Asked) -> "Take":
        from separatrix.pictures.film import Take

        if self.filmed is None:
            raise RunError(
                f"{self.path} was not filmed: a training of two number columns is by itself, every "
                "other one with --film (film=True)."
            )
        parts = self._parts()
        if not parts:
            raise RunError("The film needs the run's table, which is gone or has changed.")
        subject = Subject(self.fitted, parts, self.scores, self.guess, asked)
        return Take(self.path.name, subject, self.filmed)

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
