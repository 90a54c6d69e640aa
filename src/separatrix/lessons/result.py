"""What a lesson found, ready to be printed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from separatrix.ladders.run import Reached
from separatrix.lessons.expectations import FEWEST_SEEDS, Expectation, hold_against
from separatrix.lessons.lesson import Facts
from separatrix.lessons.lesson_run import LessonRun
from separatrix.lessons.notes import notes_of


@dataclass(frozen=True)
class RungLine:
    """One rung as a row of a table.

    Args:
        name: What it is called.
        changed: What it changes from the rung before.
        metric: Name of the metric.
        train: What the seeds reached on the rows that they learned from.
        test: What they reached on the other rows.
        solved: Share of the seeds that reach the lesson's bar.
        parameters: Trained numbers of one network.
        seconds: How long the training of all seeds took.
    """

    name: str
    changed: str
    metric: str
    train: Reached
    test: Reached
    solved: float
    parameters: int
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return the rung as `lesson --json` prints it; the plain three are of the test rows."""
        return {
            "name": self.name,
            "changed": self.changed,
            "metric": self.metric,
            "train": msgspec.to_builtins(self.train),
            **msgspec.to_builtins(self.test),
            "solved": self.solved,
            "parameters": self.parameters,
            "seconds": self.seconds,
        }


@dataclass(frozen=True)
class LessonResult:
    """What a lesson found.

    Args:
        name: Name of the lesson.
        title: What it is about.
        seeds: How many networks of each rung.
        rungs: The rungs in their order.
        bar: What counts as solved, in words.
        facts: The lesson's own numbers.
        expectations: Expected ranges and what was found.
        sentences: What was seen, in words.
        notes: How it was done: rows, split, what the seeds change.
        pictures: The files that were written.
    """

    name: str
    title: str
    seeds: int
    rungs: tuple[RungLine, ...]
    bar: str
    facts: Facts
    expectations: tuple[Expectation, ...]
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    pictures: tuple[Path, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every number lies where it is expected, or too few seeds decide nothing."""
        return self.seeds < FEWEST_SEEDS or all(found.ok for found in self.expectations)

    @property
    def missed(self) -> tuple[str, ...]:
        """A sentence for each number outside its range."""
        return tuple(found.sentence for found in self.expectations if not found.ok)

    def to_json(self) -> dict[str, Any]:
        """Return what `lesson --json` prints: shares, never per cent."""
        return {
            "lesson": self.name,
            "rungs": [rung.to_json() for rung in self.rungs],
            "ok": self.ok,
            "seeds": self.seeds,
            "bar": self.bar,
            "expectations": msgspec.to_builtins(self.expectations),
            "facts": self.facts,
            "sentences": list(self.sentences),
            "notes": list(self.notes),
            "pictures": [str(path) for path in self.pictures],
        }


def result_of(run: LessonRun, pictures: tuple[Path, ...] = ()) -> LessonResult:
    """Compute what a trained lesson found.

    Args:
        run: The trained rungs.
        pictures: The files that were written.
    """
    facts = run.lesson.facts(run)
    expectations = hold_against(run, facts)
    missed = any(not found.ok for found in expectations)
    return LessonResult(
        name=run.lesson.name,
        title=run.lesson.title,
        seeds=len(run.seeds),
        rungs=tuple(_lines(run)),
        bar=run.lesson.bar.in_words,
        facts=facts,
        expectations=expectations,
        sentences=run.lesson.sentences(run, facts),
        notes=notes_of(run, missed=missed),
        pictures=pictures,
    )


def _lines(run: LessonRun) -> list[RungLine]:
    return [
        RungLine(
            name=result.rung.name,
            changed=result.rung.changed,
            metric=result.metric,
            train=result.train,
            test=result.test,
            solved=run.solved(result),
            parameters=result.parameters,
            seconds=result.seconds,
        )
        for result in run.results
    ]
