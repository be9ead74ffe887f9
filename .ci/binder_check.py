"""Build and open what Binder would, without Docker: `python .ci/binder_check.py`.

repo2docker writes its Dockerfile; the steps it would run are run in a fresh venv, on a copy of
this checkout's tracked files; and JupyterLab is asked for Lesson 1 at the address of the badge.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import lessons
import stamp
from colab_check import git_repository


def venv(folder, *arguments, cwd=None):
    """Make a venv in `folder`, give `arguments` to its pip install, and return its bin folder."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    pip = [folder / "bin" / "python", "-m", "pip", "install", "-q", *arguments]
    subprocess.run(pip, check=True, cwd=cwd)
    return folder / "bin"


def check_dockerfile(repository, work):
    """repo2docker accepts the repository, and its Dockerfile has all our steps, in their order."""
    tool = venv(work / "repo2docker", "jupyter-repo2docker") / "jupyter-repo2docker"
    # A user like Binder's: without one, the files would belong to whoever runs this.
    user = ["--user-id", "1000", "--user-name", "jovyan"]
    command = [tool, "--no-build", "--debug", *user, repository]
    result = subprocess.run(command, check=True, capture_output=True, text=True)
    python = (repository / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    assert f"conda environment for python={python}" in result.stderr, result.stderr
    steps = [
        "COPY --chown=1000:1000 src/ ${REPO_DIR}/",
        'pip install --no-cache-dir -r "binder/requirements.txt"',
        "RUN ./binder/postBuild",
        'ENV R2D_ENTRYPOINT="${REPO_DIR}/binder/start"',
    ]
    places = [result.stdout.find(step) for step in steps]
    assert -1 not in places and places == sorted(places), result.stdout
    print(f"repo2docker: Python {python}; requirements, postBuild and start in their order")


def check_post_build(repository, environment, cache):
    """postBuild works; with the internet, it leaves the four files of MNIST in the cache."""
    command = [repository / "binder" / "postBuild"]
    result = subprocess.run(
        command, check=True, cwd=repository, env=environment, capture_output=True, text=True
    )
    if "5,000-digit sample" in result.stderr:
        print("postBuild: no mirror can be reached from here; the image would have the sample")
    else:
        files = sorted(path.name for path in cache.glob("*/*.gz"))
        assert len(files) == 4, f"{files} {result.stderr}"
        print("postBuild: all of MNIST is in the image")


def get(url, seconds=60):
    """The bytes at url, as soon as there is a server. Raises URLError when there is none."""
    end = time.monotonic() + seconds
    while True:
        try:
            return urllib.request.urlopen(url, timeout=30).read()
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


def check_lab(repository, environment):
    """JupyterLab, through binder/start, has Lesson 1 where the badge's link says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", f"--port={port}", "--IdentityProvider.token="]
    server = subprocess.Popen(
        [repository / "binder" / "start", "jupyter", "lab", *options],
        cwd=repository,
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        page = re.search(
            r"urlpath=(lab/tree/([^)]*))",
            stamp.binder_badge(stamp.repository(), lessons.read()[0].file),
        )
        model = json.loads(get(f"http://127.0.0.1:{port}/api/contents/{page[2]}"))
        assert "# Lesson 1" in model["content"]["cells"][0]["source"], model["content"]["cells"][0]
        assert b"JupyterLab" in get(f"http://127.0.0.1:{port}/{page[1]}")
        threads = Path(f"/proc/{server.pid}/environ")  # only Linux has it, as Binder does
        assert not threads.exists() or b"OPENBLAS_NUM_THREADS=1\0" in threads.read_bytes()
    finally:
        server.terminate()
        server.wait(30)
    print(f"JupyterLab serves {page[2]}")


def main():
    """Run it all in a temporary folder; raises an error at the first thing that is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        repository = work / "repository"
        git_repository(repository)
        check_dockerfile(repository, work)
        programs = venv(work / "venv", "-r", "binder/requirements.txt", cwd=repository)
        environment = dict(os.environ, XDG_CACHE_HOME=str(work / "cache"))
        environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
        for name in ("MNIST_DIR", "OPENBLAS_NUM_THREADS"):
            environment.pop(name, None)
        check_post_build(repository, environment, work / "cache")
        check_lab(repository, environment)


if __name__ == "__main__":
    main()
