"""The patients of the clinic: how each is made sick. Whoever reads on knows the answers."""

import functools

import numpy as np

from helpers.digits.mnist import DATA, FILES, read_files
from helpers.network import two_layer
from helpers.network.layers import Dense, Network, ReLU, Sigmoid, he, xavier
from helpers.training.full_batch import gradient_descent
from helpers.training.mini_batch import train
from helpers.training.optimisers import SGD, constant

N = 1000  # training digits of each patient


@functools.cache
def digits():
    """The course's own sample: X, Y, X_test, Y_test."""
    return read_files([DATA / name for name in FILES])


def _descend(seed, lr, epochs, X=None, Y=None, size=1.0, **more):
    X_all, Y_all, X_test, Y_test = digits()
    X = X_all[:, :N] if X is None else X
    Y = Y_all[: X.shape[1]] if Y is None else Y
    start = [np.float32(size) * a for a in two_layer.init_params(np.random.default_rng(seed))]
    descend = gradient_descent.__wrapped__  # without the line that offers help
    params, history = descend(X, Y, X_test, Y_test, lr, epochs, *start, progress=False)
    return {"network": params, "X": X, "Y": Y, "history": history} | more


def _fit(network, lr, epochs, X=None):
    X_all, Y_all, X_test, Y_test = digits()
    X, Y = X_all[:, :N] if X is None else X, Y_all[:N]
    history = train.__wrapped__(
        network, X, Y, X_test, Y_test, SGD(network.params), constant(lr), epochs,
        np.random.default_rng(0), progress=False,
    )  # fmt: skip
    return {"network": network, "X": X, "Y": Y, "history": history}


def _network(seed, *sizes, activation, init):
    rng, layers = np.random.default_rng(seed), []
    for inputs, units in zip(sizes, sizes[1:], strict=False):
        layers += [Dense(rng, inputs, units, init), activation()]
    return Network(*layers[:-1])


def _wrong_back_prop(Z1, A1, Z2, A2, W1, W2, X, Y):
    dW1, db1, dW2, db2 = two_layer.back_prop(Z1, A1, Z2, A2, W1, W2, X, Y)
    return -dW1, -db1, dW2, db2


def _wrong_gradient():
    """Some steps with a gradient whose first half goes uphill."""
    X, Y = digits()[0][:, :N], digits()[1][:N]
    params = two_layer.init_params(np.random.default_rng(5))
    for _ in range(40):
        forward = two_layer.forward_prop(*params, X)
        gradient = _wrong_back_prop(*forward, params[0], params[2], X, Y)
        params = two_layer.update_params(*params, *gradient, 0.5)
    return {"network": params, "X": X, "Y": Y, "back_prop": _wrong_back_prop}


def _dead():
    network = _network(8, 784, 60, 10, activation=ReLU, init=he)
    network.layers[0].b -= np.float32(12)
    return _fit(network, 0.05, 4)


def _test_in_training():
    X, Y, *_ = digits()
    sick = _descend(7, 0.7, 60)
    return sick | {"X_test": X[:, N - 300 : N + 200], "Y_test": Y[N - 300 : N + 200]}


