"""Pictures of a network: units as circles, weights as lines, with numbers where they are few."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.inputs.numbers import check_numbers
from helpers.showing.plots import BLUE, GREEN, GREY, ORANGE

BEHIND = {"facecolor": "white", "edgecolor": "none", "pad": 1}  # so that lines do not cross numbers


@check_numbers(sizes="sizes", shown="whole >= 1 <= 100")
def draw_network(
    sizes=(784, 40, 10),
    names=("pixels", "hidden units", "output units"),
    shown=10,
    weights=None,
    title="Every unit is joined to every unit of the next layer; each line is one weight",
):
    """Draw a fully connected network, layer by layer.

    Parameters
    ----------
    sizes : how many units each layer has; names : what each is called.
    shown : int, at most 100; layers with more units than this are shortened.
    weights : None, or one array for each step from layer to layer, of the shape (units, inputs):
        a line is then orange for a positive number, blue for a negative one, wide for a large one.
    title : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    _check_layers("draw_network", sizes, names)
    if weights is not None:
        steps = list(zip(sizes[1:], sizes, strict=False))  # (units, inputs)
        _check_arrays("draw_network", "weights", weights, steps, may_be_none=False)
    fig, ax = plt.subplots(figsize=(9, 4.2), layout="constrained")
    points = []
    for layer, size in enumerate(sizes):
        count = min(size, shown)
        heights = (np.arange(count) - (count - 1) / 2)[::-1]
        if size > shown:  # leave a gap in the middle, and put three dots there
            heights = heights + np.where(heights > 0, 0.6, -0.6)
            ax.text(layer, 0, "⋮", ha="center", va="center", fontsize=22)
        points.append([(layer, height) for height in heights])
    largest = (max(np.abs(array).max() for array in weights) if weights else 0) or 1
    for layer, (left, right) in enumerate(zip(points, points[1:], strict=False)):
        for column, (x0, y0) in enumerate(left):
            for row, (x1, y1) in enumerate(right):
                colour, width = GREY, 0.4
                if weights:
                    weight = weights[layer][row, column]
                    colour, width = ORANGE if weight > 0 else BLUE, 6 * abs(weight) / largest
                ax.plot([x0, x1], [y0, y1], color=colour, linewidth=width, zorder=1)
    top = max(height for layer in points for _, height in layer) + 0.8
    for layer, (size, name) in enumerate(zip(sizes, names, strict=True)):
        x, y = zip(*points[layer], strict=True)
        colour = GREY if weights else (BLUE, ORANGE, GREEN)[layer % 3]
        ax.scatter(x, y, s=160, color=colour, zorder=2)
        ax.text(layer, top, f"{size} {name}", ha="center", fontsize=14)
    ax.set(xlim=(-0.4, len(sizes) - 0.6), ylim=(-top, top + 0.7))
    ax.axis("off")
    ax.set_title(title)
    return ax


@check_numbers(sizes="sizes")
def draw_numbers(
    nodes, lines, title, colour=BLUE, sizes=(3, 2, 2), names=("inputs", "hidden units", "outputs")
):
    """Draw a small network with its numbers on it: in the circles, and on the lines.

    Parameters
    ----------
    nodes : list of arrays (units, 1), one for each layer; None leaves its circles empty.
    lines : list of arrays (units, inputs), one for each step from layer to layer; None leaves its
        lines grey.
    title : str
    colour : str, of all that has a number.
    sizes : how many units each layer has.
    names : list of str, one for each layer.

    Returns
    -------
    matplotlib.axes.Axes
    """
    _check_layers("draw_numbers", sizes, names)
    _check_arrays("draw_numbers", "nodes", nodes, [(size, 1) for size in sizes])
    _check_arrays("draw_numbers", "lines", lines, list(zip(sizes[1:], sizes, strict=False)))
    fig, ax = plt.subplots(figsize=(9, 3.6), layout="constrained")
    places = [(np.arange(size)[::-1] - (size - 1) / 2) * 1.2 for size in sizes]
    for i, array in enumerate(lines):
        for row, column in np.ndindex(sizes[i + 1], sizes[i]):
            start, end = places[i][column], places[i + 1][row]
            shade = GREY if array is None else colour
            ax.plot([i, i + 1], [start, end], color=shade, linewidth=1, zorder=1)
            if array is not None:
                where = 0.22 + 0.16 * (row % 2)  # so that numbers of crossing lines stand apart
                height = start + where * (end - start)
                number, box = f"{array[row, column]:.4f}".rstrip("0").rstrip("."), BEHIND
                ax.text(i + where, height, number, ha="center", va="center", bbox=box)
    for i, (array, heights) in enumerate(zip(nodes, places, strict=True)):
        edge = GREY if array is None else colour
        ax.scatter([i] * len(heights), heights, s=1900, color="white", edgecolor=edge, zorder=2)
        for unit, height in enumerate(heights):
            if array is not None:
                ax.text(
                    i,
                    height,
                    f"{array[unit, 0]:.4f}".rstrip("0").rstrip("."),
                    ha="center",
                    va="center",
                )
        ax.text(i, max(map(max, places)) + 0.8, names[i], ha="center", fontsize=12)
    ax.set(
        xlim=(-0.3, len(nodes) - 0.7),
        ylim=(min(map(min, places)) - 0.6, max(map(max, places)) + 1.1),
    )
    ax.axis("off")
    ax.set_title(title)
    return ax


def _check_layers(called, sizes, names):
    """Raise ValueError for layers without units, and for other than one name for each."""
    if len(sizes) < 2 or min(sizes) < 1:
        raise ValueError(f"{called} wants two layers or more, of one unit or more, not {sizes}.")
    if not isinstance(names, list | tuple | str) or len(names) != len(sizes):
        raise ValueError(f"{called}: names must be {len(sizes)} names, one for each layer.")


def _check_arrays(called, name, arrays, shapes, may_be_none=True):
    """Raise ValueError if arrays is no list of arrays of these shapes; each may_be_none."""
    fit = isinstance(arrays, list | tuple) and len(arrays) == len(shapes)
    for array, shape in zip(arrays if fit else [], shapes, strict=fit):
        is_array = isinstance(array, np.ndarray) and array.dtype.kind in "biuf"
        fit &= array is None and may_be_none or is_array and array.shape == shape
    if not fit:
        raise ValueError(f"{called}: {name} must be a list of arrays of the shapes {shapes}.")
