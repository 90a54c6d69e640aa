from itertools import combinations

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.typing import ColorType
from numpy.typing import NDArray

from separatrix.plots.style import (
    CLASS_COLOURS,
    DIVERGING,
    class_colour,
    class_mark,
    styled,
)

Floats = NDArray[np.float64]

# Machado, Oliveira and Fernandes 2009, severity 1
VISIONS = {
    "all cones": np.eye(3),
    "no red cones": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "no green cones": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881],
        ]
    ),
    "no blue cones": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.3039],
        ]
    ),
}


def linear(colour: ColorType) -> Floats:
    rgb: Floats = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(light: Floats) -> Floats:
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    ratio = to_xyz @ np.clip(light, 0, 1) / np.array([0.9505, 1.0, 1.089])
    x, y, z = np.where(ratio > 0.008856, np.cbrt(ratio), 7.787 * ratio + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: ColorType, other: ColorType, vision: str) -> float:
    matrix = VISIONS[vision]
    return float(np.linalg.norm(lab(matrix @ linear(one)) - lab(matrix @ linear(other))))


@pytest.mark.parametrize("vision", VISIONS)
def test_any_two_class_colours_can_be_told_apart(vision: str) -> None:
    distances = [distance(*pair, vision) for pair in combinations(CLASS_COLOURS, 2)]
    assert min(distances) > 15
    first_five = [distance(*pair, vision) for pair in combinations(CLASS_COLOURS[:5], 2)]
    assert min(first_five) > 30


@pytest.mark.parametrize("colour", CLASS_COLOURS)
def test_class_colours_stand_out_from_paper_as_accessibility_asks(colour: str) -> None:
    luminance = linear(colour) @ np.array([0.2126, 0.7152, 0.0722])
    assert 1.05 / (luminance + 0.05) >= 3.0


@pytest.mark.parametrize("vision", VISIONS)
def test_the_ends_of_the_probability_shading_differ_and_its_middle_is_neutral(vision: str) -> None:
    assert distance(DIVERGING(0.0)[:3], DIVERGING(1.0)[:3], vision) > 20
    red, green, blue, _ = DIVERGING(0.5)
    assert max(red, green, blue) - min(red, green, blue) < 0.03


def test_the_two_sides_of_the_shading_differ_in_grey() -> None:
    low, high = (lab(linear(DIVERGING(p)[:3]))[0] for p in (0.0, 1.0))
    assert high - low > 8


def test_a_hundred_classes_have_a_hundred_pairs_of_colour_and_mark() -> None:
    assert len({(class_colour(code), class_mark(code)) for code in range(100)}) == 100
    assert len({class_mark(code) for code in range(10)}) == 10


def test_settings_are_brought_back_even_after_a_mistake() -> None:
    before = dict(mpl.rcParams)
    with styled():
        assert mpl.rcParams["svg.fonttype"] == "none"
        assert mpl.rcParams["axes.spines.top"] is False
    with pytest.raises(ZeroDivisionError), styled():
        _ = 1 / 0
    assert dict(mpl.rcParams) == before
