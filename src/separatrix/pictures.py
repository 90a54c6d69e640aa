"""Which pictures a run gets, and how each is put together from numbers."""

from collections.abc import Mapping

from matplotlib.figure import Figure

from separatrix.data.table import Table
from separatrix.training.fitted import Fitted

PICTURES = ("boundary", "curves")


def draw_picture(what: str, fitted: Fitted, parts: Mapping[str, Table]) -> Figure:
    """Draw one."""
    raise NotImplementedError


def run_pictures(fitted: Fitted, parts: Mapping[str, Table]) -> dict[str, bytes]:
    """Draw all."""
    return {}
