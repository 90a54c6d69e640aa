import pytest

from separatrix.data.dialect import DELIMITERS, find_delimiter


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_a_delimiter_is_found_among_cells_that_hold_the_others(delimiter: str) -> None:
    others = "".join(other for other in DELIMITERS if other != delimiter)
    lines = ["name" + delimiter + "value", *[f'a{others}b{delimiter}"1{delimiter}2"'] * 5]
    assert find_delimiter("\n".join(lines).encode()) == delimiter


def test_the_header_decides_where_rows_disagree() -> None:
    assert find_delimiter(b"a;b;c\n1;2;3\n1,5;2\n1;2;3;4\n") == ";"


def test_a_single_column_takes_the_first() -> None:
    assert find_delimiter(b"a\n1\n") == ","
    assert find_delimiter(b"a\n1,2\n", first="\t") == "\t"


def test_a_sample_that_ends_within_a_character_is_no_obstacle() -> None:
    content = ("a;b\n" + "é;ü\n" * 40_000).encode()
    assert find_delimiter(b"x" + content) == ";"
