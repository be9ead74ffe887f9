"""The slow, sure way to a gradient, to test the fast one against (Lesson 3)."""

import functools
import numbers

import numpy as np

from helpers.inputs.arrays import as_floats, check_array, check_values
from helpers.inputs.numbers import Function, check_numbers, name_of


def restoring(function: Function) -> Function:
    """Make numerical_gradient give W back as it was, also when it is interrupted.

    It also refuses a W that is no array, and a loss that is no number.
    """

    @functools.wraps(function)
    def restored(loss, W, *args, **kwargs):
        check_array(name_of(function), "W", W)
        if not callable(loss):
            raise ValueError("numerical_gradient: loss must be a function without arguments.")
        kept = W.copy()
        try:
            return function(functools.partial(_number, loss), W, *args, **kwargs)
        finally:
            W[...] = kept

    return restored


def _number(loss):
    """What loss() gives, if it is a single number."""
    value = loss()
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if not isinstance(value, numbers.Real):
        raise ValueError(f"The loss must be a single number, not {str(value)[:40]}.")
    return value


@restoring
@check_numbers(eps="> 0")
def numerical_gradient(loss, W, eps=1e-5):
    """Gradient of loss() with respect to the float64 array W, by central differences.

    Parameters
    ----------
    loss : function without arguments that reads W, and returns a number.
    W : float64 array, changed by +-eps, one entry at a time, and put back.
    eps : float, the step to either side.

    Returns
    -------
    array of the shape of W

    Raises
    ------
    ValueError if W is not float64.
    """
    if W.dtype != np.float64:
        raise ValueError(f"A gradient check needs float64 weights, not {W.dtype}.")
    dW = np.zeros_like(W)
    for index in np.ndindex(*W.shape):
        kept = W[index]
        W[index] = kept + eps
        loss_plus = loss()
        W[index] = kept - eps
        loss_minus = loss()
        W[index] = kept
        dW[index] = (loss_plus - loss_minus) / (2 * eps)
    return dW


@as_floats("a", "b", single=False)
def relative_error(a, b):
    """Distance of two arrays of one shape over their joint length: 0 is equal, 1 is opposite.

    Two arrays of zeros are equal. It is nan when one of them holds nan. Raises ValueError when the
    shapes differ.

    Examples
    --------
    >>> relative_error(np.array([3.0, 0.0]), np.array([1.0, 0.0]))
    0.5
    """
    if a.shape != b.shape:
        raise ValueError(f"The shapes {a.shape} and {b.shape} differ: is one of them transposed?")
    length = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / length) if length != 0 else 0.0


@as_floats("X")
@check_values(X="finite")
@check_numbers(layer="layer")
def check_layer(layer, X, seed=None):
    """Print the relative error of a layer's gradients against finite differences, array by array.

    What is below 1e-9 is called so: further digits are rounding, and differ between processors.

    Parameters
    ----------
    layer : any layer with forward, backward, gradients and params, all float64.
    X : float64 array, an input of the layer; samples on the last axis.
    seed : None, or an int: forward then gets an rng of this seed, as while training.

    Raises
    ------
    AssertionError
        when an error is not below 1e-7.
    ValueError
        when layer is none, or seed is no whole number: an rng would go on, and draw other numbers
        each time.
    """
    if not (seed is None or isinstance(seed, int | np.integer)):
        raise ValueError(f"check_layer: seed must be None or a whole number, not {seed!r:.40}.")

    def forward():
        return layer.forward(X, None if seed is None else np.random.default_rng(seed))

    dZ = np.random.default_rng(1).normal(size=forward().shape)
    gradients = [layer.backward(dZ), *layer.gradients(dZ)]  # of the last forward
    names = ["input", *(f"params[{i}]" for i in range(len(gradients) - 1))]
    for name, array, gradient in zip(names, [X, *layer.params], gradients, strict=True):
        measured = numerical_gradient(lambda: float(np.sum(dZ * forward())), array)
        error = relative_error(gradient, measured)
        size = "below 1e-9" if error < 1e-9 else f"{error:.0e}"
        print(f"{name:10} {array.shape!s:14} relative error {size}")
        assert error < 1e-7, f"The gradient of {name} is wrong."
