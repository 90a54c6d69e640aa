import json
from pathlib import Path

import pytest

from benchmarks.__main__ import _letters
from benchmarks.numbers import digits, duration
from benchmarks.peers import MODULES as PEERS
from benchmarks.peers.peak import operations
from benchmarks.problem import Problem, draw
from benchmarks.processes import environment, run
from benchmarks.tables import TARGET, listed, make_table
from benchmarks.works import MODULES, work
from benchmarks.works.start import packages
from separatrix.data.read import open_table

HERE = Path(__file__).resolve().parent.parent.parent / "benchmarks"


@pytest.mark.parametrize("letter", MODULES)
def test_every_bar_speaks_of_a_setting_that_is_measured(letter: str) -> None:
    found = work(letter)
    settings = {part.name for part in found.parts}
    named = {of.setting for bar in found.bars for of in (bar.over, bar.under) if of is not None}
    assert found.bars
    assert named <= settings


def test_every_peer_has_its_file() -> None:
    assert {path.stem for path in (HERE / "peers").glob("*.py")} >= set(PEERS.values())


def test_a_process_is_held_to_its_threads_before_it_imports_anything() -> None:
    told = environment(1)
    assert {told[f"{name}_NUM_THREADS"] for name in ("OMP", "MKL", "OPENBLAS", "NUMBA")} == {"1"}
    script = "import os; from benchmarks.processes import hold; print(hold(1))"
    assert run(("-c", script), cores=1).output.strip() == "1"


def test_a_process_that_fails_says_how() -> None:
    done = run(("-c", "raise SystemExit('no memory')"), cores=1)
    assert done.failure == "ended with 1: no memory"


def test_imports_are_summed_by_package() -> None:
    told = (
        "import time: self [us] | cumulative | imported package\n"
        "import time:       250 |        900 | numpy.linalg\n"
        "import time:       750 |       1900 | numpy\n"
        "import time:       100 |        100 |   json.decoder\n"
        "a warning | of | another kind\n"
    )
    assert packages(told) == pytest.approx({"numpy": 0.001, "standard library": 0.0001})


def test_letters_are_checked() -> None:
    assert _letters("a,h") == ("a", "h")
    with pytest.raises(Exception, match="there is no work x"):
        _letters("a,x")


def test_a_listed_table_is_found_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "INDEX.csv").write_text("name,file,target\niris,i.parquet,species\n")
    assert listed(tmp_path, "iris") == (tmp_path / "i.parquet", "species")
    with pytest.raises(LookupError, match="lists no table adult"):
        listed(tmp_path, "adult")


def test_a_made_table_has_its_rows_columns_and_target(tmp_path: Path) -> None:
    make_table(tmp_path / "made.parquet", 500, 3)
    table = open_table(tmp_path / "made.parquet")
    assert len(table) == 500
    assert list(table.names) == ["x0", "x1", "x2", TARGET]
    assert set(table.columns[TARGET].to_pylist()) == {"yes", "no"}


def test_rows_are_the_same_each_time_and_half_of_them_lie_inside() -> None:
    problem = Problem(4_000, 2, (10, 10), 1, 32, 1)
    first, second = draw(problem), draw(problem)
    assert (first.features_ND == second.features_ND).all()
    assert first.labels_N.mean() == pytest.approx(0.5, abs=0.03)


def test_operations_are_counted_by_hand() -> None:
    problem = Problem(rows=64, features=2, hidden=(3,), outputs=1, batch=32, epochs=1)
    assert problem.parameters == 2 * 3 + 3 + 3 + 1
    assert operations(problem) == 13 * (6 * 64 + 12 * 2)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(75.0, "75.0 s"), (0.0123, "12.3 ms"), (3.5e-6, "3.50 µs"), (2e-9, "2.00 ns")],
)
def test_a_duration_has_three_digits_and_its_unit(seconds: float, said: str) -> None:
    assert duration(seconds) == said
    assert digits(1234.5) == "1,234"


def test_the_results_that_are_kept_are_whole() -> None:
    place = HERE / "results.json"
    if place.exists():
        kept = json.loads(place.read_text(encoding="utf-8"))
        assert kept["quick"] is False, "a quick run is not kept"
        assert set(kept["works"]) == set(MODULES)
