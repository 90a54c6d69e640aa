"""Optimizers on the flat parameters of a stack, each member with its own rate and step count.

The rules and defaults are those of torch.optim, which the tests hold them against. All parameters
of all members move in a handful of operations, in place: a new tensor as large as a wide stack
costs more than the arithmetic.
"""

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from separatrix.recipe import Recipe

RMSPROP_SMOOTHING = 0.99
EPSILON = 1e-8

State = list[Float[Tensor, "K P"]]


class StackOptimizer:
    """Take steps for every member of a stack, or for some of them.

    Args:
        weights_KP: The parameters, changed in place.
        recipe: Which rule and its constants.
        decay_K: Weight decay of each member.

    Attributes:
        moments: What the rule remembers of earlier gradients, each of shape (K, P).
        steps: Steps that each member has taken, shape (K, 1).
    """

    def __init__(
        self, weights_KP: Float[Tensor, "K P"], recipe: Recipe, decay_K: Float[Tensor, "K"]
    ) -> None:
        self._weights = weights_KP
        self._recipe = recipe
        self._decay = decay_K[:, None] if bool(decay_K.any()) else None
        self._rule, moments = _RULES[recipe.optimizer]
        self.moments = [torch.zeros_like(weights_KP) for _ in range(moments)]
        self._room = torch.empty_like(weights_KP)
        self.steps = torch.zeros(len(weights_KP), 1, dtype=torch.float64, device=weights_KP.device)

    @torch.no_grad()
    def step(
        self,
        gradient_KP: Float[Tensor, "K P"],
        rate_K: Float[Tensor, "K"],
        active: Int64[Tensor, "A"] | None = None,
    ) -> None:
        """Take one step.

        Args:
            gradient_KP: Gradient of each member's own loss; overwritten.
            rate_K: Learning rate of each member in this step.
            active: Members that take the step; the others keep weights, moments and count. None
                for all.
        """
        state = [self._weights, *self.moments, self.steps]
        if active is None:
            self._take(gradient_KP, rate_K[:, None], self._decay, state)
            return
        decay = None if self._decay is None else self._decay[active]
        picked = [tensor[active] for tensor in state]
        self._take(gradient_KP[active], rate_K[active, None], decay, picked)
        for tensor, moved in zip(state, picked, strict=True):
            tensor[active] = moved

    def _take(
        self, gradient: Tensor, rate: Tensor, decay: Tensor | None, state: list[Tensor]
    ) -> None:
        weights, steps = state[0], state[-1].add_(1)
        if decay is not None and self._recipe.optimizer == "adamw":
            weights.mul_(1 - rate * decay)  # decoupled (Loshchilov and Hutter 2019)
        elif decay is not None:
            gradient.addcmul_(weights, decay)
        room = self._room[: len(weights)]
        update = self._rule(gradient, state[1:-1], steps, self._recipe, room)
        weights.addcmul_(update, rate, value=-1)


def sgd(gradient: Tensor, moments: State, _steps: Tensor, recipe: Recipe, _room: Tensor) -> Tensor:
    """Follow the gradient, with momentum as torch has it (its first step is the gradient)."""
    if recipe.momentum == 0:
        return gradient
    (velocity,) = moments
    return velocity.mul_(recipe.momentum).add_(gradient)


def adam(gradient: Tensor, moments: State, steps: Tensor, recipe: Recipe, room: Tensor) -> Tensor:
    """Scale by moving averages of gradient and square, both unbiased (Kingma and Ba 2015)."""
    first, second = moments
    first.lerp_(gradient, 1 - recipe.beta1)
    second.mul_(recipe.beta2).addcmul_(gradient, gradient, value=1 - recipe.beta2)
    first_bias = (1 - recipe.beta1**steps).to(gradient.dtype)
    second_root = (1 - recipe.beta2**steps).sqrt().to(gradient.dtype)
    scale = torch.sqrt(second, out=room).mul_(first_bias / second_root).add_(first_bias * EPSILON)
    return torch.div(first, scale, out=room)


def rmsprop(
    gradient: Tensor, moments: State, _steps: Tensor, recipe: Recipe, room: Tensor
) -> Tensor:
    """Scale by a moving average of the squared gradient (Tieleman and Hinton 2012)."""
    square, velocity = moments
    square.mul_(RMSPROP_SMOOTHING).addcmul_(gradient, gradient, value=1 - RMSPROP_SMOOTHING)
    scaled = torch.div(gradient, torch.sqrt(square, out=room).add_(EPSILON), out=room)
    return velocity.mul_(recipe.momentum).add_(scaled) if recipe.momentum > 0 else scaled


_RULES = {"sgd": (sgd, 1), "adam": (adam, 2), "adamw": (adam, 2), "rmsprop": (rmsprop, 2)}


def clip_members(gradient_KP: Float[Tensor, "K P"], limit: float) -> Float[Tensor, "K P"]:
    """Scale down, in place, each member's gradient whose own norm is above the limit.

    One norm over the whole stack would couple the members.
    """
    norm_K1 = torch.linalg.vector_norm(gradient_KP, dim=1, keepdim=True)
    return gradient_KP.mul_((limit / (norm_K1 + 1e-6)).clamp(max=1.0))
