"""The site, built from the stored notebooks, and walked through in a real Chromium."""

import io
import re

import lessons
import pytest
from lab import draw
from test_browser import ONE, browser, draw_with_a_finger, expect  # noqa: F401

pytest.importorskip("myst_nb", reason='What builds the site is missing: pip install -e ".[site]"')
import build_site
from axe_playwright_python.sync_playwright import Axe
from pypdf import PdfReader

import helpers

pytestmark = pytest.mark.slow
PAGES = ["index", "api", *(entry.file for entry in lessons.read())]
WITH_CODE = {"02_forward_propagation", "05_testing_the_model"}  # one is seen light, one dark
SCROLLS = """() => [...document.querySelectorAll(".cell_input pre")]
  .filter(pre => pre.scrollWidth > pre.clientWidth + 1).map(pre => pre.innerText)"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where the site lies; Sphinx has built it without a warning."""
    folder = tmp_path_factory.mktemp("site")
    build_site.build(folder)
    return folder


@pytest.fixture(scope="module")
def site(folder):
    """The address of the site."""
    with build_site.serve(folder) as address:
        yield address


@pytest.fixture
def open_page(browser, site):  # noqa: F811
    """A function that opens a page; what it asks of others, what fails, and errors are faults."""
    opened, faults = [], []

    def open_(name, query="", at=site, **how):
        opened.append(
            page := browser.new_page(**{"viewport": {"width": 1300, "height": 900}, **how})
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
        page.on("requestfailed", lambda request: faults.append(request.url))
        page.on("request", lambda request: check(request.url, at))
        page.goto(f"{at}/{name}.html{query}")
        page.wait_for_load_state("networkidle")
        return page

    def check(url, at):
        if not url.startswith((at, "data:", "blob:")):
            faults.append(url)

    yield open_
    for page in opened:
        page.close()
    assert faults == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole_and_open_to_all(open_page, name):
    page = open_page(name)
    expect(page.locator("article h1")).to_have_count(1)
    assert page.locator("mjx-merror").count() == 0
    text = page.locator("article").inner_text()
    assert not re.search(r"\$\$|\\frac|\{\{|mybinder\.org/badge", text)
    assert page.evaluate(SCROLLS) == [], "80 columns of code fit"
    # An audit takes seconds: each theme sees every other page, and both see the first one.
    for scheme in (
        ("light", "dark") if name == "index" else [("light", "dark")[PAGES.index(name) % 2]]
    ):
        page.evaluate("scheme => document.documentElement.dataset.theme = scheme", scheme)
        page.wait_for_timeout(400)  # colours fade from one theme to the other
        # Formulas are MathJax's own, and the thousands of coloured words of code look alike on all
        # pages: two are enough. Preloading style sheets, axe would ask at wrong addresses. What is
        # no violation it need not describe: that takes half of its time.
        left_out = ["mjx-container"] + [".highlight pre"] * (name not in WITH_CODE)
        options = {"preload": False, "resultTypes": ["violations"]}
        found = Axe().run(page, {"exclude": left_out}, options).response["violations"]
        assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_lesson_has_all_that_belongs_to_it(open_page):
    page = open_page("02_forward_propagation")
    assert page.locator("mjx-container").count() > 30
    folded = page.locator("details.hide .cell_output")
    assert folded.count() >= 5, "outputs under a Predict"
    assert not folded.first.is_visible()
    figures = page.locator(".cell_output img")
    alternatives = figures.evaluate_all("all => all.map(image => image.alt)")
    assert len(set(alternatives)) == len(alternatives) >= 4
    assert all(len(text.split()) >= 4 for text in alternatives), alternatives
    targets = page.locator("a").evaluate_all("all => all.map(link => link.href)")
    for part in (
        "colab.research.google.com/github/", "mybinder.org/v2/", "_sources/02_forward",
        "blob/main/notebooks/workbooks/02_forward", "03_backward_propagation.html",
    ):  # fmt: skip
        assert any(part in target for target in targets), part
    assert "pip install" not in page.locator("article").inner_text()
    page.locator("a.term", has_text="softmax").first.click()
    page.wait_for_load_state("networkidle")
    word = page.url.split("#")[1]
    assert page.locator(f"#{word}").locator("xpath=..").inner_text().startswith("softmax")


def test_the_front_page_reads_a_digit(open_page):
    page = open_page("index")
    draw(page, page.locator(".digit-pad-canvas"), helpers.DRAWN_THREE[0])
    reading = page.get_by_role("status")
    expect(reading).to_contain_text(re.compile(r"784-40-10 reads 3 .*convolution reads 3 "))
    page.get_by_role("radio", name="convolution").check()
    expect(page.locator(".digit-pad-unit")).to_have_count(16)
    phone = open_page("index", viewport={"width": 390, "height": 844}, has_touch=True)
    draw_with_a_finger(phone, phone.locator(".digit-pad-canvas"), ONE)
    expect(phone.get_by_role("status")).to_contain_text("convolution reads 1 ")


def test_the_front_page_reads_from_a_disk_too(open_page, folder):
    page = open_page("index", at=folder.as_uri())
    draw(page, page.locator(".digit-pad-canvas"), helpers.DRAWN_THREE[0])
    expect(page.get_by_role("status")).to_contain_text("convolution reads 3 ")


def test_search_finds_a_word(open_page):
    page = open_page("search", query="?q=softmax")
    results = page.locator("#search-results li", has_text="Lesson 2: Forward propagation")
    expect(results.first).to_be_visible()


def test_a_page_prints_with_all_that_is_folded(open_page, site):
    page = open_page("02_forward_propagation")
    printed = PdfReader(io.BytesIO(build_site.print_page(page, page.url)))
    text = "\n".join(sheet.extract_text() for sheet in printed.pages)
    assert 5 < len(printed.pages) < 30
    assert "code cell output" not in text and "Search" not in text
    # what the loop over neurons prints, under a Predict, and the answer of the practice
    assert re.search(r"\[\[2\. +3\.5\]\s+\[6\. +7\. \]\]", text)
