"""The road of a sweep on one page: read, plan, try, choose, train the winner, keep."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

from separatrix.data.apart import open_test_table
from separatrix.data.kinds import NO_OVERRULES, Overrule
from separatrix.data.orders import Orders
from separatrix.data.prepare import Prepared, prepare
from separatrix.data.read import name_of, open_table
from separatrix.data.splitting import Splitting
from separatrix.data.table import AS_FOUND, NO_ORDERS, ReadOptions
from separatrix.data.target import AskedTask
from separatrix.errors import DataError, RecipeError
from separatrix.events import Listener, Note, Stage, silent
from separatrix.metrics.registry import metrics_of
from separatrix.recipe import Recipe, replace
from separatrix.recipe.presets import PRESETS
from separatrix.run import Run
from separatrix.sweeps.kept import claim
from separatrix.sweeps.mattering import what_mattered
from separatrix.sweeps.result import Plan, Swept, Trial
from separatrix.sweeps.space import USUAL, Space, drawn, grid
from separatrix.sweeps.trying import better, try_all
from separatrix.training.judging import check_metric
from separatrix.workflow import train

STAGES = (1 / 9, 1 / 3, 1.0)
"""Epochs of each stage, as a share of a recipe's own."""

KEEP = 1 / 3
"""Share of the trials that goes on from a stage to the next."""

FEWEST = 9
"""Trials from which they are halved in stages; fewer are all trained to their end."""


