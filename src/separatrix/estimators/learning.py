"""From checked rows to trained networks: a stack of seeds, or of folds, for each output."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from separatrix.data.encoder import Encoder, learn_encoder
from separatrix.data.kinds import Column, find_kinds, kinds_by_name, left_out_notes
from separatrix.data.orders import orders_by_name
from separatrix.data.parts import Part
from separatrix.data.profile import learn_profiles
from separatrix.data.target import Target
from separatrix.errors import DataError, RecipeError
from separatrix.estimators.holding import held_in_turn, held_rows
from separatrix.estimators.material import Material
from separatrix.estimators.parameters import Size, count_of, own_of, recipe_of
from separatrix.estimators.targets import Wanted, named_weights
from separatrix.evaluation.out_of_fold import out_of_fold
from separatrix.evaluation.prediction import predict_encoded
from separatrix.evaluation.threshold import with_threshold
from separatrix.metrics.answers import Answers
from separatrix.recipe import Recipe
from separatrix.recipe import replace as changed_recipe
from separatrix.training.fitted import Fitted
from separatrix.training.folds import Fold, learn_folds
from separatrix.training.learn import learn_rows

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Given:
    """Rows that fit was given, with what they shall be answered.

    Args:
        material: The rows.
        wanted: Their answers.
    """

    material: Material
    wanted: Wanted


@dataclass(frozen=True)
class Learned:
    """What was learned of one output.

    Args:
        fitted: Its networks.
        held: With folds, the answer for each row of the members that did not learn from it.
    """

    fitted: Fitted
    held: Answers | None = None


@dataclass(frozen=True)
class Learner:
    """One call of fit: which rows are for what, what encodes them, and the training.

    Args:
        parameters: The estimator's parameters.
        given: The rows.
        held: Rows to watch that fit was given apart; None where it was given none.
        seed: The first member's.
        before: What was learned before and is gone on with, for each output; empty for a beginning.
    """

    parameters: Mapping[str, Any]
    given: Given
    held: Given | None
    seed: int
    before: tuple[Fitted, ...] = ()

    def learn(self) -> tuple[Learned, ...]:
        """Train the networks of every output.

        Raises:
            DataError: no column can be used, or the rows cannot be divided as asked.
            RecipeError: a parameter cannot be used.
        """
        outputs = range(self.given.wanted.outputs)
        return tuple(self._learn_output(output) for output in outputs)

    @property
    def as_asked(self) -> tuple[str, ...]:
        """What was left out because the user said so."""
        return () if self.before else left_out_notes([each for each in self.columns if each.asked])

    @property
    def guessed(self) -> tuple[str, ...]:
        """What was decided about the cells and the columns, and may be wrong."""
        guessed = left_out_notes([each for each in self.columns if not each.asked])
        return (*self.given.material.table.notes, *(() if self.before else guessed))

    @cached_property
    def small(self) -> bool:
        """Whether this is a small table, from which every "auto" follows."""
        return Size(len(self.given.material), self.given.material.counted).small

    @cached_property
    def folds(self) -> tuple[Fold, ...]:
        """The fold of each member, all seeds of the first before the next; empty without folds.

        Raises:
            DataError: there are too few rows for them.
        """
        count = self.parameters["n_cv"]
        if count is None:
            return ()
        if self.held is not None:
            raise DataError("n_cv holds out rows of X in turn; leave X_val out, or n_cv.")
        material, strata = self.given.material, self.given.wanted.strata
        folds = count_of("n_cv", count)
        each = held_in_turn(len(material), strata, material.group_N, folds, self.seed)
        return tuple(fold for fold in each for _ in range(self._seeds))

    @cached_property
    def stopping(self) -> bool:
        """Whether held-out rows steer the end of the training.

        Raises:
            RecipeError: early_stopping is none of its words.
        """
        asked = self.parameters["early_stopping"]
        if isinstance(asked, str) and asked == "auto":
            return not self.small or self.held is not None or bool(self.folds)
        if not isinstance(asked, bool | np.bool_):
            raise RecipeError(f'early_stopping must be True, False or "auto", got {asked!r}.')
        return bool(asked)

    @cached_property
    def rows(self) -> Fold:
        """The rows to learn from and those held out for all members; with folds, all and none."""
        material, strata = self.given.material, self.given.wanted.strata
        every = np.arange(len(material))
        if not self.stopping or self.held is not None or self.folds:
            return Fold(every, every[:0])
        share = self.parameters["validation_fraction"]
        return held_rows(len(material), strata, material.group_N, share, self.seed)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What each column is taken for."""
        kinds, ordered = self.parameters["kinds"], self.parameters["ordered"]
        asked = {} if kinds is None else kinds_by_name(kinds)
        orders = {} if ordered is None else orders_by_name(ordered)
        certain = self.given.material.kinds
        return find_kinds(self.given.material.table, None, {**certain, **asked}, orders=orders)

    @cached_property
    def encoder(self) -> Encoder:
        """What turns rows into arrays, learned from the training rows or before."""
        if self.before:
            return self.before[0].encoder
        table = self.given.material.table.take(self.rows.train)
        encoder = learn_encoder(
            table,
            self.columns,
            weight_N=self._weights(self.rows.train),
            embed=self._recipe(self._target(0), self.rows.train).embed,
        )
        return msgspec.structs.replace(encoder, profiles=learn_profiles(table, self.columns))

    @property
    def _seeds(self) -> int:
        return count_of("n_seeds", self.parameters["n_seeds"])

    def _learn_output(self, output: int) -> Learned:
        target = self._target(output)
        answers = self.given.wanted.encode(output, target)
        train, held = self._parts
        train = replace(train, target_N=answers[self.rows.train])
        common = {
            "device": self.parameters["device"],
            "engine": self.parameters["engine"],
            "own": own_of(self.parameters),
            "begin": self.before[output] if self.before else None,
        }
        if self.folds:
            recipes = self._recipes(target, [fold.train for fold in self.folds])
            fitted = learn_folds(recipes, self.encoder, target, train, self.folds, **common)
            aside = out_of_fold(predict_encoded(fitted, train.encoded), self.folds)
            fitted = with_threshold(fitted, train, aside)
            return Learned(fitted, replace(aside, threshold=fitted.threshold))
        if self.held is None:
            held = replace(held, target_N=answers[self.rows.held_out])
        else:
            held = replace(held, target_N=self.held.wanted.encode(output, target))
        recipes = self._recipes(target, [self.rows.train] * self._seeds)
        fitted = learn_rows(recipes, self.encoder, target, train, held, **common)
        return Learned(with_threshold(fitted, held))

    @cached_property
    def _parts(self) -> tuple[Part, Part]:
        """The encoded rows to learn from and to watch, still without their answers."""
        material, dtype = self.given.material, self._recipe(self._target(0), self.rows.train)
        train, held = self.encoder.encode_parts(
            material.table, [self.rows.train, self.rows.held_out], dtype.numbers
        )
        nothing = np.zeros(0)
        learned = Part(train, nothing, self._weights(self.rows.train))
        if self.held is None:
            return learned, Part(held, nothing, self._weights(self.rows.held_out))
        apart = self.held.material
        encoded = self.encoder.encode(apart.table, dtype.numbers)
        return learned, Part(encoded, nothing, apart.weight_N)

    def _target(self, output: int) -> Target:
        if self.before:
            return self.before[output].target
        wanted = self.given.wanted
        name = f"y{output}" if wanted.several else "y"
        return wanted.learn(output, name, self.rows.train, self._weights(self.rows.train))

    def _recipes(self, target: Target, trained: list[Rows]) -> list[Recipe]:
        """Return the recipe of every member, which learns from the rows given for it."""
        recipes = [self._recipe(target, rows) for rows in trained]
        batch = max(recipe.batch_size for recipe in recipes if isinstance(recipe.batch_size, int))
        return [
            changed_recipe(recipe, {"batch_size": batch, "seed": self.seed + k % self._seeds})
            for k, recipe in enumerate(recipes)
        ]

    def _recipe(self, target: Target, rows: Rows) -> Recipe:
        weight_N = self._weights(rows)
        size = Size(len(rows), float(len(rows) if weight_N is None else weight_N.sum()))
        parameters = {**self.parameters}
        if "class_weight" in parameters:
            parameters["class_weight"] = named_weights(parameters["class_weight"], target)
        return recipe_of(parameters, size, target.task, small=self.small, stopping=self.stopping)

    def _weights(self, rows: Rows) -> Floats | None:
        weight_N = self.given.material.weight_N
        return None if weight_N is None else weight_N[rows]
