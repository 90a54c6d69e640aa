"""Words and numbers as they stand in pictures."""

from collections.abc import Sequence


def short(value: object, most: int = 22) -> str:
    """Write a name in at most `most` characters, its dollars kept from beginning a formula.

    Example:
        >>> short("Chinstrap"), short("a very long name of a class", most=12)
        ('Chinstrap', 'a very long…')
    """
    words = " ".join(str(value).split())
    return _plain(words if len(words) <= most else words[: most - 1].rstrip() + "…")


def shorts(values: Sequence[object], most: int = 22) -> list[str]:
    """Write several names so that they can still be told apart.

    Names that begin alike lose their middle instead of their end.

    Example:
        >>> shorts(["the same beginning, one", "the same beginning, two"], most=12)
        ['the sa…, one', 'the sa…, two']
    """
    names = [short(value, most) for value in values]
    if len(set(names)) == len(names):
        return names
    return [_plain(_without_middle(" ".join(str(value).split()), most)) for value in values]


def _plain(words: str) -> str:
    return words.replace("$", r"\$")


def percent(share: float, digits: int = 1) -> str:
    """Write a share in per cent; only all of it is 100 %, and only nothing is 0 %.

    Example:
        >>> percent(0.5), percent(0.9996), percent(1.0), percent(0.0)
        ('50.0 %', '99.9 %', '100 %', '0 %')
    """
    if share in (0, 1):
        return f"{100 * share:.0f} %"
    least = 10.0**-digits
    return f"{min(max(100 * share, least), 100 - least):.{digits}f} %"


def number(value: float) -> str:
    """Write a number in three significant digits, with a true minus.

    Example:
        >>> number(-0.012345), number(44821.0), number(250.0), number(1e9)
        ('−0.0123', '44,800', '250', '1e+09')
    """
    return tick(float(f"{value:.3g}"))


def signed(value: float) -> str:
    """Write a number in three significant digits with its sign.

    Example:
        >>> signed(1.5), signed(-2.0), signed(0.0)
        ('+1.5', '−2', '0')
    """
    return f"+{number(value)}" if value > 0 else number(value)


def tick(value: float, _place: float | None = None) -> str:
    """Write a number at an axis as it is, its thousands parted by commas.

    Example:
        >>> tick(200000.0), tick(-0.25), tick(3e-05)
        ('200,000', '−0.25', '3e-05')
    """
    written = f"{value:,.7g}" if abs(value) < 1e7 else f"{value:.7g}"
    return written.replace("-", "−", 1) if value < 0 else written


def percent_tick(share: float, _place: float | None = None) -> str:
    """Write a share at an axis in per cent, whose sign stands in the axis's name.

    Example:
        >>> percent_tick(0.5), percent_tick(0.975)
        ('50', '97.5')
    """
    return f"{100 * share:.4g}"


def _without_middle(words: str, most: int) -> str:
    end = (most - 1) // 2
    return words if len(words) <= most else f"{words[: most - 1 - end]}…{words[-end:]}"
