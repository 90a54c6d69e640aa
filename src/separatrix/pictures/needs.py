"""What a run must have for a picture; each need says in words what is missing, None for nothing."""

from collections.abc import Callable

from separatrix.data.columns.text import TextEncoder
from separatrix.errors import listed
from separatrix.models.architecture import Architecture
from separatrix.pictures.planes import plane
from separatrix.pictures.subject import Subject

Need = Callable[[str, Subject], str | None]
"""Takes the picture's name and what it is drawn from."""


def never(name: str, subject: Subject) -> str | None:  # noqa: ARG001
    """Draw it only where it is asked for."""
    return f"The {name} picture is drawn when it is asked for."


def history(name: str, subject: Subject) -> str | None:
    """Need the course of the training."""
    if subject.fitted.history is not None:
        return None
    verb = "needs" if name == "doctor" else "need"
    return f"The {name} {verb} the run's folder: a model file alone holds no history."


def layers(name: str, subject: Subject) -> str | None:
    """Need layers that are known."""
    shape = subject.fitted.stack.architecture
    if isinstance(shape, Architecture):
        return None
    return f"The {name} picture needs known layers, and {shape.name} is a module of your own."


def scored(name: str, subject: Subject) -> str | None:
    """Need the scores."""
    if subject.scores:
        return None
    return f"The {name} need the run's folder: a model file alone holds none."


def rows(name: str, subject: Subject) -> str | None:
    """Need the rows of the table."""
    if subject.parts:
        return None
    return f"The {name} picture needs the run's table, which is gone or has changed."


def row_and_rows(name: str, subject: Subject) -> str | None:
    """Need a row that is asked for, and rows to see it beside."""
    if subject.asked.row is None:
        return f"The {name} picture is of one row: name it with --row (row=)."
    return rows(name, subject)


def classes_and_rows(name: str, subject: Subject) -> str | None:
    """Need a target of classes, and rows."""
    if subject.fitted.target.task == "regression":
        return f"The {name} picture is for a run that predicts classes; this one does not."
    return rows(name, subject)


def numbers_and_rows(name: str, subject: Subject) -> str | None:
    """Need a target of numbers, and rows."""
    if subject.fitted.target.task != "regression":
        return f"The {name} picture is for a run that predicts a number; this one does not."
    return rows(name, subject)


def plane_or_line(name: str, subject: Subject) -> str | None:
    """Need two number columns and no others, or one for a number."""
    columns, regression = plane(subject.fitted), subject.fitted.target.task == "regression"
    if len(columns) == 2 or (len(columns) == 1 and regression):
        return None
    return _no_plane(name, subject)


def plane_or_columns(name: str, subject: Subject) -> str | None:
    """Need a plane or a line, or two columns of any kind but text, and rows."""
    if plane_or_line(name, subject) is None and not subject.asked.features:
        return None
    columns = subject.fitted.encoder.columns
    if sum(not isinstance(column, TextEncoder) for column in columns) < 2:
        return f"The {name} picture needs two columns that are no texts."
    return rows(name, subject)


def plane_and_rows(name: str, subject: Subject) -> str | None:
    """Need two number columns and no others, and rows."""
    missing = rows(name, subject)
    return missing or (None if len(plane(subject.fitted)) == 2 else _no_plane(name, subject))


def _no_plane(name: str, subject: Subject) -> str:
    used = [column.name for column in subject.fitted.encoder.columns]
    return (
        f"The {name} picture needs a run with two number columns, this one has {len(used)} "
        f"columns: {listed(used)}. Train on two with --drop, or look at the curves."
    )
