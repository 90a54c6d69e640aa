"""An installation that cannot be written, with a home that cannot either, still trains."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import separatrix

WITHOUT_PRIVILEGE = """
import ctypes, os, sys
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1
if os.geteuid() == 0 and ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0):
    sys.exit("root cannot lay down its privilege here")
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Runs a program that modes of files stop even as root: without the capability to override them."""

PROGRAM = """
import json, os, torch, separatrix
from pathlib import Path
from separatrix.events import Note
from separatrix.models.architecture import Architecture
from separatrix.recipe import Recipe
from separatrix.training.compiled import engine, jit
from separatrix.training.examples import Examples
from separatrix.training.loop import fit

engine.SILENT_SECONDS = 0.0
told = []
features = torch.linspace(-1, 1, 40)[:, None]
rows = Examples(features, torch.zeros(40, 0, dtype=torch.int64), (features[:, 0] > 0).long())
shape = Architecture(features=1, hidden=(2,), outputs=1)
recipe = Recipe(hidden=(2,), epochs=20, batch_size=8, learning_rate=0.05)
trained = fit([recipe], shape, rows, task="binary", engine="compiled", listen=told.append)
losses = trained.history.train_loss_EK[:, 0]
print(json.dumps({
    "package": separatrix.__file__,
    "writable": os.access(Path(separatrix.__file__).parent, os.W_OK),
    "place": str(jit.cache_place()),
    "engine": trained.environment.engine,
    "notes": [event.text for event in told if isinstance(event, Note)],
    "learned": bool(losses[-1] < losses[0]),
}))
"""


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Path]:
    """Return a folder with a copy of the package and an empty home; none of it can be written."""
    place = tmp_path / "installation"
    package = place / "separatrix"
    skipped = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(separatrix.__file__).parent, package, ignore=skipped)
    (place / "home").mkdir()
    for path in (place, *place.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    yield place
    for path in (place, *place.rglob("*")):
        path.chmod(0o755)


@pytest.mark.skipif(sys.platform != "linux", reason="modes stop root on Linux alone, this way")
def test_what_cannot_be_written_trains_all_the_same_and_says_what_takes_long(
    installation: Path,
) -> None:
    home = str(installation / "home")
    before = sorted(installation.rglob("*"))
    environment = {
        **os.environ,
        "PYTHONPATH": str(installation),
        "HOME": home,
        "XDG_CACHE_HOME": home,
        "NUMBA_OPT": "0",  # compiled anew, as fast as can be
    }
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PRIVILEGE, sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        cwd=installation,
        env=environment,
        check=False,
    )
    if "cannot lay down" in done.stderr:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["package"] == str(installation / "separatrix" / "__init__.py")
    assert not told["writable"]
    assert told["place"] == "None"
    assert told["engine"] == "compiled"
    assert told["learned"]
    assert [note for note in told["notes"] if "each time: nothing can be kept" in note]
    assert sorted(installation.rglob("*")) == before
