import pytest

from benchmarks.timing import Contender, Trained, durations, interleave


def _noting(name: str, calls: list[tuple[str, int, int]], **more: float) -> Contender:
    def fit(seed: int, epochs: int) -> Trained:
        calls.append((name, seed, epochs))
        return Trained(list, more.get("seconds"))

    return Contender(name, fit, times=int(more.get("times", 1)))


def test_each_contender_is_called_once_before_and_then_all_in_turn_in_each_round() -> None:
    calls: list[tuple[str, int, int]] = []
    interleave([_noting("a", calls), _noting("b", calls)], epochs=7, rounds=2)
    rounds = [("a", 0, 7), ("b", 0, 7), ("a", 1, 7), ("b", 1, 7)]
    assert calls == [("a", 0, 1), ("b", 0, 1), *rounds]


def test_the_first_call_is_noted_apart_and_not_among_the_rounds() -> None:
    clock = interleave([_noting("a", [])], epochs=1, rounds=3)["a"]
    assert len(clock.seconds) == len(clock.cpu) == len(clock.trained) == 3
    assert clock.cold > 0


def test_a_contender_may_count_a_part_of_its_call() -> None:
    clock = interleave([_noting("a", [], seconds=5.0)], epochs=1, rounds=2)["a"]
    assert clock.seconds == [5.0, 5.0]
    assert clock.cpu == [], "whose processor time nobody knows"


def test_work_that_is_to_be_done_many_times_is_extrapolated() -> None:
    many = _noting("a", [], seconds=0.5, times=256)
    assert interleave([many], epochs=1, rounds=1)["a"].seconds == [128.0]


def test_a_call_is_repeated_before_it_counts() -> None:
    calls: list[int] = []
    assert len(durations(lambda: calls.append(1), 20)) == 20
    assert len(calls) == 22


@pytest.mark.parametrize("number", [1, 3])
def test_there_is_always_one_call_before(number: int) -> None:
    calls: list[int] = []
    durations(lambda: calls.append(1), number)
    assert len(calls) == number + 1
