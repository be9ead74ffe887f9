"""Figures: what is on their axes, and what they refuse."""

import warnings

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex
from small import tiny

import helpers
from helpers import BLUE, GREEN, GREY, ORANGE

RNG = np.random.default_rng


class Open:
    """The figures that are open now, as a list."""

    def __iter__(self):
        return map(plt.figure, plt.get_fignums())

    def __getitem__(self, i):
        return list(self)[i]


@pytest.fixture(autouse=True)
def shown():
    """The figures that a test draws: each is left open to be looked at, and then closed."""
    plt.close("all")
    yield Open()
    plt.close("all")


def words(function, *args, **kwargs):
    """What a function says when it refuses its arguments; no figure may be begun."""
    with pytest.raises(ValueError) as caught:
        function(*args, **kwargs)
    assert not plt.get_fignums(), "a figure was begun"
    return str(caught.value)


def test_show_digits(shown):
    images = RNG(0).random((784, 7))
    helpers.show_digits(images, list("abcdefg"), columns=3, suptitle="Seven")
    (figure,) = shown
    assert figure.get_suptitle() == "Seven" and len(figure.axes) == 9
    np.testing.assert_allclose(figure.get_size_inches(), [6.3, 1.4 * 2.1 * 3])
    assert figure.get_layout_engine().__class__.__name__ == "ConstrainedLayoutEngine"
    for i, ax in enumerate(figure.axes):
        assert not ax.axison
        assert len(ax.images) == (i < 7), "two places are empty"
        if i < 7:
            assert (ax.images[0].get_array() == images[:, i].reshape(28, 28)).all()
            assert ax.images[0].get_clim() == (0, 1) and ax.images[0].get_cmap().name == "gray"
            assert ax.get_title() == "abcdefg"[i] and ax.title.get_fontsize() == 12


def test_ten_columns_are_the_default_and_titles_are_not(shown):
    helpers.show_digits(np.zeros((784, 11)))
    assert len(shown[0].axes) == 20 and shown[0].get_suptitle() == ""
    assert all(ax.get_title() == "" for ax in shown[0].axes)
    np.testing.assert_allclose(shown[0].get_size_inches(), [10.5, 1.4 * 1.05 * 2])
    helpers.show_digits(np.zeros((784, 1)), np.array([7]), columns=1)
    assert len(shown[1].axes) == 1 and shown[1].axes[0].get_title() == "7"
    helpers.show_digits(np.zeros((784, 2)), [(3, 5), (1, 1)])
    assert shown[2].axes[0].get_title() == "(3, 5)", "whatever has a text"


def test_show_weights(shown):
    weights = np.zeros((3, 784))
    weights[0, :500] = -2.0
    weights[2, 3] = 900.0  # one of 2,352 is no measure of the others
    helpers.show_weights(weights, ["a", "b", "c"], columns=2, suptitle="Three")
    (figure,) = shown
    assert figure.get_suptitle() == "Three" and len(figure.axes) == 5, "a colour bar, too"
    for i in range(3):
        image = figure.axes[i].images[0]
        assert (image.get_array() == weights[i].reshape(28, 28)).all()
        assert image.get_clim() == (-2, 2) and image.get_cmap().name == "PuOr_r"
        assert figure.axes[i].get_title() == "abc"[i]
    helpers.show_weights(weights)
    assert len(shown[1].axes) == 11
    helpers.show_weights(weights[:1], columns=1)
    assert len(shown[2].axes) == 2


def test_the_colour_bar_is_beside_all_pictures_and_says_of_what(shown):
    helpers.show_weights(np.ones((3, 784)), columns=3)
    shown[0].draw_without_rendering()
    *pictures, bar = shown[0].axes
    assert bar.get_ylabel() == "weight"
    widths = [ax.get_position().width for ax in pictures]
    assert widths == pytest.approx([widths[0]] * 3), "each as wide as the others"
    assert bar.get_position().x0 > max(ax.get_position().x1 for ax in pictures)


