"""The workbooks: made from the lessons, run as they are (by nbval), and right when filled."""

import ast
import contextlib
import io
import re

import lessons
import nbformat
import pytest
import stamp
import workbooks

from helpers.teaching import judge, your_turn
from helpers.teaching.your_turn import show_progress

LISTED = [entry for entry in lessons.read() if entry.has_workbook]


@pytest.fixture(params=LISTED, ids=lambda entry: entry.file)
def lesson(request):
    """A lesson that has a workbook, and its workbook as stored."""
    path = workbooks.FOLDER / f"{request.param.file}.ipynb"
    return request.param, nbformat.read(path, as_version=4)


@pytest.fixture
def fresh(monkeypatch):
    """As when a workbook is opened: nothing written, nothing right."""
    monkeypatch.setattr(judge, "RIGHT", set())
    monkeypatch.setattr(your_turn, "WRITTEN", {})


def test_a_workbook_is_made_from_its_lesson(lesson):
    entry, stored = lesson
    made = workbooks.make_workbook(entry, lessons.read(), stamp.repository())
    assert [(c.cell_type, c.source) for c in stored.cells] == [
        (c.cell_type, c.source) for c in made.cells
    ], "The workbooks are out of step: run .ci/maintain.py --stamp"
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)


def test_every_function_is_left_to_be_written_and_has_its_check(lesson):
    entry, workbook = lesson
    code = [cell.source for cell in workbook.cells if cell.cell_type == "code"]
    stubs = {
        node.name: i
        for i, source in enumerate(code)
        for node in ast.parse(source).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.decorator_list
    }
    assert set(stubs) == set(entry.builds) - lessons.GIVEN
    for name, i in stubs.items():
        later = "".join(code[i + 1 : i + 2])
        assert f"({name})" in later and "check_" in later, f"no check after {name}"


def names_of(source):
    return [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    ]


def execute(cells, namespace):
    """Run the cells that define or check a function, and what they print, as text."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        for source in cells:
            exec(compile(source, "<cell>", "exec"), namespace)
    return out.getvalue()


def tasks(notebook, names):
    """The sources of the tools cell, of the cells with these functions, and of the checks."""
    code = [c.source for c in notebook.cells if c.cell_type == "code" and c.id != stamp.CODE_ID]
    return [
        source
        for i, source in enumerate(code)
        if i == 0
        or set(names_of(source)) & (names | lessons.GIVEN)
        or (re.search(r"^check_\w+\(", source, re.MULTILINE) and "check_layer(" not in source)
    ]


def load_nothing(source):
    """The tools cell without what it loads: imports alone."""
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    return ast.unparse(tree)


def without_calls(source):
    """Imports, functions and checks of a cell, and nothing that uses them."""
    tree = ast.parse(source)
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    tree.body = [
        node
        for node in tree.body
        if isinstance(node, kept) or ast.unparse(node).startswith("check_")
    ]
    return ast.unparse(tree)


def test_an_untouched_workbook_borrows_everything_and_says_so(lesson, fresh, capsys):
    entry, workbook = lesson
    names = set(entry.builds) - lessons.GIVEN
    first, *cells = tasks(workbook, names)
    said = execute([load_nothing(first), *map(without_calls, cells)], {"__name__": "workbook"})
    for name in names:
        assert f"using the course's {name} until yours is done\n" in said
        assert f"{name} is not done yet" in said
    show_progress()
    assert f"0 of {len(names)} are yours and right: none yet" in capsys.readouterr().out


def test_filled_with_the_lesson_s_own_code_it_passes_every_check(lesson, fresh, capsys):
    entry, workbook = lesson
    names = set(entry.builds) - lessons.GIVEN
    source = nbformat.read(entry.path, as_version=4)
    first, *cells = tasks(source, names)
    filled = []
    for cell in map(without_calls, cells):
        tree = ast.parse(cell)
        for node in tree.body:
            if getattr(node, "name", None) in names:
                node.decorator_list = [ast.Name("your_turn")]
        filled.append(ast.unparse(tree))
    start = load_nothing(first) + "\nfrom helpers import your_turn"
    said = execute([start, *filled], {"__name__": "workbook"})
    assert sorted(said.splitlines()) == sorted(f"{name} is right." for name in names)
    show_progress()
    assert f"{len(names)} of {len(names)} are yours and right" in capsys.readouterr().out
