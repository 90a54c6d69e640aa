from hypothesis import given
from hypothesis import strategies as st

from separatrix.cli.numbers import UNDEFINED, duration, fraction, significant


@given(st.floats(-1e9, 1e9))
def test_a_number_fits_a_narrow_column_and_is_off_by_little(value: float) -> None:
    shown = significant(value)
    assert len(shown) <= 14
    assert abs(float(shown.replace(",", "")) - value) <= max(0.00051, abs(value) * 0.051)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_of_any_length_fits(value: float) -> None:
    assert len(significant(value)) <= 14
    assert len(fraction(value)) <= 14


def test_what_is_undefined_is_a_dash() -> None:
    assert {significant(value) for value in (None, float("nan"), float("inf"))} == {UNDEFINED}


@given(st.floats(0, 1e6))
def test_a_duration_is_short(seconds: float) -> None:
    assert len(duration(seconds)) <= 14
