"""How wrong each answer is: the rows that went worst, and the columns' values where most did."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy import stats

from separatrix.data.columns.date import DateEncoder
from separatrix.data.columns.piecewise import Numbers
from separatrix.data.columns.text import TextEncoder
from separatrix.data.encoder import Encoder
from separatrix.data.table import Table
from separatrix.data.values import as_numbers, as_texts
from separatrix.metrics.answers import Answers

Floats = NDArray[np.float64]

FEWEST_ROWS = 20
"""Rows of a slice that is told of, and a hundredth of all at least."""

MOST_LEVELS = 30
"""Levels of a category that are looked at, the most frequent ones."""

ALARM = 0.05
"""Highest p-value, of all slices together, of a slice that is told of."""


class WorstRow(msgspec.Struct, frozen=True):
    """One row and what was answered for it.

    Args:
        row: Its number in the table, from 0.
        truth: What it is.
        answer: What was answered.
        error: Minus the logarithm of the probability that the true class was given; or how far
            the number is off, in the unit of the table.
    """

    row: int
    truth: str | float
    answer: str | float
    error: float


class Slice(msgspec.Struct, frozen=True):
    """Rows of one value of one column.

    Args:
        column: The column.
        value: The level, "missing", or a range of numbers.
        rows: How many rows.
        error: Their share of wrong answers, or mean absolute error.
        rest: That of the other rows.
        low: Lower end of the difference's 95 % interval.
        high: Its upper end.
        p: Probability of a difference so large where there is none, of all slices together.
    """

    column: str
    value: str
    rows: int
    error: float
    rest: float
    low: float
    high: float
    p: float


@dataclass(frozen=True)
class _Part:
    column: str
    value: str
    inside_N: NDArray[np.bool_]


def row_errors(target_N: NDArray[Any], answers: Answers) -> Floats:
    """Return how wrong each answer is, shape (N,): 0 or 1 for classes, else the absolute error."""
    if answers.probabilities_NC is None:
        off_N: Floats = np.abs(np.asarray(answers.array, np.float64) - target_N)
        return off_N
    wrong_N: Floats = (answers.labels_N != target_N).astype(np.float64)
    return wrong_N


def worst_rows(
    row_N: NDArray[np.int64],
    target_N: NDArray[Any],
    answers: Answers,
    names: tuple[str, ...],
    most: int = 10,
) -> tuple[WorstRow, ...]:
    """Return the rows whose answer was furthest off, the worst first.

    Args:
        row_N: Their numbers in the table.
        target_N: True class codes, or true values.
        answers: What was answered.
        names: Names of the classes.
        most: How many.
    """
    if answers.probabilities_NC is None:
        values_N = np.asarray(answers.array, np.float64)
        error_N = np.abs(values_N - target_N)
        order = np.argsort(-error_N, kind="stable")[:most]
        return tuple(
            WorstRow(int(row_N[i]), float(target_N[i]), float(values_N[i]), float(error_N[i]))
            for i in order
        )
    told_N = np.take_along_axis(answers.probabilities_NC, target_N[:, None], axis=1)[:, 0]
    error_N = -np.log(np.maximum(told_N, np.finfo(np.float64).tiny))
    labels_N = answers.labels_N
    order = np.argsort(-error_N, kind="stable")[:most]
    return tuple(
        WorstRow(int(row_N[i]), names[target_N[i]], names[labels_N[i]], float(error_N[i]))
        for i in order
        if labels_N[i] != target_N[i]
    )


def worst_slices(
    encoder: Encoder, table: Table, error_N: Floats, most: int = 5
) -> tuple[Slice, ...]:
    """Return the values of columns whose rows are answered worse than the rest, beyond noise.

    Every level of a category, every quarter of a number, and missing cells are compared with all
    other rows by Welch's t-test on their errors, one-sided; p-values are those of all slices
    together (Holm 1979). Of two slices of the same rows the first column's stands.

    Args:
        encoder: Knows the columns.
        table: The rows.
        error_N: How wrong the answer of each is; see `row_errors`.
        most: How many slices at most, the largest difference first.
    """
    fewest = max(FEWEST_ROWS, len(table) // 100)
    parts = [
        part
        for part in _parts(encoder, table)
        if fewest <= part.inside_N.sum() <= len(table) - FEWEST_ROWS
    ]
    if not parts:
        return ()
    tested = [_tested(part, error_N) for part in parts]
    order = np.argsort([each.p for each in tested], kind="stable")
    count, sure = len(tested), []
    for rank, place in enumerate(order):
        p = min(1.0, tested[place].p * (count - rank))
        if p >= ALARM:
            break
        sure.append(msgspec.structs.replace(tested[place], p=p))
    worst = sorted(sure, key=lambda each: each.rest - each.error)
    return tuple(_different(worst)[:most])


def _different(slices: list[Slice]) -> list[Slice]:
    found: dict[tuple[int, float], Slice] = {}
    for each in slices:
        found.setdefault((each.rows, each.error), each)
    return list(found.values())


def _tested(part: _Part, error_N: Floats) -> Slice:
    inside, rest = error_N[part.inside_N], error_N[~part.inside_N]
    difference = inside.mean() - rest.mean()
    variances = [each.var(ddof=1) / len(each) for each in (inside, rest)]
    error = float(np.sqrt(sum(variances)))
    if error == 0:
        p = 0.0 if difference > 0 else 1.0
        reach = 0.0
    else:
        freedom = sum(variances) ** 2 / sum(
            v**2 / (len(each) - 1) for v, each in zip(variances, (inside, rest), strict=True)
        )
        p = float(stats.t.sf(difference / error, freedom))
        reach = float(stats.t.ppf(0.975, freedom)) * error
    return Slice(
        part.column,
        part.value,
        len(inside),
        float(inside.mean()),
        float(rest.mean()),
        float(difference - reach),
        float(difference + reach),
        p,
    )


def _parts(encoder: Encoder, table: Table) -> Iterator[_Part]:
    for column in encoder.columns:
        cells = table.column(column.name)
        missing_N = cells.is_null().to_numpy()
        if missing_N.any():
            yield _Part(column.name, "missing", missing_N)
        if isinstance(column, Numbers):
            yield from _quarters(column.name, as_numbers(cells, column.name))
        elif not isinstance(column, TextEncoder | DateEncoder):
            yield from _levels(column.name, cells)


def _quarters(name: str, value_N: Floats) -> Iterator[_Part]:
    there_N = np.isfinite(value_N)
    if not there_N.any():
        return
    edges = np.unique(np.quantile(value_N[there_N], (0, 0.25, 0.5, 0.75, 1)))
    for i, (low, high) in enumerate(pairwise(edges)):
        above_N = value_N >= low if i == 0 else value_N > low
        yield _Part(name, f"{low:.4g} to {high:.4g}", there_N & above_N & (value_N <= high))


def _levels(name: str, cells: pa.ChunkedArray) -> Iterator[_Part]:
    texts = as_texts(cells)
    counts = texts.drop_null().value_counts()
    levels = sorted(counts.to_pylist(), key=lambda each: (-each["counts"], each["values"]))
    told = np.asarray(texts.to_pylist(), object)
    for level in levels[:MOST_LEVELS]:
        yield _Part(name, level["values"], told == level["values"])
