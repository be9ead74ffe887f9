"""What a learner waits for. Nothing is imported up here that the clock should see."""

import time


def import_helpers():
    """`import helpers`, and then all that it can give."""
    begin = time.perf_counter()
    import helpers

    first = time.perf_counter() - begin
    for name in helpers.__all__:
        getattr(helpers, name)
    return {"seconds": first, "everything": time.perf_counter() - begin}


def load():
    """`load_mnist`, from wherever the environment says."""
    import helpers

    begin = time.perf_counter()
    X, *_ = helpers.load_mnist()
    seconds = time.perf_counter() - begin
    assert X.shape == (784, 60_000), "this must be the full MNIST"
    return {"seconds": seconds}


def lesson(name):
    """One notebook from a fresh kernel to its last cell, as nbval runs it."""
    import nbformat
    from maintain import execute
    from paths import NOTEBOOKS

    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    begin = time.perf_counter()
    execute(notebook)  # an error in a cell is raised here
    return {"seconds": time.perf_counter() - begin}


# Milliseconds from the end of a stroke to the frame with the new reading.
CLOCK = """pad => {
  const reading = pad.querySelector("[role=status]");
  window.waits = [];
  let begin = null;
  const canvas = pad.querySelector(".digit-pad-canvas");
  canvas.addEventListener("pointerup", () => { begin = performance.now(); }, true);
  new MutationObserver(() => {
    if (begin === null) return;
    const started = begin;
    begin = null;
    requestAnimationFrame(() => window.waits.push(performance.now() - started));
  }).observe(reading, {childList: true, characterData: true, subtree: true});
}"""
STROKES = [
    [(0.52, 0.15), (0.48, 0.85)],  # a 1
    [(0.3, 0.2), (0.7, 0.2), (0.45, 0.85)],  # a 7
    [(0.5, 0.15), (0.3, 0.5), (0.5, 0.85), (0.7, 0.5), (0.5, 0.15)],  # a 0 with corners
]


def pad(drawings):
    """Lesson 6 in JupyterLab in Chromium: seconds from stroke to reading, a median of drawings.

    The lesson's network is trained on the sample, to save time: it has the same size.
    """
    import statistics
    import tempfile
    from pathlib import Path

    from lab import CHROMIUM, FLAGS, draw, run_lesson, serve_lab
    from paths import NOTEBOOKS
    from playwright.sync_api import expect, sync_playwright
    from which_mnist import NO_NETWORK

    with (
        tempfile.TemporaryDirectory() as home,
        tempfile.TemporaryDirectory() as cache,
        serve_lab(Path(home), **NO_NETWORK, MNIST_DIR="", XDG_CACHE_HOME=cache) as (address, token),
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        run_lesson(page, address, token, NOTEBOOKS / "06_your_own_handwriting.ipynb")
        pad = page.locator(".digit-pad").first
        reading = pad.get_by_role("status")
        pad.evaluate(CLOCK)
        for drawing in range(drawings):
            pad.get_by_role("button", name="Clear").click()
            expect(reading).to_have_text("Draw a digit.")
            draw(page, pad.locator(".digit-pad-canvas"), STROKES[drawing % 3])
            expect(reading).to_contain_text("The network reads")  # not "So far"
            page.wait_for_function("count => window.waits.length === count", arg=drawing + 1)
        waits = page.evaluate("window.waits")
        browser.close()
    return {"seconds": statistics.median(waits) / 1000, "slowest": max(waits) / 1000}