def sweep(
    table: object,
    *,
    target: str,
    base: Recipe = PRESETS["plain"],
    space: Space = USUAL,
    trials: int = 30,
    whole_grid: bool = False,
    halving: bool = True,
    seeds: int = 1,
    seed: int = 0,
    out: Path | str | None = None,
    overwrite: bool = False,
    reading: ReadOptions = AS_FOUND,
    kinds: Mapping[str, Overrule] = NO_OVERRULES,
    ordered: Orders = NO_ORDERS,
    task: AskedTask | None = None,
    positive: str | None = None,
    log_target: bool = False,
    validation_share: float = 0.2,
    test_share: float = 0.2,
    group: str | None = None,
    time: str | None = None,
    split: str | None = None,
    test_table: object | None = None,
    weight: str | None = None,
    device: str = "auto",
    engine: str = "auto",
    pictures: bool = True,
    listen: Listener = silent,
) -> Swept:
    """Try many settings, choose by the validation rows, and open the test rows for the winner.

    What was tried is written down trial by trial: the same sweep in the same folder goes on where
    it was when its process ended.

    Args:
        table: A path, "-", the name of a packaged table, a DataFrame, an array or a Table.
        target: The column to predict.
        base: The first trial, and the settings that the space does not name.
        space: What is tried.
        trials: How many recipes are drawn, the base among them. Of no meaning with a whole grid.
        whole_grid: Try every combination of the space's values instead of draws.
        halving: Train all for a ninth of their epochs first, the best third for a third, and the
            best third of these to the end.
        seeds: Networks of the winner's run.
        seed: Decides the draws.
        out: The sweep's folder; None takes one in `sweeps`, named after the table.
        overwrite: Replace a sweep that is there.
        reading: How a text file is read.
        kinds: Kinds of columns by name, where they are not as found, or "drop".
        ordered: Levels of columns that have an order, the lowest first.
        task: What is predicted, where it is not as found.
        positive: The class that counts as positive.
        log_target: Learn the logarithm of the target.
        validation_share: Share of the rows that are not test rows; trials are judged by them.
        test_share: Share of all rows; 0 keeps none.
        group: A column; rows of equal cells stay in one part.
        time: A column; training rows come before validation rows, and these before test rows.
        split: A column that already says which part a row is in.
        test_table: A table of the test rows.
        weight: A column that says what each row counts for.
        device: "auto" or a device's name.
        engine: "auto", "compiled" or "pytorch".
        pictures: Draw what mattered.
        listen: Is told what happens.

    Raises:
        DataError: the table, a column or the target cannot be used, or no row is for validation.
        RecipeError: the settings do not fit the task.
        RunError: the sweep cannot be written, or its folder holds something else.
    """
    began = perf_counter()
    splitting = Splitting(
        validation_share=validation_share,
        test_share=test_share,
        seed=base.seed,
        group=group,
        time=time,
        column=split,
    )
    listen(Stage(f"Reading {name_of(table)}"))
    opened = open_table(table, reading)
    apart = None if test_table is None else open_test_table(test_table, opened, reading)
    rows = {
        "kinds": kinds, "ordered": ordered, "task": task, "positive": positive,
        "log_target": log_target, "weight": weight,
    }  # fmt: skip
    prepared = prepare(opened, target, splitting=splitting, test_table=apart, **rows)  # type: ignore[arg-type]
    if not len(prepared.split.validation):
        raise DataError("A sweep chooses by validation rows, and there are none. Keep some.")
    for note in prepared.notes:
        listen(Note(note))
    plan = Plan(
        source=opened.source,
        target=prepared.target.name,
        metric=_metric(base, prepared),
        splitting=splitting,
        recipes=grid(space, base) if whole_grid else drawn(space, base, trials, seed),
        stages=STAGES if halving else (1.0,),
        keep=KEEP,
        asked={name: repr(value) for name, value in (rows | {"seeds": seeds}).items()},
    )
    if len(plan.recipes) < FEWEST:
        plan = _whole(plan)
    folder = claim(out, table, plan, overwrite)
    try:
        every = try_all(
            plan,
            prepared,
            folder.done(),
            folder.keep,
            device=device,
            engine=engine,
            listen=listen,
        )
    except KeyboardInterrupt:
        listen(Note(f"The trials so far are kept in {folder.path}; the same sweep goes on there."))
        raise
    best = _best(plan, every)
    del prepared  # the winner reads the table by itself, test rows too
    run = train(
        table if opened.source.path is None else opened.source.path,
        target=target,
        recipe=plan.recipes[best],
        seeds=seeds,
        out=folder.winner,
        overwrite=True,
        reading=reading,
        validation_share=validation_share,
        test_share=test_share,
        group=group,
        time=time,
        split=split,
        test_table=test_table,
        device=device,
        engine=engine,
        pictures=pictures,
        listen=listen,
        **rows,  # type: ignore[arg-type]
    )
    swept = Swept(
        plan=plan,
        trials=every,
        best=best,
        mattered=what_mattered(plan, every),
        run=str(folder.winner),
        test=_test(run, plan.metric),
        seconds=perf_counter() - began,
    )
    return folder.finish(swept, pictures=pictures)


def _metric(base: Recipe, prepared: Prepared) -> str:
    """Return what trials are judged by: the metric that steers them, else the headline."""
    check_metric(replace(Recipe(), {"metric": base.metric}), prepared.target.task)
    if base.metric != "loss":
        return base.metric
    return metrics_of(prepared.target.task)[0]


def _whole(plan: Plan) -> Plan:
    """Return a plan of one stage."""
    settings = {name: getattr(plan, name) for name in plan.__struct_fields__}
    return Plan(**{**settings, "stages": (1.0,)})


def _best(plan: Plan, trials: Sequence[Trial]) -> int:
    last = max(trial.stage for trial in trials)
    found = [trial for trial in trials if trial.stage == last and trial.score is not None]
    if not found:
        raise RecipeError(
            "No trial has a score on the validation rows: all diverged, or the metric is undefined "
            "on them. Try smaller rates."
        )
    return better(plan, found)[0]


def _test(run: Run, metric: str) -> tuple[float | None, float | None, float | None] | None:
    scores = run.scores.get("test", {})
    if metric not in scores:
        return None
    score = scores[metric]
    return (score.value, score.low, score.high)
