"""Make every kind of picture and screen that the product makes, in one folder to be looked at.

Pictures come from real lessons and runs. Screens are what the commands print, as text and as SVG
in a terminal's colours. `index.html` shows them all on one page.
"""

import io
import sys
from contextlib import chdir
from html import escape
from pathlib import Path

from rich.console import Console
from rich.text import Text
from typer.testing import CliRunner

from separatrix.cli.main import app

WIDTH = 100
TERMINAL = {  # in colour, without the frames of a moving bar
    "COLUMNS": str(WIDTH),
    "FORCE_COLOR": "1",
    "TERM": "xterm-256color",
    "TTY_INTERACTIVE": "0",
}
QUICK = ("--epochs", "60", "--seeds", "3")

TOYS = ("circles", "moons", "blobs", "spirals", "gaussians", "xor", "line")
PENGUINS = ("train", "penguins", "--target", "species")

SCREENS = {
    "help": ("--help",),
    "help-train": ("train", "--help"),
    "help-lesson": ("lesson", "--help"),
    "lesson-list": ("lesson", "list"),
    "lesson-circles": ("lesson", "circles", "--out", "lessons"),
    "lesson-check": ("lesson", "check", "moons", "--hidden", "none", "--seeds", "3"),
    "lesson-code": ("lesson", "circles", "--code", "1"),
    "train-penguins": (*PENGUINS, "--out", "runs/penguins", *QUICK),
    "train-json": (*PENGUINS, "--out", "runs/json", "--json"),
    "train-regression": ("train", "penguins", "-t", "body_mass_g", "--out", "runs/mass", *QUICK),
    "evaluate": ("evaluate", "runs/penguins", "penguins"),
    "predict": ("predict", "runs/circles", "circles.csv", "-o", "predictions.csv"),
    "show": ("show", "runs/circles", "boundary", "-o", "boundary.png"),
    "doctor": ("show", "runs/ill", "doctor", "-o", "seen/ill-doctor.png"),
    "net": ("show", "runs/circles", "net", "-o", "seen/net.png"),
    "net-row": ("show", "runs/circles", "net", "--row", "17", "-o", "seen/net-row.png"),
    "importance": ("show", "runs/penguins", "importance", "-o", "seen/importance.png"),
    "contributions": (
        *("show", "runs/penguins", "contributions", "--row", "7", "-o", "seen/contributions.png"),
    ),
    "runs": ("runs",),
    "refused-file": ("train", "circle.csv", "--target", "label"),
    "refused-target": ("train", "penguins", "--target", "specie"),
    "refused-option": (*PENGUINS, "--optimizer", "adamm"),
    "refused-overwrite": (*PENGUINS, "--out", "runs/penguins"),
    "refused-run": ("predict", "runs/nothing", "penguins"),
    "wrong-usage": ("train",),
}


SEEN = ("boundary", "net", "doctor", "importance", "effects")
"""Pictures that are drawn only when they are asked for."""

ILL = ("--hidden", "16,16,16,16,16,16", "--activation", "sigmoid", "--optimizer", "sgd")


def main() -> None:
    """Fill the folder that the command line names."""
    gallery = Path(sys.argv[1] if len(sys.argv) > 1 else "gallery").resolve()
    gallery.mkdir(parents=True, exist_ok=True)
    for name in TOYS:
        print(f"{name} …", flush=True)
        _run(gallery, "toy", name, "-n", "600", "-o", f"{name}.csv")
        run = ("--out", f"runs/{name}", "--overwrite", "--quiet")
        _run(
            gallery,
            "train",
            f"{name}.csv",
            "--target",
            "y" if name == "line" else "label",
            *QUICK,
            *run,
        )
    print("what is seen when asked for …", flush=True)
    _run(gallery, *PENGUINS, "--out", "runs/seen", "--overwrite", "--quiet", *QUICK)
    ill = ("--out", "runs/ill", "--overwrite", "--quiet")
    _run(gallery, "train", "circles.csv", "-t", "label", *ILL, *ill)
    (gallery / "seen").mkdir(exist_ok=True)
    for shown in ("circles", "spirals", "seen"):
        for what in SEEN:
            _run(gallery, "show", f"runs/{shown}", what, "-o", f"seen/{shown}-{what}.png")
    _run(gallery, "show", "runs/circles", "runs/ill", "film", "-o", "seen/film.html")
    print("lessons …", flush=True)
    _run(gallery, "lesson", "all", "--out", "lessons", "--quiet")
    for name, words in SCREENS.items():
        print(f"screen {name} …", flush=True)
        _write_screen(gallery, name, words)
    _write_index(gallery)
    print(f"{gallery / 'index.html'} shows everything")


def _run(folder: Path, *words: str) -> str:
    """Run a command as a reader's terminal would; return what it printed."""
    with chdir(folder):
        return CliRunner(env=TERMINAL).invoke(app, words, prog_name="separatrix").output


def _write_screen(gallery: Path, name: str, words: tuple[str, ...]) -> None:
    if "--out" in words and words[0] == "train" and not name.startswith("refused"):
        words = (*words, "--overwrite")
    printed = Text.from_ansi(_run(gallery, *words).strip())
    console = Console(record=True, file=io.StringIO(), width=WIDTH, force_terminal=True)
    console.print(printed)
    screens = gallery / "screens"
    screens.mkdir(exist_ok=True)
    (screens / f"{name}.txt").write_text(f"{printed.plain}\n", encoding="utf-8")
    console.save_svg(str(screens / f"{name}.svg"), title=f"separatrix {' '.join(words)}")


def _write_index(gallery: Path) -> None:
    pictures = sorted([*gallery.rglob("*.png"), *(gallery / "screens").glob("*.svg")])
    figures = [
        f'<figure><img src="{name}" loading="lazy"><figcaption>{name}</figcaption></figure>'
        for name in (escape(picture.relative_to(gallery).as_posix()) for picture in pictures)
    ]
    style = "body{font-family:sans-serif} figure{margin:2em 0} img{max-width:100%}"
    page = f"<!doctype html><meta charset=utf-8><title>Gallery</title><style>{style}</style>"
    (gallery / "index.html").write_text("\n".join([page, *figures]), encoding="utf-8")


if __name__ == "__main__":
    main()
