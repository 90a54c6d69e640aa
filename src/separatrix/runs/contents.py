"""What a run holds beside its model, and the files that it becomes."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from separatrix.data.check import Checked
from separatrix.data.split import PARTS, Split
from separatrix.errors import RunError
from separatrix.evaluation.film import Filmed
from separatrix.recipe import Recipe, to_json
from separatrix.runs.documents import readable
from separatrix.runs.film_file import film_bytes
from separatrix.runs.history_file import history_bytes
from separatrix.runs.journal import now
from separatrix.runs.model_file import model_bytes
from separatrix.runs.names import (
    ABOUT,
    CHECKS,
    DOCTOR,
    FILM,
    HISTORY,
    MODEL,
    RECIPE,
    ROWS,
    SCORES,
    TABLE,
)
from separatrix.runs.records import About, Doctored, Guesses, Scores, ScoresFile, TableFile
from separatrix.training.fitted import Fitted

CALIBRATION = "calibration"
"""Rows on which nothing was decided, which a run need not have."""


@dataclass(frozen=True)
class Contents:
    """Everything that a run keeps but its pictures.

    Args:
        fitted: What the training returned, with its history.
        scores: How good it is.
        guess: What guessing reaches.
        table: Which table it is of.
        split: Which rows of it were for what.
        seconds: How long it took.
        notes: What the user was told on the way.
        asked: The recipe as it was asked for, which can be replayed on another table; None takes
            the resolved one.
        checked: What was found in the table before the training.
        filmed: The moments of the training; None when it was not filmed.
        doctor: What ails the training, and how its layers stood.
    """

    fitted: Fitted
    scores: Scores
    guess: Guesses
    table: TableFile
    split: Split
    seconds: float
    notes: tuple[str, ...] = ()
    asked: Recipe | None = None
    checked: Checked | None = None
    filmed: Filmed | None = None
    doctor: Doctored | None = None


def run_files(contents: Contents) -> dict[str, bytes]:
    """Return the files of a run by name, the model first, all but pictures and manifest."""
    fitted = contents.fitted
    assert fitted.history is not None, "a run keeps its history"
    checked = {} if contents.checked is None else {CHECKS: readable(contents.checked)}
    doctor = {} if contents.doctor is None else {DOCTOR: readable(contents.doctor)}
    filmed = {} if contents.filmed is None else {FILM: film_bytes(contents.filmed)}
    return {
        MODEL: model_bytes(fitted),
        RECIPE: to_json(contents.asked or fitted.recipe).encode(),
        HISTORY: history_bytes(fitted.history),
        SCORES: readable(ScoresFile(contents.scores, contents.guess)),
        TABLE: readable(contents.table),
        ROWS: rows_bytes(contents.split),
        ABOUT: readable(_about(contents)),
        **checked,
        **doctor,
        **filmed,
    }


def rows_bytes(split: Split) -> bytes:
    """Return the rows of each part as a Parquet table of columns `row` and `part`."""
    names = [name for name in (*PARTS, CALIBRATION) if name in PARTS or len(_part(split, name))]
    rows_N = np.concatenate([_part(split, name) for name in names])
    parts_N = np.repeat(np.arange(len(names)), [len(_part(split, name)) for name in names])
    order = np.argsort(rows_N, kind="stable")
    part = pa.DictionaryArray.from_arrays(pa.array(parts_N[order], pa.int8()), names)
    buffer = pa.BufferOutputStream()
    pq.write_table(pa.table({"row": pa.array(rows_N[order]), "part": part}), buffer)
    return bytes(buffer.getvalue())


def read_rows(content: bytes, rows: int, name: str = ROWS) -> Split:
    """Read what `rows_bytes` wrote.

    Args:
        content: The file.
        rows: How many rows the table has.
        name: The file's name, for the message.

    Raises:
        RunError: it is no such table.
    """
    try:
        table = pq.read_table(pa.BufferReader(content))
        rows_N = table["row"].to_numpy().astype(np.int64)
        parts_N = np.asarray(table["part"].cast(pa.string()).to_pylist())
    except (pa.ArrowException, KeyError, ValueError) as error:
        raise RunError(f"{name} is not what a run holds: {error}.") from error
    if len(rows_N) and not 0 <= rows_N.min() <= rows_N.max() < rows:
        raise RunError(f"{name} is damaged: the table has {rows} rows and it names others.")
    every = {name: rows_N[parts_N == name] for name in (*PARTS, CALIBRATION)}
    return Split(**every)


def _part(split: Split, name: str) -> NDArray[np.int64]:
    part: NDArray[np.int64] = getattr(split, name)
    return part


def _about(contents: Contents) -> About:
    part = [name for name in PARTS if contents.scores.get(name)][-1]
    metric, score = next(iter(contents.scores[part].items()))
    return About(
        saved=now(),
        seconds=round(contents.seconds, 3),
        task=contents.fitted.target.task,
        target=contents.fitted.target.name,
        members=contents.fitted.members,
        metric=metric,
        score=score.value,
        part=part,
        notes=contents.notes,
    )
