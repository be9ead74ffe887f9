"""A network's own page in a real Chromium: the same answers as Python's, offline, on a phone."""

import re

import numpy as np
import pytest
from lab import draw
from test_browser import DASH, ONE, browser, draw_with_a_finger, expect  # noqa: F401
from test_webpage import PARAMS
from test_your_hand import HANDWRITING, pen_strokes
from train_lenet import load_lenet

import helpers
from helpers import forward_prop, save_webpage, strokes_to_mnist
from helpers.network.layers import Tanh

pytestmark = pytest.mark.slow
RNG = np.random.default_rng


def drawings():
    """300 of them: of real pens where they are, or those of the course's program, moved about."""
    if HANDWRITING.is_dir():
        return [[s for s in strokes if s] for strokes, _ in pen_strokes()[:300]]
    rng = RNG(0)
    strokes = [s for s, _ in helpers.load_drawings(helpers.DATA / "hand.json")] * 3
    return [
        [(np.array(s) * scale + rng.normal(0, 0.01, (len(s), 2))).tolist() for s in drawing]
        for drawing, scale in zip(strokes[:300], rng.uniform(0.1, 1, 300), strict=True)
    ]


def other_layers():
    """A network of the layers that the two others do not have."""
    rng = RNG(3)
    network = helpers.Network(
        *(helpers.Dense(rng, 784, 120), Tanh(), helpers.Dropout(0.5)),
        *(helpers.Dense(rng, 120, 30), helpers.ReLU(0.2), helpers.Dense(rng, 30, 10)),
    )
    for bias in network.params[1::2]:
        bias += rng.standard_normal(bias.shape, dtype=np.float32)
    return network


def small_layers():
    """Networks of few layers, where there is little to show: one pixel, no weights in front."""
    rng = RNG(5)
    images = helpers.Reshape(1, 28, 28)
    whole = helpers.Conv(rng, 1, 4, 28), helpers.Reshape(-1), helpers.Dense(rng, 4, 10)
    tall = helpers.Reshape(1, 14, 56), helpers.Conv(rng, 1, 2, 3), helpers.Sigmoid()
    return {
        "no hidden layer": helpers.Network(helpers.Dense(rng, 784, 10)),
        "pooling first": helpers.Network(
            images, helpers.MaxPool(), helpers.Reshape(-1), helpers.Dense(rng, 196, 10)
        ),
        "one place": helpers.Network(images, *whole),
        "not square": helpers.Network(*tall, helpers.Reshape(-1), helpers.Dense(rng, 1296, 10)),
        "all zero": [np.zeros(shape) for shape in [(5, 784), (5, 1), (10, 5), (10, 1)]],
    }


NETWORKS = {"784-40-10": PARAMS, "lenet": load_lenet(), "others": other_layers()}
# What the page makes of drawings: pixels and probabilities.
READ = """drawings => drawings.map(strokes => {
  const { model, strokesToMnist } = window.page;
  model.set({ strokes, asked: model.get("asked") + 1 });
  model.save_changes();
  return [strokesToMnist(strokes), model.get("answer").probabilities];
})"""


