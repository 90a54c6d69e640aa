"""Make the virtual environment that every other command runs in.

A PyTorch that is already there (in the environment, or with --system in the Python that makes it)
is kept whatever its version, so that a CPU build, or one for a special device, stays what it is.
Needs nothing but the standard library.
"""

import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST = (3, 11)


def main() -> int:
    """Make or renew the environment, or add the peers to it, and mark that as done."""
    if sys.version_info < OLDEST:
        return _refuse("Separatrix needs Python 3.11 or later: make … PYTHON=python3.11")
    arguments = _parse()
    environment = ROOT / arguments.environment
    python = environment / "bin" / "python"
    print(_doing(environment, arguments.peers), flush=True)
    if not _works(python):
        options = ["--clear"] + ["--system-site-packages"] * arguments.system
        subprocess.run([sys.executable, "-m", "venv", *options, environment], check=True)
    constraints = environment / "constraints.txt"
    constraints.write_text(_constraints(_torch(python)), encoding="utf-8")
    extra, marker = ("bench", ".peers") if arguments.peers else ("dev", ".current")
    pip = (python, "-m", "pip", "install", "-qq", "--no-compile", "--disable-pip-version-check")
    done = subprocess.run((*pip, "-c", constraints, "-e", f".[{extra}]"), cwd=ROOT, check=False)
    if done.returncode:
        return _refuse("The packages could not be installed; what pip said stands above.")
    (environment / marker).touch()
    return 0


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("environment", type=Path)
    parser.add_argument("--system", action="store_true", help="see the packages of this Python")
    parser.add_argument("--peers", action="store_true", help="add what the benchmarks measure")
    return parser.parse_args()


def _doing(environment: Path, peers: bool) -> str:
    if peers:
        return f"Adding the peers of the benchmarks to {environment.name}."
    return f"Making {environment.name} (the first time takes minutes: PyTorch is large)."


def _works(python: Path) -> bool:
    """Say whether an environment is there and was not cut off while it was made."""
    if not python.exists():
        return False
    pip = (python, "-m", "pip", "--version")
    return subprocess.run(pip, capture_output=True, check=False).returncode == 0


def _torch(python: Path) -> str | None:
    ask = "from importlib.metadata import version; print(version('torch'))"
    answer = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=False)
    return answer.stdout.strip().partition("+")[0] or None  # 2.13.0 is satisfied by 2.13.0+cpu


def _constraints(torch: str | None) -> str:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    if torch:
        print(f"Keeping PyTorch {torch}.", flush=True)
        lines = [f"torch=={torch}" if line.startswith("torch==") else line for line in lines]
    return "\n".join(lines) + "\n"


def _refuse(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
