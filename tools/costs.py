"""Measure what each dependency costs: megabytes on disk, seconds to import, and who imports it.

The table in docs/design.md comes from here. Times are the least of several runs, each in a new
process that has imported nothing else.
"""

import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path
from time import perf_counter

import grimp

IMPORTED = {  # distribution: the module that this package imports of it
    "torch": "torch",
    "scikit-learn": "sklearn.model_selection",
    "scipy": "scipy",
    "pyarrow": "pyarrow",
    "numpy": "numpy",
    "matplotlib": "matplotlib.figure",
    "pillow": "PIL.Image",
    "av": "av",
    "captum": "captum.attr",
    "narwhals": "narwhals",
    "msgspec": "msgspec",
    "safetensors": "safetensors",
    "jaxtyping": "jaxtyping",
    "typer": "typer",
    "rich": "rich.table",
    "jinja2": "jinja2",
}
REPEATS = 5


def main() -> None:
    """Print the table, then the time of the program's help."""
    graph = grimp.build_graph("separatrix", include_external_packages=True)
    for name, module in IMPORTED.items():
        rooms = ", ".join(sorted(_rooms(graph, module.split(".")[0]))) or "(of another)"
        seconds = _least(f"import {module}") - _least("pass")
        print(f"| {name} | {rooms} | {_megabytes(name):.1f} MB | {seconds:.2f} s |")
    program = Path(sys.executable).with_name("separatrix")
    times = sorted(_time(str(program), "--help") for _ in range(2 * REPEATS + 1))
    print(
        f"separatrix --help: {times[len(times) // 2]:.2f} s in the median, {times[0]:.2f} s least"
    )


def _rooms(graph: grimp.ImportGraph, library: str) -> set[str]:
    if library not in graph.modules:
        return set()
    importers = graph.find_modules_that_directly_import(library)
    return {importer.split(".")[1] for importer in importers}


def _megabytes(name: str) -> float:
    """Return the size of what a distribution installs, without what it depends on."""
    files = distribution(name).files or []
    places = (Path(str(file.locate())) for file in files)
    return sum(place.stat().st_size for place in places if place.is_file()) / 1e6


def _least(statement: str) -> float:
    return min(_time(sys.executable, "-c", statement) for _ in range(REPEATS))


def _time(*command: str) -> float:
    began = perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return perf_counter() - began


if __name__ == "__main__":
    main()
