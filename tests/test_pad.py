"""The drawing pad, without a browser (test_browser.py has one)."""

import base64
import io
import re

import numpy as np
import pytest
import traitlets
from PIL import Image

import helpers
from helpers import strokes_to_mnist
from helpers.showing import pad as module

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


def test_a_drawing_is_read_as_the_digit_that_it_is(pad, asked):
    assert is_blank(pad)
    pad.strokes = [LINE]
    column = strokes_to_mnist([LINE])
    assert asked[-1].dtype == np.float32 and (asked[-1] == column).all()
    np.testing.assert_allclose(pad.image, 255 * column[:, 0], atol=0.5)
    assert max(pad.image) == 255 and all(type(pixel) is int for pixel in pad.image)
    assert sum(pad.probabilities) == pytest.approx(1)
    pad.strokes = [DASH]  # its light is in the middle rows
    best = int(np.argmax(pad.probabilities))
    assert best in (4, 5) and f"reads {best} (" in pad.reading


def test_predict_gets_nothing_but_columns_from_the_start(pad, asked):
    pad.strokes = [LINE]
    assert [(column.shape, column.dtype) for column in asked] == [((784, 1), np.float32)] * 2


def test_the_browser_is_told_all_that_its_script_asks_for(pad):
    script = module.DigitPad._esm
    wanted = set(re.findall(r'model\.get\("(\w+)"\)', str(script))) - {"pause"}
    assert wanted == {"strokes", "asked", "answer", "pictures", "teach", "counts"}
    assert wanted <= set(pad.get_state())
    assert pad.asked == 0 and pad.pictures == [] and pad.counts == [0] * 10 and not pad.teach
    assert pad.answer["asked"] == 0 and pad.answer["reading"] == "Draw a digit."
    assert helpers.DigitPad(lambda column: np.full((10, 1), 0.1), teach=True).teach
    pad.strokes = [LINE, DASH]
    assert pad.answer["strokes"] == 2, "by this the browser sees whether the answer fits"


def test_the_hidden_units_are_shown_at_work_for_a_drawing_and_not_without_one():
    params = helpers.init_params(np.random.default_rng(0), 12)

    def predict(column):
        return helpers.forward_prop(*params, column)[3]

    pictures, ask = helpers.look_inside(params)
    pad = helpers.DigitPad(predict, inside=params)
    assert pad.pictures == pictures.tolist() and "lit" not in pad.answer
    pad.strokes = [LINE]
    assert {**pad.answer, **ask(strokes_to_mnist([LINE]))} == pad.answer
    pad.strokes = []
    assert "lit" not in pad.answer


def test_undo_and_clear_leave_nothing_behind(pad):
    pad.strokes = [LINE]
    line = pad.image, pad.probabilities, pad.reading
    pad.strokes = [LINE, DASH]
    assert pad.image != line[0]
    pad.strokes = [LINE]
    assert (pad.image, pad.probabilities, pad.reading) == line
    pad.strokes = []
    assert is_blank(pad)


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
    assert pad.strokes == [DASH] and pad.answer != before["answer"]
    with pytest.raises(ValueError, match="stroke|point|numbers"):
        helpers.DigitPad(lambda column: np.full((10, 1), 0.1), bad)


@pytest.mark.parametrize(
    ("predict", "message"),
    [
        (np.zeros((10, 784)), "must be a function"),
        (lambda column: np.zeros(10), r"\(10, 1\).*it returned \(10,\)"),
        (lambda column: 3, r"it returned \(\)"),
        (lambda column: np.full((10, 1), np.nan), "ten probabilities"),
        (lambda column: np.arange(10.0)[:, None] - 2, "from -2 to 7.*softmax"),
        (lambda column: np.full((10, 1), 0.5), "the sum 5"),
        (lambda column: np.full((10, 1), 0.103), "the sum 1.03"),
        (lambda column: np.array([[1.1], [-0.1], *[[0]] * 8]), "from -0.1 to 1.1 with the sum 1"),
        (lambda column: np.full((10, 1), 0.1j), "complex"),
    ],
)
def test_a_predict_that_cannot_work_is_refused_at_once(predict, message):
    with pytest.raises(ValueError, match=message):
        helpers.DigitPad(predict)


