"""Who trains against whom: all from the same start, on the same digits, measuring the same.

bench.py runs each of these functions in a process of its own (child.py). They return numbers.
"""

import time

import numpy as np

import helpers
from helpers.digits.idx import gunzip, parse_idx
from helpers.digits.mnist import find_mnist

LR, BATCH = 0.7, 128
RECIPE = {"epochs": 8, "lr": 0.006}  # mini-batches: Adam, and one cycle of the learning rate


def sigmoid(Z):
    return 1 / (1 + np.exp(-Z))


def plain(X, Y, X_test, Y_test, lr, epochs, W1, b1, W2, b2):
    """The seed's algorithm in float64, with nothing from helpers: accuracies of every epoch.

    As the seed does, it works out the sigmoid twice more for its derivative. Of the seed's
    mistakes it leaves out only those that change the numbers: the accuracies are those of the
    weights before each update, and then of the last.
    """
    train, test = [], []
    for epoch in range(epochs + 1):
        Z1 = W1 @ X + b1
        A1 = sigmoid(Z1)
        Z2 = W2 @ A1 + b2
        E = np.exp(Z2 - Z2.max())
        A2 = E / E.sum(axis=0)
        Z2_test = W2 @ sigmoid(W1 @ X_test + b1) + b2
        train.append(float(np.mean(A2.argmax(axis=0) == Y)))
        test.append(float(np.mean(Z2_test.argmax(axis=0) == Y_test)))
        if epoch < epochs:
            one_hot_Y = np.zeros((10, Y.size))
            one_hot_Y[Y, np.arange(Y.size)] = 1
            dZ2 = (A2 - one_hot_Y) / Y.size
            dZ1 = (W2.T @ dZ2) * (sigmoid(Z1) * (1 - sigmoid(Z1)))
            W1, b1 = W1 - lr * (dZ1 @ X.T), b1 - lr * dZ1.sum(axis=1, keepdims=True)
            W2, b2 = W2 - lr * (dZ2 @ A1.T), b2 - lr * dZ2.sum(axis=1, keepdims=True)
    return train, test


def start(hidden=40):
    """The start weights of everyone, float32."""
    return helpers.init_params(np.random.default_rng(0), n_hidden=hidden)


def seed_plain(epochs):
    """The seed's training, in float64 from loading on, as the seed loads."""
    paths = find_mnist()
    X, X_test = (parse_idx(gunzip(path), 3).reshape(-1, 784).T / 255.0 for path in paths[::2])
    Y, Y_test = (parse_idx(gunzip(path), 1).astype(np.int64) for path in paths[1::2])
    params = [param.astype(float) for param in start()]
    begin = time.perf_counter()
    train, test = plain(X, Y, X_test, Y_test, LR, epochs, *params)
    return {"seconds": time.perf_counter() - begin, "train": train, "test": test}


def seed_ours(epochs):
    """The seed's training by Lesson 4's gradient_descent."""
    digits, params = helpers.load_mnist(), start()
    begin = time.perf_counter()
    _, history = helpers.gradient_descent(*digits, LR, epochs, *params, progress=False)
    seconds = time.perf_counter() - begin
    return {
        "seconds": seconds,
        "train": history["train_accuracy"],
        "test": history["test_accuracy"],
    }


def torch_digits():
    """The digits as PyTorch wants them, samples in rows: tensors on the same memory."""
    import torch

    X, Y, X_test, Y_test = helpers.load_mnist()
    return [torch.from_numpy(array) for array in (X.T, Y, X_test.T, Y_test)]


def torch_accuracy(network, X, Y):
    """Share of rows of X that the network reads right."""
    import torch

    with torch.no_grad():
        return (network(X).argmax(dim=1) == Y).double().mean().item()


