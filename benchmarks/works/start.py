"""(h) The start: help, the bare import, and a first `train`, each from a cold process.

Files are in the system's cache and kernels are compiled, as on any day but the first. What a
`train` imports is told by `python -X importtime`; what is left of its time is not import.
"""

import sys
import tempfile
from statistics import median

from benchmarks.bars import Bar, Of
from benchmarks.measured import Measured, absent
from benchmarks.processes import Done, run
from benchmarks.work import Part, Plan, Work

SETTING = "a cold process"
HELP = "separatrix --help"
IMPORT = "import separatrix"
TRAIN = "train penguins, no pictures"
PICTURES = "train penguins, pictures"
BARE = "python, nothing imported"
REST = "not import s"
LISTED = 0.01
"""Seconds from which a package is named."""

IMPORT_BY_THE_CLOCK = """\
from time import perf_counter
began = perf_counter()
import separatrix
print(perf_counter() - began)
"""
PENGUINS = ("-m", "separatrix", "train", "penguins", "--target", "species", "--quiet")


def measure(plan: Plan) -> list[Measured]:
    """Run each command in turn, each once uncounted before."""
    with tempfile.TemporaryDirectory(prefix="separatrix-bench-") as folder:
        train = (*PENGUINS, "--out", f"{folder}/run", "--overwrite")
        commands = {
            BARE: ("-c", "pass"),
            HELP: ("-m", "separatrix", "--help"),
            IMPORT: ("-c", IMPORT_BY_THE_CLOCK),
            TRAIN: (*train, "--no-pictures"),
            PICTURES: train,
        }
        runs = _in_turn(commands, plan)
        told = _in_turn({TRAIN: ("-X", "importtime", *commands[TRAIN])}, plan)[TRAIN]
    return [_line(name, done, told) for name, done in runs.items()]


def _in_turn(commands: dict[str, tuple[str, ...]], plan: Plan) -> dict[str, list[Done]]:
    runs: dict[str, list[Done]] = {name: [] for name in commands}
    for number in range(-1, plan.rounds):
        for name, words in commands.items():
            done = run(words, cores=plan.cores)
            if number >= 0:
                runs[name].append(done)
    return runs


def _line(name: str, runs: list[Done], told: list[Done]) -> Measured:
    failures = [done.failure for done in runs if done.failure]
    if failures:
        return absent(SETTING, name, failures[0])
    amounts, note = _imported(told) if name == TRAIN else ({}, "")
    if name == IMPORT:
        note = "by a clock within the process, which the bare interpreter's start is not part of"
    return Measured(
        setting=SETTING,
        contender=name,
        seconds=tuple(float(done.output) if name == IMPORT else done.seconds for done in runs),
        cpu=tuple(done.cpu for done in runs),
        amounts=amounts,
        note=note,
    )


def _imported(told: list[Done]) -> tuple[dict[str, float], str]:
    """Return seconds of imports and of the rest, and the list of what was imported."""
    by_package = [packages(done.errors) for done in told]
    imports = [sum(each.values()) for each in by_package]
    rest = [done.seconds - taken for done, taken in zip(told, imports, strict=True)]
    ranked = sorted(by_package[-1].items(), key=lambda pair: -pair[1])
    large = [(name, taken) for name, taken in ranked if taken >= LISTED]
    small = len(by_package[-1]) - len(large)
    listed = ", ".join(f"{name} {taken:.2f}" for name, taken in large)
    amounts = {"imports s": median(imports), REST: median(rest)}
    return amounts, f"imports, in seconds: {listed}, and {small} smaller ones"


def packages(told: str) -> dict[str, float]:
    """Return the seconds of each package's own imports, those of the standard library as one.

    Args:
        told: What `python -X importtime` wrote.

    Example:
        >>> packages("import time:       250 |        900 | numpy.linalg")
        {'numpy': 0.00025}
    """
    seconds: dict[str, float] = {}
    for line in told.splitlines():
        words = line.removeprefix("import time:").split("|")
        if len(words) == 3 and words[0].strip().isdigit():
            name = words[2].strip().split(".")[0]
            standard = name in sys.stdlib_module_names or name.startswith("_")
            package = "standard library" if standard else name
            seconds[package] = seconds.get(package, 0.0) + int(words[0]) / 1e6
    return seconds


WORK = Work(
    title="the start",
    parts=[Part(SETTING, 2, measure)],
    bars=[
        Bar(f"{HELP}, s", 0.3, Of(SETTING, HELP), sense="at most"),
        Bar(f"{IMPORT}, s", 0.1, Of(SETTING, IMPORT), sense="at most"),
        Bar(f"{TRAIN}: all but imports, s", 1, Of(SETTING, TRAIN, REST), sense="at most"),
    ],
    unit="start",
)
