"""What ails the course of a training: losses that burst, swing, creep or stand still."""

import numpy as np
from numpy.typing import NDArray

from separatrix.evaluation.doctor.examination import Examination
from separatrix.evaluation.doctor.symptom import Symptom
from separatrix.evaluation.doctor.words import share

Floats = NDArray[np.float64]

FALLING = 0.1
"""Share of the whole fall of the loss that lies in the last fifth of the epochs, from which it was
still falling: half of what a steady fall has there."""

WELL = 0.95
"""Share of the way from the guess to the best from which more epochs bring next to nothing."""

SWING = 0.15
"""Spread of the training loss from epoch to epoch in the last half, as a share of its level, from
which the rate is too high; a training that converges is below 0.05."""

ROSE = 0.25
"""Share of the epochs in which a loss that swings rises at least."""

UNSETTLED = 0.15
"""Share of the first loss above which a swing matters; near nothing every loss swings."""

LEARNED = 0.4
"""Share of the way from the guess to the best from which a linear model has learned something."""

LONG_STEP, USUAL_STEP = 0.1, 0.02
"""Share of their norm by which weights move in a step of the first epoch, from which steps are far
too long, and a usual one: trainings that are well began with 0.01 to 0.05."""

SETTLES = 0.6
"""Loss of the last quarter of the epochs, as a share of the one before, below which it settles."""

CREEP = 0.05
"""Share of the first loss by which a training fell that hardly moved."""

FEWEST_EPOCHS = 5


def diverged(found: Examination) -> Symptom | None:
    """Look for losses that are no number any more, or end far above where they began."""
    loss_EK = found.history.train_loss_EK
    stopped_K = found.history.stopped_K
    ended_K = loss_EK[np.maximum(stopped_K - 1, 0), np.arange(loss_EK.shape[1])]
    lost_K = ~np.isfinite(ended_K) | (ended_K > 3 * loss_EK[0]) | ~np.isfinite(loss_EK[0])
    told = any("diverged" in note for note in found.fitted.notes)
    if not lost_K.any() and not told:
        return None
    count = f"{max(int(lost_K.sum()), 1)} of {len(lost_K)} networks"
    who = "The training loss" if len(lost_K) == 1 else f"The training loss of {count}"
    return Symptom(
        "diverged",
        "act",
        f"{who} was no finite number, or above three times its first, after "
        f"{int(stopped_K.min()) + 1} epochs.",
        "Every step overshot the last one; what is kept is from before.",
        f"--learning-rate {calmer(found):.1g} --clip 1",
    )


def rate_too_high(found: Examination) -> Symptom | None:
    """Look for a loss that swings and does not settle, or first steps that threw all away."""
    swings, began = _swings(found), found.first_step_share
    if swings is None and not began > LONG_STEP:
        return None
    moved = f"Weights moved by {share(began)} of their norm a step in the first epoch."
    times = np.clip(USUAL_STEP / began, 1e-3, 0.1) if began > LONG_STEP else 0.1
    return Symptom(
        "rate-too-high",
        "look" if swings is None else "act",
        moved if swings is None else swings,
        "Steps that long throw away the first weights, and units die of them."
        if swings is None
        else "Steps are so long that they jump over what they look for.",
        f"--learning-rate {found.recipe.learning_rate * float(times):.1g}",
    )


