"""A real JupyterLab, and a real Chromium to look at it, for browser tests and benchmarks."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time

import nbformat
import requests
from paths import NOTEBOOKS

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
PATIENCE = 300  # seconds for one lesson, or for JupyterLab to start on a busy machine
# JupyterLab asks nothing at its start, and holds all cells in the page, not only the visible ones.
QUIET = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
WHOLE = {"windowingMode": "none"}
# Every cell has been run, or one has failed.
DONE = """count => {
  const prompts = [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")];
  return document.querySelector("[data-mime-type='application/vnd.jupyter.error']")
    || prompts.length === count && prompts.every(prompt => /^\\[\\d+\\]/.test(prompt.textContent));
}"""

# Notebooks are closed without a question, and their kernels shut down, as they fill the memory.
CLOSE = """async () => {
  const { shell, serviceManager } = window.jupyterapp;
  for (const widget of [...shell.widgets("main")]) if (widget.context) {
    widget.dispose();
    widget.context.dispose();
  }
  await serviceManager.sessions.shutdownAll();
}"""
# One is opened: this is over when its kernel has answered.
OPEN = """async path => {
  const widget = await window.jupyterapp.commands.execute("docmanager:open", { path });
  await widget.sessionContext.ready;
  await widget.sessionContext.session.kernel.info;
}"""


@contextlib.contextmanager
def serve_lab(home, **environment):
    """JupyterLab on a copy of the notebooks without outputs, in the empty folder home.

    environment: variables for the server and its kernels. Gives its address and token.
    Raises RuntimeError with its log when it does not start.
    """
    shutil.copytree(NOTEBOOKS, home / "notebooks")
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
        "--LabApp.expose_app_in_browser=True",
    ]
    environment = os.environ | {
        **environment,
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
        _wait_for(f"http://127.0.0.1:{port}/api", server, home / "log")
        yield f"http://127.0.0.1:{port}", token
    finally:
        server.terminate()  # it ends its kernels, too
        try:
            server.wait(timeout=30)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait_for(address, server, log):
    """Return when the server answers; raise what it logged if it does not."""
    end = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < end:
        try:
            return requests.get(address, timeout=5).raise_for_status()
        except requests.RequestException:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-4000:]}")


def run_lesson(page, address, token, path):
    """Open the notebook at path in a Playwright page, and run all its cells to the end."""
    open_notebook(page, address, token, path)
    run_all(page, nbformat.read(path, as_version=4).cells)


def open_notebook(page, address, token, path):
    """Open the notebook at path, alone, and wait for its kernel.

    JupyterLab is loaded where the page does not show it yet: that takes longer than most lessons.
    """
    inside = path.is_relative_to(NOTEBOOKS)
    where = path.relative_to(NOTEBOOKS).as_posix() if inside else path.name
    if page.url.startswith(address):
        page.evaluate(CLOSE)
        page.evaluate(OPEN, where)
    else:
        page.goto(f"{address}/lab/tree/{where}?reset&token={token}")
    # The notebook's own indicator says so too early.
    page.locator("#jp-main-statusbar").get_by_text("Idle").wait_for(timeout=1000 * PATIENCE)


def run_all(page, cells):
    """Run all cells of the open notebook, and wait until every one has been, or one has failed."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator('[data-command="runmenu:run-all"]').click()
    # A folded cell has no prompt.
    count = sum(
        cell.cell_type == "code" and not cell.metadata.get("jupyter", {}).get("source_hidden")
        for cell in cells
    )
    page.wait_for_function(DONE, arg=count, timeout=1000 * PATIENCE)


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
