"""What scikit-learn's users hold as y, as codes of classes or as numbers."""

import math
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import DataConversionWarning
from sklearn.utils.multiclass import type_of_target
from sklearn.utils.validation import check_array

from separatrix.data.scale import mean_and_scale, standardised
from separatrix.data.target import LARGEST, Class, Target
from separatrix.errors import DataError, RecipeError, listed

Floats = NDArray[np.float64]

_CLASSES = ("binary", "multiclass", "multilabel-indicator")


@dataclass(frozen=True)
class Wanted:
    """What is to be predicted for some rows.

    Args:
        values_NO: Class codes, or numbers; a column for each output.
        several: Whether y had two dimensions, and predictions have them too.
        classes: What the codes stand for; None for numbers. Of several outputs each is a label
            that a row has or has not.
    """

    values_NO: NDArray[Any]
    several: bool = False
    classes: NDArray[Any] | None = None

    @property
    def outputs(self) -> int:
        """Count the outputs."""
        return int(self.values_NO.shape[1])

    @property
    def strata(self) -> NDArray[np.int64] | None:
        """Class codes of which parts of the rows shall have equal shares; None without."""
        return None if self.classes is None or self.several else self.values_NO[:, 0]

    def learn(
        self, output: int, name: str, rows: NDArray[np.int64], weight_N: Floats | None
    ) -> Target:
        """Return the Target of one output.

        Args:
            output: Which one.
            name: What it is called.
            rows: Training rows, for the mean and scale of numbers.
            weight_N: What each of these counts for.
        """
        if self.classes is not None:
            classes = (0, 1) if self.several else plain_classes(self.classes)
            return Target(name, "binary" if len(classes) == 2 else "multiclass", classes)
        mean, scale = mean_and_scale(self.values_NO[rows, output], weight_N)
        return Target(name, "regression", mean=mean, scale=scale)

    def encode(self, output: int, target: Target) -> NDArray[np.int64] | Floats:
        """Return the codes of one output, or its numbers as they are learned."""
        values_N = np.ascontiguousarray(self.values_NO[:, output])
        if target.task != "regression":
            return values_N
        return standardised(values_N, target.mean, target.scale, sys.float_info.max)


def read_target(y: Any, rows: int) -> NDArray[Any]:
    """Return y as an array of one or two dimensions, a column alone as one.

    Raises:
        DataError: it is not there, has other dimensions or another number of rows.
    """
    if y is None:
        raise DataError(
            "Learning requires y to be passed, but the target y is None. Give fit the answers too."
        )
    array = y.toarray() if hasattr(y, "toarray") else _array(y)
    if array.ndim == 2 and array.shape[1] == 1:
        warnings.warn(
            "A column-vector y was passed when a 1d array was expected. Please change the shape "
            "of y to (n_samples, ), for example using ravel().",
            DataConversionWarning,
            stacklevel=4,
        )
        array = array[:, 0]
    if array.ndim not in (1, 2):
        raise DataError(
            f"y should be a 1d array, or one of shape (n_samples, n_outputs), got {array.shape}."
        )
    if array.dtype.kind in "mM":
        raise DataError(
            f"y holds {array.dtype}, and neither dates nor durations are learned. Give numbers, "
            "such as days, or texts for classes."
        )
    if len(array) != rows:
        raise DataError(
            f"X and y have inconsistent numbers of samples: {rows} and {len(array)}. Every row of "
            "X needs its answer in y."
        )
    return array


def read_numbers(y: NDArray[Any]) -> Wanted:
    """Return the numbers that a regressor learns.

    Raises:
        DataError: one is missing, infinite or larger than a squared error can be.
        ValueError: they are no numbers.
    """
    _check_numbers(y)
    numbers = check_array(y, dtype=np.float64, ensure_2d=False, input_name="y", order="C")
    if np.abs(numbers).max(initial=0) > LARGEST:
        raise DataError(
            f"Numbers in y beyond {LARGEST:g} have no squared error. Divide them by a large number."
        )
    return Wanted(numbers.reshape(len(numbers), -1), several=numbers.ndim == 2)


def _check_numbers(y: NDArray[Any]) -> None:
    if y.dtype.kind not in "OUS":
        return
    try:
        y.astype(np.float64)
    except (TypeError, ValueError) as error:
        reason = " ".join(str(error).split())
        raise DataError(
            f"NetRegressor learns numbers, and y holds something else: {reason}. NetClassifier "
            "predicts classes."
        ) from error


