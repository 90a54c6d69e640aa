"""The kernels for processors without AVX-512, whose vectors are half as long."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from llvmlite.binding import get_host_cpu_features

ROOT = Path(__file__).parents[3]
NARROW = {
    "NUMBA_CPU_NAME": "haswell",
    "NUMBA_CPU_FEATURES": "+avx,+avx2,+fma,+sse2,+sse4.1,+sse4.2,+bmi,+bmi2,+popcnt",
}
PROGRAM = """
from separatrix.recipe import Recipe
from separatrix.training.compiled.vectors import LANES, VECTOR
from tests.training.compiled.test_agreement import LOSSES, UNEQUAL, apart, both

assert (VECTOR, LANES) == (8, 16)
for loss, norm, batch in (
    ("bce", "none", 16), ("cross-entropy", "batch", 7), ("huber", "layer", "full")
):
    recipe = Recipe(
        hidden=(9, 6), activation="gelu", norm=norm, loss=loss, dropout=0.2, batch_size=batch,
        learning_rate=0.002, epochs=6, dtype="float64",
    )
    print(apart(*(trained.stack for trained in both(recipe, LOSSES[loss], UNEQUAL))))
"""


@pytest.mark.skipif(
    not get_host_cpu_features().get("avx2"), reason="this processor has no AVX2 to be held to"
)
def test_without_avx_512_the_answers_are_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **NARROW},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    differences = [float(line) for line in done.stdout.split()]
    assert len(differences) == 3
    assert max(differences) < 1e-6
