"""Run the notebooks and write docs/notebooks: their text, code, outputs and pictures."""

import io
import re
import sys
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jupytext
from nbclient import NotebookClient
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
SOURCES, PLACE = ROOT / "notebooks", ROOT / "docs" / "notebooks"
MOST_LINES = 40


def main() -> None:
    """Write every notebook, or those whose names are given."""
    PLACE.mkdir(exist_ok=True)
    for source in sorted(SOURCES.glob("*.py")):
        if len(sys.argv) == 1 or source.stem in sys.argv[1:]:
            print(source.stem, flush=True)
            write(source)


def write(source: Path) -> None:
    """Run one notebook in a folder of its own and write what it shows."""
    notebook = jupytext.read(source)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(notebook, timeout=240, resources={"metadata": {"path": folder}}).execute()
    for old in PLACE.glob(f"{source.stem}-*.png"):
        old.unlink()
    pages = [_cell(cell, source.stem, at) for at, cell in enumerate(notebook.cells)]
    text = re.sub(r"/tmp/[\w./-]*/", "", "\n\n".join(pages))
    (PLACE / f"{source.stem}.md").write_text(f"{text}\n", encoding="utf-8")


def _cell(cell: Any, name: str, at: int) -> str:
    if cell.cell_type == "markdown":
        return str(cell.source)
    outputs = _outputs(cell.get("outputs", []), f"{name}-{at}")
    return "\n\n".join([f"```python\n{cell.source}\n```", *outputs])


def _outputs(outputs: list[Any], name: str) -> Iterator[str]:
    """Yield what a cell printed and showed; pictures become files."""
    for number, output in enumerate(outputs):
        data = output.get("data", {})
        if output.output_type == "stream":
            lines = output.text.rstrip().splitlines()
            more = [f"… {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []
            yield "```text\n" + "\n".join([*lines[:MOST_LINES], *more]) + "\n```"
        elif "image/png" in data:
            place = PLACE / f"{name}-{number}.png"
            place.write_bytes(_small(b64decode(data["image/png"])))
            yield f"![]({place.name})"
        elif "text/html" in data:
            yield _without_pictures(data["text/html"])


def _small(png: bytes) -> bytes:
    """Return a picture in 256 colours, which takes a third of the bytes."""
    buffer = io.BytesIO()
    few = Image.open(io.BytesIO(png)).convert("RGB").quantize(256, dither=Image.Dither.NONE)
    few.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _without_pictures(html: str) -> str:
    """Leave out pictures that a table holds, and styles, which documents do not show."""
    plain = re.sub(r"<img[^>]*>|<style.*?</style>", "", html, flags=re.DOTALL)
    return "\n".join(line for line in plain.splitlines() if line.strip())


if __name__ == "__main__":
    main()
