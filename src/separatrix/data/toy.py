"""Toy sets made to teach: seeded, of any size, the target as the last column."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.datasets import make_blobs, make_circles, make_gaussian_quantiles, make_moons

from separatrix.data.limits import check_size
from separatrix.data.table import Table
from separatrix.errors import DataError, did_you_mean, listed

Points = tuple[NDArray[np.float64], NDArray[Any]]

DEFAULT_NOISE: dict[str, float] = {
    "circles": 0.03,
    "moons": 0.2,
    "blobs": 1.5,
    "gaussians": 0.0,
    "xor": 0.03,
    "spirals": 0.03,
    "line": 0.0,
}
"""Standard deviation of the noise of each set: for blobs of the blobs themselves, for line of y,
otherwise of what is added to both coordinates after the labels are given."""

DEFAULT_CLASSES: dict[str, int] = {"blobs": 4, "gaussians": 3}
"""Classes of the sets that can have more or fewer."""

CENTRES: tuple[tuple[float, float], ...] = (
    (-6.0, -4.0), (-3.0, 6.0), (4.0, -6.0), (7.0, 4.0),
    (-12.0, 3.0), (14.0, -4.0), (4.0, 14.0), (-8.0, -13.0),
)  # fmt: skip
"""Centres of the blobs; the first as many as there are classes."""

TOYS: tuple[str, ...] = tuple(DEFAULT_NOISE)
"""The names of the toy sets."""

SPIRAL_TURN = 1.25
"""Full turns of each spiral arm from its inner to its outer end."""


_BYTES_A_ROW = 24
"""Three numbers of 64 bits."""


@dataclass(frozen=True)
class _Asked:
    rows: int
    noise: float
    seed: int
    groups: int


def toy_target(name: str) -> str:
    """Return the name of a toy set's target column.

    Example:
        >>> toy_target("circles"), toy_target("line")
        ('label', 'y')
    """
    _check_name(name)
    return "y" if name == "line" else "label"


def make_toy(
    name: str,
    rows: int = 1000,
    noise: float | None = None,
    seed: int = 0,
    *,
    arms: int = 3,
    classes: int | None = None,
) -> Table:
    """Make a toy set; columns x1, x2, label, for the line x, y.

    Circles, moons, blobs and gaussians are scikit-learn's and equal to what it makes of the same
    seed; circles keep its inner radius of 0.8.

    Args:
        name: One of `TOYS`.
        rows: Number of rows.
        noise: Standard deviation of the noise; None takes `DEFAULT_NOISE`.
        seed: Decides the points; the same seed gives the same table.
        arms: Number of spiral arms, 2 or more.
        classes: Classes of blobs and gaussians; None takes `DEFAULT_CLASSES`.

    Raises:
        DataError: a value cannot be used, or there are fewer rows than the set needs.

    Example:
        >>> make_toy("circles", rows=4).names
        ('x1', 'x2', 'label')
    """
    _check_types(rows=rows, seed=seed, arms=arms, classes=classes)
    _check_name(name)
    spread = DEFAULT_NOISE[name] if noise is None else noise
    groups = _groups(name, arms, classes)
    _check_numbers(name, rows, spread, seed, groups)
    points, label = _MAKERS[name](_Asked(rows, spread, seed, groups))
    if name == "line":
        return Table(pa.table({"x": points[:, 0], "y": label}))
    columns = {"x1": points[:, 0], "x2": points[:, 1], "label": label.astype(np.int64)}
    return Table(pa.table(columns))


def _groups(name: str, arms: int, classes: int | None) -> int:
    """Return the number of classes of a set after checking what was asked."""
    if name == "spirals":
        if arms < 2:
            raise DataError(f"spirals need 2 or more arms, got {arms}.")
        return arms
    if name not in DEFAULT_CLASSES:
        return 1 if name == "line" else 2
    groups = DEFAULT_CLASSES[name] if classes is None else classes
    most = len(CENTRES) if name == "blobs" else math.inf
    if not 2 <= groups <= most:
        limit = f"2 to {most}" if name == "blobs" else "2 or more"
        raise DataError(f"{name} have {limit} classes, got {groups}.")
    return groups


def _check_name(name: str) -> None:
    if name not in TOYS:
        raise DataError(
            f'There is no toy set "{name}".{did_you_mean(name, TOYS)} There are {listed(TOYS)}.'
        )


def _check_types(**given: object) -> None:
    for name, value in given.items():
        whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not whole and not (name == "classes" and value is None):
            raise DataError(f"{name} must be a whole number, got {value!r}.")


def _check_numbers(name: str, rows: int, noise: float, seed: int, groups: int) -> None:
    least = max(2, groups)
    if rows < least:
        raise DataError(f"{name} need {least} or more rows, got {rows}.")
    check_size(rows * _BYTES_A_ROW, f"{rows:,} rows")
    if not isinstance(noise, int | float) or not 0 <= noise < math.inf:
        raise DataError(f"noise must be 0 or more and finite, got {noise!r}.")
    if not 0 <= seed < 2**32:
        raise DataError(f"The seed of a toy set is from 0 to 2^32 - 1, got {seed}.")


def _circles(asked: _Asked) -> Points:
    points, label = make_circles(asked.rows, noise=asked.noise, random_state=asked.seed)
    return points, label


def _moons(asked: _Asked) -> Points:
    points, label = make_moons(asked.rows, noise=asked.noise, random_state=asked.seed)
    return points, label


def _blobs(asked: _Asked) -> Points:
    centres = np.array(CENTRES[: asked.groups])
    points, label = make_blobs(
        asked.rows, centers=centres, cluster_std=asked.noise, random_state=asked.seed
    )
    return points, label


def _gaussians(asked: _Asked) -> Points:
    points, label = make_gaussian_quantiles(
        n_samples=asked.rows, n_features=2, n_classes=asked.groups, random_state=asked.seed
    )
    return _shaken(points, asked.noise, np.random.default_rng(asked.seed)), label


def _xor(asked: _Asked) -> Points:
    """Opposite quarters of the square from -1 to 1 share a class."""
    generator = np.random.default_rng(asked.seed)
    points = generator.uniform(-1, 1, (asked.rows, 2))
    label = points[:, 0] * points[:, 1] < 0
    return _shaken(points, asked.noise, generator), label


def _spirals(asked: _Asked) -> Points:
    """Arms of radius 0.1 to 1, turned evenly against one another."""
    generator = np.random.default_rng(asked.seed)
    arm = np.arange(asked.rows) % asked.groups
    radius = generator.uniform(0.1, 1, asked.rows)
    angle = 2 * np.pi * (SPIRAL_TURN * radius + arm / asked.groups)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return _shaken(points, asked.noise, generator), arm


def _line(asked: _Asked) -> Points:
    """The line y = 0.7 x + 0.3 at even steps of x from 0 up to but not including 1."""
    x = np.arange(asked.rows) / asked.rows
    error = asked.noise * np.random.default_rng(asked.seed).standard_normal(asked.rows)
    return x[:, None], 0.7 * x + 0.3 + error


def _shaken(
    points: NDArray[np.float64], noise: float, generator: np.random.Generator
) -> NDArray[np.float64]:
    return points + noise * generator.standard_normal(points.shape)


_MAKERS: dict[str, Callable[[_Asked], Points]] = {
    "circles": _circles,
    "moons": _moons,
    "blobs": _blobs,
    "gaussians": _gaussians,
    "xor": _xor,
    "spirals": _spirals,
    "line": _line,
}
