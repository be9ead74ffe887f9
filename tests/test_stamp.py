"""The public address is the same wherever it stands, and a fork can stamp its own."""

import copy
import re

import nbformat
import pytest
import stamp
from paths import NOTEBOOKS, README, ROOT

FORK = "https://github.com/somebody/a-fork.py"
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
HINT = "Stamp it: python .ci/maintain.py --stamp"


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request):
    return request.param


def test_a_notebook_is_stamped_with_the_address_of_pyproject(path):
    notebook = nbformat.read(path, as_version=4)
    kept = copy.deepcopy(notebook)
    stamp.stamp_notebook(notebook, path.stem, stamp.repository())
    assert notebook == kept, HINT
    title, text, code = notebook.cells[:3]
    assert title.source.startswith("[![Open in Colab](") and "\n\n# " in title.source
    assert text.source == stamp.TEXT and "google.colab" in code.source


def test_readme_is_stamped_with_the_address_of_pyproject():
    text = (README).read_text(encoding="utf-8")
    assert stamp.stamp_readme(text, stamp.repository()) == text, HINT
    opened = re.findall(r"^\| \[[^\n]*/blob/main/notebooks/(\w+)\.ipynb\)", text, re.MULTILINE)
    assert sorted(opened) == [path.stem for path in PATHS], "A row in the table for each notebook"


def test_links_to_colab_and_binder_open_what_is_there():
    texts = [path.read_text(encoding="utf-8") for path in [*PATHS, README]]
    found = [
        re.findall(r"colab\.research\.google\.com/github/([\w.-]+/[\w.-]+)/blob/main/([^)\"]+)", t)
        + re.findall(r"mybinder\.org/v2/gh/([\w.-]+/[\w.-]+)/main\?urlpath=lab/tree/([^)\"]+)", t)
        for t in texts
    ]
    for links in found:
        assert links
        for owner_and_name, file in links:
            assert stamp.repository() == f"https://github.com/{owner_and_name}"
            assert (ROOT / file).is_file(), file


def test_a_fork_stamps_its_own_address_and_nothing_else(path):
    notebook = nbformat.read(path, as_version=4)
    kept = copy.deepcopy(notebook)
    stamp.stamp_notebook(notebook, path.stem, FORK)
    for new, old in zip(notebook.cells, kept.cells, strict=True):
        mine = stamp.owner_and_name(stamp.repository())
        assert new.source == old.source.replace(mine, "somebody/a-fork.py")
    text = (README).read_text(encoding="utf-8")
    stamped = stamp.stamp_readme(text, FORK)
    assert stamped.count("somebody/a-fork.py") == len(PATHS) + 1
    assert stamp.stamp_readme(stamped, stamp.repository()) == text


def test_a_new_notebook_gets_a_first_cell_and_its_cells_stay_numbered():
    v4 = nbformat.v4
    result = v4.new_output("execute_result", {"text/plain": "2"}, execution_count=1)
    code = v4.new_code_cell("1 + 1", execution_count=1, outputs=[result])
    run = v4.new_notebook(cells=[v4.new_markdown_cell("# New"), code])
    stamp.stamp_notebook(run, "new", FORK)
    assert [cell.get("execution_count") for cell in run.cells] == [None, None, 1, 2]
    assert result.execution_count == 2
    nbformat.validate(run)
    fresh = v4.new_notebook(cells=[v4.new_markdown_cell("# New"), v4.new_code_cell("1 + 1")])
    stamp.stamp_notebook(fresh, "new", FORK)
    assert [cell.get("execution_count") for cell in fresh.cells] == [None] * 4


@pytest.mark.parametrize(
    "url", ["https://gitlab.com/a/b", "github.com/a/b", "https://github.com/a"]
)
def test_an_address_that_colab_cannot_open_is_refused(url):
    with pytest.raises(ValueError, match="must read https://github.com/OWNER/NAME"):
        stamp.owner_and_name(url)
    assert stamp.owner_and_name("https://github.com/a/b.git") == "a/b"


def test_a_readme_without_a_binder_badge_is_refused():
    with pytest.raises(ValueError, match="one Binder badge"):
        stamp.stamp_readme("# Title", FORK)