def test_after_a_bad_message_the_browser_gets_back_what_there_is(pad, monkeypatch):
    sent = []
    monkeypatch.setattr(pad, "send_state", sent.append)
    pad.set_state({"strokes": [[[2, 2]]]})
    assert sent == [["strokes", "answer"]]


def test_the_picture_shows_the_drawing_and_the_probabilities(pad, monkeypatch):
    shown = []
    monkeypatch.setattr(module, "draw_probabilities", lambda *given: shown.append(given))
    pad.strokes = [DASH]
    pad._repr_mimebundle_()
    ((fig, image, probabilities, title),) = shown
    np.testing.assert_allclose(image, strokes_to_mnist([DASH]), atol=0.5 / 255)
    assert probabilities[:, 0].tolist() == pad.probabilities and title == pad.reading
    assert probabilities.shape == (10, 1) and fig.get_layout_engine(), "so that nothing overlaps"


def test_where_there_are_no_widgets_it_is_text_and_a_picture(pad):
    pad.strokes = [DASH]
    data, _ = pad._repr_mimebundle_()
    assert data["text/plain"] == repr(pad) == f"DigitPad: {pad.reading}"
    assert "application/vnd.jupyter.widget-view+json" in data
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).convert("RGB"))
    assert picture.shape == (230, 576, 3)
    colours = {tuple(pixel) for pixel in picture.reshape(-1, 3)}
    assert {(0x00, 0x72, 0xB2), (0xD5, 0x5E, 0x00)} <= colours, "no bars"


def test_what_predict_raises_is_shown_and_the_next_drawing_is_read():
    trouble = [False]

    def predict(column):
        if trouble[0]:
            raise RuntimeError("no weights any more")
        return np.eye(10)[:, 3:4]

    pad = helpers.DigitPad(predict)
    trouble[0] = True
    pad.strokes = [LINE]
    assert pad.reading == "predict failed: RuntimeError: no weights any more"
    assert pad.probabilities == [0] * 10 and pad.answer["reading"] == pad.reading
    trouble[0] = False
    pad.strokes = [DASH]
    assert "reads 3" in pad.reading


def test_a_predict_that_writes_into_its_column_changes_nothing(pad):
    def predict(column):
        column[:] = 0
        return np.full((10, 1), 0.1)

    spoiling = helpers.DigitPad(predict, [LINE])
    pad.strokes = [LINE]
    assert spoiling.image == pad.image


def test_each_answer_carries_the_number_of_its_question(pad, asked):
    before = len(asked)
    pad.set_state({"strokes": [LINE], "asked": 1})  # what a message from the browser calls
    assert pad.answer["asked"] == 1 and len(asked) == before + 1, "asked twice for one drawing"
    pad.set_state({"strokes": [LINE], "asked": 2})
    assert pad.answer["asked"] == 2 and pad.answer["reading"] == pad.reading
    pad.strokes = [DASH]
    assert pad.answer["asked"] == 2 and pad.answer["probabilities"] == pad.probabilities


def test_a_dot_is_said_to_be_one(pad):
    pad.strokes = [[[0.4, 0.4], [0.41, 0.4]]]
    assert pad.reading.startswith("Only a dot: draw larger. The network reads")
    pad.strokes = [[[0.4, 0.4], [0.5, 0.4]]]
    assert pad.reading.startswith("The network reads")


def test_drawings_are_kept_with_their_labels(pad):
    def press(content):
        pad._handle_custom_msg(content, [])

    press({"digit": 7, "strokes": [LINE]})
    press({"digit": 7, "strokes": [DASH]})
    press({"digit": 0, "strokes": [LINE]})
    assert pad.drawings == [([LINE], 7), ([DASH], 7), ([LINE], 0)]
    assert pad.counts == [1, 0, 0, 0, 0, 0, 0, 2, 0, 0]
    for bad in ({}, {"digit": 10, "strokes": [LINE]}, {"digit": 1, "strokes": []}, 7):
        pad._keep(pad, bad, [])
    pad._keep(pad, {"digit": 1, "strokes": [[[2, 2]]]}, [])
    assert len(pad.drawings) == 3


def test_no_more_drawings_are_kept_than_a_thousand(pad, monkeypatch):
    assert module.MOST_KEPT == 1000
    monkeypatch.setattr(module, "MOST_KEPT", 2)
    for digit in range(3):
        pad._keep(pad, {"digit": digit, "strokes": [LINE]}, [])
    assert [digit for _, digit in pad.drawings] == [0, 1]