def read_classes(y: NDArray[Any], known: NDArray[Any] | None = None) -> Wanted:
    """Return the classes of y and their codes; of an indicator y, which labels each row has.

    Args:
        y: What `read_target` returned, without rows that do not count.
        known: The classes, where they have been learned before.

    Raises:
        DataError: y is missing somewhere, is no classes, has one class or an unknown one.
    """
    _check_there(y)
    _check_alike(y)
    labels = _unboxed(y)
    kind = type_of_target(labels, input_name="y", raise_unknown=True)
    if kind not in _CLASSES:
        raise DataError(
            f"Unknown label type: {kind}. A classifier predicts classes, or an indicator y of 0 "
            "and 1 with a column for each label; NetRegressor predicts numbers."
        )
    if kind == "multilabel-indicator":
        indicator = np.asarray(labels != 0, np.int64)
        return Wanted(indicator, several=True, classes=np.arange(indicator.shape[1]))
    return _coded(labels, known)


def _coded(labels: NDArray[Any], known: NDArray[Any] | None) -> Wanted:
    classes, codes = np.unique(labels, return_inverse=True)
    if known is not None:
        unknown = np.setdiff1d(classes, known)
        if len(unknown):
            raise DataError(
                f'y holds the class "{unknown[0]}", which is not among those of the training: '
                f"{listed(map(str, known))}."
            )
        classes, codes = known, np.searchsorted(known, labels)
    if len(classes) < 2:
        raise DataError(
            f'y has one class, "{classes[0]}", in the rows that count: there is nothing to tell '
            "apart. A classifier needs rows of 2 classes or more."
        )
    return Wanted(codes.reshape(-1, 1).astype(np.int64), classes=classes)


def plain_classes(classes: NDArray[Any]) -> tuple[Class, ...]:
    """Return classes as a Target holds them: of one plain type, else as their texts."""
    values = classes.tolist()
    types = {type(value) for value in values}
    if len(types) == 1 and types <= {str, int, float, bool}:
        return tuple(values)
    return tuple(map(str, values))


def named_weights(asked: Any, target: Target) -> Any:
    """Return class weights by the names that a Recipe knows classes by.

    Args:
        asked: None, "balanced" or a mapping of classes to weights.
        target: What is predicted.

    Raises:
        RecipeError: it is none of these, or names a class that there is not.
    """
    if asked is None or isinstance(asked, str):
        return asked
    if not isinstance(asked, Mapping):
        raise RecipeError(
            'class_weight must be None, "balanced" or a dict of classes and their weights, got '
            f"{asked!r}."
        )
    names = dict(zip(target.classes, target.class_names, strict=True))
    return {str(names.get(_own(each), each)): _own(weight) for each, weight in asked.items()}


def _own(value: Any) -> Any:
    """Return a number of NumPy as Python's."""
    return value.item() if isinstance(value, np.generic) else value


def _array(y: Any) -> NDArray[Any]:
    """Return y as an array; labels in lists keep their own types."""
    array = np.asarray(y)
    mixed = array.dtype.kind in "US" and isinstance(y, list | tuple) and len(set(map(type, y))) > 1
    return np.array(y, dtype=object) if mixed else array  # NumPy makes the text "1" of a number


def _check_alike(y: NDArray[Any]) -> None:
    """Refuse labels of which some are texts and some are not."""
    if y.dtype.kind != "O":
        return
    types = {type(value) for value in y.ravel().tolist()}
    if len({issubclass(each, str) for each in types}) > 1:
        names = listed(sorted(each.__name__ for each in types))
        raise DataError(f"y mixes {names}. Labels are of one type: make all of them texts.")


def _check_there(y: NDArray[Any]) -> None:
    for row, value in enumerate(y.ravel().tolist() if y.dtype.kind in "Of" else []):
        number = isinstance(value, float)
        if value is None or (number and math.isnan(value)):
            raise DataError(
                f"Input y contains NaN: row {row // _width(y) + 1} of y is missing. Leave rows "
                "without an answer out of X and y."
            )
        if number and math.isinf(value):
            raise DataError(
                f"Input y contains infinity: row {row // _width(y) + 1} of y is {value}, which is "
                "no class. Leave the row out of X and y."
            )


def _width(y: NDArray[Any]) -> int:
    return 1 if y.ndim == 1 else int(y.shape[1])


def _unboxed(y: NDArray[Any]) -> NDArray[Any]:
    """Return numbers and truth values that are held as objects as what they are."""
    if y.dtype.kind != "O":
        return y
    plain = np.array(y.tolist())
    return plain if plain.dtype.kind in "biuf" else y
