"""What comes out of tables, as it may be shown on a screen."""

import re

LONGEST = 40
"""Characters of a name that are shown in a table."""

_STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    r"""Return a text in which what would steer a terminal is written out; line feeds stay.

    Example:
        >>> visible("age\x1b[31m")
        'age\\x1b[31m'
    """
    return _STEERING.sub(lambda found: repr(found.group())[1:-1], text)


def short(name: str) -> str:
    r"""Return a name on one line, the beginning of a long one.

    Example:
        >>> short("first\nsecond"), len(short("x" * 500))
        ('first\\nsecond', 40)
    """
    line = visible(name).replace("\n", "\\n")
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
