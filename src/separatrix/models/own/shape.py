"""What callers need to know of a module of the user's own, as they know an Architecture."""

import msgspec


class OwnShape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The outside of one network whose inside is the user's.

    Args:
        name: What its class is called.
        features: Columns of numbers that go in, one-hot columns not counted.
        slots: Slots of each column that comes as a code.
        takes_codes: Codes go in as they are, as a second argument; otherwise as one-hot columns.
        widest: Most numbers that one of its parts gives for a row.
        outputs: Logits, or predicted numbers, of a row.
        parameters: Trained numbers of one member.
        needs_pairs: A training batch of one row is too small, as it is for batch norm.
        trained_together: Members go through torch.func.vmap in train mode; otherwise one after
            another.
        asked_together: The same in eval mode.
    """

    name: str
    features: int
    slots: tuple[int, ...] = ()
    takes_codes: bool = False
    widest: int = 1
    outputs: int = 1
    parameters: int = 0
    needs_pairs: bool = False
    trained_together: bool = False
    asked_together: bool = False

    @property
    def inputs(self) -> int:
        """Count the numbers of the first argument: a one-hot column for each level but "unseen"."""
        return self.features + (0 if self.takes_codes else sum(count - 1 for count in self.slots))

    @property
    def columns(self) -> int | None:
        """Count the codes of the second argument; None where there is none."""
        return len(self.slots) if self.takes_codes else None

    @property
    def widths(self) -> tuple[int, ...]:
        """Units of inputs, widest part and outputs."""
        return (self.inputs, self.widest, self.outputs)

    @property
    def noisy_layers(self) -> int:
        """Keys a member needs for its randomness in an epoch: one, whatever it draws."""
        return 1
