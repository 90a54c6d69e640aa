"""Keep a small run of today's format for the tests, which open it for ever.

It is made once for each format, before that format is released, and never again.
"""

import json
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

import separatrix
from separatrix.runs.names import FORMAT

FIXTURES = Path(__file__).resolve().parent.parent / "tests" / "runs" / "fixtures"
ROWS = 90
KEPT = 12


def main() -> int:
    """Train on a table with every kind of column and store the run with what it answers."""
    folder = FIXTURES / f"format-{FORMAT}"
    if folder.exists():
        print(f"{folder} is there and stays as it is.", file=sys.stderr)
        return 1
    table = pa.table(_columns())
    recipe = separatrix.Recipe(hidden=(3,), norm="batch", dropout=0.1, epochs=3, seed=1)
    place = folder / "run"
    run = separatrix.train(
        table, target="target", recipe=recipe, seeds=2, out=place, pictures=False
    )
    few = table.slice(0, KEPT).drop_columns(["target"])
    answers = {
        "classes": run.classes,
        "rows": {
            name: [_plain(cell) for cell in few[name].to_pylist()] for name in few.column_names
        },
        "probabilities": run.predict_proba(few).tolist(),
        "accuracy": msgspec.to_builtins(run.scores["test"]["accuracy"]),
    }
    (folder / "answers.json").write_text(json.dumps(answers, indent=1), encoding="utf-8")
    print(f"{folder} is kept")
    return 0


def _columns() -> dict[str, list[Any]]:
    return {
        "number": [None if i % 11 == 0 else (i * 37 % 90) / 7 for i in range(ROWS)],
        "few": [("red", "grün", None)[i % 3] for i in range(ROWS)],
        "many": [f"place {i * 5 % 14}" for i in range(ROWS)],
        "open": [i % 4 == 0 for i in range(ROWS)],
        "since": [date(2020, 1, 1) + timedelta(days=i * 29 % 700) for i in range(ROWS)],
        "target": [("low", "middle", "high")[i * 37 % 90 // 30] for i in range(ROWS)],
    }


def _plain(cell: Any) -> Any:
    return cell.isoformat() if isinstance(cell, date) else cell


if __name__ == "__main__":
    sys.exit(main())
