"""The rows of each part as arrays: one encoded copy of the table, and the table itself not kept."""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec
import numpy as np
from numpy.typing import DTypeLike, NDArray

from separatrix.data.encoder import Encoded, Encoder, learn_encoder
from separatrix.data.prepare import Prepared
from separatrix.data.profile import learn_profiles
from separatrix.data.split import PARTS
from separatrix.data.table import Table
from separatrix.data.target import Target
from separatrix.data.weights import Weights
from separatrix.recipe import Embed


@dataclass(frozen=True)
class Part:
    """Rows that are encoded together with their targets.

    Args:
        encoded: What goes into the networks.
        target_N: Class codes, or numbers as they are learned.
        weight_N: What each row counts for; None when all count the same.
    """

    encoded: Encoded
    target_N: NDArray[np.int64] | NDArray[np.float64]
    weight_N: Weights | None = None

    def __len__(self) -> int:
        return len(self.target_N)

    def take(self, rows: NDArray[np.int64]) -> "Part":
        """Return some of the rows."""
        encoded = Encoded(self.encoded.features_ND[rows], self.encoded.codes_NC[rows])
        weight_N = None if self.weight_N is None else self.weight_N[rows]
        return Part(encoded, self.target_N[rows], weight_N)


@dataclass(frozen=True)
class Parts:
    """What a training sees of a table.

    Args:
        encoder: Learned on the training rows.
        target: What is predicted.
        by_name: The "train", "validation" and "test" rows; some may be empty.
        calibration: Rows on which nothing is decided; None without any.
    """

    encoder: Encoder
    target: Target
    by_name: Mapping[str, Part]
    calibration: Part | None = None


def encode_part(table: Table, encoder: Encoder, target: Target, dtype: DTypeLike) -> Part:
    """Encode all rows of a table with their targets."""
    return Part(encoder.encode(table, dtype), target.encode(table))


def encode_parts(prepared: Prepared, dtype: DTypeLike, embed: Embed = "some") -> Parts:
    """Learn an Encoder on the training rows and encode every part, column by column.

    Args:
        prepared: The table with its split.
        dtype: Type of the features.
        embed: Which columns are embedded, as a recipe says.

    Raises:
        DataError: no column can be used.
    """
    learned_from = prepared.part("train")
    encoder = msgspec.structs.replace(
        learn_encoder(
            learned_from, prepared.columns, weight_N=prepared.weights("train"), embed=embed
        ),
        profiles=learn_profiles(learned_from, prepared.columns),
    )
    encoded = _encoded(prepared, encoder, dtype)
    return Parts(
        encoder,
        prepared.target,
        {
            name: Part(rows, prepared.target.encode(prepared.part(name)), prepared.weights(name))
            for name, rows in zip(PARTS, encoded, strict=True)
        },
        _calibration(prepared, encoder, dtype),
    )


def _calibration(prepared: Prepared, encoder: Encoder, dtype: DTypeLike) -> Part | None:
    if not len(prepared.split.calibration):
        return None
    rows = prepared.part("calibration")
    weight_N = prepared.weights("calibration")
    return Part(encoder.encode(rows, dtype), prepared.target.encode(rows), weight_N)


def _encoded(prepared: Prepared, encoder: Encoder, dtype: DTypeLike) -> tuple[Encoded, ...]:
    """Encode the rows of each part; test rows of a table of their own are encoded by themselves."""
    rows = [prepared.split.part(name) for name in PARTS]
    if prepared.test_table is None:
        return encoder.encode_parts(prepared.table, rows, dtype)
    apart = encoder.encode(prepared.part("test"), dtype)
    return (*encoder.encode_parts(prepared.table, rows[:-1], dtype), apart)
