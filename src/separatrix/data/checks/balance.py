"""The target: how its classes share the rows, or how its numbers lie."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from separatrix.data.checks import handling
from separatrix.data.checks.finding import Finding, counted, joined, number, percent, quoted
from separatrix.data.checks.telling import Floats, Integers
from separatrix.data.target import Target

FEWEST_OF_A_CLASS = 10
"""Rows below which the test rows hold hardly any of a class."""

MANY_TIMES = 10
"""The largest class for each row of the smallest from which on classes are unequal."""

NEARLY_ALL = 0.95
"""Share of the largest class from which on accuracy says nothing."""

PILED = 0.02
"""Share of the rows at the smallest or largest number from which on they are piled up there."""

SKEWED = 5.0
"""How much further the upper end lies from the median than the lower, to be a long tail."""

QUANTILES: Mapping[str, float] = {
    "min": 0.0, "5 %": 0.05, "25 %": 0.25, "median": 0.5, "75 %": 0.75, "95 %": 0.95, "max": 1.0,
}  # fmt: skip
"""What is shown of a number, by name."""


def class_rows(target: Target, codes_N: Integers | Floats) -> dict[str, int]:
    """Count the rows of each class."""
    known = codes_N[codes_N >= 0].astype(np.int64)
    rows = np.bincount(known, minlength=len(target.classes))
    return dict(zip(target.class_names, rows.tolist(), strict=True))


def number_quantiles(values_N: Floats) -> dict[str, float]:
    """Return the quantiles of a number, to four digits: they are kept, and cells are not."""
    there = values_N[np.isfinite(values_N)]
    found = np.quantile(there, list(QUANTILES.values()))
    return {name: float(f"{value:.4g}") for name, value in zip(QUANTILES, found, strict=True)}


def say_classes(rows: Mapping[str, int]) -> Iterator[Finding]:
    """Say whether classes have too few rows, or share them unequally.

    Args:
        rows: Rows of each class, by name.
    """
    rare = [name for name in sorted(rows, key=rows.__getitem__) if rows[name] < FEWEST_OF_A_CLASS]
    if rare:
        yield _rare(rows, rare)
    largest, smallest = max(rows, key=rows.__getitem__), min(rows, key=rows.__getitem__)
    if rows[largest] >= MANY_TIMES * rows[smallest]:
        yield _unequal(rows, largest, smallest)


def _rare(rows: Mapping[str, int], rare: Sequence[str]) -> Finding:
    said = [f"{quoted(name)} ({counted(rows[name], 'row')})" for name in rare[:5]]
    return Finding(
        "rare-class",
        (),
        f"Classes of very few rows: {joined(said, len(rare) - len(said))}.",
        "The test rows hold one or two of them, or none: what they say of such a class is chance, "
        "and so is what is learned.",
        handling.of_rare_classes(),
        "warning",
    )


def _unequal(rows: Mapping[str, int], largest: str, smallest: str) -> Finding:
    every = sum(rows.values())
    share = rows[largest] / every
    return Finding(
        "unequal-classes",
        (),
        f"{quoted(smallest)} has {counted(rows[smallest], 'row')} of {every:,} "
        f"({percent(rows[smallest] / every)}), {quoted(largest)} {percent(share)}.",
        f"Always saying {quoted(largest)} is right in {percent(share)}; judge by balanced accuracy "
        "and ROC AUC rather than by accuracy.",
        handling.of_classes(),
        "warning" if share >= NEARLY_ALL else "note",
    )


def say_numbers(values_N: Floats, *, log: bool) -> Iterator[Finding]:
    """Say whether the numbers of a target pile up at an end, or trail off.

    Args:
        values_N: The numbers.
        log: Their logarithm is learned already, so that a long tail does no harm.
    """
    there = np.sort(values_N[np.isfinite(values_N)])
    yield from _piled(there)
    low, middle, high = np.quantile(there, [0.01, 0.5, 0.99])
    if not log and there[0] > 0 and high - middle > SKEWED * (middle - low):
        yield Finding(
            "skewed-target",
            (),
            f"A long tail: half of the rows lie below {number(middle)}, one in a hundred above "
            f"{number(high)}.",
            "Squared errors are those of the few large ones, and the small ones are predicted "
            "badly by their own measure.",
            "Learned as it is; --log-target learns the logarithm, in which errors are shares.",
            "note",
        )


def _piled(there: Floats) -> Iterator[Finding]:
    for end, word, sort in ((there[0], "smallest", "lowest"), (there[-1], "largest", "highest")):
        rows = int((there == end).sum())
        values = len(np.unique(there))
        if rows >= PILED * len(there) and rows >= 10 * len(there) / values and values > 20:
            yield Finding(
                "piled-target",
                (),
                f"{counted(rows, 'row')} ({percent(rows / len(there))}) have the {word} target, "
                f"{number(end)}.",
                f"So many at the {sort} value are seldom measured: they may be cut off there, or "
                "mean none. A mean between the two kinds of rows fits neither.",
                "Learned like the others.",
                "note",
            )
