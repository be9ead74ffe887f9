"""The public address is the same wherever it stands, and a fork can stamp its own."""

import copy
import re

import lessons
import nbformat
import pytest
import stamp
from paths import README, ROOT

FORK = "https://github.com/somebody/a-fork.py"
LISTED = lessons.read()
HINT = "Stamp it: python .ci/maintain.py --stamp"


@pytest.fixture(params=LISTED, ids=lambda entry: entry.file)
def entry(request):
    return request.param


def test_a_notebook_is_stamped_with_the_address_and_the_list(entry):
    notebook = nbformat.read(entry.path, as_version=4)
    kept = copy.deepcopy(notebook)
    stamp.stamp_notebook(notebook, entry, LISTED, stamp.repository())
    assert notebook == kept, HINT
    title, text, code = notebook.cells[:3]
    assert title.source.startswith("[![Open in Colab](") and "\n\n# " in title.source
    if entry.study:
        assert f"{entry.study} to study, {entry.run} to run." in title.source
    assert text.source == stamp.TEXT and "google.colab" in code.source
    assert code.metadata["jupyter"]["source_hidden"] and code.source.startswith("# @title ")
    if entry.number is not None:
        assert f"# Lesson {entry.number}" in title.source
        assert title.source.endswith(notebook.cells[-1].source), "the same links above and below"


def test_the_first_cell_brings_along_what_the_lesson_needs_and_no_more(entry):
    code = nbformat.read(entry.path, as_version=4).cells[2].source
    compile(code, "<first cell>", "exec")
    assert ('"distributed==" + dask.__version__' in code) == entry.cluster
    assert ("distributed" in code) == entry.cluster


def test_readme_is_stamped_with_the_address_of_pyproject():
    text = README.read_text(encoding="utf-8")
    assert stamp.stamp_readme(text, LISTED, stamp.repository()) == text, HINT
    opened = re.findall(r"^\| \[[^\n]*/blob/main/notebooks/(\w+)\.ipynb\)", text, re.MULTILINE)
    assert sorted(opened) == sorted(entry.file for entry in LISTED), (
        "A row in the table for each notebook"
    )


def test_links_to_colab_and_binder_open_what_is_there():
    texts = [
        path.read_text(encoding="utf-8") for path in [*(entry.path for entry in LISTED), README]
    ]
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


def test_a_fork_stamps_its_own_address_and_nothing_else(entry):
    notebook = nbformat.read(entry.path, as_version=4)
    kept = copy.deepcopy(notebook)
    stamp.stamp_notebook(notebook, entry, LISTED, FORK)
    for new, old in zip(notebook.cells, kept.cells, strict=True):
        mine = stamp.owner_and_name(stamp.repository())
        assert new.source == old.source.replace(mine, "somebody/a-fork.py")
    text = README.read_text(encoding="utf-8")
    stamped = stamp.stamp_readme(text, LISTED, FORK)
    badges = len(LISTED) + sum(entry.has_workbook for entry in LISTED)
    assert stamped.count("somebody/a-fork.py") == badges + 1
    assert "(https://somebody.github.io/a-fork.py/)" in stamped
    assert stamp.stamp_readme(stamped, LISTED, stamp.repository()) == text


def test_a_new_notebook_gets_a_first_cell_and_its_cells_stay_numbered():
    v4 = nbformat.v4
    result = v4.new_output("execute_result", {"text/plain": "2"}, execution_count=1)
    code = v4.new_code_cell("1 + 1", execution_count=1, outputs=[result])
    run = v4.new_notebook(cells=[v4.new_markdown_cell("# New"), code])
    last = [entry for entry in LISTED if entry.number is not None][-1]
    new = lessons.Notebook("99_new", "New", "nothing", "1 min", "1 s", ())
    listed = [*LISTED, new]
    stamp.stamp_notebook(run, new, listed, FORK)
    assert [cell.get("execution_count") for cell in run.cells] == [None, None, 1, 2, None]
    assert f"Before: [{last.title}]({last.file}.ipynb)" in run.cells[-1].source
    assert result.execution_count == 2
    nbformat.validate(run)
    fresh = v4.new_notebook(cells=[v4.new_markdown_cell("# New"), v4.new_code_cell("1 + 1")])
    stamp.stamp_notebook(fresh, new, listed, FORK)
    assert [cell.get("execution_count") for cell in fresh.cells] == [None] * 5


@pytest.mark.parametrize(
    "url", ["https://gitlab.com/a/b", "github.com/a/b", "https://github.com/a"]
)
def test_an_address_that_colab_cannot_open_is_refused(url):
    with pytest.raises(ValueError, match="must read https://github.com/OWNER/NAME"):
        stamp.owner_and_name(url)
    assert stamp.owner_and_name("https://github.com/a/b.git") == "a/b"


@pytest.mark.parametrize(
    ("lost", "message"),
    [
        ("<!-- lessons -->", "one place for the table"),
        (stamp.BINDER_IMAGE, "one Binder badge"),
        (".github.io/", "one link to the site"),
    ],
)
def test_a_readme_without_a_place_for_it_is_refused(lost, message):
    text = README.read_text(encoding="utf-8").replace(lost, "")
    with pytest.raises(ValueError, match=message):
        stamp.stamp_readme(text, LISTED, FORK)


def test_a_lesson_that_is_added_to_the_list_gets_its_row_and_its_links():
    last = [entry for entry in LISTED if entry.number is not None][-1]
    new = lessons.Notebook("99_new", "New", "nothing", "1 min", "1 s", ())
    listed = [*LISTED[:-1], new, LISTED[-1]]
    row = stamp.table(listed, FORK).splitlines()[-2]
    assert row.startswith("| [99. New](notebooks/99_new.ipynb) ") and row.endswith("| 1 s |")
    assert "Next: [Lesson 99: New](99_new.ipynb)" in stamp.links(last, listed)
