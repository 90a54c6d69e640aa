"""The unit of a target that is a number."""

from dataclasses import dataclass

from torch import Tensor

from separatrix.data.target import LARGEST_EXPONENT


@dataclass(frozen=True)
class Unit:
    """Brings standardised numbers into the target's unit, as `Target.restore` does.

    Args:
        mean: What 0 stands for.
        scale: What a step of 1 stands for.
        log: Whether the logarithm of the target was standardised.
    """

    mean: float = 0.0
    scale: float = 1.0
    log: bool = False

    def restore(self, values: Tensor) -> Tensor:
        """Return the values in the target's unit, in float64."""
        numbers = values.double() * self.scale + self.mean
        return numbers.clamp(max=LARGEST_EXPONENT).exp() if self.log else numbers


STANDARDISED = Unit()
"""Numbers as they are learned."""
