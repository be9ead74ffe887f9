"""Sliders with a figure in a real Chromium: mouse and keys, and what happens when things fail."""

import re

import nbformat
import pytest
from lab import PATIENCE, run_lesson
from matplotlib.figure import Figure
from paths import HELPERS

# The fixtures of the other browser tests; this file may run beside them, on its own JupyterLab.
from test_browser import browser, expect, lab, page  # noqa: F401

from helpers.showing.explorer import to_png

pytestmark = pytest.mark.slow

SETUP = """
import time

import matplotlib.pyplot as plt
import numpy as np
from helpers import Explorer

drawn = []


def draw(lr, steps, filter):
    if steps == 9:
        raise RuntimeError("no nine today")
    time.sleep(0.3)  # slower than one drags
    drawn.append(lr)
    fig, ax = plt.subplots(figsize=(4, 2))
    ax.imshow(filter, vmin=0, vmax=9)
    ax.set(title=f"{lr} {steps} {filter.sum():g}")
    return fig


explorer = Explorer(draw, lr=(0.0, 1.0, 0.3), steps=(0, 20, 12), filter=np.eye(2))
explorer
"""


@pytest.fixture
def root(lab, page):  # noqa: F811
    """An explorer on the page, its kernel idle."""
    address, token, home = lab
    path = home / "notebooks" / "explorer.ipynb"
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    cells = [nbformat.v4.new_code_cell(SETUP)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=metadata), path)
    run_lesson(page, address, token, path)
    root = page.locator(".explorer")
    expect(root).to_have_count(1)
    expect(root.locator("img")).to_have_attribute("alt", "0.3 12 2")
    return root