def seed_torch(epochs):
    """The seed's training in PyTorch, float32."""
    import torch
    from torch import nn

    X, Y, X_test, Y_test = torch_digits()
    network = nn.Sequential(nn.Linear(784, 40), nn.Sigmoid(), nn.Linear(40, 10))
    with torch.no_grad():
        for parameter, array in zip(network.parameters(), start(), strict=True):
            parameter.copy_(torch.from_numpy(array).reshape(parameter.shape))
    optimiser = torch.optim.SGD(network.parameters(), lr=LR)
    train, test = [], []
    begin = time.perf_counter()
    for epoch in range(epochs + 1):
        Z2 = network(X)
        train.append((Z2.argmax(dim=1) == Y).double().mean().item())
        test.append(torch_accuracy(network, X_test, Y_test))
        if epoch < epochs:
            optimiser.zero_grad()
            nn.functional.cross_entropy(Z2, Y).backward()
            optimiser.step()
    return {"seconds": time.perf_counter() - begin, "train": train, "test": test}


def train_torch(network, X, Y, X_test, Y_test, epochs, lr):
    """Adam, one cycle, mini-batches: seconds, and the test accuracy after every epoch."""
    import torch

    optimiser = torch.optim.Adam(network.parameters(), lr=1.0)
    batches, rate = -(-len(Y) // BATCH), helpers.one_cycle(lr)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda k: rate(k / (epochs * batches)))
    accuracy = []
    begin = time.perf_counter()
    for _ in range(epochs):
        for batch in torch.randperm(len(Y)).split(BATCH):
            optimiser.zero_grad()
            torch.nn.functional.cross_entropy(network(X[batch]), Y[batch]).backward()
            optimiser.step()
            schedule.step()
        accuracy.append(torch_accuracy(network, X_test, Y_test))
    return {"seconds": time.perf_counter() - begin, "test": accuracy, "epochs": epochs}


def train_ours(network, rng, epochs, lr):
    """The same by Lesson 8's train."""
    digits = helpers.load_mnist()
    adam, schedule = helpers.Adam(network.params), helpers.one_cycle(lr)
    begin = time.perf_counter()
    history = helpers.train(network, *digits, adam, schedule, epochs, rng, progress=False)
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "test": history["accuracy"], "epochs": epochs}


def mini_ours(seed, **changes):
    """784-128-10 with ReLU, by the recipe."""
    rng = np.random.default_rng(seed)
    layers = helpers.Dense(rng, 784, 128), helpers.ReLU(), helpers.Dense(rng, 128, 10)
    return train_ours(helpers.Network(*layers), rng, **(RECIPE | changes))


def mini_torch(seed, **changes):
    """784-128-10 with ReLU, by the recipe."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    network = nn.Sequential(nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    return train_torch(network, *torch_digits(), **(RECIPE | changes))


def mini_sklearn(seed, most=150):
    """784-128-10 with ReLU by Adam, whose rate scikit-learn holds, until 98 % are reached."""
    from sklearn.neural_network import MLPClassifier

    X, Y, X_test, Y_test = helpers.load_mnist()
    network = MLPClassifier((128,), batch_size=BATCH, learning_rate_init=0.001, random_state=seed)
    accuracy = []
    begin = time.perf_counter()
    while len(accuracy) < most and max(accuracy, default=0) < 0.98:
        network.partial_fit(X.T, Y, classes=range(10))
        accuracy.append(float(np.mean(network.predict(X_test.T) == Y_test)))
    seconds = time.perf_counter() - begin
    return {"seconds": seconds, "test": accuracy, "epochs": len(accuracy)}


def conv_ours(seed):
    """One epoch of Lesson 9's network."""
    rng = np.random.default_rng(seed)
    network = helpers.DataParallel(helpers.lenet(rng))
    return train_ours(network, rng, epochs=1, lr=0.003)


def conv_torch(seed):
    """One epoch of the same network in PyTorch, samples first."""
    import torch
    from torch import nn

    torch.manual_seed(seed)
    network = nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        *(nn.Conv2d(1, 16, 5), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Conv2d(16, 32, 5), nn.MaxPool2d(2), nn.ReLU()),
        *(nn.Flatten(), nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, 10)),
    )
    return train_torch(network, *torch_digits(), epochs=1, lr=0.003)
