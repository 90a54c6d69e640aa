"""The notebooks: every cell runs, what they claim holds, and each shows pictures."""

import os
import re
from pathlib import Path

import jupytext
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
DOCS = NOTEBOOKS.parent / "docs" / "notebooks"
NAMES = [path.stem for path in sorted(NOTEBOOKS.glob("*.py"))]


def test_there_are_five_and_each_ends_with_something_to_try() -> None:
    assert [name[0] for name in NAMES] == list("12345")
    for name in NAMES:
        text = (NOTEBOOKS / f"{name}.py").read_text(encoding="utf-8")
        assert "## To try" in text.rpartition("# %% [markdown]")[2]
        assert "assert " in text  # what is claimed is checked


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_and_shows_pictures(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook = jupytext.read(NOTEBOOKS / f"{name}.py")
    (tmp_path / "work").mkdir()
    client = NotebookClient(
        notebook, timeout=240, resources={"metadata": {"path": str(tmp_path / "work")}}
    )
    client.execute(env={**os.environ})
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [each for each in outputs if each.output_type == "error"]
    pictures = [each for each in outputs if "image/png" in each.get("data", {})]
    assert len(pictures) >= (1 if name.startswith("2") else 2)


@pytest.mark.parametrize("name", NAMES)
def test_the_docs_hold_the_notebook_as_it_is(name: str) -> None:
    """Text and code word for word; `python tools/notebooks.py` writes them anew."""
    page = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    for cell in jupytext.read(NOTEBOOKS / f"{name}.py").cells:
        assert cell.source in page
    linked = re.findall(r"!\[\]\(([^)]+)\)", page)
    assert len(linked) >= 1
    assert all((DOCS / place).stat().st_size < 300_000 for place in linked)
