"""Sliders with a figure, without a browser (test_explorer_browser.py has one)."""

import base64
import io
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest
import traitlets
from hypothesis import assume, given, settings, strategies as st
from PIL import Image

from helpers import BLUE, Explorer
from helpers.showing import explorer as module


@pytest.fixture
def drawn():
    """The arguments that draw was called with."""
    return []


@pytest.fixture
def explorer(drawn):
    """A bar as high as lr, in a figure that says the values."""

    def draw(lr, steps):
        drawn.append((lr, steps))
        fig, ax = plt.subplots(figsize=(4, 3))
        ax.bar(0, lr, color=BLUE)
        ax.set(title=f"{steps} steps", xlabel="bar", ylabel="rate", ylim=(0, 1))
        return fig

    yield Explorer(draw, lr=(0.0, 1.0, 0.3), steps=(1, 20, 12))
    assert plt.get_fignums() == [], "a figure that would be shown twice"


def pixels(answer):
    data = base64.b64decode(answer["picture"])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def blue(answer):
    """How many pixels of the figure are blue."""
    return (pixels(answer) == (0x00, 0x72, 0xB2)).all(axis=2).sum()


def test_it_is_drawn_anew_for_each_value_with_the_number_of_its_question(explorer, drawn):
    assert drawn == [(0.3, 12)] and type(drawn[0][1]) is int
    low = explorer.answer
    assert low["text"] == "12 steps: rate against bar" and low["asked"] == 0
    explorer.set_state({"values": {"lr": 0.9, "steps": 5}, "asked": 1})  # as the browser does
    high = explorer.answer
    assert drawn == [(0.3, 12), (0.9, 5)], "drawn twice for one question"
    assert high["text"].startswith("5 steps") and high["asked"] == 1
    assert blue(high) == pytest.approx(3 * blue(low), rel=0.05) and blue(low) > 1000
    assert pixels(high).shape == pixels(low).shape == (300, 400, 3)
    explorer.values = {"lr": 0.3, "steps": 12}
    assert explorer.answer == {**low, "asked": 1}
    explorer.set_state({"values": {"lr": 0.3, "steps": 12}, "asked": 2})
    assert explorer.answer == {**low, "asked": 2}, "a question without its answer"


def test_the_browser_is_told_all_that_its_script_asks_for(explorer):
    wanted = set(re.findall(r'model\.get\("(\w+)"\)', str(Explorer._esm)))
    assert wanted == {"answer", "asked", "controls", "values"}
    assert wanted <= set(explorer.get_state()) and explorer.asked == 0
    assert explorer.answer["error"] == ""
    lr, steps = explorer.controls
    assert lr == {
        "name": "lr", "low": 0, "high": 1, "step": 0.01, "whole": False, "shape": None,
    }  # fmt: skip
    assert steps == {
        "name": "steps", "low": 1, "high": 20, "step": 1, "whole": True, "shape": None,
    }  # fmt: skip
    grid = Explorer(blank, x=np.zeros((2, 3)))
    assert grid.controls == [{"name": "x", "shape": [2, 3]}]


def test_after_a_bad_message_the_browser_gets_back_what_there_is(explorer, monkeypatch):
    sent = []
    monkeypatch.setattr(explorer, "send_state", sent.append)
    explorer.set_state({"values": {"lr": 2, "steps": 12}})
    assert sent == [["values", "answer"]]


BAD = [
    7,
    None,
    {},
    {"lr": 0.3},
    {"lr": 0.3, "steps": 12, "more": 1},
    {"lr": 1.01, "steps": 12},
    {"lr": -0.01, "steps": 12},
    {"lr": 0.3, "steps": 21},
    {"lr": 0.3, "steps": 1.5},
    {"lr": 0.305, "steps": 12},
    {"lr": "0.3", "steps": 12},
    {"lr": None, "steps": 12},
    {"lr": True, "steps": 12},
    {"lr": float("nan"), "steps": 12},
    {"lr": [0.3], "steps": 12},
]


@pytest.mark.parametrize("bad", BAD, ids=repr)
def test_bad_values_change_nothing(explorer, drawn, bad):
    before = explorer.get_state()
    explorer.set_state({"values": bad, "asked": 1})
    assert explorer.get_state() == before
    with pytest.raises(traitlets.TraitError):
        explorer.values = bad
    assert explorer.get_state() == before and len(drawn) == 1
    with pytest.raises(traitlets.TraitError, match="with a value for each of: lr, steps"):
        explorer.values = {"lr": 0.3}
    explorer.set_state({"values": {"lr": 0.5, "steps": 2}, "asked": 1})
    assert drawn[1:] == [(0.5, 2)]


def blank(**values):
    return plt.subplots(figsize=(1, 1))[0]


numbers = st.one_of(st.integers(-1000, 1000), st.floats(-1000, 1000).map(lambda v: round(v, 3)))


