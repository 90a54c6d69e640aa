"""Moving pictures: every picture is there, in its order, as long as it should stand."""

import io
import re
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image as Pillow

from separatrix.errors import RunError
from separatrix.plots import moving
from separatrix.plots.moving import check_mp4, gif_bytes, mp4_bytes, page_bytes

GREYS = (10, 90, 170, 250)
IMAGES = [np.full((41, 63, 3), grey, np.uint8) for grey in GREYS]


def test_a_gif_shows_every_picture_and_the_last_for_longer() -> None:
    gif = Pillow.open(io.BytesIO(gif_bytes(IMAGES)))
    assert getattr(gif, "n_frames", 1) == 4
    found, seconds = [], []
    for at in range(4):
        gif.seek(at)
        found.append(int(np.asarray(gif.convert("RGB")).mean()))
        seconds.append(gif.info["duration"] / 1000)
    assert found == pytest.approx(GREYS, abs=3)
    assert seconds == [0.1, 0.1, 0.1, 2.0]
    assert gif.info["loop"] == 0


def test_an_mp4_shows_every_picture_and_the_last_for_longer() -> None:
    av = pytest.importorskip("av")
    with av.open(io.BytesIO(mp4_bytes(IMAGES))) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(frames) == 4 + 20
    assert frames[0].shape == (40, 62, 3)
    assert [int(frame.mean()) for frame in frames[:4]] == pytest.approx(GREYS, abs=4)


def test_an_mp4_needs_a_library_and_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "find_spec", lambda _name: None)
    with pytest.raises(RunError, match="pip install av"):
        check_mp4()


def test_a_page_holds_its_pictures_and_escapes_its_title() -> None:
    page = page_bytes(IMAGES, [0, 1, 5, 9], "<b>&").decode()
    held = re.findall(r'data:image/webp;base64,([^"]+)"', page)
    assert len(held) == 5  # the first stands in the page and in the list
    greys = [int(np.asarray(Pillow.open(io.BytesIO(b64decode(each)))).mean()) for each in held[1:]]
    assert greys == pytest.approx(GREYS, abs=4)
    assert "epochs = [0, 1, 5, 9]" in page
    assert "<title>&lt;b&gt;&amp;</title>" in page
    assert "http" not in page.replace("http-equiv", "")
