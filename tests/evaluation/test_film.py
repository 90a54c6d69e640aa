"""Films: what was kept of a training answers as the training did."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

import separatrix
from separatrix.data.prepare import prepare
from separatrix.data.read import open_table
from separatrix.evaluation import film
from separatrix.evaluation.film import Camera, at_moment, is_filmed, shown_epochs
from separatrix.evaluation.prediction import predict, predictions_of
from separatrix.recipe import Recipe
from separatrix.run import Run, load
from separatrix.training import film as filming
from separatrix.training.film import Frame

RECIPE = Recipe(hidden=(6,), epochs=7, batch_size=32, learning_rate=0.02, keep="last")


def trained(folder: Path, **given: object) -> Run:
    folder.mkdir(exist_ok=True)
    toy = separatrix.make_toy("circles", rows=120).columns.to_pylist()
    lines = [",".join(str(cell) for cell in row.values()) for row in toy]
    (folder / "t.csv").write_text("\n".join(["x1,x2,label", *lines]))
    options = {"recipe": RECIPE, "seeds": 2, "pictures": False} | given
    return separatrix.train(folder / "t.csv", target="label", out=folder / "run", **options)  # type: ignore[arg-type]


def test_the_last_moment_of_a_film_is_the_network_that_was_kept(tmp_path: Path) -> None:
    run = load(trained(tmp_path).path)
    assert run.filmed is not None
    assert run.filmed.epochs == tuple(range(8))
    last = at_moment(run.fitted, run.filmed.moments[-1])
    first = at_moment(run.fitted, run.filmed.moments[0])
    assert last is not None
    assert first is not None
    rows = open_table(tmp_path / "t.csv")
    told, kept, begun = (predict(each, rows).answers.array for each in (last, run.fitted, first))
    np.testing.assert_array_equal(told, kept)
    assert not np.array_equal(begun, kept)
    assert run.filmed.until(3).epoch == 3
    assert run.filmed.until(100).epoch == 7


def test_filming_changes_no_bit_of_what_is_learned(tmp_path: Path) -> None:
    for name in ("with", "without"):
        (tmp_path / name).mkdir()
    filmed = trained(tmp_path / "with", film=True)
    plain = trained(tmp_path / "without", film=False)
    assert plain.filmed is None
    assert not (plain.path / "film.safetensors").exists()
    one, other = (run.fitted.stack.weights_KP.detach().numpy() for run in (filmed, plain))
    np.testing.assert_array_equal(one, other)


def test_a_large_network_is_filmed_by_its_answers_on_the_plane(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filming, "LARGEST_SNAPSHOT", 10)
    run = load(trained(tmp_path).path)
    assert run.filmed is not None
    last = run.filmed.moments[-1]
    assert isinstance(last, Frame)
    x_GG, y_GG = np.meshgrid(run.filmed.x_G, run.filmed.y_G)
    assert x_GG.shape == (film.STEPS, film.STEPS)
    grid = open_table({"x1": x_GG.ravel(), "x2": y_GG.ravel()})
    expected = predict(run.fitted, grid).probabilities_KNC
    told = predictions_of(run.fitted, last.answers_KNO).probabilities_KNC
    assert told is not None
    assert expected is not None
    np.testing.assert_allclose(told, expected, atol=1e-6)
    assert at_moment(run.fitted, last) is None
    assert run.film(tmp_path / "f.gif").stat().st_size > 0


def test_moments_for_which_there_is_no_time_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film, "SHARE", 0.0)
    monkeypatch.setattr(film, "SECONDS", 0.0)
    run = trained(tmp_path)
    assert run.filmed is not None
    assert run.filmed.epochs == (0, 7)  # but the first and the last are there


def test_only_few_rows_of_two_numbers_are_filmed_unasked() -> None:
    table = open_table({"a": [1.0, 2.0] * 9, "b": [0.0, 1.0, 4.0] * 6, "y": [0, 1] * 9})
    prepared = prepare(table, "y")
    from separatrix.data.parts import encode_parts

    encoder = encode_parts(prepared, "float32").encoder
    assert is_filmed(encoder, 10, 50)
    assert not is_filmed(encoder, film.MOST_ROWS + 1, 1)
    assert not is_filmed(encoder, 10, 51)
    wider = prepare(open_table({"c": ["u", "v"] * 9, **table.columns.to_pydict()}), "y")
    assert not is_filmed(encode_parts(wider, "float32").encoder, 10, 1)
    camera = Camera(encode_parts(wider, "float32").encoder, wider.part("train"), "float32")
    assert camera.filmed() is not None


def test_two_films_are_shown_at_the_epochs_of_both() -> None:
    frames = [Frame(epoch, np.zeros((1, 1, 1))) for epoch in (0, 1, 2, 4, 8)]
    one = film.Filmed(tuple(frames[:3]), np.empty(0), np.empty(0))
    other = replace(one, moments=tuple(frames))
    assert list(shown_epochs((one, other), 10)) == [0, 1, 2, 4, 8]
    assert list(shown_epochs((other,), 3)) == [0, 2, 8]


def test_a_large_network_without_a_plane_is_not_filmed_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filming, "LARGEST_SNAPSHOT", 10)
    random = np.random.default_rng(0)
    table = {"a": random.normal(size=60), "b": random.normal(size=60), "c": ["u", "v"] * 30}
    run = separatrix.train(
        table, target="c", recipe=RECIPE, out=tmp_path / "two", pictures=False, film=True
    )
    assert run.filmed is not None
    wider = {"d": random.normal(size=60), **table}
    run = separatrix.train(
        wider, target="c", recipe=RECIPE, out=tmp_path / "three", pictures=False, film=True
    )
    assert run.filmed is None
    assert film.NOT_FILMED in run.notes


def test_of_many_networks_fewer_moments_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(film, "MOST_NUMBERS", 12 * 4 * film.STEPS**2)
    recipe = msgspec.structs.replace(RECIPE, epochs=40)
    few, many = (
        trained(tmp_path / name, recipe=recipe, seeds=seeds).filmed
        for name, seeds in (("few", 1), ("many", 20))
    )
    assert few is not None
    assert many is not None
    assert len(few.moments) > 20
    assert len(many.moments) <= 10
