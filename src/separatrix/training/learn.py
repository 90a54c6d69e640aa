"""From encoded rows to a Fitted: build the stack that recipes and columns ask for, and train it."""

from collections.abc import Sequence

import torch

from separatrix.data.encoder import Encoder
from separatrix.data.parts import Part
from separatrix.data.target import Target
from separatrix.events import Listener, silent
from separatrix.models.architecture import Architecture, architecture_of
from separatrix.models.own.module import OwnModule
from separatrix.models.own.stack import OwnStack
from separatrix.recipe import Recipe
from separatrix.training.examples import Examples, make_examples
from separatrix.training.fitted import Fitted
from separatrix.training.loop import fit
from separatrix.training.observing import Observer
from separatrix.training.own import own_networks
from separatrix.training.resolve import outputs_of, resolve
from separatrix.training.unit import Unit
from separatrix.training.weighting import Floats, class_weights, loss_weights


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
    own: OwnModule | None = None,
    begin: Fitted | None = None,
) -> Fitted:
    """Build a stack of one network for each recipe, and train it.

    The loss of a row counts for the row's weight times that of its class; metrics count the row's
    weight alone.

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
        own: A module of the user's own, instead of the network that the recipes describe; their
            `hidden`, `activation`, `norm` and `dropout` do not apply.
        begin: Networks to go on with, in place of those that the seeds give.

    Raises:
        RecipeError: the recipes do not fit together, the target, the module or the machine.
    """
    recipe = recipes[0]
    class_weight_C = class_weights(recipe.class_weight, target, train)
    return learn_examples(
        recipes,
        encoder,
        target,
        examples_of(train, recipe, class_weight_C),
        examples_of(held_out, recipe, class_weight_C) if len(held_out) else None,
        device=device,
        engine=engine,
        listen=listen,
        observe=observe,
        own=own,
        begin=begin,
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
    own: OwnModule | None = None,
    begin: Fitted | None = None,
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
        own: A module of the user's own, as in `learn_rows`.
        begin: Networks to go on with, likewise.

    Raises:
        RecipeError: the recipes do not fit together, the target, the module or the machine.
    """
    recipe = resolve(recipes[0], target.task, len(train))
    networks = _shape(recipe, encoder, target)
    if own is not None:
        classes = len(target.classes)
        networks, recipes = own_networks(own, recipes, train, encoder.embedded, classes)
    trained = fit(
        recipes,
        networks,
        train,
        held_out,
        task=target.task,
        unit=Unit(target.mean, target.scale, target.log),
        device=device,
        engine=engine,
        listen=listen,
        observe=observe,
        begin=None if begin is None else begin.stack,
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


def _shape(recipe: Recipe, encoder: Encoder, target: Target) -> Architecture | OwnStack:
    outputs = outputs_of(recipe, len(target.classes))
    return architecture_of(recipe, encoder.features, encoder.embedded, outputs)


def examples_of(part: Part, recipe: Recipe, class_weight_C: Floats | None) -> Examples:
    """Return encoded rows as tensors, in the precision and with the weights that a recipe has.

    Args:
        part: The rows.
        recipe: The recipe.
        class_weight_C: What each class counts for; None when all count the same.
    """
    return make_examples(
        part.encoded,
        part.target_N,
        getattr(torch, recipe.numbers),
        loss_weights(part, class_weight_C),
        part.weight_N,
    )
