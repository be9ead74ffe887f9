"""What is wrong with labels: their form, and whether they belong to the images."""

import numpy as np
import pytest

from helpers import distort
from helpers.teaching.examine_labels import _own_averages, examine_labels, read_labels

FIVE = np.array([3, 1, 4, 1, 5])


@pytest.mark.parametrize(
    ("Y", "kinds", "words", "read"),
    [
        (FIVE, [], "", FIVE),
        (FIVE.astype(np.uint8), [], "", FIVE),
        ([3, 1, 4, 1, 5], [], "", FIVE),
        (
            np.eye(10)[FIVE],
            ["labels-type"],
            "Y has the shape (5, 10): a column or row of ten",
            FIVE,
        ),
        (np.eye(10)[FIVE].T, ["labels-type"], "Y has the shape (10, 5)", FIVE),
        (FIVE[:, None], ["labels-type"], "Y has the shape (5, 1), but (5,) is wanted", FIVE),
        (FIVE[:4], ["sizes"], "X has 5 samples, but Y has 4 labels (shape (4,))", None),
        (FIVE.astype(float), ["labels-type"], "Y holds float64, and not whole numbers", FIVE),
        (FIVE[None].astype(float), ["labels-type"] * 2, "(1, 5), but (5,)", FIVE),
        (FIVE.astype(str), ["labels-type"], "Y holds <U", FIVE),
        (np.array(["three"] * 5), ["labels-type"], "Y holds <U5", None),
        (np.array([{}] * 5), ["labels-type"], "Y holds object", None),
        (FIVE / 255, ["labels-type"], "Y holds float64", None),
        (FIVE + [0, 0, np.nan, 0, 0], ["labels-type"], "Y holds float64", None),
    ],
)
def test_the_form_of_labels(Y, kinds, words, read):
    found, given = read_labels(Y, 5)
    assert [finding.kind for finding in found] == kinds
    assert not kinds or words in found[0].symptom
    if kinds == ["sizes"]:
        assert found[0].number == -1
    if read is None:
        assert given is None
    else:
        assert given.dtype == np.int64 and (given == read).all()


def test_ten_labels_that_are_one_hot_are_too_many_labels():
    """For ten samples, (10, 10) may be anything."""
    found, read = read_labels(np.eye(10), 10)
    assert [finding.kind for finding in found] == ["sizes"] and read is None


@pytest.fixture(scope="module")
def some(digits):
    """400 digits with their labels."""
    return digits[0][:, :400], digits[1][:400]


def swap(Y, one, other):
    return np.where(Y == one, other, np.where(Y == other, one, Y))


def spoil(Y, share, seed=0):
    """Other labels for this share of the digits."""
    rng = np.random.default_rng(seed)
    return np.where(rng.random(Y.size) < share, (Y + rng.integers(1, 10, Y.size)) % 10, Y)


@pytest.mark.parametrize(
    ("change", "found", "number", "goes_on"),
    [
        (lambda Y: Y, "healthy labels: ", None, True),
        (lambda Y: Y + 1, "ill labels-off-by-one: The labels in Y go from 1 to 10.", 10, True),
        (lambda Y: Y - 1, "ill labels-off-by-one: The labels in Y go from -1 to 8.", 8, True),
        (
            lambda Y: np.where(Y == 0, 10, Y),
            "ill labels-range: The labels in Y go from 1 to 10.",
            10,
            False,
        ),
        (
            lambda Y: np.where(Y == 0, -1, Y),
            "ill labels-range: The labels in Y go from -1 to 9.",
            9,
            False,
        ),
        (lambda Y: np.where(Y == 3, 10, Y), "ill labels-range", 10, False),
        (lambda Y: 0 * Y + 3, "ill labels-one-class: All 400 labels in Y are 3.", 1, False),
        (lambda Y: np.roll(Y, 1), "ill labels-shifted", -1, False),
        *[
            (lambda Y, n=n: np.roll(Y, n), "ill labels-shifted", -n, False)
            for n in (-3, -2, -1, 2, 3)
        ],
        (lambda Y: Y + 2, "ill labels-range: The labels in Y go from 2 to 11.", 11, False),
        (lambda Y: spoil(Y, 0.22), "healthy labels", None, True),
        (lambda Y: (Y + 1) % 10, "ill labels-off-by-one", 1, False),
        (lambda Y: (Y - 1) % 10, "ill labels-off-by-one", 9, False),
        (
            lambda Y: swap(Y, 4, 9),
            "ill labels-swapped: In Y, 9 is called 4, 4 is called 9.",
            2,
            True,
        ),
        (
            lambda Y: np.where(Y == 1, 7, np.where(Y == 7, 3, np.where(Y == 3, 1, Y))),
            "ill labels-swapped: In Y, 3 is called 1, 7 is called 3, 1 is called 7.",
            3,
            True,
        ),
        (lambda Y: spoil(Y, 0.12), "healthy labels", None, True),
        (lambda Y: spoil(Y, 0.45), "ill labels-noisy: Only ", None, True),
        (lambda Y: spoil(Y, 0.75), "ill labels-shuffled: Only ", None, False),
        (
            lambda Y: np.random.default_rng(0).permutation(Y),
            "ill labels-shuffled: Only ",
            None,
            False,
        ),
    ],
)
def test_labels_beside_their_images(change, found, number, goes_on, some):
    X, Y = some
    (first, *rest), usable = examine_labels(X, change(Y))
    assert not rest
    assert f"{first.level} {first.kind}: {first.symptom}".startswith(found)
    assert number is None or first.number == number
    assert (usable is not None) == goes_on
    if first.symptom.endswith(("1 to 10.", "-1 to 8.")) and goes_on:
        assert (usable == Y).all(), "counted from 0"


