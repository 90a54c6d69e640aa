"""Rules of the house that a reader relies on, checked on the source itself."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from jaxtyping import TypeCheckError

from separatrix.models.layers import linear

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "separatrix"
MODULES = sorted(SOURCE.rglob("*.py"))

WRITING_METHODS = {
    *("mkdir", "rename", "rmdir", "rmtree", "symlink_to", "hardlink_to", "touch", "unlink"),
    *("save_file", "to_csv", "to_excel", "to_feather", "to_json_file", "to_parquet", "tofile"),
    *("write_bytes", "write_text"),
}
WRITING_MODULES = {"shutil", "tempfile"}
WRITING_FUNCTIONS = {
    *("np.save", "np.savetxt", "np.savez", "torch.save", "torch.jit.save"),
    *("os.makedirs", "os.mkdir", "os.open", "os.remove", "os.rename", "os.replace", "os.unlink"),
}
WRITING_TO_A_SINK = {"savefig", "write_csv", "write_feather", "write_table"}
IN_MEMORY = {"buffer", "sink", "stream"}


def writes(source: str) -> Iterator[int]:
    """Yield the line of every call that writes to the file system."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and _writes(node):
            yield node.lineno


def _writes(call: ast.Call) -> bool:
    name = ast.unparse(call.func)
    receiver, _, method = name.rpartition(".")
    if method == "open" and name != "os.open":
        if any(ast.unparse(argument) in IN_MEMORY for argument in call.args):
            return False
        return any(set(mode) & set("wax+") for mode in _modes(call, first=1 - bool(receiver)))
    if any(ast.unparse(argument) == "os.devnull" for argument in call.args):
        return False
    if method in WRITING_TO_A_SINK:
        return not any(ast.unparse(argument) in IN_MEMORY for argument in call.args)
    return (
        (method in WRITING_METHODS and receiver not in ("", "files"))
        or receiver.split(".")[0] in WRITING_MODULES
        or name in WRITING_FUNCTIONS
    )


def _modes(call: ast.Call, first: int) -> Iterator[str]:
    keywords = [keyword.value for keyword in call.keywords if keyword.arg == "mode"]
    for mode in [*call.args[first : first + 1], *keywords]:
        yield str(mode.value) if isinstance(mode, ast.Constant) else "w"


@pytest.mark.parametrize(
    "source",
    [
        'open("a", "w")',
        'open("a", mode="ab")',
        "open(path, mode)",
        'path.open("x")',
        "path.write_text(words)",
        "os.open(path, flags)",
        "np.save(path, numbers)",
        "torch.save(state, path)",
        "frame.to_csv(path)",
        "shutil.copy(one, other)",
        "figure.savefig(path)",
        "pq.write_table(table, path)",
    ],
)
def test_the_search_for_writing_calls_finds_them(source: str) -> None:
    assert list(writes(source)) == [1]


@pytest.mark.parametrize(
    "source",
    [
        "open(path)",
        'path.open("rb")',
        "os.open(os.devnull, os.O_WRONLY)",
        "files.write_bytes(path, content)",
        "write_text(path, words)",
        'figure.savefig(buffer, format="png")',
        "pq.write_table(table, sink)",
        'av.open(buffer, "w", format="mp4")',
    ],
)
def test_the_search_for_writing_calls_leaves_others_alone(source: str) -> None:
    assert list(writes(source)) == []


def test_only_the_files_room_writes_to_the_file_system() -> None:
    found = [
        f"{module.relative_to(ROOT)}:{line}"
        for module in MODULES
        if module != SOURCE / "files.py"
        for line in writes(module.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_module_loads_a_file_that_can_execute() -> None:
    found = [
        f"{module.relative_to(ROOT)}: {call}"
        for module in MODULES
        for call in re.findall(
            r"torch\.load\(|torch\.jit\.load\(|pickle\.loads?\(|joblib\.load\(|(?<![.\w])(?:eval|exec)\(",
            module.read_text(encoding="utf-8"),
        )
    ]
    assert [line for line in found if not line.startswith("src/separatrix/lessons/")] == []


def exported(module: Path) -> list[str] | None:
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def test_every_list_of_public_names_is_sorted() -> None:
    lists = {module: exported(module) for module in MODULES}
    unsorted = [
        str(module.relative_to(ROOT))
        for module, names in lists.items()
        if names is not None and names != sorted(set(names))
    ]
    assert unsorted == []


def tracked() -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


FOREIGN = (  # in pieces, so that this file does not find itself
    *("/".join(("", place, "")) for place in ("work", "tmp/brief", "opt/wheels", "root")),
    "/".join(("shared", "data")),
    "files.python" + "hosted",
    "py" + "pi.org",
    "download." + "pytorch",
    "BRIEF" + ".md",
    "GROUND" + ".md",
    "PEERS" + ".md",
    "DESIGN" + ".md",
    "STYLE" + ".md",
)


def test_no_file_names_the_place_where_it_was_written() -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        words = [word for word in FOREIGN if word in text]
        if path == ROOT / ".ci" / "run":
            words = [word for word in words if not word.startswith("shared")]
        found += [f"{path.relative_to(ROOT)}: {word}" for word in words]
    assert found == []


def test_shapes_of_tensors_are_checked_while_testing() -> None:
    x, weight, bias = torch.zeros(1, 2, 3), torch.zeros(1, 3, 4), torch.zeros(1, 4)
    assert linear(x, weight, bias).shape == (1, 2, 4)
    with pytest.raises(TypeCheckError):
        linear(x, weight, bias[:, :1])  # PyTorch itself would stretch it
