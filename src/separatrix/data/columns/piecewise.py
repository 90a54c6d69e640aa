"""Numbers embedded: each as its place within bins that hold equally many training cells."""

import msgspec
import numpy as np
import pyarrow as pa

from separatrix.data.columns.block import Block, Cell, Floats
from separatrix.data.columns.number import NumberEncoder, learn_number

MOST_BINS = 16
"""Bins of a number; `docs/design.md` says what fewer and more were worth."""

MOST_FEATURES = 2048
"""Features that the bins of all numbers of a table make together, at most; wide tables get fewer
bins a number."""

DIGITS = 9
"""Digits of an edge behind the point, in units of the plain feature: no bin is narrower."""

REACH = 1.0
"""How far beyond the outer bins a number is still told from the end, in widths of the bin."""


class PiecewiseEncoder(msgspec.Struct, frozen=True, tag="piecewise"):
    """Encode a column of numbers piecewise linearly (Gorishniy et al. 2022, section 3.2).

    Behind the features of a plain number stands one for each bin: -1 below it, 1 above it, and
    linear within; the outer bins go on for a width. A layer on top of them is a piecewise linear
    function of the number, so that one layer bends where a plain number needs several.

    Args:
        name: The column.
        number: The plain encoding.
        edges: Edges of the bins, in units of the plain feature, rising.
    """

    name: str
    number: NumberEncoder
    edges: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Middle of the training cells."""
        return self.number.mean

    @property
    def scale(self) -> float:
        """How far they spread."""
        return self.number.scale

    @property
    def indicator(self) -> bool:
        """Whether a feature says that the cell is missing."""
        return self.number.indicator

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the features."""
        bins = range(1, len(self.edges))
        return (*self.number.feature_names, *(f"{self.name} bin {b}" for b in bins))

    def encode(self, cells: pa.ChunkedArray) -> Block:
        """Encode the cells.

        Raises:
            DataError: a cell is no number.
        """
        plain = self.number.encode(cells)
        places = self._places(plain.features_ND[:, :1])
        return Block(np.concatenate([plain.features_ND, places], axis=1), notes=plain.notes)

    def encode_cell(self, cell: object) -> Cell | None:
        """Encode one plain cell as `encode` would; None where it would look closer or note it."""
        plain = self.number.encode_cell(cell)
        if plain is None:
            return None
        features, _ = plain
        places = self._places(np.array([[features[0]]]))
        return (*features, *places[0].tolist()), None

    def _places(self, feature_N1: Floats) -> Floats:
        """Return the place of each number within each bin, shape (N, bins)."""
        edges = np.asarray(self.edges)
        if len(edges) < 2:
            return np.empty((len(feature_N1), 0))
        within = (feature_N1 - edges[:-1]) / np.diff(edges)
        low, high = np.zeros(len(edges) - 1), np.ones(len(edges) - 1)
        low[0], high[-1] = -REACH, 1 + REACH
        places: Floats = 2 * np.clip(within, low, high) - 1
        return places


Numbers = NumberEncoder | PiecewiseEncoder
"""What encodes a number."""


def learn_piecewise(
    cells: pa.ChunkedArray, name: str, weight_N: Floats | None, bins: int
) -> PiecewiseEncoder:
    """Learn the plain encoding of the training cells, and bins at quantiles of what it gives.

    Args:
        cells: The training cells.
        name: The column.
        weight_N: What each counts for; None when all count the same.
        bins: How many bins at most; fewer where values repeat.
    """
    number = learn_number(cells, name, True, weight_N)
    there = cells.is_valid().to_numpy()
    if weight_N is not None:
        there &= weight_N > 0
    values = number.encode(cells).features_ND[there, 0]
    if len(values) == 0:
        return PiecewiseEncoder(name, number, ())
    shares = np.linspace(0, 1, bins + 1)
    share_N = None if weight_N is None else weight_N[there]
    quantiles = np.quantile(values, shares, method="inverted_cdf", weights=share_N)
    edges = np.unique(np.round(quantiles, DIGITS))
    return PiecewiseEncoder(name, number, tuple(edges.tolist()))


def bins_of(numbers: int) -> int:
    """Return how many bins each of some number columns gets.

    Example:
        >>> bins_of(8), bins_of(753)
        (16, 2)
    """
    return max(1, min(MOST_BINS, MOST_FEATURES // max(numbers, 1)))
