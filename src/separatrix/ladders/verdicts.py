"""What a ladder found, in sentences."""

from collections.abc import Iterator
from itertools import pairwise

from separatrix.ladders.result import Climb, Climbed
from separatrix.ladders.words import OPTIMIZERS
from separatrix.metrics.registry import METRICS


def sentences(climb: Climb) -> tuple[str, ...]:
    """Return a sentence on each rung that stands on another, on speed, and the advice."""
    told = (sentence(rung, climb) for rung in climb.rungs if rung.difference is not None)
    return (*told, *_speeds(climb), *_advice(climb))


def sentence(rung: Climbed, climb: Climb) -> str:
    """Say what a rung bought, and whether that is more than noise."""
    step, unit = rung.difference, unit_of(climb.metric)
    assert step is not None, "the first rung bought nothing"
    if step.value is None or step.low is None or step.high is None:
        return f"{rung.name}: {_title(climb.metric)} is undefined on too many of the held rows."
    if step.verdict == "the same":
        return (
            f"{rung.name} bought practically nothing: the difference is within "
            f"{amount(climb.rope, climb.metric)} {unit}."
        )
    if step.verdict == "unclear":
        return (
            f"{rung.name} bought nothing that {climb.trainings} trainings can tell from noise "
            f"({signed(step.value, climb.metric)} {unit}, {signed(step.low, climb.metric)} to "
            f"{signed(step.high, climb.metric)})."
        )
    low, high = (amount(end, climb.metric) for end in sorted((abs(step.low), abs(step.high))))
    bought = "bought" if step.verdict == "real" else "cost"
    return (
        f"{rung.name} {bought} {amount(abs(step.value), climb.metric)} {unit}, {low} to {high}: "
        "real."
    )


def amount(value: float, metric: str) -> str:
    """Return an amount of a metric: of a share in points of a hundred, else three digits."""
    return f"{100 * value:.1f}" if _points(metric) else f"{value:.3g}"


def signed(value: float, metric: str) -> str:
    """Return an amount with its sign."""
    return f"{'-' if value < 0 else '+'}{amount(abs(value), metric)}"


def unit_of(metric: str) -> str:
    """Return what an amount of a metric is counted in.

    Example:
        >>> unit_of("accuracy"), unit_of("rmse")
        ('points of accuracy', 'of RMSE')
    """
    return f"points of {_title(metric)}" if _points(metric) else f"of {_title(metric)}"


def _speeds(climb: Climb) -> Iterator[str]:
    """Say how many epochs an optimizer needs for the loss that the one below reached."""
    for below, rung in pairwise(climb.rungs):
        told = None if below.recipe is None or rung.recipe is None else _speed(below, rung)
        if told is not None:
            yield told


def _speed(below: Climbed, rung: Climbed) -> str | None:
    assert below.recipe is not None, "the guess has no optimizer"
    assert rung.recipe is not None, "the guess has no optimizer"
    slow, fast = below.recipe.optimizer, rung.recipe.optimizer
    losses = [loss for loss in below.train_loss if loss is not None]
    if slow == fast or not losses:
        return None
    lowest = min(losses)
    needed = losses.index(lowest) + 1
    reached = next(
        (
            epoch
            for epoch, loss in enumerate(rung.train_loss, 1)
            if loss is not None and loss <= lowest
        ),
        None,
    )
    if reached is None:
        return (
            f"{OPTIMIZERS[fast]} did not reach in {rung.of} epochs the training loss that "
            f"{OPTIMIZERS[slow]} reached in {needed}."
        )
    return (
        f"{OPTIMIZERS[slow]} needs about {_times(needed / reached)} times the epochs of "
        f"{OPTIMIZERS[fast]} for the same training loss ({needed} and {reached})."
    )


def _times(ratio: float) -> str:
    return f"{ratio:.0f}" if ratio >= 3 else f"{ratio:.1f}"


def _advice(climb: Climb) -> Iterator[str]:
    rung, sign = climb.advice, 1 if METRICS[climb.metric].greater_is_better else -1
    if rung.score.value is None:
        return
    cost = "" if rung.name == "guess" else f": {_cost(rung)}"
    unit = unit_of(climb.metric)
    yield f"Take {rung.name}, the lowest rung that is not worse than the best{cost}."
    for other in climb.beside:
        if other.score.value is None:
            continue
        ahead = sign * (other.score.value - rung.score.value)
        more = f"{amount(abs(ahead), climb.metric)} {unit}"
        subject = other.changed[0].upper() + other.changed[1:]
        if ahead > climb.rope:
            yield f"{subject} wins: it reaches {more} more than {rung.name}."
        elif ahead >= -climb.rope:
            yield f"{subject} is as good, within {amount(climb.rope, climb.metric)} {unit}."
        else:
            yield f"{subject} reaches {more} less."


def _cost(rung: Climbed) -> str:
    networks = f" in {rung.members} networks" if rung.members > 1 else ""
    return f"{rung.parameters:,} parameters{networks}"


def _points(metric: str) -> bool:
    """Whether a metric is a share, which is told in points of a hundred."""
    return METRICS[metric].greater_is_better


def _title(metric: str) -> str:
    title = METRICS[metric].title
    return (
        title
        if title.isupper() or "²" in title or " AUC" in title
        else title[0].lower() + title[1:]
    )
