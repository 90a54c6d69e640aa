"""What the targets of some rows are, in the form that the metrics read."""

from typing import Any

from numpy.typing import NDArray

from separatrix.data.table import Table
from separatrix.data.target import Target


def truth(target: Target, table: Table) -> NDArray[Any]:
    """Return class codes, or numbers in the unit of the table, shape (N,).

    Raises:
        DataError: the table lacks the target, or holds something else in it.
    """
    return restored(target, target.encode(table))


def restored(target: Target, target_N: NDArray[Any]) -> NDArray[Any]:
    """Return targets as they are learned in the form that the metrics read."""
    return target.restore(target_N) if target.task == "regression" else target_N
