"""What is shown of runs beside each other: what differs, what each reaches, which is better."""

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from separatrix.cli.numbers import UNDEFINED, duration, fraction, significant, size, span
from separatrix.cli.tables import IN_THE_TARGETS_UNIT, quiet_table
from separatrix.comparisons.comparing import Compared, Line, Verdict, title_of


def compare_screen(compared: Compared, pictures: Sequence[str] = ()) -> Iterator[RenderableType]:
    """Yield the parts of the screen, in the order in which they are read."""
    names = [line.name for line in compared.lines]
    table = quiet_table("", *names, right=names, wrap=("", *names))
    for setting, values in compared.differs.items():
        table.add_row(setting, *values)
    if not compared.differs:
        table.add_row("what differs", *["nothing"] * len(names))
    table.add_section()
    for metric in _metrics(compared):
        table.add_row(*_scored(compared, metric))
    table.add_section()
    _add_costs(table, compared.lines)
    yield table
    yield ""
    yield Text(_legend(compared), style="dim")
    if any(line.verdict is not None and line.verdict.word for line in compared.lines):
        yield ""
        for line in compared.lines[1:]:
            if line.verdict is not None and line.verdict.word:
                yield Text(f"- {sentence(line, line.verdict, compared)}")
    if pictures:
        yield ""
        yield Text(f"pictures: {', '.join(name for name in pictures if name.endswith('.png'))}")


def sentence(line: Line, verdict: Verdict, compared: Compared) -> str:
    """Say how a run compares with the first, with the numbers."""
    first, title = compared.lines[0].name, title_of(compared.metric)
    write = significant if compared.metric in IN_THE_TARGETS_UNIT else fraction
    if verdict.difference is None or verdict.low is None or verdict.high is None:
        return f"{line.name} is not compared with {first}."
    ends = f"{write(verdict.difference)}, {write(verdict.low)} to {write(verdict.high)}"
    if verdict.word == "no difference":
        return f"{line.name} and {first}: no difference in {title} that these rows tell ({ends})."
    return f"{line.name} is {verdict.word} than {first} in {title} by {ends}: real."


def _metrics(compared: Compared) -> list[str]:
    return list(dict.fromkeys(metric for line in compared.lines for metric in line.scores))


def _scored(compared: Compared, metric: str) -> Iterator[RenderableType]:
    yield title_of(metric)
    write = significant if metric in IN_THE_TARGETS_UNIT else fraction
    for line in compared.lines:
        score = line.scores.get(metric)
        if score is None:
            yield UNDEFINED
        else:
            yield f"{write(score.value)}  {span(write(score.low), write(score.high))}"


def _add_costs(table: Table, lines: Sequence[Line]) -> None:
    table.add_row("scored on", *(f"{line.part} rows" for line in lines))
    table.add_row("parameters", *(f"{line.parameters:,}" for line in lines))
    table.add_row("time", *(duration(line.seconds) for line in lines))
    table.add_row("model file", *(size(line.bytes) for line in lines))


def _legend(compared: Compared) -> str:
    first = compared.lines[0].name
    return (
        f"Intervals are over the rows that were scored. Verdicts compare each run with {first} on "
        "the same rows, by a paired bootstrap, and hold for all of them together (Holm)."
    )
