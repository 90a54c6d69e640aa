import pytest

from benchmarks.bars import Bar, Of, faster, judge, worse
from benchmarks.measured import Measured, absent

OURS = Measured(setting="s", contender="ours", seconds=(1.0, 2.0, 3.0), count=10)
PEER = Measured(setting="s", contender="peer", seconds=(99.0, 298.0, 360.0), count=10)
STEPS = Measured(setting="s", contender="steps", seconds=(1.0, 1.0, 1.0), count=10)
BAR = faster(150, "s", "peer", "ours", "steps")


def test_a_bar_is_the_ratio_of_medians_with_the_span_of_the_rounds() -> None:
    verdict = judge(BAR, [OURS, PEER, STEPS])
    assert verdict.reached == pytest.approx(149.0)
    assert (verdict.low, verdict.high) == pytest.approx((99.0, 149.0))
    assert verdict.beside == pytest.approx(298.0), "steps alone stand beside and are not judged"
    assert verdict.met is False


def test_seconds_are_divided_by_what_was_done_before_they_are_compared() -> None:
    many = Measured(setting="s", contender="ours", seconds=(20.0,), count=1_000)
    assert judge(BAR, [many, PEER]).reached == pytest.approx(29.8 / 0.02)


@pytest.mark.parametrize(
    ("value", "sense", "said"),
    [
        (149.99, "at least", "149"),
        (1.9999, "at least", "1.99"),
        (1.3001, "at most", "1.31"),
        (0.29999, "at most", "0.300"),
        (12_345.6, "at least", "12,300"),
        (1.1, "at most", "1.10"),
        (0.57, "at least", "0.570"),
        (0.0, "at least", "0"),
    ],
)
def test_nothing_is_rounded_to_the_good_side(value: float, sense: str, said: str) -> None:
    assert worse(value, sense) == said


def test_a_bar_that_is_just_missed_says_no_and_by_how_much() -> None:
    close = Measured(setting="s", contender="peer", seconds=(299.99,), count=10)
    verdict = judge(BAR, [OURS, close])
    assert verdict.said == "no, × 0.999"
    assert judge(
        BAR, [OURS, Measured(setting="s", contender="peer", seconds=(300.0,), count=10)]
    ).met


def test_a_limit_is_met_from_below() -> None:
    limit = Bar("peak", 24, Of("s", "ours", "peak GiB"), sense="at most")
    within = Measured(setting="s", contender="ours", amounts={"peak GiB": 24.0})
    above = Measured(setting="s", contender="ours", amounts={"peak GiB": 24.001})
    assert judge(limit, [within]).met is True
    assert judge(limit, [above]).met is False
    assert judge(limit, [above]).said == "no, × 1.01"


@pytest.mark.parametrize("spoiled", ["ours", "peer"])
def test_a_time_that_is_not_believed_judges_nothing(spoiled: str) -> None:
    lines = [absent("s", spoiled, "not believed"), OURS, PEER]
    verdict = judge(BAR, lines)
    assert verdict.met is None
    assert verdict.said == "not judged"
    assert spoiled in verdict.why


def test_what_was_not_measured_judges_nothing() -> None:
    assert judge(BAR, [OURS]).why == "peer was not measured"
    assert judge(BAR, [OURS, PEER]).beside is None
    bar = Bar("memory", 3, Of("s", "ours", "× table"), sense="at most")
    assert judge(bar, [OURS]).why == "ours has no × table"
