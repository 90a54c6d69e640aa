"""The lessons in the order in which they are taught."""

from separatrix.errors import DataError, did_you_mean, listed
from separatrix.lessons import (
    blobs,
    circles,
    circles_10k,
    gaussians,
    line,
    moons,
    penguins,
    sigmoid_softmax,
    spirals,
    tuning,
)
from separatrix.lessons.lesson import Lesson

_MODULES = (
    circles,
    line,
    circles_10k,
    blobs,
    gaussians,
    moons,
    spirals,
    tuning,
    sigmoid_softmax,
    penguins,
)

LESSONS: dict[str, Lesson] = {module.LESSON.name: module.LESSON for module in _MODULES}
"""Every lesson by its name."""


def find_lesson(name: str) -> Lesson:
    """Return a lesson.

    Raises:
        DataError: there is no lesson of that name.
    """
    if name not in LESSONS:
        raise DataError(
            f'There is no lesson "{name}".{did_you_mean(name, LESSONS)} '
            f"There are {listed(LESSONS)}."
        )
    return LESSONS[name]
