"""Decorators for training: what its functions take, and what they must not give back."""

import functools
import inspect
import math
import numbers

import numpy as np

from helpers.inputs.arrays import check_array
from helpers.inputs.numbers import Function, name_of, rule
from helpers.inputs.shapes import check_labels
from helpers.network.order import fits_network

RATE = rule(">= 0")
WHY = "helpers.examine(...) may say why."
HISTORY = ("updates", "train_accuracy", "test_accuracy", "loss")
POOR = 0.15  # training accuracy: ten classes at random give 0.1


def check_params(axes):
    """Make an optimiser's __init__ refuse params that are no float arrays of at least `axes` axes.

    Weights (units, inputs) and biases (units, 1) have two: by its axes Adam tells them apart.
    """

    def decorate(init):
        called = name_of(init)

        @functools.wraps(init)
        def checked(self, params, *args, **kwargs):
            if not isinstance(params, list | tuple) or not params:
                raise ValueError(f"{called} wants params, a list of arrays: network.params.")
            for i, param in enumerate(params):
                check_array(called, f"params[{i}]", param)
                if param.dtype.kind != "f" or param.ndim < axes:
                    raise ValueError(
                        f"{called}: params[{i}] must hold floats on {axes} axes or more, as "
                        f"weights (units, inputs) and biases (units, 1) do, not "
                        f"{param.dtype} of the shape {param.shape}."
                    )
            return init(self, params, *args, **kwargs)

        return checked

    return decorate


def check_step(step):
    """Make an optimiser's step refuse gradients of other shapes than its params: they would
    broadcast; and a learning rate that is no number from 0."""
    called = name_of(step)

    @functools.wraps(step)
    def checked(self, gradients, lr):
        if not isinstance(gradients, list | tuple) or len(gradients) != len(self.params):
            count = len(gradients) if isinstance(gradients, list | tuple) else "something else"
            raise ValueError(f"{called} wants a list of {len(self.params)} gradients, not {count}.")
        for i, (gradient, param) in enumerate(zip(gradients, self.params, strict=True)):
            check_array(called, f"gradients[{i}]", gradient)
            if gradient.dtype.kind != "f":
                raise ValueError(
                    f"{called}: gradients[{i}] must hold floats, not {gradient.dtype}."
                )
            if gradient.shape != param.shape:
                raise ValueError(
                    f"{called}: gradients[{i}] has the shape {gradient.shape}, but {param.shape} "
                    "is wanted, as its param has."
                )
        return step(self, gradients, RATE(called, "lr", lr))

    return checked


def check_training(train: Function) -> Function:
    """Make train refuse labels its network cannot give, a changed batch, and weights that are lost.

    Each argument alone is checked before. An augment must give back a batch of the same shape. A
    last step may leave weights that are no numbers: no loss is measured after it.
    """
    signature = inspect.signature(train)

    @functools.wraps(train)
    def checked(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        given = bound.arguments
        network, augment = given["network"], given.get("augment")
        _check_held(network)
        fits_network("train", "X", given["X"], network)
        classes = len(network.forward(given["X"][:, :1]))
        for name in ("Y", "Y_val"):
            check_labels("train", name, given[name], classes)
        if augment is not None:
            given["augment"] = functools.partial(_augmented, augment)
        history = train(**given)
        if not all(np.isfinite(param).all() for param in network.params):
            raise FloatingPointError(
                "After the last step, weights are no longer numbers: try a smaller learning rate."
            )
        return history

    return checked


def check_optimiser(train_step: Function) -> Function:
    """Make train_step refuse the optimiser of another network: it would change that one.

    And a loss that does not return a number and a gradient of the shape of the scores.
    """

    @functools.wraps(train_step)
    def checked(network, X, Y, optimiser, lr, rng, loss=None):
        held = getattr(optimiser, "params", None)  # an optimiser need not say what it holds
        if isinstance(held, list | tuple) and set(map(id, held)) != set(map(id, network.params)):
            raise ValueError(
                "train_step: this optimiser holds the arrays of another network, such as one made "
                "before: make it anew, as in SGD(network.params)."
            )
        own = () if loss is None else (functools.partial(_measured, loss),)
        return train_step(network, X, Y, optimiser, lr, rng, *own)

    return checked


def check_history(record: Function) -> Function:
    """Make record refuse a history that has not its four lists: the first might grow alone.

    What cannot be measured leaves all four as they were.
    """
    called = name_of(record)

    @functools.wraps(record)
    def checked(history, *args, **kwargs):
        lists = [history.get(name) for name in HISTORY] if isinstance(history, dict) else [None]
        if not all(isinstance(each, list) for each in lists):
            raise ValueError(f"{called}: history must be a dict of the lists {', '.join(HISTORY)}.")
        lengths = [len(each) for each in lists]
        try:
            return record(history, *args, **kwargs)
        except ValueError:
            for each, length in zip(lists, lengths, strict=True):
                del each[length:]
            raise

    return checked


def offer_help(train: Function) -> Function:
    """Make a training that ends at nan, or hardly better than at random, say who may know why.

    It belongs outside all other decorators. Of less than ten updates nothing is expected.
    """
    signature = inspect.signature(train)

    @functools.wraps(train)
    def helped(*args, **kwargs):
        try:
            result = train(*args, **kwargs)
        except FloatingPointError as error:
            raise FloatingPointError(f"{error} {WHY}") from None
        history = result[1] if isinstance(result, tuple) else result
        accuracy = history["train_accuracy"]
        if "updates" in history:
            updates = history["updates"][-1]
        else:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            given = bound.arguments
            updates = given["epochs"] * math.ceil(given["Y"].size / given["batch_size"])
        if accuracy and accuracy[-1] < POOR and updates >= 10:
            print(f"It ends at a training accuracy of {accuracy[-1]:.1%}: {WHY}")
        return result

    return helped


def _check_held(network):
    """Raise ValueError if a layer works with another W or b than its params hold."""
    for layer in getattr(network, "layers", ()):
        for name in ("W", "b"):
            own = getattr(layer, name, None)
            if own is not None and layer.params and not any(own is each for each in layer.params):
                raise ValueError(
                    f"train: the {name} of a layer, {type(layer).__name__}, is not in its params, "
                    f"so it would never be trained. Change the array itself: layer.{name}[:] = ..."
                )


def _measured(loss, Z, Y):
    """What loss makes of scores and labels, if it is a number and an array of the shape of Z."""
    made = loss(Z, Y)
    value, dZ = made if isinstance(made, tuple | list) and len(made) == 2 else (None, None)
    is_number = isinstance(value, numbers.Real | np.ndarray) and np.ndim(value) == 0
    is_gradient = isinstance(dZ, np.ndarray) and dZ.shape == Z.shape and dZ.dtype.kind == "f"
    if not (is_number and is_gradient):
        parts = made if isinstance(made, tuple | list) else (made,)
        shapes = [f" {part.shape}" if isinstance(part, np.ndarray) else "" for part in parts]
        kinds = [type(part).__name__ + shape for part, shape in zip(parts, shapes, strict=True)]
        raise ValueError(
            "train_step: loss must return the loss, one number, and dZ, an array of floats of the "
            f"shape of Z, {Z.shape}, but it returned {' and '.join(kinds) or 'nothing'}."
        )
    return value, dZ


def _augmented(augment, X, rng):
    """What augment makes of a batch, if it is a batch of the same shape."""
    made = augment(X, rng)
    check_array("train", "what augment returns", made)
    if made.shape != X.shape:
        raise ValueError(
            f"train: augment returns an array of the shape {made.shape}, but the batch has the "
            f"shape {X.shape}."
        )
    return made
