"""Numbers: standardised, missing ones in the middle with an indicator beside them."""

import math

import msgspec
import numpy as np
import pyarrow as pa

from separatrix.data.columns.block import Block, Cell, Floats, imputed_note
from separatrix.data.row import as_number
from separatrix.data.scale import (
    has_heavy_tails,
    mean_and_scale,
    median_and_range,
    standardised,
    standardised_cell,
)
from separatrix.data.values import as_numbers

FURTHEST = 1e12
"""Furthest a standardised number is let from 0, so that no network overflows on it."""


BEND = 3.0
"""Where far numbers of a column with heavy tails come to lie at most."""


class NumberEncoder(msgspec.Struct, frozen=True, tag="number"):
    """Encode a column of numbers.

    Standardised numbers z of a column with heavy tails are bent to z / sqrt(1 + (z / 3)²), which
    leaves the order of all and the distances of near ones (robust scaling with smooth clipping,
    Holzmüller et al. 2024).

    Args:
        name: The column.
        mean: Middle of the training cells that were there: their mean, or the median of heavy
            tails.
        scale: Their standard deviation, or the interquartile range of heavy tails; 1 where all
            were equal.
        indicator: A second feature is 1 where the cell is missing.
        standardise: False passes numbers through, missing ones as the mean.
        bent: The tails were heavy.
    """

    name: str
    mean: float
    scale: float
    indicator: bool
    standardise: bool = True
    bent: bool = False

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
        if self.bent:
            features /= np.sqrt(1 + (features / BEND) ** 2)
        features_ND = np.stack([features, missing], axis=1) if self.indicator else features[:, None]
        notes = imputed_note(self.name, missing, self.indicator, "taken as a typical number")
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
        if self.bent:
            bend = feature / BEND
            feature /= math.sqrt(1 + bend * bend)
        return ((feature, float(missing)) if self.indicator else (feature,)), None


def learn_number(
    cells: pa.ChunkedArray, name: str, standardise: bool, weight_N: Floats | None = None
) -> NumberEncoder:
    """Learn middle and scale of the training cells, robust ones where their tails are heavy."""
    values = as_numbers(cells, name)
    mean, scale = mean_and_scale(values, weight_N)
    bent = standardise and has_heavy_tails(values, mean, scale, weight_N)
    if bent:
        median, quarters = median_and_range(values, weight_N)
        mean, scale = (median, quarters) if quarters > 0 else (mean, scale)
    return NumberEncoder(name, mean, scale, bool(np.isnan(values).any()), standardise, bent)
