"""Sick and healthy networks: how each is made, what `examine` must say first, and what never.

A maker takes a Lab (digits, a generator, a degree from 0 to 2 that makes it worse, larger or of
another kind) and returns what `examine` is called with. Where it rebuilds a public report, its
address stands above.
"""

import functools
from dataclasses import dataclass

import numpy as np

from helpers import (
    SGD,
    Adam,
    Dense,
    Dropout,
    Layer,
    Network,
    ReLU,
    Sigmoid,
    Tanh,
    back_prop,
    constant,
    cross_entropy,
    deriv_sigmoid,
    distort,
    forward_prop,
    gradient_descent,
    init_params,
    lenet,
    one_cycle,
    train,
    update_params,
    xavier,
)


@dataclass
class Lab:
    """Digits to learn and to test, a generator, and how ill it shall be."""

    digits: tuple
    seed: int = 0
    degree: int = 0

    def __post_init__(self):
        X, Y, self.X_test, self.Y_test = self.digits
        self.rng = np.random.default_rng(self.seed)
        order = self.rng.permutation(Y.size)[: self.pick(1500, 800, 2000)]
        self.X, self.Y = X[:, order], Y[order]

    def pick(self, *choices):
        return choices[self.degree % len(choices)]

    @property
    def data(self):
        return {"X": self.X, "Y": self.Y}

    @property
    def test(self):
        return {"X_test": self.X_test, "Y_test": self.Y_test}

    def start(self, **options):
        hidden = self.pick(40, 64, 25)
        return init_params(self.rng, hidden, **options)

    def descend(self, lr=0.7, epochs=40, params=None, X=None, Y=None):
        """Full-batch training: what examine is called with, or what is left at nan."""
        val = (self.X_test, self.Y_test) if X is None or len(X.T) < 200 else (X, Y)
        X, Y = self.X if X is None else X, self.Y if Y is None else Y
        val = val if val[1] is not None else (X, Y)
        try:
            with np.errstate(all="ignore"):
                params, history = gradient_descent(
                    X, Y, *val, lr, epochs,
                    *(params or self.start()), progress=False,
                )  # fmt: skip
        except FloatingPointError:
            return {"network": params or self.start(), "X": X, "Y": Y, "lr": lr}
        return {"network": params, "X": X, "Y": Y, "history": history}

    def layers(self, *hidden, activation=Sigmoid, init=xavier, drop=None):
        """A network of these widths."""
        sizes, layers = [784, *hidden, 10], []
        for i, (inputs, units) in enumerate(zip(sizes, sizes[1:], strict=False)):
            layers.append(Dense(self.rng, inputs, units, init))
            if i < len(hidden):
                layers.append(activation())
                if drop:
                    layers.append(Dropout(drop))
        return Network(*layers)

    def fit(self, network, lr=0.5, epochs=5, optimiser=SGD, schedule=constant, **options):
        """Training by mini-batches: what examine is called with."""
        given = {"X": self.X, "Y": self.Y} | options
        few = options and given["Y"].size >= 200  # prepared otherwise: measured on the same
        val = (given["X"], given["Y"]) if few else (self.X_test, self.Y_test)
        try:
            with np.errstate(all="ignore"):
                history = train(
                    network, given["X"], given["Y"], *val,
                    optimiser(network.params), schedule(lr), epochs, self.rng, progress=False,
                )  # fmt: skip
        except FloatingPointError:
            return {"network": network, **given, "lr": lr}
        return {"network": network, **given, "history": history}


@dataclass
class Case:
    name: str
    make: object
    first: tuple  # kinds of which one must come first
    never: tuple = ()
    long: bool = False  # it trains for long: not in the fast lane


CASES, HEALTHY = [], []


def disease(*first, never=(), long=False):
    def keep(make):
        CASES.append(Case(make.__name__, make, first, never, long))
        return make

    return keep


def well(make, long=False):
    HEALTHY.append(Case(make.__name__, make, (), (), long))
    return make


def start_of(lab):
    """A network that has not learned yet, of one kind or another."""
    networks = [lab.start, lambda: lab.layers(50, activation=ReLU), lambda: lenet(lab.rng)]
    return lab.pick(*networks)()


# Pixels


@disease("pixels-too-large", never=("labels-shuffled", "gradient"))
def not_divided(lab):
    return {"network": start_of(lab), "X": lab.X * lab.pick(255, 100, 256), "Y": lab.Y}


@disease("pixels-too-large")
def not_divided_whole_numbers(lab):
    return {
        "network": start_of(lab),
        "X": (lab.X * 255).astype(lab.pick(np.uint8, int)),
        "Y": lab.Y,
    }


# https://github.com/keras-team/keras/issues/6914
@disease("pixels-too-large", never=("rate-too-large", "labels-shuffled"))
def report_not_past_30_percent(lab):
    return lab.fit(lab.layers(64, activation=ReLU), 0.1, 3, X=lab.X * 255, Y=lab.Y)


