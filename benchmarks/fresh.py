"""Jobs that are timed from a fresh process: each prints one JSON object of numbers."""

import json
from typing import Any

import msgspec

from benchmarks.processes import run


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a job says.

    Args:
        imports: Seconds that its imports took.
        seconds: Wall clock of its work, imports left out.
        cpu: Seconds of all its threads for that.
        loss: What its training came to on test rows.
        amounts: What else it measured.
    """

    imports: float
    seconds: float
    cpu: float
    loss: float
    amounts: dict[str, float] = {}


class JobError(Exception):
    """A job ended early; the text says how."""


def ask(job: str, settings: dict[str, Any], cores: int) -> Answer:
    """Run a job of `benchmarks.jobs` in a fresh process.

    Args:
        job: Its name.
        settings: What it is told, plain data.
        cores: How many cores it may use.

    Raises:
        JobError: it failed.
    """
    done = run(("-m", f"benchmarks.jobs.{job}", json.dumps(settings)), cores=cores)
    if done.code:
        raise JobError(done.failure)
    return msgspec.json.decode(done.output.strip().splitlines()[-1], type=Answer)
