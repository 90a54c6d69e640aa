"""What training returns and everything above it handles."""

from dataclasses import dataclass

import msgspec

from separatrix.data.encoder import Encoder
from separatrix.data.target import Target
from separatrix.models.own.networks import AnyStack
from separatrix.recipe import Recipe
from separatrix.training.history import History
from separatrix.training.machine import Environment


class Conformal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How far answers were off on rows that had no part in the training.

    Args:
        scores: Sorted: absolute errors, or 1 less the probability of the true class.
    """

    scores: tuple[float, ...]


@dataclass(frozen=True)
class Fitted:
    """Recipe, Encoder, weights and history of one training.

    Args:
        recipes: The resolved recipe of each member.
        encoder: What turns rows into tensors.
        target: What is predicted.
        stack: The networks, in eval mode.
        history: What the training looked like; None when only the model file is at hand.
        environment: What the bits depend on.
        seconds: How long it took; 0 when only the model file is at hand.
        threshold: Probability from which the positive class is predicted.
        temperature: What logits are divided by before they become probabilities.
        conformal: How far answers were off on calibration rows, if there were some.
        finished: False when the training was interrupted.
        notes: What the user should know about the training.
    """

    recipes: tuple[Recipe, ...]
    encoder: Encoder
    target: Target
    stack: AnyStack
    history: History | None
    environment: Environment
    seconds: float = 0.0
    threshold: float = 0.5
    temperature: float = 1.0
    conformal: Conformal | None = None
    finished: bool = True
    notes: tuple[str, ...] = ()

    @property
    def recipe(self) -> Recipe:
        """The first member's recipe, which the others share but for rate, decay and seed."""
        return self.recipes[0]

    @property
    def members(self) -> int:
        """Count the members, K."""
        return len(self.recipes)
