"""The signal from layer to layer, forward, and back as gradients: what is lost on the way."""

import numpy as np

from helpers.teaching.examine_labels import FEW
from helpers.teaching.examine_network import has_weights, kind_of, weighted
from helpers.teaching.findings import healthy, ill

LOSS_TOO_LARGE = 10  # at the start: more than four times ln 10
GOOD_START = "start weights of he (ReLU) or xavier (sigmoid), or init_params."
UNLEARNED = 0.5  # accuracy below which it matters how the signal goes through


def signals(p):
    """For each layer with weights: its W's spread times the root of its inputs, and what comes out.

    Returns a list of (gain, root mean square of the sums).
    """
    rows = []
    for layer, output in zip(p.network.layers, p.outputs, strict=True):
        if has_weights(layer):
            W = layer.params[0].astype(np.float64)
            Z = output.reshape(len(output), -1).astype(np.float64)
            gain = np.sqrt(np.mean(W**2) * (W.size / len(W)))
            rows.append((gain, np.sqrt(np.mean(Z**2))))
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


def worst(p, share):
    """The largest share(kind, A) of any layer's outputs A: (share, the layer's number)."""
    layers = enumerate(zip(p.network.layers, p.outputs, strict=True), 1)
    return max((float(share(kind_of(layer), A)), number) for number, (layer, A) in layers)


def saturated(kind, A):
    """Share of the activations that are at an end."""
    low, high = {"Sigmoid": (0.05, 0.95), "Tanh": (-0.95, 0.95)}.get(kind, (-np.inf, np.inf))
    return np.mean((A < low) | (A > high))


def dead(kind, A):
    """Share of a ReLU layer's units that no sample makes active."""
    return 1 - (A.reshape(len(A), -1) > 0).any(axis=1).mean() if kind == "ReLU" else 0.0


def examine_signals(p):
    """Findings on the signal from layer to layer, forward, and back as gradients."""
    rows = signals(p)
    gains, sizes = (np.array(column) for column in zip(*rows, strict=True))
    share, _ = worst(p, saturated)
    gone, at = worst(p, dead)
    learned = p.accuracy > UNLEARNED
    large = p.loss > LOSS_TOO_LARGE or share > 0.8 or (share > 0.6 and p.loss > 4.5)
    way = ", ".join(f"{size:.2g}" for size in sizes)
    ends = f"{share:.0%} of a layer's activations are below 0.05 or above 0.95."
    times = grown(p)
    lost = gone > 0.5 or share > 0.75 or (p.loss > LOSS_TOO_LARGE and not learned)
    if times > 4 and lost and not p.accuracy > 0.85:
        text = f"Training has made the first weights {times:.2g} times as large: the loss is "
        text += f"{p.loss:.3g}, {max(gone, share):.0%} of a layer's activations are at an end."
        cause = "the learning rate was too large: a few steps, far too long."
        return [ill("rate-too-large", text, times, cause, "new start weights, a tenth of it.")]
    if gone > 0.5 and not p.accuracy > 0.9 and p.X.shape[1] >= FEW:
        text = f"{gone:.0%} of the units of layer {at} (ReLU) are active for no digit."
        cause = "a step that was too long, or biases far below 0: their gradient is 0 from then on."
        return [ill("dead", text, gone, cause, "new start weights (he), and a smaller rate.")]
    from_start = p.trained is not True or (times < 2 and p.history["loss"][0] > LOSS_TOO_LARGE / 2)
    if large and not learned and from_start:
        text = f"The loss is {p.loss:.3g} (ln 10 = 2.3 is chance); sums of the layers: {way}."
        if share > 0.6:
            text += f" {ends}"
        if p.gradients and len(rows) > 2 and p.gradients[0] > 20 * p.gradients[-2]:
            text += f" The gradient explodes, from {p.gradients[-2]:.2g} to {p.gradients[0]:.2g}."
        cause = "the start weights are too large (or a rate too large has made them so)."
        return [ill("start-too-large", text, p.loss, cause, GOOD_START)]
    if share > 0.75 and not p.accuracy > 0.85:
        text = ends
        cause = "weights that are too large: there the slope is nearly 0, and they learn no more."
        return [ill("saturated", text, share, cause, "smaller start weights and learning rate.")]
    found = []
    if not learned:
        found = _too_small(p, gains, way)
    if not found:
        text = f"From layer to layer the sums are {way}."
        if share:
            text += f" At most {share:.0%} of a layer's activations are at an end."
        found.append(healthy("signals", text, share))
    return found


def _too_small(p, gains, way):
    weak = int(gains.argmin())
    if gains[weak] < 0.2 and len(gains) > 1:
        if (gains[:-1] > 0.2).all() and len(gains) == 2 and p.trained is not True:
            return []  # small or zero weights in the last layer alone do no harm
        text = f"The weights of layer {weak + 1} carry {gains[weak]:.2g} of their input on: {way}."
        cause = "the start weights are too small: the signal, and the gradient, fade away."
        return [ill("start-too-small", text, gains[weak], cause, GOOD_START)]
    if p.gradients is not None and len(gains) > 3:
        first, last = p.gradients[0], p.gradients[-2]
        ratio = first / max(last, 1e-300)
        if ratio < (0.2 if p.trained else 0.07):
            text = f"The gradient is {first:.2g} long in the first layer, {last:.2g} in the last."
            cause = f"it vanishes on its way back through {len(gains)} layers."
            remedy = "ReLU with he, or fewer layers; more steps and Adam help a little."
            return [ill("vanishing", text, ratio, cause, remedy)]
    return []
