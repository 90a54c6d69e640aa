"""One part of one work, in this process: `python -m benchmarks.child LETTER NUMBER PLAN PLACE`.

PLAN is JSON; what was measured is written to PLACE as JSON.
"""

import sys
from pathlib import Path

import msgspec

from benchmarks.processes import hold


def main(letter: str, number: str, plan: str, place: str) -> None:
    """Measure and write."""
    from benchmarks.work import Plan
    from benchmarks.works import work

    asked = msgspec.json.decode(plan, type=Plan)
    part = work(letter).parts[int(number)]
    measured = part.measure(asked)
    Path(place).write_bytes(msgspec.json.encode(measured))


if __name__ == "__main__":
    hold(msgspec.json.decode(sys.argv[3])["cores"])  # before anything counts the cores
    main(*sys.argv[1:])
