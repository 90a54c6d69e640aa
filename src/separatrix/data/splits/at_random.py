"""Rows drawn at random, stratified by their labels where possible, equal rows in one part."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.data.splits.assigned import Assigned, Places, assigned, counts_of
from separatrix.data.splits.equal_rows import Units, first_places, whole_units
from separatrix.data.splitting import Splitting

_FELL_BACK = "Not stratified: nearly every class has too few rows."


def assign_at_random(
    rows: int, labels: NDArray[Any] | None, splitting: Splitting, unit_N: Units | None = None
) -> Assigned:
    """Draw test rows, and validation rows from the others.

    Args:
        rows: How many rows there are.
        labels: The class of each; None for numbers.
        splitting: The shares and the seed, of large ones the last 32 bits.
        unit_N: Rows of the same number are equal and stay in one part; None where none repeats.

    Raises:
        DataError: a share is out of range, or a part would be empty.
    """
    validated, tested = counts_of(rows, splitting)
    places, few, note = np.arange(rows), np.zeros(rows, bool), ""
    if labels is not None:
        few, note = _few(labels, 1 + (validated > 0) + (tested > 0), unit_N)
    draw = _Draw(labels, few, unit_N, splitting.seed % 2**32)
    rest, test, first = draw.divide(places, tested)
    _, validation, second = draw.divide(rest, validated)
    if _FELL_BACK in (first, second):  # rows of small classes were held out after all
        note = ""
    notes = tuple(dict.fromkeys(text for text in (note, first, second) if text))
    return assigned(rows, validation, test, notes)


def _few(labels: NDArray[Any], parts: int, unit_N: Units | None) -> tuple[NDArray[np.bool_], str]:
    """Mark the rows of classes too small to stand in every part, with a note."""
    _, codes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    different = counts
    if unit_N is not None:
        different = np.bincount(codes[first_places(unit_N)], minlength=len(counts))
    small = different < parts
    if parts == 1 or not small.any():
        return np.zeros(len(labels), bool), ""
    held = int(counts[small].sum())
    noun = "class has" if small.sum() == 1 else "classes have"
    rows = "rows" if unit_N is None else "different rows"
    return small[codes], (
        f"{int(small.sum())} {noun} fewer than {parts} {rows}; "
        f"{'this row is' if held == 1 else f'these {held} rows are'} used for training only."
    )


class _Draw:
    """Holds places out, again and again from what is left.

    Args:
        labels: The class of each row; None for numbers.
        few: Rows of small classes, which are never held out.
        unit_N: Rows of the same number stay together.
        seed: Decides the rows.
    """

    def __init__(
        self,
        labels: NDArray[Any] | None,
        few: NDArray[np.bool_],
        unit_N: Units | None,
        seed: int,
    ) -> None:
        self._labels, self._few, self._unit_N, self._seed = labels, few, unit_N, seed

    def divide(self, places: Places, count: int) -> tuple[Places, Places, str]:
        """Return the places that are left, `count` that are held out, and a note."""
        if count == 0:
            return places, places[:0], ""
        pool, kept = places[~self._few[places]], places[self._few[places]]
        if len(pool) <= count:  # hardly anything but small classes
            rest, held = self._drawn(places, None, count)
            return rest, held, _FELL_BACK
        strata = None if self._labels is None else self._labels[pool]
        if strata is not None and not _can_stratify(strata, count):
            rest, held = self._drawn(pool, None, count)
            classes = len(np.unique(strata))
            note = f"Not stratified: {count} rows cannot hold every class of {classes}."
            return np.concatenate([rest, kept]), held, note
        rest, held = self._drawn(pool, strata, count)
        return np.concatenate([rest, kept]), held, ""

    def _drawn(
        self, pool: Places, strata: NDArray[Any] | None, count: int
    ) -> tuple[Places, Places]:
        # A second that predicting need not wait for.
        from sklearn.model_selection import train_test_split

        rest, held = train_test_split(
            pool, test_size=count, random_state=self._seed, stratify=strata
        )
        if self._unit_N is None:
            return rest, held
        labels = None if strata is None else self._labels
        return whole_units(rest, held, self._unit_N, labels)


def _can_stratify(strata: NDArray[Any], count: int) -> bool:
    _, counts = np.unique(strata, return_counts=True)
    classes = len(counts)
    return bool(counts.min() >= 2 and count >= classes and len(strata) - count >= classes)
