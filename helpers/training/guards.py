"""Decorators for training: what its functions take, and what they must not give back."""

import functools
import inspect

import numpy as np

from helpers.inputs.arrays import check_array
from helpers.inputs.numbers import Function, name_of, rule
from helpers.inputs.shapes import check_labels
from helpers.network.order import fits_network
from helpers.network.two_layer import WEIGHT_SHAPES

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
    """Make train_step refuse the optimiser of another network: it would change that one."""

    @functools.wraps(train_step)
    def checked(network, X, Y, optimiser, *args, **kwargs):
        held = getattr(optimiser, "params", None)  # an optimiser need not say what it holds
        if isinstance(held, list | tuple) and set(map(id, held)) != set(map(id, network.params)):
            raise ValueError(
                "train_step: this optimiser holds the arrays of another network, such as one made "
                "before: make it anew, as in SGD(network.params)."
            )
        return train_step(network, X, Y, optimiser, *args, **kwargs)

    return checked


def check_history(record: Function) -> Function:
    """Make record refuse a history that has not its four lists: the first might grow alone."""
    called = name_of(record)

    @functools.wraps(record)
    def checked(history, *args, **kwargs):
        lists = [history.get(name) for name in HISTORY] if isinstance(history, dict) else [None]
        if not all(isinstance(each, list) for each in lists):
            raise ValueError(f"{called}: history must be a dict of the lists {', '.join(HISTORY)}.")
        return record(history, *args, **kwargs)

    return checked


def check_shard(gradient: Function) -> Function:
    """Make shard_gradient refuse what are not four arrays of weights, and a pair X, Y."""
    called = name_of(gradient)

    @functools.wraps(gradient)
    def checked(params, shard, n):
        for name, arrays, wanted in (
            ("params", params, WEIGHT_SHAPES),
            ("shard", shard, ("X", "Y")),
        ):
            if not isinstance(arrays, list | tuple) or len(arrays) != len(wanted):
                raise ValueError(f"{called}: {name} must be the arrays {', '.join(wanted)}.")
        return gradient(params, shard, n)

    return checked


def check_lists(add: Function) -> Function:
    """Make add_gradients refuse what are not two lists of arrays of the same shapes."""
    called = name_of(add)

    @functools.wraps(add)
    def checked(one, other):
        for each in (one, other):
            if not isinstance(each, list | tuple):
                kind = type(each).__name__
                raise ValueError(f"{called} adds two lists of arrays, and takes no {kind}.")
        shapes = [[np.shape(array) for array in each] for each in (one, other)]
        if shapes[0] != shapes[1]:
            raise ValueError(
                f"{called}: the arrays of the two lists have the shapes {shapes[0]} and "
                f"{shapes[1]}: they must be the same."
            )
        return add(one, other)

    return checked


def check_parts(add_up: Function) -> Function:
    """Make tree_sum refuse what is no list of at least one part."""
    called = name_of(add_up)

    @functools.wraps(add_up)
    def checked(parts, add):
        if not isinstance(parts, list | tuple) or not parts:
            raise ValueError(f"{called} wants a list of at least one part.")
        return add_up(parts, add)

    return checked


def offer_help(train: Function) -> Function:
    """Make a training that ends at nan, or hardly better than at random, say who may know why.

    It belongs outside all other decorators. Of less than ten updates nothing is expected.
    """

    @functools.wraps(train)
    def helped(*args, **kwargs):
        try:
            result = train(*args, **kwargs)
        except FloatingPointError as error:
            raise FloatingPointError(f"{error} {WHY}") from None
        history = result[1] if isinstance(result, tuple) else result
        accuracy, updates = history["train_accuracy"], history.get("updates", [10])
        if accuracy and accuracy[-1] < POOR and updates[-1] >= 10:
            print(f"It ends at a training accuracy of {accuracy[-1]:.1%}: {WHY}")
        return result

    return helped


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
