"""Every lesson in a real JupyterLab in a real Chromium, and the drawing pad with mouse and keys.

The lessons run on the sample, which is quick; nbval runs them on all of MNIST at the same time.
Screenshots of the whole lessons are in the folder `lab*/screenshots` of pytest's temporary folder.
"""

import json
import math
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time

import nbformat
import pytest
import requests
from maintain import NO_NETWORK
from test_lessons import FOLDER, PATHS

playwright = pytest.importorskip(
    "playwright.sync_api", reason='Playwright is missing: pip install -e ".[test]"'
)
expect = playwright.expect
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
if CHROMIUM is None:
    pytest.skip("Chromium is missing: apt-get install chromium", allow_module_level=True)

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 300  # seconds for one lesson, or for JupyterLab to start on a busy machine
# JupyterLab asks nothing at its start, and holds all cells in the page, not only the visible ones.
QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
WHOLE = {"windowingMode": "none"}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab on a copy of the notebooks without outputs: its address, token and folder."""
    home = tmp_path_factory.mktemp("lab")
    (home / "screenshots").mkdir()
    shutil.copytree(FOLDER, home / "notebooks")
    for path in PATHS:
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":  # what the page shows later has been made there
                cell.update(execution_count=None, outputs=[])
        nbformat.write(notebook, home / "notebooks" / path.name)
    for name, content in [
        ("config/labconfig/page_config.json", QUIET),
        ("settings/@jupyterlab/notebook-extension/tracker.jupyterlab-settings", WHOLE),
    ]:
        (home / name).parent.mkdir(parents=True)
        (home / name).write_text(json.dumps(content))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    token = secrets.token_hex()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"]
    command += [
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.ip=127.0.0.1",
    ]
    environment = os.environ | {
        **NO_NETWORK,
        "MNIST_DIR": "",
        "XDG_CACHE_HOME": str(home / "cache"),
        "JUPYTER_TOKEN": token,
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
    }
    with open(home / "log", "w") as log:
        server = subprocess.Popen(
            command, cwd=home / "notebooks", env=environment, stdout=log, stderr=log
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/api", server, home / "log")
        yield f"http://127.0.0.1:{port}", token, home
    finally:
        server.terminate()  # it ends its kernels, too
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_for(address, server, log):
    """Return when the server answers; raise what it logged if it does not."""
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            return requests.get(address, timeout=5).raise_for_status()
        except requests.RequestException:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, lab):
    """A new page; afterwards the kernels that it started are shut down, as they fill the memory."""
    address, token, _ = lab
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(60_000)
    yield page
    page.close()
    headers = {"Authorization": f"token {token}"}
    for kernel in requests.get(f"{address}/api/kernels", headers=headers, timeout=60).json():
        requests.delete(f"{address}/api/kernels/{kernel['id']}", headers=headers, timeout=60)


# Every cell has been run, or one has failed.
DONE = """count => {
  const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")];
  return document.querySelector("[data-mime-type='application/vnd.jupyter.error']")
    || prompts.length === count && prompts.every(prompt => /^\\[\\d+\\]/.test(prompt.textContent));
}"""


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_lesson_runs_in_jupyterlab(path, lab, page):
    address, token, home = lab
    code = [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    page.goto(f"{address}/lab/tree/{path.name}?reset&token={token}")
    # The notebook's own indicator says so too early.
    expect(page.locator("#jp-main-statusbar")).to_contain_text("Idle", timeout=1000 * PATIENCE)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator('[data-command="runmenu:run-all"]').click()
    page.wait_for_function(DONE, arg=len(code), timeout=1000 * PATIENCE)
    take_screenshot(page, home / "screenshots" / f"{path.stem}.png")
    errors = page.locator("[data-mime-type='application/vnd.jupyter.error']")
    assert errors.all_inner_texts() == []
    expect(page.get_by_text("Error displaying widget")).to_have_count(0)
    if any("DigitPad(" in source for source in code):
        try_the_pad(page)
        take_screenshot(page, home / "screenshots" / f"{path.stem}_pad.png")


def take_screenshot(page, path):
    """Save a picture of the whole notebook, and not only of what is on the screen."""
    notebook = page.locator(".jp-Notebook .jp-WindowedPanel-outer")
    height = notebook.evaluate("panel => panel.scrollHeight")
    page.set_viewport_size({"width": 1280, "height": min(height + 200, 16_000)})
    notebook.evaluate("panel => { panel.scrollTop = 0; }")
    page.screenshot(path=path)
    page.set_viewport_size({"width": 1280, "height": 900})


ONE = [(0.52, 0.15), (0.48, 0.85)]
ZERO = [
    (0.5 + 0.2 * math.sin(a), 0.5 - 0.33 * math.cos(a))
    for a in [math.tau * i / 24 for i in range(25)]
]
DASH = [(0.2, 0.5), (0.8, 0.5)]


def draw(page, canvas, points):
    """Draw one stroke with the mouse, through points in sides of the canvas."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places:
        page.mouse.move(*place, steps=3)
    page.mouse.up()


def try_the_pad(page):
    pad = page.locator(".digit-pad")
    canvas, reading = pad.locator(".digit-pad-canvas"), pad.get_by_role("status")
    best = pad.locator(".digit-pad-best .digit-pad-digit")
    cells = page.locator(".jp-Cell").count()
    expect(pad).to_have_count(1)
    expect(reading).to_contain_text(re.compile(r"reads \d"))  # the stored drawing
    assert is_drawn_on(canvas)

    pad.get_by_role("button", name="Clear").click()
    expect(reading).to_have_text("Draw a digit.")
    expect(best).to_have_count(0)
    assert not is_drawn_on(canvas) and not is_drawn_on(pad.locator(".digit-pad-seen"))

    draw(page, canvas, ONE)
    expect(reading).to_contain_text("reads 1 ")
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
    expect(reading).to_contain_text("reads 0 ")
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

    draw_with_a_finger(page, canvas, ONE)
    expect(reading).to_have_text(one)


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
