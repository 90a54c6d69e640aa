from hypothesis import given
from hypothesis import strategies as st

from separatrix.plots.text import percent, short, shorts


@given(st.text(), st.integers(3, 40))
def test_a_shortened_name_fits_and_keeps_its_beginning(name: str, most: int) -> None:
    found = short(name, most).replace(r"\$", "$")  # escaped so that it begins no formula
    assert len(found) <= most
    assert " ".join(name.split()).startswith(found.removesuffix("…"))


@given(st.lists(st.text(min_size=1), min_size=2, max_size=5), st.integers(5, 40))
def test_shortened_names_fit_and_keep_their_order(names: list[str], most: int) -> None:
    found = [name.replace(r"\$", "$") for name in shorts(names, most)]
    assert len(found) == len(names)
    assert max(map(len, found)) <= most


def test_names_that_differ_at_the_end_stay_different() -> None:
    names = [f"the same long beginning of class {code}" for code in range(12)]
    assert len(set(shorts(names))) == 12


@given(st.floats(0, 1))
def test_only_all_is_a_hundred_per_cent(share: float) -> None:
    assert (percent(share) == "100 %") == (share == 1)
    assert (percent(share) == "0 %") == (share == 0)
    assert float(percent(share).removesuffix(" %")) <= 100
