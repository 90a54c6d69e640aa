"""How a lesson was done, in sentences built from the run."""

from separatrix.lessons.expectations import FEWEST_SEEDS
from separatrix.lessons.lesson import Packaged
from separatrix.lessons.lesson_run import LessonRun


def notes_of(run: LessonRun, *, missed: bool) -> tuple[str, ...]:
    """Return what a reader must know to judge the numbers.

    Args:
        run: The trained rungs.
        missed: Whether a number lies outside its expected range.
    """
    notes = [_rows(run), _batches(run)]
    notes.append(
        "Rows and split are the same for every seed; a seed decides initial weights, row order "
        "and dropout masks. The curve of the test rows is recorded and steers nothing: nothing "
        "stops early and the last weights are kept."
    )
    if len(run.seeds) < FEWEST_SEEDS:
        outcome = "some are missed" if missed else "all are met"
        notes.append(
            "The expected ranges are those of 20 seeds; with fewer than "
            f"{FEWEST_SEEDS} they decide nothing ({outcome})."
        )
    return tuple(notes)


def _rows(run: LessonRun) -> str:
    train, test = len(run.problem.train.target_N), len(run.problem.test.target_N)
    data = run.lesson.data
    if isinstance(data, Packaged):
        inputs = "encoded by what the training rows show"
    else:
        inputs = f"noise {data.noise:g}, fed in as they are"
    parts = f"{train:,} to learn from, {test:,} to test"
    return f"{train + test:,} rows of {data.name}, {inputs}: {parts}."


def _batches(run: LessonRun) -> str:
    sizes = dict.fromkeys(result.rung.recipe.batch_size for result in run.results)
    words = [f"{size:,} rows" if isinstance(size, int) else "all training rows" for size in sizes]
    return f"A step sees {' or '.join(words)}."
