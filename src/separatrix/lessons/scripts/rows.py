"""How a script that stands alone gets its rows: the toy sets."""

from collections.abc import Callable
from dataclasses import dataclass

from separatrix.lessons.lesson import Packaged, Toy
from separatrix.lessons.scripts.fill import fill
from separatrix.lessons.scripts.penguins import PENGUIN_ROWS, PENGUIN_SPLIT

NUMPY = "import numpy as np"
SPLITTER = "from sklearn.model_selection import train_test_split"
SPLIT_SEED = 0


@dataclass(frozen=True)
class RowsCode:
    """The first two sections of a script.

    Args:
        imports: What they import.
        heading: What the rows are.
        data: Lines that make the rows.
        split: Lines that leave X_train, X_test, y_train and y_test as tensors.
        inputs: Numbers of a row, as the script writes them.
        classes: Classes; 0 for a number.
    """

    imports: tuple[str, ...]
    heading: str
    data: str
    split: str
    inputs: str
    classes: int


def rows_code(data: Toy | Packaged, target_type: str) -> RowsCode:
    """Return the sections that make and split a lesson's rows.

    Args:
        data: The lesson's data.
        target_type: What the loss wants its targets to be, such as "float32".
    """
    values: dict[str, object] = {"type": target_type, "seed": SPLIT_SEED}
    if isinstance(data, Packaged):
        return _penguins(fill(PENGUIN_SPLIT, values))
    toy = _TOYS[data.name](data)
    values["stratify"] = ", stratify=labels" if toy.classes else ""
    inputs = "1" if data.name == "line" else "2"
    imports = (*toy.imports, SPLITTER)
    return RowsCode(imports, toy.heading, toy.text, fill(_SPLIT, values), inputs, toy.classes)


def _penguins(split: str) -> RowsCode:
    return RowsCode(
        imports=("import csv", "import sys", "from pathlib import Path", NUMPY, SPLITTER),
        heading="penguins of three species",
        data=PENGUIN_ROWS,
        split=split,
        inputs="X_train.shape[1]",
        classes=3,
    )


_SPLIT = """
    inputs = torch.tensor(points, dtype=torch.float32)
    targets = torch.tensor(labels, dtype=torch.$type)

    # Four fifths to learn from; the others only judge, nothing is learned from them.
    X_train, X_test, y_train, y_test = train_test_split(
        inputs, targets, test_size=0.2, random_state=$seed$stratify
    )
    X_train, y_train = X_train.to(device), y_train.to(device)
    X_test, y_test = X_test.to(device), y_test.to(device)
"""


@dataclass(frozen=True)
class _ToyCode:
    imports: tuple[str, ...]
    heading: str
    text: str
    classes: int


def _circles(data: Toy) -> _ToyCode:
    text = f"points, labels = make_circles({_drawn(data)})"
    return _ToyCode((_maker("circles"),), "two rings, one inside the other", text, 2)


def _moons(data: Toy) -> _ToyCode:
    text = f"points, labels = make_moons({_drawn(data)})"
    return _ToyCode((_maker("moons"),), "two half-moons that reach into each other", text, 2)


def _drawn(data: Toy) -> str:
    return f"n_samples={data.rows}, noise={data.noise}, random_state={data.seed}"


def _blobs(data: Toy) -> _ToyCode:
    text = """
        centres = np.array([(-6.0, -4.0), (-3.0, 6.0), (4.0, -6.0), (7.0, 4.0)])
        points, labels = make_blobs(
            n_samples=$rows, centers=centres, cluster_std=$noise, random_state=$seed
        )
    """
    return _ToyCode(
        (NUMPY, _maker("blobs")), "four blobs around fixed centres", _filled(text, data), 4
    )


def _gaussians(data: Toy) -> _ToyCode:
    text = """
        # One cloud; its inner, middle and outer third are a class each.
        points, labels = make_gaussian_quantiles(
            n_samples=$rows, n_features=2, n_classes=3, random_state=$seed
        )
    """
    heading = "one cloud, parted by the distance from its centre"
    return _ToyCode((_maker("gaussian_quantiles"),), heading, _filled(text, data), 3)


def _maker(name: str) -> str:
    return f"from sklearn.datasets import make_{name}"


def _spirals(data: Toy) -> _ToyCode:
    text = """
        generator = np.random.default_rng($seed)
        labels = np.arange($rows) % 3
        # Each arm turns one and a quarter times on its way out.
        radius = generator.uniform(0.1, 1, $rows)
        angle = 2 * np.pi * (1.25 * radius + labels / 3)
        points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
        points += $noise * generator.standard_normal(points.shape)
    """
    return _ToyCode((NUMPY,), "three spiral arms", _filled(text, data), 3)


def _line(data: Toy) -> _ToyCode:
    text = """
        points = np.arange($rows)[:, None] / $rows
        labels = 0.7 * points[:, 0] + 0.3
    """
    return _ToyCode((NUMPY,), "points on the line y = 0.7 x + 0.3", _filled(text, data), 0)


def _filled(text: str, data: Toy) -> str:
    return fill(text, {"rows": data.rows, "noise": data.noise, "seed": data.seed})


_TOYS: dict[str, Callable[[Toy], _ToyCode]] = {
    "circles": _circles,
    "moons": _moons,
    "blobs": _blobs,
    "gaussians": _gaussians,
    "spirals": _spirals,
    "line": _line,
}
