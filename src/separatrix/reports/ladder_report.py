"""What a page says of a ladder."""

from collections.abc import Iterator
from pathlib import Path

from separatrix.ladders.pictures import ladder_pictures
from separatrix.ladders.result import Climb, Climbed, Interval
from separatrix.metrics.registry import METRICS
from separatrix.reports.page import Cell, Chart, Curve, Grid, Page, Picture, Section
from separatrix.reports.words import data_section, made, recipe_grid, versions_grid

MOST_STEPS = 200


def ladder_page(climb: Climb) -> Page:
    """Return the page of a ladder."""
    source = climb.source.path
    of = f" of {Path(source).name}" if source else ""
    facts = [
        ("Take", climb.recommended, climb.advice.changed),
        (_title(climb), _value(climb.advice.score), _span(climb.advice.score)),
        ("Trainings a rung", f"{climb.trainings}", f"in {climb.seconds:.0f} s for all"),
    ]
    title = f"{climb.target}{of}: what each idea bought"
    return Page(title, facts, list(ladder_sections(climb)), made())


def ladder_sections(climb: Climb) -> Iterator[Section]:
    """Yield what a page says of a ladder, part by part."""
    yield Section("What each idea bought", (), climb.sentences, [_picture(climb), _rungs(climb)])
    yield Section("How long each rung learned", [_NEAR], (), list(_charts(climb)))
    yield data_section(climb.checked, {"that were divided": climb.rows}, climb.notes)
    yield Section("How it was judged", list(_method(climb)))
    recipe = climb.advice.recipe
    shown = [] if recipe is None else [recipe_grid(recipe)]
    yield Section(
        "How to do it again", (), (), [*shown, versions_grid(climb.environment)], climb.command
    )


_NEAR = (
    "Losses are medians over the trainings; held-out losses were told and steered nothing. "
    "Epochs of a rung are those until its held-out loss was within 1 % of its lowest."
)


def _picture(climb: Climb) -> Picture:
    pictures = ladder_pictures(climb)
    told = "; ".join(f"{rung.name} {_value(rung.score)}" for rung in (*climb.rungs, *climb.beside))
    return Picture(f"{_title(climb)} of each rung: {told}.", "", pictures["ladder.svg"])


def _rungs(climb: Climb) -> Grid:
    every = (*climb.rungs, *climb.beside)
    names = [rung.name for rung in every]
    return Grid(
        f"{_title(climb)} on held-out rows, with 95 % intervals",
        (
            *("rung", "what changed", "score", "from", "to", "bought", "from", "to", "verdict"),
            *("epochs", "parameters", "seconds"),
        ),
        [_row(rung) for rung in every],
        frozenset({names.index(climb.recommended)}),
    )


def _row(rung: Climbed) -> tuple[Cell, ...]:
    step = rung.difference
    bought: tuple[Cell, ...] = (None, None, None, "")
    if step is not None:
        bought = (step.value, step.low, step.high, step.verdict)
    return (
        rung.name,
        rung.changed,
        *(rung.score.value, rung.score.low, rung.score.high),
        *bought,
        rung.epochs,
        rung.parameters or None,
        round(rung.seconds, 1) or None,
    )


def _charts(climb: Climb) -> Iterator[Chart]:
    for rung in climb.rungs:
        if rung.held_loss and rung.members == 1:
            lines = (("training", rung.train_loss), ("held-out", rung.held_loss))
            yield Chart(
                f"{rung.name}: loss", [Curve(name, loss[:MOST_STEPS]) for name, loss in lines]
            )


def _method(climb: Climb) -> Iterator[str]:
    if climb.apart:
        yield (
            f"{climb.trainings} seeds of each rung were scored on one set of test rows; "
            "differences by a paired bootstrap over these rows and the seeds (Efron and Tibshirani "
            "1993)."
        )
    else:
        yield (
            f"{climb.folds} folds, {climb.repeats} times over, the same for every rung; "
            "differences by the corrected resampled t-test, for folds share training rows (Nadeau "
            "and Bengio 2003; Bouckaert and Frank 2004)."
        )
    yield (
        f"Verdicts hold for all rungs together (Holm 1979). Within {climb.rope:.3g} two rungs "
        "count as the same (a region of practical equivalence; Benavoli et al. 2017)."
    )


def _title(climb: Climb) -> str:
    return METRICS[climb.metric].title


def _value(score: Interval) -> str:
    return "–" if score.value is None else f"{score.value:.4g}"


def _span(score: Interval) -> str:
    return "" if score.low is None else f"{score.low:.4g} to {score.high:.4g}"
