"""The files of a run folder, by name."""

import re
from typing import NamedTuple

FORMAT = 1
"""The format of run folders and model files that this version writes; it reads all up to it."""

MODEL = "model.safetensors"
RECIPE = "recipe.json"
HISTORY = "history.csv"
SCORES = "scores.json"
TABLE = "table.json"
ROWS = "rows.parquet"
ABOUT = "about.json"
CHECKS = "checks.json"
DOCTOR = "doctor.json"
FILM = "film.safetensors"
PICTURES = "pictures"
MANIFEST = "manifest.json"
JOURNAL = "journal.jsonl"
REPORT = "report.html"
LADDER = "ladder.json"
SWEEP = "sweep.json"
PLAN = "plan.json"
WINNER = "winner"
ANSWERS = "answers.parquet"

NEEDED = (ABOUT, HISTORY, MODEL, RECIPE, ROWS, SCORES, TABLE)
"""What every finished run has, beside its manifest."""

OPTIONAL = (CHECKS, DOCTOR, FILM)
"""What runs have that were made since it was introduced."""

_PICTURE = re.compile(rf"{PICTURES}/[A-Za-z0-9][A-Za-z0-9._-]*\.(png|svg)")


class Kind(NamedTuple):
    """What a folder with a manifest can be.

    Args:
        name: What it is called, in its manifest and in messages.
        needed: Files that every finished one has.
        core: The file for which an unfinished one is worth keeping.
        optional: Files that it may have, beside pictures.
    """

    name: str
    needed: tuple[str, ...]
    core: str
    optional: tuple[str, ...] = ()

    def holds(self, name: str) -> bool:
        """Say whether a file of this name, relative to the folder, belongs into the manifest.

        Example:
            >>> RUN_KIND.holds("scores.json"), RUN_KIND.holds("pictures/curves.png")
            (True, True)
            >>> RUN_KIND.holds("../scores.json"), RUN_KIND.holds("pictures/../curves.png")
            (False, False)
        """
        return name in (*self.needed, *self.optional) or _PICTURE.fullmatch(name) is not None


RUN_KIND = Kind("run", NEEDED, MODEL, OPTIONAL)
LADDER_KIND = Kind("ladder", (ANSWERS, LADDER), LADDER, (RECIPE,))
SWEEP_KIND = Kind("sweep", (SWEEP,), SWEEP, (RECIPE,))
KINDS = {kind.name: kind for kind in (RUN_KIND, LADDER_KIND, SWEEP_KIND)}
