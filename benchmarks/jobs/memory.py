"""Memory of this process, as Linux counts it."""

import resource
from contextlib import suppress
from pathlib import Path

GIB = 2**30
SHARE = 0.9
"""Of the memory that is free now; a job that wants more shall fail and not others."""


def forget_peak() -> None:
    """Let the high-water mark begin anew where this is possible."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def resident() -> int:
    """Return the bytes in memory now; 0 where nobody counts them."""
    return _status("VmRSS")


def peak() -> int:
    """Return the most bytes that were in memory; 0 where nobody counts them."""
    return _status("VmHWM")


def limit() -> None:
    """Refuse this process more memory than is free."""
    free = _field("/proc/meminfo", "MemAvailable")
    if free:
        resource.setrlimit(resource.RLIMIT_DATA, (int(free * SHARE),) * 2)


def _status(name: str) -> int:
    return _field("/proc/self/status", name)


def _field(place: str, name: str) -> int:
    """Return a field of a file of lines `Name:  123 kB` in bytes."""
    path = Path(place)
    lines = path.read_text(encoding="ascii", errors="replace").splitlines() if path.exists() else []
    found = (int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))
    return next(found, 0)