def test_the_limit_of_show_weights_is_a_quantile(shown):
    weights = np.arange(784.0).reshape(1, 784)
    helpers.show_weights(weights)
    assert shown[0].axes[0].images[0].get_clim()[1] == pytest.approx(0.995 * 783)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((20, 784)),),
         "show_digits: images has the shape (20, 784), but (784, n) is wanted. Did"),
        ((np.zeros((784, 0)),), "show_digits: images has the shape (784, 0): it is empty."),
        ((None,), "show_digits: images must be a NumPy array, not NoneType."),
        ((np.full((784, 1), 255),), "show_digits: images must be from 0 to 1, but it goes from"),
        ((np.full((784, 1), np.nan),), "show_digits: images holds numbers that are not finite."),
        ((np.zeros((784, 401)),), "401 pictures are too many"),
        ((np.zeros((784, 60_000), np.int8),), "60,000 pictures are too many"),
        ((np.zeros((784, 2)), None, 0), "show_digits: columns must be a whole number"),
        ((np.zeros((784, 2)), ["a"]), "titles must be 2 texts, one for each picture."),
        ((np.zeros((784, 2)), "ab"), "titles must be 2 texts, one for each picture."),
        ((np.zeros((784, 2)), 5), "titles must be 2 texts, one for each picture."),
    ],
)  # fmt: skip
def test_show_digits_refuses(arguments, message):
    assert words(helpers.show_digits, *arguments).startswith(message)


def test_as_many_pictures_as_are_allowed(shown, monkeypatch):
    assert helpers.showing.plots.MOST == 400
    monkeypatch.setattr(helpers.showing.plots, "MOST", 3)
    helpers.show_digits(np.zeros((784, 3)))
    assert "4 pictures are too many" in words_with_figures(np.zeros((784, 4)))


def words_with_figures(images):
    with pytest.raises(ValueError) as caught:
        helpers.show_digits(images)
    return str(caught.value)


def test_show_weights_refuses():
    message = "show_weights: weights has the shape (784, 40), but (units, 784) is wanted."
    assert words(helpers.show_weights, np.zeros((784, 40))) == f"{message} Did you mean weights.T?"
    assert "is empty" in words(helpers.show_weights, np.zeros((0, 784)))
    assert "not finite" in words(helpers.show_weights, np.full((1, 784), np.inf))
    assert "columns must be" in words(helpers.show_weights, np.zeros((1, 784)), columns=0)


def lines(ax):
    """The lines of an axes as [((x0, y0), (x1, y1)), ...] with colour and width."""
    return [
        (tuple(zip(*line.get_data(), strict=True)), to_hex(line.get_color()), line.get_linewidth())
        for line in ax.lines
    ]


def stand_centred(texts):
    """True if all these texts stand centred on their places."""
    return {text.get_ha() for text in texts} == {text.get_va() for text in texts} == {"center"}


def test_draw_network_joins_every_unit_to_every_unit(shown):
    helpers.draw_network((2, 3, 1), ("in", "mid", "out"), title="Small")
    (figure,) = shown
    (ax,) = figure.axes
    assert ax.get_title() == "Small" and not ax.axison
    np.testing.assert_allclose(figure.get_size_inches(), [9, 4.2])
    assert figure.get_layout_engine(), "so that nothing overlaps"
    left, middle, right = [(0, 0.5), (0, -0.5)], [(1, 1), (1, 0), (1, -1)], [(2, 0)]
    ends = [ends for ends, _, _ in lines(ax)]
    assert ends == [(a, b) for a in left for b in middle] + [(a, b) for a in middle for b in right]
    assert {(colour, width) for _, colour, width in lines(ax)} == {(GREY, 0.4)}
    dots = [dots.get_offsets().tolist() for dots in ax.collections]
    assert dots == [[list(p) for p in layer] for layer in (left, middle, right)]
    colours = [to_hex(dots.get_facecolor()[0]).upper() for dots in ax.collections]
    assert colours == [BLUE, ORANGE, GREEN]
    assert [text.get_text() for text in ax.texts] == ["2 in", "3 mid", "1 out"]
    assert [text.get_position() for text in ax.texts] == [(0, 1.8), (1, 1.8), (2, 1.8)]
    assert {text.get_ha() for text in ax.texts} == {"center"}
    assert min(text.get_fontsize() for text in ax.texts) > 12, "large enough for a projector"
    assert all(dots.get_sizes() > 100 for dots in ax.collections)
    assert ax.get_xlim() == pytest.approx((-0.4, 2.4)) and ax.get_ylim() == (-1.8, 2.5)
    above = min(dots.get_zorder() for dots in ax.collections)
    assert above > max(line.get_zorder() for line in ax.lines), "dots hide the ends of lines"


