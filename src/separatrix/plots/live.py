"""The curves of a training that is still under way."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from separatrix.events import Epoch
from separatrix.plots.curves import name_metric_axis
from separatrix.plots.style import FAINT, HELD_OUT, new_figure, styled


@styled()
def live_figure(epochs: Sequence[Epoch]) -> Figure:
    """Draw loss and metric of the epochs so far, medians over the members.

    Args:
        epochs: The epochs, in their order; at least one.
    """
    figure = new_figure(7.4, 2.6)
    left, right = figure.subplots(1, 2)
    numbers = [each.number for each in epochs]
    series = (
        (left, "train", [each.train_loss for each in epochs], FAINT),
        (left, "held-out", [each.held_loss for each in epochs], HELD_OUT),
        (right, "train", [each.train_metric for each in epochs], FAINT),
        (right, "held-out", [each.held_metric for each in epochs], HELD_OUT),
    )
    for axes, name, values, colour in series:
        if values[0] is not None:
            axes.plot(numbers, values, color=colour, linewidth=1.8, label=name)
    left.set_ylabel("Loss")
    name_metric_axis(right, epochs[-1].metric)
    for axes in (left, right):
        axes.set_xlim(0, epochs[-1].of)
        axes.set_xlabel("Epoch")
    left.legend()
    figure.suptitle(f"Epoch {epochs[-1].number:,} of {epochs[-1].of:,}")
    return figure
