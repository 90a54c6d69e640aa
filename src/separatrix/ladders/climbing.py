"""A ladder climbed on a table: what each rung reaches, and what its idea bought."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np
from msgspec.structs import replace as with_fields
from numpy.typing import NDArray

from separatrix.evaluation.guess import guessed
from separatrix.evaluation.resampling import defined
from separatrix.evaluation.truth import restored
from separatrix.events import Listener, Stage, silent
from separatrix.ladders.beside import BESIDE, answers_beside
from separatrix.ladders.crossed import Crossed
from separatrix.ladders.encoding import Encodings
from separatrix.ladders.judging import Judge, Scored, rope_of, scores_of
from separatrix.ladders.result import Climb, Climbed
from separatrix.ladders.rung import Ladder, Rung
from separatrix.ladders.story import STORY
from separatrix.ladders.training import Asked, Learned, learn_folds
from separatrix.ladders.tuning import tune
from separatrix.ladders.verdicts import sentences
from separatrix.metrics.answers import Answers
from separatrix.metrics.registry import metrics_of
from separatrix.recipe import Recipe, changed, replace
from separatrix.training.judging import check_metric
from separatrix.training.machine import Environment

Floats = NDArray[np.float64]

NEAR = 0.01
"""A held-out loss so near to its lowest, as a share of it, counts as the best."""

ANOTHER = 1_000_003
"""What lies between the seeds of an ensemble's members, more than there are repeats."""

Keep = Callable[[str, tuple[Answers, ...]], None]
"""Is handed the name of a rung and its answers to the held rows of each fold."""


@dataclass(frozen=True)
class Trained:
    """One rung after its trainings.

    Args:
        rung: What was trained.
        recipes: The recipe of each fold, with what was tuned.
        answers: What each fold's networks answer for the rows that it holds out.
        learned: The first member of each fold.
        seconds: How long all of it took.
    """

    rung: Rung
    recipes: tuple[Recipe, ...]
    answers: tuple[Answers, ...]
    learned: tuple[Learned, ...]
    seconds: float


def climb_table(
    crossed: Crossed,
    ladder: Ladder = STORY,
    metric: str | None = None,
    *,
    rope: float | None = None,
    beside: Sequence[str] = tuple(BESIDE),
    device: str = "auto",
    engine: str = "auto",
    command: str = "",
    listen: Listener = silent,
    keep: Keep | None = None,
) -> Climb:
    """Train every rung on the same folds, and compare each with the one below.

    Args:
        crossed: The folds.
        ladder: The rungs; each changes one thing.
        metric: What is scored; None takes the task's headline.
        rope: Half the width of the region of practical equivalence; None takes a point of a score
            up to 1, and of an error a hundredth of the guess's.
        beside: Names in `BESIDE` of what else is trained.
        device: "auto" or a device's name.
        engine: "auto", "compiled" or "pytorch".
        command: How the ladder was asked for.
        listen: Is told what happens.
        keep: Is handed every rung's answers to the held rows of each fold.

    Raises:
        RecipeError: a rung or the metric does not fit the task.
    """
    began = perf_counter()
    metric = metric or metrics_of(crossed.task)[0]
    check_metric(replace(Recipe(), {"metric": metric}), crossed.prepared.target.task)
    asked = Asked(Encodings(crossed, ladder.rungs[0].recipe.numbers), device, engine, listen)
    guesses = _guess(crossed)
    judge = Judge(crossed, metric, rope_of(metric, _guessed(crossed, metric, guesses), rope))
    climber = _Climber(asked, judge, keep)
    rungs = climber.rungs(guesses, ladder)
    climb = Climb(
        metric=metric,
        task=crossed.task,
        target=crossed.prepared.target.name,
        rows=crossed.rows,
        features=sum(column.used for column in crossed.prepared.columns),
        folds=crossed.per_repeat,
        repeats=crossed.repeats,
        anew=crossed.anew,
        apart=crossed.apart,
        rope=judge.rope,
        rungs=rungs,
        beside=tuple(climber.beside(name) for name in beside),
        recommended=rungs[judge.recommended(climber.scored)].name,
        notes=crossed.notes,
        seconds=perf_counter() - began,
        source=crossed.prepared.table.source,
        splitting=crossed.splitting,
        environment=climber.environment,
        command=command,
    )
    return with_fields(climb, sentences=sentences(climb))


class _Climber:
    """Goes up a ladder, and remembers how good every rung was."""

    def __init__(self, asked: Asked, judge: Judge, keep: Keep | None) -> None:
        self._asked, self._judge, self._keep = asked, judge, keep
        self.scored: list[Scored] = []
        self.environment: Environment | None = None

    def rungs(self, guesses: tuple[Answers, ...], ladder: Ladder) -> tuple[Climbed, ...]:
        """Return the guess and every rung, each compared with the one below."""
        words = "the mean" if self._asked.task == "regression" else "the most frequent class"
        found = [_stands("guess", words, self._judge, self._score("guess", guesses))]
        before: Trained | None = None
        for rung in ladder.rungs:
            before = _train(rung, before, self._asked)
            found.append(_climbed(before, self._judge, self._score(rung.name, before.answers)))
            self.environment = before.learned[0].environment
        steps = self._judge.steps(self.scored)
        stepped = (
            with_fields(each, difference=step) for each, step in zip(found[1:], steps, strict=True)
        )
        return (found[0], *stepped)

    def beside(self, name: str) -> Climbed:
        """Train what stands beside the ladder."""
        self._asked.listen(Stage(f"Beside the ladder: {BESIDE[name]}"))
        began = perf_counter()
        answers = answers_beside(name, self._asked.encodings)
        seconds = perf_counter() - began
        if self._keep is not None:
            self._keep(name, answers)
        scored = self._judge.scored(answers)
        return with_fields(_stands(name, BESIDE[name], self._judge, scored), seconds=seconds)

    def _score(self, name: str, answers: tuple[Answers, ...]) -> Scored:
        if self._keep is not None:
            self._keep(name, answers)
        self.scored.append(self._judge.scored(answers))
        return self.scored[-1]


