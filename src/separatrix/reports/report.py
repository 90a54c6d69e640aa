"""Runs and ladders to one HTML file."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from separatrix import files
from separatrix.errors import RunError
from separatrix.ladders.kept import load_ladder
from separatrix.ladders.result import Climb
from separatrix.reports.ladder_report import ladder_page
from separatrix.reports.page import Page, Section, html
from separatrix.reports.run_report import run_page
from separatrix.reports.words import made
from separatrix.run import Run, load
from separatrix.runs.journal import record
from separatrix.runs.names import LADDER_KIND, REPORT, SWEEP_KIND, WINNER
from separatrix.runs.places import kind_of

Subject = Run | Climb | Path | str


def report(*subjects: Subject, out: Path | str | None = None) -> Path:
    """Write what runs and ladders found as one HTML file, which loads nothing from anywhere.

    Args:
        subjects: Runs or ladders, or their folders; of a sweep its winner is told of.
        out: Where; None puts `report.html` into the folder of the first.

    Raises:
        RunError: there is no such run or ladder, or the file cannot be written.
    """
    if not subjects:
        raise RunError("A report is of one run or ladder or more, got none.")
    opened = [_opened(each) for each in subjects]
    place = Path(out) if out is not None else Path(opened[0].path) / REPORT
    pages = [run_page(each) if isinstance(each, Run) else ladder_page(each) for each in opened]
    content = html(pages[0] if len(pages) == 1 else _together(pages))
    try:
        files.write_text(place, content)
        if place == Path(opened[0].path) / REPORT:
            record(place.parent, "report written", REPORT)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise RunError(f"The report cannot be written to {place}: {reason}.") from error
    return place


def _opened(subject: Subject) -> Run | Climb:
    if isinstance(subject, Run | Climb):
        return subject
    path = Path(subject)
    kind = kind_of(path)
    if kind == LADDER_KIND:
        return load_ladder(path)
    return load(path / WINNER if kind == SWEEP_KIND else path)


def _together(pages: Sequence[Page]) -> Page:
    """Put several pages into one, each section named after its own."""
    title = f"{len(pages)} results side by side"
    return Page(title, (), list(_named(pages)), made())


def _named(pages: Sequence[Page]) -> Iterator[Section]:
    for number, page in enumerate(pages, start=1):
        points = [f"{what}: {value} {sure}".strip() for what, value, sure in page.facts]
        yield Section(f"{number}. {page.title}", (), points)
        for section in page.sections:
            yield replace(section, title=f"{number}. {section.title}")
