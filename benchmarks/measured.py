"""What was measured, as plain data that goes through JSON."""

from statistics import median

import msgspec


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What one contender took in one setting.

    Args:
        setting: What was done, under which limits.
        contender: Who did it.
        seconds: Wall clock of each round; empty where nothing could be measured.
        cpu: Seconds of all threads in each round.
        cold: Seconds of the first call, with all that is compiled then; not counted.
        count: Member-steps, rows or calls that the seconds are divided by.
        losses: Final training loss of each net, from all rounds.
        amounts: What else was measured, by name.
        note: What a reader must know, such as that the time is extrapolated.
        doubt: Why the time is not to be believed; empty when it is.
    """

    setting: str
    contender: str
    seconds: tuple[float, ...] = ()
    cpu: tuple[float, ...] = ()
    cold: float | None = None
    count: int = 1
    losses: tuple[float, ...] = ()
    amounts: dict[str, float] = {}
    note: str = ""
    doubt: str = ""

    @property
    def time(self) -> float:
        """Median seconds of the whole."""
        return median(self.seconds)

    @property
    def each(self) -> tuple[float, ...]:
        """Seconds of one member-step, row or call, in each round."""
        return tuple(seconds / self.count for seconds in self.seconds)


def absent(setting: str, contender: str, why: str) -> Measured:
    """Return the line of a contender that could not run."""
    return Measured(setting=setting, contender=contender, doubt=why)


def find(measured: list[Measured], setting: str, contender: str) -> Measured | None:
    """Return what a contender took in a setting; None when it was not measured."""
    wanted = (each for each in measured if (each.setting, each.contender) == (setting, contender))
    return next(wanted, None)
