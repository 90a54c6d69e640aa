"""The files of a run folder, by name."""

import re

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
PICTURES = "pictures"
MANIFEST = "manifest.json"
JOURNAL = "journal.jsonl"

NEEDED = (ABOUT, HISTORY, MODEL, RECIPE, ROWS, SCORES, TABLE)
"""What every finished run has, beside its manifest."""

OPTIONAL = (CHECKS,)
"""What runs have that were made since it was introduced."""

_PICTURE = re.compile(rf"{PICTURES}/[A-Za-z0-9][A-Za-z0-9._-]*\.(png|svg)")


def is_run_file(name: str) -> bool:
    """Say whether a file of this name, relative to the run folder, belongs into the manifest.

    Example:
        >>> is_run_file("scores.json"), is_run_file("pictures/curves.png")
        (True, True)
        >>> is_run_file("../scores.json"), is_run_file("pictures/../curves.png")
        (False, False)
    """
    return name in (*NEEDED, *OPTIONAL) or _PICTURE.fullmatch(name) is not None