@disease("pixels-too-small", never=("rate-too-small",), long=True)
def divided_twice(lab):
    return lab.descend(0.7, 20, X=lab.X / lab.pick(255, 256, 784))


@disease("rows-for-columns", never=("labels-shuffled",))
def digits_in_rows(lab):
    n = lab.pick(1500, 784, 500)
    return {"network": start_of(lab), "X": lab.X.T[:n], "Y": lab.Y[:n]}


@disease("pixels-scrambled", never=("labels-shuffled",))
def reshaped_instead_of_transposed(lab):
    return {"network": start_of(lab), "X": lab.X.T.reshape(784, -1), "Y": lab.Y}


@disease("pixels-inverted")
def inverted(lab):
    low, high = lab.pick((0, 1), (0, 1), (-1, 1))
    X = low + (high - low) * (1 - lab.X)
    return {"network": start_of(lab), "X": X.astype(np.float32), "Y": lab.Y}


@disease("pixels-inverted", "pixels-mixed")
def some_inverted(lab):
    X = lab.X.copy()
    X[:, : lab.pick(300, 400, 200)] = 1 - X[:, : lab.pick(300, 400, 200)]
    return {"network": start_of(lab), "X": X, "Y": lab.Y}


@disease("pixels-constant", never=("labels-shuffled",))
def constant_pixels(lab):
    X = np.full_like(lab.X, lab.pick(0, 1, 0.5))
    return {"network": start_of(lab), "X": X, "Y": lab.Y}


# https://github.com/delijati/pytorch-siamese/issues/3 (whole numbers divided: all 0)
@disease("pixels-constant", "pixels-whole")
def report_divided_as_whole_numbers(lab):
    X = (lab.X * 255).round().astype(np.uint16) // lab.pick(255, 255, 256)
    return {"network": start_of(lab), "X": X, "Y": lab.Y}


@disease("pixels-constant")
def array_half_filled(lab):
    X = lab.X.copy()
    X[:, lab.pick(700, 500, 1500) :] = 0
    return {"network": start_of(lab), "X": X, "Y": lab.Y}


@disease("pixels-mixed")
def some_divided(lab):
    X = lab.X.copy()
    X[:, : lab.pick(400, 100, 1000)] *= 255
    return {"network": start_of(lab), "X": X, "Y": lab.Y}


@disease("pixels-not-finite", never=("weights-nan", "rate-too-large"))
def divided_by_no_spread(lab):
    with np.errstate(all="ignore"):
        X = (lab.X - lab.X.mean(axis=1, keepdims=True)) / lab.X.std(axis=1, keepdims=True)
    return {"network": start_of(lab), "X": X, "Y": lab.Y}


@disease("images-turned", never=("labels-shuffled",))
def images_transposed(lab):
    X = lab.X.reshape(28, 28, -1)
    X = lab.pick(X.transpose(1, 0, 2), X[:, ::-1], X[::-1]).reshape(784, -1)
    return {"network": start_of(lab), "X": X, "Y": lab.Y}


@disease("images-repeated")
def one_image_again_and_again(lab):
    index = np.arange(lab.Y.size) % lab.pick(20, 50, 100)
    return {"network": start_of(lab), "X": lab.X[:, index], "Y": lab.Y[index]}


# Labels


# https://github.com/craffel/Lasagne-tutorial/issues/5 (as if the labels are wrong)
@disease("labels-shuffled", never=("rate-too-large", "rate-too-small"), long=True)
def report_as_if_the_labels_are_wrong(lab):
    Y = lab.rng.permutation(lab.Y)
    return lab.pick(
        lambda: lab.descend(0.7, 20, Y=Y),
        lambda: {"network": start_of(lab), "X": lab.X, "Y": Y},
        lambda: lab.fit(lab.layers(50), X=lab.X, Y=Y),
    )()


@disease("labels-shuffled", "labels-noisy")
def most_labels_shuffled(lab):
    Y = lab.Y.copy()
    some = lab.rng.permutation(Y.size)[: int(lab.pick(0.4, 0.6, 0.8) * Y.size)]
    Y[some] = lab.rng.permutation(Y[some])
    return {"network": start_of(lab), "X": lab.X, "Y": Y}


@disease("labels-shifted", never=("labels-shuffled",))
def labels_one_place_on(lab):
    return {"network": start_of(lab), "X": lab.X, "Y": np.roll(lab.Y, lab.pick(1, -1, 2))}


@disease("labels-off-by-one")
def labels_from_1(lab):
    return {"network": start_of(lab), "X": lab.X, "Y": lab.Y + 1}


@disease("labels-off-by-one", never=("labels-shuffled",), long=True)
def labels_one_more(lab):
    Y = (lab.Y + lab.pick(1, 9, 1)) % 10
    return lab.pick(
        lambda: lab.descend(Y=Y), lambda: {"network": start_of(lab), **lab.data, "Y": Y}
    )()