def test_draw_network_shortens_large_layers(shown):
    helpers.draw_network((5, 2), ("in", "out"), shown=4)
    (ax,) = shown[0].axes
    heights = ax.collections[0].get_offsets()[:, 1]
    np.testing.assert_allclose(heights, [2.1, 1.1, -1.1, -2.1])
    assert ax.texts[0].get_text() == "⋮" and ax.texts[0].get_position() == (0, 0)
    assert stand_centred(ax.texts[:1]) and ax.texts[0].get_fontsize() > 12
    assert [text.get_text() for text in ax.texts[1:]] == ["5 in", "2 out"]
    assert len(ax.lines) == 8
    helpers.draw_network((4, 2), ("in", "out"), shown=4)
    assert len(shown[1].axes[0].texts) == 2, "four of four are all"
    np.testing.assert_allclose(shown[1].axes[0].collections[0].get_offsets()[0, 1], 1.5)


def test_a_fourth_layer_has_the_colour_of_the_first(shown):
    helpers.draw_network((1, 1, 1, 1), "abcd")
    colours = [to_hex(dots.get_facecolor()[0]).upper() for dots in shown[0].axes[0].collections]
    assert colours == [BLUE, ORANGE, GREEN, BLUE]


def test_draw_network_of_the_lessons(shown):
    helpers.draw_network()
    (ax,) = shown[0].axes
    texts = [text.get_text() for text in ax.texts]
    assert texts == ["⋮", "⋮", "784 pixels", "40 hidden units", "10 output units"]
    assert ax.get_title().startswith("Every unit is joined to every unit of the next layer")
    assert len(ax.lines) == 200 and [len(c.get_offsets()) for c in ax.collections] == [10] * 3


def test_draw_network_shows_weights_by_colour_and_width(shown):
    weights = [np.array([[1.0, -2.0]]), np.array([[4.0]])]
    helpers.draw_network((2, 1, 1), ("a", "b", "c"), weights=weights)
    (ax,) = shown[0].axes
    looks = [(colour.upper(), width) for _, colour, width in lines(ax)]
    assert looks == [(ORANGE, 1.5), (BLUE, 3), (ORANGE, 6)]
    assert {to_hex(dots.get_facecolor()[0]) for dots in ax.collections} == {GREY}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (((2, 3), ("a",)), "draw_network: names must be 2 names, one for each layer."),
        (((2, 3), 2), "draw_network: names must be 2 names, one for each layer."),
        ((2, ("a", "b")), "draw_network: sizes must be a list of whole numbers, not 2."),
        (((2, 0.5), ("a", "b")), "draw_network: sizes[1] must be a whole number of at least 0"),
        (((2, 0), ("a", "b")), "draw_network wants two layers or more, of one unit or more, not"),
        (((2,), ("a",)), "draw_network wants two layers or more, of one unit or more, not [2]."),
        (((2, 3), ("a", "b"), 0), "draw_network: shown must be a whole number"),
        (((2, 3), ("a", "b"), 9, [np.zeros((2, 3))]),
         "draw_network: weights must be a list of arrays of the shapes [(3, 2)]."),
        (((2, 3), ("a", "b"), 9, []), "draw_network: weights must be a list of arrays of the"),
        (((2, 3), ("a", "b"), 9, [None]), "draw_network: weights must be a list of arrays of the"),
        (((2, 3), ("a", "b"), 9, 3), "draw_network: weights must be a list of arrays of the"),
    ],
)  # fmt: skip
def test_draw_network_refuses(arguments, message):
    assert words(helpers.draw_network, *arguments).startswith(message)


