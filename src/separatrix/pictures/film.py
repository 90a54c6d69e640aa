"""The film of one training, or of two beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from separatrix.errors import RunError
from separatrix.evaluation.boundary import Boundary
from separatrix.evaluation.curves import find_curves
from separatrix.evaluation.film import Filmed, Moment, at_moment, shown_epochs
from separatrix.evaluation.prediction import predictions_of
from separatrix.evaluation.slices import Slice
from separatrix.pictures.boundaries import important_pairs, two_of
from separatrix.pictures.slices import (
    Pair,
    Plane,
    plane_names,
    plane_of,
    plane_parts,
    plane_slice,
)
from separatrix.pictures.subject import Subject
from separatrix.plots.film import Image, Shot, film_images
from separatrix.plots.moving import check_mp4, gif_bytes, mp4_bytes, page_bytes
from separatrix.training.film import Frame

STEPS = 48
"""Places along each side of the plane."""

MOST_FRAMES = 60
"""Pictures of a film at most; of more moments they are spread evenly."""


@dataclass(frozen=True)
class Take:
    """One training that is shown.

    Args:
        name: What it is called.
        subject: Its networks and rows.
        filmed: Its moments.
    """

    name: str
    subject: Subject
    filmed: Filmed


def film_file(takes: Sequence[Take], ending: str) -> bytes:
    """Draw a film and return the file.

    Args:
        takes: One training, or two of the same target.
        ending: ".gif", ".mp4" or ".html".

    Raises:
        RunError: as `film_of`, or an MP4 cannot be written.
    """
    if ending == ".mp4":
        check_mp4()
    epochs = tuple(shown_epochs(tuple(take.filmed for take in takes), MOST_FRAMES))
    images = film_of(takes, epochs)
    if ending == ".html":
        title = " beside ".join(take.name for take in takes)
        return page_bytes(images, epochs, f"{title}: the training")
    return mp4_bytes(images) if ending == ".mp4" else gif_bytes(images)


def film_of(takes: Sequence[Take], epochs: Sequence[int], dpi: int = 100) -> list[Image]:
    """Draw the pictures of a film.

    Args:
        takes: One training, or two of the same target.
        epochs: The epochs that are shown.
        dpi: Dots per inch.

    Raises:
        RunError: a training cannot be filmed in a plane, or two are of different tables.
    """
    shots = [_shot(take, epochs) for take in takes]
    if len({(shot.names.classes, shot.names.target) for shot in shots}) > 1:
        raise RunError("Two trainings in one film need the same target, and these have not.")
    if len({shot.curves.metric for shot in shots}) > 1:
        raise RunError("Two trainings in one film need the same metric, and these have not.")
    return film_images(shots, epochs, dpi)


def _shot(take: Take, epochs: Sequence[int]) -> Shot:
    pair = _pair(take.subject)
    plane = plane_of(take.subject, pair, STEPS)
    history = take.subject.fitted.history
    assert history is not None, "a training that was filmed has a history"
    wanted = {take.filmed.until(epoch).epoch: take.filmed.until(epoch) for epoch in epochs}
    slices = {epoch: _slice(take, plane, moment) for epoch, moment in wanted.items()}
    parts = plane_parts(take.subject, plane)
    names = plane_names(take.subject.fitted, pair)
    return Shot(take.name, names, parts, find_curves(history), slices)


def _pair(subject: Subject) -> Pair:
    """Return the columns that were asked for, the only two, or the two that matter most."""
    if subject.asked.features:
        return two_of(subject.asked.features)
    names = [column.name for column in subject.fitted.encoder.columns]
    return (names[0], names[1]) if len(names) == 2 else next(important_pairs(subject))


def _slice(take: Take, plane: Plane, moment: Moment) -> Slice:
    fitted = at_moment(take.subject.fitted, moment)
    if fitted is not None:
        return plane_slice(fitted, plane)
    assert isinstance(moment, Frame)
    filmed = take.filmed
    whole = plane_slice(take.subject.fitted, plane)
    found = predictions_of(take.subject.fitted, moment.answers_KNO)
    near_GG = np.ones((len(filmed.y_G), len(filmed.x_G)))
    return replace(
        whole,
        boundary=Boundary(filmed.x_G, filmed.y_G, found.answers),
        near_GG=near_GG,
        spread_GG=None,
    )
