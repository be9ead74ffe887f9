"""Stamp and re-execute every notebook: `python .ci/maintain.py` (needs the full MNIST).

Names of notebooks may follow, to run only these; with `--stamp` none is run. What is stamped,
stamp.py says. The exercises of Lesson 7 are made from their solutions, and README's picture is
taken from Lesson 5.

Each notebook is run twice: with the full MNIST, which gives the stored outputs, and with the
sample. Cells whose outputs differ get the tag "full-mnist": where only the sample is to be had,
the tests run them but do not compare them. A figure of seconds is never the same twice: the cells
with the tag "measured" keep those they have, as long as the code of all of them stays that which
drew them (their metadata have its hash). Run it twice and nothing changes.
"""

import base64
import copy
import hashlib
import os
import sys
import tempfile
from pathlib import Path

import exercises
import lessons
import nbformat
import stamp
import workbooks
from nbclient import NotebookClient
from paths import IMAGES, NOTEBOOKS
from which_mnist import NO_NETWORK, TAG

MEASURED = "measured"


def execute(notebook, **environment):
    """A copy of the notebook, run from top to bottom in a fresh kernel with this environment."""
    notebook = copy.deepcopy(notebook)
    kept = dict(os.environ)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "2")
    os.environ.update(environment)
    try:
        NotebookClient(
            notebook,
            timeout=600,
            kernel_name="python3",
            store_widget_state=False,
            resources={"metadata": {"path": str(NOTEBOOKS)}},
        ).execute()
    finally:
        os.environ.clear()
        os.environ.update(kept)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.metadata.pop("execution", None)
            cell.outputs = whole_streams(cell.outputs)
            for output in cell.outputs:
                # A progress bar's id is random, and its stored picture is its text.
                output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return notebook


def whole_streams(outputs):
    """Outputs in which what was printed without a break is one piece, however it arrived."""
    whole = []
    for output in outputs:
        if whole and output.output_type == "stream" and output.name == whole[-1].get("name"):
            whole[-1].text += output.text
        else:
            whole.append(output)
    return whole


def comparable(cell):
    """What nbval compares of a cell's outputs: everything but pictures."""
    outputs = copy.deepcopy(cell.outputs)
    for output in outputs:
        output.get("data", {}).pop("image/png", None)
    return outputs


def code_hash(cell):
    """What tells a cell's code from another."""
    return hashlib.sha256(cell.source.encode()).hexdigest()[:12]


def keep_measured(cells, stored):
    """Give the cells that measure the pictures they had, if the same code has drawn all of them.

    They belong to one run: what one shows, the next one goes on with. Note which code it was.
    """
    pairs = [
        (cell, old)
        for cell, old in zip(cells, stored, strict=True)
        if MEASURED in cell.metadata.get("tags", [])
    ]
    keep = all(
        old.metadata.get(stamp.DRAWN) == code_hash(cell) and comparable(cell) == comparable(old)
        for cell, old in pairs
    )
    for cell, old in pairs:
        if keep:
            cell.outputs = old.outputs
        cell.metadata[stamp.DRAWN] = code_hash(cell)


def refresh(path):
    """Run one notebook with the full MNIST and with the sample, and write it back."""
    notebook = nbformat.read(path, as_version=4)
    full = execute(notebook)
    with tempfile.TemporaryDirectory() as empty:
        sample = execute(notebook, MNIST_DIR="", XDG_CACHE_HOME=empty, **NO_NETWORK)
    keep_measured(full.cells, notebook.cells)
    for cell, twin in zip(full.cells, sample.cells, strict=True):
        tags = [tag for tag in cell.metadata.get("tags", []) if tag != TAG]
        if cell.cell_type == "code" and comparable(cell) != comparable(twin):
            tags.append(TAG)
        cell.metadata.pop("tags", None)
        if tags:
            cell.metadata["tags"] = tags
    full.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.validate(full)
    nbformat.write(full, path)


def take_picture():
    """Keep Lesson 5's figure of one test digit as the picture in README.md."""
    notebook = nbformat.read(NOTEBOOKS / "05_testing_the_model.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if "test_prediction(" in cell.source)
    png = next(o.data["image/png"] for o in cell.outputs if "image/png" in o.get("data", {}))
    path = IMAGES / "reading.png"
    path.write_bytes(base64.b64decode(png))


if __name__ == "__main__":
    import matplotlib.font_manager  # noqa: F401  builds the font cache before a kernel needs it

    stamp.stamp()
    workbooks.write_workbooks()
    if sys.argv[1:] != ["--stamp"]:
        paths = [Path(name).resolve() for name in sys.argv[1:]]
        for path in paths or [entry.path for entry in lessons.read()]:
            print(path.name, flush=True)
            if path == exercises.EXERCISES:
                nbformat.write(exercises.make_exercises(), path)
            refresh(path)
        take_picture()
