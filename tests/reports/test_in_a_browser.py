"""A report opened from disk in headless Chromium."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import separatrix
from separatrix.ladders.result import Climb
from separatrix.reports.report import report

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def places(run: separatrix.Run, climb: Climb) -> tuple[Path, ...]:
    return (report(run), report(climb))


@pytest.mark.parametrize("width", [1280, 400])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_error_no_request_and_nothing_wider_than_the_window(
    browser: Any, places: tuple[Path, ...], width: int, scheme: Any
) -> None:
    for place in places:
        said: list[str] = []
        page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        page.on(
            "request",
            lambda request, said=said: (
                request.url.startswith(("file:", "data:")) or said.append(request.url)
            ),
        )
        page.goto(place.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        broken = "Array.from(document.images).filter(each => !each.naturalWidth).length"
        assert page.evaluate(broken) == 0
        assert said == []
        page.close()


def test_values_are_told_under_the_pointer_and_by_keys(
    browser: Any, places: tuple[Path, ...]
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(places[0].as_uri())
    chart = page.locator(".chart").first
    chart.locator(".hit").nth(4).hover()
    assert chart.locator("output").text_content().startswith("epoch 5: train ")
    chart.locator("svg").focus()
    page.keyboard.press("ArrowRight")
    assert chart.locator("output").text_content().startswith("epoch 6: train ")
    page.close()


def test_it_reads_the_same_with_scripts_off(browser: Any, places: tuple[Path, ...]) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(places[0].as_uri())
    assert page.locator("h2").count() >= 6
    assert page.locator("polyline").count() == 4
    page.close()
