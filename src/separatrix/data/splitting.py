"""How rows are to be divided into training, validation and test rows."""

import msgspec


class Splitting(msgspec.Struct, frozen=True, kw_only=True):
    """What decides which rows are for what.

    Args:
        validation_share: Share of the rows that are not test rows; 0 for none.
        test_share: Share of all rows; 0 for none.
        seed: Decides rows that are drawn at random.
        group: A column; rows of equal cells stay in one part.
        time: A column; training rows come before validation rows, and these before test rows.
        column: A column that already says which part a row is in.
    """

    validation_share: float = 0.2
    test_share: float = 0.2
    seed: int = 0
    group: str | None = None
    time: str | None = None
    column: str | None = None


AT_RANDOM = Splitting()
"""A fifth of the rows for the test, a fifth of the others for validation, drawn at random."""
