"""The findings of a table in a few lines, and the command that shows all of them."""

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from separatrix.cli.names import visible
from separatrix.cli.numbers import counted
from separatrix.data.checks.finding import Finding

MOST_FINDINGS = 5
"""Findings that are shown after a training, a line each."""


def finding_lines(findings: Sequence[Finding], command: str) -> Table:
    """Lay out the most serious warnings, a line each, and the command that shows everything.

    Args:
        findings: What was found, the most serious first; at least one.
        command: What shows everything.
    """
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold")
    grid.add_column(overflow="fold")
    warnings = [finding for finding in findings if finding.severity == "warning"][:MOST_FINDINGS]
    for finding in warnings:
        grid.add_row(Text("check", style="yellow"), Text(visible(finding.what)))
    more = len(findings) - len(warnings)
    says = counted(more, "more finding" if warnings else "finding") if more else "What to do"
    grid.add_row("check", Text(visible(f"{says}: {command}")))
    return grid
