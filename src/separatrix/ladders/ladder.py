"""The road of a ladder on one page: read, divide, climb, keep."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace as with_fields

from separatrix.data.apart import open_test_table
from separatrix.data.check import examine
from separatrix.data.kinds import NO_OVERRULES, Overrule
from separatrix.data.orders import Orders
from separatrix.data.read import name_of, open_table
from separatrix.data.splitting import Splitting
from separatrix.data.table import AS_FOUND, NO_ORDERS, ReadOptions
from separatrix.data.target import AskedTask
from separatrix.events import Listener, Note, Stage, silent
from separatrix.ladders.answers import Answered
from separatrix.ladders.beside import BESIDE
from separatrix.ladders.climbing import climb_table
from separatrix.ladders.crossed import cross
from separatrix.ladders.kept import write_ladder
from separatrix.ladders.result import Climb
from separatrix.ladders.rung import Ladder
from separatrix.ladders.story import STORY, chosen, read_ladder
from separatrix.runs.folder import start_run
from separatrix.runs.names import LADDER_KIND
from separatrix.runs.places import free_name, place_for


def ladder(
    table: object,
    *,
    target: str,
    rungs: Ladder | Sequence[str] | Path = STORY,
    folds: int = 5,
    repeats: int = 4,
    seed: int = 0,
    group: str | None = None,
    time: str | None = None,
    split: str | None = None,
    test_table: object | None = None,
    weight: str | None = None,
    metric: str | None = None,
    rope: float | None = None,
    out: Path | str | None = None,
    overwrite: bool = False,
    reading: ReadOptions = AS_FOUND,
    kinds: Mapping[str, Overrule] = NO_OVERRULES,
    ordered: Orders = NO_ORDERS,
    task: AskedTask | None = None,
    positive: str | None = None,
    log_target: bool = False,
    beside: Sequence[str] = tuple(BESIDE),
    device: str = "auto",
    engine: str = "auto",
    pictures: bool = True,
    command: str = "",
    listen: Listener = silent,
) -> Climb:
    """Train rung by rung on the same rows, and say what each idea bought.

    Args:
        table: A path, "-", the name of a packaged table, a DataFrame, an array or a Table.
        target: The column to predict.
        rungs: A ladder, names of the story's rungs in the order to climb, or a TOML file.
        folds: Parts, each held out once in each repeat.
        repeats: How often the rows are divided anew.
        seed: Decides folds and first weights.
        group: A column; rows of equal cells stay in one fold.
        time: A column; each fold is learned from what came before it. Repeats are seeds then.
        split: A column that names folds, or the test rows.
        test_table: A table of the test rows; those of `table` are all learned from.
        weight: A column that says what each row counts for.
        metric: What is scored; None takes the task's headline.
        rope: Difference that is of no use, in units of the metric; None takes a point of a score
            up to 1, and of an error a hundredth of the guess's.
        out: The ladder's folder; None takes the next free one in `ladders`.
        overwrite: Replace a ladder that is there.
        reading: How a text file is read.
        kinds: Kinds of columns by name, where they are not as found, or "drop".
        ordered: Levels of columns that have an order, the lowest first.
        task: What is predicted, where it is not as found.
        positive: The class that counts as positive.
        log_target: Learn the logarithm of the target.
        beside: What is trained beside the ladder: "line", "trees".
        device: "auto" or a device's name.
        engine: "auto", "compiled" or "pytorch".
        pictures: Draw the ladder.
        command: How it was asked for, to be kept with it.
        listen: Is told what happens.

    Raises:
        DataError: the table, a column or the target cannot be used.
        RecipeError: a rung does not fit the task.
        RunError: the ladder cannot be written.

    Example:
        >>> tmp_path = getfixture("tmp_path")
        >>> climb = ladder(
        ...     "penguins", target="species", rungs=["linear", "Adam"], out=tmp_path / "ladder"
        ... )
        >>> [rung.name for rung in climb.rungs]
        ['guess', 'linear', 'Adam']
    """
    asked = rungs_of(rungs)
    with start_run(out or free_name(place_for(table, "ladders")), overwrite, LADDER_KIND) as writer:
        listen(Stage(f"Reading {name_of(table)}"))
        opened = open_table(table, reading)
        crossed = cross(
            opened,
            target,
            k=folds,
            repeats=repeats,
            splitting=Splitting(group=group, time=time, column=split, seed=seed),
            test_table=None if test_table is None else open_test_table(test_table, opened, reading),
            weight=weight,
            kinds=kinds,
            ordered=ordered,
            task=task,
            positive=positive,
            log_target=log_target,
        )
        for note in crossed.notes:
            listen(Note(note))
        answered = Answered(crossed)
        climb = climb_table(
            crossed,
            asked,
            metric,
            rope=rope,
            beside=beside,
            device=device,
            engine=engine,
            command=command,
            listen=listen,
            keep=answered.keep,
        )
        checked = examine(opened, crossed.prepared.columns, crossed.prepared.target)
        return write_ladder(
            writer, with_fields(climb, checked=checked), answered, pictures=pictures
        )


def rungs_of(asked: Ladder | Sequence[str] | Path) -> Ladder:
    """Return the ladder that is asked for: as it is, by names, or from a TOML file.

    Raises:
        RecipeError: there is no such rung, or the file cannot be read.
    """
    if isinstance(asked, Ladder):
        return asked
    return read_ladder(asked) if isinstance(asked, Path) else chosen(asked)
