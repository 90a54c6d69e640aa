"""One seed of a stack as a Fitted of its own, for pictures."""

from dataclasses import replace

from separatrix.models.own.networks import described
from separatrix.models.stack import Stack
from separatrix.training.fitted import Fitted


def only_member(fitted: Fitted, member: int) -> Fitted:
    """Return a stack of one: the weights of one member, without a history.

    Args:
        fitted: A stack.
        member: Its member, from 0.
    """
    together = described(fitted.stack)
    stack = Stack(together.architecture, 1, together.weights_KP.dtype)
    state = together.state_dict()
    stack.load_state_dict({name: tensor[member : member + 1] for name, tensor in state.items()})
    recipes = fitted.recipes[member : member + 1]
    return replace(fitted, recipes=recipes, stack=stack.eval(), history=None)
