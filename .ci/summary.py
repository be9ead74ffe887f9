"""What a lesson has built, at its end: its functions and classes without a word between them."""

import ast

import nbformat

BUILT_ID = "built"
TEXT = """\
<details><summary>All that this lesson built, without words</summary>

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


def earlier(entry, listed):
    """A sentence with what the lessons before have built, or nothing."""
    parts = [
        f"{', '.join(f'`{name}`' for name in other.builds)} (Lesson {other.number})"
        for other in listed[: listed.index(entry)]
        if other.builds
    ]
    return f"\nFrom before: {'; '.join(parts)}.\n" if parts else ""


def summary_cell(notebook, entry, listed):
    """The cell for the end of a lesson, or None if it builds nothing."""
    found = definitions(notebook, set(entry.builds))
    if not found:
        return None
    code, before = "\n\n\n".join(found), earlier(entry, listed)
    return nbformat.v4.new_markdown_cell(TEXT.format(code=code, before=before), id=BUILT_ID)
