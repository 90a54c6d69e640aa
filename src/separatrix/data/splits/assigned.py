"""What every kind of split returns: the part of each row. And how many rows a share is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from separatrix.data.checks.finding import counted
from separatrix.data.splitting import Splitting
from separatrix.errors import DataError

Places = NDArray[np.int64]
"""Numbers of rows among those that are divided, from 0."""

LEFT_OUT, TRAIN, VALIDATION, TEST = -1, 0, 1, 2


@dataclass(frozen=True)
class Assigned:
    """The part of each row.

    Args:
        part_N: TRAIN, VALIDATION, TEST or LEFT_OUT.
        notes: What could not be done as asked.
        how: How the rows were divided, where they were not drawn at random.
    """

    part_N: NDArray[np.int8]
    notes: tuple[str, ...] = ()
    how: str = ""


def assigned(rows: int, validation: Places, test: Places, notes: tuple[str, ...] = ()) -> Assigned:
    """Assign these places to validation and test, and the others to training."""
    part_N = np.full(rows, TRAIN, np.int8)
    part_N[validation], part_N[test] = VALIDATION, TEST
    return Assigned(part_N, notes)


def counts_of(rows: int, splitting: Splitting) -> tuple[int, int]:
    """Return how many validation and test rows are asked for, rounded up as scikit-learn does.

    Raises:
        DataError: a share is out of range, or a part would be empty.
    """
    _check_share("test_share", splitting.test_share)
    _check_share("validation_share", splitting.validation_share)
    tested = int(np.ceil(splitting.test_share * rows))
    validated = int(np.ceil(splitting.validation_share * (rows - tested)))
    if rows - tested - validated < 1:
        raise DataError(
            f"{counted(rows, 'row')} with a target {'is' if rows == 1 else 'are'} too few for "
            f"{counted(tested, 'test row')}, {counted(validated, 'validation row')} and at least "
            "1 training row. Use more rows or smaller shares."
        )
    return validated, tested


def _check_share(name: str, share: float) -> None:
    if not 0 <= share < 1:
        raise DataError(f"{name} must be at least 0 and below 1, got {share}. 0 keeps no rows.")


def check_enough(what: str, there: int, validated: int, tested: int) -> None:
    """Refuse fewer groups or moments than there are parts.

    Args:
        what: What there are too few of, such as "groups of block_id".
        there: How many there are.
        validated: How many validation rows are asked for.
        tested: How many test rows are asked for.

    Raises:
        DataError: there are too few.
    """
    asked = {"training": 1, "validation": validated, "test": tested}
    parts = [name for name, rows in asked.items() if rows]
    if there < len(parts):
        raise DataError(
            f"{len(parts)} parts ({', '.join(parts)}) need at least {len(parts)} {what}, "
            f"got {there}. Use another column, or 0 as validation_share or test_share."
        )
