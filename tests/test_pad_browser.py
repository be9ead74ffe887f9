"""The drawing pad in a real Chromium: drawing while it reads, and what happens when things fail."""

import contextlib
import re

import nbformat
import numpy as np
import pytest
from lab import draw, run_lesson

# The fixtures of the other browser tests; this file may run beside them, on its own JupyterLab.
from test_browser import DASH, ONE, browser, draw_with_a_finger, expect, lab, page  # noqa: F401

import helpers
from helpers import strokes_to_mnist

pytestmark = pytest.mark.slow

SETUP = """
import time
from pathlib import Path

import numpy as np
from helpers import (DATA, DigitPad, drawings_to_samples, forward_prop, gradient_descent,
                     load_mnist, load_weights, mix_in)

params = load_weights(DATA / "reader.npz")


def read(column):
    if Path("broken").exists():
        raise RuntimeError("no weights today")
    return forward_prop(*params, column)[3]


pad = DigitPad(read, inside=params, teach=True)
pad
"""
TEACH = """
X, Y, X_test, Y_test = load_mnist()
mixed = mix_in(X, Y, *drawings_to_samples(pad.drawings), np.random.default_rng(0))
params, _ = gradient_descent(*mixed, X_test, Y_test, 1.0, 20, *params, progress=False)
"""


@pytest.fixture
def pad(lab, page):  # noqa: F811
    """A pad on the page, its kernel idle; its locators by name."""
    address, token, home = lab
    cells = [nbformat.v4.new_code_cell(SETUP)]
    path = home / "notebooks" / "pad.ipynb"
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    (home / "notebooks" / "broken").unlink(missing_ok=True)
    run_lesson(page, address, token, path)
    root = page.locator(".digit-pad")
    expect(root).to_have_count(1)
    return root


def test_it_reads_while_one_draws_and_asks_one_question_at_a_time(pad, page):  # noqa: F811
    canvas, reading = pad.locator(".digit-pad-canvas"), pad.get_by_role("status")
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 140, box["y"] + 40)
    page.mouse.down()
    for step in range(60):
        page.mouse.move(box["x"] + 140, box["y"] + 40 + 3 * step)
    expect(reading).to_contain_text(re.compile(r"So far: The network reads \d"))
    page.mouse.up()
    expect(reading).to_contain_text(re.compile(r"^The network reads 1 \("))
    best = pad.locator(".digit-pad-best")
    assert int(best.locator(".digit-pad-percent").inner_text()) > 50
    assert pad.locator(".digit-pad-unit").count() == 200
    expect(pad.locator(".digit-pad-lines line")).to_have_count(8)
    lit = pad.locator(".digit-pad-unit").evaluate_all("all => all.map(u => +u.style.opacity)")
    assert min(lit) < 0.2 and max(lit) > 0.9

    # a new stroke takes the old answer away at once, before there can be another
    canvas.evaluate(
        """canvas => canvas.addEventListener("pointerdown", () => {
             const pad = canvas.closest(".digit-pad");
             window.atOnce = pad.querySelector("[role=status]").textContent;
           })"""
    )
    page.mouse.move(box["x"] + 30, box["y"] + 140)
    page.mouse.down()
    assert page.evaluate("atOnce") and "reads" not in page.evaluate("atOnce")
    page.mouse.up()


def test_a_click_is_drawn_as_a_dot(pad, page):  # noqa: F811
    canvas, reading = pad.locator(".digit-pad-canvas"), pad.get_by_role("status")
    canvas.click(position={"x": 70, "y": 70})
    expect(reading).to_contain_text("Only a dot")
    white = canvas.evaluate(
        """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
             .data.filter((value, i) => i % 4 == 0 && value > 127).length"""
    )
    assert 500 < white < 1500, "a disc of 34 pixels"


def test_trouble_is_said_and_passes(pad, page, lab):  # noqa: F811
    canvas, reading = pad.locator(".digit-pad-canvas"), pad.get_by_role("status")
    broken = lab[2] / "notebooks" / "broken"
    broken.touch()
    draw(page, canvas, ONE)
    expect(reading).to_have_text("predict failed: RuntimeError: no weights today")
    broken.unlink()
    pad.get_by_role("button", name="Clear").click()
    draw(page, canvas, ONE)
    expect(reading).to_contain_text("reads 1 ")

    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.locator('[data-command="kernelmenu:restart"]').click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_timeout(3000)
    draw(page, canvas, DASH)
    assert "reads" not in reading.inner_text(), "the answer to what was drawn before"
    expect(reading).to_have_text("No answer from Python: run this cell again.", timeout=15_000)
    assert pad.locator(".digit-pad-best").count() == 0


