"""`python -m benchmarks.looking [FOLDER]`: what film and checkups cost a training.

The same training is run without and with each, in turn, on one thread; the least time of each is
compared, which the machine's other work disturbs least. The bar is 5 % of the training, or half a
second.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import torch

import separatrix
from separatrix.data.parts import Parts, encode_parts
from separatrix.data.prepare import prepare
from separatrix.data.read import open_table
from separatrix.evaluation.film import Camera
from separatrix.recipe import Recipe
from separatrix.training.examiner import Examiner
from separatrix.training.observing import Observer
from separatrix.workflow import learn_parts

ROUNDS = 7
SHARE, SECONDS = 0.05, 0.5


def main() -> None:
    """Print a line for each training."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, help="A folder with adult.parquet.")
    folder = parser.parse_args().folder
    torch.set_num_threads(1)
    circles = separatrix.make_toy("circles", rows=1000, seed=42)
    cases: list[tuple[str, object, str, Recipe, int]] = [
        ("circles, 10-10, 100 epochs", circles, "label", _recipe((10, 10), 100), 1),
        ("circles, 10-10, 1,000 epochs", circles, "label", _recipe((10, 10), 1000), 1),
        ("circles, 10-10, 20 networks", circles, "label", _recipe((10, 10), 100), 20),
        ("circles, 256-256-256", circles, "label", _recipe((256, 256, 256), 60), 1),
    ]
    if folder is None:
        print("No folder was given: adult is left out.")
    else:
        cases.append(
            ("adult, 128-128", folder / "adult.parquet", "income", _recipe((128, 128), 20), 1)
        )
    print("| training | alone | checkups | film | more, ms |\n|---|---|---|---|---|")
    for name, table, target, recipe, seeds in cases:
        print(_line(name, table, target, recipe, seeds), flush=True)


def _recipe(hidden: tuple[int, ...], epochs: int) -> Recipe:
    return Recipe(hidden=hidden, epochs=epochs, learning_rate=0.005, keep="last", patience=None)


def _line(name: str, table: object, target: str, recipe: Recipe, seeds: int) -> str:
    prepared = prepare(open_table(table), target)
    parts = encode_parts(prepared, recipe.numbers)
    rows = prepared.part("train")
    makers: list[Callable[[], Observer | None]] = [
        lambda: None,
        lambda: Examiner().see,
        lambda: Camera(parts.encoder, rows, recipe.numbers).see,
    ]
    _trained(parts, recipe, seeds, None)  # kernels are compiled, memory is there
    times: list[list[float]] = [[] for _ in makers]
    for _ in range(ROUNDS):
        for at, maker in enumerate(makers):
            times[at].append(_trained(parts, recipe, seeds, maker()))
    alone, looked, filmed = (min(each) for each in times)
    return (
        f"| {name} | {alone:.3f} s | {looked / alone:.3f} | {filmed / alone:.3f} | "
        f"{1000 * (looked - alone):.0f}, {1000 * (filmed - alone):.0f} |"
    )


def _trained(parts: Parts, recipe: Recipe, seeds: int, observe: Observer | None) -> float:
    began = perf_counter()
    learn_parts(parts, recipe, seeds, observe=observe)
    return perf_counter() - began


if __name__ == "__main__":
    main()
