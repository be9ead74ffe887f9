"""The exercises of Lesson 7, made from their only source: the solutions."""

import ast
import subprocess
import sys

import lessons
import nbformat
import stamp
from paths import NOTEBOOKS

SOLUTIONS = NOTEBOOKS / "07_solutions.ipynb"
EXERCISES = NOTEBOOKS / "07_exercises.ipynb"
# What the exercises say where the solutions say something else.
WORDS = {
    "# Lesson 7: Solutions": "# Lesson 7: Exercises",
    "**These are the solutions.** To do it yourself, open the [exercises](07_exercises.ipynb): the "
    "same notebook, with `...` in the place of each solution.": "**How it works.** Where you see "
    "`...`, put your code, run the cell, and then the check below it. Hints are folded away. All "
    "[solutions](07_solutions.ipynb) are there if you are stuck.",
}


def empty(source):
    """A solution cell without the solution: imports, and functions whose bodies are `...`."""
    parts = []
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef):
            parts.append(
                f"\n\ndef {node.name}({ast.unparse(node.args)}):\n    # your code\n    ..."
            )
        elif isinstance(node, ast.Import | ast.ImportFrom):
            parts.append(ast.unparse(node))
        else:
            raise ValueError(f"A solution cell holds imports and functions only, not:\n{source}")
    return layout("\n".join(parts).strip())


def layout(source):
    """The same code, formatted as a cell of a notebook is."""
    command = [sys.executable, "-m", "ruff", "format", "-", "--stdin-filename"]
    command.append(str(NOTEBOOKS / "cell.py"))
    done = subprocess.run(command, input=source, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def make_exercises():
    """The exercises of Lesson 7 as a notebook that is not yet run."""
    notebook = nbformat.read(SOLUTIONS, as_version=4)
    for cell in notebook.cells:
        for solution, exercise in WORDS.items():
            cell.source = cell.source.replace(solution, exercise)
        if cell.cell_type == "code":
            cell.update(outputs=[], execution_count=None)
        if "solution" in cell.metadata.get("tags", []):
            cell.source = empty(cell.source)
        cell.id = cell.id.replace("l7s", "l7")
    listed = lessons.read()
    entry = next(entry for entry in listed if entry.path == EXERCISES)
    stamp.stamp_notebook(notebook, entry, listed, stamp.repository())
    return notebook