@disease("labels-range")
def labels_out_of_range(lab):
    Y = lab.Y.copy()
    Y[lab.Y == 0] = lab.pick(10, -1, 255)
    return {"network": start_of(lab), "X": lab.X, "Y": Y}


@disease("labels-one-class", never=("one-answer",))
def one_class_only(lab):
    Y = np.full_like(lab.Y, lab.pick(0, 3, 9))
    some = lab.Y == 3
    return lab.pick(
        lambda: {"network": start_of(lab), "X": lab.X, "Y": Y},
        lambda: {"network": start_of(lab), "X": lab.X[:, some], "Y": lab.Y[some]},
    )()


@disease("labels-unbalanced")
def sorted_and_cut(lab):
    keep = lab.Y < lab.pick(5, 9, 3)
    return lab.pick(
        lambda: {"network": start_of(lab), "X": lab.X[:, keep], "Y": lab.Y[keep]},
        lambda: lab.descend(X=lab.X[:, keep], Y=lab.Y[keep]),
    )()


@disease("labels-type")
def labels_as_text_or_floats(lab):
    return {
        "network": start_of(lab),
        "X": lab.X,
        "Y": lab.Y.astype(lab.pick(float, str, np.float32)),
    }


@disease("labels-type")
def labels_one_hot_or_a_column(lab):
    Y = lab.pick(np.eye(10)[lab.Y], np.eye(10)[lab.Y].T, lab.Y[:, None])
    return {"network": start_of(lab), "X": lab.X, "Y": Y}


@disease("sizes")
def cut_alone(lab):
    return {"network": start_of(lab), "X": lab.X, "Y": lab.Y[: lab.pick(-1, 600, -100)]}


@disease("labels-swapped")
def two_classes_exchanged(lab):
    one, other = lab.pick((4, 9), (0, 1), (3, 8))
    Y = lab.Y.copy()
    Y[lab.Y == one], Y[lab.Y == other] = other, one
    return lab.pick(
        lambda: lab.descend(Y=Y), lambda: {"network": start_of(lab), **lab.data, "Y": Y}
    )()


# Test digits


@disease("test-in-training", never=("over-fitted",))
def test_digits_are_training_digits(lab):
    some = slice(0, lab.pick(500, 100, 300))
    X_test = np.hstack([lab.X[:, some], lab.X_test[:, :300]])
    Y_test = np.concatenate([lab.Y[some], lab.Y_test[:300]])
    return lab.descend() | {"X_test": X_test, "Y_test": Y_test}


@disease("test-prepared-otherwise", never=("over-fitted",))
def test_digits_not_prepared(lab):
    X_test = lab.pick(lab.X_test * 255, 1 - lab.X_test, lab.X_test - lab.X_test.mean())
    return lab.descend() | {"X_test": X_test, "Y_test": lab.Y_test}


@disease("over-fitted", never=("too-few-steps",), long=True)
def over_fitted(lab):
    few = lab.pick(150, 60, 100)
    X, Y = lab.X[:, :few], lab.Y[:few]
    return lab.pick(
        lambda: lab.descend(1.0, 400, X=X, Y=Y) | lab.test,
        lambda: lab.fit(lab.layers(100, activation=ReLU), 0.2, 60, X=X, Y=Y) | lab.test,
        lambda: lab.descend(1.0, 400, X=X, Y=Y),
    )()


# Gradients


def changed(lab, change):
    """A back_prop that does something wrong with the right gradient."""

    def mine(Z1, A1, Z2, A2, W1, W2, X, Y):
        gradient = back_prop(Z1, A1, Z2, A2, W1, W2, X, Y)
        return change(*gradient, A1=A1, A2=A2, W2=W2, X=X, Y=Y)

    return lab.data | {"network": lab.start(), "back_prop": mine}


@disease("gradient", never=("vanishing", "rate-too-small"))
def sign(lab):
    return changed(lab, lab.pick(
        lambda dW1, db1, dW2, db2, **_: (-dW1, -db1, -dW2, -db2),
        lambda dW1, db1, dW2, db2, **_: (dW1, db1, -dW2, -db2),
        lambda dW1, db1, dW2, db2, **_: (-dW1, db1, dW2, db2),
    ))  # fmt: skip


@disease("gradient")
def factor(lab):
    def change(dW1, db1, dW2, db2, Y, **_):
        f = lab.pick(Y.size, 1 / Y.size, 2)
        return dW1 * f, db1 * f, dW2 * f, db2 * f

    return changed(lab, change)


@disease("gradient")
def transposed(lab):
    return changed(lab, lab.pick(
        lambda dW1, db1, dW2, db2, **_: (dW1.T, db1, dW2, db2),
        lambda dW1, db1, dW2, db2, **_: (dW1, db1, dW2.T, db2),
        lambda dW1, db1, dW2, db2, **_: (dW1, db1[:, 0], dW2, db2[:, 0]),
    ))  # fmt: skip


