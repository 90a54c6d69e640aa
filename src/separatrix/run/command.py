"""The command that trains a run again."""

import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

from separatrix.run.kept import Kept


def command(run: Kept, name: Callable[[Path], str] = str) -> str:
    """Return the command that trains a run again.

    Args:
        run: The run.
        name: Writes a path.
    """
    path = run.source.path
    table = "TABLE" if path is None else name(Path(path))
    words = ["separatrix", "train", table, "--target", run.fitted.target.name]
    words += ["--recipe", name(run.path / "recipe.json")]
    if run.fitted.members > 1:
        words += ["--seeds", str(run.fitted.members)]
    return shlex.join([*words, *_asked(run)])


def _asked(run: Kept) -> Iterator[str]:
    """Yield the options that say how the table was read and divided."""
    table = run.table
    if table is None:
        return
    for name, usual in (("test_share", 0.2), ("validation_share", 0.2)):
        if getattr(table, name) != usual and table.test_source is None:
            yield from (f"--{name.replace('_', '-')}", str(getattr(table, name)))
    for name in ("group", "time", "split", "weight"):
        if getattr(table, name) is not None:
            yield from (f"--{name}", getattr(table, name))
    if table.test_source is not None and table.test_source.path is not None:
        yield from ("--test-table", table.test_source.path)
    for column, kind in table.kinds.items():
        yield from (f"--{kind}", column)
    for column, levels in table.ordered.items():
        yield from ("--ordered", f"{column}={','.join(levels)}")
