"""The checks of Lesson 8's optimisers, and of the schedule of the learning rate."""

import copy

import numpy as np

from helpers.teaching.answers import NotRight
from helpers.teaching.given import is_changed
from helpers.teaching.judge import judge
from helpers.teaching.tasks import use
from helpers.training import optimisers


def steps(Optimiser, **options):
    """Three steps of an optimiser with other gradients and rates: where the params are after each.

    One gradient is tiny, and one stays 0.
    """
    params = [np.array([[1.0, -2, 1], [0.5, 3, 1]]), np.array([[1.0], [2.0]])]
    sizes = np.array([[1, 1, 1e-7], [1, 1, 0]]), 1
    optimiser, results = Optimiser(list(params), **options), {}  # a new array there trains nothing
    another = Optimiser([2 * param for param in params])  # they share nothing
    for i in range(3):
        gradients = [
            (i + 1.0) * np.sin(param + i) * size for param, size in zip(params, sizes, strict=True)
        ]
        before = copy.deepcopy(gradients)
        optimiser.step(gradients, 0.1 - 0.03 * i)
        if is_changed(before, gradients):
            raise NotRight("changes the gradients that it is given: make a new array of them.")
        another.step([3 * gradient for gradient in gradients], 0.1)
        results |= {
            f"W after step {i + 1}": params[0].copy(),
            f"b after step {i + 1}": params[1].copy(),
        }
    return results


def check_plain_sgd(PlainSGD):
    """Three steps: the arrays themselves must change."""
    judge(PlainSGD, optimisers.PlainSGD, [use(steps)], [
        (("param -= lr * gradient", "param += lr * gradient"), "Subtract: against the gradient."),
        (("param -= lr * gradient", "param -= gradient"), "Multiply by lr."),
        (("param -= lr *", "param = param - lr *"), "Change the arrays themselves, and put no new ones in their place: param -= ..."),
        (("param -= lr * gradient", "param -= lr * gradient\n            return"),
         "Only the first array takes a step: what ends the loop?"),
        (("param -= lr * gradient", "param[:] = -lr * gradient"), "=- sets a new value: -= is wanted."),
        (("param -= lr * gradient", "param -= lr * param"), "The step is lr times the gradient, not the array."),
    ], hint="Each array becomes itself minus lr times its own gradient.")  # fmt: skip


def check_sgd(SGD):
    """Three steps with momentum, and three without it."""
    judge(SGD, optimisers.SGD, [use(lambda f: steps(f, momentum=0.8)), use(lambda f: steps(f))], [
        (("velocity += gradient\n", "velocity += (1 - self.momentum) * gradient\n"), "The gradient counts fully: no 1 - momentum."),
        (("            velocity *= self.momentum\n            velocity += gradient\n            param -= lr * velocity",
          "            param -= lr * velocity\n            velocity *= self.momentum\n            velocity += gradient"),
         "First the velocity, then the step."),
        (("param -= lr * velocity", "param += lr * velocity"), "Subtract: against the gradient."),
        (("param -= lr * velocity", "param -= velocity"), "Multiply by lr."),
        (("param -= lr *", "param = param - lr *"), "Change the array itself: param -= ..."),
        (("velocity *= self.momentum\n", "pass\n"), "The velocity is never multiplied by momentum."),
        (("velocity *= self.momentum\n            velocity += gradient",
          "velocity += gradient\n            velocity *= self.momentum"),
         "First multiply the velocity by momentum, then add the gradient."),
        (("param -= lr * velocity", "param -= lr * gradient"), 
         "Step by the velocity, and keep it: `velocity = ...` makes a new array; *= and += change the one that is kept."),
        (("velocity += gradient\n            param -= lr * velocity",
          "velocity += lr * gradient\n            param -= velocity"),
         "lr belongs to the step, and not into the velocity: lr may change."),
    ])  # fmt: skip


COUNT = "Count the step first: self.steps += 1 stands before fix1 and fix2."


def check_adam(Adam):
    """Three steps; and three with weight decay, which leaves biases alone."""
    tasks = [use(lambda f: steps(f)), use(lambda f: steps(f, weight_decay=0.5))]
    tasks.append(use(lambda f: steps(f, beta1=0.5, beta2=0.8, eps=0.1)))
    judge(Adam, optimisers.Adam, tasks, [
        (("lr / fix1 * mean / (np.sqrt(square / fix2)", "lr * mean / (np.sqrt(square)"),
         "Both averages must be put right: / fix1 and / fix2."),
        (("self.beta1**self.steps, 1 - self.beta2**self.steps", "self.beta1 * self.steps, 1 - self.beta2 * self.steps"),
         "A power: beta1**steps."),
        (("gradient**2 - square", "gradient - square"), "square averages the squared gradient."),
        (("np.sqrt(square / fix2)", "square / fix2"), "Divide by the root of the average square."),
        (("lr / fix1 * mean", "lr * mean"), "The average of the gradients is not put right: / fix1."),
        (("square / fix2", "square"), "The average of the squares is not put right: / fix2."),
        (("self.steps += 1", "pass"), COUNT),
        (("self.steps += 1", "pass", "lr / fix1 * mean / (np.sqrt(square / fix2)",
          "lr * np.divide(mean, fix1) / (np.sqrt(np.divide(square, fix2))"), COUNT),
        (("np.sqrt(square / fix2) + self.eps", "np.sqrt(square / fix2 + self.eps)"),
         "eps is added to the root, and does not stand under it."),
        (("param *= 1 - lr * self.weight_decay", "pass"),
         "weight_decay is not used: after the step, weights shrink by lr * weight_decay."),
        (("self.steps += 1", "self.steps = 1"), "Count the steps: fix1 and fix2 depend on them."),
        (("(1 - self.beta1) *", "0.1 *"), "Heed beta1, whatever it is: self.beta1."),
        (("(1 - self.beta2) *", "0.001 *"), "Heed beta2, whatever it is: self.beta2."),
        (("self.beta1 = params, beta1", "self.beta1 = params, 0.9"), "Heed beta1, whatever it is."),
        (("self.beta2, self.eps = beta2", "self.beta2, self.eps = 0.999"), "Heed beta2, whatever it is."),
        (("+ self.eps)", "+ 1e-8)"), "Heed eps, whatever it is: self.eps."),
        (("(1 - self.beta1) *", "self.beta1 *"), "The new gradient counts 1 - beta1."),
        (("(1 - self.beta2) *", "self.beta2 *"), "The new square counts 1 - beta2."),
        (("param -= lr", "param += lr"), "Subtract: against the gradient."),
        (("param -= lr", "param = param - lr"), "Change the array itself: param -= ..."),
        ((" + self.eps", ""), "Without eps, a gradient that stays 0 makes 0 / 0."),
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
        (("np.pi * (progress - warm_up) / (1 - warm_up)", "np.pi * progress"),
         "Count from warm_up on: (progress - warm_up) / (1 - warm_up)."),
        (("if progress < warm_up:", "warm_up = 0.1\n        if progress < warm_up:"), "It must heed warm_up, and not 0.1 alone."),
        (("return lr * progress / warm_up", "return lr * progress"), "At warm_up it should be lr."),
        ((" / 2\n", "\n"), "1 + cos goes from 2 to 0: divide by 2."),
        (("(1 + np.cos", "(1 - np.cos"), "It rises: 1 + cos falls from 2 to 0."),
    ])  # fmt: skip
