"""The code that the lessons build, ready to import: `import helpers`."""

from helpers.gradient_check import numerical_gradient, relative_error
from helpers.handwriting import find_digits, to_mnist
from helpers.idx import gunzip, parse_idx, to_columns
from helpers.mnist import FILES, fetch, find_mnist, load_mnist
from helpers.network import (
    back_prop,
    cross_entropy,
    deriv_sigmoid,
    forward_prop,
    get_accuracy,
    get_predictions,
    init_params,
    make_predictions,
    one_hot,
    sigmoid,
    softmax,
    update_params,
)
from helpers.plots import (
    draw_network,
    plot_history,
    show_digits,
    show_probabilities,
    show_weights,
    test_prediction,
)
from helpers.training import gradient_descent, load_weights, save_weights

__all__ = [
    "FILES",
    "back_prop",
    "cross_entropy",
    "deriv_sigmoid",
    "draw_network",
    "fetch",
    "find_digits",
    "find_mnist",
    "forward_prop",
    "get_accuracy",
    "get_predictions",
    "gradient_descent",
    "gunzip",
    "init_params",
    "load_mnist",
    "load_weights",
    "make_predictions",
    "numerical_gradient",
    "one_hot",
    "parse_idx",
    "plot_history",
    "relative_error",
    "save_weights",
    "show_digits",
    "show_probabilities",
    "show_weights",
    "sigmoid",
    "softmax",
    "test_prediction",
    "to_columns",
    "to_mnist",
    "update_params",
]
