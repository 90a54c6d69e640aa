"""A run as a notebook shows it: its scores, and the curves of its training."""

from base64 import b64encode

from separatrix.errors import SeparatrixError
from separatrix.evaluation.scores import Score
from separatrix.html import table_html
from separatrix.metrics.registry import METRICS
from separatrix.run.looking import Looking


def run_html(run: Looking) -> str:
    """Return the scores of every part as a table, and the curves as a picture."""
    target, members = run.fitted.target, run.fitted.members
    networks = "1 network" if members == 1 else f"{members} networks"
    caption = f"{target.name}: {target.task}, {networks} ({run.path})"
    parts = list(run.scores)
    heads = ["", *parts, "95 % interval", "guess"]
    rows = [_row(run, metric, parts) for metric in (run.scores[parts[-1]] if parts else ())]
    symptoms = [f"Doctor: {each.measured}" for each in run.doctor()] if run.split else []
    return table_html(caption, heads, rows, symptoms) + _curves(run)


def _row(run: Looking, metric: str, parts: list[str]) -> list[str]:
    last: Score = run.scores[parts[-1]][metric]
    values = [_number(run.scores[part][metric].value) for part in parts]
    guess = run.guess.get(parts[-1], {}).get(metric)
    interval = f"{_number(last.low)} to {_number(last.high)}"
    return [METRICS[metric].title, *values, interval, _number(guess)]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}" if abs(value) >= 10 else f"{value:.3f}"


def _curves(run: Looking) -> str:
    try:
        image = b64encode(run.show("curves")._repr_png_()).decode()
    except SeparatrixError:  # a model file alone has no curves
        return ""
    return f'<img alt="Loss and metric over the epochs" src="data:image/png;base64,{image}">'
