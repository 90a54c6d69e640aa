"""The rows of a run's own table, read again: a run keeps their numbers, and never themselves."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from separatrix import files
from separatrix.data.read import open_table
from separatrix.data.split import PARTS, Split
from separatrix.data.table import Source, Table
from separatrix.errors import RunError, listed


@dataclass(frozen=True)
class OwnRows:
    """The table of a run, as long as it lies where it lay and has not changed.

    Args:
        split: Which rows were for what.
        source: Where the table is.
        test_source: Where the test rows are, numbered after those of `source`; None when they are
            among them.
        held: The tables themselves, while the Python that trained on them runs; None when they are
            to be read.
    """

    split: Split
    source: Source
    test_source: Source | None
    held: tuple[Table, Table | None] | None = None

    def part(self, asked: str | None = None) -> tuple[str, Table]:
        """Return the name and the rows of a part; None asks for the one that was scored last.

        Raises:
            RunError: the table is gone or has changed, or there is no such part.
        """
        name = asked or self.split.shown[-1]
        if name not in PARTS or not len(self.split.part(name)):
            raise RunError(
                f"The run has no {name!r} rows. It has "
                f"{listed(each for each in PARTS if len(self.split.part(each)))}."
            )
        rows = self.split.part(name)
        table = self._table
        if name == "test" and self.test_source is not None:
            return name, self._test_table.take(rows - len(table))
        return name, table.take(rows)

    def row(self, number: int) -> Table:
        """Return one row of the table, numbered from 0.

        Raises:
            RunError: the table is gone or has changed, or has no such row.
        """
        table, at = self._table, number
        if self.test_source is not None and number >= len(table):
            table, at = self._test_table, number - len(table)
        if not 0 <= at < len(table):
            raise RunError(f"The table has {len(table):,} rows; there is no row {number + 1:,}.")
        return table.take(np.array([at]))

    @cached_property
    def _table(self) -> Table:
        return _needed(self.source) if self.held is None else self.held[0]

    @cached_property
    def _test_table(self) -> Table:
        assert self.test_source is not None, "test rows of a table of their own"
        held = None if self.held is None else self.held[1]
        return _needed(self.test_source) if held is None else held

    def shown(self) -> Mapping[str, Table]:
        """Return the rows that pictures show, by part; none when a table is gone or has changed."""
        try:
            return dict(self.part(name) for name in self.split.shown)
        except RunError:
            return {}


def _needed(source: Source) -> Table:
    """Read a table again.

    Raises:
        RunError: it moved, has changed or was no file.
    """
    path = None if source.path is None else Path(source.path)
    if path is None or source.sha256 is None or not path.is_file():
        raise RunError(f"The run's table is needed, and {path or 'it'} is gone or was no file.")
    if files.sha256_of(path) != source.sha256:
        raise RunError(f"The run's table is needed, and {path} is not as it was any more.")
    return open_table(path, source.options)
