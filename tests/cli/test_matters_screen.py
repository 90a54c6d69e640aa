"""What matters, in tables."""

import io

from rich.console import Console

from separatrix.cli.matters_screen import MOST_COLUMNS, contributions_screen, importance_table
from separatrix.evaluation.contributions import Contribution, Contributions
from separatrix.evaluation.importance import Importance


def printed(*parts: object) -> str:
    console = Console(width=100, file=io.StringIO())
    for part in parts:
        console.print(part)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_importance_has_a_line_for_each_of_the_first_columns() -> None:
    found = [Importance(f"column {i}", 0.5 - 0.05 * i, -0.25, 0.75) for i in range(25)]
    lines = printed(importance_table(found)).splitlines()
    assert lines[2].split() == ["column", "0", "+0.500", "−0.250", "to", "+0.750"]
    assert lines[2 + 12].split()[2] == "−0.100"
    assert "… 5 more" in lines[2 + MOST_COLUMNS]


def test_contributions_begin_with_the_mean_and_end_with_the_answer() -> None:
    each = tuple(Contribution(f"c{i}", 0.01, 0.005) for i in range(MOST_COLUMNS + 3))
    found = Contributions("y = yes", 0.2, 0.2 + 0.01 * len(each), each, 64)
    lines = printed(*contributions_screen(found)).splitlines()
    assert lines[0] == "y = yes: what each column contributed"
    assert lines[3].split() == ["mean", "of", "64", "rows", "0.200"]
    assert lines[4].split() == ["c0", "+0.010", "0.010"]
    assert lines[-2].split() == ["3", "more", "+0.030"]
    assert lines[-1].split() == ["answer", "0.430"]
