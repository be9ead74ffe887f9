"""What a notebook's page needs: links, the glossary's words, descriptions of figures."""

import nbformat
import pytest
from build_site import (
    change_links,
    describe_figure,
    for_the_site,
    link_words,
    read_words,
    write_api,
)
from paths import NOTEBOOKS

import helpers

URL = "https://github.com/somebody/a-fork"


def test_badges_go_and_code_is_shown_on_github():
    text = "[![Open](https://c.org/b.svg)](https://c.org/x)\n\n# One [two](workbooks/02.ipynb)"
    text += " [three](../helpers/x.py) [four](04.ipynb)"
    wanted = f"# One [two]({URL}/blob/main/notebooks/workbooks/02.ipynb)"
    assert (
        change_links(text, URL)
        == f"{wanted} [three]({URL}/blob/main/helpers/x.py) [four](04.ipynb)"
    )


@pytest.mark.parametrize(
    ("text", "linked"),
    [
        ("A unit has weights.", "A unit has {weights}."),
        ("# Weight\n\nA weight", "# Weight\n\nA {weight}"),
        ("`weight` and [weight](x) and $weight$", "`weight` and [weight](x) and $weight$"),
        ("<details><summary>weight</summary> no", "<details><summary>weight</summary> no"),
        ("overweight", "overweight"),
        ("```\nweight\n```\nand **Weight** weight", "```\nweight\n```\nand **{Weight}** weight"),
        ("Weight decay, weight", "{Weight decay}, {weight}"),
    ],
)  # fmt: skip
def test_the_first_of_each_word_is_linked(text, linked):
    unseen = {"weight": "w", "weight decay": "d", "decay": "e"}
    found = link_words(text, unseen)
    for anchor in "wde":
        found = found.replace(f'<a class="term" href="glossary.html#{anchor}">', "{")
    assert found.replace("</a>", "}") == linked
    assert ("weight" in unseen) == ("{" not in linked), "once in a lesson"


def test_the_glossary_has_the_words():
    words = read_words(NOTEBOOKS / "glossary.ipynb")
    assert len(words) > 50 and {"softmax", "batch", "mini-batch"} <= words.keys()
    assert words["batch"] == words["mini-batch"]


def test_a_figure_is_described_by_its_title_and_the_text_before():
    text = "One.\n\nThe **figure** shows `Z1`, as a curve: $x$. Predict it."
    assert describe_figure("plt.show()", text) == "The figure shows Z1, as a curve"
    described = describe_figure('ax.set_title("Far out")\nplt.show()', text)
    assert described == "Far out. The figure shows Z1, as a curve"


def test_outputs_under_a_predict_are_folded_and_what_jupyter_needs_is_hidden():
    notebook = nbformat.read(NOTEBOOKS / "06_your_own_handwriting.ipynb", as_version=4)
    predicts = [c for c in notebook.cells if c.metadata.get("jupyter", {}).get("outputs_hidden")]
    assert predicts
    for_the_site(notebook, "06_your_own_handwriting", URL, {})
    assert all("hide-output" in cell.metadata.tags for cell in predicts)
    hidden = [c for c in notebook.cells if "remove-cell" in c.metadata.tags]
    assert [c.cell_type for c in hidden] == ["markdown", "code"] and "pip" in hidden[1].source


def test_every_function_and_class_stands_in_the_api():
    text = write_api()
    for name in helpers.__all__:
        value = getattr(helpers, name)
        if isinstance(value, type) or (callable(value) and name.islower()):
            assert f":: helpers.{name}\n" in text, name
