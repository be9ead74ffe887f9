"""How a network is built, and what goes through it from layer to layer."""

from dataclasses import dataclass, field

import numpy as np

from helpers.teaching.findings import healthy, ill

CURVED = {"Sigmoid", "Tanh", "ReLU"}  # activations; the names count, as a lesson builds its own
PASSES = {"Dropout", "Reshape"}
START_LOSS = np.log(10)
LOSS_TOO_LARGE = 6.5  # at the start: nearly three times ln 10
UNLEARNED = 0.5  # accuracy below which it matters how the signal goes through


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


def weighted(network):
    """Layers with weights, from the input on."""
    return [layer for layer in network.layers if len(layer.params)]


def examine_structure(p):
    """Findings on how the layers follow each other."""
    found, layers = [], list(p.network.layers)
    last = max(i for i, layer in enumerate(layers) if len(layer.params))
    after = [kind_of(layer) for layer in layers[last + 1 :] if kind_of(layer) not in PASSES]
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
        if len(layer.params):
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
        text = f"{share:.0%} of the units of hidden layer {place + 1} have a twin with equal weights."
        cause = "they started equal (zeros, or one number): then they get equal gradients, forever."
        return [ill("symmetric", text, share, cause, "draw start weights at random: init_params.")]
    biases = p.network.params[-1]
    if p.one_answer > 0.95 and not p.trained and biases.ndim == 2 and biases.shape[1] == 1 and p.outputs:
        pushed = np.ptp(biases)
        moved = (p.outputs[-1] - biases).std(axis=1).max()
        if pushed > 5 and pushed > 4 * moved:
            text = f"The biases of the scores differ by {pushed:.3g}, the rest only by {moved:.2g}."
            cause = "one bias is so large that the digit does not count."
            return [ill("bias", text, pushed, cause, "start biases near 0; is db right?")]
    return []


def equal_rows(W):
    """Share of the rows of W that have a twin."""
    if len(W) < 2:
        return 0.0
    norms = np.linalg.norm(W, axis=1)
    squares = norms[:, None] ** 2 + norms**2 - 2 * W @ W.T
    close = np.sqrt(np.maximum(squares, 0)) <= 1e-3 * np.maximum(norms[:, None], norms)
    np.fill_diagonal(close, False)
    return float(close.any(axis=1).mean())


def signals(p):
    """For each layer with weights: its W's spread times the root of its inputs, and what comes out.

    Returns a list of (gain, spread over samples of the sums, their root mean square).
    """
    rows = []
    for layer, output in zip(p.network.layers, p.outputs, strict=True):
        if len(layer.params):
            W = layer.params[0].astype(np.float64)
            Z = output.reshape(len(output), -1).astype(np.float64)
            gain = np.sqrt(np.mean(W**2) * (W.size / len(W)))
            rows.append((gain, float(np.sqrt(Z.var(axis=1).mean())), np.sqrt(np.mean(Z**2))))
    return rows


def grown(p):
    """How many times larger training has made the first weights, or nan if that cannot be known.

    Pixels that are blank in every image give no gradient: their weights are still those of the
    start.
    """
    W = weighted(p.network)[0].params[0]
    blank = p.X.std(axis=1) == 0
    if W.shape[1:] != (len(p.X),) or blank.sum() < 20 or blank.all():
        return np.nan
    start, now = np.sqrt(np.mean(W[:, blank] ** 2)), np.sqrt(np.mean(W[:, ~blank] ** 2))
    return float(now / start) if start > 0 else np.nan


def saturated(p):
    """The largest share of a layer's activations that are at an end: (share, layer's number)."""
    worst = (0.0, 0)
    for number, (layer, A) in enumerate(zip(p.network.layers, p.outputs, strict=True), 1):
        low, high = {"Sigmoid": (0.05, 0.95), "Tanh": (-0.95, 0.95)}.get(kind_of(layer), (0, 0))
        if high:
            worst = max(worst, (float(np.mean((A < low) | (A > high))), number))
    return worst


