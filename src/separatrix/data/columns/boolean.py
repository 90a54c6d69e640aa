"""Booleans: -1 and 1, missing ones 0 with an indicator beside them."""

import msgspec
import numpy as np
import pyarrow as pa

from separatrix.data.columns.block import Block, Cell, Floats, imputed_note, stacked
from separatrix.data.values import as_booleans


class BooleanEncoder(msgspec.Struct, frozen=True, tag="boolean"):
    """Encode a column of booleans.

    Args:
        name: The column.
        indicator: A second feature is 1 where the cell is missing.
    """

    name: str
    indicator: bool

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the features."""
        return (self.name, f"{self.name} missing") if self.indicator else (self.name,)

    def encode(self, cells: pa.ChunkedArray) -> Block:
        """Encode the cells.

        Raises:
            DataError: a cell is neither true nor false.
        """
        truth = as_booleans(cells, self.name)
        missing = np.isnan(truth)
        notes = imputed_note(self.name, missing, self.indicator, "taken as neither true nor false")
        return Block(stacked([truth * 2 - 1], missing, self.indicator), notes=notes)

    def encode_cell(self, cell: object) -> Cell | None:
        """Encode one plain cell as `encode` would; None where it would look closer or note it."""
        if not isinstance(cell, bool) and not (cell is None and self.indicator):
            return None
        feature = 0.0 if cell is None else 2.0 * cell - 1.0
        return ((feature, float(cell is None)) if self.indicator else (feature,)), None


def learn_boolean(
    cells: pa.ChunkedArray,
    name: str,
    weight_N: Floats | None = None,  # noqa: ARG001
) -> BooleanEncoder:
    """Learn whether training cells are missing."""
    return BooleanEncoder(name, bool(np.isnan(as_booleans(cells, name)).any()))
