"""What ails the setting: the target's form, leaks, inputs, batches, and what answers promise."""

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.calibration import Bin, reliability
from separatrix.evaluation.doctor.examination import Examination
from separatrix.evaluation.doctor.symptom import Symptom

Floats = NDArray[np.float64]

TINY = 8
"""Rows of a batch below which its moments say little of all rows (Wu and He 2018 find the error of
batch norm to rise from 16 down)."""

FAR, WIDE = 10.0, 10.0
"""Absolute mean and standard deviation of an input above which it is not scaled."""

FEW_VALUES = 8
"""Different whole numbers of a target up to which they may be classes."""

MANY_CLASSES = 15
"""Classes that are whole numbers, from which they may be a number."""

SKEWED, FAR_OUT = 2.0, 10.0
"""Skewness of a positive target from which its logarithm is worth a try; distance from the median,
in interquartile ranges, from which values lie far out."""

MISCALIBRATED = 0.07
"""Expected calibration error, beyond what chance gives, from which probabilities mislead."""

FEWEST_ROWS = 100


def tiny_batches(found: Examination) -> Symptom | None:
    """Look for batch norm on batches of a few rows."""
    size = found.recipe.batch_size
    if found.recipe.norm != "batch" or not found.hidden or not isinstance(size, int):
        return None
    rows = min(size, found.rows)
    if rows >= TINY:
        return None
    return Symptom(
        "tiny-batches",
        "act",
        f"Batch norm takes its means and variances from {rows} rows at a time.",
        "They are mostly noise, and others than those that predictions use.",
        "--batch-size 32",
        "Or take --norm layer, which looks at each row alone.",
    )


def unscaled_inputs(found: Examination) -> Symptom | None:
    """Look for inputs that reach the network unscaled."""
    mean, wide = found.checkups.furthest_mean, found.checkups.widest
    if mean <= FAR and wide <= WIDE:
        return None
    return Symptom(
        "unscaled-inputs",
        "act",
        f"An input has a mean of {mean:.3g} or a standard deviation of {wide:.3g} where the "
        "network gets it.",
        "Weights of such inputs need other rates than the rest: trainings creep or burst.",
        advice="Let columns be standardised, or begin the module with a layer that does.",
    )


def leak(found: Examination) -> Symptom | None:
    """Repeat what was found in the table: a column that knows the target."""
    told = [each for each in found.findings if each.code in ("leak", "leak-of-a-class")]
    if not told:
        return None
    columns = " and ".join(f'"{name}"' for name in told[0].columns)
    drops = " ".join(f"--drop '{name}'" for name in told[0].columns)
    return Symptom(
        "leak",
        "act",
        f"{columns} alone tells the target nearly without error.",
        "A column that is known only when the target is makes scores that do not hold.",
        drops,
    )


def wrong_output(found: Examination) -> Symptom | None:
    """Look for numbers that are classes, and classes that are numbers."""
    target, values_N = found.fitted.target, found.target_N
    if target.task == "regression":
        if values_N is None or len(values_N) < FEWEST_ROWS:
            return None
        distinct = np.unique(values_N)
        if len(distinct) > FEW_VALUES or not (distinct == np.round(distinct)).all():
            return None
        return Symptom(
            "wrong-output",
            "look",
            f"The target has {len(distinct)} different values, all of them whole numbers.",
            "If they are kinds and no amounts, a number between two of them means nothing.",
            "--task classification",
        )
    numbers = [each for each in target.classes if isinstance(each, int | float)]
    whole = len(numbers) == len(target.classes) and not isinstance(numbers[0], bool)
    if not whole or len(numbers) < MANY_CLASSES:
        return None
    return Symptom(
        "wrong-output",
        "look",
        f"The {len(numbers)} classes are numbers.",
        "If they are amounts, classes do not know that 3 is nearer to 4 than to 9.",
        "--task regression",
    )


def skewed_target(found: Examination) -> Symptom | None:
    """Look for positive numbers with a long tail, which were learned as they are."""
    values_N = _numbers(found)
    if values_N is None or found.fitted.target.log or values_N.min() <= 0 or values_N.std() == 0:
        return None
    skewness = _skewness(values_N)
    if skewness < SKEWED or abs(_skewness(np.log(values_N))) > 0.5 * skewness:
        return None
    return Symptom(
        "skewed-target",
        "look",
        f"The target is positive and its tail long: its skewness is {skewness:.1f}, that of its "
        f"logarithm {_skewness(np.log(values_N)):.1f}.",
        "Squared errors are mostly those of the few largest values.",
        "--log-target",
    )


def outlying_target(found: Examination) -> Symptom | None:
    """Look for squared errors over a target with values that lie far out."""
    values_N = _numbers(found)
    if values_N is None or found.recipe.loss not in ("auto", "mse") or found.fitted.target.log:
        return None
    low, middle, high = np.quantile(values_N, [0.25, 0.5, 0.75])
    far_N = np.abs(values_N - middle) > FAR_OUT * max(high - low, 1e-12)
    if high == low or not far_N.any():
        return None
    return Symptom(
        "outlying-target",
        "look",
        f"{int(far_N.sum())} of {len(values_N)} target values lie more than {FAR_OUT:g} "
        "interquartile ranges from the median.",
        "Their squared errors outweigh those of all others.",
        "--loss huber",
    )


def calibration(found: Examination) -> Symptom | None:
    """Compare what probabilities tell with what happens on held-out rows, beyond chance."""
    if found.held is None or found.held[1].probabilities_NC is None:
        return None
    truth_N, answers = found.held
    if len(truth_N) < FEWEST_ROWS:
        return None
    curve = reliability(truth_N, np.asarray(answers.probabilities_NC, np.float64))
    chance = _chance(curve.bins)
    if curve.error < max(MISCALIBRATED, 2 * chance):
        return None
    return Symptom(
        "calibration",
        "look",
        f"Probabilities are off by {100 * curve.error:.1f} points in the mean on held-out rows, "
        f"where chance alone gives {100 * chance:.1f}.",
        "Which class is likeliest may still be right; what is decided by the numbers is not.",
        "--seeds 5",
        "The mean of several networks is better calibrated than each.",
    )


def _chance(bins: tuple[Bin, ...]) -> float:
    """Return the calibration error that probabilities without any have by chance.

    A bin's share is off by sqrt(2 p (1 - p) / (pi n)) in the mean.
    """
    rows = sum(each.rows for each in bins)
    off = (
        each.rows * np.sqrt(2 * each.told * (1 - each.told) / (np.pi * each.rows)) for each in bins
    )
    return float(sum(off)) / max(rows, 1)


def _numbers(found: Examination) -> Floats | None:
    """Return the target's values, where they are numbers and enough of them."""
    values_N = found.target_N
    if found.fitted.target.task != "regression" or values_N is None or len(values_N) < FEWEST_ROWS:
        return None
    return np.asarray(values_N, np.float64)


def _skewness(values_N: Floats) -> float:
    deviation = values_N.std()
    return float((((values_N - values_N.mean()) / deviation) ** 3).mean()) if deviation else 0.0
