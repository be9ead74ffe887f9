"""How a network is built, and its weights themselves."""

from dataclasses import dataclass, field

import numpy as np

from helpers.teaching.findings import ill

PASSES = {"Dropout", "Reshape"}  # no activations; the names count, as a lesson builds its own
MOST_ROWS = 2000  # units of a layer that are compared, each with each


@dataclass
class Patient:
    """A network and what was measured on it: filled by examine, read by its rooms."""

    network: object
    names: list  # of the params
    X: np.ndarray
    Y: np.ndarray | None
    outputs: list = field(default_factory=list)  # of each layer
    gradients: list | None = None  # norm for each of params
    loss: float = np.nan
    accuracy: float = np.nan
    one_answer: float = 0.0  # share of the most frequent prediction
    history: dict | None = None
    trained: bool | None = None  # None: it is not known


def kind_of(layer):
    return type(layer).__name__


def is_slow(network):
    """True if it has a convolution, which takes long for each sample."""
    return any(hasattr(layer, "channels") for layer in network.layers)


def has_weights(layer):
    """True for a layer with a row of weights for each unit, W; a factor for each is no such row."""
    return len(layer.params) > 0 and (hasattr(layer, "W") or layer.params[0][0].size > 1)


def weighted(network):
    """Layers with weights, from the input on."""
    return [layer for layer in network.layers if has_weights(layer)]


def examine_structure(p):
    """Findings on how the layers follow each other."""
    found, layers = [], list(p.network.layers)
    last = max(i for i, layer in enumerate(layers) if has_weights(layer))
    after = [layer for layer in layers[last + 1 :] if kind_of(layer) not in PASSES]
    after = [kind_of(layer) for layer in after if not len(layer.params)]
    scores = p.network.params[-1].shape[0]
    if p.Y is not None and scores <= p.Y.max():
        text = f"The network has {scores} outputs, but labels up to {p.Y.max()}."
        cause = "the last layer has fewer units than there are classes."
        found.append(ill("outputs", text, scores, cause, "one output for each class: 10."))
    if after:
        text = f"After the last weights stands {after[0]}: the scores are bent before softmax."
        cause = "softmax is the last activation: it needs scores of any size."
        found.append(ill("activation-at-end", text, None, cause, f"leave out the {after[0]}."))
    between = {"none"}
    for layer in layers[: last + 1]:
        if has_weights(layer):
            if not between:
                text = f"Between two layers with weights stands no activation ({kind_of(layer)})."
                cause = "two of them in a row can do no more than one."
                remedy = "a Sigmoid or ReLU after each layer but the last."
                found.append(ill("no-activation", text, None, cause, remedy))
                break
            between = set()
        elif kind_of(layer) not in PASSES:
            between.add(kind_of(layer))
    drops = [layer.p for layer in layers if kind_of(layer) == "Dropout"]
    if drops and max(drops) >= 0.75:
        text = f"Dropout sets {max(drops):.0%} of the activations to 0."
        cause = "p is the share that is dropped, not that which is kept."
        found.append(ill("dropout", text, max(drops), cause, "p from 0.1 to 0.5."))
    hidden = [len(layer.params[0]) for layer in weighted(p.network)[:-1]]
    if hidden and min(hidden) < 8 and not p.accuracy > 0.8:
        text = f"One hidden layer has only {min(hidden)} units."
        cause = "what ten digits differ in does not pass through so few."
        found.append(ill("too-narrow", text, min(hidden), cause, "40 units or more."))
    return found


def examine_weights(p):
    """Findings on the weights themselves: no numbers, equal rows, a bias that decides all."""
    lost = [n for n, w in zip(p.names, p.network.params, strict=True) if not np.isfinite(w).all()]
    if lost:
        share = 1 - np.isfinite(p.network.params[p.names.index(lost[0])]).mean()
        cause = "the learning rate was too large, or pixels were not divided by 255: sums overflow."
        text = f"{share:.0%} of {lost[0]} is nan or infinite ({', '.join(lost)})."
        return [ill("weights-nan", text, share, cause, "new start weights, and a smaller rate.")]
    layers, worst = weighted(p.network), (0.0, 0)
    for place, layer in enumerate(layers[:-1]):
        W = layer.params[0].reshape(len(layer.params[0]), -1).astype(np.float64)
        worst = max(worst, (equal_rows(W), place))
    share, place = worst
    if share > 0.3 and not p.accuracy > 0.9:
        text = f"{share:.0%} of the units of hidden layer {place + 1} have a twin."
        cause = "they started equal (zeros, or one number): then they get equal gradients, forever."
        return [ill("symmetric", text, share, cause, "draw start weights at random: init_params.")]
    biases = p.network.params[-1]
    if (
        p.one_answer > 0.95
        and not p.trained
        and biases.ndim == 2
        and biases.shape[1] == 1
        and p.outputs
    ):
        pushed = np.ptp(biases)
        moved = (p.outputs[-1] - biases).std(axis=1).max()
        if pushed > 5 and pushed > 4 * moved:
            text = f"The biases of the scores differ by {pushed:.3g}, the rest only by {moved:.2g}."
            cause = "one bias is so large that the digit does not count."
            return [ill("bias", text, pushed, cause, "start biases near 0; is db right?")]
    return []


def equal_rows(W):
    """Share of the rows of W that have a twin, among its first MOST_ROWS."""
    W = W[:MOST_ROWS]
    if len(W) < 2:
        return 0.0
    norms = np.linalg.norm(W, axis=1)
    squares = norms[:, None] ** 2 + norms**2 - 2 * W @ W.T
    close = np.sqrt(np.maximum(squares, 0)) <= 1e-3 * np.maximum(norms[:, None], norms)
    np.fill_diagonal(close, False)
    return float(close.any(axis=1).mean())