def drag(page, slider, *parts):  # noqa: F811
    """Drag the slider's handle through parts of its width, and let it go."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    start = float(slider.input_value()) / float(slider.get_attribute("max"))
    page.mouse.move(box["x"] + 8 + start * (box["width"] - 16), y)  # a handle is 16 pixels wide
    page.mouse.down()
    for part in parts:
        page.mouse.move(box["x"] + 8 + part * (box["width"] - 16), y, steps=4)
        page.wait_for_timeout(40)
    page.mouse.up()


def run_below(page, code):  # noqa: F811
    """Run the code in a new cell at the end; what it prints."""
    page.locator(".jp-Cell .cm-content").last.click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.insert_text(code)
    page.keyboard.press("Control+Enter")
    prompt = page.locator(".jp-CodeCell").last.locator(".jp-InputArea-prompt")
    expect(prompt).to_have_text(re.compile(r"\[\d+\]"))
    return page.locator(".jp-CodeCell").last.locator(".jp-OutputArea-output").all_inner_texts()


def test_it_is_drawn_while_one_drags_and_the_last_value_wins(root, page):  # noqa: F811
    slider, figure = root.get_by_label("lr", exact=True), root.locator("img")
    output = root.locator("output").first
    expect(output).to_have_text("0.30")
    before = figure.get_attribute("src")
    page.evaluate(
        """() => {
          const figure = document.querySelector(".explorer-figure");
          window.seen = [];
          new MutationObserver(() => window.seen.push(parseFloat(figure.alt)))
            .observe(figure, {attributeFilter: ["alt"]});
        }"""
    )
    drag(page, slider, *[0.3 + 0.02 * i for i in range(31)])
    last = output.inner_text()
    assert 0.85 < float(last) < 0.95 and slider.get_attribute("aria-valuetext") == last
    assert float(last) == float(slider.input_value())
    expect(figure).to_have_attribute("alt", f"{float(last):g} 12 2")
    assert figure.get_attribute("src") != before
    seen = page.evaluate("seen")
    assert seen == sorted(seen), "an older value after a newer one"
    assert len(seen) >= 2, "no figure while it was dragged"
    (printed,) = run_below(page, "print(explorer.values['lr'], drawn[-1], plt.get_fignums())")
    assert printed.strip() == f"{float(last):g} {float(last):g} []"


def test_keys_move_it_and_the_notebook_does_not_take_them(root, page):  # noqa: F811
    cells = page.locator(".jp-Cell").count()
    slider, figure = root.get_by_label("steps", exact=True), root.locator("img")
    root.get_by_label("lr", exact=True).focus()
    page.keyboard.press("Tab")
    expect(slider).to_be_focused()
    for key in ("ArrowRight", "ArrowUp", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    expect(figure).to_have_attribute("alt", "0.3 14 2")
    expect(root.locator("output").nth(1)).to_have_text("14")
    page.keyboard.press("End")
    expect(figure).to_have_attribute("alt", "0.3 20 2")

    page.keyboard.press("Tab")
    box = root.get_by_label("filter, row 1, column 1")
    expect(box).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("-2.5")
    expect(figure).to_have_attribute("alt", "0.3 20 -1.5")
    page.keyboard.press("Control+a")
    page.keyboard.press("Backspace")
    status = root.locator("[role=status]")
    for typed in ("", "1e16"):  # Python takes no larger numbers, and would never answer
        page.keyboard.type(typed)
        expect(status).to_have_text("filter has a box without a number (up to 1e15).")
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(figure).to_be_hidden()
    page.keyboard.press("Control+a")
    page.keyboard.type("5")
    expect(figure).to_have_attribute("alt", "0.3 20 6")
    expect(figure).to_be_visible()
    assert page.locator(".jp-Cell").count() == cells
    assert page.locator(".jp-MarkdownCell").count() == 0, "a digit made a heading of it"


def test_a_value_set_in_python_moves_the_slider(root, page):  # noqa: F811
    run_below(page, "explorer.values = {'lr': 0.5, 'steps': 3, 'filter': [[1, 2], [3, 4]]}")
    expect(root.locator("img")).to_have_attribute("alt", "0.5 3 10")
    assert root.get_by_label("lr", exact=True).input_value() == "0.5"
    expect(root.locator("output").nth(1)).to_have_text("3")
    assert root.get_by_label("filter, row 2, column 1").input_value() == "3"


def test_trouble_is_said_and_passes(root, page):  # noqa: F811
    slider, figure = root.get_by_label("steps", exact=True), root.locator("img")
    status = root.locator("[role=status]")
    slider.fill("9")
    expect(status).to_have_text("draw failed: RuntimeError: no nine today")
    expect(figure).to_be_hidden()
    slider.fill("8")
    expect(figure).to_have_attribute("alt", "0.3 8 2")
    expect(figure).to_be_visible()
    expect(status).to_have_text("0.3 8 2")  # for those who do not see the figure

    page.get_by_role("menuitem", name="Kernel", exact=True).click()
    page.locator('[data-command="kernelmenu:restart"]').click()
    page.locator(".jp-Dialog .jp-mod-accept").click()
    page.wait_for_timeout(3000)
    slider.fill("7")
    expect(status).to_have_text("No answer from Python: run this cell again.")
    expect(figure).to_be_hidden()


PAGE = """<!doctype html><meta name="viewport" content="width=device-width">
  <style>body { margin: 0; color: %s; background: %s; } %s</style><div id="here"></div>
  <script type="module">
  const url = URL.createObjectURL(new Blob([%s], {type: "text/javascript"}));
  const {default: explorer} = await import(url);
  const picture = "%s";
  const state = {asked: 0, answer: {asked: 0, error: "", picture, text: "A figure"},
    controls: [{name: "a_rather_long_name", low: -4, high: 4, step: 0.1, whole: false, shape: null},
               {name: "filter", shape: [5, 5]}],
    values: {a_rather_long_name: 0, filter: Array(5).fill(Array(5).fill(-1.25))}};
  const on = {};
  window.sent = [];
  window.answer = (asked, text) => {
    state.answer = {asked, error: "", picture, text};
    on["change:answer"]();
  };
  const model = {get: name => state[name], set: values => Object.assign(state, values),
    save_changes() { sent.push(state.values.a_rather_long_name); },
    on: (name, f) => on[name] = f, off() {}};
  explorer.render({model, el: document.getElementById("here")});
  document.body.dataset.ready = 1;</script>"""


@pytest.fixture
def phone(browser):  # noqa: F811
    """A page of 390 pixels with an explorer and no Python: JupyterLab does not fit on a phone."""
    answer = to_png(Figure(figsize=(9, 3)))
    script, style = (
        (HELPERS / "showing" / name).read_text(encoding="utf-8")
        for name in ("explorer.js", "explorer.css")
    )
    phone = browser.new_page(viewport={"width": 390, "height": 844})
    script = repr(script).replace("</", "<\\/")
    phone.set_content(PAGE % ("#eee", "#111", style, script, answer["picture"]))
    phone.wait_for_selector("body[data-ready]", timeout=1000 * PATIENCE)
    yield phone
    phone.close()


def test_on_a_phone_nothing_sticks_out(phone):
    assert phone.locator("img").evaluate("img => img.decode().then(() => img.naturalWidth)") == 900
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    for part in ("img", "input[type=range]", "output", ".explorer-number >> nth=4"):
        box = phone.locator(part).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, part
    assert phone.locator("input[type=range]").bounding_box()["width"] > 100
    # light text on a dark page, in the boxes too
    colour = "box => getComputedStyle(box).color"
    assert phone.locator(".explorer-number").first.evaluate(colour) == "rgb(238, 238, 238)"


def test_one_question_at_a_time_and_answers_to_older_values_are_not_shown(phone):
    slider, status = phone.get_by_label("a_rather_long_name"), phone.locator("[role=status]")
    for value in ("1", "2", "3"):
        slider.fill(value)
    assert phone.evaluate("sent") == [1]
    phone.evaluate("answer(1, 'one')")
    expect(status).to_have_text("one")
    assert phone.evaluate("sent") == [1, 3]
    expect(status).to_have_text("No answer from Python: run this cell again.", timeout=15_000)
    slider.fill("4")
    assert phone.evaluate("sent") == [1, 3, 4]
    phone.evaluate("answer(2, 'three')")  # too late
    assert "three" not in status.inner_text()
    phone.evaluate("answer(3, 'four')")
    expect(status).to_have_text("four")
    expect(phone.locator("img")).to_be_visible()
