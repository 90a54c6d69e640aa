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
    encoded = target.encode(table)
    return target.restore(encoded) if target.task == "regression" else encoded
