"""The figures that several lessons share, in colours that colour-blind readers can tell apart."""

import matplotlib.pyplot as plt
import numpy as np

from helpers.inputs.arrays import check_values
from helpers.inputs.numbers import check_numbers
from helpers.inputs.shapes import check_shapes
from helpers.network.two_layer import WEIGHT_SHAPES, forward_prop

MOST = 400  # pictures in a figure: more of them take long, and nobody can see them
# From Okabe and Ito, Color Universal Design (2008): told apart by colour-blind readers.
BLUE, ORANGE, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#666666"


@check_shapes(images="784 n+")
@check_values(images="0 to 1")
@check_numbers(columns="whole >= 1 <= 400")
def show_digits(images, titles=None, columns=10, suptitle=None):
    """Draw each column of images as a 28 x 28 picture in a grid.

    Parameters
    ----------
    images : (784, n), values from 0 to 1; at most 400 of them.
    titles : n short texts, or None.
    columns : int, how many pictures stand side by side.
    suptitle : str above all of them, or None.

    Returns
    -------
    array (rows, columns) of matplotlib.axes.Axes

    Raises
    ------
    ValueError for other shapes or values, or another number of titles.
    """
    return _show_grid(images.T, titles, columns, suptitle, cmap="gray", vmin=0, vmax=1)


def _show_grid(pictures, titles, columns, suptitle, **look):
    """Draw each row of pictures (n, 784) in a grid; look is what imshow takes. Returns the axes."""
    if len(pictures) > MOST:
        raise ValueError(
            f"{len(pictures):,} pictures are too many for a figure: show up to {MOST}."
        )
    if titles is not None and (isinstance(titles, str) or np.shape(titles)[:1] != (len(pictures),)):
        raise ValueError(f"titles must be {len(pictures)} texts, one for each picture.")
    rows, side = -(-len(pictures) // columns), min(2.1, 10.5 / columns)  # inches a picture
    size = (side * columns, 1.4 * side * rows)
    fig, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, layout="constrained")
    for i, ax in enumerate(axes.flat):
        ax.axis("off")
        if i < len(pictures):
            ax.imshow(pictures[i].reshape(28, 28), **look)
            if titles is not None:
                ax.set_title(str(titles[i]))
    fig.suptitle(suptitle)
    return axes


@check_shapes(image="784 1", probabilities="10 1")
@check_values(image="finite", probabilities="0 to 1")
def show_probabilities(image, probabilities, title):
    """Draw one image (784, 1) beside its ten probabilities (10, 1). Returns both axes."""
    fig = plt.figure(figsize=(8, 3.2), layout="constrained")
    return draw_probabilities(fig, image, probabilities, title)


def draw_probabilities(fig, image, probabilities, title):
    """Draw on the Figure fig what show_probabilities shows. Returns both axes."""
    left, right = fig.subplots(1, 2)
    left.imshow(image.reshape(28, 28), cmap="gray", vmin=0, vmax=1)
    left.axis("off")
    best = int(probabilities.argmax())
    colours = [ORANGE if digit == best else BLUE for digit in range(10)]
    right.bar(range(10), probabilities[:, 0], color=colours)
    right.set(xticks=range(10), ylim=(0, 1), xlabel="digit", ylabel="probability")
    fig.suptitle(title)
    return left, right


@check_shapes(**WEIGHT_SHAPES, X_test="inputs n", Y_test="n")
@check_numbers(index="whole")
def test_prediction(index, W1, b1, W2, b2, X_test, Y_test):
    """Draw test image number `index`, its label and the network's ten probabilities.

    X_test (784, n), Y_test (n,). Returns both axes. Raises IndexError when there is no such image.
    """
    if not 0 <= index < Y_test.size:
        raise IndexError(f"There is no test image {index}: they go from 0 to {Y_test.size - 1}.")
    image = X_test[:, index : index + 1]
    _, _, _, A2 = forward_prop(W1, b1, W2, b2, image)
    reading = f"the network reads {A2.argmax()} (probability {A2.max():.0%})"
    return show_probabilities(image, A2, f"The label says {Y_test[index]}; {reading}")


test_prediction.__test__ = False  # pytest takes it for a test


def plot_history(history):
    """Plot the loss, and the train and test accuracy, after every update. Returns both axes.

    history: see gradient_descent.
    """
    wanted = ("updates", "loss", "train_accuracy", "test_accuracy")
    if not isinstance(history, dict) or not all(name in history for name in wanted):
        raise ValueError(f"plot_history wants what gradient_descent returns: {', '.join(wanted)}.")
    if len({np.shape(history[name]) for name in wanted}) > 1:
        raise ValueError(f"plot_history: the lists {', '.join(wanted)} must be of equal length.")
    fig, (left, right) = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
    left.plot(history["updates"], history["loss"], color=BLUE)
    left.set(xlabel="updates", ylabel="loss on the training digits (nats)", ylim=(0, None))
    left.set_title("The loss falls")
    for name, colour, style in (("train", BLUE, "-"), ("test", ORANGE, "--")):
        percent = 100 * np.array(history[f"{name}_accuracy"])
        right.plot(history["updates"], percent, style, color=colour, label=name)
    right.set(xlabel="updates", ylabel="accuracy (%)", ylim=(0, 100), title="The accuracy rises")
    right.legend()
    return left, right


@check_shapes(weights="units+ 784")
@check_values(weights="finite")
@check_numbers(columns="whole >= 1 <= 400")
def show_weights(weights, titles=None, columns=10, suptitle=None, label="weight"):
    """Draw each row of weights as a picture: orange is positive, purple negative.

    Parameters
    ----------
    weights : (units, 784); at most 400 units.
    titles, columns, suptitle : see show_digits.
    label : str, what the colour bar says.

    Returns
    -------
    array (rows, columns) of matplotlib.axes.Axes
    """
    limit = np.quantile(np.abs(weights), 0.995)
    look = {"cmap": "PuOr_r", "vmin": -limit, "vmax": limit}
    axes = _show_grid(weights, titles, columns, suptitle, **look)
    axes.flat[0].figure.colorbar(axes.flat[0].images[0], ax=axes, label=label)
    return axes