def test_draw_numbers_puts_them_in_circles_and_on_lines(shown):
    nodes = [np.array([[0.5], [1.0]]), None]
    lines_of = [np.array([[0.25, -2.0], [0.12345, 3.0]])]
    helpers.draw_numbers(nodes, lines_of, "By hand", ORANGE, sizes=(2, 2), names=("in", "out"))
    (ax,) = shown[0].axes
    assert ax.get_title() == "By hand" and not ax.axison
    np.testing.assert_allclose(shown[0].get_size_inches(), [9, 3.6])
    assert shown[0].get_layout_engine(), "so that nothing overlaps"
    left, right = [(0, 0.6), (0, -0.6)], [(1, 0.6), (1, -0.6)]
    wanted = [(a, b) for b in right for a in left]  # W[row, column] goes from column to row
    assert [ends for ends, _, _ in lines(ax)] == wanted
    assert {(colour.upper(), width) for _, colour, width in lines(ax)} == {(ORANGE, 1)}
    assert stand_centred(ax.texts[:6]) and {text.get_ha() for text in ax.texts[6:]} == {"center"}
    assert all(text.get_bbox_patch() for text in ax.texts[:4]), "lines do not cross numbers"
    assert min(text.get_fontsize() for text in ax.texts[6:]) > 10
    texts = {text.get_text(): text.get_position() for text in ax.texts}
    assert list(texts) == ["0.25", "-2", "0.1235", "3", "0.5", "1", "in", "out"]
    for number, (start, end) in zip(list(texts)[:4], wanted, strict=True):
        x, y = texts[number]
        assert 0 < x < 1 and y == pytest.approx(start[1] + x * (end[1] - start[1])), "on its line"
    assert texts["0.5"] == left[0] and texts["1"] == left[1]
    assert texts["in"][1] == texts["out"][1] and 0.6 < texts["in"][1] < ax.get_ylim()[1]
    edges = [to_hex(dots.get_edgecolor()[0]).upper() for dots in ax.collections]
    assert edges == [ORANGE, GREY], "a layer without numbers is grey"
    assert [dots.get_offsets().tolist() for dots in ax.collections] == [
        [list(place) for place in layer] for layer in (left, right)
    ]
    assert ax.get_xlim() == pytest.approx((-0.3, 1.3))
    assert ax.get_ylim() == pytest.approx((-1.2, 1.7))
    for dots in ax.collections:
        assert dots.get_sizes() > 1000 and to_hex(dots.get_facecolor()[0]) == "#ffffff"
        assert dots.get_zorder() > max(line.get_zorder() for line in ax.lines)


def test_numbers_stand_near_the_circle_that_they_come_from(shown):
    helpers.draw_numbers([None] * 2, [np.ones((3, 2))], "Three", sizes=(2, 3), names="ab")
    numbers = [text.get_position()[0] for text in shown[0].axes[0].texts[:6]]
    assert all(0.2 < x < 0.5 for x in numbers) and len(set(numbers)) == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([None] * 2, [None] * 2), "draw_numbers: nodes must be a list of arrays of the shapes [("),
        (([np.ones(3), None, None], [None] * 2), "draw_numbers: nodes must be a list of arrays of"),
        (([[3], None, None], [None] * 2), "draw_numbers: nodes must be a list of arrays of"),
        ((None, [None] * 2), "draw_numbers: nodes must be a list of arrays of the shapes [(3, 1),"),
        (([None] * 3, [np.ones((3, 2)), None]), "draw_numbers: lines must be a list of arrays of"),
        (([None] * 3, [None] * 3), "draw_numbers: lines must be a list of arrays of the shapes"),
        (([None] * 3, None), "draw_numbers: lines must be a list of arrays of the shapes [(2, 3)"),
    ],
)
def test_draw_numbers_wants_numbers_for_each_layer(shown, arguments, message):
    assert words(helpers.draw_numbers, *arguments, "Two of three").startswith(message)
    message = "draw_numbers: names must be 2 names, one for each layer."
    assert words(helpers.draw_numbers, [None], [None], "", sizes=(2, 1), names="a") == message


