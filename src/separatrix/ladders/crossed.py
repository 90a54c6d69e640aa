"""Folds and repeats as one stack: every network on its own rows, encoded by what they tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace as with_fields
from numpy.typing import NDArray

from separatrix.data.encoder import Encoded, Encoder, learn_encoder
from separatrix.data.folds import folds
from separatrix.data.kinds import (
    NO_OVERRULES,
    Column,
    Overrule,
    find_kinds,
    left_out_notes,
)
from separatrix.data.parts import Part
from separatrix.data.split import Split
from separatrix.data.splitting import AT_RANDOM, Splitting, roles_of
from separatrix.data.table import Table
from separatrix.data.target import AskedTask, Target, learn_target, rows_with_target
from separatrix.errors import DataError
from separatrix.events import Listener, silent
from separatrix.metrics.answers import Answers
from separatrix.metrics.probabilities import probabilities
from separatrix.models.architecture import architecture_of
from separatrix.models.stack import Rows
from separatrix.recipe import Recipe
from separatrix.training.answers import answers
from separatrix.training.folds import side_by_side
from separatrix.training.learn import examples_of
from separatrix.training.loop import Trained, fit
from separatrix.training.resolve import outputs_of, resolve
from separatrix.training.weighting import class_weights


@dataclass(frozen=True)
class Fold:
    """The rows of one fold of one repeat, encoded by what its training rows tell.

    Args:
        repeat: Which partition of the rows it is of, from 0.
        split: Which rows are learned from ("train") and which are held out ("validation").
        target: Means and scales of the training rows where numbers are learned.
        train: The rows to learn from.
        held: The rows to be scored.
        truth_N: What the held rows' answers should be, in the unit of the table.
    """

    repeat: int
    split: Split
    target: Target
    train: Part
    held: Part
    truth_N: NDArray[np.int64] | NDArray[np.float64]


@dataclass(frozen=True)
class Crossed:
    """A table divided k times in each of several repeats.

    Args:
        task: What is predicted.
        folds: All folds of the first repeat, then those of the next.
        per_repeat: Folds of a repeat.
        features: Columns of numbers, of all folds alike.
        slots: Slots of each embedded column, of all folds alike.
        notes: What was noticed.
    """

    task: str
    folds: tuple[Fold, ...]
    per_repeat: int
    features: int
    slots: tuple[int, ...]
    notes: tuple[str, ...]

    @property
    def held_share(self) -> float:
        """Share of the rows that a fold holds out, on average."""
        held, learned = (
            sum(len(part) for part in parts)
            for parts in ([f.held for f in self.folds], [f.train for f in self.folds])
        )
        return held / (held + learned)


def cross(
    table: Table,
    target: str,
    *,
    k: int = 5,
    repeats: int = 4,
    splitting: Splitting = AT_RANDOM,
    kinds: Mapping[str, Overrule] = NO_OVERRULES,
    task: AskedTask | None = None,
    positive: str | None = None,
    dtype: str = "float32",
) -> Crossed:
    """Divide a table into folds several times, and encode each by its own training rows.

    Means, scales, levels and words are those of a fold's training rows; what a column is, its
    kind, is found from all rows without the target. Folds of fewer features are filled up with
    features of 0 and levels that do not occur, so that all have one shape and can be one stack.

    Args:
        table: The rows.
        target: Name of the target column.
        k: Folds of a repeat.
        repeats: How often the rows are divided anew.
        splitting: How rows are divided; its seed decides the first partition.
        kinds: Kinds of columns by name, where they are not as found.
        task: What is predicted, where it is not as found.
        positive: The class that counts as positive.
        dtype: Precision of the features.

    Raises:
        DataError: the table, a column or the target cannot be used, or rows are too few.
    """
    if repeats < 1:
        raise DataError(f"repeats must be 1 or more, got {repeats}.")
    rows, told = rows_with_target(table, target)
    columns = find_kinds(table, target, kinds, roles_of(splitting, None, target))
    every = learn_target(table, target, rows=rows, task=task, positive=positive)
    labels = None
    if every.task != "regression":
        labels = np.asarray(every.encode(table.take(rows)), np.int64)
    names = [*(column.name for column in columns if column.used), target]
    made = [
        _fold(table, columns, every, repeat, split, dtype)
        for repeat in range(repeats)
        for split in folds(
            table,
            rows,
            labels,
            with_fields(splitting, test_share=0.0, seed=splitting.seed + repeat),
            k,
            names,
        )
    ]
    of_folds = dict.fromkeys(note for fold, _ in made for note in fold.split.notes)
    notes = (*table.notes, *told, *left_out_notes(columns), *every.notes, *of_folds)
    return _of_one_shape(every.task, [f for f, _ in made], [e for _, e in made], notes)


def train_crossed(
    recipe: Recipe,
    crossed: Crossed,
    *,
    device: str = "auto",
    engine: str = "auto",
    listen: Listener = silent,
) -> Trained:
    """Train one network for each fold of each repeat, all together as one stack.

    No held row steers anything: the last weights are kept.

    Args:
        recipe: The settings; networks of repeat r get its seed + r.
        crossed: The folds.
        device: "auto" or a device's name.
        engine: "auto", "compiled" or "pytorch".
        listen: Is told of every epoch.

    Raises:
        RecipeError: the recipe does not fit the task or the machine.
    """
    target = crossed.folds[0].target
    longest = max(len(fold.train) for fold in crossed.folds)
    settings = {"keep": "last", "patience": None}
    resolved = resolve(with_fields(recipe, **settings), target.task, longest)
    shape = architecture_of(
        resolved, crossed.features, crossed.slots, outputs_of(resolved, len(target.classes))
    )
    examples = [
        examples_of(fold.train, resolved, class_weights(resolved.class_weight, target, fold.train))
        for fold in crossed.folds
    ]
    return fit(
        [with_fields(resolved, seed=resolved.seed + fold.repeat) for fold in crossed.folds],
        shape,
        side_by_side(examples),
        task=target.task,
        device=device,
        engine=engine,
        listen=listen,
    )


def held_answers(trained: Trained, crossed: Crossed) -> tuple[Answers, ...]:
    """Return what each network answers for the rows that its fold held out."""
    held = side_by_side([examples_of(f.held, trained.recipes[0], None) for f in crossed.folds])
    logits_KNO = answers(trained.stack, Rows(held.features, held.codes)).astype(np.float64)
    return tuple(
        _answers(logits_KNO[k, : len(fold.held)], fold.target)
        for k, fold in enumerate(crossed.folds)
    )


def _answers(logits_NO: NDArray[np.float64], target: Target) -> Answers:
    if target.task == "regression":
        return Answers(values_N=target.restore(logits_NO[:, 0]))
    return Answers(probabilities(logits_NO[None])[0])


def _fold(
    table: Table, columns: Sequence[Column], every: Target, repeat: int, split: Split, dtype: str
) -> tuple[Fold, Encoder]:
    target = learn_target(
        table,
        every.name,
        rows=split.train,
        task=every.task,
        positive=_positive(every),
    )
    encoder = learn_encoder(table.take(split.train), columns)
    train, held = (
        Part(encoded, target.encode(table.take(rows)))
        for rows, encoded in zip(
            (split.train, split.validation),
            encoder.encode_parts(table, [split.train, split.validation], dtype),
            strict=True,
        )
    )
    truth_N = held.target_N if every.task != "regression" else target.restore(held.target_N)
    return Fold(repeat, split, target, train, held, truth_N), encoder


def _positive(target: Target) -> str | None:
    return str(target.class_names[1]) if target.task == "binary" else None


def _of_one_shape(
    task: str, made: Sequence[Fold], encoders: Sequence[Encoder], notes: tuple[str, ...]
) -> Crossed:
    features = max(encoder.features for encoder in encoders)
    wide = max(len(encoder.embedded) for encoder in encoders)
    slots = np.ones((len(encoders), wide), np.int64)
    for row, encoder in zip(slots, encoders, strict=True):
        row[: len(encoder.embedded)] = encoder.embedded
    filled = tuple(
        Fold(
            fold.repeat,
            fold.split,
            fold.target,
            _filled(fold.train, features, wide),
            _filled(fold.held, features, wide),
            fold.truth_N,
        )
        for fold in made
    )
    repeats = made[-1].repeat + 1
    return Crossed(
        task,
        filled,
        len(made) // repeats,
        features,
        tuple(int(each) for each in slots.max(axis=0)),
        notes,
    )


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
