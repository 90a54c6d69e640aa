import io
from collections.abc import Sequence

import msgspec
import pytest
from rich.console import Console

from benchmarks.bars import Bar, faster
from benchmarks.machine import machine
from benchmarks.measured import Measured
from benchmarks.ours import STEPS, WHOLE
from benchmarks.report import Result, document, judged, markdown, sheets, show, show_bars
from benchmarks.work import Plan, Work

SETTING = "batch 32"
LINES = [
    Measured(
        setting=SETTING,
        contender=WHOLE,
        seconds=(0.1, 0.12),
        cpu=(0.1, 0.11),
        cold=20.0,
        count=7_500,
        losses=(0.2, 0.21),
        note="compiled engine",
    ),
    Measured(setting=SETTING, contender=STEPS, seconds=(0.05, 0.06), count=7_500, losses=(0.2,)),
    Measured(setting=SETTING, contender="peer", seconds=(10.0, 24.0), count=7_500, losses=(0.2,)),
    Measured(
        setting=SETTING,
        contender="wrong",
        seconds=(1.0, 1.0),
        losses=(0.9,),
        doubt="not believed: x",
    ),
]
BARS = [faster(150, SETTING, "peer", WHOLE, STEPS), faster(5, SETTING, "wrong", WHOLE)]


def _result(bars: Sequence[Bar] = BARS) -> Result:
    return judged("a", Work("a small net", [], bars, "step"), LINES)


def _printed(width: int) -> str:
    console = Console(file=io.StringIO(), width=width, record=True)
    show(_result(), console)
    show_bars([_result()], console)
    return console.export_text()


@pytest.mark.parametrize("width", [100, 140])
def test_a_terminal_holds_every_number_whole(width: int) -> None:
    text = _printed(width)
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width
    for number in ("110 ms", "14.7 µs", "20.0 s", "0.2050", "154×", "154", "≥ 150", "yes, × 1.03"):
        assert number in text


def test_a_doubt_is_told_and_gives_no_ratio() -> None:
    [sheet] = sheets(_result())
    wrong = dict(zip(sheet.head, sheet.rows[3], strict=True))
    assert wrong["contender"] == "wrong *"
    assert wrong["ours is"] == "not believed"
    assert "* wrong: not believed: x" in sheet.notes
    assert "not judged" in _printed(120)


def test_columns_in_which_nothing_stands_are_left_out() -> None:
    bare = Measured(
        setting="one row", contender="module", seconds=(0.001,), amounts={"p99 ms": 2.0}
    )
    [sheet] = sheets(Result("g", Work("rows", [], [], "row"), [bare], []))
    assert sheet.head == ["contender", "in all", "p99 ms"]


def test_the_page_has_a_table_for_each_setting_with_as_many_cells_as_heads() -> None:
    page = markdown(document([_result()], machine(), Plan(), 61.0), [_result()])
    rows = [line for line in page.splitlines() if line.startswith("|")]
    bars, lines = rows[:4], rows[4:]
    assert {row.count("|") for row in bars} == {bars[0].count("|")}
    assert {row.count("|") for row in lines} == {lines[0].count("|")}
    assert len(lines) == 2 + len(LINES)
    assert "mean nothing" not in page


def test_a_quick_run_says_that_it_means_nothing() -> None:
    page = markdown(document([_result()], machine(), Plan(quick=True), 61.0), [_result()])
    assert "these times mean nothing" in page


def test_the_document_goes_through_json_with_bars_and_rounds() -> None:
    plain = msgspec.json.decode(msgspec.json.encode(document([_result()], {}, Plan(rounds=5), 1.0)))
    work = plain["works"]["a"]
    assert plain["rounds"] == 5
    assert [line["contender"] for line in work["measured"]] == [WHOLE, STEPS, "peer", "wrong"]
    assert [bar["met"] for bar in work["bars"]] == [True, None]
    assert work["bars"][0]["bar"]["asked"] == 150
