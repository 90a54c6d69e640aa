"""From checked rows to trained networks: a stack for each output, of seeds, or of folds and seeds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from separatrix.data.encoder import Encoder, learn_encoder
from separatrix.data.kinds import Column, find_kinds, left_out_notes
from separatrix.data.parts import Part
from separatrix.data.target import Target
from separatrix.errors import DataError, RecipeError
from separatrix.estimators.holding import folds_of, held_rows
from separatrix.estimators.material import Material
from separatrix.estimators.parameters import Size, count_of, recipe_of
from separatrix.estimators.tables import free_name, with_column
from separatrix.estimators.targets import Wanted
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
class Learner:
    """One call of fit: which rows are for what, what encodes them, and the training.

    Args:
        parameters: The estimator's parameters.
        given: The rows.
        held: Rows to watch that fit was given apart; None where it was given none.
        seed: The first member's.
    """

    parameters: Mapping[str, Any]
    given: Given
    held: Given | None
    seed: int

    def learn(self) -> tuple[Fitted, ...]:
        """Train the networks of every output.

        Raises:
            DataError: no column can be used, or the rows cannot be divided as asked.
            RecipeError: a parameter cannot be used.
        """
        outputs = range(self.given.wanted.outputs)
        return tuple(self._learn_output(output) for output in outputs)

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about the rows."""
        return (*self.given.material.table.notes, *left_out_notes(self.columns))

    @cached_property
    def small(self) -> bool:
        """Whether this is a small table, from which every "auto" follows."""
        return Size(len(self.given.material), self.given.material.counted).small

    @cached_property
    def folds(self) -> tuple[Fold, ...] | None:
        """The folds; None where all members learn from the same rows.

        Raises:
            DataError: there are too few rows for them.
        """
        count = self.parameters["n_cv"]
        if count is None:
            return None
        if self.held is not None:
            raise DataError("n_cv holds out rows of X in turn; leave X_val out, or n_cv.")
        material, strata = self.given.material, self.given.wanted.strata
        return folds_of(
            len(material), strata, material.group_N, count_of("n_cv", count), self.seed
        )

    @cached_property
    def stopping(self) -> bool:
        """Whether held-out rows steer the end of the training.

        Raises:
            RecipeError: early_stopping is none of its words.
        """
        asked = self.parameters["early_stopping"]
        if isinstance(asked, str) and asked == "auto":
            return not self.small or self.held is not None or self.folds is not None
        if not isinstance(asked, bool | np.bool_):
            raise RecipeError(f'early_stopping must be True, False or "auto", got {asked!r}.')
        return bool(asked)

    @cached_property
    def rows(self) -> Fold:
        """The rows to learn from and those held out for all members; with folds, all and none."""
        material, strata = self.given.material, self.given.wanted.strata
        every = np.arange(len(material))
        if not self.stopping or self.held is not None or self.folds is not None:
            return Fold(every, every[:0])
        share = self.parameters["validation_fraction"]
        return held_rows(len(material), strata, material.group_N, share, self.seed)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What each column is taken for."""
        material, own = self.given.material, self.parameters["kinds"] or {}
        name = free_name("y", material.table.names)
        table = with_column(material.table, name, np.zeros(len(material)))
        asked = {str(column): kind for column, kind in own.items()}
        return find_kinds(table, name, {**material.kinds, **asked})

    @cached_property
    def encoder(self) -> Encoder:
        """What turns rows into arrays, learned from the training rows."""
        table = self.given.material.table.take(self.rows.train)
        return learn_encoder(table, self.columns, weight_N=self._weights(self.rows.train))

    def _learn_output(self, output: int) -> Fitted:
        target = self._target(output)
        train, held = self._parts[0], self._parts[1]
        wanted = self.given.wanted.encode(output, target)
        learned = replace(train, target_N=wanted[self.rows.train])
        run = {"device": self.parameters["device"], "engine": self.parameters["engine"]}
        if self.folds is not None:
            seeds = count_of("n_seeds", self.parameters["n_seeds"])
            folds = [fold for fold in self.folds for _ in range(seeds)]
            recipes = self._recipes(target, [fold.train for fold in self.folds])
            return learn_folds(recipes, self.encoder, target, learned, folds, **run)
        if self.held is not None:
            wanted_held = self.held.wanted.encode(output, target)
        else:
            wanted_held = wanted[self.rows.held_out]
        watched = replace(held, target_N=wanted_held)
        recipes = self._recipes(target, [self.rows.train])
        return learn_rows(recipes, self.encoder, target, learned, watched, **run)

    @cached_property
    def _parts(self) -> tuple[Part, Part]:
        """The encoded rows to learn from and to watch, still without their answers."""
        material, dtype = self.given.material, self._numbers
        train, held = self.encoder.encode_parts(
            material.table, [self.rows.train, self.rows.held_out], dtype
        )
        nothing = np.zeros(0)
        learned = Part(train, nothing, self._weights(self.rows.train))
        if self.held is None:
            return learned, Part(held, nothing, self._weights(self.rows.held_out))
        apart = self.held.material
        return learned, Part(self.encoder.encode(apart.table, dtype), nothing, apart.weight_N)

    @cached_property
    def _numbers(self) -> str:
        target = self._target(0)
        return self._recipe(target, self.rows.train).numbers

    def _target(self, output: int) -> Target:
        wanted, taken = self.given.wanted, self.given.material.table.names
        name = free_name(f"y{output + 1}" if wanted.several else "y", taken)
        return wanted.learn(output, name, self.rows.train, self._weights(self.rows.train))

    def _recipes(self, target: Target, trained: list[Rows]) -> list[Recipe]:
        """Return the recipe of every member: all seeds of the first fold, then of the next."""
        recipes = [self._recipe(target, rows) for rows in trained]
        batch = max(int(recipe.batch_size) for recipe in recipes)
        return [
            changed_recipe(recipe, {"batch_size": batch, "seed": self.seed + k})
            for recipe in recipes
            for k in range(count_of("n_seeds", self.parameters["n_seeds"]))
        ]

    def _recipe(self, target: Target, rows: Rows) -> Recipe:
        weight_N = self._weights(rows)
        size = Size(len(rows), float(len(rows) if weight_N is None else weight_N.sum()))
        return recipe_of(
            self.parameters, size, target.task, small=self.small, stopping=self.stopping
        )

    def _weights(self, rows: Rows) -> Floats | None:
        weight_N = self.given.material.weight_N
        return None if weight_N is None else weight_N[rows]
