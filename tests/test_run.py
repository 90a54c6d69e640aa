"""A run reads new tables as its training did."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from separatrix.data.read import open_table
from separatrix.data.table import ReadOptions
from separatrix.errors import DataError, RunError
from separatrix.recipe.presets import PRESETS
from separatrix.recipe.recipe import replace
from separatrix.run import Run, load
from separatrix.workflow import train

WORDS = ("NA", "None", "-", "2024-01-05", "True", "1 ", "plain")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    draw = np.random.default_rng(0)
    lines = [
        f"{-999 if row % 9 == 0 else draw.normal():.3f},{WORDS[row % 7]},{('NA', 'yes')[row % 2]}"
        for row in range(140)
    ]
    path = folder / "table.csv"
    path.write_text("x,word,label\n" + "\n".join(lines) + "\n")
    return train(
        path,
        target="label",
        recipe=replace(PRESETS["plain"], {"epochs": 2, "hidden": (4,)}),
        out=folder / "out",
        reading=ReadOptions(missing=("-999",)),
        pictures=False,
    )


def test_words_that_meant_missing_in_training_mean_it_ever_after(run: Run, tmp_path: Path) -> None:
    said, empty = tmp_path / "said.csv", tmp_path / "empty.csv"
    said.write_text("x,word\n-999,plain\n1,plain\n")
    empty.write_text("x,word\n,plain\n1,plain\n")
    for opened in (run, load(run.path), load(run.path / "model.safetensors")):
        expected = opened.predict_proba(empty)
        np.testing.assert_array_equal(opened.predict_proba(said), expected)
        np.testing.assert_array_equal(opened.predict_proba(open_table(said)), expected)


def test_a_row_is_answered_alike_alone_and_among_others(run: Run, tmp_path: Path) -> None:
    whole = tmp_path / "whole.csv"
    whole.write_text("x,word,label\n" + "".join(f"1,{word},NA\n" for word in WORDS))
    together = run.predict_proba(whole)
    assert run.evaluate(whole).rows == len(WORDS)
    for word, expected in zip(WORDS, together, strict=True):
        alone = tmp_path / "alone.csv"
        alone.write_text(f"x,word,label\n1,{word},NA\n")
        np.testing.assert_allclose(run.predict_proba(alone)[0], expected, rtol=1e-5)
        answered = run.predictions(alone)
        assert answered.notes == ()
        assert run.evaluate(alone).rows == 1


@pytest.fixture(scope="module")
def penguins(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return train(
        "penguins",
        target="species",
        recipe=replace(PRESETS["plain"], {"epochs": 3}),
        seeds=3,
        out=tmp_path_factory.mktemp("penguins") / "out",
        pictures=False,
    )


def test_a_row_as_a_dict_is_answered_as_in_a_table(penguins: Run) -> None:
    table = open_table("penguins")
    rows = table.columns.to_pylist()
    classes, together = penguins.predict(table), penguins.predict_proba(table)
    at_a_glance = never_seen = 0
    for opened in (penguins, load(penguins.path)):
        for place, row in enumerate(rows[:60]):
            at_a_glance += opened.fitted.encoder.encode_row(row) is not None
            one_row = table.take(np.array([place]))
            never_seen += opened.report(one_row).findings != ()
            probabilities = opened.predict_proba(row)
            np.testing.assert_array_equal(probabilities, opened.predict_proba(one_row))
            np.testing.assert_allclose(probabilities[0], together[place], atol=1e-6)
            assert opened.predict(row).tolist() == [classes[place]]
    assert at_a_glance + never_seen == 120
    assert 0 < never_seen < 12  # rows of validation or test, beyond the range of training
    np.testing.assert_array_equal(penguins.predict_proba(rows), together)
    assert penguins.predict(rows).tolist() == classes.tolist()


def test_a_row_that_is_not_plain_is_answered_as_in_a_table(penguins: Run) -> None:
    row = open_table("penguins").columns.to_pylist()[0]
    for name, cell in (("island", "Elba"), ("body_mass", "3750"), ("bill_length", float("inf"))):
        changed = row | {next(each for each in row if each.startswith(name)): cell}
        assert penguins.fitted.encoder.encode_row(changed) is None
        table = open_table({each: [value] for each, value in changed.items()})
        np.testing.assert_array_equal(
            penguins.predict_proba(changed), penguins.predict_proba(table)
        )
        assert penguins.predictions(changed).notes == penguins.predictions(table).notes
        assert penguins.predictions(changed).report == penguins.predictions(table).report


def test_a_row_is_refused_as_a_table_is(penguins: Run) -> None:
    row = open_table("penguins").columns.to_pylist()[0]
    length = next(name for name in row if name.startswith("bill_length"))
    without = {name: cell for name, cell in row.items() if name != length} | {"bill_lenght_mm": 39}
    with pytest.raises(DataError, match=f'lacks the column {length} .* Did you mean "bill_lenght'):
        penguins.predict(without)
    with pytest.raises(DataError, match=f'Column "{length}": row 1 is "long", which is not a num'):
        penguins.predict_proba(row | {length: "long"})


def test_a_number_is_predicted_for_a_row(tmp_path: Path) -> None:
    table = {"x": np.arange(50.0), "y": np.arange(50.0) / 2}
    recipe = replace(PRESETS["plain"], {"epochs": 2})
    run = train(table, target="y", recipe=recipe, out=tmp_path / "out", pictures=False)
    (value,) = run.predict({"x": 7.0})
    assert value == pytest.approx(run.predict(table)[7], abs=1e-6)
    with pytest.raises(RunError, match="predicts a number"):
        run.predict_proba({"x": 7.0})


# ---- what the training never saw ---------------------------------------------------------------


def known() -> dict[str, list[object]]:
    return dict(open_table("penguins").columns.slice(0, 4).to_pydict())


def spoiled() -> dict[str, list[object]]:
    masses: list[object] = [3750.0, 9000.0, 3750.0, 3750.0]
    return {**known(), "island": ["Elba", "Elba", "Dream", "Dream"], "body_mass_g": masses}


def test_predictions_and_scores_come_with_a_report(penguins: Run) -> None:
    predicted, evaluated = penguins.predictions(spoiled()), penguins.evaluate(spoiled())
    assert predicted.report == evaluated.report == penguins.report(spoiled())
    island = next(column for column in predicted.report.columns if column.name == "island")
    assert island.unseen is not None
    assert (island.unseen.cells, island.unseen.levels) == (2, 1)
    assert len(predicted.report.lines) == 2
    assert not any("island" in note for note in (*predicted.notes, *evaluated.notes))
    assert evaluated.to_json()["report"] == evaluated.report.to_json()


def test_strict_refuses_what_the_training_never_saw_and_writes_nothing_down(
    penguins: Run,
) -> None:
    journal = (penguins.path / "journal.jsonl").read_bytes()
    for answer in (penguins.predictions, penguins.evaluate):
        with pytest.raises(DataError, match=r'With strict, .* "island" .* "body_mass_g" .*9000'):
            answer(spoiled(), strict=True)
    assert (penguins.path / "journal.jsonl").read_bytes() == journal
    plain = known()
    strict = penguins.predictions(plain, strict=True).columns
    assert strict.equals(penguins.predictions(plain).columns)
    assert penguins.evaluate(plain, strict=True).rows == 4


def test_a_table_without_a_column_is_reported_and_not_answered(penguins: Run) -> None:
    table = {name: cells for name, cells in spoiled().items() if name not in ("island", "sex")}
    assert penguins.report(table).missing_columns == ("island", "sex")
    for strict in (False, True):
        with pytest.raises(DataError, match="lacks the columns island, sex"):
            penguins.predictions(table, strict=strict)


def test_predict_tells_the_worst_to_the_log(
    penguins: Run, caplog: pytest.LogCaptureFixture
) -> None:
    penguins.predict(known())
    assert caplog.messages == []
    penguins.predict(spoiled())
    penguins.predict_proba({name: cells[1] for name, cells in spoiled().items()})
    first, second = caplog.messages
    assert first.startswith('2 of 4 cells of "island" (50 %) hold a level never seen in training')
    assert first.endswith("Run.report(table) tells 1 more.")
    assert second.startswith('The cell of "island" holds a level never seen')
    assert {record.name for record in caplog.records} == {"separatrix"}


def test_one_row_beyond_the_range_of_training_is_not_answered_in_silence(
    penguins: Run, caplog: pytest.LogCaptureFixture
) -> None:
    row = {name: cells[0] for name, cells in known().items()}
    assert penguins.fitted.encoder.encode_row(row) is not None
    penguins.predict(row | {"body_mass_g": 90_000})
    assert caplog.messages == [
        'The cell of "body_mass_g" lies above the training range 2700 to 6300, up to 90000: '
        "taken as it is."
    ]


def test_a_run_of_an_earlier_version_says_that_it_keeps_no_profile() -> None:
    old = load(Path(__file__).parent / "runs" / "fixtures" / "format-1" / "run")
    rows = {column.name: [None] for column in old.fitted.encoder.columns}
    report = old.report(pa.table({name: pa.nulls(1, pa.string()) for name in rows}))
    assert not report.profiled
    assert report.lines[-1].startswith("The model keeps no profile")


@pytest.fixture
def apart(tmp_path: Path) -> Run:
    """A run whose test rows are in a file of their own."""
    for name, seed in (("main", 0), ("test", 1)):
        x = np.random.default_rng(seed).normal(size=(60, 2))
        rows = [f"{a:.4f},{b:.4f},{'yes' if a > b else 'no'}" for a, b in x]
        (tmp_path / f"{name}.csv").write_text("\n".join(["a,b,label", *rows]) + "\n")
    return train(
        tmp_path / "main.csv",
        target="label",
        test_table=tmp_path / "test.csv",
        recipe=replace(PRESETS["plain"], {"epochs": 2, "hidden": (4,)}),
        out=tmp_path / "out",
        pictures=False,
    )


def test_a_run_remembers_where_its_test_rows_are(apart: Run, tmp_path: Path) -> None:
    for run in (apart, load(apart.path)):
        assert run.split is not None
        assert run.split.test.tolist() == list(range(60, 120))
        assert (len(run.split.train), len(run.split.validation)) == (48, 12)
        assert run.test_source is not None
        assert run.test_source.path == str(tmp_path / "test.csv")
    scored = apart.evaluate(tmp_path / "test.csv")
    assert scored.scores["table"] == apart.scores["test"]
    assert scored.notes == (
        "This is the test table of the run: its rows were scored after the training.",
    )
    assert "60 of its rows steered the training" in apart.evaluate(tmp_path / "main.csv").notes[0]


def test_pictures_show_the_rows_of_both_tables_while_they_are_there(
    apart: Run, tmp_path: Path
) -> None:
    opened = load(apart.path)
    parts = opened._parts()
    assert {name: len(table) for name, table in parts.items()} == {"train": 48, "test": 60}
    tested = open_table(tmp_path / "test.csv").column("a").to_pylist()
    assert parts["test"].column("a").to_pylist() == tested
    opened.show("boundary", tmp_path / "boundary.png")
    (tmp_path / "test.csv").write_text("a,b,label\n1,2,no\n")
    assert opened._parts() == {}
    (tmp_path / "main.csv").unlink()
    assert opened._parts() == {}


def test_standard_input_holds_one_table() -> None:
    with pytest.raises(DataError, match="Standard input holds one table"):
        train("-", target="y", test_table="-")


def test_a_run_and_its_answers_are_one_line_in_a_notebook(penguins: Run) -> None:
    shown = repr(penguins)
    assert shown.startswith(f"<Run {penguins.path}: species, multiclass; ")
    assert "accuracy" in shown
    assert repr(penguins.evaluate("penguins")).startswith("<Evaluation of 344 rows: accuracy ")
    predicted = penguins.predictions("penguins", keep=True)
    assert repr(predicted).startswith("<Predicted 344 rows: ")
    alone = load(penguins.path / "model.safetensors")
    for each in (penguins, alone, predicted):
        assert len(repr(each)) < 300
        assert "\n" not in repr(each)


def test_a_refusal_of_unseen_rows_names_them_as_the_table_numbers_them(penguins: Run) -> None:
    columns = open_table("penguins").columns.to_pydict()
    columns["bill_length_mm"][6] = columns["bill_length_mm"][40] = 1000.0
    columns["island"][8] = "Atlantis"
    columns["species"][0] = None  # is not scored, but counted
    for refused in (penguins.evaluate, penguins.predictions):
        with pytest.raises(DataError) as told:
            refused(columns, strict=True)
        assert '"bill_length_mm" in rows 7, 41' in str(told.value)
        assert '"island" in row 9' in str(told.value)
