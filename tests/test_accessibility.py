"""What can be checked of: readable without the pictures, in any colour vision, and on GitHub."""

import ast
import itertools
import re

import nbformat
import numpy as np
import pytest
from paths import HELPERS, NOTEBOOKS
from skimage.color import deltaE_ciede2000, rgb2lab

import helpers

PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
PALETTE = {helpers.BLUE, helpers.ORANGE, helpers.GREEN, helpers.GREY}
# Colour maps that go from dark to light, or from one side to another, for every colour vision.
MAPS = {"gray", "gray_r", "viridis", "cividis", "cividis_r", "PuOr", "PuOr_r"}
NEUTRAL = {"black", "white", "none"}
# How linear RGB looks without one kind of cone. Source: Machado, Oliveira, Fernandes, IEEE
# Trans. Visualization and Computer Graphics 15 (2009), severity 1.0.
VISIONS = {
    "full": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
# Words by which a sentence says that it speaks of a figure.
FIGURE = r"\b(figures?|pictures?|plots?|bars?|curves?|heatmap|images? (above|below)|drawing)\b"
# Tags that GitHub or nbviewer take out, with or without what stands in them.
STRIPPED = (
    r"(?i)<\s*/?\s*(script|style|iframe|object|embed|form|input|button|svg|video|audio|link)\b"
)


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def cells(request):
    return nbformat.read(request.param, as_version=4).cells


def prose(cell):
    """The paragraphs of a markdown cell: no code, formulas, headings, tables or images."""
    text = re.sub(r"(?ms)^```.*?^```|\$\$.*?\$\$", "", cell.source)
    return [line for line in text.splitlines() if re.match(r"\s*(?!#|\||\[?!\[)\S", line)]


def colours(code):
    """Every colour and colour map named in Python code: two sets of str."""
    named, maps = set(), set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            named |= set(re.findall(r"#[0-9A-Fa-f]{6}\b", node.value))
        if isinstance(node, ast.keyword) and isinstance(node.value, ast.Constant):
            if node.arg in {"c", "color", "colors", "facecolor", "edgecolor", "ecolor"}:
                named.add(node.value.value)
            if node.arg == "cmap":
                maps.add(node.value.value)
    return named, maps


def test_beside_each_figure_a_sentence_says_what_it_shows(cells):
    for i, cell in enumerate(cells):
        if any("image/png" in output.get("data", {}) for output in cell.get("outputs", [])):
            beside = prose(cells[i - 1])[-2:]
            if i + 1 < len(cells):
                beside += prose(cells[i + 1])[:1]
            found = any(re.search(FIGURE, line, re.IGNORECASE) for line in beside)
            assert found, f"What does this figure show?\n{cell.source}"


def test_pictures_in_the_text_have_a_description(cells):
    for cell in cells:
        if cell.cell_type == "markdown":
            for alt in re.findall(r"!\[([^]]*)\]\(", cell.source):
                assert len(alt.split()) >= 3, f"![{alt}] says too little"
            assert "<img" not in cell.source, "Write ![what it shows](file)"


def test_headings_go_down_one_level_at_a_time(cells):
    levels = []
    for cell in cells:
        if cell.cell_type == "markdown":
            text = re.sub(r"(?ms)^```.*?^```", "", cell.source)
            levels += [len(marks) for marks in re.findall(r"(?m)^(#+) ", text)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(low - high <= 1 for high, low in itertools.pairwise(levels)), levels


def test_no_html_that_github_or_nbviewer_take_out(cells):
    for cell in cells:
        texts = [cell.source] if cell.cell_type == "markdown" else []
        for output in cell.get("outputs", []):
            texts.append(str(output.get("data", {}).get("text/html", "")))
        for text in texts:
            assert not re.search(STRIPPED, text), re.search(STRIPPED, text)
            assert not re.search(r"(?i)<[^>]*\s(on\w+|style)\s*=", text), text


def test_figures_use_the_palette_and_maps_for_every_colour_vision(cells):
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    sources += [path.read_text(encoding="utf-8") for path in HELPERS.rglob("*.py")]
    for source in sources:
        named, maps = colours(source)
        assert named <= PALETTE | NEUTRAL, named - PALETTE - NEUTRAL
        assert maps <= MAPS, maps - MAPS


@pytest.mark.parametrize("vision", VISIONS)
def test_the_colours_of_the_palette_can_be_told_apart(vision):
    """10 on the CIEDE2000 scale is plain to see side by side; 1 is the least that can be seen."""
    srgb = np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in sorted(PALETTE)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(linear @ np.transpose(VISIONS[vision]), 0, 1)
    back = np.where(seen <= 0.0031308, 12.92 * seen, 1.055 * seen ** (1 / 2.4) - 0.055)
    for one, other in itertools.combinations(rgb2lab(back), 2):
        assert deltaE_ciede2000(one, other) >= 10
