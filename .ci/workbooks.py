"""The workbooks, made from the lessons: the same text, with the functions left to be written."""

import ast
import inspect
import re
import textwrap

import lessons
import nbformat
import stamp
import summary
from paths import NOTEBOOKS

import helpers

FOLDER = NOTEBOOKS / "workbooks"
ENDS = {stamp.LINKS_ID, summary.BUILT_ID}  # of a lesson
HOW = (
    "**How it works.** Each function that the [lesson]({lesson}) checks stands here with `...` in "
    "the place of its code. The text above it and the lines between three quotation marks say what "
    "it does. Write it (and leave `@your_turn` above it), run its cell, and then the check below "
    "it. Until it is written, the course's own does its work, so the rest runs all the same. "
    "*Raises* says what the course's own refuses: yours need refuse no more than the check tries."
)
END = (
    "## How far are you?\n\nThis counts what the checks found right since you opened the workbook."
)
PROGRESS = "from helpers import show_progress\n\nshow_progress()"


def docstring(name, indent):
    """The course's own docstring of a function or class, without its sources: lines of code."""
    text = inspect.getdoc(getattr(helpers, name)).split("Source")[0].strip()
    lines = []
    for paragraph in text.split("\n\n"):
        if ">>>" in paragraph:  # an example, with what it gives
            for line in paragraph.splitlines():
                lines += textwrap.wrap(line, 70) if len(line) > 76 else [line]
            lines.append("")
            continue
        # to be broken anew: a text, or a heading over entries, each with its lines moved in
        heading, text = re.match(r"(.*\n-+\n|)(.*)", paragraph, re.DOTALL).groups()
        lines += heading.splitlines()
        for entry in re.split(r"\n(?=\S[^.]*? : )", text):
            indent_rest = "    " if " : " in entry else ""
            lines += textwrap.wrap(" ".join(entry.split()), 70, subsequent_indent=indent_rest)
        lines.append("")
    lines.pop()
    whole = "\n".join(['"""' + lines[0], *lines[1:]]) + ('\n"""' if len(lines) > 1 else '"""')
    return textwrap.indent(whole, indent).splitlines()


def stub(node, lines):
    """The lines of a function or class without its code, to be decorated by your_turn.

    node: its place in the syntax tree; lines: those of the whole cell.
    """
    head = ["@your_turn", *lines[node.lineno - 1 : node.body[0].lineno - 1]]
    if isinstance(node, ast.FunctionDef):
        return [*head, *docstring(node.name, "    "), "    ..."]
    body = docstring(node.name, "    ")
    for method in node.body:
        first, last = method.lineno - 1, method.end_lineno
        if isinstance(method, ast.FunctionDef) and method.name != "__init__":
            last = method.body[0].lineno - 1
            body += ["", *lines[first:last], "        ..."]
        else:
            body += ["", *lines[first:last]]
    return [*head, *body]


def empty(source, names):
    """The source of a cell with each function and class of these names left to be written."""
    lines = source.splitlines()
    for node in reversed(ast.parse(source).body):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name in names:
            lines[node.lineno - 1 : node.end_lineno] = stub(node, lines)
    return "\n".join(lines)


def make_workbook(entry, listed, url):
    """The workbook of a lesson, as a notebook that is not run."""
    notebook = nbformat.read(entry.path, as_version=4)
    names = set(entry.builds) - lessons.GIVEN
    title, *cells = [cell for cell in notebook.cells if cell.id not in ENDS]
    heading = f"# Workbook {entry.number}: {entry.name}"
    how = HOW.format(lesson=f"{entry.file}.ipynb")
    way = stamp.links(entry, listed).split(" · ", 1)[1]  # without the one to the workbook
    badge = stamp.colab_badge(url, f"workbooks/{entry.file}")
    title.source = "\n\n".join([badge, heading, how, way])
    for cell in cells:
        if cell.cell_type == "code" and cell.id != stamp.CODE_ID:
            cell.metadata = nbformat.from_dict({})
            cell.source = empty(cell.source, names)
    tools = next(c for c in cells if "from helpers import" in c.source)
    tools.source += "\n\nfrom helpers import your_turn"
    end = nbformat.v4.new_markdown_cell(END, id="progress-text")
    notebook.cells = [title, *cells, end, nbformat.v4.new_code_cell(PROGRESS, id="progress")]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":  # one folder further down
            cell.source = re.sub(r"\]\((?=[\w/]+\.ipynb|images/)", "](../", cell.source)
            cell.source = cell.source.replace("](../workbooks/", "](")
        else:
            cell.update(outputs=[], execution_count=None)
    return notebook


def write_workbooks():
    """Write the workbook of every lesson that has one; remove what is no workbook any more."""
    listed, url = lessons.read(), stamp.repository()
    FOLDER.mkdir(exist_ok=True)
    wanted = {FOLDER / f"{entry.file}.ipynb": entry for entry in listed if entry.has_workbook}
    for path in set(FOLDER.glob("*.ipynb")) - set(wanted):
        path.unlink()
    for path, entry in wanted.items():
        nbformat.write(make_workbook(entry, listed, url), path)
