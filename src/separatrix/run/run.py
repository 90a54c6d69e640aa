"""A run as its user holds it: trained networks with their scores, their rows and their place."""

from pathlib import Path

from separatrix.data.prepare import Prepared
from separatrix.data.table import IN_MEMORY
from separatrix.errors import RunError, path_of
from separatrix.run.looking import Looking
from separatrix.run.page import run_html
from separatrix.run.predicting import Predicting
from separatrix.runs.contents import Contents
from separatrix.runs.model_file import read_model
from separatrix.runs.stored import open_run


class Run(Predicting, Looking):
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
        filmed: The moments of the training; None when it was not filmed.
        doctored: What ails the training; None for runs of early versions, see `doctor`.
        held: A table that is no file, which a run remembers as long as the Python lives that
            trained it; no run keeps rows.
    """

    def _repr_html_(self) -> str:
        """Show a notebook the scores with their intervals, and the curves."""
        return run_html(self)


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
        filmed=stored.filmed,
        doctored=stored.doctor,
    )


def run_of(path: Path, contents: Contents, prepared: Prepared) -> Run:
    """Return the run that was just written.

    A table that is no file is remembered, for it can not be read again.
    """
    there = (prepared.table, prepared.test_table)
    no_file = any(each is not None and each.source.sha256 is None for each in there)
    return Run(
        path=path,
        fitted=contents.fitted,
        scores=contents.scores,
        guess=contents.guess,
        split=contents.split,
        source=contents.table.source,
        notes=contents.notes,
        seconds=contents.seconds,
        columns=prepared.columns,
        checked=contents.checked,
        weight=contents.table.weight,
        test_source=contents.table.test_source,
        table=contents.table,
        filmed=contents.filmed,
        doctored=contents.doctor,
        held=there if no_file else None,
    )