def test_what_a_remedy_takes_away(some):
    X, Y = some
    for change, remedy in [(1, "Y = Y - (1)."), (-1, "Y = Y - (-1).")]:
        assert examine_labels(X, Y + change)[0][0].remedy == remedy
    for places, words in [(1, "stand 1 later"), (-1, "stand 1 earlier"), (-3, "stand 3 earlier")]:
        assert words in examine_labels(X, np.roll(Y, places))[0][0].cause


@pytest.mark.parametrize(
    ("turn", "words"),
    [
        (lambda images: images[::-1], "upside down"),
        (lambda images: images[:, ::-1], "mirrored"),
        (lambda images: images[::-1, ::-1], "turned by 180 degrees"),
        (lambda images: images.transpose(1, 0, 2), "with rows for columns (transposed)"),
        (lambda images: images.transpose(1, 0, 2)[::-1], "turned by"),
        (lambda images: images.transpose(1, 0, 2)[:, ::-1], "turned by"),
    ],
)
def test_images_that_stand_otherwise(turn, words, some):
    X, Y = some
    found, usable = examine_labels(turn(X.reshape(28, 28, -1)).reshape(784, -1), Y)
    assert found[0].kind == "images-turned" and words in found[0].symptom
    assert usable is not None, "a network may learn from them all the same"


def test_a_choice_of_classes_is_unbalanced(some):
    X, Y = some
    found, usable = examine_labels(X[:, Y < 8], Y[Y < 8])
    assert [finding.kind for finding in found] == ["labels", "labels-unbalanced"]
    assert ", and there is no 8, 9." in found[1].symptom and usable is not None
    ones, others = np.flatnonzero(Y == 1), np.flatnonzero(Y != 1)
    for n_ones, unbalanced in [(46, ["labels-unbalanced"]), (44, [])]:
        chosen = np.concatenate([np.resize(ones, n_ones), others[: 100 - n_ones]])
        found, _ = examine_labels(X[:, chosen], Y[chosen])
        assert [finding.kind for finding in found] == ["labels", *unbalanced]
    assert unbalanced == [] and "no " not in found[0].symptom


def test_few_labels_say_nothing(some):
    X, Y = some
    wrong = np.roll(Y, 1)
    assert examine_labels(X[:, :29], wrong[:29])[0] == []
    assert examine_labels(X[:, :30], wrong[:30])[0] != []
    assert examine_labels(X[:, :9], 0 * Y[:9])[0] == []
    assert examine_labels(X[:, :10], 0 * Y[:10])[0][0].kind == "labels-one-class"
    kept = Y[:99] != 5
    assert "labels-unbalanced" not in [
        f.kind for f in examine_labels(X[:, :99][:, kept], Y[:99][kept])[0]
    ]


def test_pixels_without_a_background_are_compared_with_each_other(digits):
    X, Y = digits[0][:, :1000], digits[1][:1000]
    X = (X - X.mean(axis=1, keepdims=True)) / (X.std(axis=1, keepdims=True) + 0.1)
    (found,), usable = examine_labels(X, Y)
    assert found.level == "healthy" and found.number > 0.7 and usable is not None
    (found,), _ = examine_labels(X, np.random.default_rng(0).permutation(Y))
    assert found.kind == "labels-shuffled" and found.number < 0.2
    assert examine_labels(X, spoil(Y, 0.4))[0][0].kind == "labels-noisy"
    assert examine_labels(X, Y + 1)[0][0].kind == "labels-off-by-one"
    assert examine_labels(X[:, :200], Y[:200])[0] != []
    assert examine_labels(X[:, :199], Y[:199])[0] == [], "too few to make averages of"


def test_noise_is_told_by_what_is_usual(some):
    (found,), _ = examine_labels(some[0], spoil(some[1], 0.45))
    share = found.number
    assert found.cause == f"about {1 - share / 0.82:.0%} of the labels are wrong (82% is usual)."


def test_averages_of_their_own_tell_two_classes_apart():
    X = np.zeros((784, 40))
    X[0, ::2] = X[1, 1::2] = 1
    assert _own_averages(X, np.arange(40) % 2) == 1


def test_distorted_digits_are_rightly_named(digits):
    X, Y = digits[0][:, :600], digits[1][:600]
    found, usable = examine_labels(distort(X, np.random.default_rng(0), angle=25.0), Y)
    assert 0.4 < found[0].number < 0.58, "as few as where many labels are wrong"
    assert [finding.level for finding in found] == ["healthy"] and usable is not None


@pytest.mark.parametrize(("n", "kind"), [(8, "labels-swapped"), (7, "labels")])
def test_a_class_of_seven_is_too_few_to_be_called_swapped(n, kind, some):
    X, Y = some
    zeros, ones, others = (
        np.flatnonzero(np.isin(Y, digits)) for digits in ([0], [1], range(2, 10))
    )
    chosen = np.concatenate([zeros[:n], ones[:n], others[:200]])
    assert examine_labels(X[:, chosen], swap(Y[chosen], 0, 1))[0][0].kind == kind
