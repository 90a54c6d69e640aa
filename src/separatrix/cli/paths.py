"""Paths as one would type them."""

import os
from collections.abc import Sequence
from pathlib import Path


def near(path: Path) -> str:
    """Return a path as one would type it from here.

    Example:
        >>> near(Path.cwd() / "runs" / "circles")
        'runs/circles'
    """
    here, place = Path.cwd(), path.resolve()
    return str(place.relative_to(here)) if place.is_relative_to(here) else str(place)


def folder_of(paths: Sequence[Path]) -> Path:
    """Return the folder that holds all of these files.

    Example:
        >>> folder_of([Path("a/b/c.png"), Path("a/b/d.png")]).as_posix()
        'a/b'
    """
    return Path(os.path.commonpath([path.parent for path in paths]))