def test_draw_numbers_leaves_out_what_is_not_there(shown):
    helpers.draw_numbers([None] * 3, [None] * 2, "Empty")
    (ax,) = shown[0].axes
    assert [text.get_text() for text in ax.texts] == ["inputs", "hidden units", "outputs"]
    assert [len(dots.get_offsets()) for dots in ax.collections] == [3, 2, 2]
    assert len(ax.lines) == 3 * 2 + 2 * 2
    circles = {tuple(place) for dots in ax.collections for place in dots.get_offsets().tolist()}
    assert {end for ends, _, _ in lines(ax) for end in ends} == circles
    assert {colour.upper() for _, colour, _ in lines(ax)} == {GREY}


def check_probabilities(figure, image, probabilities, title):
    """Assert that a figure shows this image, ten bars of these heights, the largest in orange."""
    left, right = figure.axes
    assert figure.get_suptitle() == title
    assert (left.images[0].get_array() == image.reshape(28, 28)).all() and not left.axison
    assert left.images[0].get_clim() == (0, 1) and left.images[0].get_cmap().name == "gray"
    heights = [bar.get_height() for bar in right.patches]
    np.testing.assert_allclose(heights, probabilities[:, 0], rtol=1e-5)
    assert [bar.get_x() + bar.get_width() / 2 for bar in right.patches] == pytest.approx(range(10))
    best = int(probabilities.argmax())
    colours = [to_hex(bar.get_facecolor()).upper() for bar in right.patches]
    assert colours == [ORANGE if digit == best else BLUE for digit in range(10)]
    assert right.get_ylim() == (0, 1) and list(right.get_xticks()) == list(range(10))
    assert right.get_xlabel() == "digit" and right.get_ylabel() == "probability"


def test_show_probabilities(shown):
    image, probabilities = RNG(0).random((784, 1)), RNG(1).dirichlet(np.ones(10))[:, None]
    helpers.show_probabilities(image, probabilities, "What it reads")
    check_probabilities(shown[0], image, probabilities, "What it reads")
    assert shown[0].get_layout_engine(), "so that nothing overlaps"
    np.testing.assert_allclose(shown[0].get_size_inches(), [8, 3.2])


@pytest.mark.parametrize(
    ("image", "probabilities", "message"),
    [
        (np.zeros(784), np.zeros((10, 1)), "show_probabilities: image has the shape (784,)"),
        (np.zeros((784, 1)), np.zeros((1, 10)), "show_probabilities: probabilities has the shape"),
        (
            np.zeros((784, 1)),
            np.full((10, 1), 5),
            "show_probabilities: probabilities must be from 0",
        ),
        (np.full((784, 1), np.nan), np.zeros((10, 1)), "show_probabilities: image holds numbers"),
    ],
)
def test_show_probabilities_refuses(image, probabilities, message):
    assert words(helpers.show_probabilities, image, probabilities, "").startswith(message)


def test_test_prediction_shows_one_digit_of_many(shown):
    params = helpers.init_params(RNG(0))
    X, Y = RNG(1).random((784, 4), dtype=np.float32), np.array([3, 1, 4, 1])
    A2 = helpers.forward_prop(*params, X)[3]
    for index in (0, 2, 3, np.int64(2)):
        helpers.test_prediction(index, *params, X, Y)
        title = f"The label says {Y[index]}; the network reads {A2[:, index].argmax()} "
        title += f"(probability {A2[:, index].max():.0%})"
        check_probabilities(shown[-1], X[:, index], A2[:, index : index + 1], title)


