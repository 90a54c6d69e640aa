"""How much a file may hold: small files can claim petabytes."""

from separatrix.errors import DataError

MOST_BYTES = 8 * 2**30
"""Most bytes of a table in memory: 8 GiB, a billion numbers."""


def check_size(size: int, name: str) -> None:
    """Refuse a table larger than `MOST_BYTES`.

    Raises:
        DataError: it is larger.
    """
    if size > MOST_BYTES:
        raise DataError(
            f"{name} would take {size / 2**30:,.1f} GiB in memory; tables up to "
            f"{MOST_BYTES / 2**30:,.0f} GiB are read. Keep fewer rows or columns."
        )
