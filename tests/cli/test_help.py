"""The surface of the program, frozen, so that growth is a decision; and help that helps."""

import re
from collections.abc import Callable

import pytest
from typer.main import get_command
from typer.testing import Result

from separatrix.cli.main import app
from separatrix.data.packaged import PACKAGED
from separatrix.data.toy import TOYS
from separatrix.recipe import choices

Separatrix = Callable[..., Result]

RECIPE = {
    *(
        "--preset",
        "--recipe",
        "--hidden",
        "--activation",
        "--norm",
        "--embed",
        "--dropout",
        "--loss",
    ),
    *("--optimizer", "--learning-rate", "--lr", "--momentum", "--weight-decay", "--schedule"),
    *("--metric", "--class-weight", "--threshold"),
    *("--warmup", "--clip", "--epochs", "--batch-size", "--patience", "--keep", "--seed"),
    "--dtype",
}
READING = {"--delimiter", "--decimal", "--encoding", "--missing"}
EVERYWHERE = {"--help", "-h"}
QUIET = {"--quiet", "-q"}
OUT = {"--out", "-o"}
OPTIONS = {
    "lesson": {"--seeds", "--json", "--code", "--sequential"} | RECIPE | QUIET | OUT,
    "toy": {"--rows", "-n", "--noise", "--seed", "--arms", "--classes"} | QUIET | OUT,
    "check": {
        *("--target", "-t", "--task", "--positive", "--group", "--time", "--split", "--weight"),
        *("--columns", "--json"),
        *("--number", "--category", "--boolean", "--date", "--text", "--identifier", "--drop"),
        "--ordered",
    }
    | READING
    | QUIET,
    "ladder": {
        *("--target", "-t", "--task", "--positive", "--folds", "--repeats", "--group", "--time"),
        *("--number", "--category", "--boolean", "--date", "--text", "--identifier", "--drop"),
        *("--ordered", "--seed", "--json", "--rungs", "--metric", "--rope", "--split", "--weight"),
        *(
            "--beside",
            "--no-beside",
            "--report",
            "--no-report",
            "--test-table",
            "--overwrite",
            "--pictures",
            "--no-pictures",
        ),
        *("--device", "--engine", "--log-target"),
    }
    | READING
    | QUIET
    | OUT,
    "train": {
        *(
            "--target",
            "-t",
            "--task",
            "--positive",
            "--log-target",
            "--seeds",
            "--device",
            "--engine",
        ),
        *("--columns", "--json", "--test-share", "--validation-share", "--overwrite"),
        "--calibration-share",
        *("--pictures", "--no-pictures", "--number", "--category", "--boolean", "--date"),
        *("--text", "--identifier", "--drop", "--weight", "--ordered", "--film", "--no-film"),
        *("--group", "--time", "--split", "--test-table", "--report", "--no-report"),
    }
    | RECIPE
    | READING
    | QUIET
    | OUT,
    "sweep": {
        *("--target", "-t", "--task", "--positive", "--log-target", "--seeds", "--device"),
        *("--engine", "--json", "--test-share", "--validation-share", "--calibration-share"),
        *("--overwrite", "--pictures", "--no-pictures", "--number", "--category", "--boolean"),
        *("--date", "--text", "--identifier", "--drop", "--weight", "--ordered", "--group"),
        *("--time", "--split", "--test-table", "--trials", "--space", "--try", "--grid"),
        *("--halving", "--no-halving", "--draws"),
    }
    | RECIPE
    | READING
    | QUIET
    | OUT,
    "evaluate": {"--strict", "--json"} | READING | QUIET,
    "predict": {"--keep", "--raw", "--strict", "--json", "--coverage"} | READING | QUIET | OUT,
    "compare": {"--json"} | QUIET | OUT,
    "show": {"--features", "--held", "--row", "--member", "--table"} | OUT,
    "report": OUT,
    "runs": {"--json"} | QUIET,
}


def test_the_help_lists_the_commands_in_the_order_of_their_use(separatrix: Separatrix) -> None:
    result = separatrix("--help")
    assert result.exit_code == 0
    listed = result.stdout.partition("Commands:\n")[2].splitlines()
    assert [line.split()[0] for line in listed if line.startswith("  ")][: len(OPTIONS)] == list(
        OPTIONS
    )
    assert "..." not in result.stdout.partition("Commands:\n")[2]


def test_without_words_the_help_is_shown(separatrix: Separatrix) -> None:
    assert "Commands:" in separatrix().output


@pytest.mark.parametrize("command", OPTIONS)
def test_the_options_are_these_and_no_others(separatrix: Separatrix, command: str) -> None:
    help_ = separatrix(command, "-h").stdout
    options = set(re.findall(r"(?m)(?:^  |, | / )(-{1,2}[a-z][a-z-]*)", help_))
    assert options == OPTIONS[command] | EVERYWHERE


@pytest.mark.parametrize("command", OPTIONS)
def test_every_command_has_an_example_and_every_option_a_word_of_help(
    separatrix: Separatrix, command: str
) -> None:
    help_ = separatrix(command, "--help").stdout
    assert f"Example: separatrix {command}" in help_
    assert help_.startswith(f"Usage: separatrix {command} [OPTIONS]")
    assert max(map(len, help_.splitlines())) <= 100
    for parameter in get_command(app).commands[command].params:  # type: ignore[attr-defined]
        assert parameter.help, parameter.name
        assert parameter.help.endswith("."), parameter.name


@pytest.mark.parametrize(
    "field", ["activation", "norm", "loss", "optimizer", "schedule", "keep", "dtype"]
)
def test_the_help_names_every_word_that_a_setting_may_be(
    separatrix: Separatrix, field: str
) -> None:
    words = " ".join(separatrix("train", "--help").stdout.split())
    told = words.partition(f"--{field} ")[2].partition(" --")[0]
    for choice in choices(field):
        assert re.search(rf"\b{choice}\b", told), choice


def test_the_help_names_every_toy_set_and_packaged_table(separatrix: Separatrix) -> None:
    words = separatrix("toy", "--help").stdout
    for name in (*TOYS, *PACKAGED):
        assert name in words


def test_a_misspelt_command_is_set_right(separatrix: Separatrix) -> None:
    result = separatrix("trian", "points.csv")
    assert result.exit_code == 2
    assert "train" in result.stderr
