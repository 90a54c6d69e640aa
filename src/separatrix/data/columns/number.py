"""Numbers: standardised, missing ones at the mean with an indicator beside them."""

import math

import msgspec
import numpy as np
import pyarrow as pa

from separatrix.data.columns.block import Block, Cell, Floats, imputed_note
from separatrix.data.row import as_number
from separatrix.data.scale import mean_and_scale, standardised, standardised_cell
from separatrix.data.values import as_numbers

FURTHEST = 1e12
"""Furthest a standardised number is let from 0, so that no network overflows on it."""


class NumberEncoder(msgspec.Struct, frozen=True, tag="number"):
    """Encode a column of numbers.

    Args:
        name: The column.
        mean: Mean of the training cells that were there.
        scale: Their standard deviation; 1 where all were equal.
        indicator: A second feature is 1 where the cell is missing.
        standardise: False passes numbers through, missing ones as the mean.
    """

    name: str
    mean: float
    scale: float
    indicator: bool
    standardise: bool = True

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Names of the features."""
        return (self.name, f"{self.name} missing") if self.indicator else (self.name,)

    def encode(self, cells: pa.ChunkedArray) -> Block:
        """Encode the cells.

        Raises:
            DataError: a cell is no number.
        """
        values = as_numbers(cells, self.name)
        missing = np.isnan(values)
        features = np.where(missing, self.mean, values)
        if self.standardise:
            features = standardised(features, self.mean, self.scale, FURTHEST)
        features_ND = np.stack([features, missing], axis=1) if self.indicator else features[:, None]
        notes = imputed_note(self.name, missing, self.indicator, "taken as the mean")
        return Block(features_ND, notes=notes)

    def encode_cell(self, cell: object) -> Cell | None:
        """Encode one plain cell as `encode` would; None where it would look closer or note it."""
        value = as_number(cell)
        if value is None:
            return None
        missing = math.isnan(value)
        if missing and not self.indicator:
            return None
        feature = self.mean if missing else value
        if self.standardise:
            feature = standardised_cell(feature, self.mean, self.scale, FURTHEST)
        return ((feature, float(missing)) if self.indicator else (feature,)), None


def learn_number(
    cells: pa.ChunkedArray, name: str, standardise: bool, weight_N: Floats | None = None
) -> NumberEncoder:
    """Learn mean and scale of the training cells."""
    values = as_numbers(cells, name)
    mean, scale = mean_and_scale(values, weight_N)
    return NumberEncoder(name, mean, scale, bool(np.isnan(values).any()), standardise)
