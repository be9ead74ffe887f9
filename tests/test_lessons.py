"""What must hold of the notebooks besides their outputs (which nbval compares)."""

import ast
import inspect
import re

import nbformat
import pytest
from lab import PATHS
from paths import NOTEBOOKS

import helpers

# Which functions each lesson builds: a lesson that is missing here is not checked by accident.
BUILDS = {
    "01_initialisation": {"parse_idx", "gunzip", "to_columns", "init_params"},
    "02_forward_propagation": {
        *("sigmoid", "softmax", "forward_prop"),
        *("get_predictions", "get_accuracy", "cross_entropy"),
    },
    "03_backward_propagation": {
        *("deriv_sigmoid", "one_hot", "back_prop", "numerical_gradient", "relative_error"),
    },
    "04_gradient_descent": {
        *("update_params", "full_gradient", "start_params", "gradient_descent"),
        *("save_weights", "load_weights"),
    },
    "05_testing_the_model": {"make_predictions"},
    "06_your_own_handwriting": set(),
    "07_exercises": set(),
    "07_solutions": set(),
    "08_higher_accuracy": {
        *("Layer", "Dense", "Sigmoid", "ReLU", "Dropout", "Network", "loss_and_gradient", "train"),
        *("SGD", "Adam", "one_cycle", "he", "distort"),
    },
    "09_convolution": {"cut_patches", "add_patches", "Conv", "MaxPool", "Reshape", "lenet"},
    "glossary": set(),
}


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def lesson(request):
    return request.param.stem, nbformat.read(request.param, as_version=4)


def bare(definition):
    """The code of a function or class without docstrings, comments and decorators."""
    definition.decorator_list = []
    for node in ast.walk(definition):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(definition)


def test_a_lesson_builds_what_helpers_has(lesson):
    name, notebook = lesson
    built = set()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and hasattr(helpers, node.name):
                    source = inspect.getsource(inspect.unwrap(getattr(helpers, node.name)))
                    assert bare(node) == bare(ast.parse(source).body[0]), f"{node.name} differs"
                    built.add(node.name)
    assert built == BUILDS[name]


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
        assert set(cell.metadata.get("tags", [])) <= {"full-mnist", "solution"}
        assert set(cell.metadata) <= {"tags"}
    assert set(notebook.metadata) == {"kernelspec", "language_info"}


def test_cells_are_short_and_never_bare(lesson):
    _, notebook = lesson
    for before, cell in zip([None, *notebook.cells], notebook.cells, strict=False):
        if cell.cell_type == "code":
            lines = [line for line in cell.source.splitlines() if line.strip()]
            assert len(lines) <= 26, cell.source
            assert before is not None and before.cell_type == "markdown", f"bare: {cell.source}"


def test_links_between_notebooks_lead_somewhere(lesson):
    _, notebook = lesson
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for target in re.findall(r"\]\(([^)#:]+\.ipynb)\)", cell.source):
                assert (NOTEBOOKS / target).is_file(), target
