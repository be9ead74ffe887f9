"""Is a gradient right? Against finite differences, on a few samples and entries of each array.

The weights are drawn anew for it, so that neither dead units nor saturated ones hide a mistake.
"""

import copy

import numpy as np

from helpers.network.functions import cross_entropy, one_hot, softmax
from helpers.network.gradient_check import relative_error
from helpers.network.two_layer import back_prop as course_back_prop, forward_prop
from helpers.teaching.answers import WORK_IT_OUT, guess_number, guess_shape
from helpers.teaching.errors import explain
from helpers.teaching.examine_network import is_slow
from helpers.teaching.findings import healthy, ill, note

N = 7  # samples: a number that is no size of an array, so that a factor n is known
ENTRIES = 6  # of each array
STEP = 1e-5
WRONG = 1e-3  # relative error; right ones are near 1e-7, in float32 up to 1e-4


def as_doubles(network, rng):
    """A copy of a network with weights of float64, drawn anew, of a size for its layers."""
    network = copy.deepcopy(network)
    new = {}
    for param in [each for layer in network.layers for each in layer.params]:
        inputs = param.shape[1] if param.ndim > 1 else 1
        spread = 1.5 / np.sqrt(inputs) if inputs > 1 else 0.1
        new[id(param)] = rng.normal(0, spread, param.shape)
    for part in (network, *network.layers):  # params may be a property, made of the arrays
        for name, value in vars(part).items():
            if id(value) in new:
                setattr(part, name, new[id(value)])
            elif name == "params":
                part.params = [new[id(param)] for param in value]
    return network


def examine_gradient(network, X, Y, names, back_prop=None):
    """Findings on the gradient of a network (a Network), or of back_prop for its four arrays."""
    rng = np.random.default_rng(3)
    few = rng.permutation(Y.size)[: 3 if is_slow(network) else N]
    X, Y = X[:, few].astype(np.float64), Y[few]
    with np.errstate(all="ignore"):
        network = as_doubles(network, rng)
        try:
            given = _given(network, X, Y, back_prop)
        except Exception as error:  # whatever a learner's code raises
            fact, guess = explain(error, [X, Y])
            return [_wrong(f"The gradient was not calculated: {fact}", None, guess)]
        if network.forward(X).dtype != np.float64:
            text = "The gradient was not measured: with float64 weights, the scores are float32."
            cause = "a layer makes float32 of what it is given, as .astype(np.float32) does."
            return [note("gradient", text, None, cause, "leave numbers the type they came with.")]
        return _compare(network, X, Y, names, given, back_prop)


def _given(network, X, Y, back_prop):
    """The gradient to be examined: a list of arrays as params."""
    if back_prop is None:
        Z = network.forward(X)
        return network.backward((softmax(Z) - one_hot(Y, len(Z))) / Y.size)
    W1, b1, W2, b2 = (param.copy() for param in network.params)
    returned = back_prop(*forward_prop(W1, b1, W2, b2, X), W1, W2, X, Y)
    return [] if returned is None else list(returned)  # without a `return`, there are no arrays


def _compare(network, X, Y, names, given, back_prop):
    if len(given) != len(network.params):
        text = f"The gradient has {len(given)} arrays for {len(network.params)} of weights."
        return [_wrong(text, len(given), "return one array for each, in their order.")]
    full = [None] * len(given)
    if back_prop is not None:
        W1, b1, W2, b2 = network.params
        full = course_back_prop(*forward_prop(W1, b1, W2, b2, X), W1, W2, X, Y)
    wrong, worst = [], 0.0
    for name, param, gradient, right in zip(names, network.params, given, full, strict=True):
        array = np.asarray(gradient)
        if array.shape != param.shape:
            text = f"d{name} has the shape {array.shape}, but {name} is {param.shape}."
            wrong.append((text, None, guess_shape(array.shape, param.shape)))
            continue
        places, measured = _measure(network, X, Y, param, right)
        error = _error(array.ravel()[places].astype(np.float64), measured)
        if right is not None:  # no corner of a ReLU, and each entry is known
            error = max(error, relative_error(array.astype(np.float64), right))
        worst = max(worst, error) if np.isfinite(error) else np.inf
        if not error < WRONG:
            guess = _guess(array, right, places, measured, Y.size)
            text = f"d{name} is not what finite differences measure (relative error {error:.2g})."
            wrong.append((text, error, guess))
    if wrong:
        texts = [text for text, _, _ in wrong]
        guess = next((g for _, _, g in wrong if g != WORK_IT_OUT), WORK_IT_OUT)
        return [_wrong(" ".join(texts[:4]), wrong[0][1], guess)]
    text = f"The gradient agrees with finite differences (relative error below {WRONG:g})."
    return [healthy("gradient", text, worst)]


def _measure(network, X, Y, param, right):
    """Places (in the flat array) and slopes there, by finite differences, where they are large."""
    rng, flat = np.random.default_rng(4), param.reshape(-1)
    places = rng.permutation(flat.size)[: ENTRIES if Y.size == N else 4]
    if right is not None and flat.size > ENTRIES:
        places = np.argsort(-np.abs(right.ravel()), kind="stable")[: ENTRIES // 2]
        places = np.union1d(places, rng.permutation(flat.size)[: ENTRIES // 2])
    elif flat.size > ENTRIES and len(X) == param.shape[-1]:  # pixels that are 0 have no slope
        inked = np.argsort(-X.sum(axis=1), kind="stable")[:ENTRIES]
        units = rng.permutation(len(param))[:ENTRIES]
        pairs = np.resize(units, ENTRIES), np.resize(inked, ENTRIES)
        places = np.ravel_multi_index(pairs, param.shape)
    slopes = []
    for place in places:
        kept = flat[place]
        losses = []
        for step in (STEP, -STEP):
            flat[place] = kept + step
            losses.append(cross_entropy(softmax(network.forward(X)), Y))
        flat[place] = kept
        slopes.append((losses[0] - losses[1]) / (2 * STEP))
    return places, np.array(slopes)


def _error(given, measured):
    """Relative error of most entries: at the corner of a ReLU the difference is no slope."""
    apart, size = np.abs(given - measured), np.abs(given) + np.abs(measured)
    far = np.where(size > 1e-8, apart / np.maximum(size, 1e-300), 0.0)
    if (~np.isfinite(given)).any():
        return np.nan
    return float(np.sort(far)[-1 - len(far) // 4])


def _guess(array, right, places, measured, n):
    """How it is wrong: sign, factor, transpose, a missing factor or term."""
    if right is not None:
        return guess_number(array.astype(np.float64), right, n)
    guess = guess_number(array.ravel()[places].astype(np.float64), measured, n)
    if guess == WORK_IT_OUT and array.ndim == 2 and array.shape[0] == array.shape[1]:
        if _error(array.T.ravel()[places], measured) < WRONG:
            return "Is it transposed?"
    return guess


def _wrong(text, number, guess):
    cause = guess if guess and guess != WORK_IT_OUT else "a factor or a term of the chain rule."
    remedy = "compare each line with Lesson 3, and check it alone: check_back_prop, check_layer."
    return ill("gradient", text, number, cause, remedy)
