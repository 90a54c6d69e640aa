"""Build the wheel, install it where nothing else is, and use it there.

The environment is new and empty, in a temporary folder outside the checkout, with the versions of
constraints.txt; what the wheel forgot to carry is missed here and not by a user.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = Path(sys.prefix) / "constraints.txt"  # with the PyTorch of this environment
COMMANDS = (
    ("--version",),
    ("toy", "circles", "-n", "200", "--seed", "1", "-o", "circles.csv"),
    ("train", "circles.csv", "--target", "label", "--epochs", "3", "--out", "run", "--quiet"),
    ("predict", "run", "circles.csv", "-o", "predictions.csv"),
    ("report", "run", "-o", "report.html"),
)


def main() -> int:
    """Say what failed, or nothing but one line."""
    with tempfile.TemporaryDirectory(prefix="separatrix-wheel-") as name:
        folder = Path(name)
        _run(sys.executable, "-m", "build", "--wheel", "--outdir", folder, ROOT)
        [wheel] = folder.glob("*.whl")
        venv.create(folder / "empty", with_pip=True)
        pip = (folder / "empty" / "bin" / "python", "-m", "pip", "install", "--no-compile")
        _run(*pip, "--disable-pip-version-check", "-c", KEPT, wheel)
        for command in COMMANDS:
            _run(folder / "empty" / "bin" / "separatrix", *command, within=folder)
    print(f"{wheel.name} installs and runs in an empty environment")
    return 0


def _run(*command: str | Path, within: Path | None = None) -> None:
    """Run a command away from the checkout; show what it said only where it failed."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        command, cwd=within, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        words = " ".join(map(str, command))
        sys.exit(f"{words}\nfailed with {done.returncode}:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    sys.exit(main())
