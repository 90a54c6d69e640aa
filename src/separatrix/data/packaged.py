"""The real tables that the package carries."""

from pathlib import Path

from separatrix.errors import DataError, did_you_mean, listed

PACKAGED: tuple[str, ...] = ("penguins",)
"""Names that `open_table` takes in place of a path."""


def packaged_path(name: str) -> Path:
    """Return where a packaged table lies.

    Raises:
        DataError: the package carries no such table.

    Example:
        >>> packaged_path("penguins").name
        'penguins.csv'
    """
    if name not in PACKAGED:
        raise DataError(
            f'The package carries no table "{name}".{did_you_mean(name, PACKAGED)} '
            f"It carries {listed(PACKAGED)}."
        )
    return Path(__file__).parent / "packaged" / f"{name}.csv"
