"""Projections: the plane that parts classes, or in which rows vary most."""

import numpy as np

from separatrix.evaluation.projection import project

RANDOM = np.random.default_rng(0)


def test_three_classes_are_parted_and_other_rows_vary_most() -> None:
    classes = np.repeat([0, 1, 2], 30)
    features = RANDOM.normal(size=(90, 6))
    features[:, 3] += 8.0 * (classes == 1)
    features[:, 4] += 8.0 * (classes == 2)
    found = project(features, classes)
    assert found.method == "LDA"
    assert found.points_N2.shape == (90, 2)
    centres = np.stack([found.points_N2[classes == code].mean(axis=0) for code in range(3)])
    apart = np.linalg.norm(centres[:, None] - centres[None], axis=2)
    assert apart[np.triu_indices(3, 1)].min() > 5
    spread = project(features)
    assert spread.method == "PCA"
    assert 0 < spread.kept <= 1


def test_few_columns_and_constant_ones_do() -> None:
    one = project(np.stack([np.arange(5.0), np.ones(5)], axis=1), np.array([0, 1, 2, 0, 1]))
    assert one.method == "PCA"
    assert one.points_N2.shape == (5, 2)
    assert (one.points_N2[:, 1] == 0).all()
    assert one.kept == 1
    two = project(RANDOM.normal(size=(40, 3)), np.repeat([0, 1], 20))
    assert two.method == "PCA"  # two classes are parted along a line, not in a plane
