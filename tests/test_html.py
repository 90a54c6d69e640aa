"""What notebooks show: every text escaped, scores with intervals, pictures inside."""

from pathlib import Path

import numpy as np
import pytest

import separatrix
from separatrix.html import table_html
from separatrix.recipe import Recipe

SMALL = Recipe(hidden=(4,), epochs=4)


def test_texts_are_escaped() -> None:
    html = table_html("<i>", ["<b>", "n"], [["a & b", 3]], ["1 < 2"])
    assert "<i>" not in html
    assert "<b>" not in html
    assert "a &amp; b" in html
    assert "1 &lt; 2" in html


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> separatrix.Run:
    table = {"x": np.arange(60.0), "z": np.sin(np.arange(60.0)), "y<": ["<a>", "b"] * 30}
    out = tmp_path_factory.mktemp("html") / "run"
    return separatrix.train(table, target="y<", recipe=SMALL, out=out, pictures=False, seeds=2)


def test_a_run_shows_its_scores_and_its_curves(run: separatrix.Run) -> None:
    html = run._repr_html_()
    assert "y&lt;: binary, 2 networks" in html
    assert "<a>" not in html
    assert html.count("<tr>") == 1 + len(run.scores["test"])
    assert "data:image/png;base64," in html
    model = separatrix.load(run.path / "model.safetensors")
    assert "data:image" not in model._repr_html_()


def test_a_history_shows_where_it_began_and_ended(run: separatrix.Run) -> None:
    assert run.fitted.history is not None
    html = run.fitted.history._repr_html_()
    assert "4 epochs of 2 networks" in html
    assert "first, epoch 1" in html
    assert "last, epoch 4" in html


def test_a_figure_shows_itself(run: separatrix.Run) -> None:
    assert run.show("curves")._repr_png_().startswith(b"\x89PNG")


def test_rows_of_a_table_that_is_no_file_are_at_hand_while_python_lives(
    run: separatrix.Run,
) -> None:
    assert len(run.show("confusion").axes) >= 1
    with pytest.raises(separatrix.RunError, match="needs the run's table"):
        separatrix.load(run.path).show("confusion")


def test_a_ladder_shows_its_rungs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    table = {"x": np.arange(60.0), "z": np.cos(np.arange(60.0)), "y": ["a", "b"] * 30}
    ladder = separatrix.ladder(table, target="y", rungs=["linear", "ReLU"], folds=2, repeats=1)
    html = ladder._repr_html_()
    assert "linear" in html
    assert "ReLU" in html
    assert html.count("<tr>") == 1 + len(ladder.rungs) + len(ladder.beside)