@pytest.fixture
def open_page(browser, tmp_path):  # noqa: F811
    """A function that opens the page of a network, offline; all it logs or asks for is a fault."""
    contexts, faults = [], []

    def opened(network, dtype="float16", **how):
        path = tmp_path / f"page{len(contexts)}.html"
        save_webpage(path, network, title="My network", dtype=dtype)
        contexts.append(context := browser.new_context(offline=True, **how))
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_function("window.page")
        assert faults.pop(0) == path.as_uri()
        return page

    yield opened
    assert faults == []
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_open_to_all(open_page, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = open_page({"mine": PARAMS, "Lesson 9": NETWORKS["lenet"]}, color_scheme=scheme)
    draw(page, page.locator(".digit-pad-canvas"), ONE)
    found = axe.run(page, options={"preload": False}).response
    assert len(found["passes"]) > 10
    assert [v["id"] for v in found["violations"]] == []


@pytest.mark.parametrize(("dtype", "most"), [("float16", 0.005), ("float32", 1e-4)])
@pytest.mark.parametrize("name", NETWORKS)
def test_it_agrees_with_python(open_page, name, dtype, most):
    network, strokes = NETWORKS[name], drawings()
    assert len(strokes) == 300
    X = np.hstack([strokes_to_mnist(each) for each in strokes])
    ours = network.predict(X) if name != "784-40-10" else forward_prop(*network, X)[3]
    pixels, theirs = map(
        np.transpose, zip(*open_page(network, dtype).evaluate(READ, strokes), strict=True)
    )
    differences = np.abs(pixels / 255 - X).max(), np.abs(theirs - ours).max()
    print(
        "{}, {}: pixels differ by at most {:.1e}, probabilities by {:.1e}".format(
            name, dtype, *differences
        )
    )
    assert differences[0] < 1 / 255 and differences[1] < most
    likely = np.sort(ours, axis=0)
    clear = likely[-1] - likely[-2] > 2 * most
    assert clear.sum() > 200
    assert (theirs.argmax(axis=0) == ours.argmax(axis=0))[clear].all()


@pytest.mark.parametrize(
    ("name", "units"), list(zip(small_layers(), (10, 0, 4, 0, 5), strict=True))
)
def test_little_is_shown_of_what_has_little(open_page, name, units):
    network = small_layers()[name]
    page = open_page(network, "float32")
    draw(page, page.locator(".digit-pad-canvas"), ONE)
    strokes = page.evaluate("window.page.model.get('strokes')")
    ((_, theirs),) = page.evaluate(READ, [strokes])
    X = strokes_to_mnist(strokes)
    ours = forward_prop(*network, X)[3] if name == "all zero" else network.predict(X)
    np.testing.assert_allclose(theirs, ours[:, 0], atol=1e-5)
    assert page.locator(".digit-pad-unit").count() == units


def test_it_is_drawn_on_and_shows_the_inside(open_page):
    page = open_page(PARAMS, color_scheme="dark")
    canvas, reading = page.locator(".digit-pad-canvas"), page.get_by_role("status")
    expect(reading).to_have_text("Draw a digit.")
    expect(page.get_by_role("group", name="Bars and inside of")).to_be_hidden()
    draw(page, canvas, ONE)
    expect(reading).to_have_text(re.compile(r"^The network reads 1 \(probability \d+ %\)\.$"))
    units = page.locator(".digit-pad-unit")
    assert units.count() == 40
    lit = units.evaluate_all("all => all.map(unit => +unit.style.opacity)")
    A1 = forward_prop(*PARAMS, strokes_to_mnist(page.evaluate("window.page.model.get('strokes')")))
    np.testing.assert_allclose(lit, 0.15 + 0.85 * A1[1][:, 0], atol=0.01)
    _, look = helpers.look_inside(PARAMS)
    links = look(strokes_to_mnist(page.evaluate("window.page.model.get('strokes')")))["links"]
    label = page.locator(".digit-pad-inside").get_attribute("aria-label")
    assert label == "Inside the network: " + ", ".join(f"unit {u} pushes {d}" for u, d in links)

    canvas.focus()
    page.keyboard.press("Escape")
    expect(reading).to_have_text("Draw a digit.")
    canvas.click(position={"x": 70, "y": 70})
    expect(reading).to_contain_text("Only a dot: draw larger. The network reads")
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, re.findall(r"\d+", background)[:3])) < 150, "a dark page"


def test_two_networks_are_compared_on_a_phone(open_page):
    page = open_page(
        {"mine": PARAMS, "Lesson 9": load_lenet()},
        viewport={"width": 360, "height": 740}, has_touch=True,
    )  # fmt: skip
    canvas, reading = page.locator(".digit-pad-canvas"), page.get_by_role("status")
    draw_with_a_finger(page, canvas, ONE)
    expect(reading).to_contain_text(re.compile(r"^mine reads 1 .*\. Lesson 9 reads 1 "))
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert page.locator(".digit-pad-unit").count() == 40
    page.get_by_role("radio", name="Lesson 9").check()
    expect(reading).to_contain_text("mine reads 1")
    assert page.locator(".digit-pad-unit").count() == 16, "the first maps"
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    draw_with_a_finger(page, canvas, DASH)
    assert len(page.evaluate("window.page.model.get('strokes')")) == 2
    maps = page.locator(".digit-pad-unit").first.evaluate("unit => [unit.width, unit.height]")
    assert maps == [12, 12]
