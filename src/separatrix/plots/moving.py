"""Moving pictures as files: GIF, MP4, and a page with a slider."""

import io
import json
from base64 import b64encode
from collections.abc import Sequence
from fractions import Fraction
from html import escape
from importlib import resources
from importlib.util import find_spec
from string import Template
from typing import Any

import numpy as np
from PIL import Image as Pillow

from separatrix.errors import RunError
from separatrix.plots.film import Image

FRAME_SECONDS, LAST_SECONDS = 0.1, 2.0
"""How long a picture stands, and how long the last one does."""

COLOURS = 256
"""Colours of a GIF: one palette for all of its pictures, so that nothing flickers."""


def gif_bytes(images: Sequence[Image]) -> bytes:
    """Return an animated GIF, which begins anew after its end."""
    palette, plain = _palette(images), Pillow.Dither.NONE
    frames = [_pillow(image).quantize(palette=palette, dither=plain) for image in images]
    durations = [int(1000 * FRAME_SECONDS)] * (len(frames) - 1) + [int(1000 * LAST_SECONDS)]
    buffer = io.BytesIO()
    frames[0].save(
        buffer, "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0
    )
    return buffer.getvalue()


def check_mp4() -> None:
    """Refuse to write an MP4 where that cannot be done, before the pictures are drawn.

    Raises:
        RunError: PyAV, which writes it, is not installed.
    """
    if find_spec("av") is None:
        raise RunError("An MP4 is written by PyAV: pip install av. GIF and HTML need nothing more.")


def mp4_bytes(images: Sequence[Image]) -> bytes:
    """Return an MP4 (H.264), which every browser and slide show plays.

    Raises:
        RunError: PyAV, which writes it, is not installed.
    """
    check_mp4()
    import av

    buffer, rate = io.BytesIO(), Fraction(round(1 / FRAME_SECONDS))
    with av.open(buffer, "w", format="mp4") as container:
        stream: Any = container.add_stream("libx264", rate=rate)
        height, width = (side // 2 * 2 for side in images[0].shape[:2])  # as its colours need
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for image in [*images, *[images[-1]] * round(LAST_SECONDS / FRAME_SECONDS)]:
            whole = np.ascontiguousarray(image[:height, :width])
            container.mux(stream.encode(av.VideoFrame.from_ndarray(whole, format="rgb24")))
        container.mux(stream.encode())
    return buffer.getvalue()


def page_bytes(images: Sequence[Image], epochs: Sequence[int], title: str) -> bytes:
    """Return an HTML page with a slider and a button, which needs no other file and no network.

    Args:
        images: The pictures.
        epochs: The epochs that were done at each.
        title: What stands above.
    """
    held = [f"data:image/webp;base64,{b64encode(_webp(image)).decode()}" for image in images]
    template = resources.files("separatrix.plots").joinpath("film.html").read_text("utf-8")
    height, width = images[0].shape[:2]
    page = Template(template).substitute(
        title=escape(title),
        images=json.dumps(held),
        epochs=json.dumps(list(epochs)),
        first=held[0],
        begin=epochs[0],
        last=len(held) - 1,
        width=width,
        height=height,
        milliseconds=int(1000 * FRAME_SECONDS),
    )
    return page.encode()


def _webp(image: Image) -> bytes:
    buffer = io.BytesIO()
    _pillow(image).save(buffer, "WEBP", quality=60, method=4)
    return buffer.getvalue()


def _palette(images: Sequence[Image]) -> Pillow.Image:
    """Find one palette for pictures of the beginning, the middle and the end."""
    thirds = {0, len(images) // 3, 2 * len(images) // 3, len(images) - 1}
    some = _pillow(np.concatenate([images[at] for at in sorted(thirds)]))
    return some.quantize(COLOURS, method=Pillow.Quantize.MEDIANCUT, kmeans=1)


def _pillow(image: Image) -> Pillow.Image:
    return Pillow.fromarray(np.ascontiguousarray(image))