@settings(max_examples=30, deadline=None)
@given(low=numbers, width=st.floats(0.01, 1000), part=st.integers(0, 100), beyond=st.floats(0, 1e9))
def test_a_value_outside_is_refused_and_one_inside_is_taken(low, width, part, beyond):
    high = low + round(width, 3)
    assume(high > low)
    explorer = Explorer(blank, x=(low, high, low))
    step = explorer.controls[0]["step"]
    assert 99.9 <= (high - low) / step <= 250.1
    value = low + part * step
    explorer.values = {"x": value}
    assert low <= explorer.values["x"] <= high
    assert explorer.values["x"] == pytest.approx(value, abs=1e-9 * (1 + abs(value)))
    explorer.values = dict(explorer.values)  # what it has made of a value, it takes again
    kept = explorer.get_state()
    for outside in (low - step - beyond, high + step + beyond, float("inf")):
        with pytest.raises(traitlets.TraitError, match="x must be a number from"):
            explorer.values = {"x": outside}
    assert explorer.get_state() == kept


@pytest.mark.parametrize(
    ("slider", "step", "start"),
    [
        ((0, 9, 4), 1, 4),
        ((0, 9, 4, 2), 2, 4),
        ((0, 9, 9, 9), 9, 9),
        ((0, 10**15, 4), 1, 4),
        ((0, 1000, 4), 1, 4),
        ((0, 9, 4.5), 0.05, 4.5),
        ((0.0, 1.0, 0.3), 0.01, 0.3),
        ((0.2, 0.3, 0.25), 0.001, 0.25),  # 0.3 - 0.2 is 0.09999999999999998
        ((-4.0, 4.0, 0.1 + 0.2), 0.05, 0.3),  # 0.1 + 0.2 is 0.30000000000000004
        ((0.0, 2 / 3, 2 / 3, 1 / 3), 1 / 3, 2 / 3),  # rounded to 12 digits it would be outside
        ((np.int64(0), np.int8(9), np.uint8(4)), 1, 4),
        ((np.float32(0), np.float32(1), np.float32(0.5)), 0.01, 0.5),
        ((np.float32(0.1), np.float32(1.1), np.float32(0.3)), 0.01, 0.3),
    ],
)
def test_a_slider_has_a_step_that_is_easily_said(slider, step, start):
    explorer = Explorer(blank, x=slider)
    assert explorer.controls[0]["step"] == step and explorer.values == {"x": start}
    assert type(explorer.values["x"]) is type(start)


@pytest.mark.parametrize(
    ("sliders", "message"),
    [
        ({}, "at least one slider, such as"),
        ({"x": 3}, r"x must be \(lowest, highest, start\), .* not 3"),
        ({"x": (0, 1)}, "lowest, highest, start"),
        ({"x": (0, 1, 0, 1, 1)}, "lowest, highest, start"),
        ({"x": (0, float("nan"), 0)}, "numbers up to 1e15, not"),
        ({"x": (0, 1, "0")}, "numbers up to 1e15, not"),
        ({"x": (0, 10**400, 0)}, "numbers up to 1e15, not"),
        ({"x": (0, 10**15 + 1, 0)}, "numbers up to 1e15, not"),
        ({"x": (0, 1, True)}, "numbers up to 1e15, not"),
        ({"x": (1, 0, 0)}, "from 1 to 0: the lowest value comes first"),
        ({"x": (0, 0, 0)}, "the lowest value comes first"),
        ({"x": (0, 9, 10)}, "x must be a number from 0 to 9, not 10"),
        ({"x": (0, 9, 1, 0)}, "step of x must be above 0, up to 9, not 0"),
        ({"x": (0, 9, 1, 10)}, "step of x"),
        ({"x": (1, 9, 1, 9)}, "step of x must be above 0, up to 8, not 9"),
        ({"x": (0.0, 1.0, 0.333)}, "0.333 is not a number of steps of 0.01 above 0.0"),
        ({"x": np.zeros((1, 2, 3))}, r"x must have the shape .*, not \(1, 2, 3\)"),
        ({"x": np.zeros((11, 11))}, "up to 100 numbers"),
        ({"x": np.zeros(101)}, "up to 100 numbers"),
        ({"x": np.zeros(0)}, "up to 100 numbers"),
        ({"x": np.full((2, 2), np.inf)}, r"numbers up to 1e15, of the shape \(2, 2\)"),
        ({"x": np.array(["a", "b"])}, r"numbers up to 1e15, of the shape \(2,\)"),
        ({"x": np.ones(3, complex)}, "numbers up to 1e15, of"),
    ],
)
def test_sliders_that_cannot_be_are_refused_in_words(sliders, message):
    with pytest.raises(ValueError, match=message):
        Explorer(lambda **values: pytest.fail("drawn for bad sliders"), **sliders)


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (np.zeros(3), "draw must be a function, not ndarray"),
        (lambda y: None, r"draw takes \(y\), but the sliders are x: .* the same name"),
        (lambda x, y: None, "the same name"),
        (lambda x: None, "must return a Matplotlib figure, not NoneType: .*return fig"),
        (lambda x: plt.subplots(), "not tuple"),
        (lambda x: plt.figure(figsize=(1e5, 1)), "10,000,000 x 100 pixels"),
    ],
)
def test_a_draw_that_cannot_work_is_refused_at_once(draw, message):
    with pytest.raises(ValueError, match=message):
        Explorer(draw, x=(0, 9, 1))
    assert plt.get_fignums() == []


