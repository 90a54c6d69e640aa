"""How rows are to be divided into training, validation and test rows."""

import msgspec

from separatrix.errors import DataError


def check_name(what: str, name: object) -> None:
    """Refuse what is no column's name.

    Raises:
        DataError: it is neither a text nor None.
    """
    if name is not None and not isinstance(name, str):
        raise DataError(f"{what} must be the name of a column, got {name!r}.")


class Splitting(msgspec.Struct, frozen=True, kw_only=True):
    """What decides which rows are for what; at most one column does, else rows are drawn.

    Args:
        validation_share: Share of the rows that are not test rows; 0 for none. Of no meaning where
            `column` names validation rows.
        test_share: Share of all rows; 0 for none. Of no meaning beside `column`.
        seed: Decides rows that are drawn at random.
        group: A column; rows of equal cells stay in one part.
        time: A column; training rows come before validation rows, and these before test rows.
        column: A column that already says which part a row is in.

    Raises:
        DataError: more than one column is to decide.
    """

    validation_share: float = 0.2
    test_share: float = 0.2
    seed: int = 0
    group: str | None = None
    time: str | None = None
    column: str | None = None

    def __post_init__(self) -> None:
        for name in ("validation_share", "test_share"):
            share: object = getattr(self, name)
            if not isinstance(share, int | float):
                raise DataError(f"{name} must be a share of the rows, from 0 to 1, got {share!r}.")
        asked = {"group": self.group, "time": self.time, "split": self.column}
        for what, given_name in asked.items():
            check_name(what, given_name)
        given = [f'{what} "{name}"' for what, name in asked.items() if name is not None]
        if len(given) > 1:
            raise DataError(
                f"One column decides which rows are for what, got {' and '.join(given)}. "
                "Leave out all but one."
            )


BELONGING = "says which rows belong together"
PARTING = "says which part a row is in"
WEIGHING = "says what a row counts for"

ROLES = (BELONGING, PARTING, WEIGHING)
"""What columns are for that are no features."""

AT_RANDOM = Splitting()
"""A fifth of the rows for the test, a fifth of the others for validation, drawn at random."""


def roles_of(splitting: Splitting, weight: str | None, target: str) -> dict[str, str]:
    """Return the columns that serve a purpose and are no features unless the user says so.

    Args:
        splitting: How rows are divided.
        weight: The column that says what a row counts for; None where there is none.
        target: The column to predict.

    Returns:
        What each is for, by its name.

    Raises:
        DataError: one of them is the target.
    """
    check_name("weight", weight)
    serving = {
        splitting.group: BELONGING,
        splitting.column: PARTING,
        weight: WEIGHING,
    }
    if target in serving:
        raise DataError(
            f'"{target}" is the target; it cannot be the column that {serving[target]} as well.'
        )
    return {name: why for name, why in serving.items() if name is not None}