@disease("gradient")
def bias(lab):
    return changed(lab, lab.pick(
        lambda dW1, db1, dW2, db2, **_: (dW1, db1 * 0, dW2, db2),
        lambda dW1, db1, dW2, db2, **_: (dW1, db1, dW2, db2.sum() + 0 * db2),
        lambda dW1, db1, dW2, db2, Y, **_: (dW1, db1, dW2, db2 * Y.size),
    ))  # fmt: skip


@disease("gradient")
def slope_forgotten(lab):
    def change(dW1, db1, dW2, db2, A1, A2, W2, X, Y):
        dA1 = W2.T @ (A2 - np.eye(len(A2))[:, Y]) / Y.size
        dZ1 = dA1 * lab.pick(1, A1, deriv_sigmoid(A1))
        return dZ1 @ X.T, dZ1.sum(axis=1, keepdims=True), dW2, db2

    return changed(lab, change)


# https://github.com/casper-hansen/Neural-Network-From-Scratch/pull/1
@disease("gradient", never=("labels-shuffled",), long=True)
def report_backward_pass(lab):
    """The slope of softmax and another loss's difference: a factor that the chain rule has not."""

    def mine(Z1, A1, Z2, A2, W1, W2, X, Y):
        dZ2 = 2 * (A2 - np.eye(len(A2))[:, Y]) / len(A2) * A2 * (1 - A2)
        dZ1 = W2.T @ dZ2 * deriv_sigmoid(Z1)
        parts = dZ1 @ X.T, dZ1.sum(axis=1), dZ2 @ A1.T, dZ2.sum(axis=1)
        return [p.reshape(p.shape[0], -1) for p in parts]

    params = lab.start()
    for _ in range(20):
        gradient = mine(*forward_prop(*params, lab.X), params[0], params[2], lab.X, lab.Y)
        params = update_params(*params, *gradient, 0.01)
    return lab.data | {"network": params, "back_prop": mine}


@disease("gradient")
def layer_of_ones_own(lab):
    class Mine(lab.pick(ReLU, Sigmoid, Tanh)):
        def backward(self, dA):
            return lab.pick(dA, dA * self.A if hasattr(self, "A") else dA, -super().backward(dA))

    return lab.data | {"network": lab.layers(30, 20, activation=Mine)}


@disease("gradient")
def dense_of_ones_own(lab):
    class Mine(Dense):
        def gradients(self, dZ):
            dW, db = super().gradients(dZ)
            return lab.pick([dW, db / dZ.shape[1]], [dW.mean() + 0 * dW, db], [-dW, db])

        def backward(self, dZ):
            return lab.pick(super().backward(dZ), 0 * super().backward(dZ), super().backward(dZ))

    rng = lab.rng
    return lab.data | {"network": Network(Mine(rng, 784, 30), Sigmoid(), Mine(rng, 30, 10))}


# How it is built


@disease("symmetric", never=("dead", "vanishing"), long=True)
def all_zero(lab):
    params = [0 * a for a in lab.start()]
    return lab.pick(
        lambda: lab.descend(params=params), lambda: lab.data | {"network": params},
        lambda: lab.data | {"network": [a * 0 + np.float32(0.1) for a in params]},
    )()  # fmt: skip


# https://github.com/tensorflow/tensorflow/pull/13935 (zeros, with a hidden layer), and
# https://github.com/wagonhelm/NaNmnist/issues/2
@disease("symmetric")
def report_zeros_at_the_start(lab):
    network = lab.layers(*lab.pick([64], [30, 30], [128]), activation=lab.pick(Sigmoid, Tanh, ReLU))
    for param in network.params:
        param[:] = lab.pick(0, 0.01, 0.05)
    return lab.fit(network, 0.1, 3)


@disease("no-activation")
def no_activation(lab):
    rng = lab.rng
    network = Network(
        Dense(rng, 784, 60), Dense(rng, 60, 30), *lab.pick([], [Sigmoid()], [Dropout(0.1)]),
        Dense(rng, 30, 10),
    )  # fmt: skip
    return lab.pick(lambda: lab.data | {"network": network}, lambda: lab.fit(network, 0.05, 5))()


@disease("activation-at-end", never=("one-answer",))
def activation_after_the_scores(lab):
    end = lab.pick(Sigmoid, ReLU, Tanh)
    network = Network(*lab.layers(40).layers, end())
    return lab.pick(lambda: lab.fit(network, 0.5, 4), lambda: lab.data | {"network": network})()


@disease("dropout", never=("start-too-small",))
def dropped_instead_of_kept(lab):
    p = lab.pick(0.9, 0.8, 0.95)
    return lab.fit(lab.layers(60, activation=ReLU, drop=p), 0.1, 5)


