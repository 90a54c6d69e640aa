"""Every picture by its name: who draws it, which runs can have it, which get it unasked."""

from collections.abc import Callable
from typing import NamedTuple

from matplotlib.figure import Figure

from separatrix.errors import RunError, did_you_mean, listed
from separatrix.pictures.doctor import doctor_picture
from separatrix.pictures.inside import net_picture
from separatrix.pictures.judged import (
    calibration_picture,
    confusion_picture,
    regression_picture,
    roc_picture,
    scores_picture,
)
from separatrix.pictures.learned import boundary_picture, curves_picture, data_picture
from separatrix.pictures.matters import (
    contributions_picture,
    effects_picture,
    importance_picture,
)
from separatrix.pictures.needs import (
    Need,
    classes_and_rows,
    history,
    layers,
    never,
    numbers_and_rows,
    plane_and_rows,
    plane_or_columns,
    plane_or_line,
    row_and_rows,
    rows,
    scored,
)
from separatrix.pictures.subject import Subject
from separatrix.plots.render import Format, render

FORMATS: tuple[Format, ...] = ("png", "svg")


class Picture(NamedTuple):
    """A kind of picture.

    Args:
        draw: Draws it.
        need: Says why a run cannot have it; None when it can.
        unasked: Says likewise why a run does not get it unasked; None where `need` says it.
    """

    draw: Callable[[Subject], Figure]
    need: Need
    unasked: Need | None = None


PICTURES: dict[str, Picture] = {
    "data": Picture(data_picture, plane_and_rows),
    "boundary": Picture(boundary_picture, plane_or_columns, plane_or_line),
    "curves": Picture(curves_picture, history),
    "confusion": Picture(confusion_picture, classes_and_rows),
    "calibration": Picture(calibration_picture, classes_and_rows),
    "roc": Picture(roc_picture, classes_and_rows),
    "regression": Picture(regression_picture, numbers_and_rows),
    "scores": Picture(scores_picture, scored),
    "doctor": Picture(doctor_picture, history, never),
    "net": Picture(net_picture, layers, never),
    "importance": Picture(importance_picture, rows, never),
    "effects": Picture(effects_picture, rows, never),
    "contributions": Picture(contributions_picture, row_and_rows, never),
}


def run_pictures(subject: Subject) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Draw every picture that a run gets unasked, as PNG and as SVG.

    Returns:
        The files by name, and a note on each picture that could not be drawn.
    """
    files: dict[str, bytes] = {}
    notes: list[str] = []
    for name, picture in PICTURES.items():
        if (picture.unasked or picture.need)(name, subject) is not None:
            continue
        try:
            figure = picture.draw(subject)
            files |= {f"{name}.{ending}": render(figure, ending) for ending in FORMATS}
        except Exception as error:  # a trained model is worth more than a picture of it
            notes.append(f"The {name} picture could not be drawn: {error}")
    return files, tuple(notes)


def draw_picture(name: str, subject: Subject) -> Figure:
    """Draw one picture.

    Args:
        name: A key of `PICTURES`.
        subject: What it is drawn from.

    Raises:
        RunError: there is no such picture, or not of this run.
    """
    picture = PICTURES.get(name)
    if picture is None:
        raise RunError(
            f'No picture is called "{name}".{did_you_mean(name, PICTURES)} '
            f"There are: {listed(PICTURES)}."
        )
    reason = picture.need(name, subject)
    if reason is not None:
        raise RunError(reason)
    return picture.draw(subject)
