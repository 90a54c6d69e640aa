"""What one column becomes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Cell = tuple[tuple[float, ...], int | None]
"""The features of one cell, and its code when its column is embedded."""


@dataclass(frozen=True)
class Block:
    """The encoded cells of one column.

    Args:
        features_ND: Its features, in 64 bits or, of a text, in 32; none for an embedded category.
        codes_N: Its codes when it is embedded.
        notes: What a user should know about these cells.
    """

    features_ND: NDArray[Any]
    codes_N: NDArray[np.int64] | None = None
    notes: tuple[str, ...] = ()


def stacked(features: list[Floats], missing: NDArray[np.bool_], indicator: bool) -> Floats:
    """Set missing rows to 0 and stand an indicator beside the features where there is one."""
    columns = [np.where(missing, 0.0, feature) for feature in features]
    if indicator:
        columns.append(missing.astype(np.float64))
    return np.stack(columns, axis=1)


def imputed_note(name: str, missing: NDArray[Any], expected: bool, what: str) -> tuple[str, ...]:
    """Say that cells are missing in a column that had all of them in training."""
    count = int(missing.sum())
    if expected or count == 0:
        return ()
    cells = "1 missing cell" if count == 1 else f"{count} missing cells"
    return (f'{cells} of "{name}", which missed none in training: {what}.',)


def unseen_note(name: str, unseen: NDArray[np.bool_], texts: Any) -> tuple[str, ...]:
    """Say that cells hold levels that training did not show."""
    count = int(unseen.sum())
    if count == 0:
        return ()
    first = texts[int(np.flatnonzero(unseen)[0])].as_py()
    cells = "1 cell" if count == 1 else f"{count} cells"
    return (f'{cells} of "{name}" with a level not seen in training, such as "{first}".',)
