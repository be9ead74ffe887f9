"""The checks of Lesson 8's training: loss and mini-batches."""

import contextlib

import numpy as np

from helpers.network import layers
from helpers.teaching.judge import judge
from helpers.teaching.tasks import call, use
from helpers.training import mini_batch, optimisers

RNG = np.random.default_rng


def check_loss_and_gradient(loss_and_gradient):
    """Four samples, three classes: the loss, and dZ with its 1/n."""
    Z, labels = RNG(5).normal(size=(3, 4)), [np.array([2, 0, 1, 1]), np.array([1, 0, 1, 1])]
    tasks = [call(Z, Y, results=("loss", "dZ"), n=4) for Y in labels]
    tasks.append(call(Z.astype(np.float32), labels[0], results=("loss", "dZ"), n=4))
    judge(loss_and_gradient, mini_batch.loss_and_gradient, tasks, [
        (("one_hot(Y, len(A))", "one_hot(Y)"), "one_hot(Y) has ten rows: one_hot(Y, len(A)) as many as A."),
        (("one_hot(Y, len(A))", "one_hot(Y, Y.max() + 1)"),
         "Not every batch has the highest label: one_hot(Y, len(A))."),
        ((" / Y.size", ""), "1/n is missing."),
        (("(A - one_hot(Y, len(A)))", "(one_hot(Y, len(A)) - A)"), "It is A minus the one-hot labels."),
        (("A = softmax(Z)", "A = Z"), "The scores need softmax first."),
        (("return cross_entropy(A, Y), dZ", "return dZ, cross_entropy(A, Y)"), "First the loss."),
    ])  # fmt: skip


class Twice(optimisers.PlainSGD):
    """An optimiser that takes twice the step, so that it is seen whether it was asked."""

    def step(self, gradients, lr):
        super().step(gradients, 2 * lr)


def after_it(network):
    """The weights and biases of the first layer."""
    layer = network.layers[0]
    return {"the weights after it": layer.W, "the biases after it": layer.b}


def check_train_step(train_step):
    """One step on four samples: the loss before it, the hits, and all after it; and one on nan."""
    samples, labels = RNG(12).random((3, 4)), np.array([1, 0, 1, 1])

    def work(train_step, samples, *others, **options):
        network = layers.Network(layers.Dense(RNG(10), 3, 2, dtype=np.float64), *others)
        optimiser = Twice(network.params)
        value, hits = train_step(network, samples, labels, optimiser, 10, RNG(11), **options)
        return {"the loss": value, "the hits": hits, **after_it(network)}

    def stop(train_step):
        network = layers.Network(layers.Dense(RNG(10), 3, 2, dtype=np.float64))
        with contextlib.suppress(FloatingPointError):
            train_step(
                network, np.nan * samples, labels, optimisers.SGD(network.params), 20, RNG(11)
            )
        return after_it(network)

    tasks = [
        use(lambda f: work(f, samples), n=4),
        use(lambda f: work(f, samples, layers.Dropout(0.5), loss=halved)),
        use(lambda f: work(f, np.nan * samples)),
        use(lambda f: work(f, samples, loss=endless)),
        use(lambda f: stop(f)),
    ]
    judge(train_step, mini_batch.train_step, tasks, [
        (("return value, ", "return loss(network.forward(X, rng), Y)[0], "),
         "The loss is that before the step."),
        (("np.sum(get_predictions(Z) == Y)", "np.sum(get_predictions(Z) != Y)"),
         "Count the samples that are right."),
        (("np.sum(get_predictions(Z) == Y)", "np.sum(get_predictions(network.forward(X, rng)) == Y)"),
         "Count what was right before the step."),
        (("np.sum(get_predictions(Z) == Y)", "np.sum(network.predict(X) == Y)"),
         "predict gives probabilities: get_predictions(Z) makes digits of the scores."),
        (("np.isfinite(value)", "not np.isnan(value)"), "Infinity is no loss, either: np.isfinite."),
        (("    optimiser.step(network.backward(dZ), lr)\n", 2 * "    optimiser.step(network.backward(dZ), lr)\n"),
         "It steps twice."),
        (("loss(Z, Y)", "loss_and_gradient(Z, Y)"), "Use the loss that is handed in: loss(Z, Y)."),
        (("    optimiser.step(network.backward(dZ), lr)\n", "",
          "    if not np.isfinite(value)", "    optimiser.step(network.backward(dZ), lr)\n    if not np.isfinite(value)"),
         "Look at the loss before the step: else the weights are lost."),
        (("optimiser.step(network.backward(dZ), lr)", "network.backward(dZ)"),
         "The optimiser takes no step."),
        (("network.backward(dZ), lr", "network.backward(dZ), 1"), "Hand lr on to the optimiser."),
    ])  # fmt: skip


BEST = (
    "With keep_best, end with copies of the best weights (by the accuracy on X_val), put back by "
    "param[:] = ...: the layers hold these arrays, and steps change them in place."
)


def noisy(X, rng):
    """An augment for the tasks below."""
    return X + rng.normal(size=X.shape)


def halved(Z, Y):
    """A loss for the tasks below that is not the usual one."""
    value, dZ = mini_batch.loss_and_gradient(Z, Y)
    return value / 2, dZ / 2


def endless(Z, Y):
    """A loss for the tasks above that is infinite."""
    return np.inf, mini_batch.loss_and_gradient(Z, Y)[1]


