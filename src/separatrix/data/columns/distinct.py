"""The different texts of a column, each with what its rows count for."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Distinct:
    """Different texts, sorted, so that nothing learned of them hangs on the order of rows.

    Args:
        texts: The texts.
        weight_N: How many rows hold each; with weights, a row of weight 2 is two rows.
    """

    texts: pa.ChunkedArray
    weight_N: Floats

    def spread(self, most: int) -> "Distinct":
        """Return no more than so many of them, evenly spread over their order."""
        if len(self.texts) <= most:
            return self
        places = np.arange(most) * len(self.texts) // most
        return Distinct(self.texts.take(pa.array(places)), self.weight_N[places])


def count_distinct(texts: pa.ChunkedArray, weight_N: Floats | None = None) -> Distinct:
    """Count the rows of each text. Missing cells and rows of weight 0 are passed over.

    Weights whose mean is below 1 are raised to a mean of 1: they say how rows compare, and a
    table is not the smaller for it.

    Args:
        texts: The cells.
        weight_N: What each row counts for; None when all count the same.
    """
    counted_N = np.ones(len(texts)) if weight_N is None else _raised(weight_N)
    every = pa.table({"text": texts, "weight": pa.chunked_array([counted_N])})
    grouped = every.filter(pa.array(counted_N > 0)).group_by("text", use_threads=False)
    there = grouped.aggregate([("weight", "sum")]).drop_null().sort_by("text")
    return Distinct(there["text"], np.array(there["weight_sum"], np.float64))


def _raised(weight_N: Floats) -> Floats:
    counting = weight_N[weight_N > 0]
    mean = float(counting.mean()) if len(counting) else 1.0
    return weight_N / min(mean, 1.0)
