"""One step of an optimizer for one member, with the rules of `separatrix.training.optimizers`."""

from math import inf, sqrt
from typing import NamedTuple

from separatrix.recipe import Recipe, choices
from separatrix.training.compiled.jit import inlined
from separatrix.training.optimizers import EPSILON, RMSPROP_SMOOTHING

_NAMES = choices("optimizer")
_SGD, _ADAMW, _RMSPROP = map(_NAMES.index, ("sgd", "adamw", "rmsprop"))


class Rule(NamedTuple):
    """An optimizer and its constants.

    Args:
        optimizer: Place among the recipe's choices.
        momentum: For sgd and rmsprop.
        beta1: Adam's decay of the first moment.
        beta2: Adam's decay of the second moment.
        clip: Largest norm of the gradient; infinity leaves it as it is.
    """

    optimizer: int
    momentum: float
    beta1: float
    beta2: float
    clip: float


def rule_of(recipe: Recipe) -> Rule:
    """Return the rule as the kernels take it."""
    return Rule(
        optimizer=_NAMES.index(recipe.optimizer),
        momentum=recipe.momentum,
        beta1=recipe.beta1,
        beta2=recipe.beta2,
        clip=inf if recipe.clip is None else recipe.clip,
    )


@inlined
def step(rule, state, member, gradient, rate):
    """Clip the gradient and move one member's weights.

    Args:
        rule: Optimizer and constants.
        state: Weights and what the rule remembers of all members, changed in place.
        member: Which of them.
        gradient: Of the member's loss, shape (P,); overwritten.
        rate: Learning rate of this step.
    """
    weights, taken = state.weights[member], state.taken[member]
    first, second, decay = state.first[member], state.second[member], state.decay[member]
    if rule.clip < inf:
        _clip(gradient, rule.clip)
    if decay > 0:
        _decay(weights, gradient, rate, decay, rule.optimizer == _ADAMW)
    if rule.optimizer == _SGD:
        _sgd(rule, weights, gradient, first, rate)
    elif rule.optimizer == _RMSPROP:
        _rmsprop(rule, weights, gradient, first, second, rate)
    else:
        _adam(rule, weights, gradient, first, second, taken, rate)


@inlined
def _clip(gradient, limit):
    squares = gradient.dtype.type(0)
    for p in range(len(gradient)):
        squares += gradient[p] * gradient[p]
    factor = gradient.dtype.type(min(limit / (sqrt(squares) + 1e-6), 1.0))
    for p in range(len(gradient)):
        gradient[p] *= factor


@inlined
def _decay(weights, gradient, rate, decay, decoupled):
    """Shrink the weights (Loshchilov and Hutter 2019) or add the gradient of the penalty."""
    kind = weights.dtype.type  # constants are brought to the precision of the weights
    shrunk, penalty = kind(1 - rate * decay), kind(decay)
    for p in range(len(weights)):
        if decoupled:
            weights[p] *= shrunk
        else:
            gradient[p] += penalty * weights[p]


@inlined
def _sgd(rule, weights, gradient, velocity, rate):
    kind = weights.dtype.type
    momentum, rate = kind(rule.momentum), kind(rate)
    for p in range(len(weights)):
        velocity[p] = momentum * velocity[p] + gradient[p]
        weights[p] -= rate * velocity[p]


@inlined
def _adam(rule, weights, gradient, first, second, taken, rate):
    kind = weights.dtype.type
    keep1, add1 = kind(rule.beta1), kind(1 - rule.beta1)
    keep2, add2 = kind(rule.beta2), kind(1 - rule.beta2)
    pace = kind(rate / (1 - rule.beta1**taken))
    root = kind(1 / sqrt(1 - rule.beta2**taken))
    epsilon = kind(EPSILON)
    for p in range(len(weights)):
        g = gradient[p]
        first[p] = keep1 * first[p] + add1 * g
        second[p] = keep2 * second[p] + add2 * g * g
        weights[p] -= pace * first[p] / (sqrt(second[p]) * root + epsilon)


@inlined
def _rmsprop(rule, weights, gradient, square, velocity, rate):
    kind = weights.dtype.type
    keep, add = kind(RMSPROP_SMOOTHING), kind(1 - RMSPROP_SMOOTHING)
    momentum, rate, epsilon = kind(rule.momentum), kind(rate), kind(EPSILON)
    for p in range(len(weights)):
        g = gradient[p]
        square[p] = keep * square[p] + add * g * g
        velocity[p] = momentum * velocity[p] + g / (sqrt(square[p]) + epsilon)
        weights[p] -= rate * velocity[p]
