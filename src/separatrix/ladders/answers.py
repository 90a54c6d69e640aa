"""What every rung answered for the rows that it had not seen, by row number, as Parquet."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from separatrix.ladders.crossed import Crossed
from separatrix.metrics.answers import Answers


class Answered:
    """Collects the answers of rungs; one row a rung, repeat and held row of the table.

    The columns are `rung`, `repeat` from 0, `row` from 0 (rows of a test table follow those of the
    table), `prediction`, and for classes `p`, the probability of what is predicted.

    Args:
        crossed: The folds.
    """

    def __init__(self, crossed: Crossed) -> None:
        self._crossed = crossed
        self._row_M = np.concatenate([fold.split.validation for fold in crossed.folds])
        repeats = [np.full(len(fold.truth_N), fold.repeat, np.int16) for fold in crossed.folds]
        self._repeat_M = np.concatenate(repeats)
        self._tables: list[pa.Table] = []

    def keep(self, rung: str, answers: tuple[Answers, ...]) -> None:
        """Take the answers of a rung, one for each fold."""
        columns = {
            "rung": _same(rung, len(self._row_M)),
            "repeat": pa.array(self._repeat_M),
            "row": pa.array(self._row_M),
        }
        self._tables.append(pa.table(columns | self._answered(answers)))

    def content(self) -> bytes:
        """Return the Parquet file."""
        buffer = pa.BufferOutputStream()
        pq.write_table(
            pa.concat_tables(self._tables).unify_dictionaries(), buffer, compression="zstd"
        )
        return bytes(buffer.getvalue())

    def _answered(self, answers: tuple[Answers, ...]) -> dict[str, pa.Array]:
        target = self._crossed.prepared.target
        if target.task == "regression":
            values = np.concatenate([np.asarray(each.array, np.float64) for each in answers])
            return {"prediction": pa.array(values)}
        labels = np.concatenate([each.labels_N for each in answers])
        p = np.concatenate([_of_predicted(each) for each in answers])
        return {"prediction": target.labels(labels), "p": pa.array(p.astype(np.float32))}


def read_answers(content: bytes) -> pa.Table:
    """Read what `Answered.content` wrote."""
    return pq.read_table(pa.BufferReader(content))


def _of_predicted(answers: Answers) -> NDArray[np.float64]:
    probabilities_NC = np.asarray(answers.array, np.float64)
    return np.take_along_axis(probabilities_NC, answers.labels_N[:, None], axis=1)[:, 0]


def _same(word: str, count: int) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, np.int8)), [word])
