"""A network as a web page of its own: one file that reads what one draws, with no server."""

import base64
import hashlib
import html
import importlib.metadata
import json
import math
from pathlib import Path
from string import Template

from helpers.inputs.numbers import check_numbers
from helpers.inputs.whole_files import write_text
from helpers.network.model import describe_network

FOLDER = Path(__file__).parent
SCRIPTS = "pad.js", "network.js", "webpage.js"  # one after the other, in one module
MOST_BYTES = 20_000_000  # of a page: a phone needs long for it, and a message does not take it
# The page may use its own script and style, known by their sums, and load nothing at all.
PAGE = Template("""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
script-src $script_sum; style-src $style_sum; base-uri 'none'; form-action 'none'">
<link rel="icon" href="data:,">
<title>$title</title>
<style>$style</style>
</head>
<body>
<main>
<h1>$title</h1>
<p>Draw a digit, with mouse, finger or stylus. The network runs here, in your browser: nothing that
you draw leaves this page.</p>
<div id="pad"></div>
<noscript>The network is a script, and scripts are switched off in this browser.</noscript>
<h2>What runs here</h2>
<p>Under the drawing are the hidden units, as pictures of their weights (orange above 0, purple
below), lit by how much each is on, with lines to the digits that they push most; or, for a
convolution, what its first filters find.</p>
$tables
<p>Made with $course.</p>
</main>
<script type="application/json" id="networks">$networks</script>
<script type="module">$script</script>
</body>
</html>
""")
START = """
window.page = startPage(
  document.getElementById("pad"),
  JSON.parse(document.getElementById("networks").textContent),
);
"""


@check_numbers(path="path")
def save_webpage(path, network, title="A network that reads digits", dtype="float16"):
    """Write one HTML file with a drawing pad that the network reads, and return its size in bytes.

    The page needs no server and no internet: it opens from the disk, on a phone, in a message. It
    shows the drawing, the 28 x 28 pixels that are made of it, ten bars, and the inside: hidden
    units as pictures of their weights, or the first maps of a convolution.

    Parameters
    ----------
    path : name of the file, which must end in .html. It is written whole or not at all.
    network : W1 (hidden, 784), b1, W2 (10, hidden), b2; or a Network of the course's layers from
        784 pixels to ten scores; or a dict of one or more of these by name, to compare.
    title : str, the page's heading.
    dtype : "float16" or "float32", the type in which weights are kept (2 or 4 bytes each).

    Raises
    ------
    ValueError for a network that the page cannot run (see describe_network), and for one that
    makes the page larger than 20 MB; OSError, such as FileNotFoundError, where nothing can be
    written.
    """
    networks = network if isinstance(network, dict) else {"The network": network}
    if not networks or not all(isinstance(name, str) and name.strip() for name in networks):
        raise ValueError("network: a dict must give at least one network, by a name.")
    if not isinstance(title, str) or not title.strip():
        raise ValueError(f"title must be some text, not {title!r:.60}")
    text = fill_page(
        title, {name: describe_network(each, dtype) for name, each in networks.items()}
    )
    size = len(text.encode())
    if size > MOST_BYTES:
        raise ValueError(
            f"The page would have {size / 1e6:.0f} MB; {MOST_BYTES / 1e6:.0f} at most."
        )
    write_text(path, text, ".html")
    return size


def fill_page(title, described):
    """The page's text, from what describe_network gives, by name."""
    script = read(*SCRIPTS) + START
    style = read("pad.css", "webpage.css")
    tables = (count_numbers(name, description) for name, description in described.items())
    return PAGE.substitute(
        title=html.escape(title),
        script=script,
        style=style,
        script_sum=content_sum(script),
        style_sum=content_sum(style),
        tables="\n".join(tables),
        course=link_course(),
        # In pairs: JavaScript would put names such as "40" before all others.
        networks=json.dumps([*described.items()]).replace("<", "\\u003c"),  # no </script> in a name
    )


def link_course():
    """The course's name, with the address under which this copy of it was installed, if it was."""
    try:
        links = importlib.metadata.metadata("mnist-from-scratch").get_all("Project-URL")
    except importlib.metadata.PackageNotFoundError:
        return "MNIST from scratch"
    address = html.escape(links[0].split(", ")[1])
    return f'<a href="{address}">MNIST from scratch</a>'


def read(*names):
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in names)


def content_sum(text):
    """How a content security policy names a script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def count_numbers(name, description):
    """A table of the layers of one network, with how many numbers each has and what they weigh."""
    rows, total = [], 0
    for layer in description["layers"]:
        shapes = [part["shape"] for part in layer.values() if isinstance(part, dict)]
        count = sum(math.prod(shape) for shape in shapes)
        total += count
        size = " × ".join(map(str, shapes[0])) if shapes else ""
        rows.append(f"<tr><td>{layer['kind']}<td>{size}<td>{count:,}")
    dtype = description["dtype"]
    kilobytes = total * (2 if dtype == "float16" else 4) / 1000
    head = "<tr><th>layer<th>weights<th>numbers"
    return (
        f"<table><caption>{html.escape(name)}: {total:,} numbers ({dtype}, {kilobytes:.0f} KB)"
        f"</caption>{head}{''.join(rows)}</table>"
    )