def test_a_draw_whose_arguments_are_not_known_says_itself_what_is_wrong():
    with pytest.raises(TypeError, match="max"):
        Explorer(max, x=(0, 9, 1))


def test_what_draw_raises_at_first_is_raised_with_its_own_line():
    with pytest.raises(ZeroDivisionError) as caught:
        Explorer(lambda x: 1 / x, x=(0, 9, 0))
    assert caught.traceback[-1].name == "<lambda>"


def test_what_draw_raises_later_is_shown_and_the_next_value_is_drawn():
    def draw(x):
        fig, ax = plt.subplots()
        ax.set_title(f"{1 / x:.0f}")
        return fig if x < 9 else "no figure"

    explorer = Explorer(draw, x=(0, 9, 1))
    explorer.set_state({"values": {"x": 0}, "asked": 1})
    error = "draw failed: ZeroDivisionError: division by zero"
    assert explorer.answer == {"asked": 1, "error": error, "picture": "", "text": ""}
    assert repr(explorer) == f"Explorer: x = 0 ({error})"
    assert "image/png" not in explorer._repr_mimebundle_()[0], "a figure of another value"
    explorer.values = {"x": 9}
    assert "must return a Matplotlib figure, not str" in explorer.answer["error"]
    explorer.values = {"x": 1}
    assert explorer.answer["text"] == "1" and not explorer.answer["error"]
    assert plt.get_fignums() == [], "half-drawn figures would be shown by the next cell"


def test_figures_from_elsewhere_are_left_open_but_for_the_one_returned():
    other, mine = plt.figure(), plt.figure()
    try:
        Explorer(lambda x: mine, x=(0, 9, 1))
        assert plt.get_fignums() == [other.number]
    finally:
        plt.close("all")


def test_a_grid_of_numbers_is_an_array_of_its_own_for_draw():
    seen = []

    def draw(filter, row):
        seen.append((filter.copy(), row.copy()))
        filter[:] = 7  # what draw does to it stays there
        return blank()

    start = np.array([[1, 2, 3], [4, 5, 6]])
    explorer = Explorer(draw, filter=start, row=np.array([0.5, -1.0]))
    assert explorer.values == {"filter": start.tolist(), "row": [0.5, -1]}
    assert repr(explorer) == "Explorer: filter = 2 x 3 numbers, row = 2 numbers"
    changed = [[0, 2, 3], [4, 5, -0.5]]
    explorer.set_state({"values": {"filter": changed, "row": [0, 0]}, "asked": 1})
    assert [filter.dtype for filter, _ in seen] == [np.float64] * 2
    np.testing.assert_array_equal(seen[0][0], start)
    np.testing.assert_array_equal(seen[1][0], changed)
    np.testing.assert_array_equal(start, [[1, 2, 3], [4, 5, 6]])
    for bad in ([[1, 2], [3, 4]], [[1, 2, 3], [4, 5]], [[1, 2, 3], [4, 5, None]], 3, "123456"):
        with pytest.raises(traitlets.TraitError, match=r"filter must be numbers .* \(2, 3\)"):
            explorer.values = {"filter": bad, "row": [0, 0]}
    assert len(seen) == 2


def test_the_largest_grid_and_the_largest_figure():
    assert Explorer(blank, x=np.zeros((10, 10))).controls[0]["shape"] == [10, 10]
    assert Explorer(blank, x=np.ones(1)).values == {"x": [1]}
    figure = plt.figure(figsize=(40, 0.5), dpi=100)
    assert pixels(module.to_png(figure)).shape == (50, 4000, 3)
    figure.set_dpi(100.02)
    with pytest.raises(ValueError, match="4,001 x 50 pixels"):
        module.to_png(figure)
    plt.close(figure)


def test_the_text_says_all_that_the_figure_says():
    fig, (left, right) = plt.subplots(1, 2)
    assert module.to_png(fig)["text"] == "Figure", "it says nothing"
    fig.suptitle("Two curves")
    left.set(title="Loss", xlabel="step")
    right.set_ylabel("accuracy")
    assert module.to_png(fig)["text"] == "Two curves; Loss: step; accuracy"
    plt.close(fig)


def test_the_labels_fit_into_the_figure():
    def draw(x):
        fig, ax = plt.subplots(figsize=(3, 1.5))
        ax.set_xlabel("low down", fontsize=20)
        return fig

    answer = Explorer(draw, x=(0, 9, 1)).answer
    assert (pixels(answer)[[0, -1]] == 255).all(), "the label is cut off at the edge"
    assert (pixels(answer)[:, [*range(9), *range(-9, 0)]] == 255).all(), "no room at the sides"
    assert (pixels(answer)[:, :30] < 255).any(), "too much room"


def test_where_there_are_no_widgets_it_is_text_and_a_picture(explorer):
    data, _ = explorer._repr_mimebundle_()
    assert data["text/plain"] == repr(explorer) == "Explorer: lr = 0.3, steps = 12"
    assert "application/vnd.jupyter.widget-view+json" in data
    assert data["image/png"] == explorer.answer["picture"]
