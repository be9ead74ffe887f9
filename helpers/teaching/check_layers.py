"""The checks of Lesson 8's building blocks: layers, and networks of them."""

import copy

import numpy as np

from helpers.network import layers
from helpers.teaching.answers import NotRight
from helpers.teaching.given import is_changed
from helpers.teaching.judge import judge
from helpers.teaching.tasks import call, use

RNG = np.random.default_rng
X = RNG(0).normal(size=(5, 4))
dZ = RNG(1).normal(size=(3, 4))


def go(layer, X, dA, rng=None):
    """Forward and back through a layer: everything that it gives, by name."""
    unused = copy.deepcopy(layer)
    A = layer.forward(X, rng)
    results, gradients = {"forward(X)": A}, layer.gradients(dA)
    if not isinstance(gradients, list):
        raise NotRight(f"returns a {type(gradients).__name__} in gradients: a list is wanted.")
    names = ["dW", "db", "another gradient"]
    for name, gradient in zip(names, gradients, strict=False):
        results[f"gradients(dZ): {name}"] = gradient
    results["backward(dZ)"] = layer.backward(dA)
    keep_apart(layer, X, dA)
    for each in (unused, layer):
        each.forward(-X)
    if is_changed(back(unused, dA), back(layer, dA)):
        raise NotRight("goes back by what it was given first: forward keeps the newest, each time.")
    return results


def listed(name, given):
    """What a network gives, if it is a list or nothing; NotRight for what can be read only once."""
    if given is not None and not isinstance(given, (list, tuple)):
        raise NotRight(f"gives a {type(given).__name__} in {name}: a list is wanted.")
    return given


def back(layer, dA):
    """All that a layer gives on the way back."""
    return [*layer.gradients(dA), layer.backward(dA)]


def keep_apart(layer, X, dA):
    """NotRight if a layer goes back by what another one of its kind has kept."""
    before, again = back(layer, dA), back(layer, dA)
    copy.deepcopy(layer).forward(-X[..., :1])
    try:
        after = back(layer, dA)
    except Exception:
        after = []
    if not is_changed(before, again) and is_changed(again, after):
        raise NotRight(
            "mixes up two layers: what belongs to one is kept in self, as in self.X = X."
        )


def started(layer, units):
    """The start weights of a layer, which it must hold in params themselves; b is set to 1, 2, ..."""
    results = {"W": layer.W.copy(), "b": layer.b.copy()}
    if layer.b.shape != (units, 1):
        return results
    held = [*layer.params]
    if [id(array) for array in held] != [id(layer.W), id(layer.b)]:
        raise NotRight(
            "must hold the arrays themselves, in this order: self.params = [self.W, self.b]."
        )
    layer.b[:] = np.arange(1, units + 1)[:, None]
    return results


def check_dense(Dense):
    """Start weights, forward, gradients and backward of a layer of 5 inputs and 3 units."""

    def work(Dense, dtype=np.float64):
        layer = Dense(RNG(2), 5, 3, dtype=dtype)
        Dense(RNG(3), 5, 3)  # another one: they share nothing
        return {**started(layer, 3), **go(layer, X.astype(dtype), dZ)}

    def refuse(Dense):
        return {"forward": Dense(RNG(2), 5, 3).forward(X.T)}

    def begin(Dense):
        return {"W with another init": Dense(RNG(2), 5, 3, lambda inputs, units: inputs - units).W}

    tasks = [use(work, n=4), use(lambda Dense: work(Dense, np.float32)), use(begin), use(refuse)]
    judge(Dense, layers.Dense, tasks, [
        (("+ self.b", ""), "The bias is missing."),
        (("dZ @ self.X.T", "self.X @ dZ.T"), "dW is dZ @ X.T, of the shape of W."),
        (("dZ @ self.X.T", "dZ @ self.X.T / dZ.shape[1]"), "No 1/n here: dZ has it."),
        (("dZ.sum(axis=1, keepdims=True)", "dZ.sum(axis=1)"), "db needs keepdims=True."),
        (("dZ.sum(axis=1, keepdims=True)", "dZ.sum(axis=0, keepdims=True)"),
         "db adds up over the samples: axis=1."),
        (("dZ.sum(axis=1, keepdims=True)", "dZ.mean(axis=1, keepdims=True)"), "No 1/n here: dZ has it."),
        (("self.W.T @ dZ", "self.W @ dZ"), "The way back needs W.T."),
        ((" * dtype(init(inputs, units))", ""), "Multiply the start weights by init(inputs, units)."),
        (("(units, inputs), dtype", "(inputs, units), dtype"), "W has a row for each unit."),
        (("init(inputs, units)", "init(units, inputs)"), "init takes inputs, then units."),
        (("dtype(init(inputs, units))", "init(inputs, units)"),
         "A float64 number makes all float64: dtype(...) around it."),
        (("np.zeros", "np.ones"), "The biases start at 0."),
    ], hint={
        "W": "Start weights: rng.standard_normal((units, inputs), dtype=dtype), times init(inputs, units).",
        "gradients": "gradients: dZ @ X.T, and the sum of dZ over the samples.",
        "backward": "backward: each input gets back what it gave, W.T @ dZ.",
    })  # fmt: skip


def check_activation_layer(given, right, mistakes):
    """Forward and back through a layer that works entry by entry."""
    Z = np.array([[-2.0, -0.5, 0.3], [0.7, 1.5, -1.2]])
    dA = np.array([[1.0, 2, 3], [4, 5, 6]])
    one = use(lambda Layer: go(Layer(), Z, dA))
    two = use(lambda Layer: go(Layer(), Z.astype(np.float32), dA.astype(np.float32)))
    judge(given, right, [one, two], mistakes, hint="backward: dA times the slope, A * (1 - A).")


