"""Recipes by name, for those who do not want to choose."""

from separatrix.recipe.recipe import Recipe

PRESETS: dict[str, Recipe] = {
    "plain": Recipe(
        hidden=(128, 128), optimizer="adam", learning_rate=1e-3, epochs=200, patience=16
    ),
}
"""`plain` is the courses' multilayer perceptron: two ReLU layers and Adam at its default rate."""
