"""What ails the layers: gradients that die or burst, units that are dead or saturated."""

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.doctor.course import calmer
from separatrix.evaluation.doctor.examination import Examination
from separatrix.evaluation.doctor.symptom import Symptom
from separatrix.evaluation.doctor.words import share
from separatrix.training.checkups import as_array

Floats = NDArray[np.float64]

VANISHED = 1e-3
"""Mean gradient of the first hidden layer's weights, as a share of the last layer's, below which
the first ones hardly learn: steps of equal rates are then a thousand times smaller. Normal networks
of three layers are between 0.1 and 10 here."""

BURST = 100.0
"""Growth of a gradient's norm over its own at the start, and its least size, from which it counts
as exploded; scaled inputs and losses that are means of rows give norms of some 1."""

DEAD, MOSTLY_DEAD = 0.6, 0.8
"""Share of a layer's units that are dead, from which it is told, and from which it should be acted
on; half of a narrow layer is dead in many networks that are well."""

WELL = 0.9
"""Share of the way from the guess to the best from which a network with dead units is well."""

SATURATED = 0.6
"""Share of a layer's units, over rows, at the bounds of tanh or sigmoid."""


def vanishing_gradients(found: Examination) -> Symptom | None:
    """Compare the first layer's gradient with the last one's before and early in the training."""
    early = [each for each in found.checkups.taken if each.epoch <= 2]
    if found.hidden < 2 or not early:
        return None
    hidden = [at for at, name in enumerate(found.checkups.layers) if name.startswith("hidden")]
    ratios = [_ratio(as_array(each.gradient_size), hidden[0]) for each in early]
    ratio = float(np.nanmax(ratios)) if np.isfinite(ratios).any() else float("nan")
    if not ratio < VANISHED:
        return None
    bounded = found.recipe.activation in ("sigmoid", "tanh")
    return Symptom(
        "vanishing-gradients",
        "act",
        f"At the start the mean gradient of the first hidden layer is {ratio:.1g} of the last "
        "layer's.",
        "The first layers hardly learn: what they get is multiplied once more for every layer "
        "behind them.",
        "--activation relu" if bounded else "--norm batch",
        "" if bounded else "Fewer layers do as well.",
    )


def exploding_gradients(found: Examination) -> Symptom | None:
    """Look for gradients that became many times what they were."""
    taken = found.checkups.taken
    if len(taken) < 2:
        return None
    first_K = np.linalg.norm(as_array(taken[0].gradient_norm), axis=1)
    later_EK = np.stack([np.linalg.norm(as_array(e.gradient_norm), axis=1) for e in taken[1:]])
    lost_K = ~np.isfinite(later_EK).all(axis=0)
    most_K = np.where(lost_K, np.inf, np.nanmax(np.where(lost_K, 0, later_EK), axis=0))
    burst_K = (most_K > BURST * np.maximum(first_K, 1e-12)) & (most_K > BURST)
    if not burst_K.any():
        return None
    most = float(np.median(most_K[burst_K]))
    size = f"{most:,.3g}" if np.isfinite(most) else "no finite number"
    return Symptom(
        "exploding-gradients",
        "act",
        f"The norm of the gradient grew from {float(np.median(first_K)):.2g} to {size}"
        f"{_of(burst_K)}.",
        "Steps of such a size throw away what was learned before.",
        f"--clip 1 --learning-rate {calmer(found):.1g}",
    )


def dead_units(found: Examination) -> Symptom | None:
    """Count the units under ReLU that are zero for every row."""
    if found.last is None or found.recipe.activation != "relu" or not found.hidden:
        return None
    dead_H = np.median(as_array(found.last.dead), axis=0)
    layer = int(dead_H.argmax())
    well = float(np.median(found.gained_K(found.train_score_K))) > WELL
    if dead_H[layer] < (MOSTLY_DEAD if well else DEAD):
        return None
    return Symptom(
        "dead-units",
        "act" if dead_H[layer] >= MOSTLY_DEAD else "look",
        f"{share(dead_H[layer])} of the units of hidden layer {layer + 1} are zero for every row "
        "that was looked at.",
        "Under ReLU such units learn no more; the network is narrower than it seems.",
        f"--activation leaky-relu --learning-rate {found.recipe.learning_rate / 3:.1g}",
    )


def saturated_units(found: Examination) -> Symptom | None:
    """Look for tanh or sigmoid units at their bounds."""
    if found.last is None or not found.hidden:
        return None
    saturated_H = np.median(as_array(found.last.saturated), axis=0)
    layer = int(saturated_H.argmax())
    well = float(np.median(found.gained_K(found.train_score_K))) > WELL
    if well or saturated_H[layer] < SATURATED:
        return None
    return Symptom(
        "saturated-units",
        "look",
        f"In hidden layer {layer + 1} {share(saturated_H[layer])} of what {found.recipe.activation}"
        " answers lies at its bounds.",
        "Hardly any gradient passes there: what such units learned early they cannot mend.",
        f"--norm batch --learning-rate {found.recipe.learning_rate / 3:.1g}",
        "Or take --activation relu.",
    )


def _ratio(size_KL: Floats, first: int) -> float:
    """Return the mean gradient of a layer as a share of the last layer's, median of the members."""
    return float(np.median(size_KL[:, first] / np.maximum(size_KL[:, -1], 1e-30)))


def _of(which_K: NDArray[np.bool_]) -> str:
    return "" if len(which_K) == 1 else f" in {int(which_K.sum())} of {len(which_K)} networks"
