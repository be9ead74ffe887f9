"""Lessons in a real JupyterLab in a real Chromium, and the drawing pad with mouse and keys.

They run on the sample, which is quick; nbval runs all lessons on all of MNIST.
"""

import math
import re
import shutil

import nbformat
import pytest
from lab import (
    CHROMIUM,
    FLAGS,
    PATHS,
    PATIENCE,
    draw,
    open_notebook,
    run_all,
    run_lesson,
    serve_lab,
)
from paths import NOTEBOOKS
from which_mnist import NO_NETWORK

pytestmark = pytest.mark.slow
playwright = pytest.importorskip(
    "playwright.sync_api", reason='Playwright is missing: pip install -e ".[test]"'
)
expect = playwright.expect
expect.set_options(timeout=1000 * PATIENCE)  # of all browser tests: a busy machine is no fault
if CHROMIUM is None:
    pytest.skip("Chromium is missing: apt-get install chromium", allow_module_level=True)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab on the sample: its address, token and folder."""
    home = tmp_path_factory.mktemp("lab")
    cache = str(home / "cache")
    with serve_lab(home, **NO_NETWORK, MNIST_DIR="", XDG_CACHE_HOME=cache) as (address, token):
        yield address, token, home


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser):
    """A page in which JupyterLab stays from one test to the next; each opens its own notebook."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(1000 * PATIENCE)
    yield page
    page.close()


# Lessons with more to show than figures and a progress bar, which these have besides.
SHOWING = re.compile(r"\b(DigitPad|Explorer|save_webpage|LocalCluster)\(")
SHOWN = [path for path in PATHS if SHOWING.search(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.stem)
def test_a_lesson_runs_in_jupyterlab(path, lab, page):
    address, token, home = lab
    code = [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    run_lesson(page, address, token, path)
    errors = page.locator("[data-mime-type='application/vnd.jupyter.error']")
    assert errors.all_inner_texts() == []
    expect(page.get_by_text("Error displaying widget")).to_have_count(0)
    if pads := sum("DigitPad(" in source for source in code):
        expect(page.locator(".digit-pad")).to_have_count(pads)
        try_the_pad(page)
    if path.stem == "10_web_page":
        try_the_page_offline(page.context.browser, home / "notebooks" / "my_network.html")


def try_the_page_offline(browser, path):
    """What the lesson has written works without it."""
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto(path.as_uri())
    draw(page, page.locator(".digit-pad-canvas"), ONE)
    expect(page.get_by_role("status")).to_contain_text(re.compile("^The network reads 1 "))
    expect(page.locator(".digit-pad-unit")).to_have_count(40)
    context.close()


ONE = [(0.52, 0.15), (0.48, 0.85)]
ZERO = [
    (0.5 + 0.2 * math.sin(a), 0.5 - 0.33 * math.cos(a))
    for a in [math.tau * i / 24 for i in range(25)]
]
DASH = [(0.2, 0.5), (0.8, 0.5)]


def try_the_pad(page):
    pad = page.locator(".digit-pad").first
    canvas, reading = pad.locator(".digit-pad-canvas"), pad.get_by_role("status")
    best = pad.locator(".digit-pad-best .digit-pad-digit")
    cells = page.locator(".jp-Cell").count()
    expect(reading).to_contain_text(re.compile(r"reads \d"))  # the stored drawing
    assert is_drawn_on(canvas)

    pad.get_by_role("button", name="Clear").click()
    expect(reading).to_have_text("Draw a digit.")
    expect(best).to_have_count(0)
    assert not is_drawn_on(canvas) and not is_drawn_on(pad.locator(".digit-pad-seen"))

    draw(page, canvas, ONE)
    expect(reading).to_contain_text(re.compile("^The network reads 1 "))
    expect(best).to_have_text("1")
    assert is_drawn_on(canvas) and is_drawn_on(pad.locator(".digit-pad-seen"))
    one = reading.inner_text()

    draw(page, canvas, DASH)
    expect(reading).not_to_have_text(one)
    pad.get_by_role("button", name="Undo").click()
    expect(reading).to_have_text(one)

    canvas.focus()
    page.keyboard.press("Escape")
    expect(reading).to_have_text("Draw a digit.")
    draw(page, canvas, ZERO)
    expect(reading).to_contain_text(re.compile("^The network reads 0 "))
    expect(best).to_have_text("0")
    zero = reading.inner_text()
    draw(page, canvas, DASH)
    expect(reading).not_to_have_text(zero)
    page.keyboard.press("Control+z")  # drawing has given the pad the focus
    expect(reading).to_have_text(zero)

    page.keyboard.press("Tab")
    expect(pad.get_by_role("button", name="Clear")).to_be_focused()
    page.keyboard.press("Tab")
    expect(pad.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    expect(reading).to_have_text("Draw a digit.")
    assert page.locator(".jp-Cell").count() == cells, "the notebook took the keys, too"

    draw_with_a_finger(page, canvas, ONE)  # through fewer points than the mouse
    expect(reading).to_contain_text("reads 1 ")


def is_drawn_on(canvas):
    """True if a pixel of the canvas is not black."""
    return canvas.evaluate(
        """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
             .data.some((value, i) => i % 4 < 3 && value > 0)"""
    )


def draw_with_a_finger(page, canvas, points):
    """Draw one stroke as a touch screen does."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    session = page.context.new_cdp_session(page)
    for kind, (x, y) in zip(["touchStart", "touchMove"], points, strict=True):
        place = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_outputs_under_a_predict_are_hidden_until_they_are_run(lab, page):
    address, token, home = lab
    stored = NOTEBOOKS / "02_forward_propagation.ipynb"
    shutil.copy(stored, home / "notebooks" / "as_stored.ipynb")
    cells = nbformat.read(stored, as_version=4).cells
    hidden = sum("collapsed" in cell.metadata for cell in cells)
    assert hidden >= 5
    open_notebook(page, address, token, NOTEBOOKS / "as_stored.ipynb")
    placeholders = page.locator(".jp-OutputPlaceholder")
    expect(placeholders).to_have_count(hidden)
    run_all(page, cells)
    expect(placeholders).to_have_count(0)
    expect(page.get_by_text("softmax is right.")).to_have_count(1)


def test_a_workbook_borrows_what_is_not_written(lab, page):
    address, token, _ = lab
    run_lesson(page, address, token, NOTEBOOKS / "workbooks" / "02_forward_propagation.ipynb")
    errors = page.locator("[data-mime-type='application/vnd.jupyter.error']")
    assert errors.all_inner_texts() == []
    expect(page.get_by_text("using the course's softmax until yours is done")).to_have_count(1)
    expect(page.get_by_text("softmax is not done yet")).to_have_count(1)
    expect(page.get_by_text("0 of 8 are yours and right")).to_have_count(1)