def dead(p):
    """The largest share of a ReLU layer's units that no sample makes active: (share, number)."""
    worst = (0.0, 0)
    for number, (layer, A) in enumerate(zip(p.network.layers, p.outputs, strict=True), 1):
        if kind_of(layer) == "ReLU":
            active = (A.reshape(len(A), -1) > 0).any(axis=1)
            worst = max(worst, (float(1 - active.mean()), number))
    return worst


def examine_signals(p):
    """Findings on the signal from layer to layer, forward, and back as gradients."""
    rows = signals(p)
    gains, spreads, sizes = (np.array(column) for column in zip(*rows, strict=True))
    share, where = saturated(p)
    gone, at = dead(p)
    learned = p.accuracy > UNLEARNED
    large = p.loss > LOSS_TOO_LARGE or share > 0.6
    way = ", ".join(f"{size:.2g}" for size in sizes)
    times = grown(p)
    if times > 4 and (gone > 0.5 or share > 0.75 or p.loss > LOSS_TOO_LARGE) and not learned:
        text = f"Training has made the first weights {times:.2g} times as large: the loss is "
        text += f"{p.loss:.3g}, {max(gone, share):.0%} of a layer's activations are at an end."
        cause = "the learning rate was too large: a few steps, far too long."
        return [ill("rate-too-large", text, times, cause, "new start weights, a tenth of it.")]
    if gone > 0.5 and not p.accuracy > 0.9:
        text = f"{gone:.0%} of the units of layer {at} (ReLU) are active for no digit."
        cause = "a step that was too long, or biases far below 0: their gradient is 0 from then on."
        return [ill("dead", text, gone, cause, "new start weights (he), and a smaller rate.")]
    from_start = p.trained is not True or (times < 2 and p.history["loss"][0] > LOSS_TOO_LARGE / 2)
    if large and not learned and from_start:
        text = f"The loss is {p.loss:.3g} (ln 10 = 2.3 is chance); sums of the layers: {way}."
        if share > 0.6:
            text += f" {share:.0%} of the activations of layer {where} are below 0.05 or above 0.95."
        cause = "the start weights are too large (or a rate too large has made them so)."
        remedy = "start weights of he (ReLU) or xavier (sigmoid), or init_params."
        return [ill("start-too-large", text, p.loss, cause, remedy)]
    if share > 0.75 and not p.accuracy > 0.85:
        text = f"{share:.0%} of the activations of layer {where} are below 0.05 or above 0.95."
        cause = "weights that are too large: there the slope is nearly 0, and they learn no more."
        return [ill("saturated", text, share, cause, "smaller start weights and learning rate.")]
    found = []
    if not learned:
        found = _too_small(p, gains, spreads, way)
    if not found:
        text = f"From layer to layer the sums are {way}."
        if share:
            text += f" At most {share:.0%} of a layer's activations are at an end."
        found.append(healthy("signals", text, share))
    return found


def _too_small(p, gains, spreads, way):
    weak = int(gains.argmin())
    if gains[weak] < 0.2 and len(gains) > 1:
        if (gains[:-1] > 0.2).all() and len(gains) == 2 and p.trained is not True:
            return []  # small or zero weights in the last layer alone do no harm
        text = f"The weights of layer {weak + 1} carry {gains[weak]:.2g} of their input on: {way}."
        cause = "the start weights are too small: the signal, and the gradient, fade away."
        remedy = "start weights of he (ReLU) or xavier (sigmoid), or init_params."
        return [ill("start-too-small", text, gains[weak], cause, remedy)]
    if p.gradients is not None and len(gains) > 3:
        first, last = p.gradients[0], p.gradients[-2]
        ratio = first / max(last, 1e-300)
        if ratio < (0.15 if p.one_answer > 0.95 and p.trained else 0.07):
            text = f"The gradient is {first:.2g} long in the first layer, {last:.2g} in the last."
            cause = f"it vanishes on its way back through {len(gains)} layers."
            remedy = "ReLU with he, or fewer layers; more steps and Adam help a little."
            return [ill("vanishing", text, ratio, cause, remedy)]
    return []
