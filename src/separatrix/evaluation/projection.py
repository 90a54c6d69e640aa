"""Rows of many features in a plane: the axes that part classes best, or along which rows vary most.

A projection mixes columns: its axes have no unit, and no boundary of the network runs in it. What
the network answers is shown by the answers of the rows themselves.
"""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Projection:
    """Rows in a plane.

    Args:
        method: "LDA" (Fisher 1936), or "PCA" (Pearson 1901).
        points_N2: Where the rows lie.
        kept: Share of the variance, between the classes or of all features, that the plane shows.
    """

    method: Literal["LDA", "PCA"]
    points_N2: Floats
    kept: float


def project(features_ND: NDArray[Any], classes_N: NDArray[np.int64] | None = None) -> Projection:
    """Project encoded rows on a plane: by linear discriminants of three or more classes, else PCA.

    Args:
        features_ND: Encoded rows, two or more.
        classes_N: Class codes; None for numbers.
    """
    varied_ND = np.asarray(features_ND, np.float64)
    varied_ND = varied_ND[:, varied_ND.std(axis=0) > 0]
    classes = 0 if classes_N is None else len(np.unique(classes_N))
    if 2 < classes < len(varied_ND) and varied_ND.shape[1] > 1:
        lda = LinearDiscriminantAnalysis(n_components=2).fit(varied_ND, classes_N)
        return Projection("LDA", lda.transform(varied_ND), _kept(lda.explained_variance_ratio_))
    pca = PCA(n_components=min(2, *varied_ND.shape), svd_solver="full").fit(varied_ND)
    points_NX = pca.transform(varied_ND)
    points_N2 = np.column_stack([points_NX, np.zeros((len(points_NX), 2))])[:, :2]
    return Projection("PCA", points_N2, _kept(pca.explained_variance_ratio_))


def _kept(ratios: Floats) -> float:
    return float(np.asarray(ratios)[:2].sum())