def check_train_epoch(train_epoch):
    """One epoch on 20 samples in batches of 8, and one with an augment and another loss."""
    rng = RNG(7)
    samples, labels = rng.random((3, 20)), rng.integers(0, 2, 20)

    def work(train_epoch, batch_size=8, **options):
        rng = RNG(8)
        network = layers.Network(layers.Dense(rng, 3, 2, dtype=np.float64))
        value, accuracy = train_epoch(
            network, samples, labels, optimisers.SGD(network.params), lambda share: 2 - share, rng,
            batch_size=batch_size, **options,
        )  # fmt: skip
        return {"the average loss": value, "the share of hits": accuracy, **after_it(network)}

    tasks = [
        use(work),
        use(lambda f: work(f, 5)),
        use(lambda f: work(f, augment=noisy, loss=halved)),
    ]
    judge(train_epoch, mini_batch.train_epoch, tasks, [
        (("-(-Y.size // batch_size)", "Y.size // batch_size"),
         "The last, shorter batch is left out: round up."),
        (("rng.permutation(Y.size)", "np.arange(Y.size)"), "The order is not shuffled."),
        (("batch = order[", "batch = rng.permutation(Y.size)["),
         "Shuffle once, before the first batch: so each sample comes exactly once."),
        (("Y[batch]", "Y[i * batch_size : (i + 1) * batch_size]"),
         "Images and labels come in different orders: take both by batch."),
        (("rate(i / steps)", "rate(0)"), "Ask rate anew for each step: rate(i / steps)."),
        (("rate(i / steps)", "rate((i + 1) / steps)"), "Before the first step, a share of 0 is done."),
        (("rate(i / steps)", "rate(i * batch_size / Y.size)"), "Count steps, and not samples: rate(i / steps)."),
        (("rate(i / steps)", "rate(i)"), "rate asks for a share of the epoch: divide i by steps."),
        (("rate(i / steps)", "rate"), "Hand on the learning rate, rate(i / steps), and not rate."),
        (("float(np.mean(losses))", "sum(losses)"), "Take the mean of the losses, and not their sum."),
        (("float(np.mean(losses))", "losses[-1]"), "Take the mean of all losses, and not the last."),
        (("losses.append(value)", "losses.append(value * batch.size)",
          "float(np.mean(losses))", "sum(losses) / Y.size"),
         "Take the mean over batches, and not over samples: each loss counts the same."),
        (("right / Y.size", "right"), "Divide the hits by the number of samples."),
        (("right / Y.size", "right / steps"), "Divide the hits by the number of samples, not of steps."),
        (("right / Y.size", "right / (steps * batch_size)"),
         "The last batch is shorter: divide the hits by Y.size."),
        (("return float(np.mean(losses)), right / Y.size", "return right / Y.size, float(np.mean(losses))"),
         "First the loss, then the share of hits."),
        (("augment is not None", "False"), "augment is never asked."),
        ((", rng, loss)", ", rng)"), "Hand loss on to train_step."),
    ], hint={
        "the share of hits": "The hits of all batches are added up, and divided by the number of labels.",
        "": "Shuffle once, by rng.permutation(Y.size); take each batch once; the mean of the losses.",
    })  # fmt: skip


def check_train(train):
    """Three epochs on 20 samples in batches of 8; and three of which the best, the second, is kept."""
    rng = RNG(39)  # neither the loss nor the training accuracy is best in the second
    samples, labels = rng.random((3, 20)), rng.integers(0, 2, 20)
    others, answers = rng.random((3, 9)), rng.integers(0, 2, 9)

    def work(train, make=optimisers.SGD, **options):
        rng = RNG(8)
        network = layers.Network(layers.Dense(rng, 3, 2, dtype=np.float64))
        optimiser = make(network.params)
        history = train(
            network, samples, labels, others, answers, optimiser, optimisers.one_cycle(5), 3,
            rng, batch_size=8, progress=False, **options,
        )  # fmt: skip
        results = {
            f"history[{key!r}]": np.array(history[key])
            for key in ("loss", "train_accuracy", "accuracy")
        }
        return {**results, **after_it(network)}

    def keep(train):
        return work(train, augment=noisy, loss=halved, keep_best=True)

    tasks = [use(work), use(keep), use(lambda train: work(train, make=Twice))]
    judge(train, mini_batch.train, tasks, [
        (('(len(history["loss"]) + share) / epochs', "share"),
         "The schedule asks for the progress of the whole training, and not of the epoch."),
        (('(len(history["loss"]) + share) / epochs', 'len(history["loss"]) / epochs'),
         "The rate changes within an epoch, too: add the share."),
        (('(len(history["loss"]) + share) / epochs', 'len(history["loss"]) + share'), "Divide by epochs: all of them make 1."),
        (("rng, batch_size, augment, loss", "rng, augment=augment, loss=loss"),
         "Hand batch_size on to train_epoch."),
        (("batch_size, augment, loss", "batch_size, loss=loss"), "Hand augment on to train_epoch."),
        (("batch_size, augment, loss", "batch_size, augment"), "Hand loss on to train_epoch."),
        (('history["accuracy"][-1] == max(history["accuracy"])', 'history["train_accuracy"][-1] == max(history["train_accuracy"])'),
         BEST),
        (('history["accuracy"][-1] == max(history["accuracy"])', 'history["loss"][-1] == min(history["loss"])'),
         BEST),
        (("predict(X_val)", "predict(X)", "predictions, Y_val", "predictions, Y"),
         "Measure the accuracy on X_val and Y_val."),
        (("if keep_best and", "if"), "The best weights are kept only if keep_best is true."),
        (("        for param, kept in zip(network.params, best, strict=True):\n            param[:] = kept",
          "        network.params = best"), BEST),
        (("param.copy()", "param"),
         BEST),
    ])  # fmt: skip