# https://github.com/kdexd/digit-classifier/issues/5 (layers of 3 and 4 units: 14 % after 10 epochs)
@disease("too-narrow", never=("dead",))
def report_layers_of_3_and_4(lab):
    return lab.fit(lab.layers(*lab.pick([3, 4], [2], [40, 2])), 0.3, lab.pick(5, 10, 5))


@disease("outputs")
def nine_outputs(lab):
    W1, b1, W2, b2 = lab.start()
    units = lab.pick(9, 5, 1)
    return lab.data | {"network": (W1, b1, W2[:units], b2[:units])}


@disease("not-updated", never=("rate-too-small",))
def update_not_kept(lab):
    params = lab.start()
    loss = cross_entropy(forward_prop(*params, lab.X)[3], lab.Y)
    return lab.data | {"network": params, "history": [loss] * lab.pick(20, 5, 100)}


@disease("shapes", never=("labels-shuffled", "start-too-large"))
def weights_turned(lab):
    W1, b1, W2, b2 = lab.start()
    return lab.data | {"network": lab.pick((W1.T, b1, W2, b2), (W1, b1[:, 0], W2, b2[:, 0]),
                                           (W1, b1.T, W2.T, b2))}  # fmt: skip


@disease("labels-shuffled", "labels-shifted", never=("over-fitted",), long=True)
def test_labels_shuffled(lab):
    Y_test = lab.pick(lab.rng.permutation(lab.Y_test), np.roll(lab.Y_test, 1), lab.Y_test[::-1])
    return lab.descend() | {"X_test": lab.X_test, "Y_test": Y_test}


@disease("other-weights", never=("over-fitted",))
def weights_not_kept(lab):
    trained = lab.descend(0.7, lab.pick(60, 100, 60))
    return (
        trained | {"network": lab.start()}
        if lab.degree
        else trained | {"network": init_params(np.random.default_rng(5))}
    )


@disease("bias", "one-answer")
def one_bias_decides(lab):
    W1, b1, W2, b2 = lab.start()
    b2 = b2.copy()
    b2[lab.pick(3, 0, 9)] += lab.pick(40, 15, 100)
    return lab.data | {"network": (W1, b1, W2, b2)}


# Start weights


# https://github.com/wagenaartje/neataptic/issues/27 (weights initialised way too high)
@disease("start-too-large", never=("rate-too-large",))
def report_weights_way_too_high(lab):
    size = lab.pick(10, 20, 6)
    return lab.data | {"network": [size * a for a in lab.start()]}


@disease("start-too-large")
def start_of_layers_too_large(lab):
    init = lab.pick(lambda i, u: 1.0, lambda i, u: 0.5, lambda i, u: 3 * np.sqrt(2 / i))
    activation = lab.pick(Sigmoid, ReLU, ReLU)
    hidden = lab.pick([100], [64, 32], [60, 60, 60])
    return lab.data | {"network": lab.layers(*hidden, activation=activation, init=init)}


@disease("start-too-large", never=("rate-too-large",))
def descent_from_large_weights(lab):
    size = lab.pick(10, 20, 30)
    return lab.descend(0.3, 20, params=[size * a for a in lab.start()])


# https://github.com/yizt/numpy_neural_network/issues/1 (weights_scale=1e-3, one layer more: 10 %)
@disease("start-too-small", never=("rate-too-small", "labels-shuffled", "vanishing"), long=True)
def report_one_layer_more(lab):
    small = lab.pick(1e-3, 1e-2, 1e-3)
    hidden = lab.pick([256, 256], [100, 100, 100], [128, 64])
    network = lab.layers(*hidden, activation=ReLU, init=lambda i, u: small)
    return lab.fit(network, 0.05, 4) if small < 0.01 else lab.data | {"network": network}


@disease("start-too-small")
def start_too_small(lab):
    init = lab.pick(1e-4, 1e-3, 1e-2)
    activation = lab.pick(ReLU, Sigmoid, Tanh)
    return lab.data | {"network": lab.layers(50, 50, activation=activation, init=lambda i, u: init)}


# https://github.com/makeyourownneuralnetwork/makeyourownneuralnetwork/issues/18 (three layers of
# 200 nodes: always the same digit), and .../issues/84
@disease("vanishing", "start-too-small", never=("labels-shuffled", "gradient"))
def report_three_hidden_layers(lab):
    hidden = lab.pick([200] * 3, [100] * 5, [60] * 4)
    init = lab.pick(lambda i, u: 1 / np.sqrt(u), xavier, xavier)
    return lab.fit(lab.layers(*hidden, init=init), lab.pick(0.1, 0.1, 0.01), 2)


@disease("vanishing")
def seven_sigmoid_layers(lab):
    return lab.data | {"network": lab.layers(*[50] * lab.pick(7, 5, 9))}


