"""`python -m benchmarks`: measure, print the tables, and write the results."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from os import environ
from pathlib import Path
from time import perf_counter

import msgspec

from benchmarks import report
from benchmarks.machine import cores, machine
from benchmarks.measured import Measured, absent
from benchmarks.processes import run
from benchmarks.work import Part, Plan
from benchmarks.works import MODULES, work

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Do the works that are asked for."""
    arguments = _parse()
    plan = Plan(
        rounds=1 if arguments.quick else arguments.rounds,
        quick=arguments.quick,
        tables=arguments.tables,
    )
    began, results = perf_counter(), []
    for letter in arguments.only:
        measured = [line for part in _measure(letter, plan) for line in part]
        results.append(report.judged(letter, work(letter), measured))
        report.show(results[-1])
    report.show_bars(results)
    place = _place(arguments)
    if place is None:
        print("A part or a quick run is written only where --out says.", file=sys.stderr)
        return
    place.mkdir(parents=True, exist_ok=True)
    report.write(report.document(results, machine(), plan, perf_counter() - began), results, place)


def _measure(letter: str, plan: Plan) -> Iterator[list[Measured]]:
    for number, part in enumerate(work(letter).parts):
        print(f"({letter}) {part.name} …", file=sys.stderr, flush=True)
        yield _in_a_process(letter, number, part, plan)


def _in_a_process(letter: str, number: int, part: Part, plan: Plan) -> list[Measured]:
    if part.cores > cores():
        return [absent(part.name, "everybody", f"needs {part.cores} cores, {cores()} are here")]
    asked = msgspec.json.encode(msgspec.structs.replace(plan, cores=part.cores)).decode()
    with tempfile.TemporaryDirectory(prefix="separatrix-bench-") as folder:
        place = Path(folder) / "measured.json"
        words = ("-m", "benchmarks.child", letter, str(number), asked, str(place))
        done = run(words, cores=part.cores, show=True)
        if done.code:
            return [absent(part.name, "everybody", done.failure)]
        return msgspec.json.decode(place.read_bytes(), type=list[Measured])


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", type=_letters, default=tuple(MODULES), help="such as a,b")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is timed")
    parser.add_argument(
        "--quick", action="store_true", help="show that all runs; times mean nothing"
    )
    parser.add_argument(
        "--tables",
        default=environ.get("SEPARATRIX_TABLES"),
        help="a folder of real tables with INDEX.csv; else SEPARATRIX_TABLES",
    )
    parser.add_argument("--out", type=Path, help="where to write the results")
    return parser.parse_args()


def _place(arguments: argparse.Namespace) -> Path | None:
    """Return where results go; beside the code only those of a whole run."""
    whole = arguments.only == tuple(MODULES) and not arguments.quick
    asked: Path | None = arguments.out
    return asked or (HERE if whole else None)


def _letters(text: str) -> tuple[str, ...]:
    letters = tuple(text.split(","))
    unknown = sorted(set(letters) - set(MODULES))
    if unknown:
        raise argparse.ArgumentTypeError(f"there is no work {', '.join(unknown)}")
    return letters


if __name__ == "__main__":
    main()
