import pytest

from separatrix.data.packaged import PACKAGED, packaged_path
from separatrix.data.read import open_table
from separatrix.errors import DataError


def test_every_packaged_table_opens_and_says_where_it_is_from() -> None:
    story = packaged_path("penguins").with_name("README.md").read_text()
    for name in PACKAGED:
        assert open_table(name).notes == ()
        assert f"`{name}.csv`" in story


def test_the_penguins_are_all_there() -> None:
    table = open_table("penguins")
    species = table.column("species").value_counts().to_pylist()
    assert {entry["values"]: entry["counts"] for entry in species} == {
        "Adelie": 152,
        "Chinstrap": 68,
        "Gentoo": 124,
    }


def test_another_name_is_refused() -> None:
    with pytest.raises(DataError, match='Did you mean "penguins"'):
        packaged_path("penguin")