@pytest.mark.parametrize("index", [5, -1])
def test_test_prediction_refuses_an_index_that_is_not_there(index):
    *params, X, Y = tiny()
    with pytest.raises(IndexError, match=f"There is no test image {index}: they go from 0 to 4"):
        helpers.test_prediction(index, *params, X, Y)


@pytest.mark.parametrize("index", [1.5, None, "1"])
def test_test_prediction_refuses_what_is_no_index(index):
    *params, X, Y = tiny()
    assert "index must be a whole number" in words(helpers.test_prediction, index, *params, X, Y)
    assert "X_test has the shape (5, 3)" in words(helpers.test_prediction, 0, *params, X.T, Y)
    assert "Y_test has the shape (4,)" in words(helpers.test_prediction, 0, *params, X, Y[1:])


HISTORY = {
    "updates": [0, 1, 2], "loss": [3.0, 2.0, 1.5], "train_accuracy": [0.1, 0.5, 0.75],
    "test_accuracy": [0.2, 0.25, 0.5],
}  # fmt: skip


def test_plot_history(shown):
    helpers.plot_history(HISTORY)
    left, right = shown[0].axes
    np.testing.assert_allclose(shown[0].get_size_inches(), [11, 3.8])
    assert shown[0].get_layout_engine(), "so that nothing overlaps"
    assert lines(left)[0][:2] == (((0, 3.0), (1, 2.0), (2, 1.5)), BLUE.lower())
    assert left.get_xlabel() == "updates" and left.get_title() == "The loss falls"
    assert left.get_ylabel() == "loss on the training digits (nats)" and left.get_ylim()[0] == 0
    (train, colour, _), (test, other, _) = lines(right)
    assert train == ((0, 10), (1, 50), (2, 75)) and test == ((0, 20), (1, 25), (2, 50))
    assert (colour.upper(), other.upper()) == (BLUE, ORANGE)
    assert [line.get_linestyle() for line in right.lines] == ["-", "--"]
    assert [text.get_text() for text in right.get_legend().get_texts()] == ["train", "test"]
    assert right.get_ylim() == (0, 100) and right.get_title() == "The accuracy rises"
    assert right.get_xlabel() == "updates" and right.get_ylabel() == "accuracy (%)"


@pytest.mark.parametrize("history", [None, [], {}, {"loss": [1.0], "accuracy": [0.5]}])
def test_plot_history_refuses_another_history(history):
    message = words(helpers.plot_history, history)
    assert message == (
        "plot_history wants what gradient_descent returns: updates, loss, train_accuracy, "
        "test_accuracy."
    )


@pytest.mark.parametrize("missing", HISTORY)
def test_plot_history_wants_every_list(missing):
    rest = {name: values for name, values in HISTORY.items() if name != missing}
    assert "plot_history wants" in words(helpers.plot_history, rest)


def test_plot_history_wants_lists_of_equal_length():
    longer = HISTORY | {"loss": [*HISTORY["loss"], 1.0]}
    assert "must be of equal length" in words(helpers.plot_history, longer)
    assert "must be of equal length" in words(helpers.plot_history, HISTORY | {"updates": 3})


def test_the_colours_can_be_told_apart_without_colour():
    assert len({BLUE, ORANGE, GREEN, GREY}) == 4
    assert (BLUE, ORANGE, GREEN) == ("#0072B2", "#D55E00", "#009E73"), "Okabe and Ito's"


def test_weights_of_zeros_are_thin_lines():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = helpers.draw_network((2, 2), ("a", "b"), weights=[np.zeros((2, 2))])
    assert {line.get_linewidth() for line in ax.lines} == {0}


def test_no_picture_shows_more_than_a_hundred_units():
    assert words(helpers.draw_network, (200, 200), ("a", "b"), shown=101).startswith(
        "draw_network: shown must be a whole number of at least 1 and of at most 100"
    )
