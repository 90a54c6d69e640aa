"""The picture of a sweep."""

from separatrix.plots.render import render
from separatrix.plots.sweep import Tried, sweep_figure
from separatrix.sweeps.result import Swept


def sweep_pictures(swept: Swept) -> dict[str, bytes]:
    """Draw what every trial reached in the first stage against each setting, as PNG and SVG."""
    first = sorted((t for t in swept.trials if t.stage == 0), key=lambda trial: trial.number)
    recipes = [swept.plan.recipes[trial.number] for trial in first]
    tried = [
        Tried(each.setting, [getattr(recipe, each.setting) for recipe in recipes], each.share)
        for each in swept.mattered
    ]
    if not tried:
        return {}
    figure = sweep_figure(tried, [trial.score for trial in first], swept.plan.metric, swept.best)
    return {f"sweep.{ending}": render(figure, ending) for ending in ("png", "svg")}
