"""Training, validation and test rows: three things that share no row."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.errors import DataError

Rows = NDArray[np.int64]

PARTS = ("train", "validation", "test")
"""What rows are for."""


@dataclass(frozen=True)
class Split:
    """The row numbers of each part, sorted.

    Args:
        train: Rows that are learned from.
        validation: Rows that decide when to stop; may be empty.
        test: Rows that are scored once, at the end; may be empty.
        notes: What could not be done as asked.
    """

    train: Rows
    validation: Rows
    test: Rows
    notes: tuple[str, ...] = ()

    def part(self, name: str) -> Rows:
        """Return the rows of "train", "validation" or "test"."""
        rows: Rows = getattr(self, name)
        return rows

    @property
    def shown(self) -> tuple[str, ...]:
        """The parts that pictures show: training rows, and test rows (else validation rows)."""
        held = [name for name in ("test", "validation") if len(self.part(name))]
        return ("train", *held[:1])


def split_rows(
    rows: Rows,
    labels: NDArray[Any] | None,
    *,
    validation_share: float = 0.2,
    test_share: float = 0.2,
    seed: int = 0,
) -> Split:
    """Split rows at random, stratified by their labels where possible.

    The test rows are those of scikit-learn's `train_test_split` of the same seed and share.

    Args:
        rows: Row numbers of the table.
        labels: The class of each of these rows, in their order; None for numbers.
        validation_share: Share of the rows that are not test rows; 0 for none.
        test_share: Share of all rows; 0 for none.
        seed: Decides the rows; of large ones the last 32 bits.

    Raises:
        DataError: a share is out of range, or a part would be empty.

    Example:
        >>> split = split_rows(np.arange(100), None)
        >>> len(split.train), len(split.validation), len(split.test)
        (64, 16, 20)
    """
    assert labels is None or len(labels) == len(rows)
    _check_share("test_share", test_share)
    _check_share("validation_share", validation_share)
    tested = _count(len(rows), test_share)
    validated = _count(len(rows) - tested, validation_share)
    _check_parts(len(rows), validated, tested)
    parts = 1 + (validated > 0) + (tested > 0)
    places, few, note = np.arange(len(rows)), np.zeros(len(rows), bool), ""
    if labels is not None:
        few, note = _few(labels, parts)
    rest, test, first = _divide(places, labels, few, tested, seed)
    train, validation, second = _divide(rest, labels, few, validated, seed)
    if _FELL_BACK in (first, second):  # rows of small classes were held out after all
        note = ""
    notes = tuple(dict.fromkeys(text for text in (note, first, second) if text))
    return Split(np.sort(rows[train]), np.sort(rows[validation]), np.sort(rows[test]), notes)


_FELL_BACK = "Not stratified: nearly every class has too few rows."


def _check_share(name: str, share: float) -> None:
    if not 0 <= share < 1:
        raise DataError(f"{name} must be at least 0 and below 1, got {share}. 0 keeps no rows.")


def _count(rows: int, share: float) -> int:
    """Return the rows of a share, rounded up as scikit-learn does."""
    return int(np.ceil(share * rows))


def _check_parts(rows: int, validated: int, tested: int) -> None:
    if rows - tested - validated < 1:
        raise DataError(
            f"{rows} rows with a target are too few for {tested} test rows, {validated} validation "
            "rows and at least 1 training row. Use more rows or smaller shares."
        )


def _few(labels: NDArray[Any], parts: int) -> tuple[NDArray[np.bool_], str]:
    """Mark the rows of classes too small to stand in every part, with a note."""
    _, codes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    small = counts < parts
    if parts == 1 or not small.any():
        return np.zeros(len(labels), bool), ""
    held = int(counts[small].sum())
    noun = "class has" if small.sum() == 1 else "classes have"
    return small[codes], (
        f"{int(small.sum())} {noun} fewer than {parts} rows; "
        f"{'this row is' if held == 1 else f'these {held} rows are'} used for training only."
    )


def _divide(
    places: Rows, labels: NDArray[Any] | None, few: NDArray[np.bool_], count: int, seed: int
) -> tuple[Rows, Rows, str]:
    """Hold `count` of the places out; rows of small classes are never held out."""
    if count == 0:
        return places, places[:0], ""
    pool, kept = places[~few[places]], places[few[places]]
    if len(pool) <= count:  # hardly anything but small classes
        rest, held = _drawn(places, None, count, seed)
        return rest, held, _FELL_BACK
    strata = None if labels is None else labels[pool]
    if strata is not None and not _can_stratify(strata, count):
        rest, held = _drawn(pool, None, count, seed)
        note = f"Not stratified: {count} rows cannot hold every class of {len(np.unique(strata))}."
        return np.concatenate([rest, kept]), held, note
    rest, held = _drawn(pool, strata, count, seed)
    return np.concatenate([rest, kept]), held, ""


def _can_stratify(strata: NDArray[Any], count: int) -> bool:
    _, counts = np.unique(strata, return_counts=True)
    classes = len(counts)
    return bool(counts.min() >= 2 and count >= classes and len(strata) - count >= classes)


def _drawn(pool: Rows, strata: NDArray[Any] | None, count: int, seed: int) -> tuple[Rows, Rows]:
    from sklearn.model_selection import train_test_split  # a second that predicting need not wait

    rest, held = train_test_split(pool, test_size=count, random_state=seed % 2**32, stratify=strata)
    return rest, held
