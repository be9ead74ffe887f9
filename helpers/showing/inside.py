"""What goes on inside a network while it reads a drawing: for the drawing pad to show."""

import numpy as np

from helpers.inputs.shapes import check_shapes
from helpers.network.convolution import Conv
from helpers.network.layers import Network, Reshape
from helpers.network.two_layer import WEIGHT_SHAPES, forward_prop

LINKS = 8  # of the strongest pushes that are shown


def look_inside(source):
    """What can be shown of a network's inside: pictures to begin with, and a function to ask.

    source: W1, b1, W2, b2 of a two-layer network, or a Network that begins with a convolution.
    Returns pictures and ask. pictures (units, 784) int, -127 to 127: the weights of each hidden
    unit; empty for a convolution. ask(column) takes a column (784, 1) and returns a dict of lists:
    "lit", how much each hidden unit is on, 0 to 255; "links", the LINKS strongest pushes as
    [unit, digit]; "maps", for a convolution, its first maps as rows of pixels, 0 to 255.
    Raises ValueError for anything else.
    """
    if isinstance(source, Network):
        return np.zeros((0, 784), int), _ask_maps(source)
    if isinstance(source, tuple | list) and len(source) == 4:
        return _weight_pictures(*source), _ask_units(*source)
    raise ValueError(
        "inside must be the four weights W1, b1, W2, b2, or a Network that begins with a "
        f"convolution, not {type(source).__name__}."
    )


@check_shapes(**WEIGHT_SHAPES)
def _weight_pictures(W1, b1, W2, b2):  # noqa: ARG001  all four must fit
    """Each row of W1 (units, 784) scaled to whole numbers, -127 to 127."""
    limit = np.quantile(np.abs(W1), 0.995)
    return np.rint(127 * np.clip(W1 / max(limit, 1e-12), -1, 1)).astype(int)


def _ask_units(W1, b1, W2, b2):
    def ask(column):
        A1 = forward_prop(W1, b1, W2, b2, column)[1]
        # What all ten get alike changes no probability: a push is what one gets beyond the mean.
        push = W2 * A1.T
        push = push - push.mean(axis=0)
        strongest = np.argsort(push, axis=None)[::-1][:LINKS]
        digits, units = np.unravel_index(strongest, push.shape)
        links = np.column_stack([units, digits]).tolist()
        return {"lit": np.rint(255 * A1[:, 0]).astype(int).tolist(), "links": links, "maps": []}

    return ask


def _ask_maps(network):
    first = next((i for i, layer in enumerate(network.layers) if isinstance(layer, Conv)), None)
    if first is None:
        raise ValueError("inside: this Network has no convolution, and so no maps to show.")

    shown = network.layers[: first + 2]  # with what follows it, such as a ReLU
    if isinstance(shown[-1], Reshape):  # which makes no maps of them
        shown = shown[:-1]

    def ask(column):
        maps = column
        for layer in shown:
            maps = layer.forward(maps)
        maps = maps.reshape(len(maps), -1)
        maps = np.rint(255 * np.clip(maps / max(maps.max(), 1e-12), 0, 1)).astype(int)
        return {"lit": [], "links": [], "maps": maps.tolist()}

    return ask
