"""A Fitted on disk: a folder that is verified when it is opened, finished or visibly not.

What needs PyTorch is imported when it is asked for, so that listing runs stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from separatrix.runs.folder import RunWriter, start_run
from separatrix.runs.index import RunSummary, list_runs, remove_run
from separatrix.runs.journal import record
from separatrix.runs.records import TableFile

if TYPE_CHECKING:
    from separatrix.runs.contents import Contents, run_files
    from separatrix.runs.model_file import model_bytes, read_model
    from separatrix.runs.stored import StoredRun, open_run

__all__ = [
    "Contents",
    "RunSummary",
    "RunWriter",
    "StoredRun",
    "TableFile",
    "list_runs",
    "model_bytes",
    "open_run",
    "read_model",
    "record",
    "remove_run",
    "run_files",
    "start_run",
]

_LATER = {
    "Contents": "contents",
    "StoredRun": "stored",
    "model_bytes": "model_file",
    "open_run": "stored",
    "read_model": "model_file",
    "run_files": "contents",
}


def __getattr__(name: str) -> Any:
    """Import what needs PyTorch the first time that it is asked for."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
