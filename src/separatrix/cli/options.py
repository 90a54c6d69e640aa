"""The options that several commands share, in groups; each group says what it becomes below."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, cast

import typer

if TYPE_CHECKING:
    from separatrix.data.kinds import Overrule
    from separatrix.data.table import ReadOptions

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes.")]
Report = Annotated[
    bool, typer.Option("--report/--no-report", help="Write report.html beside what is kept.")
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Refuse a table with anything that training never saw.")
]
RunArgument = Annotated[
    str, typer.Argument(metavar="RUN", help="A run's folder, or its model.safetensors alone.")
]
TableArgument = Annotated[
    str,
    typer.Argument(
        metavar="TABLE",
        help="A CSV, TSV, Parquet or Feather file; - for standard input; or penguins.",
    ),
]


def _words(field: str) -> Callable[[], list[str]]:
    """Complete an option with the words that a field of the recipe may hold."""

    def complete() -> list[str]:
        from separatrix.recipe import choices

        return list(choices(field))

    return complete


class RecipeOptions(NamedTuple):
    """Network and training (over --recipe, which is over --preset)."""

    preset: Annotated[
        str, typer.Option(metavar="NAME", help="The settings to start from: plain.")
    ] = "plain"
    recipe: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The recipe.json of a run, or the run's folder."),
    ] = None
    hidden: Annotated[
        str | None,
        typer.Option(
            metavar="UNITS", help='Units of each hidden layer, as in 64,64; "none" for a line.'
        ),
    ] = None
    activation: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="identity, relu, leaky-relu, tanh, sigmoid, gelu or silu.",
            autocompletion=_words("activation"),
        ),
    ] = None
    norm: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Before each activation: none, batch or layer.",
            autocompletion=_words("norm"),
        ),
    ] = None
    embed: Annotated[
        str | None,
        typer.Option(
            metavar="WHICH",
            help="Embed categories of many levels (some), or all and numbers in bins (all).",
            autocompletion=_words("embed"),
        ),
    ] = None
    dropout: Annotated[
        float | None,
        typer.Option(metavar="SHARE", help="Share of hidden units switched off in each step."),
    ] = None
    loss: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="auto, bce, cross-entropy, l1, mse or huber.",
            autocompletion=_words("loss"),
        ),
    ] = None
    optimizer: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="sgd, adam, adamw or rmsprop.",
            autocompletion=_words("optimizer"),
        ),
    ] = None
    learning_rate: Annotated[
        float | None,
        typer.Option("--learning-rate", "--lr", metavar="RATE", help="Size of a step."),
    ] = None
    momentum: Annotated[
        float | None, typer.Option(metavar="SHARE", help="For sgd and rmsprop, from 0 to below 1.")
    ] = None
    weight_decay: Annotated[
        float | None, typer.Option(metavar="RATE", help="Pull of the weights towards 0.")
    ] = None
    schedule: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="The rate over the steps: constant, linear, cosine, one-cycle or warm-up.",
            autocompletion=_words("schedule"),
        ),
    ] = None
    warmup: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="Share of the steps in which the rate rises, or none."),
    ] = None
    clip: Annotated[
        str | None, typer.Option(metavar="NORM", help="Largest norm of a gradient, or none.")
    ] = None
    epochs: Annotated[
        int | None, typer.Option(metavar="N", help="Most passes over the training rows.")
    ] = None
    batch_size: Annotated[
        str | None, typer.Option(metavar="ROWS", help="Rows of a step: a number, auto or full.")
    ] = None
    patience: Annotated[
        str | None,
        typer.Option(
            metavar="N", help="Stop after N epochs without a better validation loss; none never."
        ),
    ] = None
    keep: Annotated[
        str | None,
        typer.Option(
            metavar="WHICH",
            help="The weights kept: best (on validation rows) or last.",
            autocompletion=_words("keep"),
        ),
    ] = None
    seed: Annotated[
        int | None,
        typer.Option(metavar="N", help="Decides split, initial weights, row order and dropout."),
    ] = None
    dtype: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Precision: float32, float64 or mixed.",
            autocompletion=_words("dtype"),
        ),
    ] = None
    metric: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="What stopping and the choice of weights look at: loss, f1, roc_auc, r2 etc.",
            autocompletion=_words("metric"),
        ),
    ] = None
    class_weight: Annotated[
        str | None,
        typer.Option(
            metavar="WORD",
            help="balanced, none, or weights of classes as in yes=5,no=1.",
            autocompletion=_words("class_weight"),
        ),
    ] = None
    threshold: Annotated[
        str | None,
        typer.Option(
            metavar="P",
            help="Predict the positive class above it: 0 to 1, auto, or a metric such as f1.",
            autocompletion=_words("threshold"),
        ),
    ] = None

    def given(self) -> dict[str, Any]:
        """Return the settings that were typed, by their name in the recipe."""
        start = ("preset", "recipe")
        return {
            name: value
            for name, value in self._asdict().items()
            if value is not None and name not in start
        }


class KindOptions(NamedTuple):
    """What a column is, where the finding is wrong (each may be repeated)."""

    number: Annotated[
        list[str] | None, typer.Option(metavar="COL", help="COL holds quantities.")
    ] = None
    category: Annotated[
        list[str] | None, typer.Option(metavar="COL", help="COL holds names of groups.")
    ] = None
    boolean: Annotated[
        list[str] | None, typer.Option(metavar="COL", help="COL holds yes or no.")
    ] = None
    date: Annotated[
        list[str] | None, typer.Option(metavar="COL", help="COL holds dates or times.")
    ] = None
    text: Annotated[
        list[str] | None,
        typer.Option(metavar="COL", help="COL holds free text: its words are learned from."),
    ] = None
    identifier: Annotated[
        list[str] | None, typer.Option(metavar="COL", help="COL names the row: left out.")
    ] = None
    drop: Annotated[list[str] | None, typer.Option(metavar="COL", help="Leave COL out.")] = None
    ordered: Annotated[
        list[str] | None,
        typer.Option(metavar="COL=LOW,HIGH", help="Levels of COL in their order, lowest first."),
    ] = None

    def orders(self) -> dict[str, tuple[str, ...]]:
        """Return {column: its levels in their order}.

        Raises:
            DataError: an order is not written as one, or a column is given two.
        """
        from separatrix.data.orders import read_orders

        return read_orders(self.ordered or ())

    def overrules(self) -> "dict[str, Overrule]":
        """Return {column: kind or "drop"}.

        Raises:
            DataError: a column is given two kinds.
        """
        from separatrix.errors import DataError

        given = {name: value for name, value in self._asdict().items() if name != "ordered"}
        typed = cast("dict[Overrule, list[str] | None]", given)
        overrules: dict[str, Overrule] = {}
        for kind, columns in typed.items():
            for column in columns or ():
                if overrules.setdefault(column, kind) != kind:
                    raise DataError(
                        f"A column has one kind, got --{overrules[column]} and --{kind} for "
                        f'"{column}". Leave one of them out.'
                    )
        return overrules


class ReadingOptions(NamedTuple):
    """How a text file is read (found from the file unless given)."""

    delimiter: Annotated[
        str | None, typer.Option(metavar="CHAR", help="What parts the cells: , ; | or tab.")
    ] = None
    decimal: Annotated[
        str | None, typer.Option(metavar="CHAR", help="The decimal mark: . or a comma.")
    ] = None
    encoding: Annotated[
        str, typer.Option(metavar="NAME", help="Such as utf-8, latin-1 or cp1252.")
    ] = "utf-8"
    missing: Annotated[
        list[str] | None,
        typer.Option(metavar="WORD", help="A cell that means missing, as in -999; repeatable."),
    ] = None

    def options(self) -> "ReadOptions":
        """Return how the table is to be read."""
        from separatrix.data.table import ReadOptions

        return ReadOptions(
            delimiter="\t" if self.delimiter in ("tab", "\\t") else self.delimiter,
            decimal=self.decimal,
            encoding=self.encoding,
            missing=tuple(self.missing or ()),
        )


class TargetOptions(NamedTuple):
    """What is predicted."""

    target: Annotated[str, typer.Option("--target", "-t", metavar="COL", help="The column.")]
    task: Annotated[
        Literal["classification", "regression", "binary", "multiclass"] | None,
        typer.Option(
            metavar="NAME", help="classification or regression, where the finding is wrong."
        ),
    ] = None
    positive: Annotated[
        str | None, typer.Option(metavar="CLASS", help="Of two classes, the one to be found.")
    ] = None
    log_target: Annotated[
        bool, typer.Option("--log-target", help="Learn the logarithm of the target.")
    ] = False
    weight: Annotated[
        str | None, typer.Option(metavar="COL", help="A column: what each row counts for.")
    ] = None


class PartOptions(NamedTuple):
    """Parts of the rows (drawn at random, or by one column)."""

    test_share: Annotated[
        float, typer.Option(metavar="SHARE", help="Scored once, at the end; 0 keeps none.")
    ] = 0.2
    validation_share: Annotated[
        float, typer.Option(metavar="SHARE", help="Of the rest; decides when to stop.")
    ] = 0.2
    calibration_share: Annotated[
        float,
        typer.Option(metavar="SHARE", help="Of the training rows; promises predict --coverage."),
    ] = 0.0
    group: Annotated[
        str | None, typer.Option(metavar="COL", help="Rows of equal cells stay in one part.")
    ] = None
    time: Annotated[
        str | None, typer.Option(metavar="COL", help="Train before validation before test.")
    ] = None
    split: Annotated[
        str | None, typer.Option(metavar="COL", help="Says train, validation or test by itself.")
    ] = None
    test_table: Annotated[
        str | None, typer.Option(metavar="FILE", help="Holds the test rows; as TABLE is read.")
    ] = None