def _swings(found: Examination) -> str | None:
    """Say how the training loss swings from epoch to epoch; None where it settles, or is low."""
    loss_E = _median(found.history.train_loss_EK)
    if len(loss_E) < 2 * FEWEST_EPOCHS or not np.isfinite(loss_E).all():
        return None
    half_E = loss_E[len(loss_E) // 2 :]
    level, quarter = float(np.median(half_E)), len(half_E) // 2
    settles = float(np.median(half_E[quarter:])) < SETTLES * float(np.median(half_E[:quarter]))
    swing_E = np.abs(half_E[2:] - 0.5 * (half_E[1:-1] + half_E[:-2]))
    swing = float(np.median(swing_E)) / max(level, 1e-12)
    rose = float(np.mean(np.diff(half_E) > 0))
    if settles or level < UNSETTLED * loss_E[0] or swing < SWING or rose < ROSE:
        return None
    return (
        f"In the last half of the epochs the training loss jumped by {share(swing)} of its level "
        f"from epoch to epoch, and rose in {share(rose)} of them."
    )


def rate_too_low(found: Examination) -> Symptom | None:
    """Look for a loss that falls in every epoch, and by next to nothing."""
    loss_E = _median(found.history.train_loss_EK)
    if len(loss_E) < FEWEST_EPOCHS or not _ran_out(found) or not np.isfinite(loss_E).all():
        return None
    fell = (loss_E[0] - loss_E[-1]) / max(abs(loss_E[0]), 1e-12)
    steadily = float(np.mean(np.diff(loss_E) < 0))
    if not found.hidden and not float(np.median(found.gained_K(found.train_score_K))) > LEARNED:
        return None  # a line that learned nothing is more often the wrong model than too slow
    slope_E = np.diff(loss_E)
    half = len(slope_E) // 2
    constant = slope_E[half:].mean() < 0.5 * slope_E[:half].mean() < 0
    if not (0 < fell < CREEP and steadily > 0.9 and constant):
        return None
    return Symptom(
        "rate-too-low",
        "act",
        f"The training loss fell in {share(steadily)} of the epochs, and by {share(fell)} in all"
        f"{_moved(found)}.",
        "It goes the right way in steps too short to arrive.",
        f"--learning-rate {found.recipe.learning_rate * _times(found):.1g}",
    )


def still_falling(found: Examination) -> Symptom | None:
    """Look for a held-out loss that had not levelled off when the epochs were over."""
    history = found.history
    loss_EK = history.train_loss_EK if history.held_loss_EK is None else history.held_loss_EK
    loss_E = _median(loss_EK)
    if len(loss_E) < FEWEST_EPOCHS or not _ran_out(found) or not np.isfinite(loss_E).all():
        return None
    fifth = max(1, len(loss_E) // 5)
    fell, lately = float(loss_E[0] - loss_E[-1]), float(loss_E[-1 - fifth] - loss_E[-1])
    late = bool((found.kept_K >= len(loss_E) - 1 - fifth).mean() >= 0.5)
    well = float(np.median(found.gained_K(found.train_score_K))) > WELL
    if well or not late or fell < CREEP * abs(loss_E[0]) or lately < FALLING * fell:
        return None
    what = "training" if history.held_loss_EK is None else "held-out"
    return Symptom(
        "still-falling",
        "look",
        f"In the last fifth of the epochs came {share(lately / fell)} of the {what} loss's fall.",
        "The training ended before it was done.",
        f"--epochs {3 * found.recipe.epochs}",
    )


def never_left_the_start(found: Examination) -> Symptom | None:
    """Look for deep networks whose loss is what it was, and no better than a guess."""
    loss_EK = found.history.train_loss_EK
    gained_K = found.gained_K(found.train_score_K)
    if not found.hidden or len(loss_EK) < FEWEST_EPOCHS or not np.isfinite(loss_EK).all():
        return None
    fell_K = (loss_EK[0] - np.nanmin(loss_EK, axis=0)) / np.maximum(np.abs(loss_EK[0]), 1e-12)
    stuck_K = (fell_K < CREEP) & ~(gained_K > 0.1)
    if not stuck_K.all():
        return None
    return Symptom(
        "never-left-the-start",
        "act",
        f"The training loss fell by {share(max(float(np.median(fell_K)), 0.0))} in "
        f"{found.history.epochs} epochs, and answers are no better than a guess.",
        "The network answers the same for all rows: its gradients are too small or its steps too "
        "short.",
        f"--activation relu --optimizer adam --learning-rate 0.003 --norm "
        f"{'batch' if found.hidden > 2 else found.recipe.norm}",
    )


def calmer(found: Examination) -> float:
    """Return a learning rate for a training that burst: a tenth, and no more than is usual."""
    usual = 0.05 if found.recipe.optimizer == "sgd" else 0.003
    return min(found.recipe.learning_rate / 10, usual)


def _times(found: Examination) -> float:
    """Return by how much steps should be longer to be of the usual length, 10 to 1000 times."""
    moved = found.step_share
    times = 1e-3 / moved if np.isfinite(moved) and moved > 0 else 10.0
    return float(np.clip(10 ** np.round(np.log10(times)), 10, 1000))


def _moved(found: Examination) -> str:
    moved = found.step_share
    return f"; weights moved by {moved:.1g} of their norm a step" if np.isfinite(moved) else ""


def _ran_out(found: Examination) -> bool:
    """Say whether the training ended because its epochs were over."""
    return bool((found.history.stopped_K >= found.recipe.epochs).all())


def _median(values_EK: Floats) -> Floats:
    """Return the median of the members that still trained; nan where none did."""
    there_E = np.isfinite(values_EK).any(axis=1)
    found_E = np.full(len(values_EK), np.nan)
    found_E[there_E] = np.nanmedian(values_EK[there_E], axis=1)
    return found_E