def _train(rung: Rung, before: Trained | None, asked: Asked) -> Trained:
    """Train a rung: what it sets anew, on top of what the rung below has tuned for each fold."""
    began = perf_counter()
    asked.listen(Stage(f"{rung.name}: {_networks(len(asked.folds) * rung.members)}"))
    if before is None:
        recipes: tuple[Recipe, ...] = (rung.recipe,) * len(asked.folds)
    else:
        anew = {
            name: after for name, (_, after) in changed(before.rung.recipe, rung.recipe).items()
        }
        recipes = tuple(replace(recipe, anew) for recipe in before.recipes)
    if rung.tune:
        recipes = tune(recipes, rung.tune, asked)
    members = [learn_folds(recipes, asked, seed=ANOTHER * m) for m in range(rung.members)]
    answers = tuple(map(_mean, zip(*members, strict=True)))
    return Trained(rung, recipes, answers, members[0], perf_counter() - began)


def _mean(members: Sequence[Learned]) -> Answers:
    """Return the mean answer of one fold's networks, of probabilities and not of logits."""
    arrays = [each.answers.array for each in members]
    mean = np.mean(arrays, axis=0) if len(arrays) > 1 else arrays[0]
    return Answers(values_N=mean) if mean.ndim == 1 else Answers(mean)


def _climbed(trained: Trained, judge: Judge, scored: Scored) -> Climbed:
    train_EF, held_EF = _losses(trained)
    return with_fields(
        _stands(trained.rung.name, trained.rung.changed, judge, scored),
        parameters=trained.learned[0].parameters * trained.rung.members,
        seconds=trained.seconds,
        epochs=_epochs_to_best(held_EF),
        of=len(held_EF),
        members=trained.rung.members,
        recipe=_usual(trained),
        tuned=_counted(trained),
        train_loss=_medians(train_EF),
        held_loss=_medians(held_EF),
    )


def _stands(name: str, words: str, judge: Judge, scored: Scored) -> Climbed:
    scores = tuple(defined(float(each)) for each in scored.scores_F)
    return Climbed(name=name, changed=words, score=judge.interval(scored), scores=scores)


def _losses(trained: Trained) -> tuple[Floats, Floats]:
    """Return training and held-out loss by epoch and fold; a fold of fewer epochs ends in nan."""
    longest = max(len(each.held_loss_E) for each in trained.learned)
    both = []
    for curves in (
        [each.train_loss_E for each in trained.learned],
        [each.held_loss_E for each in trained.learned],
    ):
        loss_EF = np.full((longest, len(curves)), np.nan)
        for fold, curve in enumerate(curves):
            loss_EF[: len(curve), fold] = curve
        both.append(loss_EF)
    return both[0], both[1]


def _epochs_to_best(held_EF: Floats) -> int | None:
    lowest_F = np.nanmin(np.where(np.isfinite(held_EF), held_EF, np.inf), axis=0)
    near_EF = held_EF <= lowest_F + NEAR * np.abs(lowest_F)
    reached_F = np.where(near_EF.any(axis=0), near_EF.argmax(axis=0) + 1, len(held_EF))
    return int(np.median(reached_F))


def _medians(loss_EF: Floats) -> tuple[float | None, ...]:
    finite_EF = np.where(np.isfinite(loss_EF), loss_EF, np.nan)
    return tuple(float(np.nanmedian(row)) if np.isfinite(row).any() else None for row in finite_EF)


def _usual(trained: Trained) -> Recipe:
    """Return the recipe that most of the folds were trained by."""
    found = {repr(recipe): recipe for recipe in trained.recipes}
    ((most, _),) = Counter(map(repr, trained.recipes)).most_common(1)
    return found[most]


def _counted(trained: Trained) -> dict[str, dict[str, int]]:
    """Count which values the folds chose of each setting that was tuned."""
    found: dict[str, dict[str, int]] = {}
    for setting in trained.rung.tune:
        values = Counter(str(getattr(recipe, setting)) for recipe in trained.recipes)
        found[setting] = dict(values.most_common())
    return found


def _guess(crossed: Crossed) -> tuple[Answers, ...]:
    weight_N, found = crossed.prepared.weight_N, []
    for fold in crossed.folds:
        rows = fold.split.train
        target_N = restored(fold.target, fold.target.encode(crossed.prepared.table.take(rows)))
        weights = None if weight_N is None else weight_N[rows]
        classes = len(fold.target.classes)
        found.append(guessed(crossed.task, target_N, len(fold.truth_N), weights, classes))
    return tuple(found)


def _guessed(crossed: Crossed, metric: str, guesses: Sequence[Answers]) -> float:
    guessed_F = scores_of(crossed, metric, guesses)
    return float(np.nanmean(guessed_F)) if np.isfinite(guessed_F).any() else float("nan")


def _networks(count: int) -> str:
    return "1 network" if count == 1 else f"{count:,} networks"
