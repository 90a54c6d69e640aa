"""What a table holds that a model never saw: counted, said in a few lines, refused when asked."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from separatrix.data.column_report import ColumnReport, report_column
from separatrix.data.encoder import Encoder
from separatrix.data.report_words import drift_text, extra_text, findings, lacking_text
from separatrix.data.table import Table
from separatrix.errors import DataError

MOST_LINES = 6
"""Lines of a short report."""

MOST_WHERE = 3
"""Columns whose rows are named in a refusal."""

NO_PROFILE = (
    "The model keeps no profile of its training rows, for an earlier version made it: ranges, "
    "types and drift are not looked at. A new training keeps one."
)


class Report(msgspec.Struct, frozen=True):
    """What of a table the training never saw.

    Args:
        rows: How many rows the table has.
        columns: A report on each column that the model uses.
        missing_columns: Those that it needs and that are not there.
        extra_columns: Those that it does not know, which are not used.
        profiled: False for a model without profiles, made by an earlier version.
    """

    rows: int
    columns: tuple[ColumnReport, ...]
    missing_columns: tuple[str, ...] = ()
    extra_columns: tuple[str, ...] = ()
    profiled: bool = True

    @property
    def drifted(self) -> tuple[str, ...]:
        """Names of the columns that have drifted."""
        return tuple(column.name for column in self.columns if column.drifted)

    @property
    def findings(self) -> tuple[str, ...]:
        """Everything that the training never saw, a sentence each, the worst first."""
        return self._sentences(slight=True)

    @property
    def serious(self) -> tuple[str, ...]:
        """The findings without numbers that lie a little outside the range of training."""
        return self._sentences(slight=False)

    def _sentences(self, *, slight: bool) -> tuple[str, ...]:
        found = [each for column in self.columns for each in findings(column)]
        ranked = sorted(
            (each for each in found if slight or not each.slight), key=lambda each: -each.share
        )
        lacking = [lacking_text(self.missing_columns)] if self.missing_columns else []
        extra = [extra_text(self.extra_columns)] if self.extra_columns else []
        return (*lacking, *self._drift(), *(each.text for each in ranked), *extra)

    @property
    def lines(self) -> tuple[str, ...]:
        """A short report: the worst findings, and how many more there are."""
        found = self.findings
        told = () if self.profiled else (NO_PROFILE,)
        if len(found) + len(told) > MOST_LINES:
            shown = MOST_LINES - 1 - len(told)
            found = (*found[:shown], _more(len(found) - shown))
        return (*found, *told)

    def to_json(self) -> dict[str, Any]:
        """Return what `--json` prints."""
        plain: dict[str, Any] = msgspec.to_builtins(self)
        return {**plain, "drifted": list(self.drifted), "findings": list(self.findings)}

    def _drift(self) -> tuple[str, ...]:
        drifted = [column for column in self.columns if column.drifted]
        return (drift_text(drifted, len(self.columns)),) if drifted else ()


def report_on(encoder: Encoder, table: Table) -> Report:
    """Hold every column of a table against what the model was trained on, one column at a time.

    Args:
        encoder: The model's Encoder, with its profiles.
        table: The rows that are to be answered.

    Raises:
        DataError: a cell does not fit its column's kind; names its row and value.
    """
    profiles = {profile.name: profile for profile in encoder.profiles}
    there = set(table.names)
    used = [column for column in encoder.columns if column.name in there]
    reported = (
        report_column(
            column, profiles.get(column.name), table.column(column.name), len(encoder.columns)
        )
        for column in used
    )
    return Report(
        rows=len(table),
        columns=tuple(_in_the_table(column, table) for column in reported),
        missing_columns=tuple(
            column.name for column in encoder.columns if column.name not in there
        ),
        extra_columns=encoder.unknown(table.names),
        profiled=bool(encoder.profiles),
    )


def _in_the_table(column: ColumnReport, table: Table) -> ColumnReport:
    """Number rows as the table has them of which these are some."""
    if table.rows is None or not column.rows:
        return column
    rows = tuple(int(table.rows[row - 1]) + 1 for row in column.rows)
    return msgspec.structs.replace(column, rows=rows)


def refuse_unseen(report: Report) -> None:
    """Refuse a table that holds anything that the training never saw.

    Raises:
        DataError: it does; says what.
    """
    told = " ".join((*report.lines, *_where(report)))
    if told:
        raise DataError(
            f"With strict, a table may hold nothing that the training never saw. {told} "
            "Without strict the rows are answered all the same."
        )


def _where(report: Report) -> Iterator[str]:
    """Name the first rows of the columns that hold what training never saw."""
    named = [column for column in report.columns if column.rows][:MOST_WHERE]
    if named:
        rows = (f'"{column.name}" in {_numbered(column.rows)}' for column in named)
        yield f"The first rows are: {'; '.join(rows)}."


def _numbered(rows: Sequence[int]) -> str:
    few = ", ".join(f"{row:,}" for row in rows)
    return f"row {few}" if len(rows) == 1 else f"rows {few}"


def headline(report: Report, way: str) -> tuple[str, ...]:
    """Return the worst finding and how many more there are, for a log; none of slight ones alone.

    Args:
        report: The report.
        way: What tells all of them.
    """
    if not report.serious:
        return ()
    others = len(report.findings) - 1
    return (f"{report.serious[0]}{f' {way} tells {others} more.' if others else ''}",)


def _more(count: int) -> str:
    noun = "finding stands" if count == 1 else "findings stand"
    return f"{count} more {noun} in the full report (--json; Run.report in Python)."
