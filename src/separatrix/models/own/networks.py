"""What is common to stacks of every kind: whose inside is a recipe's, and whose is the user's."""

from separatrix.models.architecture import Architecture
from separatrix.models.own.shape import OwnShape
from separatrix.models.own.stack import OwnStack
from separatrix.models.stack import Stack

AnyStack = Stack | OwnStack
"""K networks, whoever wrote them."""

AnyShape = Architecture | OwnShape
"""What is known of one network."""


def described(stack: AnyStack) -> Stack:
    """Return a stack whose layers a recipe describes; that it is one, the caller knows."""
    assert isinstance(stack, Stack), "the layers of a user's own module are not known"
    return stack
