"""From a module of the user's own to a stack of its seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import torch
from torch import Tensor

from separatrix.errors import RecipeError
from separatrix.models.own.layout import layout_of
from separatrix.models.own.module import OwnModule, zeros
from separatrix.models.own.shape import OwnShape
from separatrix.models.own.stack import OwnStack
from separatrix.models.own.start import LAZY_ROWS, Start, start
from separatrix.models.own.trial import (
    has_batch_norm,
    outputs_of,
    try_alone,
    why_not_together,
    widest_part,
)
from separatrix.models.stack import Rows

WIDEST_ONE_HOT = 4096
"""Columns, features included, up to which codes become one-hot columns."""


@dataclass(frozen=True)
class Wanted:
    """What a module must give for a row.

    Args:
        target: What is predicted, in words.
        offered: Outputs that a class is given where it asks for `out_features`.
        accepted: Outputs that will do, and the loss that follows from each.
    """

    target: str
    offered: int
    accepted: Mapping[int, str]


def own_stack(
    own: OwnModule, seeds: Sequence[int], sample: Rows, slots: Sequence[int], wanted: Wanted
) -> OwnStack:
    """Build a stack of one network for each seed, and find out how it can be trained.

    Args:
        own: The user's module.
        seeds: Seed of each member.
        sample: A few training rows, two or more, in the precision of the training.
        slots: Slots of each column that comes as a code.
        wanted: What it must give.

    Returns:
        The stack, its members at their beginning. `notes` says where torch.func does not allow
        them to go together.

    Raises:
        RecipeError: the module cannot be built, re-initialised, called or trained, or gives
            something else than is wanted.
    """
    shape = OwnShape(
        name=own.name,
        features=sample.features.shape[-1],
        slots=tuple(slots),
        takes_codes=own.takes_codes,
    )
    _check_width(shape)
    offered = {"in_features": shape.inputs, "out_features": wanted.offered}
    if shape.takes_codes:
        offered |= {"slots": tuple(slots)}  # type: ignore[dict-item]
    inputs = zeros(LAZY_ROWS, shape.inputs, shape.columns, sample.features.dtype)
    begun = start(own, offered, inputs, seeds[0])
    stack = OwnStack(begun, layout_of(own.name, begun.first), shape, len(seeds))
    begin(stack, seeds)
    stack.architecture = _seen(stack, stack.inputs(sample), wanted)
    _settle(stack, sample, torch.tensor(seeds))
    return stack.eval()


def begin(stack: OwnStack, seeds: Sequence[int]) -> None:
    """Give every member its first weights, a function of its seed alone.

    Raises:
        RecipeError: a member cannot be built or re-initialised, or is built otherwise than the
            first.
    """
    begun: Start = stack.start
    stack.fill(0, begun.first)
    for member, seed in enumerate(seeds[1:], start=1):
        module = begun.member(seed)
        if layout_of(stack.architecture.name, module) != stack.layout:
            raise RecipeError(
                f"{stack.architecture.name} builds other layers for seed {seed} than for seed "
                f"{seeds[0]}. The networks of a stack have one shape; train them one by one."
            )
        stack.fill(member, module)


def _check_width(shape: OwnShape) -> None:
    if shape.inputs > WIDEST_ONE_HOT and shape.slots and not shape.takes_codes:
        raise RecipeError(
            f"The category columns would become {shape.inputs - shape.features:,} one-hot columns, "
            f"which with the features makes more than {WIDEST_ONE_HOT:,}. Let {shape.name} take "
            "forward(features, codes) and embed the codes itself."
        )


def _seen(stack: OwnStack, inputs_K: Sequence[Tensor], wanted: Wanted) -> OwnShape:
    """Return what one call of the first member shows."""
    shape, first = stack.architecture, stack.member(0)
    inputs = [x[0] for x in inputs_K]
    outputs = outputs_of(shape.name, first, inputs, tuple(wanted.accepted))
    if outputs not in wanted.accepted:
        ways = " or ".join(f"{count} ({loss})" for count, loss in wanted.accepted.items())
        numbers = "1 number" if outputs == 1 else f"{outputs} numbers"
        raise RecipeError(f"{shape.name} gives {numbers} a row; {wanted.target} {ways}.")
    return msgspec.structs.replace(
        shape,
        outputs=outputs,
        widest=widest_part(first, inputs),
        parameters=stack.weights_KP.shape[1],
        needs_pairs=has_batch_norm(first),
    )


def _settle(stack: OwnStack, sample: Rows, seeds_K: Tensor) -> None:
    """Find out once whether the members can go together, in train mode and in eval mode."""
    apart = stack.architecture
    try_alone(stack, sample, seeds_K)
    if stack.members == 1:
        return
    why = why_not_together(stack, sample, seeds_K, training=True)
    asked = why_not_together(stack, sample, seeds_K, training=False) is None
    stack.architecture = msgspec.structs.replace(
        apart, trained_together=why is None, asked_together=asked
    )
    if why is not None:
        stack.notes = (
            f"{apart.name} cannot be stacked, {why}: its {stack.members} seeds are trained one "
            "after another.",
        )
