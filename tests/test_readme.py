"""README's own lines, as they stand, in a clean copy: until JupyterLab serves Lesson 1."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
import requests
from colab_check import git_repository
from paths import README, ROOT
from which_mnist import with_network

PATIENCE = 900  # seconds to install JupyterLab on a busy machine, and to start it
START = re.findall(r"```bash\n(.*jupyter lab .*)\n```", README.read_text(encoding="utf-8"))
LINES = {line.split()[0]: line for line in START}
ADDRESS = r"http://localhost:\d+/lab/tree/notebooks/01_initialisation\.ipynb\?token=\w+"


@pytest.fixture
def clean():
    """A folder outside pytest's own, which only its owner may read, with a clean copy in it."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        git_repository(Path(folder) / "course")
        yield Path(folder)


def get(address):
    """What this machine serves at the address, to somebody new, and without a proxy between."""
    with requests.Session() as session:
        session.trust_env = False
        return session.get(address, timeout=60)


def as_ordinary_user(folder):
    """Options of Popen and variables to be nobody, who gets the folder; none for who is not root.

    What root may besides is tried by uv's line, and by `.ci/run`.
    """
    if (
        not hasattr(os, "getuid")
        or os.getuid() != 0
        or shutil.which("python3", path="/usr/bin") is None
    ):
        return {}, {}
    import pwd  # not on Windows

    nobody = pwd.getpwnam("nobody")
    for path in [folder, *folder.rglob("*")]:
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    environment = {"HOME": str(folder), "PATH": "/usr/local/bin:/usr/bin:/bin"}
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}, environment


@pytest.mark.slow
@pytest.mark.installs
@pytest.mark.skipif(sys.platform == "win32", reason="these are the lines for a POSIX shell")
@pytest.mark.parametrize("tool", ["python3", "uv"])
def test_a_line_of_start_ends_with_lesson_1_served(clean, tool):
    options, environment = as_ordinary_user(clean) if tool == "python3" else ({}, {})
    if tool == "uv":
        environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment["VIRTUAL_ENV"] = ""
    log = clean / "log"
    with open(log, "w") as output:
        server = subprocess.Popen(
            ["bash", "-c", LINES[tool]],
            cwd=clean / "course",
            env=with_network() | {"DISPLAY": "", "BROWSER": ""} | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            **options,
        )
    try:
        end = time.monotonic() + PATIENCE
        found = None
        while found is None and server.poll() is None and time.monotonic() < end:
            time.sleep(0.5)
            found = re.search(ADDRESS, log.read_text(errors="replace"))
        assert found, f"no address was printed:\n{log.read_text(errors='replace')[-4000:]}"
        page = get(found[0])
        assert page.status_code == 200
        assert "JupyterLab" in page.text
        file = found[0].replace("/lab/tree/", "/api/contents/")
        assert get(file).json()["name"] == "01_initialisation.ipynb"
        without_token = get(file.split("?")[0])
        assert without_token.status_code == 403
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)


def test_each_way_of_start_is_tried_here():
    assert set(LINES) == {"python3", "uv"}
    assert all(re.search(r"jupyter lab .*01_initialisation\.ipynb$", x) for x in LINES.values())


def test_nothing_else_lies_at_the_top():
    """As a file that was written while trying something, and committed with all the rest."""
    made = {"build", "__pycache__"}  # by pip and Python, and never committed
    found = {p.name for p in ROOT.iterdir() if not p.name.startswith(".")} - made
    assert {name for name in found if not name.endswith(".egg-info")} == {
        "LICENSE", "README.md", "binder", "helpers", "notebooks", "pyproject.toml",
        "requirements.txt", "tests",
    }  # fmt: skip