def check_sigmoid_layer(Sigmoid):
    """Forward and back through a sigmoid."""
    check_activation_layer(Sigmoid, layers.Sigmoid, [
        (("dA * self.A * (1 - self.A)", "self.A * (1 - self.A)"), "backward: the factor dA is missing."),
        (("dA * self.A * (1 - self.A)", "dA * (1 - self.A)"), "backward: the factor A is missing."),
        (("dA * self.A * (1 - self.A)", "dA * self.A"), "backward: the factor 1 - A is missing."),
        (("dA * self.A * (1 - self.A)", "dA * self.A * (self.A - 1)"), "backward: it is 1 - A."),
        (("dA * self.A * (1 - self.A)", "dA"), "backward: dA is multiplied by the sigmoid's slope."),
    ])  # fmt: skip


def check_relu(ReLU):
    """Forward and back, below and above 0; and with a leak."""
    Z, dA = np.array([[-2.0, 0.5], [3.0, -1.0]]), np.array([[1.0, 2], [3, 4]])
    tasks = [use(lambda f: go(f(), Z, dA)), use(lambda f: go(f(0.1), Z, dA))]
    tasks.append(use(lambda f: go(f(0.1), Z.astype(np.float32), dA.astype(np.float32))))
    judge(ReLU, layers.ReLU, tasks, [
        (("Z > 0", "Z < 0"), "The two sides of 0 are mixed up."),
        (("dA * self.slope", "dA"), "backward: below 0, the gradient is multiplied by leak."),
        (("dA * self.slope", "dA * (self.slope == 1)"), "backward: below 0, the gradient is multiplied by leak."),
        (("dA * self.slope", "self.slope"), "backward: the factor dA is missing."),
        (("Z * self.slope", "self.slope"), "forward returns Z times the slope."),
        (("self.leak *", "0 *"), "The leak is not used."),
    ])  # fmt: skip


class Watch(layers.Tanh):
    """A layer that knows how many samples it has seen at a time, at most."""

    most = 0

    def forward(self, X, rng=None):
        self.most = max(self.most, X.shape[1])
        return super().forward(X, rng)


def check_network(Network):
    """Three layers: scores, gradients in the order of params, probabilities in slices."""

    def work(Network):
        rng = RNG(4)
        watch = Watch()
        parts = [layers.Dense(rng, 5, 6, dtype=np.float64), watch]
        parts += [layers.Dense(rng, 6, 4, dtype=np.float64), layers.Sigmoid(), layers.Dropout(0.5)]
        parts += [layers.Dense(rng, 4, 3, dtype=np.float64)]
        network = Network(*parts)
        Network(layers.Dense(rng, 2, 3))  # another one: they share nothing
        listed("params", network.params)
        own = [param for part in parts for param in part.params]
        if [id(param) for param in network.params] != [id(param) for param in own]:
            raise NotRight("must hold the layers' arrays themselves in params, in their order.")
        results = {"forward(X, rng)": network.forward(X, RNG(5)), "forward(X)": network.forward(X)}
        gradients = listed("backward", network.backward(dZ))
        watch.most = 0
        probabilities = network.predict(np.tile(X, 3), 5)
        if any(isinstance(gradient, list) for gradient in gradients):
            return NotRight("puts lists into a list in backward: + joins the layers' lists.")
        if isinstance(probabilities, list):
            return NotRight("returns a list in predict: np.concatenate(parts, axis=1).")
        for i, gradient in enumerate(gradients):
            results[f"backward(dZ)[{i}]"] = gradient
        results |= {f"params[{i}]": param for i, param in enumerate(network.params)}
        return {**results, "predict(X)": probabilities, "samples in predict at a time": watch.most}

    judge(Network, layers.Network, [use(work)], [
        (("layer.gradients(dZ) + gradients", "gradients + layer.gradients(dZ)"),
         "The gradients come out backwards: put each layer's before those you have."),
        (("layer.forward(X, rng)", "layer.forward(X)"), "Hand rng on to each layer: Dropout needs it."),
        (("reversed(self.layers[self.first :])", "self.layers[self.first :]"),
         "The way back is through the layers in reverse."),
        (("softmax(np.concatenate(parts, axis=1))", "np.concatenate(parts, axis=1)"),
         "predict returns probabilities: softmax is missing."),
        (("axis=1", "axis=0"), "Join the parts side by side: axis=1."),
    ], hint={
        "predict": "predict: forward, without an rng, in slices of batch_size; then softmax.",
        "": "Forward layer by layer; back in reverse, and each layer's gradients before those so far.",
    })  # fmt: skip


def check_he(he):
    """The spread for 784 and for 8 inputs."""
    judge(he, layers.he, [call(784, 40), call(8, 100)], [
        (("np.sqrt(2 / inputs)", "2 / inputs"), "The root is missing."),
        (("np.sqrt(2 / inputs)", "np.sqrt(2) / inputs"), "The root goes over all of 2 / inputs."),
        (("np.sqrt(2 / inputs)", "2 / np.sqrt(inputs)"), "The root goes over all of 2 / inputs."),
        (("np.sqrt(2 / inputs)", "np.sqrt(1 / inputs)"), "He's has a 2, because ReLU drops half."),
        (("2 / inputs", "6 / inputs"), "The 6 is for even draws: standard_normal needs 2."),
        (("2 / inputs", "2 // inputs"), "// drops what is behind the point: a single /."),
        (("2 / inputs", "inputs / 2"), "Upside down: the more inputs, the smaller the weights."),
        (("2 / inputs", "2 / units"), "It depends on the inputs, and not on the units."),
        (("2 / inputs", "2 / (inputs + units)"), "It depends on the inputs alone."),
    ])  # fmt: skip
