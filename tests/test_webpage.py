"""The page of a network: one file, which loads nothing and says what it holds."""

import base64
import hashlib
import html.parser
import json
import re

import pytest
from train_lenet import load_lenet

import helpers
from helpers import save_webpage
from helpers.showing import webpage

PARAMS = helpers.load_weights(helpers.DATA / "lesson_4.npz")


class Page(html.parser.HTMLParser):
    """The tags of a page with their attributes, and the text inside of each kind of tag."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.texts, self.open = [], {}, []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        while tag in self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        if self.open and data.strip():
            self.texts.setdefault(self.open[-1], []).append(data)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "mine.html"
    size = save_webpage(path, {"mine </script>": PARAMS}, title="Ada & <b>her</b> network")
    assert size == path.stat().st_size
    return Page(path)


@pytest.mark.parametrize(
    ("network", "dtype", "most"),
    [
        (PARAMS, "float16", 150_000), (PARAMS, "float32", 300_000),
        (load_lenet(), "float16", 300_000), (load_lenet(), "float32", 600_000),
    ],
)  # fmt: skip
def test_it_is_small(tmp_path, network, dtype, most):
    numbers = sum(a.size for a in getattr(network, "params", network))
    least = numbers * int(dtype[-2:]) // 8 * 4 // 3  # base64: four letters for three bytes
    assert least < save_webpage(tmp_path / "page.html", network, dtype=dtype) < most


def test_it_loads_nothing(page):
    """The policy forbids all but the page's own script and style, and no tag asks for more."""
    policy = next(
        a["content"] for t, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"
    )
    script = next(text for text in page.texts["script"] if "startPage" in text)
    (style,) = page.texts["style"]
    for name, text in [("script", script), ("style", style)]:
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "unsafe" not in policy and "http" not in policy
    asks = [a.get("src") or a.get("href") for t, a in page.tags if {"src", "href"} & a.keys()]
    assert asks[0] == "data:,"
    assert [t for t, a in page.tags if a.get("href", "").startswith("http")] == ["a"]
    assert not re.search(r"url\(|@import|fetch\(|XMLHttpRequest|import\(", script + style)


def test_texts_of_others_are_shown_and_not_run(page):
    assert page.texts["title"] == page.texts["h1"] == ["Ada & <b>her</b> network"]
    data = next(text for text in page.texts["script"] if "startPage" not in text)
    assert [name for name, _ in json.loads(data)] == ["mine </script>"]
    assert "mine </script>: 31,810 numbers (float16, 64 KB)" in page.texts["caption"]


def test_what_makes_no_page_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "page.html"
    for network in ({}, {"": PARAMS}, {3: PARAMS}):
        with pytest.raises(ValueError, match="a dict must give at least one network, by a name"):
            save_webpage(path, network)
    with pytest.raises(ValueError, match="title must be some text, not ' '"):
        save_webpage(path, PARAMS, title=" ")
    with pytest.raises(ValueError, match=r"must end in \.html"):
        save_webpage(tmp_path / "page.htm", PARAMS)
    with pytest.raises(ValueError, match="path"):
        save_webpage(3, PARAMS)
    monkeypatch.setattr(webpage, "MOST_BYTES", 100_000)
    with pytest.raises(ValueError, match="The page would have 0 MB"):
        save_webpage(path, PARAMS)
    assert not list(tmp_path.iterdir())


def test_a_copy_that_is_not_installed_links_nowhere(monkeypatch):
    assert webpage.link_course().startswith('<a href="https://')

    def missing(name):
        raise webpage.importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(webpage.importlib.metadata, "metadata", missing)
    assert webpage.link_course() == "MNIST from scratch"


@pytest.mark.parametrize(("dtype", "kilobytes"), [("float16", 4000), ("float32", 8000)])
def test_the_table_of_layers_counts_their_numbers(dtype, kilobytes):
    W, b = {"shape": (2000, 999)}, {"shape": (2000, 1)}
    described = {"dtype": dtype, "layers": [{"kind": "Dense", "W": W, "b": b}, {"kind": "Sigmoid"}]}
    assert webpage.count_numbers("Mine & yours", described) == (
        f"<table><caption>Mine &amp; yours: 2,000,000 numbers ({dtype}, {kilobytes} KB)</caption>"
        "<tr><th>layer<th>weights<th>numbers<tr><td>Dense<td>2000 × 999<td>2,000,000"
        "<tr><td>Sigmoid<td><td>0</table>"
    )


def test_a_name_cannot_end_the_script_and_the_page_starts_itself():
    page = webpage.fill_page("Digits", {"</script><b>": {"dtype": "float16", "layers": []}})
    assert '[["\\u003c/script>\\u003cb>", {' in page
    assert page.index("window.page = startPage(") > page.index('<script type="module">')
