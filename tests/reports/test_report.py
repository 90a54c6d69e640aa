"""A report is one file that loads nothing, says what was found, and cannot be broken by names."""

import base64
import hashlib
import re
import shlex
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import separatrix
from separatrix.errors import RunError
from separatrix.ladders.result import Climb
from separatrix.recipe import Recipe
from separatrix.reports.page import Chart, Curve, Page, Section, drawn, html, number
from separatrix.reports.report import report
from separatrix.run.command import command
from separatrix.runs.journal import read_journal
from separatrix.runs.stored import open_run
from tests.reports.conftest import ODD


class Seen(HTMLParser):
    """Every element, with what it would load, and the texts."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.texts: list[str] = []
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def of(self, tag: str) -> list[dict[str, Any]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def both(run: separatrix.Run, climb: Climb, table: Path) -> dict[str, str]:
    places = {"run": report(run), "ladder": report(climb.path)}
    return {name: place.read_text() for name, place in places.items()}


@pytest.mark.parametrize("which", ["run", "ladder"])
def test_nothing_is_loaded_and_nothing_else_may_run(both: dict[str, str], which: str) -> None:
    seen = Seen(both[which])
    assert len(seen.of("script")) == len(seen.of("style")) == 1
    assert not seen.of("iframe")
    for tag in ("img", "link"):
        for each in seen.of(tag):
            assert each.get("src", each.get("href", "")).startswith("data:")
    for each in seen.of("a"):
        assert each["href"].startswith("#")
    policy = seen.of("meta")[1]["content"]
    assert policy.startswith("default-src 'none'")
    for tag in ("style", "script"):
        found = re.search(rf"<{tag}>(.*?)</{tag}>", both[which], re.DOTALL)
        assert found is not None
        digest = base64.b64encode(hashlib.sha256(found.group(1).encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert not any(name.startswith("on") for _, each in seen.tags for name in each)
    assert len(both[which].encode()) < 3_000_000


@pytest.mark.parametrize("which", ["run", "ladder"])
def test_whoever_cannot_see_is_told(both: dict[str, str], which: str) -> None:
    seen = Seen(both[which])
    assert seen.of("html")[0]["lang"] == "en"
    assert len(seen.of("h1")) == 1
    for image in seen.of("img"):
        assert re.search(r"\d", image["alt"])
    for tag, each in seen.tags:
        if tag == "svg":
            assert re.search(r"\d", each["aria-label"])
    assert len(seen.of("caption")) == len(seen.of("table"))
    headings = [name for name, _ in seen.tags if name in ("h1", "h2", "h3")]
    assert headings[0] == "h1"
    assert set(headings[1:]) == {"h2"}
    anchors = [each["id"] for each in seen.of("h2")]
    assert len(set(anchors)) == len(anchors)
    assert {each["href"][1:] for each in seen.of("a")} == {*anchors, "content"}


def test_names_stay_texts(both: dict[str, str]) -> None:
    for content in both.values():
        assert "<img src=x" not in content
    assert ODD in " ".join(Seen(both["run"]).texts)


def test_a_run_is_told_from_its_data_to_how_to_do_it_again(
    both: dict[str, str], run: separatrix.Run
) -> None:
    text = " ".join(" ".join(Seen(both["run"]).texts).split())
    for title in (
        *("What the data is", "How good it is", "How it was trained", "What it learned"),
        *("Where it is wrong", "What each column is worth", "How to do it again"),
    ):
        assert title in text
    score = run.scores["test"]["accuracy"].value
    assert score is not None
    assert number(score) in text
    assert "separatrix train" in text


def test_a_ladder_is_told_with_every_sentence(both: dict[str, str], climb: Climb) -> None:
    text = " ".join(" ".join(Seen(both["ladder"]).texts).split())
    for sentence in climb.sentences:
        assert sentence in text
    assert climb.command in text
    for rung in (*climb.rungs, *climb.beside):
        assert rung.name in text


def test_a_report_stands_beside_the_manifest_and_is_in_the_journal(
    both: dict[str, str], run: separatrix.Run
) -> None:
    assert (run.path / "report.html").read_text() == both["run"]
    entries, _ = read_journal(run.path)
    assert [entry.what for entry in entries][:2] == ["started", "test rows opened"]
    assert {entry.what for entry in entries[2:]} == {"report written"}
    open_run(run.path)  # still whole


def test_several_become_one_page(run: separatrix.Run, climb: Climb, tmp_path: Path) -> None:
    place = report(run, climb, out=tmp_path / "all.html")
    seen = Seen(place.read_text())
    titles = " ".join(seen.texts)
    assert "1. How good it is" in titles
    assert "2. What each idea bought" in titles
    anchors = [each["id"] for each in seen.of("h2")]
    assert len(set(anchors)) == len(anchors)


def test_the_command_trains_the_same_run_again(run: separatrix.Run) -> None:
    words = shlex.split(command(run))
    assert words[:3] == ["separatrix", "train", str(run.source.path)]
    assert words[words.index("--seeds") + 1] == "2"
    assert Path(words[words.index("--recipe") + 1]).is_file()


def test_a_run_whose_table_is_gone_is_told_without_its_rows(tmp_path: Path) -> None:
    x = np.arange(80.0)
    run = separatrix.train(
        {"x": x, "y": 2 * x},
        target="y",
        kinds={"x": "number"},
        recipe=Recipe(epochs=2),
        out=tmp_path / "run",
        pictures=False,
    )
    text = " ".join(" ".join(Seen(report(separatrix.load(run.path)).read_text()).texts).split())
    assert "table is needed" in text
    assert "What each column is worth" not in text


def test_what_cannot_be_reported_is_said(tmp_path: Path, run: separatrix.Run) -> None:
    with pytest.raises(RunError, match="one run or ladder or more"):
        report()
    with pytest.raises(RunError, match="There is no run at"):
        report(tmp_path / "nothing")
    with pytest.raises(RunError, match="model file alone"):
        report(run.path / "model.safetensors")
    with pytest.raises(RunError, match="cannot be written"):
        report(run, out=tmp_path / "no" / "such" / "place.html")


def test_a_chart_lays_its_values_within_its_frame() -> None:
    chart = drawn(Chart("loss", [Curve("train", [3.0, 1.0, None, 2.0]), Curve("held", [2.0])]))
    (name, points, last), (_, single, _) = chart.lines
    assert (name, last, chart.steps) == ("train", "2", 4)
    places = [tuple(map(float, each.split(","))) for each in points.split()]
    assert len(places) == 3
    assert places[0][1] == 12.0  # the greatest value is at the top
    assert places[1][1] == 190.0
    assert len(single.split()) == 1
    assert chart.columns[2][1] == "epoch 3: train –"
    assert html(Page("t", (), [Section("s", shown=[Chart("none", [])])], "m"))


def test_cells_are_written_shortly() -> None:
    assert [number(each) for each in (None, 3, 12345, 0.123456, 12345.6, "x")] == [
        "–", "3", "12,345", "0.1235", "12,346", "x",
    ]  # fmt: skip
