"""What the program leaves out so that it starts fast."""

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType


class _WithoutPandas(MetaPathFinder):
    """Says that there is no pandas."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        if fullname == "pandas":
            raise ModuleNotFoundError("The program does without pandas.", name=fullname)
        return None


def leave_pandas_out() -> None:
    """Let Arrow do without pandas, which it imports for its first array and which takes a second.

    The program reads files, so nobody can hand it a DataFrame; in Python nothing is left out.
    """
    sys.meta_path.insert(0, _WithoutPandas())
