"""Tables with nothing wrong, to plant faults in, and what was found in them."""

from typing import Any

import numpy as np
import pyarrow as pa

from separatrix.data.check import check_table
from separatrix.data.checks.finding import Finding
from separatrix.data.table import Table

ROWS = 400
TASKS = ("binary", "multiclass", "regression")


def clean(seed: int, task: str = "binary", rows: int = ROWS) -> dict[str, Any]:
    """Draw columns of every kind of which a target hangs on some, and not too closely."""
    numbers = np.random.default_rng(seed)
    size, noise = numbers.normal(size=rows), numbers.normal(size=rows)
    return {
        "size": size,
        "weight": numbers.gamma(3, 2, rows),
        "visits": numbers.integers(0, 1000, rows),
        "grade": numbers.integers(1, 6, rows),
        "colour": numbers.choice(["red", "green", "blue", "none"], rows),
        "open": numbers.random(rows) < 0.4,
        "y": _target(size + noise, task),
    }


def _target(score: Any, task: str) -> Any:
    if task == "regression":
        return score
    if task == "binary":
        return np.where(score > 0, "yes", "no")
    return np.array(["low", "middle", "high"])[np.digitize(score, [-0.7, 0.7])]


def findings(columns: dict[str, Any], **options: Any) -> dict[str, list[Finding]]:
    """Return the findings of a table by their code."""
    found: dict[str, list[Finding]] = {}
    for finding in check_table(Table(pa.table(columns)), "y", **options).findings:
        found.setdefault(finding.code, []).append(finding)
    return found


def only(columns: dict[str, Any], code: str, **options: Any) -> Finding:
    """Return the one finding of this code."""
    (finding,) = findings(columns, **options)[code]
    return finding
