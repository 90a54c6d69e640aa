"""`separatrix lesson`: watch networks fail and succeed, take the code along, try it yourself."""

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from separatrix.cli.groups import grouped
from separatrix.cli.guard import REFUSED
from separatrix.cli.options import Json, Quiet, RecipeOptions
from separatrix.cli.output import print_json, print_text
from separatrix.errors import RecipeError

if TYPE_CHECKING:
    from separatrix.cli.screen import Screen

OWN_WORDS = ("list", "all", "check")


def _words() -> list[str]:
    from separatrix.lessons import names

    return [*OWN_WORDS, *names()]


class CodeOptions(NamedTuple):
    """The code to take along."""

    code: Annotated[
        str | None,
        typer.Option(metavar="RUNG", help="Print a rung, by number or name, as a PyTorch script."),
    ] = None
    sequential: Annotated[
        bool, typer.Option("--sequential", help="With --code: nn.Sequential, not a class.")
    ] = False


@grouped
def lesson(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[list | NAME | all | check NAME]",
            help="A lesson's name; list names them; check tries your own settings.",
            show_default=False,
            autocompletion=_words,
        ),
    ] = None,
    seeds: Annotated[
        int, typer.Option(metavar="K", help="Networks of each rung, from K seeds.")
    ] = 20,
    out: Annotated[
        str, typer.Option("--out", "-o", metavar="DIR", help="Where the pictures go.")
    ] = "lessons",
    json: Json = False,
    quiet: Quiet = False,
    *,
    code: CodeOptions,
    recipe: RecipeOptions,
) -> None:
    """Watch networks fail and succeed, over many seeds."""
    asked = _asked(words or ["list"], code, recipe)
    from separatrix.cli.screen import Screen

    screen = Screen(quiet=quiet)
    if code.code is not None:
        _print_code(asked[0], code.code, sequential=code.sequential)
    elif asked == ["list"]:
        _list(screen, json=json)
    elif asked[0] == "check":
        _check(asked[1], recipe, seeds, screen, json=json)
    else:
        _run(asked[0], seeds, Path(out), screen, json=json)


def _asked(words: list[str], code: CodeOptions, recipe: RecipeOptions) -> list[str]:
    """Check that words and options go together; typer cannot know."""
    checking = words[0] == "check"
    if checking and len(words) == 1:
        raise typer.BadParameter("which lesson? separatrix lesson check NAME", param_hint="NAME")
    if len(words) > 1 + checking:
        raise typer.BadParameter(f"one lesson at a time, got {' '.join(words)}", param_hint="NAME")
    if recipe != RecipeOptions() and not checking:
        raise typer.BadParameter(
            "a lesson has its own; to try yours: separatrix lesson check NAME",
            param_hint="network and training",
        )
    if code.code is not None and words[0] in OWN_WORDS:
        raise typer.BadParameter("needs a lesson's name", param_hint="--code")
    return words


def _print_code(name: str, rung: str, *, sequential: bool) -> None:
    from separatrix import lessons

    print_text(lessons.code(name, rung, sequential=sequential))


def _list(screen: "Screen", *, json: bool) -> None:
    from separatrix import lessons
    from separatrix.cli.tables import lessons_table

    titles = {name: lessons.title(name) for name in lessons.names()}
    if json:
        print_json([{"lesson": name, "title": title} for name, title in titles.items()])
    else:
        screen.show(lessons_table(titles))


def _run(name: str, seeds: int, out: Path, screen: "Screen", *, json: bool) -> None:
    from separatrix import lessons
    from separatrix.cli.lesson_screen import lesson_screen

    names = lessons.names() if name == "all" else (name,)
    _make_places(names, seeds, out)
    documents: list[dict[str, Any]] = []
    for each in names:
        with screen.progress() as listen:
            result = lessons.run_lesson(each, seeds=seeds, out=out, listen=listen)
        documents.append(result.to_json())
        if not json:
            screen.show(*lesson_screen(result, hints=len(names) == 1), "")
    if json:
        print_json(documents if name == "all" else documents[0])
    if not all(document["ok"] for document in documents):
        raise typer.Exit(REFUSED)


def _make_places(names: Sequence[str], seeds: int, out: Path) -> None:
    """Make the folders of the pictures, so that none is found unusable after the training.

    Raises:
        DataError: there is no such lesson, and no folder is made.
        RecipeError: there are no seeds, likewise.
        OSError: a folder cannot be made or written.
    """
    from separatrix import files, lessons

    for name in names:
        lessons.title(name)  # refuses what is none
    if seeds < 1:
        raise RecipeError(f"seeds must be 1 or more, got {seeds}.")
    for name in names:
        files.make_folder(out / name)
        if not os.access(out / name, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(out / name))


def _check(name: str, options: RecipeOptions, seeds: int, screen: "Screen", *, json: bool) -> None:
    from separatrix import lessons
    from separatrix.cli.lesson_screen import check_screen
    from separatrix.cli.recipes import recipe_of

    with screen.progress() as listen:
        check = lessons.check_lesson(name, recipe_of(options), seeds=seeds, listen=listen)
    if json:
        print_json(check.to_json())
    else:
        screen.show(*check_screen(check))
    if not check.ok:
        raise typer.Exit(REFUSED)
