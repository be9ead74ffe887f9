"""What carries the public address: Colab badges, first cells, and the links in README.md.

The address stands once, in pyproject.toml's `[project.urls]`; `python .ci/maintain.py --stamp`
writes it everywhere else. Stamping twice changes nothing.
"""

import re
import tomllib

import nbformat
from paths import NOTEBOOKS, README, ROOT

TEXT_ID, CODE_ID = "first-cell-text", "first-cell"  # the same two cells in every notebook
TEXT = (
    "The first cell does nothing on your own computer or on Binder; on Google Colab, which opens "
    "this notebook alone, it brings along `helpers`, the code of this course."
)
CODE = """\
import importlib.util
import subprocess
import sys

url = "{url}"
if "google.colab" in sys.modules and importlib.util.find_spec("helpers") is None:
    command = [sys.executable, "-m", "pip", "install", "-q", "git+" + url]
    if subprocess.run(command, capture_output=True).returncode != 0:
        raise SystemExit(f"Installing from {{url}} failed. Are you online? Then run this again.")\
"""
COLAB_IMAGE = "https://colab.research.google.com/assets/colab-badge.svg"
BINDER_IMAGE = "https://mybinder.org/badge_logo.svg"
START = "lab/tree/notebooks/01_initialisation.ipynb"


def repository():
    """The public address, from pyproject.toml: https://github.com/OWNER/NAME."""
    with open(ROOT / "pyproject.toml", "rb") as file:
        return tomllib.load(file)["project"]["urls"]["Repository"]


def owner_and_name(url):
    """OWNER/NAME of a GitHub address; Colab and Binder links are made of it.

    Raises ValueError for any other address.
    """
    match = re.fullmatch(r"https://github\.com/([\w.-]+/[\w.-]+?)(\.git)?/?", url)
    if match is None:
        raise ValueError(f"Repository must read https://github.com/OWNER/NAME, not {url}")
    return match[1]


def colab_badge(url, stem):
    """Markdown of the badge that opens notebooks/{stem}.ipynb on Colab."""
    target = f"{owner_and_name(url)}/blob/main/notebooks/{stem}.ipynb"
    link = f"https://colab.research.google.com/github/{target}"
    return f"[![Open in Colab]({COLAB_IMAGE})]({link})"


def binder_badge(url):
    """Markdown of the badge that opens JupyterLab on Lesson 1 on Binder."""
    link = f"https://mybinder.org/v2/gh/{owner_and_name(url)}/main?urlpath={START}"
    return f"[![Launch on Binder]({BINDER_IMAGE})]({link})"


def stamp_notebook(notebook, stem, url):
    """Give a notebook (changed in place) its badge and its first cell.

    A new first cell counts as run: outside Colab it has no output, so each later cell's number
    goes up by one.
    """
    title = notebook.cells[0]
    text = re.sub(r"\A\[!\[[^\n]*\n+", "", title.source)
    title.source = f"{colab_badge(url, stem)}\n\n{text}"
    code = CODE.format(url=f"https://github.com/{owner_and_name(url)}")
    cells = {cell.id: cell for cell in notebook.cells}
    if CODE_ID in cells:
        cells[TEXT_ID].source, cells[CODE_ID].source = TEXT, code
        return
    executed = [cell for cell in notebook.cells if cell.get("execution_count")]
    for cell in executed:
        cell.execution_count += 1
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    notebook.cells[1:1] = [
        nbformat.v4.new_markdown_cell(TEXT, id=TEXT_ID),
        nbformat.v4.new_code_cell(code, id=CODE_ID, execution_count=1 if executed else None),
    ]


def stamp_readme(text, url):
    """README.md's text with a Colab badge in each row of the table, and the Binder badge.

    Raises ValueError when there is no Binder badge to stamp.
    """
    text = re.sub(
        r"(?m)^(\| \[[^]\n]*\]\(notebooks/(\w+)\.ipynb\))[^|\n]*",
        lambda row: f"{row[1]} {colab_badge(url, row[2])} ",
        text,
    )
    badge = re.escape(BINDER_IMAGE)
    text, count = re.subn(rf"\[!\[[^]\n]*\]\({badge}\)\]\([^)\n]*\)", binder_badge(url), text)
    if count != 1:
        raise ValueError(f"README.md must have one Binder badge, and has {count}.")
    return text


def stamp(url=None):
    """Stamp every notebook and README.md with the address of pyproject.toml, or with url."""
    url = url or repository()
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        notebook = nbformat.read(path, as_version=4)
        stamp_notebook(notebook, path.stem, url)
        nbformat.write(notebook, path)
    README.write_text(stamp_readme(README.read_text(encoding="utf-8"), url), encoding="utf-8")
