"""The drawing pad, without a browser (test_browser.py has one)."""

import base64
import io
import subprocess
import sys

import nbformat
import numpy as np
import pytest
import traitlets
from hypothesis import given, strategies as st
from maintain import execute
from PIL import Image

import helpers
from helpers import check_strokes, draw_strokes

LINE = [[0.5, 0.2], [0.5, 0.8]]
DASH = [[0.2, 0.5], [0.8, 0.5]]


@pytest.fixture
def asked():
    """The columns that predict was asked for, the one of zeros at the start among them."""
    return []


@pytest.fixture
def pad(asked):
    """A pad whose network finds a digit the likelier, the more light is in the image's rows."""

    def predict(column):
        asked.append(column)
        rows = column.reshape(28, 28).sum(axis=1)[9:19, None] + 1
        return rows / rows.sum()

    return helpers.DigitPad(predict)


def is_blank(pad):
    return pad.image == [0] * 784 and pad.probabilities == [0] * 10 and "Draw" in pad.reading


def test_a_drawing_takes_the_path_of_a_photo(pad, asked):
    assert is_blank(pad)
    pad.strokes = [LINE]
    column = helpers.to_mnist(draw_strokes([LINE]))
    assert asked[-1].dtype == np.float32 and (asked[-1] == column).all()
    np.testing.assert_allclose(pad.image, 255 * column[:, 0], atol=0.5)
    assert max(pad.image) > 200 and all(type(pixel) is int for pixel in pad.image)
    assert sum(pad.probabilities) == pytest.approx(1)
    pad.strokes = [DASH]  # its light is in the middle rows
    best = int(np.argmax(pad.probabilities))
    assert best in (4, 5) and f"reads {best} (" in pad.reading


def test_undo_and_clear_leave_nothing_behind(pad):
    pad.strokes = [LINE]
    line = pad.image, pad.probabilities, pad.reading
    pad.strokes = [LINE, DASH]
    assert pad.image != line[0]
    pad.strokes = [LINE]
    assert (pad.image, pad.probabilities, pad.reading) == line
    pad.strokes = []
    assert is_blank(pad)


def test_what_is_no_digit_is_said_in_the_reading(pad, monkeypatch):
    def refuse(image):
        raise ValueError("No digit found: try something.")

    monkeypatch.setattr("helpers.showing.pad.to_mnist", refuse)
    pad.strokes = [LINE]
    assert pad.reading == "No digit found: try something."
    assert pad.image == [0] * 784 and pad.probabilities == [0] * 10


@pytest.mark.parametrize(
    ("stroke", "inside", "outside"),
    [
        (LINE, [(0.5, 0.2), (0.5, 0.5), (0.53, 0.5), (0.5, 0.17)], [(0.55, 0.5), (0.5, 0.9)]),
        ([[0.25, 0.75]], [(0.25, 0.75), (0.28, 0.75)], [(0.3, 0.75), (0.75, 0.25)]),
        ([[0, 0], [1, 1]], [(0.01, 0.01), (0.5, 0.5), (0.99, 0.99)], [(0.9, 0.1)]),
    ],
)
def test_draw_strokes(stroke, inside, outside):
    image = draw_strokes([stroke])
    assert image.dtype == np.float32
    assert [image[int(140 * y), int(140 * x)] for x, y in inside] == [1] * len(inside)
    assert [image[int(140 * y), int(140 * x)] for x, y in outside] == [0] * len(outside)


BAD = [
    "strokes",
    7,
    None,
    [7],
    [[]],
    [[0.5, 0.5]],
    [[[0.5]]],
    [[[0.1, 0.2, 0.3]]],
    [[["0.1", 0.2]]],
    [[[True, 0.2]]],
    [[[None, 0.2]]],
    [[[float("nan"), 0.2]]],
    [[[0.5, float("inf")]]],
    [[[0.5, 1.01]]],
    [[[-0.01, 0.5]]],
    [LINE, {"x": 1}],
]


@pytest.mark.parametrize("bad", BAD, ids=repr)
def test_bad_strokes_change_nothing(pad, bad):
    pad.strokes = [LINE]
    before = pad.get_state()
    pad.set_state({"strokes": bad})  # what a message from the browser calls
    assert pad.get_state() == before
    with pytest.raises(traitlets.TraitError):
        pad.strokes = bad
    assert pad.get_state() == before
    pad.set_state({"strokes": [DASH]})
    assert pad.strokes == [DASH] and pad.image != before["image"]
    with pytest.raises(ValueError, match="stroke|point|numbers"):
        helpers.DigitPad(lambda column: np.full((10, 1), 0.1), bad)


numbers = st.floats() | st.integers(-1, 2) | st.booleans() | st.none() | st.text(max_size=2)


@given(st.recursive(numbers, lambda inner: st.lists(inner, max_size=4), max_leaves=12))
def test_strokes_are_checked_whatever_they_are(strokes):
    try:
        checked = check_strokes(strokes)
    except ValueError:
        return
    assert checked == strokes
    assert draw_strokes(checked).max() == (1 if strokes else 0)


@pytest.mark.parametrize(
    ("predict", "message"),
    [
        (np.zeros((10, 784)), "must be a function"),
        (lambda column: np.zeros(10), r"\(10, 1\).*it returned \(10,\)"),
        (lambda column: 3, r"it returned \(\)"),
        (lambda column: np.full((10, 1), np.nan), "ten probabilities"),
    ],
)
def test_a_predict_that_cannot_work_is_refused_at_once(predict, message):
    with pytest.raises(ValueError, match=message):
        helpers.DigitPad(predict)


def test_where_there_are_no_widgets_it_is_text_and_a_picture(pad):
    pad.strokes = [DASH]
    data, _ = pad._repr_mimebundle_()
    assert data["text/plain"] == repr(pad) == f"DigitPad: {pad.reading}"
    assert "application/vnd.jupyter.widget-view+json" in data
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).convert("RGB"))
    colours = {tuple(pixel) for pixel in picture.reshape(-1, 3)}
    assert {(0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)} <= colours, "no bars"


LESSON = """
import numpy as np
from helpers import DRAWN_THREE, DigitPad

DigitPad(lambda column: np.eye(10)[:, 3:4], DRAWN_THREE)
"""


def test_a_stored_notebook_has_no_widget_in_it_and_nbval_compares_its_text(tmp_path):
    cell = nbformat.v4.new_code_cell(LESSON)
    notebook = execute(nbformat.v4.new_notebook(cells=[cell]))
    (output,) = notebook.cells[0].outputs
    assert set(output.data) == {"text/plain", "image/png"} and "widgets" not in notebook.metadata
    assert output.data["text/plain"] == "DigitPad: The network reads 3 (probability 100%)."
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", tmp_path]
    command += ["-o", "addopts=", "-p", "no:cacheprovider"]
    for text, code in (("reads 3", 0), ("reads 8", 1)):
        output.data["text/plain"] = output.data["text/plain"].replace("reads 3", text)
        nbformat.write(notebook, tmp_path / "lesson.ipynb")
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == code, done.stdout
