"""What ails the fit: too much of it, too little, or some members without any."""

import numpy as np

from separatrix.evaluation.doctor.examination import Examination
from separatrix.evaluation.doctor.symptom import Symptom
from separatrix.evaluation.doctor.words import score, share

GAP = 0.12
"""How much farther from the guess to the best training scores may be than held-out ones."""

LITTLE = 0.15
"""Share of the way from the guess to the best below which a network learned next to nothing."""

LITTLE_LOSS = 0.1
"""Share of the guess's loss that must be left for it: of rare classes accuracy says little."""

STUCK, LEARNED = 0.35, 0.5
"""Share of the best member's way from the guess below which a member is stuck, and share of the
whole way from which the best one has learned."""


def overfitting(found: Examination) -> Symptom | None:
    """Compare training with held-out scores of the weights that are kept, beyond noise."""
    held_K = found.held_score_K
    if held_K is None:
        return None
    train, held = (float(np.median(each)) for each in (found.train_score_K, held_K))
    ahead = found.gained_K(found.train_score_K) - found.gained_K(held_K)
    gap = float(np.median(ahead))
    if not gap > max(GAP, 3 * _noise(found)):
        return None
    metric = found.history.metric
    keep = "" if found.recipe.keep == "best" else " --keep best"
    return Symptom(
        "overfitting",
        "act" if gap > 2 * GAP else "look",
        f"{metric.replace('_', ' ').capitalize()} is {score(train, metric)} on training rows and "
        f"{score(held, metric)} on held-out rows.",
        "The network has learned its rows by heart, beyond what holds for others.",
        f"--dropout 0.3 --weight-decay 0.01 --optimizer adamw{keep}",
        "More rows help most; fewer units, or --seeds 5, are cheaper.",
    )


def underfitting(found: Examination) -> Symptom | None:
    """Look for networks that hardly beat a guess on their own training rows."""
    gained = float(np.median(found.gained_K(found.train_score_K)))
    if not gained < LITTLE or float(np.median(found.learned_K)) > LITTLE_LOSS:
        return None
    metric = found.history.metric
    assert found.guess is not None, "what is gained is over a guess"
    linear = found.hidden == 0
    return Symptom(
        "underfitting",
        "act",
        f"On training rows {metric.replace('_', ' ')} is "
        f"{score(float(np.median(found.train_score_K)), metric)}, and a guess reaches "
        f"{score(found.guess, metric)}.",
        "A line cannot part these rows, or the columns say little of the target."
        if linear
        else "The network is too small or too short trained for these rows, or the columns say "
        "little of the target.",
        "--hidden 64,64 --activation relu"
        if linear
        else f"--epochs {3 * found.recipe.epochs} --hidden 128,128 --embed all",
    )


def members_stuck(found: Examination) -> Symptom | None:
    """Look for members that never left the guess while others learned."""
    gained_K = found.gained_K(found.train_score_K)
    best = float(np.nanmax(gained_K)) if np.isfinite(gained_K).any() else 0.0
    stuck_K = gained_K < STUCK * best
    if not stuck_K.any() or best <= LEARNED or not found.hidden:
        return None
    count = int(stuck_K.sum())
    return Symptom(
        "members-stuck",
        "act",
        f"{count} of {len(gained_K)} networks stayed near the guess, and the best went "
        f"{share(best)} of the way from there.",
        "Their first weights led nowhere; they drag the mean of all down.",
        f"--hidden {','.join(str(4 * units) for units in found.recipe.hidden)}",
        "Wider layers seldom get stuck; --activation leaky-relu leaves no unit dead.",
    )


def _noise(found: Examination) -> float:
    """Return how far a held-out share may be off by chance, as a share of the way from the guess.

    It is the binomial error, and for other scores the same of a share of one half.
    """
    rows = 0 if found.held is None else len(found.held[0])
    if not rows or found.guess is None:
        return 0.0
    held_K = found.held_score_K
    assert held_K is not None, "held-out rows have scores"
    held = float(np.clip(np.median(held_K), 0.0, 1.0)) if found.greater_is_better else 0.5
    room = max(1 - found.guess, 1e-9) if found.greater_is_better else 1.0
    return float(np.sqrt(max(held * (1 - held), 0.01) / rows)) / room