@disease("dead", never=("start-too-small",))
def dead_relus(lab):
    network = lab.layers(
        *lab.pick([60], [64, 32], [100]), activation=ReLU, init=lambda i, u: np.sqrt(2 / i)
    )
    network.layers[0].b -= lab.pick(10, 20, 6)
    return lab.data | {"network": network}


@disease("dead", "rate-too-large", "weights-nan")
def killed_by_a_step(lab):
    network = lab.layers(60, activation=ReLU, init=lambda i, u: np.sqrt(2 / i))
    return lab.fit(network, lab.pick(5, 20, 3), 3)


# Learning rates


@disease("rate-too-large", "weights-nan", never=("labels-shuffled", "gradient"))
def rate_too_large(lab):
    return lab.descend(lab.pick(50, 20, 200), 30)


# https://github.com/lionelmessi6410/Neural-Networks-from-Scratch/issues/2 (momentum, rate 4: nan)
@disease("rate-too-large", "weights-nan", "dead", never=("labels-shuffled",))
def report_momentum_and_rate_4(lab):
    network = lab.layers(50, activation=lab.pick(Sigmoid, Tanh, ReLU))
    return lab.fit(network, 4, 4, optimiser=lambda p: SGD(p, 0.9))


@disease("rate-too-large")
def rate_too_large_before_the_first_step(lab):
    return lab.data | {"network": lab.start(), "lr": lab.pick(100, 30, 1000)}


@disease("rate-too-small", never=("too-few-steps", "start-too-small"), long=True)
def rate_too_small(lab):
    return lab.pick(
        lambda: lab.descend(0.003, 60), lambda: lab.fit(lab.layers(50), 1e-4, 5),
        lambda: lab.descend(0.001, 100),
    )()  # fmt: skip


@disease("rate-too-small")
def rate_too_small_before_the_first_step(lab):
    return lab.data | {"network": lab.start(), "lr": lab.pick(1e-4, 1e-5, 1e-3)}


# https://github.com/Artelnics/opennn/issues/137 (the loss hardly moves from epoch to epoch)
@disease("rate-too-small", never=("too-few-steps",), long=True)
def report_hardly_moves(lab):
    network = lab.layers(50, activation=ReLU)
    return lab.fit(network, lab.pick(1e-5, 3e-5, 1e-6), 10)


@disease("too-few-steps", never=("rate-too-small", "over-fitted"))
def too_few_steps(lab):
    return lab.pick(
        lambda: lab.descend(0.5, 8), lambda: lab.descend(0.7, 12),
        lambda: lab.fit(lab.layers(40), 0.3, 2),
    )()  # fmt: skip


@disease("loss-rises", "rate-too-large")
def uphill(lab):
    params, losses = lab.start(), []
    for _ in range(lab.pick(20, 40, 10)):
        forward = forward_prop(*params, lab.X)
        losses.append(cross_entropy(forward[3], lab.Y))
        gradient = back_prop(*forward, params[0], params[2], lab.X, lab.Y)
        params = update_params(*params, *(-g for g in gradient), lab.pick(0.1, 0.05, 0.3))
    return lab.data | {"network": params, "history": losses}


@disease("loss-nan", "rate-too-large", never=("labels-shuffled",))
def nan_in_the_history(lab):
    made = lab.descend(0.5, 30)
    start = lab.pick(12, 5, 20)
    losses = list(made["history"]["loss"])
    losses[start:] = [np.nan] * (len(losses) - start)
    return made | {"history": {"loss": losses}}


@disease("weights-nan", "rate-too-large")
def nan_in_the_weights(lab):
    params = [a.copy() for a in lab.start()]
    array = params[lab.pick(0, 3, 2)]
    array[: lab.pick(1, 4, 10)] = lab.pick(np.nan, np.inf, np.nan)
    return lab.data | {"network": params}


@disease("loss-jumps", "rate-too-large")
def one_jump(lab):
    made = lab.descend(0.7, 30)
    W1, b1, W2, b2 = made["network"]
    W2 = W2 + lab.rng.normal(0, lab.pick(3, 2, 5), W2.shape).astype(np.float32)
    other = lab.descend(0.1, 10, params=(W1, b1, W2, b2))
    history = {k: [*v, *other["history"][k]] for k, v in made["history"].items()}
    history["updates"] = list(range(len(history["loss"])))
    return other | {"history": history}


@disease("loss-not-averaged", never=("start-too-large", "rate-too-large"))
def loss_added_up(lab):
    made = lab.descend(0.7, 40)
    losses = np.array(made["history"]["loss"]) * lab.pick(lab.Y.size, 128, lab.Y.size)
    return made | {"history": made["history"] | {"loss": list(losses)}}


@disease("saturated", "start-too-large", "rate-too-large")
def saturated(lab):
    W1, b1, W2, b2 = lab.start()
    return lab.data | {"network": (W1 * lab.pick(10, 20, 30), b1, W2, b2)}


