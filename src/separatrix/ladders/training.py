"""One network for each fold of each repeat, trained together wherever they have one shape."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from msgspec.structs import replace as with_fields
from numpy.typing import NDArray

from separatrix.data.parts import Part
from separatrix.data.target import Target
from separatrix.events import Listener, silent
from separatrix.ladders.crossed import Fold
from separatrix.ladders.encoding import Batch, Encodings
from separatrix.metrics.answers import Answers
from separatrix.metrics.probabilities import probabilities
from separatrix.models.architecture import architecture_of
from separatrix.models.stack import Rows
from separatrix.recipe import Recipe
from separatrix.training.answers import answers
from separatrix.training.examples import Examples
from separatrix.training.folds import side_by_side
from separatrix.training.learn import examples_of
from separatrix.training.loop import Trained, fit
from separatrix.training.machine import Environment
from separatrix.training.resolve import outputs_of, resolve
from separatrix.training.weighting import class_weights

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """What is the same for all rungs of a ladder.

    Args:
        encodings: The folds.
        device: "auto" or a device's name.
        engine: "auto", "compiled" or "pytorch".
        listen: Is told of every epoch.
    """

    encodings: Encodings
    device: str = "auto"
    engine: str = "auto"
    listen: Listener = silent

    @property
    def task(self) -> str:
        """What is predicted."""
        return self.encodings.crossed.task

    @property
    def folds(self) -> tuple[Fold, ...]:
        """The folds of all repeats."""
        return self.encodings.crossed.folds


@dataclass(frozen=True)
class Learned:
    """The network of one fold after its training.

    Args:
        answers: What it answers for the rows that it was not trained on.
        train_loss_E: Loss on its training rows after each epoch.
        held_loss_E: Loss on the other rows, which steered nothing.
        parameters: Trained numbers.
        seconds: Its part of the time that its stack took.
        environment: What the bits depend on.
    """

    answers: Answers
    train_loss_E: Floats
    held_loss_E: Floats
    parameters: int
    seconds: float
    environment: Environment


def learn_folds(
    recipes: Sequence[Recipe], asked: Asked, *, inner: bool = False, seed: int = 0
) -> tuple[Learned, ...]:
    """Train a network for each fold, and ask it for the rows that it does not learn from.

    No such row steers anything: the last weights are kept. Networks whose recipes differ in rate,
    decay and seed alone are one stack, under any engine as good as each by itself.

    Args:
        recipes: One for each fold; networks of repeat r get the recipe's seed + r.
        asked: The folds, and how to train.
        inner: Learn from the training rows that tuning learns from, and answer for those that it
            looks at; held rows are then not touched.
        seed: Added to every seed, for another network of the same recipe.

    Raises:
        RecipeError: a recipe does not fit the task or the machine.
    """
    assert len({recipe.embed for recipe in recipes}) == 1, "a rung embeds the same for all folds"
    found: dict[int, Learned] = {}
    for batch in asked.encodings.batches(recipes[0].embed):
        seeded = [
            with_fields(recipes[place], seed=recipes[place].seed + asked.folds[place].repeat + seed)
            for place in batch.places
        ]
        for stack in _stacks(seeded):
            found |= _learn_stack(stack, seeded, batch, asked, inner)
    return tuple(found[place] for place in range(len(recipes)))


def _stacks(recipes: Sequence[Recipe]) -> list[list[int]]:
    """Return which of some recipes can be one stack."""
    together: dict[Recipe | str, list[int]] = {}
    for place, recipe in enumerate(recipes):
        alike = with_fields(recipe, learning_rate=1.0, weight_decay=0.0, seed=0)
        together.setdefault(repr(alike), []).append(place)
    return list(together.values())


def _learn_stack(
    members: Sequence[int], recipes: Sequence[Recipe], batch: Batch, asked: Asked, inner: bool
) -> dict[int, Learned]:
    folds = [asked.folds[batch.places[member]] for member in members]
    target = folds[0].target
    trains = [batch.train[member] for member in members]
    helds = [batch.held[member] for member in members]
    if inner:
        parts = {id(part): (part, fold) for part, fold in zip(trains, folds, strict=True)}
        divided = {key: _divided(*each) for key, each in parts.items()}
        trains, helds = ([divided[id(part)][side] for part in trains] for side in (0, 1))
    longest = max(map(len, trains))
    resolved = [
        with_fields(resolve(recipes[member], target.task, longest), keep="last", patience=None)
        for member in members
    ]
    shape = architecture_of(
        resolved[0], batch.features, batch.slots, outputs_of(resolved[0], len(target.classes))
    )
    held = _examples(helds, trains, resolved[0], target)
    trained = fit(
        resolved,
        shape,
        _examples(trains, trains, resolved[0], target),
        held,
        task=target.task,
        device=asked.device,
        engine=asked.engine,
        listen=asked.listen,
    )
    if not trained.finished:
        raise KeyboardInterrupt
    each = _learned(trained, held, folds, helds)
    return {batch.places[member]: one for member, one in zip(members, each, strict=True)}


def _divided(part: Part, fold: Fold) -> tuple[Part, Part]:
    """Return the training rows that tuning learns from, and those that it looks at."""
    rows, inner = fold.split.train, fold.inner
    learned, watched = (np.searchsorted(rows, each) for each in (inner.train, inner.validation))
    return part.take(learned), part.take(watched)


def _examples(
    parts: Sequence[Part], learned: Sequence[Part], recipe: Recipe, target: Target
) -> Examples:
    """Return rows as tensors: once, where all networks have the same, as of a test set."""
    shared = all(part is parts[0] for part in parts)
    made = [
        examples_of(part, recipe, class_weights(recipe.class_weight, target, of))
        for part, of in zip(parts[: 1 if shared else None], learned, strict=False)
    ]
    return made[0] if shared else side_by_side(made)


def _learned(
    trained: Trained, held: Examples, folds: Sequence[Fold], helds: Sequence[Part]
) -> list[Learned]:
    logits_KNO = answers(trained.stack, Rows(held.features, held.codes)).astype(np.float64)
    history = trained.history
    assert history.held_loss_EK is not None
    return [
        Learned(
            _answers(logits_KNO[k, : len(part)], fold.target),
            history.train_loss_EK[:, k],
            history.held_loss_EK[:, k],
            trained.stack.architecture.parameters,
            trained.seconds / len(folds),
            trained.environment,
        )
        for k, (fold, part) in enumerate(zip(folds, helds, strict=True))
    ]


def _answers(logits_NO: Floats, target: Target) -> Answers:
    if target.task == "regression":
        return Answers(values_N=target.restore(logits_NO[:, 0]))
    return Answers(probabilities(logits_NO[None])[0])
