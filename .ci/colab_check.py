"""Run every lesson as Google Colab would: `python .ci/colab_check.py`.

In a fresh venv with Colab's versions (colab-constraints.txt) and a stand-in for `google.colab`,
each notebook runs from a folder with nothing else in it. Its first cell installs the course from a
git repository made of this checkout's tracked files, as they are now.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import lessons
import nbformat
import stamp
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from paths import ROOT

CONSTRAINTS = ROOT / ".ci" / "colab-constraints.txt"
# What a Colab kernel has done before the first cell. It has also loaded numpy.
STARTUP = """\
import sys
import types

import numpy

for name in ("google", "google.colab", "google.colab.output"):
    sys.modules[name] = types.ModuleType(name)
# anywidget asks Colab for its widget manager, and each time that one is shown where it comes from
sys.modules["google.colab.output"].enable_custom_widget_manager = lambda: None
sys.modules["google.colab.output"]._widgets = types.SimpleNamespace(_installed_url="u")
"""
# After the lesson: what is on disk must be what was loaded before its first cell.
NUMPY_CHECK = """\
from importlib.metadata import version

assert numpy.__version__ == version("numpy"), "numpy was changed under the running kernel"
"""


def git_repository(folder):
    """Make `folder` a git repository with one commit, of the checkout's tracked files."""
    git = ["git", "-c", f"safe.directory={ROOT}", "-C", ROOT, "ls-files", "-z"]
    listing = subprocess.run(git, check=True, capture_output=True, text=True).stdout
    for name in filter(None, listing.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    who = ["-c", "user.name=test", "-c", "user.email=test@example.invalid"]
    for arguments in (["init", "-q"], ["add", "-Af"], [*who, "commit", "-q", "-m", "As it is now"]):
        subprocess.run(["git", "-C", folder, *arguments], check=True)


def colab_environment(work):
    """Make the venv, the kernel and the stand-in in the folder `work`; return the venv's Python.

    Sets the environment of the kernels that this process starts.
    """
    subprocess.run([sys.executable, "-m", "venv", work / "venv"], check=True)
    python = work / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", CONSTRAINTS], check=True)
    startup = work / "ipython" / "profile_default" / "startup" / "colab.py"
    startup.parent.mkdir(parents=True)
    startup.write_text(STARTUP)
    subprocess.run(
        [python, "-m", "ipykernel", "install", "--prefix", work, "--name", "colab"],
        check=True,
        capture_output=True,
    )
    os.environ["JUPYTER_PATH"] = str(work / "share" / "jupyter")
    os.environ["IPYTHONDIR"] = str(work / "ipython")
    os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # it would print a screen of warnings
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # two kernels run at a time
    return python


def freeze(python):
    """The packages that are installed: a set of "name==version"."""
    command = [python, "-m", "pip", "list", "--format=freeze"]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def run(notebook, folder):
    """Run the notebook in a fresh kernel whose working directory is `folder`."""
    folder.mkdir()
    resources = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, timeout=600, kernel_name="colab", resources=resources).execute()


def pointed_at(path, url):
    """The notebook at `path`, with the address in its first cell changed to `url`; that cell."""
    notebook = nbformat.read(path, as_version=4)
    cell = next(cell for cell in notebook.cells if cell.cell_type == "code")
    assert stamp.repository() in cell.source, "Stamp first: python .ci/maintain.py --stamp"
    cell.source = cell.source.replace(stamp.repository(), url)
    return notebook, cell


def run_lesson(path, url, folder):
    """Run the notebook at `path`, with its first cell pointed at `url`, alone in `folder`."""
    notebook, _ = pointed_at(path, url)
    notebook.cells.append(nbformat.v4.new_code_cell(NUMPY_CHECK))
    run(notebook, folder)
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            noise = output.text if output.get("name") == "stderr" else ""
            if noise and "this is the 5,000-digit sample" not in noise:
                raise AssertionError(f"{path.name} prints a warning: {noise}")
    print(f"{path.name} runs", flush=True)


def check_first_cell(path, url, work):
    """Out of reach, the first cell says so in a sentence; then it installs; then it may run again.

    What it installs can be imported, whatever was tried before.
    """
    _, lost = pointed_at(path, f"file://{work}/nowhere")
    try:
        run(nbformat.v4.new_notebook(cells=[lost]), work / "lost")
    except CellExecutionError as error:
        assert "Are you online?" in error.evalue, error
    else:
        raise AssertionError("The first cell did not notice that its repository is out of reach.")
    (_, first), (_, again) = pointed_at(path, url), pointed_at(path, url)
    again.id = "again"
    use = nbformat.v4.new_code_cell("import helpers\n\nhelpers.sigmoid(numpy.zeros(1))")
    run(nbformat.v4.new_notebook(cells=[first, again, use]), work / "found")
    assert first.outputs == again.outputs == [], (first, again)


def main():
    """Run it all in a temporary folder; raises an error at the first thing that is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        python = colab_environment(work)
        git_repository(work / "repository")
        url = f"file://{work}/repository"
        paths = [entry.path for entry in lessons.read() if not entry.cluster]
        before = freeze(python)
        check_first_cell(paths[0], url, work)
        added = freeze(python) ^ before
        assert {line.split("==")[0] for line in added} == {"mnist-from-scratch"}, added
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda path: run_lesson(path, url, work / path.stem), paths))
        for entry in filter(lambda entry: entry.cluster, lessons.read()):
            run_lesson(entry.path, url, work / entry.file)  # alone: its first cell installs more
        assert before <= freeze(python), "A lesson has changed what Colab had."


if __name__ == "__main__":
    main()
