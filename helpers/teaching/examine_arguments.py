"""What examine is given: networks and pixels, read or refused in words."""

import copy

import numpy as np

from helpers.inputs.arrays import check_array
from helpers.network.layers import Network
from helpers.network.model import as_network
from helpers.network.two_layer import WEIGHT_SHAPES
from helpers.teaching.examine_network import weighted
from helpers.teaching.findings import ill


def read_network(given):
    """A copy of a network, as a Network, its params' names, findings. Raises ValueError."""
    if isinstance(given, (tuple, list)):
        if len(given) != 4:
            raise ValueError(f"examine wants (W1, b1, W2, b2), four arrays, not {len(given)}.")
        for name, array in zip(WEIGHT_SHAPES, given, strict=True):
            check_array("examine", name, array)
        arrays, found = _as_wanted(given)
        return as_network(*arrays), list(WEIGHT_SHAPES), found
    if isinstance(given, type) or not all(
        hasattr(given, part) for part in ("layers", "params", "forward", "backward")
    ):
        raise ValueError(
            f"examine wants (W1, b1, W2, b2) or a Network, not {type(given).__name__}."
        )
    if type(given).__name__ == "DataParallel":  # the same layers, without the slices
        given = Network(*given.layers)
    try:
        network = copy.deepcopy(given)
    except Exception as error:
        raise ValueError(f"examine: this network cannot be copied: {error}") from error
    if not weighted(network):
        raise ValueError("examine: no layer of this network has weights.")
    own = [param for layer in network.layers for param in layer.params]
    if [id(param) for param in network.params] != [id(param) for param in own]:
        raise ValueError(
            "examine: network.params must be the layers' own arrays, in their order, and no copies "
            "of them: an optimiser changes these, and the layers would never learn."
        )
    return network, [f"params[{i}]" for i in range(len(network.params))], []


def _as_wanted(given):
    """Copies of the four arrays in the shapes that are wanted, and findings on those turned."""
    arrays = [np.array(a, dtype=np.result_type(a, np.float32)) for a in given]
    hidden, classes = arrays[1].size, arrays[3].size
    wanted = [(hidden, -1), (hidden, 1), (classes, hidden), (classes, 1)]
    turned = []
    for i, (name, array, shape) in enumerate(zip(WEIGHT_SHAPES, arrays, wanted, strict=True)):
        fits = [array.shape == shape or (shape[1] == -1 and array.shape[:1] == shape[:1])]
        if array.ndim == 2 and array.T.shape[0] == shape[0] and shape[1] in (-1, len(array)):
            fits.append("T")
        if array.ndim == 1 and shape[1] == 1 and array.size:
            fits.append("column")
        if not fits[0] and len(fits) > 1:
            turned.append(f"{name} has the shape {array.shape}")
            arrays[i] = array.T if fits[1] == "T" else array[:, None]
        elif not fits[0] or array.ndim != 2 or not array.size:
            shapes = ", ".join(f"{n} {a.shape}" for n, a in zip(WEIGHT_SHAPES, given, strict=True))
            raise ValueError(
                "examine: W1 (hidden, 784), b1 (hidden, 1), W2 (10, hidden), b2 (10, 1) are "
                f"wanted, not {shapes}."
            )
    if not turned:
        return arrays, []
    text = f"{' and '.join(turned)}; (hidden, 784), (hidden, 1), (10, hidden), (10, 1) are wanted."
    cause = "rows and columns are exchanged, or an axis is missing: then sums broadcast wrongly."
    return arrays, [ill("shapes", text, len(turned), cause, "units are rows; biases are columns.")]


def read_pixels(name, X):
    check_array("examine", name, X)
    if X.ndim == 2 and not X.size:
        raise ValueError(f"examine: {name} has the shape {X.shape}: it is empty.")
    return X.astype(np.float32) if X.dtype.kind in "biu" or X.dtype.itemsize < 4 else X