# https://github.com/makeyourownneuralnetwork/makeyourownneuralnetwork/issues/56 (10,000 digits,
# 2 epochs, rate 0.01: the same output for each input)
@disease("rate-too-small", "too-few-steps", never=("labels-shuffled", "gradient"), long=True)
def report_same_output_for_every_input(lab):
    return lab.fit(lab.layers(lab.pick(200, 100, 50)), 0.01, 2)


# https://github.com/tensorflow/tensorflow/issues/13362 (loss 24 at step 0, then 25 to 42; 10 %)
@disease("start-too-large", "labels-shuffled", never=("start-too-small",))
def report_loss_24_at_the_start(lab):
    init = lab.pick(lambda i, u: 1.0, lambda i, u: 1.0, lambda i, u: 2.0)
    network = Network(Dense(lab.rng, 784, 10, init))
    Y = lab.pick(lab.Y, lab.rng.permutation(lab.Y), lab.Y)
    return {"X": lab.X, "Y": Y, "network": network}


# https://github.com/sachin-101/Machine-Learning-by-Andrew-Ng-Implementation-in-Python/issues/1
# (12 % after 100 epochs; too few units)
@disease("too-narrow", never=("labels-shuffled",), long=True)
def report_too_few_units(lab):
    return lab.descend(0.5, lab.pick(60, 30, 60), params=init_params(lab.rng, lab.pick(3, 4, 2)))


# Healthy ones


@well
def untrained(lab):
    return lab.data | {"network": lab.start()}


@well
def untrained_with_its_rate(lab):
    return lab.data | {"network": lab.start(), "lr": lab.pick(0.7, 0.3, 1.0)}


@well
def early(lab):
    return lab.descend(0.7, lab.pick(5, 15, 30))


@functools.partial(well, long=True)
def halfway(lab):
    return lab.descend(0.7, lab.pick(100, 60, 150)) | lab.test


@functools.partial(well, long=True)
def late(lab):
    X, Y, *_ = lab.digits
    return lab.descend(0.7, lab.pick(250, 200, 220), X=X[:, :2000], Y=Y[:2000])


@well
def with_its_back_prop(lab):
    return lab.descend(0.5, lab.pick(0, 50, 20)) | {"back_prop": back_prop}


@well
def relu_untrained(lab):
    return lab.data | {"network": lab.layers(*lab.pick([64], [128], [300]), activation=ReLU,
                                             init=lambda i, u: np.sqrt(2 / i))}  # fmt: skip


@well
def relu_trained(lab):
    network = lab.layers(100, activation=ReLU, init=lambda i, u: np.sqrt(2 / i))
    return lab.fit(network, lab.pick(0.1, 0.05, 0.2), lab.pick(6, 3, 10))


@well
def deep_untrained(lab):
    hidden = lab.pick([100, 100, 100], [64] * 5, [128, 64])
    return lab.data | {"network": lab.layers(*hidden, activation=ReLU,
                                             init=lambda i, u: np.sqrt(2 / i))}  # fmt: skip


@functools.partial(well, long=True)
def deep_trained(lab):
    network = lab.layers(100, 100, 100, activation=ReLU, init=lambda i, u: np.sqrt(2 / i))
    return lab.fit(network, 0.1, lab.pick(6, 10, 8))


@functools.partial(well, long=True)
def tanh_network(lab):
    network = lab.layers(*lab.pick([60], [60, 40], [100]), activation=Tanh)
    return lab.fit(network, 0.1, lab.pick(5, 8, 2))


@well
def two_sigmoid_layers(lab):
    network = lab.layers(*lab.pick([60, 40], [100, 50], [40, 40]))
    return lab.pick(lambda: lab.data | {"network": network}, lambda: lab.fit(network, 0.5, 25))()


@functools.partial(well, long=True)
def lenet_untrained(lab):
    return lab.data | {"network": lenet(lab.rng)}


@functools.partial(well, long=True)
def lenet_trained(lab):
    network = lenet(lab.rng)
    few = lab.pick(800, 500, 800)
    return lab.fit(network, 0.002, 2, Adam, one_cycle, X=lab.X[:, :few], Y=lab.Y[:few])


@functools.partial(well, long=True)
def dropout(lab):
    network = lab.layers(100, activation=ReLU, drop=lab.pick(0.2, 0.5, 0.3))
    return lab.fit(network, 0.1, 8)


@functools.partial(well, long=True)
def adam_one_cycle(lab):
    network = lab.layers(*lab.pick([100], [100, 100], [64]), activation=ReLU)
    return lab.fit(network, lab.pick(0.003, 0.001, 0.01), 6, Adam, one_cycle) | lab.test


@well
def adam_with_its_rate(lab):
    network = lab.layers(64, activation=ReLU)
    return lab.data | {"network": network, "lr": lab.pick(0.001, 0.003, 0.0005),
                       "optimiser": lab.pick(None, "Adam", "Adam")}  # fmt: skip


