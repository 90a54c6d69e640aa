from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from separatrix.lessons import pictures
from separatrix.lessons.catalogue import LESSONS
from separatrix.lessons.lesson import Lesson
from separatrix.lessons.pictures import write_pictures
from separatrix.lessons.run import train_rungs
from separatrix.pictures.slices import asker, typical_row

Shorten = Callable[[str], Lesson]


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("line", {"boundary-linear", "boundary-deep"}),
        ("moons", {"data", "boundaries", "boundary-linear", "boundary-ReLU", "boundary-Adam"}),
        ("tuning", {"data", "boundaries", "map", "boundary-start", "boundary-too-fast"}),
        ("penguins", {"slice", "confusion-linear", "confusion-ReLU"}),
    ],
)
def test_a_lesson_writes_its_pictures(
    name: str,
    more: set[str],
    shortened: Shorten,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if name != "line":  # what takes long is the laying out, which is the same for all
        monkeypatch.setattr(pictures, "render", lambda _figure: b"\x89PNG")
    paths = write_pictures(train_rungs(shortened(name), (0, 1)), tmp_path / name)
    written = {path.stem for path in paths}
    curves = {f"curves-{rung}" for rung in LESSONS[name].ladder.names}
    assert more | curves | {"rungs"} <= written
    assert len(written) == len(paths)
    assert {path.name for path in (tmp_path / name).iterdir()} == {path.name for path in paths}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_a_slice_moves_two_columns_and_holds_the_others(shortened: Shorten) -> None:
    trained = train_rungs(shortened("penguins"), (0,))
    fitted, rows = trained.results[1].fitted, trained.problem.train.table
    held = typical_row(fitted, rows)
    assert held.column("island")[0].as_py() == "Biscoe"
    median = np.nanmedian(np.asarray(rows.columns["body_mass_g"], dtype=float))
    assert held.column("body_mass_g")[0].as_py() == median
    cells = {"bill_length_mm": [35.0, 35.0, 50.0], "flipper_length_mm": [180.0, 180.0, 220.0]}
    ask = asker(fitted, held)
    columns = {name: pa.array(values) for name, values in cells.items()}
    shares_NC = ask(np.zeros(3, np.int64), columns).answers.probabilities_NC
    assert shares_NC is not None
    assert np.array_equal(shares_NC[0], shares_NC[1])
    assert not np.array_equal(shares_NC[0], shares_NC[2])