def test_it_is_taught_a_hand(pad, page):  # noqa: F811
    canvas, reading = pad.locator(".digit-pad-canvas"), pad.get_by_role("status")
    slashed = next(s for s, digit in helpers.load_drawings(helpers.DATA / "hand.json"))
    for stroke in slashed:
        draw(page, canvas, stroke)
    expect(reading).to_contain_text(re.compile(r"reads \d"))
    for count in (1, 2):
        if count == 2:
            draw(page, canvas, ONE)
        pad.get_by_role("button", name="This was a 0").click()
        expect(reading).to_have_text("Draw a digit.")
        expect(pad.get_by_role("button", name=f"This was a 0 ({count} kept)")).to_be_visible()
    # ONE was said to be a 0: taught on that alone, the network reads it so
    page.locator(".jp-Cell .cm-content").last.click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(TEACH)
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputArea-prompt")]
             .every(prompt => /^\\[\\d+\\]/.test(prompt.textContent))"""
    )
    draw(page, canvas, ONE)
    expect(reading).to_contain_text("reads 0 ")


@contextlib.contextmanager
def page_of_its_own(chromium, **viewport):
    """A page with a teaching pad alone: its model is window.model, and its Python is the test."""
    html = """<!doctype html><meta name="viewport" content="width=device-width"><style>%s</style>
      <div id="here"></div><script type="module">
      const url = URL.createObjectURL(new Blob([%s], {type: "text/javascript"}));
      const {default: pad, strokesToMnist} = await import(url);
      const state = {strokes: [], asked: 0, counts: Array(10).fill(1), teach: true,
        pictures: Array(40).fill(Array(784).fill(9)),
        answer: {asked: 0, strokes: 0, probabilities: Array(10).fill(.1), reading: "Draw."}};
      const on = {};
      window.model = {get: name => state[name], set: values => Object.assign(state, values),
        save_changes: () => window.python && setTimeout(window.python, 5), send() {}, off() {},
        on: (names, f) => on[names] = f};
      window.strokesToMnist = strokesToMnist;
      window.say = (name, value) => (state[name] = value, on[`change:${name}`]?.());
      window.answer = (asked, strokes, reading) =>
        say("answer", {asked, strokes, reading, probabilities: Array(10).fill(.1)});
      pad.render({model, el: document.getElementById("here")});
      document.body.dataset.ready = 1;</script>"""
    folder = helpers.DATA.parent / "showing"
    script = repr((folder / "pad.js").read_text(encoding="utf-8")).replace("</", "<\\/")
    alone = chromium.new_page(viewport=viewport, has_touch=True)
    try:
        alone.set_content(html % ((folder / "pad.css").read_text(encoding="utf-8"), script))
        alone.wait_for_selector("body[data-ready]")
        yield alone
    finally:
        alone.close()


def test_on_a_phone_nothing_sticks_out_and_the_reading_is_above(browser):  # noqa: F811
    # JupyterLab itself does not fit on a phone
    with page_of_its_own(browser, width=390, height=844) as phone:
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390
        canvas, reading = phone.locator(".digit-pad-canvas"), phone.get_by_role("status")
        assert reading.bounding_box()["y"] < canvas.bounding_box()["y"]
        draw_with_a_finger(phone, canvas, ONE)
        assert len(phone.evaluate("model.get('strokes')")) == 1
        expect(reading).to_have_text("No answer from Python: run this cell again.", timeout=15_000)

        # the same pixels as Python's, to the last
        drawings = [s for s, _ in helpers.load_drawings(helpers.DATA / "hand.json")]
        drawings += [[[[0.3, 0.7]]], [[[0.5, 0.5], [0.51, 0.5]]], helpers.DRAWN_THREE]
        theirs = phone.evaluate("drawings => drawings.map(strokesToMnist)", drawings)
        ours = np.hstack([strokes_to_mnist(strokes) for strokes in drawings])
        np.testing.assert_array_equal(np.rint(255 * ours).T, theirs)


def test_on_a_phone_the_canvas_stays_under_the_finger(browser):  # noqa: F811
    with page_of_its_own(browser, width=390, height=844) as phone:
        canvas = phone.locator(".digit-pad-canvas")
        before = canvas.bounding_box()["y"]
        draw_with_a_finger(phone, canvas, ONE)
        assert canvas.bounding_box()["y"] == before
        phone.evaluate("answer(model.get('asked'), 1, 'A long sentence. '.repeat(20))")
        assert canvas.bounding_box()["y"] == before


def test_an_answer_to_another_drawing_is_not_shown(browser):  # noqa: F811
    """As many strokes as now, but others: Python was slow, and Clear came in between."""
    with page_of_its_own(browser, width=800, height=800) as alone:
        canvas, reading = alone.locator(".digit-pad-canvas"), alone.get_by_role("status")
        draw(alone, canvas, ONE)
        asked = alone.evaluate("model.get('asked')")
        assert asked >= 1
        alone.get_by_role("button", name="Clear").click()
        box = canvas.bounding_box()
        alone.mouse.move(box["x"] + 50, box["y"] + 50)
        alone.mouse.down()
        alone.mouse.move(box["x"] + 150, box["y"] + 50)
        alone.evaluate("asked => answer(asked, 1, 'reads 1')", asked)
        expect(reading).to_have_text("Reading …")
        alone.wait_for_function("asked => model.get('asked') > asked", arg=asked)
        alone.evaluate("answer(model.get('asked'), 1, 'reads 7')")
        expect(reading).to_have_text("So far: reads 7")
        alone.mouse.up()


def test_a_drawing_from_python_is_not_shown_with_the_answer_before_it(browser):  # noqa: F811
    with page_of_its_own(browser, width=800, height=800) as alone:
        reading = alone.get_by_role("status")
        expect(reading).to_have_text("Draw.")
        alone.evaluate("strokes => say('strokes', strokes)", [[list(p) for p in ONE]])
        expect(reading).to_have_text("Reading …")
        alone.evaluate("answer(0, 1, 'reads 1')")
        expect(reading).to_have_text("reads 1")


def test_what_nobody_kept_comes_back(browser):  # noqa: F811
    with page_of_its_own(browser, width=800, height=800) as alone:
        canvas, reading = alone.locator(".digit-pad-canvas"), alone.get_by_role("status")
        alone.evaluate(
            """() => window.python = () =>
                 answer(model.get("asked"), 0, `${model.get("strokes").length} strokes`)"""
        )
        for kept in (True, False):
            draw(alone, canvas, ONE)
            expect(reading).to_have_text("1 strokes")
            alone.get_by_role("button", name="This was a 1").click()
            expect(reading).to_have_text("0 strokes")
            if kept:
                alone.evaluate("say('counts', Array(10).fill(2))")
                alone.wait_for_timeout(5000)
                expect(reading).to_have_text("0 strokes")
        expect(reading).to_have_text("No answer from Python: run this cell again.", timeout=15_000)
        seen = alone.locator(".digit-pad-seen")
        values = seen.evaluate("seen => [...seen.getContext('2d').getImageData(0, 0, 28, 28).data]")
        assert max(values[::4]) > 200, "the drawing is lost"


def test_keys_on_the_pad_are_not_jupyterlab_s(browser):  # noqa: F811
    with page_of_its_own(browser, width=800, height=800) as alone:
        alone.evaluate("document.addEventListener('keydown', e => (window.last = e.key))")
        alone.locator(".digit-pad-canvas").focus()
        for key, passes in {
            "x": False, "z": False, "d": False, "Escape": False, "Control+Backspace": False,
            "Control+s": True, "Shift+Enter": True, "Tab": True,
        }.items():  # fmt: skip
            alone.evaluate("window.last = null")
            alone.keyboard.press(key)
            assert (alone.evaluate("window.last") == key.split("+")[-1]) == passes, key


def test_lines_go_where_their_unit_and_their_bar_have_gone(browser):  # noqa: F811
    with page_of_its_own(browser, width=390, height=844) as alone:
        alone.evaluate(
            """say("answer", {asked: 0, strokes: 0, reading: "", probabilities: Array(10).fill(.1),
                              lit: Array(40).fill(9), links: [[7, 3]]})"""
        )
        line = alone.locator(".digit-pad-lines line")
        before = line.get_attribute("y1")
        alone.set_viewport_size({"width": 844, "height": 390})
        unit = alone.locator(".digit-pad-unit").nth(7)
        apart = """([line, unit]) => {
          const home = document.querySelector(".digit-pad").getBoundingClientRect();
          const box = unit.getBoundingClientRect();
          return Math.abs(line.getAttribute("y1") - (box.top + box.height / 2 - home.top));
        }"""
        alone.wait_for_function(
            "y => document.querySelector('.digit-pad-lines line').getAttribute('y1') != y",
            arg=before,
        )
        assert alone.evaluate(apart, [line.element_handle(), unit.element_handle()]) < 0.01
