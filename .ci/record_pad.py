"""Record README's animation: the real pad of Lesson 6 in Chromium reads a 2 and a 7 being drawn.

`MNIST_DIR=... python .ci/record_pad.py` writes notebooks/images/pad.gif, in about two minutes. It
needs Chromium, and what the tests need.
"""

import io
import sys
import tempfile
from pathlib import Path

from paths import IMAGES, NOTEBOOKS, ROOT
from PIL import Image

sys.path.append(str(ROOT / "tests"))

from lab import CHROMIUM, FLAGS, run_lesson, serve_lab  # noqa: E402
from playwright.sync_api import expect, sync_playwright  # noqa: E402

TWO = [(0.3, 0.32), (0.36, 0.22), (0.48, 0.17), (0.6, 0.2), (0.67, 0.3), (0.64, 0.42)]
TWO += [(0.54, 0.55), (0.42, 0.67), (0.3, 0.8), (0.42, 0.8), (0.56, 0.8), (0.7, 0.8)]
SEVEN = [(0.28, 0.2), (0.42, 0.2), (0.56, 0.2), (0.7, 0.2), (0.63, 0.35), (0.56, 0.5)]
SEVEN += [(0.49, 0.65), (0.42, 0.82)]
PAUSE = 1500  # milliseconds for the finished digit, and 120 for every step to it
MOST_BYTES = 1_000_000


def frame(pad):
    """What the pad looks like now: an RGB image."""
    return Image.open(io.BytesIO(pad.screenshot())).convert("RGB")


def record(page, pad):
    """Draw both digits, a step at a time: a list of (image, milliseconds)."""
    canvas = pad.locator(".digit-pad-canvas")
    frames = []
    for points in (TWO, SEVEN):
        pad.get_by_role("button", name="Clear").click()
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=4)
            page.wait_for_timeout(200)
            frames.append((frame(pad), 120))
        page.mouse.up()
        expect(pad.get_by_role("status")).to_contain_text("The network reads")
        page.wait_for_timeout(300)
        frames.append((frame(pad), PAUSE))
    return frames


def main():
    """Record, and write the animation. Raises SystemExit if it would be too large."""
    with (
        tempfile.TemporaryDirectory() as home,
        serve_lab(Path(home)) as (address, token),
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(60_000)
        run_lesson(page, address, token, NOTEBOOKS / "06_your_own_handwriting.ipynb")
        frames = record(page, page.locator(".digit-pad").first)
        browser.close()
    # One palette for all, and no dithering: only what changes from frame to frame is then stored.
    palette = frames[-1][0].quantize(48)
    images = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image, _ in frames]
    data = io.BytesIO()
    images[0].save(
        data, "GIF", save_all=True, append_images=images[1:], loop=0, optimize=True,
        duration=[milliseconds for _, milliseconds in frames],
    )  # fmt: skip
    if data.tell() > MOST_BYTES:
        raise SystemExit(f"{data.tell():,} bytes are too many for README.")
    (IMAGES / "pad.gif").write_bytes(data.getvalue())
    print(f"pad.gif: {len(images)} frames, {data.tell():,} bytes")


if __name__ == "__main__":
    main()
