"""Every fold of a ladder encoded by what its own training rows tell, all in one shape."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from separatrix.data.encoder import Encoded, Encoder, learn_encoder
from separatrix.data.parts import Part
from separatrix.ladders.crossed import Crossed, Fold
from separatrix.recipe import Embed

MOST_BYTES = 2**30
"""Encoded rows that are kept for the next rung, and the most that are held at once."""


@dataclass(frozen=True)
class Batch:
    """Folds whose rows are in memory together.

    Args:
        places: Which of the ladder's folds.
        train: The rows that each learns from.
        held: The rows that each holds out.
        features: Columns of numbers, of all folds alike.
        slots: Slots of each embedded column, likewise.
    """

    places: tuple[int, ...]
    train: tuple[Part, ...]
    held: tuple[Part, ...]
    features: int
    slots: tuple[int, ...]


class Encodings:
    """The folds as arrays, for whatever a recipe embeds.

    Means, scales, levels and words are those of a fold's training rows; what a column is, its
    kind, is found from all rows without the target. Folds of fewer features are filled up with
    features of 0, and levels that do not occur, so that all have one shape and can be one stack.

    Args:
        crossed: The folds.
        dtype: Type of the features.
    """

    def __init__(self, crossed: Crossed, dtype: str = "float32") -> None:
        self.crossed = crossed
        self._dtype = dtype
        self._encoders: dict[Embed, tuple[Encoder, ...]] = {}
        self._kept: dict[Embed, tuple[Batch, ...]] = {}

    def batches(self, embed: Embed = "some") -> Iterator[Batch]:
        """Yield all folds, as many at a time as fit into memory.

        Args:
            embed: Which columns are embedded, as a recipe says.
        """
        if embed in self._kept:
            yield from self._kept[embed]
            return
        encoders = self._learned(embed)
        groups = self._groups(encoders)
        for places in groups:
            batch = self._batch(places, encoders)
            if len(groups) == 1:
                self._kept = {embed: (batch,)}  # of one kind at a time
            yield batch

    def _learned(self, embed: Embed) -> tuple[Encoder, ...]:
        """Return the Encoder of each fold; folds of the same training rows share one."""
        if embed not in self._encoders:
            found: dict[int, Encoder] = {}
            for fold in self.crossed.folds:
                if id(fold.split) not in found:
                    found[id(fold.split)] = self._learn(fold, embed)
            self._encoders[embed] = tuple(found[id(fold.split)] for fold in self.crossed.folds)
        return self._encoders[embed]

    def _learn(self, fold: Fold, embed: Embed) -> Encoder:
        prepared, rows = self.crossed.prepared, fold.split.train
        weight_N = None if prepared.weight_N is None else prepared.weight_N[rows]
        return learn_encoder(
            prepared.table.take(rows), prepared.columns, weight_N=weight_N, embed=embed
        )

    def _groups(self, encoders: Sequence[Encoder]) -> list[tuple[int, ...]]:
        """Return which folds are encoded together; a test set's are, for they share their rows."""
        places = range(len(encoders))
        if self.crossed.apart:
            return [tuple(places)]
        features, slots = _shape(encoders)
        splits = [fold.split for fold in self.crossed.folds]
        rows = max(len(split.train) + len(split.validation) for split in splits)
        size = rows * (features * np.dtype(self._dtype).itemsize + 8 * len(slots))
        together = int(max(1, MOST_BYTES // max(size, 1)))
        return [tuple(places[at : at + together]) for at in places[::together]]

    def _batch(self, places: tuple[int, ...], encoders: Sequence[Encoder]) -> Batch:
        features, slots = _shape(encoders)
        found: dict[int, tuple[Part, Part]] = {}
        for place in places:
            fold = self.crossed.folds[place]
            if id(fold.split) not in found:
                parts = self._encoded(fold, encoders[place])
                found[id(fold.split)] = (
                    _filled(parts[0], features, len(slots)),
                    _filled(parts[1], features, len(slots)),
                )
        train, held = zip(
            *(found[id(self.crossed.folds[place].split)] for place in places), strict=True
        )
        return Batch(places, train, held, features, slots)

    def _encoded(self, fold: Fold, encoder: Encoder) -> tuple[Part, Part]:
        prepared, split = self.crossed.prepared, fold.split
        learned = prepared.table.take(split.train)
        if prepared.test_table is None:
            rows = [split.train, split.validation]
            encoded = encoder.encode_parts(prepared.table, rows, self._dtype)
        else:
            tables = (learned, self.crossed.held_table(fold))
            encoded = tuple(encoder.encode(table, self._dtype) for table in tables)
        train, held = encoded
        weight_N = None if prepared.weight_N is None else prepared.weight_N[split.train]
        return (
            Part(train, fold.target.encode(learned), weight_N),
            Part(held, fold.target.encode(self.crossed.held_table(fold)), fold.weight_N),
        )


def _shape(encoders: Sequence[Encoder]) -> tuple[int, tuple[int, ...]]:
    """Return the features of the widest encoder, and the most slots of each embedded column."""
    features = max(encoder.features for encoder in encoders)
    wide = max(len(encoder.embedded) for encoder in encoders)
    slots = np.ones((len(encoders), wide), np.int64)
    for row, encoder in zip(slots, encoders, strict=True):
        row[: len(encoder.embedded)] = encoder.embedded
    return features, tuple(int(each) for each in slots.max(axis=0))


def _filled(part: Part, features: int, codes: int) -> Part:
    """Return rows with features and codes of 0 behind their own."""
    encoded = part.encoded
    rows = len(encoded.features_ND)
    more = np.zeros((rows, features - encoded.features_ND.shape[1]), encoded.features_ND.dtype)
    none = np.zeros((rows, codes - encoded.codes_NC.shape[1]), np.int64)
    return Part(
        Encoded(
            np.concatenate([encoded.features_ND, more], axis=1),
            np.concatenate([encoded.codes_NC, none], axis=1),
        ),
        part.target_N,
        part.weight_N,
    )
