"""Ladders by name, in any order, and from a TOML file."""

from pathlib import Path

import pytest

from separatrix.errors import RecipeError
from separatrix.ladders.story import EXTRA, STEPS, STORY, chosen, read_ladder
from separatrix.lessons.catalogue import LESSONS


def written(folder: Path, text: str) -> Path:
    path = folder / "ladder.toml"
    path.write_text(text)
    return path


def test_the_story_is_what_its_names_choose() -> None:
    assert chosen(STORY.names) == STORY
    assert chosen([name.upper() for name in STORY.names]) == STORY


def test_leaving_a_rung_out_leaves_its_change_out() -> None:
    ladder = chosen(["linear", "deeper", "Adam", "ReLU"])
    recipes = [rung.recipe for rung in ladder.rungs]
    assert [recipe.optimizer for recipe in recipes] == ["sgd", "sgd", "adam", "adam"]
    assert [recipe.activation for recipe in recipes] == ["identity", "identity", "identity", "relu"]


def test_every_rung_can_be_asked_for_by_itself() -> None:
    for name in (*STEPS, *EXTRA):
        ladder = chosen(["linear", "deeper", name] if name != "deeper" else ["linear", name])
        assert ladder.names[-1] == name
        assert ladder.rungs[-1].changed != "nothing"


def test_a_file_defines_rungs_one_on_top_of_the_other(tmp_path: Path) -> None:
    ladder = read_ladder(
        written(
            tmp_path,
            """
[[rung]]
name = "small"
hidden = [8]
activation = "tanh"
optimizer = "adamw"
epochs = 5

[[rung]]
name = "found"
tune = {learning_rate = [0.001, 0.01], hidden = [[4], [8, 8]]}

[[rung]]
name = "three"
members = 3
""",
        )
    )
    small, found, three = ladder.rungs
    assert small.recipe.hidden == (8,)
    assert small.changed.startswith("one hidden layer of 8 units, tanh, AdamW")
    assert dict(found.tune) == {"learning_rate": (0.001, 0.01), "hidden": ([4], [8, 8])}
    assert found.changed == (
        "tuned on validation rows: learning rate 0.001 or 0.01, hidden 4 or 8-8"
    )
    assert (three.members, three.changed, dict(three.tune)) == (3, "the mean of 3 networks", {})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rung = 3", "a list of"),
        ("[[rung]]\nhidden = [3]", "Rung 1 of .* needs a name"),
        ('[[rung]]\nname = "a"\n[[rung]]\nname = "a"', "Rung 2 of .* needs a name of its own"),
        ('[[rung]]\nname = "a"\nhiden = [3]', 'Rung "a" .*no setting "hiden".*"hidden"'),
        ('[[rung]]\nname = "a"\ndropout = 2.0', 'Rung "a" .*dropout must be'),
        ('[[rung]]\nname = "a"\nmembers = 0', "members of a rung must be"),
        ('[[rung]]\nname = "a"\ntune = 3', "tune names settings"),
        ('[[rung]]\nname = "a"\ntune = {dropout = []}', "needs a list of values"),
        ('[[rung]]\nname = "a"\ntune = {dropout = [0.1, 7]}', "dropout must be"),
        ('[[rung]]\nname = "a"\ntune = {seed = [1, 2]}', "tune chooses no"),
        ("[[rung", "cannot be read"),
        ('title = "x"\n[[rung]]\nname = "a"', "a list of"),
    ],
)
def test_a_file_that_is_no_ladder_is_refused_in_a_sentence(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(RecipeError, match=said):
        read_ladder(written(tmp_path, text))


def test_unknown_and_repeated_rungs_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match=r'no rung "Adm".*"Adam"'):
        chosen(["linear", "Adm"])
    with pytest.raises(RecipeError, match='"Adam" twice'):
        chosen(["linear", "Adam", "adam"])
    with pytest.raises(RecipeError, match="one rung or more"):
        chosen([])
    with pytest.raises(RecipeError, match="cannot be read"):
        read_ladder(tmp_path / "nothing.toml")


def test_lessons_are_ladders_of_the_same_kind() -> None:
    for lesson in LESSONS.values():
        assert isinstance(lesson.ladder, type(STORY))
