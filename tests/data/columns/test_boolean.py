import numpy as np
import pyarrow as pa

from separatrix.data.columns.boolean import learn_boolean


def test_booleans_stand_on_both_sides_of_zero() -> None:
    cells = pa.chunked_array([pa.array([True, False, None])])
    encoder = learn_boolean(cells, "x")
    assert encoder.feature_names == ("x", "x missing")
    np.testing.assert_array_equal(encoder.encode(cells).features_ND, [[1, 0], [-1, 0], [0, 1]])


def test_a_missing_boolean_that_training_never_missed_is_neither() -> None:
    encoder = learn_boolean(pa.chunked_array([pa.array(["yes", "no"])]), "x")
    block = encoder.encode(pa.chunked_array([pa.array(["no", None])]))
    np.testing.assert_array_equal(block.features_ND, [[-1], [0]])
    assert block.notes == (
        '1 missing cell of "x", which missed none in training: taken as neither true nor false.',
    )