@functools.partial(well, long=True)
def few_samples(lab):
    few = lab.pick(30, 10, 60)
    return lab.descend(0.7, 80) | {"X": lab.X[:, :few], "Y": lab.Y[:few]}


@well
def few_samples_untrained(lab):
    few = lab.pick(20, 5, 50)
    return {"network": start_of(lab), "X": lab.X[:, :few], "Y": lab.Y[:few]}


@well
def centred(lab):
    X = lab.pick(lab.X - lab.X.mean(), 2 * lab.X - 1, lab.X - lab.X.mean(axis=1, keepdims=True))
    network = lab.layers(50, activation=ReLU)
    return lab.pick(lambda: lab.fit(network, 0.1, 4, X=X, Y=lab.Y),
                    lambda: {"network": network, "X": X, "Y": lab.Y})()  # fmt: skip


@functools.partial(well, long=True)
def whitened(lab):
    X = (lab.X - lab.X.mean(axis=1, keepdims=True)) / (lab.X.std(axis=1, keepdims=True) + 0.1)
    network = lab.layers(50, activation=ReLU)
    return lab.pick(lambda: lab.fit(network, 0.05, 5, X=X, Y=lab.Y),
                    lambda: {"network": network, "X": X, "Y": lab.Y})()  # fmt: skip


@well
def standardised(lab):
    X = (lab.X - lab.X.mean()) / lab.X.std()
    return lab.pick(
        lambda: {"network": lab.layers(50), "X": X, "Y": lab.Y},
        lambda: lab.fit(lab.layers(50, activation=ReLU), 0.05, 6, X=X, Y=lab.Y),
    )()


@well
def without_a_hidden_layer(lab):
    network = Network(Dense(lab.rng, 784, 10, lambda i, u: lab.pick(0, 0.01, 0.05)))
    return lab.pick(lambda: lab.data | {"network": network}, lambda: lab.fit(network, 0.2, 6))()


@well
def last_layer_of_zeros(lab):
    W1, b1, W2, b2 = lab.start()
    return lab.data | {"network": (W1, b1, 0 * W2, 0 * b2)}


@well
def distorted(lab):
    few = lab.pick(600, 400, 800)
    return {"network": lab.start(), "X": distort(lab.X[:, :few], lab.rng), "Y": lab.Y[:few]}


@functools.partial(well, long=True)
def doubles(lab):
    params = init_params(lab.rng, dtype=np.float64)
    return lab.descend(0.7, 50, params=params) | lab.test


@well
def digits_in_fewer_classes(lab):
    """Even or odd; 3 or 8; 0 to 4."""
    chosen, named = lab.pick(
        (range(10), lambda Y: Y % 2), ((3, 8), lambda Y: (Y == 8) + 0), (range(5), lambda Y: Y)
    )
    X, Y = (array[..., np.isin(lab.Y, [*chosen])] for array in (lab.X, lab.Y))
    outputs = len(np.unique(named(Y)))
    network = Network(Dense(lab.rng, 784, 30), ReLU(), Dense(lab.rng, 30, outputs))
    return lab.fit(network, 0.1, 6, X=X, Y=named(Y))


@well
def one_digit_with_its_history(lab):
    trained = lab.descend(0.7, 40)
    place = lab.pick(0, 1, 2)
    few = {"X": lab.X[:, place : place + 1], "Y": lab.Y[place : place + 1]}
    return {**trained, **few}


@well
def the_pair_that_gradient_descent_returns(lab):
    trained = lab.descend(0.7, 60)
    return {**trained, "history": (trained["network"], trained["history"])}


class Scale(Layer):
    """A factor and a shift for each unit, which are learned."""

    def __init__(self, units):
        self.factor = np.ones((units, 1), np.float32)
        self.shift = np.zeros((units, 1), np.float32)

    @property
    def params(self):
        return [self.factor, self.shift]

    def forward(self, Z, rng=None):
        self.Z = Z
        return self.factor * Z + self.shift

    def gradients(self, dZ):
        return [(dZ * self.Z).sum(axis=1, keepdims=True), dZ.sum(axis=1, keepdims=True)]

    def backward(self, dZ):
        return self.factor * dZ


@well
def layers_of_one_s_own_with_params(lab):
    network = lab.layers(40, activation=ReLU)
    dense, relu, last = network.layers
    layers = lab.pick(
        (dense, Scale(40), relu, last), (Scale(784), dense, relu, last), (dense, relu, last)
    )
    trained = lab.fit(Network(*layers), 0.1, 6)
    trained["network"].predict = None  # forward is enough
    return trained | lab.test


@well
def a_layer_that_makes_float32(lab):
    class Single(ReLU):
        def forward(self, Z, rng=None):
            return super().forward(Z.astype(np.float32), rng)

    return {"network": lab.layers(40, activation=Single), **lab.data}
