"""A table read before a network is: what each column is, and what may go wrong with it.

The checks look at every row, those of the test too: they only report. Nothing that they find
reaches a network, an encoder or a split unless the user asks for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from separatrix.data.checks import absence, cells, dates, groups, handling, leaks, outliers
from separatrix.data.checks import columns as whole
from separatrix.data.checks.balance import class_rows, number_quantiles, say_classes, say_numbers
from separatrix.data.checks.finding import Finding, Sign, counted, ordered
from separatrix.data.checks.look import Look
from separatrix.data.checks.rows import count_repeats, say_repeats
from separatrix.data.checks.telling import Halves
from separatrix.data.kinds import (
    DROPPED,
    NO_OVERRULES,
    Column,
    Overrule,
    find_kinds,
    kinds_by_name,
)
from separatrix.data.orders import Orders, orders_by_name
from separatrix.data.read import open_table
from separatrix.data.split import unplaced_notes
from separatrix.data.splitting import Splitting, roles_of
from separatrix.data.table import AS_FOUND, NO_ORDERS, ReadOptions, Table, decoded
from separatrix.data.target import AskedTask, Target, learn_target, rows_with_target
from separatrix.data.task import Task
from separatrix.data.weights import row_weights, rows_that_count

_Look = Callable[[Look], Sign | None]
_Say = Callable[[Sequence[Any]], Iterator[Finding]]

CHECKS: tuple[tuple[_Look, _Say], ...] = (
    (leaks.look_for_leak, leaks.say_leaks),
    (absence.look_for_telling_absence, absence.say_telling_absence),
    (groups.look_for_group, groups.say_groups),
    (cells.look_for_numbers, cells.say_numbers),
    (dates.look_for_unread_dates, dates.say_unread_dates),
    (cells.look_for_mixture, cells.say_mixtures),
    (outliers.look_for_stand_in, outliers.say_stand_ins),
    (outliers.look_for_outliers, outliers.say_outliers),
    (dates.look_for_dates, dates.say_dates),
    (whole.look_for_left_out, whole.say_left_out),
    (whole.look_for_text, whole.say_text),
    (whole.look_for_row_numbers, whole.say_row_numbers),
    (whole.look_for_near_constant, whole.say_near_constant),
    (absence.look_for_absence, absence.say_absence),
    (whole.look_for_rare_levels, whole.say_rare_levels),
)
"""What is looked for in every column, and how it is said of all columns that show it."""


class Checked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a table is, as far as a training is concerned.

    Args:
        rows: How many rows there are.
        target: The column that is predicted.
        task: What is predicted.
        columns: What each other column was taken for, and why.
        classes: Rows of each class, by name; empty for a number.
        quantiles: Quantiles of a number, by name; empty for classes.
        without_target: Rows without a target.
        repeating: Rows that repeat an earlier one in every column that the user did not set aside.
        contradicting: Rows with a twin that has another target.
        sampled: Rows that leaks were looked for in, where these are not all.
        findings: What was found, the most serious first.
        notes: What was noticed while reading, and what was guessed about the target.
    """

    rows: int
    target: str
    task: Task
    columns: tuple[Column, ...]
    classes: dict[str, int]
    quantiles: dict[str, float]
    without_target: int
    repeating: int
    contradicting: int
    sampled: int | None
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """The findings because of which scores or the network may be wrong."""
        return tuple(each for each in self.findings if each.severity == "warning")

    def to_json(self) -> dict[str, Any]:
        """Return what `check --json` prints."""
        document: dict[str, Any] = msgspec.to_builtins(self)
        return document


def check(
    table: object,
    *,
    target: str | int,
    reading: ReadOptions = AS_FOUND,
    kinds: Mapping[str, Overrule] = NO_OVERRULES,
    ordered: Orders = NO_ORDERS,
    task: AskedTask | None = None,
    positive: str | None = None,
    group: str | None = None,
    time: str | None = None,
    split: str | None = None,
    weight: str | None = None,
) -> Checked:
    """Read a table as a training would, and say what may go wrong with it.

    Args:
        table: A path, "-", the name of a packaged table, a DataFrame, an array or a Table.
        target: The column to predict.
        reading: How a text file is read.
        kinds: Kinds of columns by name, where they are not as found, or "drop".
        ordered: Levels of columns that have an order, the lowest first.
        task: What is predicted, where it is not as found.
        positive: The class that counts as positive.
        group: A column that says which rows belong together.
        time: A column; training rows come before validation rows, and these before test rows.
        split: A column that already says which part a row is in.
        weight: A column that says what each row counts for.

    Raises:
        DataError: the table, a column or the target cannot be used.

    Example:
        >>> check("penguins", target="species").findings[0].what[:32]
        'Cells are missing in sex (3.2 %)'
    """
    opened = open_table(table, reading)
    return check_table(
        opened,
        str(target),
        kinds=kinds_by_name(kinds),
        ordered=orders_by_name(ordered),
        task=task,
        positive=positive,
        group=group,
        time=time,
        split=split,
        weight=weight,
    )


