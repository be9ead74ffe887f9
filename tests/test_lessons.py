"""What must hold of the notebooks besides their outputs (which nbval compares)."""

import ast
import inspect
import re
import subprocess
import sys

import lessons
import nbformat
import pytest
import stamp
from paths import NOTEBOOKS
from summary import BUILT_ID

import helpers

LISTED = lessons.read()

TAGS = {"answer", "full-mnist", "measured", "solution"}  # what they mean, CONTRIBUTING says


@pytest.fixture(params=LISTED, ids=lambda entry: entry.file)
def lesson(request):
    return request.param, nbformat.read(request.param.path, as_version=4)


def test_the_list_has_every_notebook_and_nothing_else():
    assert sorted(entry.path for entry in LISTED) == sorted(NOTEBOOKS.glob("*.ipynb"))
    numbers = [entry.number for entry in LISTED if entry.number is not None and not entry.aside]
    assert numbers == list(range(1, len(numbers) + 1)), "lessons in order, none left out"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text.replace('name = "Glossary"\n', ""), "glossary: .*name"),
        (lambda text: text + 'colour = "blue"\n', "glossary: .*colour"),
        (lambda text: text.replace('"glossary"', '"07_solutions"'), "listed twice"),
    ],
)
def test_a_faulty_list_is_refused(change, message):
    with pytest.raises(ValueError, match=message):
        lessons.read(change(lessons.LIST.read_text(encoding="utf-8")))


def test_neighbours_pass_by_what_stands_aside():
    before, after = lessons.neighbours(LISTED, "08_higher_accuracy")
    assert before.file == "07_exercises"
    before, after = lessons.neighbours(LISTED, "07_solutions")
    assert before.file == "07_exercises" and after.file == "08_higher_accuracy"
    assert lessons.neighbours(LISTED, LISTED[0].file)[0] is None


def bare(definition):
    """The code of a function or class without docstrings, comments and decorators."""
    definition.decorator_list = []
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(definition)


def test_a_lesson_builds_what_helpers_has(lesson):
    entry, notebook = lesson
    built = set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and hasattr(helpers, node.name):
                    source = inspect.getsource(inspect.unwrap(getattr(helpers, node.name)))
                    assert bare(node) == bare(ast.parse(source).body[0]), f"{node.name} differs"
                    built.add(node.name)
    assert built == set(entry.builds)


def test_every_cell_was_run_in_order_without_noise(lesson):
    _, notebook = lesson
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        for output in cell.outputs:
            assert output.output_type != "error" and output.get("name") != "stderr", cell.source
        text = str(cell.outputs)
        assert not re.search(r"/home/|/root/|/tmp/|/work/|/Users/|0x[0-9a-f]{6}", text), text
        assert not re.search(r"(?i)nbval.skip|nbval.ignore|raises.exception", cell.source)
        assert set(cell.metadata.get("tags", [])) <= TAGS
        known = {"tags", stamp.DRAWN, *stamp.HIDDEN}
        assert set(cell.metadata) <= known or cell.id == stamp.CODE_ID
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


def test_cells_are_short_and_never_bare(lesson):
    _, notebook = lesson
    for before, cell in zip([None, *notebook.cells], notebook.cells, strict=False):
        if cell.cell_type == "code":
            lines = [line for line in cell.source.splitlines() if line.strip()]
            assert len(lines) <= 31, cell.source
            assert before is not None and before.cell_type == "markdown", f"bare: {cell.source}"


def test_links_between_notebooks_lead_somewhere(lesson):
    _, notebook = lesson
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)#:]+\.ipynb)\)", cell.source):
                assert (NOTEBOOKS / target).is_file(), target


def test_a_predict_stands_before_the_cell_that_answers_it(lesson):
    """Before one that prints nothing, the answer would stand open further down."""
    _, notebook = lesson
    for before, cell in zip(notebook.cells, notebook.cells[1:], strict=False):
        asked = before.cell_type == "markdown" and re.search(
            r"\*\*Predict(?!\*\* are folded)", before.source
        )
        if asked and cell.cell_type == "code" and "<details><summary>Answer" not in before.source:
            assert cell.outputs, before.source


def test_the_page_without_words_names_all_that_its_code_needs(lesson):
    entry, notebook = lesson
    pages = [cell.source for cell in notebook.cells if cell.id == BUILT_ID]
    assert bool(pages) == bool(entry.builds)
    for page in pages:
        code, before = re.fullmatch(r".*```python\n(.*)\n```\n(.*)", page, re.DOTALL).groups()
        names = re.findall(r"`(\w+)`", before)
        text = f"from helpers import {', '.join(names)}\n{code}" if names else code
        ruff = [sys.executable, "-m", "ruff", "check", "--isolated", "--select", "F821", "-"]
        done = subprocess.run(ruff, input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout
        exec(text, {})
