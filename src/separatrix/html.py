"""Small tables in HTML, as notebooks show what is no picture."""

from collections.abc import Sequence
from html import escape

_CELL = "padding:.15em .8em;text-align:{};border-bottom:1px solid rgba(128,128,128,.25)"


def table_html(
    caption: str, heads: Sequence[str], rows: Sequence[Sequence[object]], notes: Sequence[str] = ()
) -> str:
    """Return a table; every text is escaped, and colours are those of the page.

    Args:
        caption: What stands above.
        heads: What the columns are called.
        rows: Their cells; the first of each row is its name.
        notes: Sentences below.

    Example:
        >>> "&lt;b&gt;" in table_html("", ["a"], [["<b>"]])
        True
    """
    head = "".join(_cell("th", each, at) for at, each in enumerate(heads))
    body = "".join(
        f"<tr>{''.join(_cell('td', each, at) for at, each in enumerate(row))}</tr>" for row in rows
    )
    below = "".join(
        f'<div style="opacity:.75;font-size:90%">{escape(str(note))}</div>' for note in notes
    )
    return (
        f'<div style="margin:.3em 0"><strong>{escape(caption)}</strong></div>'
        f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>{below}"
    )


def _cell(tag: str, value: object, at: int) -> str:
    style = _CELL.format("left" if at == 0 else "right")
    return f'<{tag} style="{style}">{escape(str(value))}</{tag}>'