# How it is made; the right word; what its owner says; three hints, each nearer.
PATIENTS = {
    1: (lambda: _descend(1, 2.0, 30, X=digits()[0][:, :N] * 255), "pixels-too-large",
        "It learns, but 30 steps ought to bring much more.",
        ("The network is that of Lesson 4. What else goes in?",
         "Print X.min() and X.max().", "What must pixels be divided by?")),
    2: (lambda: _descend(2, 0.7, 30, Y=np.roll(digits()[1][:N], 1)), "labels-shifted",
        "After 30 steps it is no better than chance.",
        ("Show ten digits with their labels as titles.",
         "Does a label belong to a neighbour of its image?",
         "Compare Y[1:] with the images X[:, :-1].")),
    3: (lambda: _descend(3, 0.002, 60), "rate-too-small",
        "It learns, I think. Shall I wait?",
        ("Draw the loss, and read the numbers on its axis.",
         "How much of the loss is gone after 60 steps? Is the fall even?",
         "Go on for 20 steps with a larger lr, on a copy.")),
    4: (lambda: _descend(4, 0.7, 30, size=0), "symmetric",
        "However long I wait, it hardly gets better.",
        ("Show the weights of some hidden units: show_weights.",
         "In which way do two of the hidden units differ?",
         "What can equal units learn that one alone cannot?")),
    5: (_wrong_gradient, "gradient",
        "I wrote back_prop myself. The loss falls a little, then it stays.",
        ("What in this patient did its owner write?",
         "numerical_gradient measures what back_prop calculates.",
         "check_back_prop(sick['back_prop']) names the line.")),
    6: (lambda: _descend(6, 0.1, 20, size=12), "start-too-large",
        "The loss begins at a number that I have never seen before.",
        ("What loss has a network that knows nothing? np.log(10).",
         "Look at A1: how many of its entries lie near 0 or 1?",
         "Compare the weights' spread with that of init_params.")),
    7: (_test_in_training, "test-in-training",
        "My test accuracy is wonderful; on other digits it is not.",
        ("Nothing is wrong with the weights.", "Where do the test digits come from?",
         "Look for columns of X_test among those of X.")),
    8: (_dead, "dead",
        "It gives the same answer to every digit.",
        ("Let X go forward layer by layer, and look at each output.",
         "How many hidden units are above 0 for at least one digit?",
         "What is the gradient of a ReLU that is never active?")),
    9: (lambda: _descend(9, 1.0, 400, X=digits()[0][:, :120]), "over-fitted",
        "100 % while training! But my friend's digits it reads badly.",
        ("Compare both accuracies in the history.", "How many digits does it learn from?",
         "What does a network do with digits that it can learn by heart?")),
    10: (lambda: _fit(_network(10, 784, 50, 10, activation=ReLU, init=he), 0.1, 4,
                      X=np.ascontiguousarray(digits()[0][:, :N].T).reshape(784, N)),
         "pixels-scrambled", "The pixels are from 0 to 1, and still it learns little.",
         ("Show some digits: show_digits(X[:, :10]).",
          "How did the images come into columns?", ".T and reshape are not the same.")),
    11: (lambda: _fit(_network(11, 784, *[60] * 6, 10, activation=Sigmoid, init=xavier), 0.1, 3),
         "vanishing", "With one hidden layer it was fine, so I took six.",
         ("How long is the gradient of each layer's weights?",
          "By how much does a sigmoid shorten it on the way back, at most?",
          "Compare the first layer with the last: np.linalg.norm.")),
    12: (lambda: _descend(12, 60, 25), "rate-too-large",
         "I wanted it to be quick.",
         ("Draw the loss.", "What happens to the loss in the first five steps?",
          "Try a tenth of the step from the same start.")),
}  # fmt: skip

# As what each illness shows: said when it is named, and is not there.
SHOWS = {
    "pixels-too-large": "pixels far above 1",
    "pixels-too-small": "pixels all near 0",
    "pixels-inverted": "dark digits on a bright ground",
    "pixels-scrambled": "images in which no stroke can be seen",
    "rows-for-columns": "an X of the shape (n, 784)",
    "labels-shuffled": "labels that belong to no image near them",
    "labels-shifted": "labels that belong to the image beside theirs",
    "labels-off-by-one": "labels that are one more than what the image shows",
    "test-in-training": "test digits that are found among the training digits",
    "over-fitted": "a training accuracy far above the test accuracy",
    "gradient": "a back_prop that differs from finite differences",
    "symmetric": "hidden units with equal weights",
    "start-too-large": "a loss far above ln 10 before the first step",
    "start-too-small": "weights so small that hardly a signal goes through",
    "vanishing": "gradients that are far shorter in the first layer than in the last",
    "rate-too-large": "a loss that jumps up while training",
    "rate-too-small": "a loss that falls evenly, and hardly",
    "dead": "ReLUs that are active for no digit",
    "too-few-steps": "a loss that was still falling fast at the end",
}
