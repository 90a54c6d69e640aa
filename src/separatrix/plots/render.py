"""A figure as the bytes of a file, the same bytes each time."""

from io import BytesIO
from typing import Literal

from matplotlib.figure import Figure

from separatrix.plots.style import styled

Format = Literal["png", "svg"]


def render(figure: Figure, format: Format = "png", dpi: int = 150) -> bytes:  # noqa: A002
    """Return a figure as a PNG or SVG file.

    The bytes depend on the figure and the version of Matplotlib alone: there is no date in
    them, and the names inside an SVG follow from a fixed salt. Text stays text in an SVG.

    Args:
        figure: What to write.
        format: "png" or "svg".
        dpi: Pixels an inch of a PNG and of the shaded areas of an SVG.
    """
    buffer = BytesIO()
    metadata = {"Date": None} if format == "svg" else {}
    with styled():
        figure.savefig(buffer, format=format, dpi=dpi, metadata=metadata)
    return buffer.getvalue()
