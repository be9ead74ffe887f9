"""Is a learning rate right, and can a network learn at all? By some steps on a copy."""

import copy

import numpy as np

from helpers.network.functions import cross_entropy, softmax
from helpers.teaching.examine_network import is_slow
from helpers.teaching.findings import healthy, ill
from helpers.training.mini_batch import loss_and_gradient
from helpers.training.optimisers import SGD, Adam

STEPS = 12  # that are tried


def try_steps(network, X, Y, lr, optimiser):
    """The losses on X, Y while a copy of the network takes STEPS steps of learning rate lr."""
    network, losses = copy.deepcopy(network), []
    walker = optimiser(network.params)
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            value, dZ = loss_and_gradient(network.forward(X), Y)
            losses.append(value)
            if not np.isfinite(value):
                return np.array(losses)
            gradients = network.backward(dZ)
            if not all(np.isfinite(gradient).all() for gradient in gradients):
                return np.array([*losses, np.nan])
            walker.step(gradients, lr)
        losses.append(cross_entropy(softmax(network.forward(X)), Y))
    return np.array(losses)


def few_of(p):
    """Samples to try steps on: fewer where a step takes long."""
    few = 16 if is_slow(p.network) else 200
    return p.X[:, :few], p.Y[:few]


def _end(losses):
    return losses[-1] if np.isfinite(losses).all() else np.inf


def can_learn(p):
    """True if steps of some rate make the loss much smaller: it was not for the network itself."""
    X, Y = few_of(p)
    ends = [_end(try_steps(p.network, X, Y, rate, SGD)) for rate in (0.03, 0.3, 2.0)]
    return min(ends) < 0.85 * cross_entropy(softmax(p.network.forward(X)), Y)


def examine_rate(p, lr, adam=None):
    """Findings on the learning rate lr, by steps on a copy. adam: None if it is not known."""
    X, Y = few_of(p)
    steps = f"{STEPS} steps of rate {lr:g} take the loss of {Y.size} digits"
    ways = {"SGD": [SGD], "Adam": [Adam]}.get(adam, [SGD, Adam] if p.names[0] != "W1" else [SGD])
    with np.errstate(all="ignore"):
        runs = [try_steps(p.network, X, Y, lr, way) for way in ways]
    start = runs[0][0]
    after = [_end(run) for run in runs]
    highest = min(run.max() if np.isfinite(run).all() else np.inf for run in runs)
    if (min(after) > start + 0.3 and min(after) > 1.1 * start) or highest > 3 * start + 3:
        text = f"{steps} from {start:.3g} to {min(after):.3g} (highest {highest:.3g})."
        cause = "the learning rate is too large: each step jumps over the valley."
        return [ill("rate-too-large", text, lr, cause, f"a tenth: {lr / 10:g}.")]
    best = min(after)
    if start > 0.8 and start - best < 0.02 * start:
        for factor in (30, 1000, 30_000):
            further = min(_end(try_steps(p.network, X, Y, factor * lr, way)) for way in ways)
            if start - further > 0.15 * start:
                text = f"{steps} from {start:.4g} to {best:.4g}; with {factor * lr:g} it would be "
                text += f"{further:.3g}."
                cause = "the learning rate is too small."
                return [ill("rate-too-small", text, lr, cause, f"nearer to {factor * lr:g}.")]
    text = f"{steps} from {start:.3g} to {best:.3g}."
    if p.gradients and ways == [SGD]:
        share = lr * p.gradients[0] / max(np.linalg.norm(p.network.params[0]), 1e-12)
        text += f" The first changes {p.names[0]} by {share:.1%} of its size."
    return [healthy("rate", text, best)]
