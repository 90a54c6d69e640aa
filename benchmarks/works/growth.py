"""(f) Time and memory of a whole `train` against rows, columns, width and members.

Tables of standard normal numbers in float64, as Parquet; one epoch, batch 256, a net of two
hidden layers. Memory is the most that was resident above what the imports had left there.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.bars import Bar, Of
from benchmarks.fresh import JobError, ask
from benchmarks.measured import Measured, absent
from benchmarks.tables import TARGET, make_table
from benchmarks.work import Part, Plan, Work
from benchmarks.works.adult import line

QUICK_ROWS = 10_000
"""A quick run goes up to here."""

AMOUNTS = ("peak GiB", "× table")

LONG = 1_000_000
"""Tables from here on are trained on once."""


@dataclass(frozen=True)
class Size:
    """How large a training is.

    Args:
        rows: Of the table, target and all parts included.
        columns: Of numbers.
        width: Units of each of two hidden layers.
        members: Nets.
    """

    rows: int = 100_000
    columns: int = 30
    width: int = 32
    members: int = 1


GROWTH: dict[str, list[Size]] = {
    "rows": [Size(rows=10**power) for power in range(3, 8)],
    "columns": [Size(columns=columns) for columns in (3, 30, 300)],
    "width": [Size(width=width) for width in (16, 64, 256)],
    "members": [Size(members=members) for members in (1, 8, 64)],
}


def measure(what: str, plan: Plan) -> list[Measured]:
    """Train for each size in a fresh process, the smallest one once more before."""
    sizes = [_smaller(size) for size in GROWTH[what]] if plan.quick else GROWTH[what]
    with tempfile.TemporaryDirectory(prefix="separatrix-bench-") as name:
        return list(_grown(what, dict.fromkeys(sizes), plan, Path(name)))


def _grown(what: str, sizes: dict[Size, None], plan: Plan, folder: Path) -> Iterator[Measured]:
    for size in sizes:
        table = folder / f"{size.rows}-{size.columns}.parquet"
        if not table.exists():
            make_table(table, size.rows, size.columns)
        yield _trained(what, size, table, plan)


def _trained(what: str, size: Size, table: Path, plan: Plan) -> Measured:
    amount = getattr(size, what)
    name = _name(what, amount)
    settings = {
        "table": str(table),
        "target": TARGET,
        "recipe": {"hidden": (size.width, size.width), "epochs": 1, "batch_size": 256},
        "seeds": size.members,
        "out": str(table.with_suffix("")),
    }
    rounds = 1 if size.rows >= LONG else plan.rounds
    try:
        answers = [ask("separatrix_train", settings, plan.cores) for _ in range(rounds)]
    except JobError as error:
        return absent(_setting(what), name, str(error))
    return line(_setting(what), name, answers, AMOUNTS, amount)


def _smaller(size: Size) -> Size:
    return Size(min(size.rows, QUICK_ROWS), size.columns, size.width, min(size.members, 8))


def _setting(what: str) -> str:
    return f"growth with {what}"


def _name(what: str, amount: int) -> str:
    if what == "width":
        return f"width {amount}"
    return f"{amount:,} {what.removesuffix('s') if amount == 1 else what}"


def _rows(power: int, amount: str = "each") -> Of:
    return Of(_setting("rows"), _name("rows", 10**power), amount)


WORK = Work(
    title="growth of a whole train, one epoch, 30 columns to 32-32-1, fresh processes",
    parts=[Part(_setting(what), 2, partial(measure, what)) for what in GROWTH],
    bars=[
        Bar("10⁷ rows: seconds a row, × 10⁶ rows", 1.1, _rows(7), _rows(6), "at most"),
        Bar("10⁶ rows: memory, × table", 3, _rows(6, "× table"), sense="at most"),
        Bar("10⁷ rows: memory, × table", 3, _rows(7, "× table"), sense="at most"),
        Bar("10⁷ rows: peak, GiB", 24, _rows(7, "peak GiB"), sense="at most"),
    ],
    unit="single one",
)
