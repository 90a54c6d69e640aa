"""A ladder on disk: what was found, every answer by row number, the picture, the recipe to take."""

from pathlib import Path

import msgspec
import pyarrow as pa
from msgspec.structs import replace as with_fields

from separatrix.errors import RunError
from separatrix.ladders.answers import Answered, read_answers
from separatrix.ladders.pictures import ladder_pictures
from separatrix.ladders.result import Climb
from separatrix.recipe import to_json
from separatrix.runs.documents import decoded, readable
from separatrix.runs.folder import RunWriter
from separatrix.runs.manifest import checked_content, read_manifest
from separatrix.runs.names import ANSWERS, LADDER, LADDER_KIND, PICTURES, RECIPE


def write_ladder(writer: RunWriter, climb: Climb, answered: Answered, *, pictures: bool) -> Climb:
    """Write a ladder and return it with its place.

    Raises:
        RunError: it cannot be written.
    """
    writer.write(LADDER, readable(climb))
    writer.write(ANSWERS, answered.content())
    if climb.advice.recipe is not None:
        writer.write(RECIPE, to_json(climb.advice.recipe).encode())
    if pictures:
        for name, content in ladder_pictures(climb).items():
            writer.write(f"{PICTURES}/{name}", content)
    return with_fields(climb, path=str(writer.finish()))


def load_ladder(path: Path | str) -> Climb:
    """Open a finished ladder, every file of it checked.

    Raises:
        RunError: there is none, or it is unfinished, damaged or of a later format.
    """
    folder = Path(path).expanduser().resolve()
    content = _content(folder)
    climb = decoded(content[LADDER], Climb, str(folder / LADDER))
    return with_fields(climb, path=str(folder))


def ladder_answers(path: Path | str) -> pa.Table:
    """Return what every rung of a kept ladder answered; see `Answered` for the columns.

    Raises:
        RunError: there is no such ladder, or it is damaged.
    """
    folder = Path(path).expanduser().resolve()
    try:
        return read_answers(_content(folder)[ANSWERS])
    except (pa.ArrowException, msgspec.MsgspecError) as error:
        raise RunError(f"{folder / ANSWERS} is not what a ladder holds: {error}.") from error


def _content(folder: Path) -> dict[str, bytes]:
    marks = read_manifest(folder, LADDER_KIND).files
    return {name: checked_content(folder, name, mark) for name, mark in marks.items()}
