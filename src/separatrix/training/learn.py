"""From encoded rows to a Fitted: build the stack that recipes and columns ask for, and train it."""

from collections.abc import Sequence
from dataclasses import replace

import torch

from separatrix.data.encoder import Encoder
from separatrix.data.parts import Part
from separatrix.data.target import Target
from separatrix.events import Listener, silent
from separatrix.models.architecture import architecture_of
from separatrix.recipe import Recipe
from separatrix.training.examples import Examples, make_examples
from separatrix.training.fitted import Fitted
from separatrix.training.loop import fit
from separatrix.training.observing import Observer
from separatrix.training.resolve import outputs_of, resolve
from separatrix.training.unit import Unit


def learn_rows(
    recipes: Sequence[Recipe],
    encoder: Encoder,
    target: Target,
    train: Part,
    held_out: Part,
    *,
    device: str = "auto",
    engine: str = "auto",
    listen: Listener = silent,
    observe: Observer | None = None,
) -> Fitted:
    """Build a stack of one network for each recipe, and train it.

    Args:
        recipes: One for each member; they differ in learning rate, weight decay and seed only.
        encoder: What encoded the rows.
        target: What is predicted.
        train: The rows to learn from.
        held_out: Rows to watch; may be empty.
        device: "auto" or a device's name.
        engine: "auto", "compiled" or "pytorch".
        listen: Is told of every epoch.
        observe: Is handed the training before the first epoch and after each, to ask what it likes.

    Raises:
        RecipeError: the recipes do not fit together, the target or the machine.
    """
    dtype = getattr(torch, recipes[0].numbers)
    return learn_examples(
        recipes,
        encoder,
        target,
        _examples(train, dtype),
        _examples(held_out, dtype) if len(held_out) else None,
        device=device,
        engine=engine,
        listen=listen,
        observe=observe,
    )


def learn_examples(
    recipes: Sequence[Recipe],
    encoder: Encoder,
    target: Target,
    train: Examples,
    held_out: Examples | None,
    *,
    device: str = "auto",
    engine: str = "auto",
    listen: Listener = silent,
    observe: Observer | None = None,
) -> Fitted:
    """Build a stack of one network for each recipe, and train it on rows that are tensors.

    Args:
        recipes: One for each member; they differ in learning rate, weight decay and seed only.
        encoder: What encoded the rows.
        target: What is predicted.
        train: The rows to learn from, the same for every member or each member's own.
        held_out: Rows to watch, likewise.
        device: "auto" or a device's name.
        engine: "auto", "compiled" or "pytorch".
        listen: Is told of every epoch.
        observe: Is handed the training before the first epoch and after each, to ask what it likes.

    Raises:
        RecipeError: the recipes do not fit together, the target or the machine.
    """
    recipe = resolve(recipes[0], target.task, len(train))
    outputs = outputs_of(recipe, len(target.classes))
    trained = fit(
        recipes,
        architecture_of(recipe, encoder.features, encoder.embedded, outputs),
        train,
        held_out,
        task=target.task,
        unit=Unit(target.mean, target.scale, target.log),
        device=device,
        engine=engine,
        listen=listen,
        observe=observe,
    )
    return Fitted(
        recipes=trained.recipes,
        encoder=encoder,
        target=target,
        stack=trained.stack,
        history=trained.history,
        environment=trained.environment,
        seconds=trained.seconds,
        finished=trained.finished,
        notes=trained.notes,
    )


def _examples(part: Part, dtype: torch.dtype) -> Examples:
    examples = make_examples(part.encoded, part.target_N, dtype)
    if part.weight_N is None:
        return examples
    weight_N = part.weight_N * (len(part) / part.weight_N.sum())
    return replace(examples, weight=torch.from_numpy(weight_N).to(dtype))
