"""`separatrix toy`: a table made to teach, or the packaged one, as a file or on standard output."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.numbers import counted
from separatrix.cli.options import Quiet
from separatrix.cli.output import STANDARD_OUTPUT, print_bytes, say, write_file
from separatrix.cli.places import output_place
from separatrix.errors import DataError

if TYPE_CHECKING:
    from separatrix.data.table import Table


def _names() -> list[str]:
    from separatrix.data.packaged import PACKAGED
    from separatrix.data.toy import TOYS

    return [*TOYS, *PACKAGED]


class PointOptions(NamedTuple):
    """The points of a toy set."""

    rows: Annotated[
        int | None, typer.Option("--rows", "-n", metavar="N", help="How many; 1000 unless given.")
    ] = None
    noise: Annotated[
        float | None,
        typer.Option(metavar="SD", help="How far they stray; each set has its default."),
    ] = None
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Decides the points; 0 unless given.")
    ] = None
    arms: Annotated[
        int | None, typer.Option(metavar="N", help="Arms of the spirals; 3 unless given.")
    ] = None
    classes: Annotated[
        int | None, typer.Option(metavar="N", help="Classes of the blobs and the gaussians.")
    ] = None


@grouped
def toy(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="circles, moons, blobs, gaussians, xor, spirals, line; or penguins, a real table.",
            autocompletion=_names,
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="CSV, TSV, Parquet or Feather; - is standard output.",
        ),
    ] = STANDARD_OUTPUT,
    quiet: Quiet = False,
    *,
    points: PointOptions,
) -> None:
    """Make a table to learn on; its last column is the target."""
    from separatrix.data.write import table_bytes

    place = Path("table.csv") if out == STANDARD_OUTPUT else output_place(out)
    table = _table(name, points)
    content = table_bytes(table.columns, place)
    if out == STANDARD_OUTPUT:
        print_bytes(content)
        return
    write_file(place, content)
    if not quiet:
        say(f"{counted(len(table), 'row')} of {', '.join(table.names)} in {out}")


def _table(name: str, points: PointOptions) -> "Table":
    from separatrix.data.packaged import PACKAGED, packaged_path
    from separatrix.data.read import open_table
    from separatrix.data.toy import make_toy

    given = {option: value for option, value in points._asdict().items() if value is not None}
    if name not in PACKAGED:
        return make_toy(name, **given)
    if given:
        raise DataError(f"{name} is a real table, which --{next(iter(given))} cannot change.")
    return open_table(packaged_path(name))
