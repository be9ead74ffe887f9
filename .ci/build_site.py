"""Make the course's site from the notebooks as they are stored; nothing in them is run.

`python .ci/build_site.py FOLDER` (needs `pip install -e ".[site]"`) writes it into FOLDER; with
`--pdf FILE`, the whole course as one PDF besides (needs Chromium), with all that is folded open. No
page asks another host for anything: formulas, fonts and scripts are in the folder. To look at it:
`python -m http.server -d FOLDER`.
"""

import argparse
import ast
import contextlib
import functools
import http.server
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import lessons
import nbformat
import stamp
from paths import HELPERS, NOTEBOOKS, ROOT
from train_lenet import load_lenet

import helpers
from helpers.showing import webpage

PARTS = ROOT / ".github" / "site"
# What no link to a word of the glossary may stand in: code, formulas, links, tags, headings.
PROTECTED = re.compile(
    r"<a .*?</a>|```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|!?\[[^]]*\]\([^)]*\)"
    r"|<details>.*?</summary>|<[^>]*>|^#.*?$|^\|.*?$",
    re.DOTALL | re.MULTILINE,
)
WORD = re.compile(r"(?m)^- \*\*(.+?)\*\*")  # an entry of the glossary
START = "window.page = startPage(document.getElementById('pad'), NETWORKS);"
UNFOLD = """async () => {
  document.querySelectorAll("details").forEach((folded) => (folded.open = true));
  if (window.MathJax) await MathJax.startup.promise;
}"""
API = """# What `helpers` offers

The code that the lessons build, ready to import: `from helpers import softmax`.
"""


def build(out):
    """Write the site into the folder `out`, which may exist. Raises SystemExit on any warning."""
    url = stamp.repository()
    with tempfile.TemporaryDirectory() as source:
        lay_out(Path(source), url)
        command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
        done = subprocess.run(
            [*command, "-c", PARTS, "-d", Path(source, ".doctrees"), source, out],
            env=os.environ | {"SITE_REPOSITORY": url, "SITE_SOURCE": source},
        )
    if done.returncode:
        raise SystemExit("Sphinx has warned: see above.")


def lay_out(source, url):
    """What Sphinx reads: the notebooks with what a page needs, the front page, the API."""
    listed = lessons.read()
    words = read_words(NOTEBOOKS / "glossary.ipynb")
    for entry in listed:
        notebook = nbformat.read(entry.path, as_version=4)
        for_the_site(notebook, entry.file, url, words)
        nbformat.write(notebook, source / entry.path.name)
    shutil.copytree(NOTEBOOKS / "images", source / "images")
    front = (PARTS / "index.md").read_text(encoding="utf-8")
    rows = [f"| [{e.title}]({e.file}.ipynb) | {e.makes} |" for e in listed]
    table = "\n".join(["| lesson | what you have in the end |", "|---|---|", *rows])
    front = front.replace("{{lessons}}", table)
    front = front.replace("{{toctree}}", "\n".join(entry.file for entry in listed))
    (source / "index.md").write_text(front, encoding="utf-8")
    (source / "api.md").write_text(write_api(), encoding="utf-8")
    static = source / "parts" / "static"
    static.mkdir(parents=True)
    for name in ("site.css", "icon.svg"):
        shutil.copy(PARTS / name, static)
    (static / "pad.css").write_text(webpage.read("pad.css"), encoding="utf-8")
    # In the page itself: from a disk, a browser loads no module.
    script = f'<script type="module">\n{write_script()}</script>\n'
    (source / "script.html").write_text(script, encoding="utf-8")


def for_the_site(notebook, file, url, words):
    """Change a notebook as a page needs it: what Jupyter needs goes, what the web needs comes."""
    unseen = dict(words)
    before = ""
    for cell in notebook.cells:
        tags = cell.metadata.setdefault("tags", [])
        if cell.id in (stamp.TEXT_ID, stamp.CODE_ID):
            tags.append("remove-cell")  # the theme's button does it
        elif cell.cell_type == "markdown":
            cell.source = change_links(cell.source, url)
            if file == "glossary":
                cell.source = add_anchors(cell.source, words)
            else:
                cell.source = link_words(cell.source, unseen)
            before = cell.source
        else:
            if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
                tags.append("hide-output")
            alt = describe_figure(cell.source, before)
            cell.metadata["mystnb"] = {"image": {"alt": alt}}


def change_links(text, url):
    """Badges go, which are pictures of other hosts; workbooks and code are shown on GitHub."""
    text = re.sub(r"\[!\[[^]]*\]\(https:[^)]*\)\]\([^)]*\)\s*", "", text)
    text = re.sub(r"\]\((workbooks/[^)]*)\)", rf"]({url}/blob/main/notebooks/\1)", text)
    return re.sub(r"\]\(\.\./([^)]*)\)", rf"]({url}/blob/main/\1)", text)


