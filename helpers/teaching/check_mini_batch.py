"""The checks of Lesson 8's training: loss, optimisers, schedule, distorted digits, mini-batches."""

import numpy as np

from helpers.digits import augment
from helpers.network import layers
from helpers.teaching.judge import call, judge, use
from helpers.training import mini_batch, optimisers

RNG = np.random.default_rng


def check_loss_and_gradient(loss_and_gradient):
    """Four samples, three classes: the loss, and dZ with its 1/n."""
    Z, Y = RNG(5).normal(size=(3, 4)), np.array([2, 0, 1, 1])
    judge(loss_and_gradient, mini_batch.loss_and_gradient, [call(Z, Y, results=("loss", "dZ"), n=4)], [
        ((" / Y.size", ""), "1/n is missing."),
        (("(A - one_hot(Y, len(A)))", "(one_hot(Y, len(A)) - A)"), "It is A minus the one-hot labels."),
        (("A = softmax(Z)", "A = Z"), "The scores need softmax first."),
        (("return cross_entropy(A, Y), dZ", "return dZ, cross_entropy(A, Y)"), "First the loss."),
    ])  # fmt: skip


def steps(Optimiser, **options):
    """Three steps of an optimiser with gradients that change: where the params are after each."""
    params = [np.array([[1.0, -2], [0.5, 3]]), np.array([[1.0], [2.0]])]
    optimiser, results = Optimiser(params, **options), {}
    for i in range(3):
        optimiser.step([(i + 1.0) * np.sin(param + i) for param in params], 0.1)
        results |= {
            f"W after step {i + 1}": params[0].copy(),
            f"b after step {i + 1}": params[1].copy(),
        }
    return results


def check_sgd(SGD):
    """Three steps without momentum, and three with it."""
    judge(SGD, optimisers.SGD, [use(lambda f: steps(f)), use(lambda f: steps(f, momentum=0.5))], [
        (("param -= lr * velocity", "param += lr * velocity"), "Subtract: against the gradient."),
        (("param -= lr * velocity", "param -= velocity"), "Multiply by lr."),
        (("velocity *= self.momentum\n", "pass\n"), "The velocity is never multiplied by momentum."),
        (("velocity *= self.momentum\n            velocity += gradient",
          "velocity += gradient\n            velocity *= self.momentum"),
         "First multiply the velocity by momentum, then add the gradient."),
        (("param -= lr * velocity", "param -= lr * gradient"), "Step by the velocity, not the gradient."),
    ])  # fmt: skip


def check_adam(Adam):
    """Three steps; and three with weight decay, which leaves biases alone."""
    judge(Adam, optimisers.Adam, [use(lambda f: steps(f)), use(lambda f: steps(f, weight_decay=0.5))], [
        (("gradient**2 - square", "gradient - square"), "square averages the squared gradient."),
        (("np.sqrt(square / fix2)", "square / fix2"), "Divide by the root of the average square."),
        (("lr / fix1 * mean", "lr * mean"), "The average of the gradients is not put right: / fix1."),
        (("square / fix2", "square"), "The average of the squares is not put right: / fix2."),
        (("self.steps += 1", "self.steps = 1"), "Count the steps: fix1 and fix2 depend on them."),
        (("(1 - self.beta1) *", "self.beta1 *"), "The new gradient counts 1 - beta1."),
        (("(1 - self.beta2) *", "self.beta2 *"), "The new square counts 1 - beta2."),
        (("param -= lr", "param += lr"), "Subtract: against the gradient."),
        (("if param.shape[1] > 1:", "if True:"), "Biases do not shrink: only weights do."),
        (("param *= 1 - lr * self.weight_decay", "param *= 1 - self.weight_decay"),
         "They shrink by lr * weight_decay."),
    ])  # fmt: skip


def check_one_cycle(one_cycle):
    """The rate at nine places between 0 and 1, with two lengths of the warm-up."""

    def rates(function, **options):
        rate = function(0.2, **options)
        return {f"the rate at {p}": float(rate(p)) for p in (0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1)}

    judge(one_cycle, optimisers.one_cycle, [use(rates), use(lambda f: rates(f, warm_up=0.25))], [
        (("return lr * progress / warm_up", "return lr * progress"), "At warm_up it should be lr."),
        ((" / 2\n", "\n"), "1 + cos goes from 2 to 0: divide by 2."),
        (("(1 + np.cos", "(1 - np.cos"), "It rises: 1 + cos falls from 2 to 0."),
    ])  # fmt: skip


def check_distort(distort):
    """Six digits, distorted as this rng says, with and without an elastic bend."""
    digits = np.zeros((784, 6), np.float32)
    digits.reshape(28, 28, 6)[8:20, 12:16] = 1
    tasks = [use(lambda f, elastic=elastic: {"the result": f(digits, RNG(6), elastic=elastic)})
             for elastic in (0.0, 1.0)]  # fmt: skip
    tasks.append(use(lambda f: {"no distortion": f(digits, RNG(6), 0, 0, 0)}))
    judge(distort, augment.distort, tasks)


def check_train_step(train_step):
    """One step on four samples: the loss before it, the hits, and the weights after it."""
    samples, labels = RNG(12).random((3, 4)), np.array([1, 0, 1, 1])

    def work(train_step):
        network = layers.Network(layers.Dense(RNG(10), 3, 2, dtype=np.float64))
        optimiser = optimisers.SGD(network.params)
        value, hits = train_step(network, samples, labels, optimiser, 20, RNG(11))
        return {"the loss": value, "the hits": hits, "the weights after it": network.params[0]}

    judge(train_step, mini_batch.train_step, [use(work, n=4)], [
        (("return value, ", "return loss(network.forward(X, rng), Y)[0], "),
         "The loss is that before the step."),
        (("np.sum(get_predictions(Z) == Y)", "np.sum(get_predictions(Z) != Y)"),
         "Count the samples that are right."),
        (("np.sum(get_predictions(Z) == Y)", "np.sum(get_predictions(network.forward(X, rng)) == Y)"),
         "Count what was right before the step."),
        (("optimiser.step(network.backward(dZ), lr)", "network.backward(dZ)"),
         "The optimiser takes no step."),
        (("network.backward(dZ), lr", "network.backward(dZ), 1"), "Hand lr on to the optimiser."),
    ])  # fmt: skip


def check_train(train):
    """Two epochs on 20 samples in batches of 8: the history, and the weights at the end."""
    rng = RNG(7)
    samples, labels = rng.random((3, 20)), rng.integers(0, 2, 20)

    def work(train):
        rng = RNG(8)
        network = layers.Network(layers.Dense(rng, 3, 2, dtype=np.float64))
        optimiser = optimisers.SGD(network.params)
        history = train(
            network, samples, labels, samples, labels, optimiser, optimisers.one_cycle(0.5), 2, rng,
            batch_size=8, progress=False,
        )  # fmt: skip
        results = {
            f"history[{key!r}]": np.array(history[key])
            for key in ("loss", "train_accuracy", "accuracy")
        }
        return {**results, "the weights at the end": network.params[0]}

    judge(train, mini_batch.train, [use(work, n=8)], [
        (("-(-Y.size // batch_size)", "Y.size // batch_size"),
         "The last, shorter batch is left out: round up."),
        (("rng.permutation(Y.size)", "np.arange(Y.size)"),
         "The order is not shuffled."),
        (("(epoch * steps + i) / (epochs * steps)", "i / steps"),
         "The schedule asks for the progress of the whole training, and not of the epoch."),
    ])  # fmt: skip
