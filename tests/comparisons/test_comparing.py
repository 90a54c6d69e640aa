"""Runs beside each other: only what differs, and verdicts where they saw the same rows."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import separatrix
from separatrix.comparisons.pictures import comparison_pictures
from separatrix.errors import RunError
from separatrix.evaluation.paired import paired_bootstrap
from separatrix.evaluation.prediction import predict
from separatrix.evaluation.truth import truth
from separatrix.recipe import Recipe

LINE = Recipe(hidden=(), epochs=20, learning_rate=0.05)
NET = Recipe(hidden=(16, 16), epochs=60, learning_rate=0.01)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("comparisons")
    table = separatrix.make_toy("circles", 400, noise=0.05, seed=0)
    rows = zip(*(table.column(name).to_pylist() for name in table.names), strict=True)
    lines = [",".join(table.names), *(",".join(map(str, row)) for row in rows)]
    (place / "circles.csv").write_text("\n".join(lines) + "\n")
    (place / "fewer.csv").write_text("\n".join(lines[:300]) + "\n")
    return place


def train(folder: Path, name: str, recipe: Recipe, table: str = "circles.csv", **given: Any) -> Any:
    return separatrix.train(
        folder / table,
        target=given.pop("target", "label"),
        recipe=recipe,
        out=folder / name,
        overwrite=True,
        pictures=False,
        **given,
    )


@pytest.fixture(scope="module")
def line(folder: Path) -> separatrix.Run:
    return train(folder, "line", LINE)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def net(folder: Path) -> separatrix.Run:
    return train(folder, "net", NET, seeds=2)  # type: ignore[no-any-return]


def test_only_what_differs_is_listed(line: separatrix.Run, net: separatrix.Run) -> None:
    found = separatrix.compare(line, net)
    assert set(found.differs) == {"hidden", "epochs", "learning_rate", "networks"}
    assert found.differs["hidden"] == ("none", "16, 16")
    assert separatrix.compare(line, line).differs == {}


def test_the_verdict_is_that_of_the_paired_bootstrap(
    line: separatrix.Run, net: separatrix.Run
) -> None:
    found = separatrix.compare(line, net.path)
    verdict = found.lines[1].verdict
    assert verdict is not None
    assert verdict.word == "better"
    _, table = line.part_rows("test")
    answers = [[predict(run.fitted, table).answers] for run in (line, net)]
    expected = paired_bootstrap("accuracy", truth(line.fitted.target, table), *answers)
    assert (verdict.difference, verdict.low, verdict.high, verdict.p) == (
        expected.difference,
        expected.low,
        expected.high,
        expected.p,
    )
    backwards = separatrix.compare(net, line).lines[1].verdict
    assert backwards is not None
    assert backwards.word == "worse"
    same = separatrix.compare(net, net).lines[1].verdict
    assert same is not None
    assert (same.word, same.p) == ("no difference", 1.0)


def test_p_values_hold_for_all_runs_together(folder: Path, line: separatrix.Run) -> None:
    other = train(folder, "other", Recipe(hidden=(4,), epochs=3))
    alone = separatrix.compare(line, other).lines[1].verdict
    together = separatrix.compare(line, other, other).lines[1].verdict
    assert alone is not None
    assert together is not None
    assert together.p == pytest.approx(min(1.0, 2 * alone.p))  # type: ignore[operator]


def test_runs_that_saw_other_rows_are_listed_without_a_verdict(
    folder: Path, line: separatrix.Run
) -> None:
    others = {
        "different tables": train(folder, "a", NET, table="fewer.csv"),
        "different rows": train(folder, "b", Recipe(hidden=(8,), epochs=2, seed=3)),
        "predict different things": train(folder, "c", NET, target="x1"),
    }
    for why, run in others.items():
        found = separatrix.compare(line, run)
        verdict = found.lines[1].verdict
        assert verdict is not None
        assert (verdict.word, verdict.difference) == ("", None)
        assert why in found.notes[0]


def test_a_table_that_moved_leaves_the_scores(folder: Path) -> None:
    (folder / "moved.csv").write_text((folder / "circles.csv").read_text())
    runs = [train(folder, name, LINE, table="moved.csv") for name in ("m1", "m2")]
    (folder / "moved.csv").unlink()
    found = separatrix.compare(*runs)
    assert found.lines[1].scores
    assert "is gone" in found.notes[0]


def test_a_frame_has_a_row_for_each_run(line: separatrix.Run, net: separatrix.Run) -> None:
    frame = separatrix.compare(line, net).to_frame()
    assert list(frame["run"]) == ["line", "net"]
    assert list(frame["hidden"]) == ["none", "16, 16"]
    assert frame["accuracy"][1] == net.scores["test"]["accuracy"].value
    assert frame["verdict"][1] == "better"


def test_boundaries_are_drawn_where_all_see_the_same_plane(
    folder: Path, line: separatrix.Run, net: separatrix.Run
) -> None:
    both = comparison_pictures(separatrix.compare(line, net))
    assert set(both) == {
        *("boundaries.png", "boundaries.svg", "curves.png", "curves.svg"),
    }
    svg = both["boundaries.svg"].decode()
    assert ">line<" in svg
    assert ">net<" in svg
    alone = train(folder, "x1 only", LINE, kinds={"x2": "drop"})
    assert "boundaries.png" not in comparison_pictures(separatrix.compare(line, alone))


def test_what_cannot_be_compared_is_said(line: separatrix.Run, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="two runs or more, got 1"):
        separatrix.compare(line)
    with pytest.raises(RunError, match="There is no run at"):
        separatrix.compare(line, tmp_path / "nothing")
    with pytest.raises(RunError, match="model file alone"):
        separatrix.compare(line, line.path / "model.safetensors")


def test_errors_are_better_when_less(folder: Path) -> None:
    x = np.linspace(0, 1, 300)
    path = folder / "numbers.csv"
    path.write_text("\n".join(["x,y", *(f"{a},{np.sin(9 * a)}" for a in x)]) + "\n")
    runs = [
        train(folder, f"n{i}", recipe, table="numbers.csv", target="y")
        for i, recipe in enumerate((LINE, NET))
    ]
    verdict = separatrix.compare(*runs).lines[1].verdict
    assert verdict is not None
    assert verdict.word == "better"
