"""What a rung bought, in a sentence."""

from collections.abc import Iterator

from separatrix.ladders.climbing import ROPE, Climb, Climbed, sign_of
from separatrix.metrics.registry import METRICS


def sentences(climb: Climb) -> tuple[str, ...]:
    """Return a sentence on each rung that stands on another, and the advice."""
    told = (sentence(rung, climb) for rung in climb.rungs if rung.step is not None)
    return (*told, *_advice(climb))


def sentence(rung: Climbed, climb: Climb) -> str:
    """Say what a rung bought, and whether that is more than noise."""
    step = rung.step
    assert step is not None, "the first rung bought nothing"
    difference = _amount(abs(step.difference), climb.metric)
    unit = _unit(climb.metric)
    if rung.verdict == "the same":
        return f"{rung.name}: practically the same, within {_amount(ROPE, climb.metric)} {unit}."
    if rung.verdict == "unclear":
        return (
            f"{rung.name}: nothing that {climb.trainings} trainings can tell from noise "
            f"({_signed(step.difference, climb.metric)} {unit})."
        )
    ends = sorted(abs(end) for end in (step.low, step.high))
    low, high = (_amount(end, climb.metric) for end in ends)
    bought = "bought" if rung.verdict == "real" else "cost"
    return f"{rung.name} {bought} {difference} {unit}, {low} to {high}: real."


def _advice(climb: Climb) -> Iterator[str]:
    rung, sign = climb.advice, sign_of(climb.metric)
    yield (
        f"Take {rung.name}: the lowest rung within {_amount(ROPE, climb.metric)} "
        f"{_unit(climb.metric)} of the best."
    )
    for other in climb.beside:
        ahead = sign * (other.mean - rung.mean)
        if ahead > ROPE:
            more = f"{_amount(ahead, climb.metric)} {_unit(climb.metric)}"
            yield f"{more} more are reached by {other.changed}."


def _points(metric: str) -> bool:
    """Whether a metric is a share, which is told in points of a hundred."""
    return METRICS[metric].greater_is_better


def _unit(metric: str) -> str:
    title = METRICS[metric].title
    named = title if title.isupper() or "²" in title else title[0].lower() + title[1:]
    return f"points of {named}" if _points(metric) else f"of {named}"


def _amount(value: float, metric: str) -> str:
    return f"{100 * value:.1f}" if _points(metric) else f"{value:.3g}"


def _signed(value: float, metric: str) -> str:
    return f"{'-' if value < 0 else '+'}{_amount(abs(value), metric)}"
