"""Numbers as a reader wants them on a screen."""

from math import isfinite

UNDEFINED = "–"

_LONG = 1e9
"""From here on a number is written with its power of ten: its digits would fill a column."""


def significant(value: float | None) -> str:
    """Write a number with three digits that count, in a width that fits a column.

    Example:
        >>> [significant(value) for value in (0.98765, 12.345, 48231.7, 0.00012, 0.0000345, None)]
        ['0.988', '12.3', '48,232', '0.0001', '3.4e-05', '–']
    """
    if value is None or not isfinite(value):
        return UNDEFINED
    magnitude = abs(value)
    if magnitude >= _LONG:
        return f"{value:.2e}"
    if magnitude >= 100:
        return f"{value:,.0f}"
    if magnitude >= 10:
        return f"{value:.1f}"
    if magnitude >= 0.001 or magnitude == 0:
        return f"{value:.3f}"
    return f"{value:.4f}" if magnitude >= 0.0001 else f"{value:.1e}"


def counted(count: int, noun: str) -> str:
    """Write how many there are of something.

    Example:
        >>> counted(1, "row"), counted(1200, "row"), counted(0, "row")
        ('1 row', '1,200 rows', '0 rows')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def fraction(value: float | None) -> str:
    """Write a score without a unit: three decimals, and never nought for what is not.

    Example:
        >>> fraction(0.98765), fraction(0.00002), fraction(0.0), fraction(-0.2)
        ('0.988', '<0.001', '0.000', '-0.200')
    """
    if value is None or not isfinite(value):
        return UNDEFINED
    if abs(value) >= 1000:
        return significant(value)
    return "<0.001" if 0 < value < 0.0005 else f"{value:.3f}"


def span(low: str, high: str) -> str:
    """Write a range of two written numbers.

    Example:
        >>> span("0.910", "0.930"), span("-0.200", "0.100"), span("–", "–")
        ('0.910–0.930', '-0.200 to 0.100', '–')
    """
    if UNDEFINED in (low, high):
        return UNDEFINED
    return f"{low} to {high}" if low.startswith("-") else f"{low}–{high}"


def duration(seconds: float) -> str:
    """Write a time.

    Example:
        >>> duration(0.041), duration(8.2), duration(75), duration(7260)
        ('0.04 s', '8 s', '1 min 15 s', '2 h 1 min')
    """
    if seconds < 1:
        return f"{seconds:.2f} s" if seconds else "0 s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def size(count: int) -> str:
    """Write a number of bytes.

    Example:
        >>> size(812), size(48_000), size(3_200_000)
        ('812 B', '48 kB', '3.2 MB')
    """
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:,.1f} MB"
