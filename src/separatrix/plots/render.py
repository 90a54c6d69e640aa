"""A figure as the bytes of a file, the same bytes each time."""

from io import BytesIO
from typing import Any, Literal

from matplotlib.figure import Figure

from separatrix.plots.style import styled

Format = Literal["png", "svg"]


def render(figure: Figure, format: Format = "png", dpi: int = 150) -> bytes:  # noqa: A002
    """Return a figure as a PNG or SVG file.

    The bytes depend on the figure and the version of Matplotlib alone: there is no date in
    them, and the names inside an SVG follow from a fixed salt. Text stays text in an SVG.
    The layout is found once and then kept, for finding it again would move things a little.

    Args:
        figure: What to write.
        format: "png" or "svg".
        dpi: Pixels an inch of a PNG and of the shaded areas of an SVG.
    """
    buffer = BytesIO()
    extra: dict[str, Any] = (
        {"metadata": {"Date": None}} if format == "svg" else {"pil_kwargs": {"compress_level": 4}}
    )
    with styled():
        _lay_out(figure)
        figure.savefig(buffer, format=format, dpi=dpi, **extra)
    return buffer.getvalue()


def _lay_out(figure: Figure) -> None:
    """Place everything once; with no engine left, Matplotlib need not draw twice to do so."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine(None)
