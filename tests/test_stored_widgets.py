"""The pad and a slider in a stored notebook: a picture and a text, which nbval compares."""

import re
import subprocess
import sys

import nbformat
import pytest
from maintain import execute

PAD = """
import numpy as np
from helpers import DRAWN_THREE, DigitPad

DigitPad(lambda column: np.eye(10)[:, 3:4], DRAWN_THREE)
"""
SLIDER = """
import matplotlib.pyplot as plt
from helpers import Explorer


def draw(lr):
    fig, ax = plt.subplots()
    ax.plot([0, lr])
    return fig


Explorer(draw, lr=(0.0, 1.0, 0.3))
"""
TEXTS = {
    PAD: ("DigitPad: The network reads 3 (probability 100%).", "3 (", "8 ("),
    SLIDER: ("Explorer: lr = 0.3", "0.3", "0.4"),
}


@pytest.mark.slow
def test_a_stored_notebook_has_pictures_and_no_widget_and_nbval_compares_its_texts(tmp_path):
    cells = [nbformat.v4.new_code_cell(code) for code in TEXTS for _ in range(2)]
    notebook = execute(nbformat.v4.new_notebook(cells=cells))
    assert "widgets" not in notebook.metadata
    for i, (text, old, new) in enumerate(TEXTS.values()):
        for cell in notebook.cells[2 * i : 2 * i + 2]:
            (output,) = cell.outputs
            assert set(output.data) == {"text/plain", "image/png"}
            assert output.data["text/plain"] == text
        output.data["text/plain"] = text.replace(old, new)  # of every second cell
    nbformat.write(notebook, tmp_path / "lesson.ipynb")
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-v", tmp_path]
    command += ["-o", "addopts=", "-p", "no:cacheprovider"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    results = re.findall(r"::Cell \d (PASSED|FAILED)", done.stdout)
    assert results == ["PASSED", "FAILED"] * 2, done.stdout
