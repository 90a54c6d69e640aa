"""What `train` does with what was found; when that changes, the findings follow from here."""

from separatrix.data.checks.finding import option
from separatrix.data.columns.category import FEWEST_ROWS
from separatrix.data.columns.text import TOPICS

MOST_REPEATS = 0.3
"""Share of rows that repeat another from which on repeats are not kept together."""


def of_missing(kinds: frozenset[str]) -> str:
    """Say how missing cells of columns of these kinds are encoded."""
    said = []
    if "number" in kinds or "date" in kinds:
        said.append("a missing number or date becomes a typical one of the training rows")
    if "boolean" in kinds:
        said.append("a missing boolean lies half-way between false and true")
    if "text" in kinds:
        said.append("a missing text becomes the mean of the training texts")
    if "ordered" in kinds:
        said.append("a missing level of an order becomes the mean of the training rows")
    beside = [f"{', '.join(said)}, with a feature beside it that says so"] if said else []
    levels = ["a missing level is a level of its own"] if "category" in kinds else []
    sentence = "; ".join([*beside, *levels])
    return f"{sentence[:1].upper()}{sentence[1:]}."


def of_outliers() -> str:
    """Say how numbers far from the rest are encoded."""
    return (
        "Numbers far beyond the rest are bent towards it: a column with heavy tails is scaled by "
        "its median and quartiles, and none of its numbers comes to lie further than 3 from them."
    )


def of_rare_levels() -> str:
    """Say how levels of few rows are encoded."""
    return (
        "More than 10 levels are embedded, each as a vector that is learned; levels of fewer than "
        f"{FEWEST_ROWS} training rows share one, which a level that no training row has takes too."
    )


def of_text() -> str:
    """Say how free text is encoded."""
    return (
        "Its words become features, each weighed by how few rows hold it; many words are folded "
        f"into {TOPICS} topics."
    )


def of_repeats(share: float) -> str:
    """Say on which sides of a split rows that repeat come to lie."""
    if share < MOST_REPEATS:
        return "The copies of a row are kept on one side of the split."
    return (
        "So many rows repeat that they are drawn at random like the others; a column that says "
        "which rows belong together can be named with --group."
    )


def of_groups(name: str) -> str:
    """Say what happens to rows that belong together."""
    return (
        f"Rows are drawn at random unless {option('--group', name)} is given, which keeps rows of "
        "one value on one side of the split."
    )


def of_dates(names: tuple[str, ...], time: str | None = None) -> str:
    """Say what happens to dates; `time` is the column by which rows are divided."""
    becomes = "A date becomes the days since the mean date, with month and weekday."
    if time is not None:
        return f"{becomes} Rows are divided by {time}: the latest ones are for the test."
    return (
        f"{becomes} Rows are drawn at random unless {option('--time', names[0])} is given, which "
        "tests on the latest ones."
    )


def of_classes() -> str:
    """Say what happens to classes of unequal size."""
    return (
        "Every part of the rows gets its share of each class. Every row counts the same unless "
        "--class-weight balanced is given, which lets every class count the same."
    )


def of_rare_classes() -> str:
    """Say what happens to classes of very few rows."""
    return (
        "Learned like the others; a class of fewer rows than there are parts stays with the "
        "training rows. More rows, or one class made of several, would help."
    )


def of_leaving_out(names: tuple[str, ...]) -> str:
    """Say how columns can be left out that are used otherwise."""
    they = "It is" if len(names) == 1 else "They are"
    return f"{they} used unless left out: {option('--drop', *names[:4])}{_and_more(names)}."


def _and_more(names: tuple[str, ...]) -> str:
    return " …" if len(names) > 4 else ""