def read_words(path):
    """The glossary's words, lower case, each with the name of its anchor."""
    text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    words = {}
    for entry in WORD.findall(text):
        anchor = "word-" + re.sub(r"\W+", "-", entry.lower()).strip("-")
        words |= {word.strip().lower(): anchor for word in entry.split(",")}
    return words


def add_anchors(text, words):
    def anchor(match):
        first = match[1].split(",")[0].strip().lower()
        return f'- <span id="{words[first]}"></span>**{match[1]}**'

    return WORD.sub(anchor, text)


def link_words(text, unseen):
    """Link the first of each of the words unseen to the glossary, and take it out of them."""
    for word in sorted(unseen, key=len, reverse=True):
        pattern = re.compile(rf"\b{re.escape(word)}s?\b", re.IGNORECASE)
        end, parts = 0, []
        for match in [*PROTECTED.finditer(text), None]:
            piece = text[end : match.start() if match else len(text)]
            if found := pattern.search(piece):
                link = f'<a class="term" href="glossary.html#{unseen.pop(word)}">{found[0]}</a>'
                parts.append(text[: end + found.start()] + link + text[end + found.end() :])
                break
            end = match.end() if match else len(text)
        text = parts[0] if parts else text
    return text


def describe_figure(code, text):
    """The title of a figure, and what the text before it says that it shows, without markup."""
    titles = re.findall(r'(?:title|suptitle)(?:\(|=)f?"([^"]+)"', code)
    text = re.sub(r"<[^>]*>", "", text)
    sentences = re.split(r"(?<=[.?!:])\s+", text)
    about = [
        s for s in sentences if re.search(r"\b(figure|picture|curve|line|bar|dot)s?\b", s, re.I)
    ]
    plain = re.sub(r"[*`$\\#|]|\(http[^)]*\)", "", (about or sentences)[-1]).strip()
    return " ".join([*(f"{title}." for title in titles[:1]), plain.rstrip(":")])


def write_api():
    """A page with every public name of helpers, by floor and module, from its docstring."""
    parts, floor, module = [API], None, None
    for node in ast.parse((HELPERS / "__init__.pyi").read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ImportFrom) or "." not in node.module:
            continue
        if floor != (floor := node.module.split(".")[0]):
            parts.append(f"\n## {floor}\n")
        if module != (module := node.module.split(".")[1]):
            parts.append(f"\n### {module}\n")
        for alias in node.names:
            value = getattr(helpers, alias.name)
            if isinstance(value, type):
                parts.append(directive("autoclass", alias.name, "   :members:"))
            elif callable(value) and not hasattr(value, "items"):
                parts.append(directive("autofunction", alias.name))
    return "\n".join(parts)


def directive(kind, name, *options):
    return "\n".join(["```{eval-rst}", f".. {kind}:: helpers.{name}", *options, "```", ""])


def write_script():
    """The front page's script: the pad, and the two networks that read."""
    networks = {
        "784-40-10": helpers.load_weights(helpers.DATA / "lesson_4.npz"),
        "convolution": load_lenet(),
    }
    described = [(name, helpers.describe_network(each)) for name, each in networks.items()]
    return f"{webpage.read(*webpage.SCRIPTS)}\nconst NETWORKS = {json.dumps(described)};\n{START}\n"


@contextlib.contextmanager
def serve(folder):
    """The folder at an address of this computer alone."""
    handler = functools.partial(Quiet, directory=folder)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def print_page(page, address):
    """The PDF, as bytes, of a page of the site: with its formulas, and all that is folded open."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.evaluate(UNFOLD)
    margin = dict.fromkeys(("top", "bottom", "left", "right"), "15mm")
    return page.pdf(format="A4", scale=0.8, print_background=True, margin=margin)


def print_course(folder, path):
    """Write the site's notebooks, one after the other, into the PDF `path`."""
    sys.path.append(str(ROOT / "tests"))
    from lab import CHROMIUM, FLAGS
    from playwright.sync_api import sync_playwright
    from pypdf import PdfReader, PdfWriter

    course = PdfWriter()
    with serve(folder) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        for entry in lessons.read():
            printed = print_page(page, f"{address}/{entry.file}.html")
            course.append(PdfReader(io.BytesIO(printed)), outline_item=entry.title)
        browser.close()
    course.write(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pdf", type=Path, help="the whole course as one PDF")
    arguments = parser.parse_args()
    build(arguments.folder)
    if arguments.pdf:
        print_course(arguments.folder, arguments.pdf)
