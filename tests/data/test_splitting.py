import pytest

from separatrix.data.splitting import Splitting
from separatrix.errors import DataError


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"group": "a", "time": "b"}, 'got group "a" and time "b"'),
        ({"group": "a", "column": "b"}, 'got group "a" and split "b"'),
        ({"time": "a", "column": "b"}, 'got time "a" and split "b"'),
        ({"group": "a", "time": "b", "column": "c"}, 'group "a" and time "b" and split "c"'),
    ],
)
def test_one_column_decides(given: dict[str, str], named: str) -> None:
    with pytest.raises(DataError, match=f"One column decides .*{named}.*Leave out all but one"):
        Splitting(**given)  # type: ignore[arg-type]
