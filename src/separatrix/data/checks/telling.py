"""How well one column alone tells the target, on rows that were not used to find out how."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_ROWS = 200_000
"""Rows that are looked at; of more a sample, always the same."""

FEWEST_OF_A_CLASS = 10
"""Rows that a class needs in each half for it to be said how well it is told."""

_BINS = 32
_BINS_OF_A_CLASS = 8
_MOST_CLASSES_WITH_BINS = 20
_MOST_CELLS = 10_000_000


@dataclass(frozen=True)
class Told:
    """How well a column alone tells the target.

    Args:
        score: ROC AUC of classes (one against the rest, mean over the classes), or R² of the ranks
            of a number.
        by_class: ROC AUC of each class against the rest, by its code.
    """

    score: float
    by_class: dict[int, float]


@dataclass(frozen=True)
class Halves:
    """Two random halves of the rows whose target is known: one to learn from, one to judge by.

    Args:
        target_N: Class codes, -1 where missing, or numbers, NaN where missing.
        classes: How many classes there are; 0 for a number.
    """

    target_N: Integers | Floats
    classes: int

    @cached_property
    def known_N(self) -> NDArray[np.bool_]:
        """Which rows have a target."""
        return self.target_N >= 0 if self.classes else np.isfinite(self.target_N)

    @cached_property
    def rows_M(self) -> Integers:
        """The rows that are looked at, in random order: the first half is learned from."""
        rows_M = np.flatnonzero(self.known_N)
        return np.random.default_rng(0).permutation(rows_M)[:MOST_ROWS]

    @property
    def sampled(self) -> int | None:
        """How many rows are looked at if these are not all."""
        return MOST_ROWS if self.known_N.sum() > MOST_ROWS else None

    def rows_of(self, code: int) -> int:
        """Count the rows of a class."""
        return int((self.target_N == code).sum())

    @property
    def half(self) -> int:
        """How many rows are learned from."""
        return len(self.rows_M) // 2

    @cached_property
    def truth_M(self) -> Integers | Floats:
        """The class codes, or the ranks of the numbers from 0 to 1, of `rows_M`."""
        truth_M = self.target_N[self.rows_M]
        return truth_M if self.classes else _ranks(truth_M.astype(np.float64))

    def told_by_numbers(self, values_N: Floats) -> Told | None:
        """Judge a column of numbers, NaN where missing, by bins that half of the rows make."""
        values_M = values_N[self.rows_M]
        edges = self._edges(values_M[: self.half])
        bins_M = np.searchsorted(edges, values_M, side="left")
        bins_M[np.isnan(values_M)] = len(edges) + 1
        return self._told(bins_M, self.truth_M)

    def told_by_levels(self, codes_N: Integers, *, seen_only: bool = False) -> Told | None:
        """Judge a column of levels.

        Args:
            codes_N: The level of each row.
            seen_only: Judge by rows alone whose level the other half has.
        """
        codes_M = codes_N[self.rows_M]
        if not seen_only:
            return self._told(codes_M, self.truth_M)
        seen_M = np.isin(codes_M, codes_M[: self.half])
        return self._told(codes_M[seen_M], self.truth_M[seen_M])

    def _edges(self, values: Floats) -> Floats:
        """Return the upper ends of bins: quantiles of all values and of those of each class.

        The last bin has no end, so that a value beyond all others is taken as the largest ones are.
        """
        there = ~np.isnan(values)
        edges = [_quantiles(np.sort(values[there]), _BINS)[:-1]]
        if 0 < self.classes <= _MOST_CLASSES_WITH_BINS:
            truth = self.truth_M[: self.half][there]
            for code in range(self.classes):
                of_class = np.sort(values[there][truth == code])
                edges.append(_quantiles(of_class, _BINS_OF_A_CLASS))
                edges.append(np.nextafter(of_class[:1], -np.inf))
        return np.unique(np.concatenate(edges))

    def _told(self, bins_M: Integers, truth_M: Integers | Floats) -> Told | None:
        """Learn from the first half what each bin says, and judge by the rows after it."""
        bins, half = int(bins_M.max(initial=0)) + 1, self.half
        if half == 0 or bins * max(self.classes, 1) > _MOST_CELLS:
            return None
        learned, judged = (bins_M[:half], truth_M[:half]), (bins_M[half:], truth_M[half:])
        if not self.classes:
            return _ranks_told(bins, learned, judged)
        return _classes_told(*(self._rows_of_cells(bins, *part) for part in (learned, judged)))

    def _rows_of_cells(self, bins: int, bins_M: Integers, truth_M: Integers | Floats) -> Integers:
        cells_M = bins_M * self.classes + truth_M.astype(np.int64)
        counted = np.bincount(cells_M, minlength=bins * self.classes)
        return counted.reshape(bins, self.classes)


def _classes_told(learned_BC: Integers, judged_BC: Integers) -> Told | None:
    prior_C = learned_BC.sum(axis=0) / learned_BC.sum()
    share_BC = (learned_BC + prior_C) / (learned_BC.sum(axis=1, keepdims=True) + 1)
    enough_C = np.minimum(learned_BC.sum(axis=0), judged_BC.sum(axis=0)) >= FEWEST_OF_A_CLASS
    if np.count_nonzero(enough_C) < 2:
        return None
    rows_B = judged_BC.sum(axis=1)
    areas = {
        int(code): area(share_BC[:, code], judged_BC[:, code], rows_B - judged_BC[:, code])
        for code in np.flatnonzero(enough_C)
    }
    return Told(float(np.mean(list(areas.values()))), areas)


_Rows = tuple[Integers, Integers | Floats]


def _ranks_told(bins: int, learned: _Rows, judged: _Rows) -> Told | None:
    (bins_L, ranks_L), (bins_J, ranks_J) = learned, judged
    if len(ranks_J) < FEWEST_OF_A_CLASS:
        return None
    spread = float(((ranks_J - ranks_J.mean()) ** 2).sum())
    if spread == 0:
        return None
    rows_B = np.bincount(bins_L, minlength=bins)
    sum_B = np.bincount(bins_L, ranks_L, minlength=bins)
    mean_B = np.where(rows_B > 0, sum_B / np.maximum(rows_B, 1), ranks_L.mean())
    return Told(1 - float(((ranks_J - mean_B[bins_J]) ** 2).sum()) / spread, {})


def area(share_B: Floats, positives_B: Integers, negatives_B: Integers) -> float:
    """Return the area under the ROC curve of rows that share B scores.

    Example:
        >>> area(np.array([0.1, 0.5, 0.5]), np.array([0, 1, 2]), np.array([4, 0, 2]))
        0.8333333333333334
    """
    _, place_B = np.unique(share_B, return_inverse=True)
    positives = np.bincount(place_B, positives_B)
    negatives = np.bincount(place_B, negatives_B)
    below = np.cumsum(negatives) - negatives / 2
    return float((positives * below).sum() / (positives.sum() * negatives.sum()))


def _quantiles(ordered: Floats, count: int) -> Floats:
    places = np.arange(1, count + 1) * len(ordered) // count - 1
    return ordered[places[places >= 0]]


def _ranks(values: Floats) -> Floats:
    """Return the share of values that are smaller, ties in the middle."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    return np.asarray(middle[place] / max(len(values), 1))
