"""Write into the notebooks and README.md what follows from two sources, and nothing else.

The public address stands once, in pyproject.toml's `[project.urls]`; the notebooks, their order and
their times stand in notebooks/lessons.toml. `python .ci/maintain.py --stamp` writes badges, first
cells, times, links and README's table. Stamping twice changes nothing.
"""

import re
import tomllib

import lessons
import nbformat
import summary
from paths import README, ROOT

TEXT_ID, CODE_ID, LINKS_ID = "first-cell-text", "first-cell", "last-cell"  # in every notebook
TEXT = (
    "The folded cell below brings along `helpers`, the code of this course, where this notebook "
    "is opened alone, as on Google Colab; elsewhere it does nothing."
)
CODE = """\
# @title On Google Colab: bring along the course's code
import importlib.util
import subprocess
import sys

url = "{url}"
found = {found}
if "google.colab" in sys.modules and not found:
    command = [sys.executable, "-m", "pip", "install", "-q", "git+" + url]
{fits}    if subprocess.run(command, capture_output=True).returncode != 0:
        raise SystemExit(
            f"Installing from {{url}} failed. Are you online? Run this again."
        )\
"""
ALONE = {"found": 'importlib.util.find_spec("helpers") is not None', "fits": ""}
# Colab has Dask, but not the part that speaks to other machines: the one of the same version fits.
CLUSTER = {
    "found": 'None not in map(importlib.util.find_spec, ["helpers", "distributed"])',
    "fits": '    import dask\n\n    command.append("distributed==" + dask.__version__)\n',
}
DRAWN = "drawn_by"  # in the metadata of a cell whose picture is kept: see maintain.py
HIDDEN = {"collapsed": True, "jupyter": {"outputs_hidden": True}}
FOLDED = {"cellView": "form", "jupyter": {"source_hidden": True}}  # on Colab, in JupyterLab
COLAB_IMAGE = "https://colab.research.google.com/assets/colab-badge.svg"
BINDER_IMAGE = "https://mybinder.org/badge_logo.svg"
SITE = r"https://[\w-]+\.github\.io/[\w.-]+/"
# The last paragraph of a title cell.
LINKS = r"\n+(?:Build it yourself: |Before: |Next: |All symbols: )[^\n]*\Z"
TABLE = "<!-- lessons -->\n{}<!-- end of lessons -->"


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


def site_address(url):
    """Where GitHub Pages shows the site of a repository: https://OWNER.github.io/NAME/."""
    owner, name = owner_and_name(url).split("/")
    return f"https://{owner.lower()}.github.io/{name}/"


def colab_badge(url, file):
    """Markdown of the badge that opens notebooks/{file}.ipynb on Colab."""
    target = f"{owner_and_name(url)}/blob/main/notebooks/{file}.ipynb"
    link = f"https://colab.research.google.com/github/{target}"
    return f"[![Open in Colab]({COLAB_IMAGE})]({link})"


def binder_badge(url, file):
    """Markdown of the badge that opens JupyterLab on notebooks/{file}.ipynb on Binder."""
    link = f"https://mybinder.org/v2/gh/{owner_and_name(url)}/main?urlpath="
    return f"[![Launch on Binder]({BINDER_IMAGE})]({link}lab/tree/notebooks/{file}.ipynb)"


def links(entry, listed):
    """Markdown of the links from one notebook of the list to its neighbours and the glossary."""
    before, after = lessons.neighbours(listed, entry.file)
    named = [("Before", before), ("Next", after)] if entry.number is not None else []
    named.append(
        ("All symbols", next((other for other in listed if other.file == "glossary"), None))
    )
    found = [(word, other) for word, other in named if other not in (None, entry)]
    parts = [f"{word}: [{other.title}]({other.file}.ipynb)" for word, other in found]
    if entry.has_workbook:
        parts.insert(0, f"Build it yourself: [workbook](workbooks/{entry.file}.ipynb)")
    return " · ".join(parts)


