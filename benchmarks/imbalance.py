"""`python -m benchmarks.imbalance`: rare classes without and with weights, metric and threshold.

Tables of a folder in which one of two classes is rare; five networks each, over five splits. The
average precision and the F1 of the test rows, means over the splits with their standard error.
"""

import argparse
from collections.abc import Iterator, Mapping
from os import environ
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import numpy as np

from benchmarks.every_table import Entry, entries
from separatrix.data.parts import Parts, encode_parts
from separatrix.data.prepare import prepare
from separatrix.data.read import open_table
from separatrix.data.splitting import Splitting
from separatrix.recipe import replace
from separatrix.recipe.presets import PRESETS
from separatrix.workflow import learn_parts, score_parts

NAMES = ("caravan", "hypothyroid", "bio_kdd04")
WAYS: Mapping[str, Mapping[str, Any]] = {
    "plain": {},
    "class_weight=balanced": {"class_weight": "balanced"},
    "metric=average_precision": {"metric": "average_precision"},
    "both": {"class_weight": "balanced", "metric": "average_precision"},
    "threshold=f1": {"threshold": "f1"},
}
SEEDS = 5


def main() -> None:
    """Print a row for each table and way."""
    arguments = _parse()
    if arguments.tables is None:
        print("Skipped: neither --tables nor SEPARATRIX_TABLES names a folder of tables.")
        return
    print("| table | positive | way | average precision | F1 |\n|---|---|---|---|---|")
    for entry in entries(Path(arguments.tables)):
        if entry.name in (arguments.only or NAMES):
            for line in _lines(entry, arguments.splits):
                print(line, flush=True)


def _lines(entry: Entry, splits: int) -> Iterator[str]:
    divided = [_parts(entry, seed) for seed in range(splits)]
    positive = float(np.mean(divided[0].by_name["test"].target_N))
    for way, settings in WAYS.items():
        scores = [_scores(parts, settings, seed) for seed, parts in enumerate(divided)]
        cells = [_told([each[i] for each in scores]) for i in range(2)]
        yield f"| {entry.name} | {positive:.1%} | {way} | {cells[0]} | {cells[1]} |"


def _parts(entry: Entry, seed: int) -> Parts:
    splitting = Splitting(group=entry.group, seed=seed)
    prepared = prepare(open_table(entry.path), entry.target, splitting=splitting)
    return encode_parts(prepared, "float32")


def _scores(parts: Parts, settings: Mapping[str, Any], seed: int) -> tuple[float, float]:
    recipe = replace(PRESETS["plain"], {**settings, "seed": 100 * seed})
    scores, _ = score_parts(learn_parts(parts, recipe, SEEDS), parts)
    found = [scores["test"][metric].value for metric in ("average_precision", "f1")]
    return found[0] or 0.0, found[1] or 0.0


def _told(values: list[float]) -> str:
    error = stdev(values) / len(values) ** 0.5 if len(values) > 1 else 0.0
    return f"{mean(values):.3f} ± {error:.3f}"


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imbalance", description=__doc__)
    parser.add_argument(
        "--tables",
        default=environ.get("SEPARATRIX_TABLES"),
        help="a folder of tables with INDEX.csv; else SEPARATRIX_TABLES",
    )
    parser.add_argument("--splits", type=int, default=5)
    parser.add_argument("--only", nargs="*", choices=NAMES, help="not all of the three tables")
    return parser.parse_args()


if __name__ == "__main__":
    main()
