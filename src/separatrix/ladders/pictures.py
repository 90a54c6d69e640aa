"""The picture of a ladder."""

from separatrix.ladders.result import Climb, Climbed
from separatrix.plots.ladder import RungMark, ladder_figure
from separatrix.plots.render import render


def ladder_pictures(climb: Climb) -> dict[str, bytes]:
    """Draw a ladder, as PNG and as SVG."""
    figure = ladder_figure(
        [
            *(_mark(rung) for rung in climb.rungs),
            *(_mark(rung, beside=True) for rung in climb.beside),
        ],
        climb.metric,
        climb.rope,
        climb.recommended,
    )
    return {f"ladder.{ending}": render(figure, ending) for ending in ("png", "svg")}


def _mark(rung: Climbed, *, beside: bool = False) -> RungMark:
    step, score = rung.difference, rung.score
    return RungMark(
        rung.name,
        (score.low, score.value, score.high),
        rung.scores,
        None if step is None else (step.low, step.value, step.high),
        rung.verdict,
        beside,
    )
