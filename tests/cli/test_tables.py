import io

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import convert
from rich.console import Console, RenderableType

from separatrix.cli.tables import runs_table, scores_table
from separatrix.cli.train_screen import MOST_COLUMNS, columns_table
from separatrix.data.kinds import Column
from separatrix.evaluation.scores import Score
from separatrix.metrics.registry import metrics_of
from separatrix.runs.index import RunSummary

shares = st.floats(0, 1)
PARTS = ("train", "validation", "test")


def written(part: RenderableType, width: int = 80) -> list[str]:
    file = io.StringIO()
    Console(file=file, width=width, highlight=False).print(part)
    return file.getvalue().splitlines()


@settings(max_examples=30)
@given(value=shares, low=shares, high=shares, members=st.lists(shares, min_size=2, max_size=4))
def test_scores_of_classes_fit_eighty_columns_whole(
    value: float, low: float, high: float, members: list[float]
) -> None:
    score = Score(value, low, high, tuple(members))
    scores = {part: dict.fromkeys(metrics_of("binary"), score) for part in PARTS}
    lines = written(scores_table(scores, dict.fromkeys(metrics_of("binary"), 0.5)))
    assert len(lines) - 2 - len(metrics_of("binary")) in (0, 1, 2)  # the two longest names may wrap
    assert "…" not in "".join(lines)
    for heading in (*PARTS, "95 % interval", "members", "guess"):
        assert heading in lines[0]


def test_a_score_that_is_undefined_is_a_dash() -> None:
    score = Score(None, None, None, (None,))
    lines = written(scores_table({"test": {"roc_auc": score}}, {"roc_auc": None}))
    assert lines[2].split() == ["ROC", "AUC", "–", "–", "–"]


def test_one_network_has_no_range_of_members() -> None:
    lines = written(scores_table({"test": {"accuracy": Score(0.9, 0.8, 1.0, (0.9,))}}, None))
    assert "members" not in lines[0]
    assert "guess" not in lines[0]


def test_errors_are_in_the_targets_unit_whatever_its_size() -> None:
    big, small = Score(48231.7, 47000.0, 49100.0, (48231.7,)), Score(3.4e-6, 1e-6, 9e-6, (3.4e-6,))
    lines = written(scores_table({"test": {"rmse": big, "mae": small}}, None))
    assert lines[2].split() == ["RMSE", "48,232", "47,000–49,100"]
    assert lines[3].split() == ["MAE", "3.4e-06", "1.0e-06–9.0e-06"]


def column(number: int) -> Column:
    return Column(f"x{number}", "number", "numbers", number, 9, used=number % 2 == 0)


@settings(max_examples=30)
@given(count=st.integers(0, 60))
def test_no_column_is_lost_between_those_shown_and_those_counted(count: int) -> None:
    columns = [column(number) for number in range(count)]
    *_, last = lines = written(columns_table(columns))
    shown = len([line for line in lines if line.startswith("x")])
    more = int(last.split()[1]) if last.startswith("…") else 0
    assert shown + more == count
    assert shown <= MOST_COLUMNS + 1
    assert more != 1
    assert len(written(columns_table(columns, every=True))) == 2 + count


def test_missing_cells_are_counted_beside_the_reason() -> None:
    assert "numbers; 4 missing" in written(columns_table([column(4)]))[2]


def test_a_run_that_is_not_finished_says_what_it_is_instead_of_a_score() -> None:
    score = {"metric": "r2", "score": 0.8, "part": "validation"}
    runs = [
        convert({"name": state, "path": "", "state": state, "bytes": 1} | more, RunSummary)
        for state, more in (("finished", score), ("unfinished", {}), ("damaged", {}))
    ]
    whole, unfinished, damaged = written(runs_table(runs))[2:]
    assert "R² 0.800 (validation)" in whole
    assert unfinished.split()[:3] == ["unfinished", "–", "unfinished"]
    assert damaged.split()[:3] == ["damaged", "–", "damaged"]
