"""What a lesson has built, at its end: its functions and classes without a word between them."""

import ast
import re

import nbformat

BUILT_ID = "built"
TEXT = """\
<details><summary>What you have built in this lesson, without words</summary>

```python
{code}
```
{before}
</details>"""


def definitions(notebook, names):
    """The source of each function and class of these names, in the order of the notebook."""
    found = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            lines = cell.source.splitlines()
            for node in ast.parse(cell.source).body:
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in names:
                    found.append("\n".join(lines[node.lineno - 1 : node.end_lineno]))
    return found


def import_nodes(notebook, ours):
    """The import statements of a notebook: those from helpers, or all others."""
    for cell in notebook.cells:
        for node in ast.parse(cell.source).body if cell.cell_type == "code" else []:
            if isinstance(node, ast.Import | ast.ImportFrom):
                module = node.module if isinstance(node, ast.ImportFrom) else ""
                if module.startswith("helpers") == ours:
                    yield node


def imports(notebook, code):
    """The imports of a notebook, without those from helpers, that the code needs."""
    found = []
    for node in import_nodes(notebook, ours=False):
        names = {alias.asname or alias.name for alias in node.names}
        used = any(re.search(rf"\b{name}\b", code) for name in names)
        if used and ast.unparse(node) not in found:
            found.append(ast.unparse(node))
    return sorted(found, key=lambda line: (line.startswith("from"), line))


def borrowed(notebook, code, known):
    """What the code uses of the names that the notebook imports from helpers, but for the known."""
    imported = {alias.name for node in import_nodes(notebook, ours=True) for alias in node.names}
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    return sorted(imported & used - known)


def quoted(names):
    return ", ".join(f"`{name}`" for name in names)


def needed(notebook, code, before):
    """A line with all of helpers that the code may need: what `before` built, and the rest."""
    parts = [f"{quoted(other.builds)} (Lesson {other.number})" for other in before if other.builds]
    known = {name for other in before for name in other.builds}
    if rest := borrowed(notebook, code, known):
        parts.append(f"{quoted(rest)} (helpers)")
    return f"\nFrom before, `from helpers import ...`: {'; '.join(parts)}.\n" if parts else ""


def summary_cell(notebook, entry, listed):
    """The cell for the end of a lesson, or None if it builds nothing."""
    found = definitions(notebook, set(entry.builds))
    if not found:
        return None
    code = "\n\n\n".join(found)
    before = needed(notebook, code, listed[: listed.index(entry)])
    code = "\n".join([*imports(notebook, code), "", "", code])
    return nbformat.v4.new_markdown_cell(TEXT.format(code=code, before=before), id=BUILT_ID)
