"""Rows that repeat, and rows that are equal but for the target."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from separatrix.data.checks import handling
from separatrix.data.checks.finding import Finding, counted, percent
from separatrix.data.checks.telling import Floats, Halves, Integers
from separatrix.data.kinds import Column, set_aside
from separatrix.data.repeats import repeated_rows
from separatrix.data.table import Table
from separatrix.data.weights import Weights
from separatrix.errors import listed

MANY_REPEATS = 0.01
"""Share of rows that repeat another from which on they are a warning."""

MUCH_LOST = 0.01
"""What rows that contradict each other take from the best possible score to be a warning."""


@dataclass(frozen=True)
class Repeats:
    """Rows that repeat.

    Args:
        rows: How many rows count.
        repeating: How many of them are the same as an earlier one in every column but those
            that the user set aside.
        contradicting: How many have a twin in all columns that are used and another target.
        best: The best accuracy, or R² of a number, that any function of these columns can reach
            on these rows.
        aside: Columns that the user set aside.
    """

    rows: int
    repeating: int
    contradicting: int
    best: float
    aside: tuple[str, ...] = ()


def count_repeats(
    table: Table, columns: Sequence[Column], halves: Halves, weight_N: Weights | None = None
) -> Repeats:
    """Count the rows that repeat and those that contradict each other.

    Args:
        table: The table.
        columns: Its columns but the target.
        halves: The target of its rows.
        weight_N: What each row counts for; None when all count the same.
    """
    used = [column.name for column in columns if column.used]
    aside = tuple(column.name for column in columns if set_aside(column))
    others = [name for name in table.names if name not in used and name not in aside]
    counts_N = np.ones(len(table), bool) if weight_N is None else weight_N > 0
    alike_N, rest_N = repeated_rows(table, used), repeated_rows(table, others)
    row_M = (alike_N * (rest_N.max(initial=0) + 1) + rest_N)[counts_N]
    repeating = len(row_M) - len(np.unique(row_M))
    if not used:
        return Repeats(len(row_M), repeating, 0, 1.0, aside)
    known_N = halves.known_N & counts_N
    judge = _of_classes if halves.classes else _of_numbers
    contradicting, best = judge(alike_N[known_N], halves.target_N[known_N])
    return Repeats(len(row_M), repeating, contradicting, best, aside)


def _of_classes(alike_N: Integers, codes_N: Integers | Floats) -> tuple[int, float]:
    """Count the rows of groups of several classes; the largest class of each can be right."""
    classes = int(codes_N.max()) + 1
    cells, rows = np.unique(alike_N * classes + codes_N.astype(np.int64), return_counts=True)
    _, first = np.unique(cells // classes, return_index=True)
    several = np.diff(np.append(first, len(cells))) > 1
    largest = np.maximum.reduceat(rows, first)
    return int(np.add.reduceat(rows, first)[several].sum()), float(largest.sum() / len(codes_N))


def _of_numbers(alike_N: Integers, values_N: Floats | Integers) -> tuple[int, float]:
    """Count the rows of groups of several numbers; the mean of each is the best answer."""
    _, group_N, rows_G = np.unique(alike_N, return_inverse=True, return_counts=True)
    mean_G = np.bincount(group_N, values_N) / rows_G
    least_G, most_G = np.full(len(rows_G), np.inf), np.full(len(rows_G), -np.inf)
    np.minimum.at(least_G, group_N, values_N)
    np.maximum.at(most_G, group_N, values_N)
    spread = float(((values_N - values_N.mean()) ** 2).sum())
    left = float(((values_N - mean_G[group_N]) ** 2).sum())
    return int(rows_G[least_G < most_G].sum()), 1 - left / spread if spread else 1.0


def say_repeats(repeats: Repeats, classes: int) -> Iterator[Finding]:
    """Say how many rows repeat, and how many contradict each other."""
    if repeats.repeating:
        yield _repeating(repeats)
    if repeats.contradicting:
        yield _contradicting(repeats, classes)


def _repeating(repeats: Repeats) -> Finding:
    share = repeats.repeating / repeats.rows
    repeat = "repeats an earlier one" if repeats.repeating == 1 else "repeat earlier ones"
    but = f" but {listed(repeats.aside)}" if repeats.aside else ""
    return Finding(
        "rows-that-repeat",
        (),
        f"{counted(repeats.repeating, 'row')} of {repeats.rows:,} ({percent(share)}) {repeat} in "
        f"every column{but}.",
        "A row that was trained on and is tested on as well is remembered, not predicted. Rows "
        "that are equal by mistake also count double.",
        handling.of_repeats(share),
        "warning" if share >= MANY_REPEATS else "note",
    )


def _contradicting(repeats: Repeats, classes: int) -> Finding:
    share = repeats.contradicting / repeats.rows
    if classes:
        score = f"be right in more than {percent(repeats.best)} of the rows of this table"
    else:
        score = f"reach more than an R² of {min(repeats.best, 0.9999):.4f} on this table"
    return Finding(
        "rows-that-contradict",
        (),
        f"{counted(repeats.contradicting, 'row')} ({percent(share)}) have a twin that is equal in "
        "every column that is used and has another target.",
        f"The columns do not decide these rows: no network can {score}.",
        "All of them are learned from; their share of each answer is what a network can learn.",
        "warning" if 1 - repeats.best >= MUCH_LOST else "note",
    )
