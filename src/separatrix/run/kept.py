"""What a run holds: networks, scores, the numbers of its rows, and where it lies."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from numbers import Integral
from pathlib import Path
from typing import Any, Self

import msgspec
import numpy as np
from numpy.typing import NDArray

from separatrix import files
from separatrix.answered import (
    plain_scores,
    scores_in_short,
)
from separatrix.data.check import Checked
from separatrix.data.checks.finding import Finding, counted
from separatrix.data.kinds import Column
from separatrix.data.split import PARTS, Split
from separatrix.data.table import Source, Table
from separatrix.data.weights import row_weights
from separatrix.errors import RunError, path_of
from separatrix.evaluation.film import Filmed
from separatrix.runs.again import OwnRows
from separatrix.runs.records import Doctored, Guesses, Scores, TableFile
from separatrix.training.fitted import Fitted


@dataclass(frozen=True)
class Kept:
    """What a run holds; `Run` says what each field is."""

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
    filmed: Filmed | None = None
    doctored: Doctored | None = None
    held: tuple[Table, Table | None] | None = field(default=None, compare=False, repr=False)

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

    @property
    def classes(self) -> tuple[str | int | float | bool, ...]:
        """The classes in the order of `predict_proba`; empty for a number."""
        return self.fitted.target.classes

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
            "symptoms": msgspec.to_builtins(self.doctored.symptoms if self.doctored else ()),
        }

    def part_rows(self, part: str | None = None) -> tuple[str, Table]:
        """Return the name and the rows of a part of the run's own table, read again.

        Args:
            part: "train", "validation" or "test"; None takes the one that was scored last.

        Raises:
            RunError: the table is gone or has changed, or there is no such part.
        """
        return self.own_rows().part(part)

    def own_rows(self) -> OwnRows:
        """Return what reads the rows of the run's own table again.

        Raises:
            RunError: it is a model file alone.
        """
        if self.split is None:
            raise RunError(f"{self.path} is a model file alone; its rows are known to its run.")
        return OwnRows(self.split, self.source, self.test_source, self.held)

    def with_table(self, path: Path | str) -> Self:
        """Return the run with its own table at another place, where it was moved to.

        Raises:
            RunError: there is no file, or it is not the table that the run was trained on.
        """
        place = path_of(path, "A table", RunError).expanduser().resolve()
        if not place.is_file():
            raise RunError(f"There is no file {place}.")
        if self.source.sha256 is None or files.sha256_of(place) != self.source.sha256:
            raise RunError(f"{place} is not the table that {self.path} was trained on.")
        return replace(self, source=msgspec.structs.replace(self.source, path=str(place)))

    def weights_of(self, table: Table) -> tuple[NDArray[np.float64] | None, tuple[str, ...]]:
        """Return what the rows count for, and a note where the training knew it and they do not."""
        if self.weight is None:
            return None, ()
        if self.weight not in table.names:
            missing = f'The table lacks the weight column "{self.weight}" of the training'
            return None, (f"{missing}: every row counts the same.",)
        return row_weights(table, self.weight), ()

    def _parts(self) -> Mapping[str, Table]:
        """Read the table again for pictures that show its rows; empty when it moved."""
        if self.split is None:
            return {}
        return self.own_rows().shown()

    def _check_member(self, member: object) -> None:
        members = self.fitted.members
        whole = isinstance(member, Integral) and not isinstance(member, bool)
        if not whole or member not in range(members):
            networks = "1 network" if members == 1 else f"{members} networks"
            raise RunError(
                f"The run has {networks}, numbered from 0; there is no member {member!r}."
            )