def check_table(
    table: Table,
    target: str,
    *,
    kinds: Mapping[str, Overrule] = NO_OVERRULES,
    ordered: Orders = NO_ORDERS,
    task: AskedTask | None = None,
    positive: str | None = None,
    group: str | None = None,
    time: str | None = None,
    split: str | None = None,
    weight: str | None = None,
) -> Checked:
    """Check a table that is open; see `check`."""
    splitting = Splitting(group=group, time=time, column=split)
    roles = roles_of(splitting, weight, target)
    columns = find_kinds(table, target, kinds, roles, ordered)
    rows, notes = _learned_rows(table, target, weight)
    placed = unplaced_notes(table, rows, splitting)
    learned = learn_target(table, target, rows=rows, task=task, positive=positive)
    checked = examine(table, columns, learned, weight, time)
    return replace(checked, notes=(*table.notes, *notes, *learned.notes, *placed))


def _learned_rows(
    table: Table, target: str, weight: str | None
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the rows that a training would learn from, and a note on those that do not count."""
    rows, _ = rows_with_target(table, target)  # a finding says how many have none
    return (rows, ()) if weight is None else rows_that_count(rows, row_weights(table, weight))


def find_findings(table: Table, columns: Sequence[Column], target: Target) -> tuple[Finding, ...]:
    """Return the findings alone; see `examine`."""
    return examine(table, columns, target).findings


def examine(
    table: Table,
    columns: Sequence[Column],
    target: Target,
    weight: str | None = None,
    time: str | None = None,
) -> Checked:
    """Check a table whose columns and target are known. Each column is read once more.

    Args:
        table: All of its rows.
        columns: What its columns but the target were taken for.
        target: What is predicted; on which rows it was learned does not matter.
        weight: The column that says what each row counts for.
        time: The column by which rows are divided.

    Raises:
        DataError: the weights cannot be used.
    """
    weight_N = None if weight is None else row_weights(table, weight)
    target_N, classes = target.encode(table), len(target.classes)
    halves = Halves(target_N, classes)
    repeats = count_repeats(table, columns, halves, weight_N)
    values = target.restore(target_N[halves.known_N])
    without = len(table) - int(halves.known_N.sum())
    rows_of = class_rows(target, target_N) if classes else {}
    findings = (
        *_of_columns(table, columns, target, halves),
        *say_repeats(repeats, classes),
        *(say_classes(rows_of) if classes else say_numbers(values, log=target.log)),
        *_without_target(target.name, without, len(table)),
    )
    return Checked(
        rows=len(table),
        target=target.name,
        task=target.task,
        columns=tuple(columns),
        classes=rows_of,
        quantiles={} if classes else number_quantiles(values),
        without_target=without,
        repeating=repeats.repeating,
        contradicting=repeats.contradicting,
        sampled=halves.sampled,
        findings=ordered(_by_time(each, time) for each in findings),
        notes=(*table.notes, *target.notes),
    )


def _of_columns(
    table: Table, columns: Sequence[Column], target: Target, halves: Halves
) -> Iterator[Finding]:
    """Look at one column after the other, and say what was found in all of them."""
    alone = sum(column.used for column in columns) == 1
    signs: list[list[Sign]] = [[] for _ in CHECKS]
    for column in columns:
        if column.why == DROPPED:
            continue
        stored = table.stored(column.name)
        look = Look(column, stored.type, decoded(stored), target, halves, alone)
        for found, (look_for, _) in zip(signs, CHECKS, strict=True):
            sign = look_for(look)
            if sign is not None:
                found.append(sign)
    for found, (_, say) in zip(signs, CHECKS, strict=True):
        if found:
            yield from say(found)


def _by_time(finding: Finding, time: str | None) -> Finding:
    """Say what is done about dates where the user said by which time rows are divided."""
    if finding.code != "dates" or time is None:
        return finding
    return replace(finding, does=handling.of_dates(finding.columns, time))


def _without_target(name: str, without: int, rows: int) -> Iterator[Finding]:
    if without:
        yield Finding(
            "rows-without-target",
            (name,),
            f"{counted(without, 'row')} of {rows:,} have no target.",
            "Nothing can be learned from them, and they are not scored.",
            "Left out.",
            "note",
        )
