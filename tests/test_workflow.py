"""The road from end to end: what is learned from which rows, kept, and found again."""

import hashlib
import json
import subprocess
import sys
from dataclasses import replace as with_changes
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import torch
from matplotlib.figure import Figure
from numpy.typing import NDArray

import separatrix
from separatrix.data.prepare import Prepared, prepare
from separatrix.data.split import Split
from separatrix.data.splitting import Splitting
from separatrix.data.table import Table
from separatrix.data.target import learn_target
from separatrix.data.toy import make_toy
from separatrix.errors import DataError, RecipeError, RunError
from separatrix.events import Epoch, Event, Note, Stage
from separatrix.metrics.registry import metrics_of
from separatrix.models.plain import member_module
from separatrix.pictures import catalogue
from separatrix.pictures.subject import Subject
from separatrix.recipe import Recipe, from_json, replace
from separatrix.run import Run, load
from separatrix.training.resolve import LOSSES_OF
from separatrix.workflow import learn, train

SMALL = Recipe(hidden=(8,), epochs=6, batch_size=32, learning_rate=0.02)


@pytest.fixture(scope="module")
def penguins(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run on the packaged table, three members."""
    out = tmp_path_factory.mktemp("runs") / "penguins"
    return train("penguins", target="species", recipe=SMALL, seeds=3, out=out)


SIZES = ("S", "M", "L")


def poisoned(prepared: Prepared, parts: tuple[str, ...]) -> Prepared:
    """Multiply the numbers of some parts by a million and flip their labels."""
    rows = np.concatenate([np.zeros(0, int), *map(prepared.split.part, parts)])
    columns = prepared.table.columns
    for i, name in enumerate(columns.column_names):
        values = columns[name].to_numpy().copy()
        if name == "by" and values.dtype == object:  # names the parts
            continue
        if name == prepared.target.name:
            values[rows] = 1 - values[rows]
        else:
            values[rows] *= 10**6
        columns = columns.set_column(i, name, pa.array(values))
    table = Table(columns)
    target = learn_target(table, prepared.target.name, rows=prepared.split.train)
    return with_changes(prepared, table=table, target=target)


@pytest.mark.parametrize(("parts", "keep"), [(("test",), "best"), (("validation", "test"), "last")])
def test_poisoned_rows_leave_encoder_threshold_and_weights_bit_equal(
    parts: tuple[str, ...], keep: str
) -> None:
    recipe = replace(SMALL, {"keep": keep, "norm": "batch"})
    clean = prepare(make_toy("moons", 200, noise=0.2, seed=3), "label")
    learned, other = learn(clean, recipe, seeds=2), learn(poisoned(clean, parts), recipe, seeds=2)
    assert learned.encoder == other.encoder
    assert learned.target == other.target
    assert learned.threshold == other.threshold
    assert torch.equal(learned.stack.weights_KP, other.stack.weights_KP)
    assert torch.equal(learned.stack.statistics_KQ, other.stack.statistics_KQ)


def moons(kind: str) -> tuple[Table, Splitting, Table | None]:
    """Return 260 rows with what a kind of split needs, its splitting, and its test table."""
    random, columns = np.random.default_rng(8), make_toy("moons", 260, noise=0.2, seed=3).columns
    if kind == "duplicates":
        again = np.concatenate([np.arange(210), random.integers(0, 210, 50)])
        return Table(columns.take(pa.array(random.permutation(again)))), Splitting(), None
    if kind == "test table":
        return Table(columns.slice(0, 200)), Splitting(), Table(columns.slice(200))
    cells = {
        "group": random.integers(0, 40, 260),
        "time": random.integers(0, 90, 260),
        "column": random.choice(["train", "valid", "test"], 260, p=[0.6, 0.2, 0.2]).tolist(),
    }
    splitting = {
        "group": Splitting(group="by"),
        "time": Splitting(time="by"),
        "column": Splitting(column="by"),
    }
    return Table(columns.append_column("by", [cells[kind]])), splitting[kind], None


def all_of(rows: int) -> Split:
    """Return every row as each part."""
    return Split(np.arange(rows), np.arange(rows), np.arange(rows))


def poisoned_apart(prepared: Prepared, apart: Table, parts: tuple[str, ...]) -> Prepared:
    """Poison both tables of a training that has a test table; see `poisoned`."""
    own = with_changes(prepared, table=apart, test_table=None, split=all_of(60))
    main = poisoned(prepared, tuple(name for name in parts if name != "test"))
    return with_changes(main, test_table=poisoned(own, ("test",)).table)


@pytest.mark.parametrize("kind", ["group", "time", "column", "duplicates", "test table"])
@pytest.mark.parametrize(("parts", "keep"), [(("test",), "best"), (("validation", "test"), "last")])
def test_poisoned_rows_change_nothing_however_rows_are_divided(
    kind: str, parts: tuple[str, ...], keep: str
) -> None:
    table, splitting, apart = moons(kind)
    recipe = replace(SMALL, {"keep": keep, "norm": "batch"})
    clean = prepare(table, "label", splitting=splitting, test_table=apart)
    assert all(len(clean.split.part(name)) > 20 for name in ("train", "validation", "test"))
    poison = poisoned(clean, parts) if apart is None else poisoned_apart(clean, apart, parts)
    learned, other = learn(clean, recipe), learn(poison, recipe)
    assert learned.encoder == other.encoder
    assert learned.target == other.target
    assert learned.threshold == other.threshold
    assert torch.equal(learned.stack.weights_KP, other.stack.weights_KP)
    assert torch.equal(learned.stack.statistics_KQ, other.stack.statistics_KQ)
    spoilt = learn(poisoned(clean, ("train",)), recipe)
    assert not torch.equal(learned.stack.weights_KP, spoilt.stack.weights_KP)


def test_no_row_of_a_part_is_equal_to_one_of_another() -> None:
    table, splitting, _ = moons("duplicates")
    split = prepare(table, "label", splitting=splitting).split
    rows = table.columns.to_pandas().apply(tuple, axis=1).to_numpy()
    parts = [set(rows[split.part(name)]) for name in ("train", "validation", "test")]
    assert len(set().union(*parts)) == sum(map(len, parts))


def mixed(poison: str | None = None) -> Prepared:
    """Prepare a table of every kind of column, the rows of one part poisoned if asked."""
    random = np.random.default_rng(5)
    rows = 200
    day = np.datetime64("2024-01-01") + random.integers(0, 300, rows)
    columns = {
        "number": random.normal(size=rows),
        "category": np.array(["a", "b", "c"])[random.integers(0, 3, rows)].astype(object),
        "many": np.array([f"level {i}" for i in range(30)])[random.integers(0, 30, rows)].astype(
            object
        ),
        "boolean": random.integers(0, 2, rows).astype(bool),
        "date": day,
        "ordered": np.array(SIZES)[random.integers(0, 3, rows)].astype(object),
        "text": np.array(
            [
                f"It was {'not ' * number} good {number} times"
                for number in random.integers(0, 9, rows)
            ],
            object,
        ),
        "y": random.integers(0, 2, rows),
    }
    columns["number"][random.integers(0, rows, 20)] = np.nan
    prepared = prepare(
        separatrix.open_table(columns), "y", kinds={"text": "text"}, ordered={"ordered": SIZES}
    )
    if poison is None:
        return prepared
    held = prepared.split.part(poison)
    columns["number"][held] = 1e6
    columns["category"][held] = "never seen"
    columns["many"][held] = None
    columns["boolean"][held] ^= True
    columns["date"][held] += np.timedelta64(9000, "D")
    columns["ordered"][held] = "L"
    columns["text"][held] = "something else entirely"
    columns["y"][held] = 1 - columns["y"][held]
    return with_changes(prepared, table=separatrix.open_table(columns))


@pytest.mark.parametrize("part", ["test", "validation"])
def test_poisoned_rows_of_every_kind_of_column_change_nothing(part: str) -> None:
    recipe = replace(SMALL, {"keep": "last"})
    learned, other = learn(mixed(), recipe), learn(mixed(part), recipe)
    assert learned.encoder == other.encoder
    assert torch.equal(learned.stack.weights_KP, other.stack.weights_KP)
    assert learn(mixed("train"), recipe).encoder != learned.encoder


def test_poisoned_training_rows_do_change_the_weights() -> None:
    clean = prepare(make_toy("moons", 200, noise=0.2, seed=3), "label")
    learned, other = learn(clean, SMALL), learn(poisoned(clean, ("train",)), SMALL)
    assert learned.encoder != other.encoder
    assert not torch.equal(learned.stack.weights_KP, other.stack.weights_KP)


def test_a_regression_target_is_standardised_on_training_rows_alone() -> None:
    prepared = prepare(make_toy("line", 100, noise=0.1, seed=1), "y")
    trained_on = np.asarray(prepared.part("train").column("y"))
    assert prepared.target.mean == pytest.approx(trained_on.mean())
    assert prepared.target.scale == pytest.approx(trained_on.std())


def test_the_recipe_is_kept_as_it_was_asked_for_and_resolved(penguins: Run) -> None:
    asked = from_json((penguins.path / "recipe.json").read_bytes())
    assert asked == SMALL
    assert (asked.loss, load(penguins.path).fitted.recipe.loss) == ("auto", "cross-entropy")


@pytest.mark.parametrize(
    ("task", "loss"), [(task, loss) for task, losses in LOSSES_OF.items() for loss in losses]
)
def test_a_run_of_every_loss_opens_again(tmp_path: Path, task: str, loss: str) -> None:
    toy, target = {
        "binary": ("moons", "label"),
        "multiclass": ("gaussians", "label"),
        "regression": ("line", "y"),
    }[task]
    recipe = replace(SMALL, {"loss": loss, "epochs": 1})
    table = make_toy(toy, 60, seed=1)
    run = train(table, target=target, recipe=recipe, out=tmp_path / "run", pictures=False)
    assert (load(run.path).predict(table) == run.predict(table)).all()


def test_names_with_dollars_are_drawn_as_they_are(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    table = {
        "price $m_$": random.normal(size=60),
        "a$_b$^{": random.normal(size=60),
        "y$": ["$x_1$", r"\frac{"] * 30,
    }
    run = train(table, target="y$", recipe=SMALL, out=tmp_path / "run")
    assert len(list((run.path / "pictures").glob("*.png"))) == 7
    assert "price $m_$" in (run.path / "pictures" / "boundary.svg").read_text()


def test_a_picture_that_fails_is_a_note_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_subject: Subject) -> Figure:
        raise ValueError("no ink")

    spoilt = catalogue.PICTURES["curves"]._replace(draw=fail)
    monkeypatch.setitem(catalogue.PICTURES, "curves", spoilt)
    told: list[Event] = []
    out = tmp_path / "run"
    train("penguins", target="species", recipe=SMALL, out=out, listen=told.append)
    assert Note("The curves picture could not be drawn: no ink") in told
    assert load(out).finished


def test_a_network_is_handed_over_by_the_run(penguins: Run) -> None:
    features = torch.from_numpy(
        penguins.fitted.encoder.encode(separatrix.open_table("penguins")).features_ND
    )
    assert torch.equal(penguins.module(1)(features), penguins.sequential(1)(features))


def test_a_run_holds_what_it_promises(penguins: Run) -> None:
    names = {str(path.relative_to(penguins.path)) for path in penguins.path.rglob("*.*")}
    assert names >= {
        *("manifest.json", "model.safetensors", "recipe.json", "history.csv", "scores.json"),
        *("pictures/curves.png", "pictures/curves.svg", "pictures/confusion.png"),
    }
    parts = penguins.to_json()["rows"]
    assert parts == {"train": 220, "validation": 55, "test": 69}


def test_scores_have_the_keys_of_the_contract(penguins: Run) -> None:
    written = json.loads(json.dumps(penguins.to_json()))
    assert written["task"] == "multiclass"
    assert set(written["scores"]) == {"train", "validation", "test"}
    for part in written["scores"].values():
        assert list(part) == list(metrics_of("multiclass"))
        for score in part.values():
            assert set(score) == {"value", "low", "high", "members"}
            assert len(score["members"]) == 3
    assert 0 <= written["guess"]["test"]["accuracy"] <= 0.5


def test_a_reloaded_run_predicts_bit_identically_in_a_new_process(penguins: Run) -> None:
    program = (
        "import hashlib, sys, separatrix\n"
        "found = separatrix.load(sys.argv[1]).predict_proba('penguins')\n"
        "print(hashlib.sha256(found.tobytes()).hexdigest())\n"
    )
    mine = hashlib.sha256(penguins.predict_proba("penguins").tobytes()).hexdigest()
    for place in (penguins.path, penguins.path / "model.safetensors"):
        ran = subprocess.run(
            [sys.executable, "-c", program, str(place)], capture_output=True, text=True, check=True
        )
        assert ran.stdout.strip() == mine


def test_the_model_file_alone_predicts_and_knows_what_it_lacks(
    penguins: Run, tmp_path: Path
) -> None:
    alone = tmp_path / "model.safetensors"
    alone.write_bytes((penguins.path / "model.safetensors").read_bytes())
    model = load(alone)
    assert (model.predict("penguins") == penguins.predict("penguins")).all()
    assert model.classes == ("Adelie", "Chinstrap", "Gentoo")
    with pytest.raises(RunError, match="model file alone holds no history"):
        model.show("curves")


def test_training_twice_gives_the_same_weights(penguins: Run, tmp_path: Path) -> None:
    again = train(
        "penguins", target="species", recipe=SMALL, seeds=3, out=tmp_path / "again", pictures=False
    )
    assert torch.equal(again.fitted.stack.weights_KP, penguins.fitted.stack.weights_KP)
    model = "model.safetensors"
    assert (again.path / model).read_bytes() == (penguins.path / model).read_bytes()


def test_predictions_are_in_the_order_of_the_rows(penguins: Run) -> None:
    table = separatrix.open_table("penguins")
    backwards = table.take(np.arange(len(table))[::-1].astype(np.int64))
    assert (penguins.predict(backwards)[::-1] == penguins.predict(table)).all()


def test_predictions_keep_columns_when_asked_and_never_overwrite_one(penguins: Run) -> None:
    table = separatrix.open_table("penguins").columns.append_column(
        "prediction", pa.array(["mine"] * 344)
    )
    columns = penguins.predictions(table, keep=True).columns
    assert columns.column_names[-5:] == [
        *("prediction", "prediction_", "p_Adelie", "p_Chinstrap", "p_Gentoo")
    ]
    assert columns["prediction"][0].as_py() == "mine"


def test_evaluate_scores_and_says_what_was_trained_on(penguins: Run) -> None:
    evaluation = penguins.evaluate("penguins")
    assert evaluation.rows == 344
    assert any("was trained on" in note for note in evaluation.notes)
    fresh = penguins.evaluate(separatrix.open_table("penguins").columns)
    assert not any("was trained on" in note for note in fresh.notes)
    assert fresh.scores["table"]["accuracy"] == evaluation.scores["table"]["accuracy"]
    assert "evaluated" in (penguins.path / "journal.jsonl").read_text()


def test_a_member_is_handed_over_as_plain_pytorch(penguins: Run) -> None:
    fitted = penguins.fitted
    encoded = fitted.encoder.encode(separatrix.open_table("penguins"))
    module = member_module(fitted.stack, 0)
    labels = module(torch.from_numpy(encoded.features_ND)).argmax(dim=1).numpy()
    accuracy = (labels == fitted.target.encode(separatrix.open_table("penguins"))).mean()
    assert accuracy > 0.9


def test_no_test_rows_are_kept_when_none_are_asked_for(tmp_path: Path) -> None:
    run = train(
        make_toy("moons", 100, seed=1),
        target="label",
        recipe=SMALL,
        test_share=0,
        out=tmp_path / "r",
    )
    assert set(run.scores) == {"train", "validation"}
    assert run.to_json()["rows"]["test"] == 0
    assert (run.path / "pictures" / "boundary.png").is_file()


def test_the_log_of_a_target_is_learned_and_undone(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    x = random.normal(size=300)
    table = {"x": x, "y": np.exp(2 * x + 0.05 * random.normal(size=300))}
    run = train(
        table,
        target="y",
        log_target=True,
        out=tmp_path / "r",
        pictures=False,
        recipe=Recipe(hidden=(), learning_rate=0.05, epochs=150, batch_size="full"),
    )
    found: NDArray[np.float64] = run.predict(table)
    assert np.abs(np.log(found) - 2 * x).max() < 0.15
    with pytest.raises(RunError, match="predicts a number"):
        run.predict_proba(table)


def test_the_next_free_folder_is_taken_when_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = make_toy("moons", 60, seed=1)
    places = [
        train(table, target="label", recipe=SMALL, pictures=False).path.name for _ in range(2)
    ]
    assert places == ["table", "table-2"]


def test_an_existing_run_is_not_overwritten_unasked(penguins: Run) -> None:
    before = (penguins.path / "model.safetensors").read_bytes()
    with pytest.raises(RunError, match="already holds a run"):
        train("penguins", target="species", recipe=SMALL, out=penguins.path)
    assert (penguins.path / "model.safetensors").read_bytes() == before


def test_nothing_is_left_when_the_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match='Did you mean "species"'):
        train("penguins", target="specis", out=tmp_path / "deep" / "run")
    assert list(tmp_path.iterdir()) == []


def test_fewer_than_one_seed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="seeds must be 1 or more, got 0"):
        train("penguins", target="species", seeds=0, out=tmp_path / "run")


def test_an_interrupted_run_is_kept_as_unfinished(tmp_path: Path) -> None:
    def interrupt(event: Event) -> None:
        if isinstance(event, Epoch) and event.number == 3:
            raise KeyboardInterrupt

    out = tmp_path / "run"
    run = train("penguins", target="species", recipe=SMALL, out=out, listen=interrupt)
    assert not run.finished
    with pytest.raises(RunError, match="unfinished"):
        load(out)
    assert len(load(out / "model.safetensors").predict("penguins")) == 344


@pytest.mark.parametrize("stage", ["Scoring", "Drawing"])
def test_an_interrupt_after_the_training_keeps_what_was_trained(tmp_path: Path, stage: str) -> None:
    def interrupt(event: Event) -> None:
        if event == Stage(stage):
            raise KeyboardInterrupt

    out = tmp_path / "run"
    with pytest.raises(KeyboardInterrupt):
        train("penguins", target="species", recipe=SMALL, out=out, listen=interrupt)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    with pytest.raises(RunError, match="unfinished"):
        load(out)
    assert len(load(out / "model.safetensors").predict("penguins")) == 344


def test_stages_notes_and_epochs_are_told(tmp_path: Path) -> None:
    told: list[Event] = []
    table = {"x": [1.0, 2.0] * 30, "z": [1.0, None] * 30, "y": ["a", None, "b"] * 20}
    train(table, target="y", recipe=SMALL, out=tmp_path / "r", pictures=False, listen=told.append)
    assert next(event.text for event in told if isinstance(event, Stage)).startswith("Reading")
    assert any("without a target" in event.text for event in told if isinstance(event, Note))
    assert sum(isinstance(event, Epoch) for event in told) == SMALL.epochs


def test_every_picture_is_drawn_or_refused_with_a_reason(penguins: Run, tmp_path: Path) -> None:
    assert penguins.show("curves", tmp_path / "curves.svg").read_text().startswith("<?xml")
    with pytest.raises(RunError, match="two number columns, this one has 7"):
        penguins.show("data")
    with pytest.raises(RunError, match=r"ends in .png or .svg"):
        penguins.show("curves", tmp_path / "curves.jpg")
    with pytest.raises(RunError, match='Did you mean "curves"'):
        penguins.show("curve")


def test_a_boundary_of_two_columns_says_what_stands_in_the_others(tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    numbers = np.random.default_rng(0).normal(size=(90, 2))
    lines = [f"{a:.3f},{a * b:.3f},{'uv'[int(a > 0)]},{a + b > 0}" for a, b in numbers]
    table.write_text("\n".join(["a,b,kind,y", *lines]))
    run = train(table, target="y", recipe=SMALL, seeds=2, out=tmp_path / "run", pictures=False)
    titles = {
        "nearby": "Other columns: those of nearby rows, averaged (48 rows)",
        "typical": "Other columns: median, or most frequent level",
    }
    for held, words in titles.items():
        (axes, *_) = run.show("boundary", features=("kind", "b"), held=held).axes
        assert axes.get_title(loc="left").splitlines()[0] == words
        assert [each.get_text() for each in axes.get_xticklabels()] == ["u", "v"]
    (axes, *_) = run.show("boundary", features=("a", "b"), row=3).axes
    assert axes.get_title(loc="left").startswith("Other columns: as in row 4")
    assert len(run.show("boundary").axes) >= 4  # three pairs and a projection
    with pytest.raises(RunError, match=r'uses no column "c".*It uses a, b, kind'):
        run.show("boundary", features=("a", "c"))
    with pytest.raises(RunError, match="names of two columns"):
        run.show("boundary", features=("a",))
    with pytest.raises(RunError, match="different names of columns"):
        run.show("boundary", features=("a", "a"))
    assert len(run.show("effects", features=("kind", "a")).axes) == 2
    assert run.show("importance", tmp_path / "i.png").stat().st_size > 0
    assert run.show("contributions", tmp_path / "c.png", row=3).stat().st_size > 0
    assert run.contributions(3).answer == pytest.approx(run.predict_proba(table)[3, 1], abs=1e-6)
    with pytest.raises(RunError, match="held must be one of nearby, typical"):
        run.show("boundary", features=("a", "b"), held="near")
    with pytest.raises(RunError, match="there is no row 91"):
        run.show("boundary", features=("a", "b"), row=90)
    moved = table.rename(tmp_path / "moved.csv")
    with pytest.raises(RunError, match="needs the run's table, which is gone"):
        load(run.path).show("boundary")
    assert load(run.path).with_table(moved).show("boundary", features=("a", "b")).axes
    moved.write_text("a,b,kind,y\n1,2,u,True\n")
    with pytest.raises(RunError, match="is not the table that"):
        load(run.path).with_table(moved)


@pytest.mark.parametrize("hidden", [(), (4,), (3, 2), (40, 40, 40, 40, 40, 40)])
def test_the_inside_of_any_network_is_drawn(tmp_path: Path, hidden: tuple[int, ...]) -> None:
    (tmp_path / "t.csv").write_text(make_csv())
    recipe = replace(SMALL, {"hidden": hidden, "epochs": 2})
    run = train(tmp_path / "t.csv", target="label", recipe=recipe, out=tmp_path / "run")
    assert run.show("net", tmp_path / "net.png").stat().st_size > 0
    assert run.show("net", tmp_path / "row.svg", row=4).stat().st_size > 0
    assert run.step(4).loss > 0
    model = load(run.path / "model.safetensors")
    assert model.show("net", tmp_path / "model.png").stat().st_size > 0
    with pytest.raises(RunError, match="model file alone"):
        model.step(4)


def test_the_inside_of_a_network_with_embeddings_is_drawn(penguins: Run, tmp_path: Path) -> None:
    table = {"place": [f"p{i % 15}" for i in range(90)], "y": [i % 15 < 7 for i in range(90)]}
    run = train(table, target="y", recipe=SMALL, out=tmp_path / "run", pictures=False)
    assert run.show("net", tmp_path / "net.png").stat().st_size > 0
    assert penguins.show("net", tmp_path / "wide.png", member=2).stat().st_size > 0


def test_the_picture_of_importance_shows_what_is_told(penguins: Run) -> None:
    (axes, *_) = penguins.show("importance").axes
    told = {each.column: each.value for each in penguins.importance("test")}
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == [each.column for each in penguins.importance("test")]
    drawn = sorted(x for line in axes.containers for x in line[0].get_xdata())
    np.testing.assert_allclose(drawn, sorted(told.values()))


def test_what_matters_counts_weights_tells_rare_levels_and_stays_within_the_rows(
    tmp_path: Path,
) -> None:
    random = np.random.default_rng(0)
    size, other = random.normal(size=(2, 300))
    lines = [
        f"{a:.4f},{b:.4f},level {i % 20},{1 if i % 3 else 50},{a + (i % 3 == 0) * b > 0}"
        for i, (a, b) in enumerate(zip(size, other, strict=True))
    ]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["size,other,level,count,y", *lines]))
    run = train(
        path, target="y", recipe=SMALL, weight="count", out=tmp_path / "run", pictures=False
    )
    (axes, *_) = run.show("importance").axes
    drawn = sorted(x for line in axes.containers for x in line[0].get_xdata())
    np.testing.assert_allclose(drawn, sorted(each.value for each in run.importance("test")))
    first, second = run.show("effects", features=("size", "level")).axes
    assert second.get_xlabel() == "level (8 rarer levels left out)"
    low, high = first.get_xlim()
    assert low >= size.min() - 1e-3
    assert high <= size.max() + 1e-3


def test_what_ails_a_training_is_kept_with_it(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(make_csv())
    recipe = replace(SMALL, {"hidden": (), "epochs": 30})
    run = train(tmp_path / "t.csv", target="label", recipe=recipe, out=tmp_path / "run")
    assert "underfitting" in [symptom.name for symptom in run.doctor()]
    again = load(run.path)
    assert again.doctor() == run.doctor()
    assert again.doctored == run.doctored
    assert len(again.show("doctor").axes) == 4
    with pytest.raises(RunError, match="model file alone"):
        load(run.path / "model.safetensors").doctor()


def test_a_run_of_before_the_doctor_is_examined_by_its_course(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(make_csv())
    recipe = replace(SMALL, {"hidden": (), "epochs": 30})
    run = train(tmp_path / "t.csv", target="label", recipe=recipe, out=tmp_path / "run")
    early = with_changes(run, doctored=None)
    assert "underfitting" in [symptom.name for symptom in early.doctor()]
    assert len(early.show("doctor").axes) == 1


def test_a_film_is_written_as_its_ending_says_or_refused_with_a_reason(
    penguins: Run, tmp_path: Path
) -> None:
    (tmp_path / "t.csv").write_text(make_csv())
    few = replace(SMALL, {"epochs": 2})
    relu, line = (
        train(tmp_path / "t.csv", target="label", recipe=recipe, out=tmp_path / name)
        for name, recipe in (("relu", few), ("line", replace(few, {"hidden": ()})))
    )
    assert relu.film(tmp_path / "f.gif").read_bytes().startswith(b"GIF89a")
    page = line.film(tmp_path / "f.html", relu).read_text()
    assert "<title>line beside relu: the training</title>" in page
    assert page.count("data:image/webp") == 4
    with pytest.raises(RunError, match=r'A film ends in .gif, .mp4, .html, got "f.png"'):
        relu.film(tmp_path / "f.png")
    with pytest.raises(RunError, match="was not filmed"):
        penguins.film(tmp_path / "f.gif")
    filmed = train("penguins", target="species", recipe=few, out=tmp_path / "p", film=True)
    assert filmed.filmed is not None
    with pytest.raises(RunError, match="need the same target"):
        relu.film(tmp_path / "f.gif", filmed)
    (tmp_path / "t.csv").unlink()
    with pytest.raises(RunError, match="needs the run's table, which is gone"):
        relu.film(tmp_path / "f.gif")


def make_csv() -> str:
    toy = make_toy("circles", rows=80).columns.to_pylist()
    lines = [",".join(str(cell) for cell in row.values()) for row in toy]
    return "\n".join(["x1,x2,label", *lines])


def test_texts_and_orders_go_through_a_run(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    good, size = random.random(300) < 0.5, random.integers(0, 3, 300)
    columns = {
        "said": [
            f"{'a good' if each else 'an awful'} thing, number {row}"
            for row, each in enumerate(good)
        ],
        "size": [SIZES[place] for place in size],
        "y": ["yes" if each and place else "no" for each, place in zip(good, size, strict=True)],
    }
    run = train(
        columns, target="y", ordered={"size": SIZES}, recipe=SMALL, out=tmp_path / "run",
        pictures=False,
    )  # fmt: skip
    assert [column.kind for column in run.columns or ()] == ["text", "category"]
    opened = separatrix.load(tmp_path / "run")
    assert [column.order for column in opened.columns or ()] == [(), SIZES]
    (tmp_path / "rows.csv").write_text("size,said\nL,a good one\nS,a good one\nXL,?!\n")
    predicted = opened.predict(tmp_path / "rows.csv")
    assert list(predicted)[:2] == ["yes", "no"]
    one = opened.predict({"size": "L", "said": "a good one"})
    assert list(one) == ["yes"]
    told = opened.report(tmp_path / "rows.csv").lines
    assert [line for line in told if '"XL": taken as the mean level' in line]


@pytest.mark.parametrize("scale", [1e300, 1e-300])
def test_weights_say_only_how_rows_compare_whatever_their_scale(
    scale: float, tmp_path: Path
) -> None:
    weight_N = 0.5 + np.arange(120.0) % 2
    columns = make_toy("moons", rows=120).columns
    scores = []
    for name, cells in (("as-counts", weight_N), ("scaled", weight_N * scale)):
        table = Table(columns.append_column("w", pa.array(cells)))
        run = train(
            table,
            target="label",
            recipe=SMALL,
            weight="w",
            out=tmp_path / name,
            pictures=False,
        )
        scores.append({metric: score.value for metric, score in run.scores["test"].items()})
    assert scores[1] == pytest.approx(scores[0], rel=1e-5)