def stamp_notebook(notebook, entry, listed, url):
    """Give a notebook (changed in place) its badge, first cell, times and links.

    entry: its place in the list `listed`. A new first cell counts as run: outside Colab it has no
    output, so each later cell's number goes up by one.
    """
    title = notebook.cells[0]
    text = re.sub(r"\A\[!\[[^\n]*\n+", "", title.source)
    text = re.sub(LINKS, "", text)
    if entry.study:
        time = f"**Time:** {entry.study} to study, {entry.run} to run."
        text = re.sub(r"\*\*Time:\*\*[^\n]*", time, text)
    way = links(entry, listed)
    title.source = "\n\n".join(filter(None, [colab_badge(url, entry.file), text, way]))
    needed = CLUSTER if entry.cluster else ALONE
    code = CODE.format(url=f"https://github.com/{owner_and_name(url)}", **needed)
    cells = {cell.id: cell for cell in notebook.cells}
    if CODE_ID not in cells:
        executed = [cell for cell in notebook.cells if cell.get("execution_count")]
        for cell in executed:
            cell.execution_count += 1
            for output in cell.outputs:
                if output.output_type == "execute_result":
                    output.execution_count = cell.execution_count
        cells[TEXT_ID] = nbformat.v4.new_markdown_cell(id=TEXT_ID)
        cells[CODE_ID] = nbformat.v4.new_code_cell(id=CODE_ID)
        cells[CODE_ID].execution_count = 1 if executed else None
        notebook.cells[1:1] = [cells[TEXT_ID], cells[CODE_ID]]
    cells[TEXT_ID].source, cells[CODE_ID].source = TEXT, code
    hide_answers(notebook.cells)
    cells[CODE_ID].metadata = nbformat.from_dict(FOLDED)
    stamped = {LINKS_ID, summary.BUILT_ID}
    notebook.cells = [cell for cell in notebook.cells if cell.id not in stamped]
    built = summary.summary_cell(notebook, entry, listed)
    if built:
        notebook.cells.append(built)
    if way:
        notebook.cells.append(nbformat.v4.new_markdown_cell(way, id=LINKS_ID))


def hide_answers(cells):
    """Store the outputs under every Predict collapsed: JupyterLab opens them when they are run.

    So are those of a cell with the tag "answer", which would give away what was asked before.
    """
    for before, cell in zip(cells, cells[1:], strict=False):
        if cell.cell_type == "code":
            kept = {key: cell.metadata[key] for key in ("tags", DRAWN) if cell.metadata.get(key)}
            cell.metadata = nbformat.from_dict(kept)
            asked = before.cell_type == "markdown" and "**Predict" in before.source
            if asked or "answer" in kept.get("tags", []):
                cell.metadata.update(nbformat.from_dict(HIDDEN))


def table(listed, url):
    """Markdown of README's table: a row for each notebook of the list."""
    rows = ["| lesson | what you build | to study | to run |", "|---|---|---|---|"]
    for entry in listed:
        name = entry.title.removeprefix("Lesson ").replace(":", ".")
        place = f"[{name}](notebooks/{entry.file}.ipynb) {colab_badge(url, entry.file)}"
        if entry.has_workbook:
            workbook = f"workbooks/{entry.file}"
            place += f" or [build it yourself](notebooks/{workbook}.ipynb) "
            place += colab_badge(url, workbook)
        rows.append(f"| {place} | {entry.makes} | {entry.study} | {entry.run} |")
    return "".join(f"{row}\n" for row in rows)


def stamp_readme(text, listed, url):
    """README.md's text with the table of the list, its Binder badge, and its link to the site.

    Raises ValueError when there is no place for the table, or no Binder badge to stamp.
    """
    text, count = re.subn(
        TABLE.format("(?s:.*?)"), lambda _: TABLE.format(table(listed, url)), text
    )
    if count != 1:
        raise ValueError(f"README.md must have one place for the table, and has {count}.")
    badge, first = re.escape(BINDER_IMAGE), listed[0].file
    text, count = re.subn(
        rf"\[!\[[^]\n]*\]\({badge}\)\]\([^)\n]*\)", lambda _: binder_badge(url, first), text
    )
    if count != 1:
        raise ValueError(f"README.md must have one Binder badge, and has {count}.")
    text, count = re.subn(SITE, site_address(url), text)
    if count != 1:
        raise ValueError(f"README.md must have one link to the site, and has {count}.")
    return text


def stamp(url=None):
    """Stamp every notebook of the list and README.md with pyproject.toml's address, or with url."""
    url, listed = url or repository(), lessons.read()
    for entry in listed:
        notebook = nbformat.read(entry.path, as_version=4)
        stamp_notebook(notebook, entry, listed, url)
        nbformat.write(notebook, entry.path)
    README.write_text(
        stamp_readme(README.read_text(encoding="utf-8"), listed, url), encoding="utf-8"
    )
