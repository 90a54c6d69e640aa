"""What each column is, found from its cells and said in words."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from separatrix.data.cells import clock_of, dates_of
from separatrix.data.columns.ordered import check_order
from separatrix.data.columns.text import as_plain_texts
from separatrix.data.orders import Orders, asked_orders
from separatrix.data.splitting import ROLES
from separatrix.data.table import NO_ORDERS, Table, decoded
from separatrix.data.values import (
    as_booleans,
    as_moments,
    as_numbers,
    as_texts,
    is_number,
    is_text,
)
from separatrix.errors import DataError, did_you_mean, listed

Kind = Literal["number", "category", "boolean", "date", "text", "identifier"]
Overrule = Kind | Literal["drop"]

KINDS: tuple[str, ...] = get_args(Kind)
"""The kinds, in the order in which they are explained."""

NO_OVERRULES: Mapping[str, Overrule] = MappingProxyType({})
DROPPED = "dropped, as asked"
NO_ROLES: Mapping[str, str] = MappingProxyType({})

_FEW_ROWS = 20
_NEARLY_ALL = 0.9
_WORDS_OF_TEXT = 3.0


class Column(msgspec.Struct, frozen=True):
    """What a column is and whether the network sees it.

    Args:
        name: Its name.
        kind: What it is taken for.
        why: The reason in words.
        missing: How many cells are missing.
        distinct: How many different values there are.
        used: False for a column that is left out.
        order: The levels of a category that have an order, the lowest first.
    """

    name: str
    kind: Kind
    why: str
    missing: int
    distinct: int
    used: bool
    order: tuple[str, ...] = ()

    @property
    def asked(self) -> bool:
        """Whether it is what it is because the user said so."""
        return ", as asked" in self.why


@dataclass(frozen=True)
class _Facts:
    name: str
    cells: pa.ChunkedArray
    coded: bool
    rows: int
    missing: int
    distinct: int
    order: tuple[str, ...]
    why_ordered: str

    @property
    def there(self) -> int:
        return self.rows - self.missing


_Verdict = tuple[Kind, str, bool]


def find_kinds(
    table: Table,
    target: str | None,
    overrules: Mapping[str, Overrule] = NO_OVERRULES,
    roles: Mapping[str, str] = NO_ROLES,
    orders: Orders = NO_ORDERS,
) -> tuple[Column, ...]:
    """Find the kind of every column but the target.

    Args:
        table: The table.
        target: Name of the target column; None where the table holds none.
        overrules: Kinds that the user decided, or "drop" to leave a column out.
        roles: What columns are for that are no features unless the user makes them some.
        orders: The levels of columns in the order that the user gave, the lowest first; others
            have an order where they are stored with one and no overrule says what they are.

    Raises:
        DataError: an overrule, a role or an order names no column, or one that it cannot be for;
            or the cells deny a kind or an order.
    """
    if target is not None:
        table.column(target)
    _check_overrules(table, target, overrules)
    for name in roles:
        table.column(name)
    asked = asked_orders(table, target, orders, overrules)
    stored = {name: order for name, order in table.orders.items() if name not in overrules}
    return tuple(
        _column(
            _facts(table, name, stored.get(name, ()), asked.get(name)),
            overrules.get(name),
            None if name in asked else roles.get(name),
        )
        for name in table.names
        if name != target
    )


def left_out_notes(columns: Sequence[Column]) -> tuple[str, ...]:
    """Say in one note which columns are left out, and why."""
    left_out = [f"{column.name} ({_reason(column)})" for column in columns if not column.used]
    return (f"Left out: {listed(left_out)}.",) if left_out else ()


def kinds_by_name(given: object) -> dict[str, Overrule]:
    """Return kinds that the user gave with the names of their columns as texts.

    Raises:
        DataError: they are not given by column.
    """
    if not isinstance(given, Mapping):
        raise DataError(
            'kinds must give what columns are by their name, as in {"age": "number"}, got '
            f"{given!r}."
        )
    return {str(name): kind for name, kind in given.items()}


def set_aside(column: Column) -> bool:
    """Tell whether a column is no feature because the user said so."""
    return not column.used and (column.why == DROPPED or _reason(column) in ROLES)


def _reason(column: Column) -> str:
    return column.why.removesuffix(": left out")


def _check_overrules(table: Table, target: str | None, overrules: Mapping[str, Overrule]) -> None:
    for name, kind in overrules.items():
        if kind not in (*KINDS, "drop"):
            raise DataError(
                f'"{kind}" is not a kind.{did_you_mean(kind, KINDS)} '
                f"The kinds are {listed(KINDS)}, and drop."
            )
        if name == target:
            raise DataError(
                f'"{name}" is the target; its kind follows from the task. '
                "Name the task instead, such as --task regression."
            )
        table.column(name)


def _facts(
    table: Table, name: str, order: tuple[str, ...], asked: tuple[str, ...] | None
) -> _Facts:
    stored = table.stored(name)
    cells = decoded(stored)
    if asked is not None:
        check_order(cells, name, asked)
    return _Facts(
        name=name,
        cells=cells,
        coded=pa.types.is_dictionary(stored.type),
        rows=len(table),
        missing=int(cells.null_count),
        distinct=_count_distinct(cells),
        order=order if asked is None else asked,
        why_ordered="stored as an ordered category" if asked is None else "in order, as asked",
    )


def _count_distinct(cells: pa.ChunkedArray) -> int:
    if pa.types.is_float64(cells.type) or pa.types.is_int64(cells.type):
        return _count_distinct_bits(cells.drop_null().to_numpy().view(np.int64))
    try:
        return int(pc.count_distinct(cells, mode="only_valid").as_py())
    except pa.ArrowNotImplementedError:  # lists and structs
        return 0


def _count_distinct_bits(bits: NDArray[np.int64]) -> int:
    """Sort and count: of long columns several times faster than a table of all values."""
    ordered = np.sort(bits)
    return int(np.count_nonzero(ordered[1:] != ordered[:-1])) + min(len(bits), 1)


def _column(facts: _Facts, overrule: Overrule | None, role: str | None) -> Column:
    kind, why, used = _found(facts)
    if overrule == "drop":
        why, used = DROPPED, False
    elif overrule is not None:
        kind, why, used = _overruled(facts, overrule)
    elif role is not None:
        why, used = f"{role}: left out", False
    order = facts.order if used and kind == "category" else ()
    return Column(facts.name, kind, why, facts.missing, facts.distinct, used, order)


def _overruled(facts: _Facts, kind: Kind) -> _Verdict:
    if kind == "identifier":
        return kind, f"{kind}, as asked: left out", False
    try:
        _CHECKS[kind](facts.cells, facts.name)
    except DataError as error:
        raise DataError(f'"{facts.name}" cannot be read as {kind}. {error}') from error
    if facts.there == 0:
        return kind, f"{kind}, as asked, but every cell is missing: left out", False
    return kind, f"{kind}, as asked", True


_CHECKS: dict[Kind, Callable[[pa.ChunkedArray, str], object]] = {
    "number": as_numbers,
    "boolean": as_booleans,
    "date": as_moments,
    "category": lambda cells, name: as_texts(cells),  # noqa: ARG005
    "text": as_plain_texts,
}


def _found(facts: _Facts) -> _Verdict:
    """Return kind, reason and whether the column is used."""
    kind, why, used = _by_type(facts)
    if facts.there == 0:
        return kind, "every cell is missing: left out", False
    if used and facts.distinct == 1 and facts.missing == 0:
        value = str(facts.cells[0].as_py())[:40]
        return kind, f'every cell is "{value}": left out', False
    return kind, why, used


def _by_type(facts: _Facts) -> _Verdict:
    type_ = facts.cells.type
    if facts.order:
        return "category", facts.why_ordered, True
    if facts.coded:
        return "category", "stored as a category", True
    if pa.types.is_boolean(type_):
        return "boolean", "true and false", True
    if is_text(type_):
        return _of_texts(facts)
    if pa.types.is_integer(type_):
        return _of_integers(facts)
    if is_number(type_):
        return "number", "numbers", True
    if pa.types.is_date(type_) or pa.types.is_timestamp(type_):
        return "date", "dates", True
    if pa.types.is_time(type_):
        return "date", "times of day", True
    return "text", f"cells of type {type_} are not read: left out", False


def _of_integers(facts: _Facts) -> _Verdict:
    named = looks_like_identifier(facts.name)
    if facts.rows > _FEW_ROWS and facts.distinct == facts.there:
        if named:
            return "identifier", "all different, and named like an identifier: left out", False
        if facts.missing == 0 and _is_run(facts):
            return "identifier", "numbers the rows without a gap: left out", False
    if named:
        return "number", "whole numbers; named like an identifier, but they repeat", True
    return "number", "whole numbers", True


def _is_run(facts: _Facts) -> bool:
    ends = pc.min_max(facts.cells)
    return int(ends["max"].as_py() - ends["min"].as_py()) == facts.rows - 1


def _of_texts(facts: _Facts) -> _Verdict:
    values = pc.unique(facts.cells).drop_null()
    if dates_of(values) is not None:
        return "date", "texts that are dates", True
    if clock_of(values) is not None:
        return "date", "texts that are times of day", True
    share = facts.distinct / max(facts.there, 1)
    many = facts.rows > _FEW_ROWS
    if many and share > 0.5 and _mean_words(values) >= _WORDS_OF_TEXT:
        return "text", f"{facts.distinct} different texts of several words", True
    named = looks_like_identifier(facts.name)
    if many and (share >= _NEARLY_ALL or (named and share > 0.5)):
        reason = f"{facts.distinct} different values in {facts.there} rows"
        return "identifier", f"{reason}, nearly one for each: left out", False
    return "category", "two values" if facts.distinct == 2 else f"{facts.distinct} values", True


def _mean_words(values: pa.Array) -> float:
    words = pc.count_substring_regex(values, pattern=r"\S+")
    return float(pc.mean(words).as_py() or 0.0)


def looks_like_identifier(name: str) -> bool:
    """Tell from a name whether a column is likely to number or name the rows.

    Example:
        >>> [looks_like_identifier(name) for name in ("user_id", "PassengerId", "humidity")]
        [True, True, False]
    """
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+", name)
    last = words[-1].lower() if words else ""
    return last in _ID_WORDS or name.lower() in _ID_NAMES


_ID_WORDS = frozenset({"id", "ids", "uid", "uuid", "guid", "key", "index", "identifier"})
_ID_NAMES = frozenset({"unnamed: 0", "rownames", "rowname", "row", "rownum", "row_number"})
