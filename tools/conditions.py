"""Write docs/conditions.md: what each door makes of tables that are not as in books."""

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.conditions.condition import DOORS, Condition, Outcome  # noqa: E402
from tests.conditions.conditions import CONDITIONS  # noqa: E402

PLACE = ROOT / "docs" / "conditions.md"
HEAD = """# What becomes of a table

Tables are not as in books. This page says what becomes of each condition at each of the four doors:
a CSV file or a Parquet file on the command line, a DataFrame handed to `separatrix.train`, X and y
handed to an estimator. Tests go through every door with every one of these tables, so the page
holds. *Noted* means that it works and something is said; what is refused is refused in one message,
of which a part is quoted, and nothing is left behind. Written by `make surface`.
"""


def page() -> str:
    """Return the whole document."""
    return "\n".join([HEAD, *(line for name in CONDITIONS for line in _section(name))])


def _section(name: str) -> Iterator[str]:
    yield f"## {name}\n"
    yield "| condition | at the door of | what becomes of it |"
    yield "|---|---|---|"
    for condition in CONDITIONS[name]:
        yield from _rows(condition)
    yield ""


def _rows(condition: Condition) -> Iterator[str]:
    """Yield a line for each outcome, with the doors that share it."""
    doors: dict[Outcome, list[str]] = {}
    for door in DOORS:
        doors.setdefault(condition.at(door), []).append(_NAMES[door])
    for number, (outcome, names) in enumerate(doors.items()):
        where = "every one" if len(names) == len(DOORS) else ", ".join(names)
        yield f"| {condition.name if number == 0 else ''} | {where} | {_said(outcome)} |"


_NAMES = {"csv": "CSV", "parquet": "Parquet", "frame": "DataFrame", "estimator": "estimator"}


def _said(outcome: Outcome) -> str:
    if outcome.what == "accepted":
        return "accepted"
    phrase = " ".join(outcome.phrase.split()).replace("|", "\\|").replace("<", "&lt;")
    if outcome.what == "cannot be":
        return f"cannot be: {phrase}"
    return f"**{outcome.what}**: … {phrase} …"


def main() -> None:
    """Write the page."""
    PLACE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
