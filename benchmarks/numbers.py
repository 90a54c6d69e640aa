"""Numbers as a reader wants them: three digits and a unit."""

from math import floor, isfinite, log10

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"), (1e-9, "ns"))


def duration(seconds: float) -> str:
    """Return seconds in the unit that suits them.

    Example:
        >>> duration(0.0000123)
        '12.3 µs'
    """
    size, unit = next((pair for pair in UNITS if seconds >= pair[0]), UNITS[-1])
    return f"{digits(seconds / size)} {unit}"


def digits(value: float, keep: int = 3) -> str:
    """Return a number with three digits, and all that stand before the point.

    Example:
        >>> digits(1234.5), digits(0.01234)
        ('1,234', '0.0123')
    """
    if value == 0 or not isfinite(value):
        return f"{value:g}"
    return f"{value:,.{max(keep - 1 - floor(log10(abs(value))), 0)}f}"
