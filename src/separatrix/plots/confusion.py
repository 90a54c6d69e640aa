"""The confusion matrix: counts and shares of each true class."""

from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from separatrix.evaluation.confusion import ConfusionMatrix
from separatrix.plots.style import COUNTS, INK, PAPER
from separatrix.plots.text import percent, short, shorts

_MOST_WITH_SHARES, _MOST_WITH_COUNTS = 7, 16


def draw_confusion(axes: Axes, matrix: ConfusionMatrix, target: str) -> Axes:
    """Draw a square for each true and predicted class, dark by its share of the true class.

    Up to seven classes have count and share written in, up to sixteen the count; with more
    the shade alone speaks.

    Args:
        axes: Where to draw.
        matrix: The counts.
        target: Name of the target.
    """
    classes = len(matrix.classes)
    image = axes.imshow(matrix.shares_CC, cmap=COUNTS, vmin=0, vmax=1)
    _name_classes(axes, matrix)
    axes.set_xlabel(f"Predicted {short(target, 30)}")
    axes.set_ylabel(f"True {short(target, 30)}")
    axes.spines[:].set_visible(True)
    if classes <= _MOST_WITH_COUNTS:
        _write_counts(axes, matrix, with_shares=classes <= _MOST_WITH_SHARES)
    else:
        _explain_shades(axes, image)
    return axes


def _name_classes(axes: Axes, matrix: ConfusionMatrix) -> None:
    classes = len(matrix.classes)
    names = shorts(matrix.classes, 16 if classes <= 10 else 12)
    size = 8.5 if classes <= 10 else 6.5
    upright = classes <= 3 or max(map(len, names)) * classes <= 24
    axes.set_yticks(range(classes), names, fontsize=size)
    axes.set_xticks(
        range(classes),
        names,
        fontsize=size,
        rotation=0 if upright else 45,
        ha="center" if upright else "right",
        rotation_mode="anchor",
    )
    axes.tick_params(length=0)


def _write_counts(axes: Axes, matrix: ConfusionMatrix, with_shares: bool) -> None:
    for (true, predicted), count in _cells(matrix):
        share = float(matrix.shares_CC[true, predicted])
        words = f"{count:,}\n{percent(share)}" if with_shares and count else f"{count:,}"
        axes.text(
            predicted,
            true,
            words,
            ha="center",
            va="center",
            fontsize=8.5 if with_shares else 7,
            color=PAPER if share > 0.5 else INK,
        )


def _cells(matrix: ConfusionMatrix) -> list[tuple[tuple[int, int], int]]:
    classes = range(len(matrix.classes))
    return [((i, j), int(matrix.counts_CC[i, j])) for i in classes for j in classes]


def _explain_shades(axes: Axes, image: AxesImage) -> None:
    bar = axes.figure.colorbar(image, ax=axes, shrink=0.7, aspect=25)
    bar.set_label("Share of the true class")
    bar.outline.set_visible(False)
