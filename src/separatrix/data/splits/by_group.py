"""Whole groups in one part: of many draws, the one whose parts look most like the whole."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.data.splits.assigned import (
    TEST,
    TRAIN,
    VALIDATION,
    Assigned,
    check_enough,
    counts_of,
)
from separatrix.data.splitting import Splitting

_Groups = NDArray[np.int64]

_MOST_DRAWS, _FEWEST_DRAWS, _WORK = 1000, 12, 10**7
_FAR_OFF = 0.05


def assign_by_group(
    group_N: NDArray[np.int64], labels: NDArray[Any] | None, splitting: Splitting, name: str
) -> Assigned:
    """Hold whole groups out until their rows reach the shares as nearly as groups can.

    Orders of the groups are drawn as scikit-learn's GroupShuffleSplit draws them, but the first of
    an order are taken by their rows, not by their number, and of several draws the one is kept
    whose held rows have most nearly the classes of all. A group larger than a part is to be stays
    in training. The time is linear in rows, the fewer draws the longer the table.

    Args:
        group_N: A number for each row, from 0, the same for rows of a group.
        labels: The class of each row; None for numbers.
        splitting: The shares and the seed.
        name: What the groups are called in messages.

    Raises:
        DataError: a share is out of range, or there are fewer groups than parts.
    """
    validated, tested = counts_of(len(group_N), splitting)
    sizes_G = np.bincount(group_N)
    check_enough(f'groups of "{name}"', len(sizes_G), validated, tested)
    draw = _Draw(_census(group_N, labels), splitting.seed % 2**32)
    groups = np.arange(len(sizes_G))
    rest, test = draw.divide(groups, tested, (validated,))
    _, validation = draw.divide(rest, validated, ())
    part_G = np.full(len(sizes_G), TRAIN, np.int8)
    part_G[validation], part_G[test] = VALIDATION, TEST
    counts = " / ".join(f"{np.count_nonzero(part_G == part):,}" for part in range(3))
    notes = (
        *_huge(sizes_G, part_G, min(filter(None, (validated, tested)), default=0), name),
        *_far_off("validation", int(sizes_G[validation].sum()), validated, sizes_G, name),
        *_far_off("test", int(sizes_G[test].sum()), tested, sizes_G, name),
    )
    return Assigned(part_G[group_N], notes, f"by group {name}: {counts} groups")


def _huge(
    sizes_G: NDArray[np.int64], part_G: NDArray[np.int8], smallest: int, name: str
) -> Iterator[str]:
    """Say so where one group is larger than a part is to be."""
    largest = int(sizes_G.argmax())
    if smallest and sizes_G[largest] > smallest:
        part = ("training", "validation", "test")[part_G[largest]]
        yield (
            f'The largest group of "{name}" holds {sizes_G[largest] / sizes_G.sum():.0%} of the '
            f"rows, more than a part should have; they are {part} rows."
        )


def _far_off(
    what: str, there: int, asked: int, sizes_G: NDArray[np.int64], name: str
) -> Iterator[str]:
    """Say so where whole groups cannot come near a share."""
    if abs(there - asked) > _FAR_OFF * sizes_G.sum():
        yield (
            f"{there:,} {what} rows where {asked:,} were asked for: groups of "
            f'"{name}" are not divided.'
        )


@dataclass(frozen=True)
class _Census:
    """How many rows of each class each group has; of few classes, most pairs are not there.

    Args:
        group_P: The group of each pair of a group and a class that occurs.
        class_P: Its class.
        rows_P: Its rows.
        sizes_G: The rows of each group.
    """

    group_P: _Groups
    class_P: NDArray[np.int64]
    rows_P: NDArray[np.int64]
    sizes_G: NDArray[np.int64]

    def of(self, chosen: _Groups) -> NDArray[np.float64]:
        """Count the rows of each class in some groups."""
        among_G = np.zeros(len(self.sizes_G), bool)
        among_G[chosen] = True
        there_P = among_G[self.group_P]
        classes = int(self.class_P.max()) + 1
        rows_P = self.rows_P[there_P].astype(np.float64)
        return np.asarray(np.bincount(self.class_P[there_P], rows_P, minlength=classes), np.float64)


def _census(group_N: NDArray[np.int64], labels: NDArray[Any] | None) -> _Census:
    codes_N = np.zeros(len(group_N), np.int64)
    if labels is not None:
        codes_N = np.unique(labels, return_inverse=True)[1]
    classes = int(codes_N.max()) + 1
    pairs, rows_P = np.unique(group_N * classes + codes_N, return_counts=True)
    return _Census(pairs // classes, pairs % classes, rows_P, np.bincount(group_N))


class _Draw:
    """Holds groups out, again and again from what is left."""

    def __init__(self, census: _Census, seed: int) -> None:
        self._census, self._seed = census, seed

    def divide(
        self, groups: _Groups, count: int, later: tuple[int, ...]
    ) -> tuple[_Groups, _Groups]:
        """Return the groups that are left, and those that are held out.

        Args:
            groups: The groups to choose from.
            count: How many rows they should have.
            later: How many rows are to be held out of the rest.
        """
        if count == 0:
            return groups, groups[:0]
        later = tuple(filter(None, later))
        sizes_G = self._census.sizes_G
        small = groups[sizes_G[groups] <= max(count, int(np.sort(sizes_G[groups])[len(later)]))]
        most = min(len(small) - len(later), len(groups) - 1 - len(later))
        # Where small groups are too few for the parts that are wanted, each gets its part of them.
        reached = min(count, count * int(sizes_G[small].sum()) / (count + sum(later)))
        held = self._nearest(groups, small, reached, most)
        return np.setdiff1d(groups, held, assume_unique=True), held

    def _nearest(self, groups: _Groups, small: _Groups, rows: float, most: int) -> _Groups:
        """Return the draw of these rows, at most so many groups, that looks most like the whole."""
        whole_C = self._census.of(groups)
        expected_C = whole_C * rows / whole_C.sum()
        best, least = small[:1], (np.inf, np.inf)
        for order in self._orders(small):
            reached = np.cumsum(self._census.sizes_G[order])[:most]
            held = order[: int(np.abs(reached - rows).argmin()) + 1]
            held_C = self._census.of(held)
            unlearned = float(np.count_nonzero((held_C == whole_C) & (whole_C > 0)))
            # Pearson's measure of how far counts are from expected ones, and of their sum.
            far = float((np.square(held_C - expected_C) / np.maximum(expected_C, 1)).sum())
            far += float(np.square(held_C.sum() - rows) / rows)
            if (unlearned, far) < least:
                best, least = held, (unlearned, far)
        return best

    def _orders(self, groups: _Groups) -> Iterator[_Groups]:
        """Draw orders of the groups."""
        if len(groups) == 1:
            yield groups
            return
        from sklearn.model_selection import ShuffleSplit  # a second that predicting need not wait

        draws = int(np.clip(_WORK // len(self._census.rows_P), _FEWEST_DRAWS, _MOST_DRAWS))
        splitter = ShuffleSplit(draws, test_size=1, random_state=self._seed)
        for others, first in splitter.split(groups):
            yield groups[np.concatenate([first, others])]
