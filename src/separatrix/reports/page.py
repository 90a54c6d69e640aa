"""A page as HTML: sections of words, tables and pictures, put into the template."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

Cell = str | int | float | None


@dataclass(frozen=True)
class Grid:
    """A table.

    Args:
        caption: What it shows.
        head: Headings.
        rows: Cells; numbers stand at the right.
        strong: Rows that stand out, by number.
        folded: It opens when it is asked for.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    strong: frozenset[int] = frozenset()
    folded: bool = False

    @property
    def numbers(self) -> list[bool]:
        """Which columns hold numbers."""
        return [
            any(isinstance(row[at], int | float) for row in self.rows)
            for at in range(len(self.head))
        ]


@dataclass(frozen=True)
class Picture:
    """A picture, inlined.

    Args:
        svg: Its SVG file, or nothing.
        png: Its PNG file, or nothing.
        alt: What it shows, in words and numbers.
        caption: What stands below it.
    """

    alt: str
    caption: str = ""
    svg: bytes = b""
    png: bytes = b""

    @property
    def source(self) -> str:
        """The picture as a data URL, which needs no network."""
        kind, content = ("svg+xml", self.svg) if self.svg else ("png", self.png)
        return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


@dataclass(frozen=True)
class Curve:
    """A line of a chart whose values are told when it is pointed at.

    Args:
        name: What it is of.
        values: One for each step, from 1; None where there is none.
    """

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Chart:
    """Lines over the epochs.

    Args:
        title: What the values are.
        curves: The lines.
    """

    title: str
    curves: Sequence[Curve]


@dataclass(frozen=True)
class Section:
    """One part of a page.

    Args:
        title: Its heading.
        words: Paragraphs before what it shows.
        points: Sentences of a list.
        shown: Tables, pictures and charts, in their order.
        code: A command or a document, as it is typed.
    """

    title: str
    words: Sequence[str] = ()
    points: Sequence[str] = ()
    shown: Sequence[Grid | Picture | Chart] = field(default_factory=tuple)
    code: str = ""

    @property
    def anchor(self) -> str:
        """The name by which the page links to it.

        Example:
            >>> Section("What each idea bought").anchor
            'what-each-idea-bought'
        """
        return re.sub(r"[^a-z0-9]+", "-", self.title.lower()).strip("-") or "section"


@dataclass(frozen=True)
class Page:
    """A whole page.

    Args:
        title: What it is about.
        facts: The few numbers that stand first: (what, value, how sure).
        sections: Its parts.
        made: By what, and when.
    """

    title: str
    facts: Sequence[tuple[str, str, str]]
    sections: Sequence[Section]
    made: str


def html(page: Page) -> str:
    """Return a page as one HTML document that loads nothing from anywhere.

    Its own style and script are named by their hashes in a Content-Security-Policy, so that nothing
    else in it could run, whatever a column is called.
    """
    style, script = _text("report.css"), _text("report.js")
    return _template().render(
        page=page,
        style=style,
        script=script,
        policy=(
            "default-src 'none'; img-src data:; base-uri 'none'; form-action 'none'; "
            f"style-src '{_hash(style)}'; script-src '{_hash(script)}'"
        ),
        kind=lambda shown: type(shown).__name__,
        chart=drawn,
        number=number,
        is_number=lambda cell: isinstance(cell, int | float),
    )


def number(cell: Cell) -> str:
    """Write a cell: numbers in three to four digits, nothing as a dash."""
    if cell is None:
        return "–"
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return str(cell)
    if isinstance(cell, int):
        return f"{cell:,}"
    if abs(cell) < _NOTHING:
        return "0"
    return f"{cell:,.0f}" if abs(cell) >= 1e4 else f"{cell:.4g}"


_NOTHING = 1e-12
"""What is left where equal numbers were subtracted."""

WIDTH, HEIGHT = 560, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 12, 12, 30


@dataclass(frozen=True)
class Drawn:
    """A chart as coordinates.

    Args:
        lines: (name, points of a polyline, last value) of each curve.
        columns: (x, what is told there) of each step, for whoever points at it.
        ticks: (y, value) of the marks at the side.
        steps: How many steps there are.
    """

    lines: Sequence[tuple[str, str, str]]
    columns: Sequence[tuple[float, str]]
    ticks: Sequence[tuple[float, str]]
    steps: int


def drawn(chart: Chart) -> Drawn:
    """Lay out a chart within `WIDTH` by `HEIGHT`."""
    values = [v for curve in chart.curves for v in curve.values if v is not None]
    steps = max((len(curve.values) for curve in chart.curves), default=0)
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    spread = (high - low) or 1.0

    def x(step: int) -> float:
        return round(_LEFT + (WIDTH - _LEFT - _RIGHT) * step / max(steps - 1, 1), 1)

    def y(value: float) -> float:
        return round(_TOP + (HEIGHT - _TOP - _BOTTOM) * (high - value) / spread, 1)

    lines = []
    for curve in chart.curves:
        there = [(i, value) for i, value in enumerate(curve.values) if value is not None]
        points = " ".join(f"{x(i)},{y(value)}" for i, value in there)
        lines.append((curve.name, points, number(there[-1][1]) if there else "–"))
    told = []
    for step in range(steps):
        parts = [
            f"{curve.name} {number(curve.values[step])}"
            for curve in chart.curves
            if step < len(curve.values)
        ]
        told.append((x(step), f"epoch {step + 1}: {', '.join(parts)}"))
    ticks = [(y(value), number(value)) for value in (low, (low + high) / 2, high)]
    return Drawn(lines, told, ticks, steps)


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.from_string(_text("report.html"))


def _text(name: str) -> str:
    return files("separatrix.reports").joinpath(name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
