"""Ways to take a step, and to choose its length (Lesson 8). All change params in place."""

import numpy as np

from helpers.inputs.numbers import check_numbers, on_methods
from helpers.training.guards import check_params, check_step


@on_methods(step=check_step)
@on_methods(__init__=check_params(axes=0))
class PlainSGD:
    """Stochastic gradient descent: params, a list of float arrays, are changed in place."""

    def __init__(self, params):
        self.params = params

    def step(self, gradients, lr):
        """One step of learning rate lr against the gradients, a list as params."""
        for param, gradient in zip(self.params, gradients, strict=True):
            param -= lr * gradient


@on_methods(__init__=check_numbers(momentum=">= 0 < 1"), step=check_step)
@on_methods(__init__=check_params(axes=0))
class SGD:
    """Stochastic gradient descent, with momentum if it is above 0.

    Parameters
    ----------
    params : list of float arrays, which step changes in place.
    momentum : float from 0 to below 1, the share of the velocity that each step keeps.

    Source: Polyak (1964).
    """

    def __init__(self, params, momentum=0.0):
        self.params, self.momentum = params, momentum
        self.velocities = [np.zeros_like(param) for param in params]

    def step(self, gradients, lr):
        """One step of learning rate lr against the gradients, a list as params."""
        for param, velocity, gradient in zip(self.params, self.velocities, gradients, strict=True):
            velocity *= self.momentum
            velocity += gradient
            param -= lr * velocity


@on_methods(
    __init__=check_numbers(beta1=">= 0 < 1", beta2=">= 0 < 1", eps=">= 0", weight_decay=">= 0"),
    step=check_step,
)
@on_methods(__init__=check_params(axes=2))
class Adam:
    """Steps of about lr for every number, however steep its slope.

    Parameters
    ----------
    params : list of float arrays (units, inputs) or (units, 1), which step changes in place.
    beta1, beta2 : float, the shares that the averages of gradients and of their squares keep.
    eps : float, added to the root of the average square; 0 is right only if no gradient ever is.
    weight_decay : float; after each step, arrays of more than one column (weights, not biases)
        shrink by the share lr * weight_decay.

    Sources: Kingma and Ba, ICLR 2015, algorithm 1; Loshchilov and Hutter, ICLR 2019.
    """

    def __init__(self, params, beta1=0.9, beta2=0.999, eps=1e-8, weight_decay=0.0):
        self.params, self.beta1 = params, beta1
        self.beta2, self.eps = beta2, eps
        self.weight_decay = weight_decay
        self.means = [np.zeros_like(param) for param in params]
        self.squares = [np.zeros_like(param) for param in params]
        self.steps = 0

    def step(self, gradients, lr):
        """One step of learning rate lr against the gradients, a list as params."""
        self.steps += 1
        fix1, fix2 = 1 - self.beta1**self.steps, 1 - self.beta2**self.steps
        arrays = zip(self.params, self.means, self.squares, gradients, strict=True)
        for param, mean, square, gradient in arrays:
            mean += (1 - self.beta1) * (gradient - mean)
            square += (1 - self.beta2) * (gradient**2 - square)
            param -= lr / fix1 * mean / (np.sqrt(square / fix2) + self.eps)
            if param.shape[1] > 1:
                param *= 1 - lr * self.weight_decay


@check_numbers(lr=">= 0")
def constant(lr):
    """The same learning rate all the time, as a function of progress (0 to 1)."""
    return lambda progress: lr


@check_numbers(lr=">= 0", warm_up=">= 0 < 1")
def one_cycle(lr, warm_up=0.1):
    """Rise evenly to lr in the share warm_up of the training, then fall to 0 along a cosine.

    Parameters
    ----------
    lr : float, the highest learning rate.
    warm_up : float between 0 and 1.

    Returns
    -------
    schedule : function of the progress, from 0 to 1, that gives the learning rate, a float.

    Source: Smith and Topin (2018), with the cosine of Loshchilov and Hutter (ICLR 2017).

    Examples
    --------
    >>> schedule = one_cycle(0.2, warm_up=0.25)
    >>> [round(float(schedule(progress)), 3) for progress in (0, 0.125, 0.25, 0.625, 1)]
    [0.0, 0.1, 0.2, 0.1, 0.0]
    """

    def schedule(progress):
        if progress < warm_up:
            return lr * progress / warm_up
        return lr * (1 + np.cos(np.pi * (progress - warm_up) / (1 - warm_up))) / 2

    return schedule
