"""What is wrong with pixels, on training and on test digits: each limit from either side."""

import numpy as np
import pytest

from helpers.teaching import examine_data as data


@pytest.fixture(scope="module")
def X(digits):
    """300 digits."""
    return digits[0][:, :300]


def flat(n=60, inputs=784):
    """Images of one grey with a grey spot in each, at other places."""
    X = np.zeros((inputs, n), np.float32)
    X[np.arange(n) % inputs, np.arange(n)] = 1
    return X


def with_column(X, column):
    X = X.copy()
    X[:, 7] = column
    return X


def change(X, share, function):
    """The first images changed by a function."""
    X = X.copy()
    n = round(share * X.shape[1])
    X[:, :n] = function(X[:, :n])
    return X


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda X: X, "healthy pixels: X goes from 0 to 1, on average 0.1"),
        (lambda X: with_column(X, np.nan), "ill pixels-not-finite: 0.3% of X is nan"),
        (lambda X: with_column(X, -np.inf), "ill pixels-not-finite: 0.3% of X is nan"),
        (lambda X: 0 * X + 0.5, "ill pixels-constant: X holds nothing but 0.5"),
        (lambda X: np.repeat(X[:, :1], 60, axis=1), "ill pixels-constant: X has the same image"),
        (lambda X: X[:, :1], "healthy pixels"),  # one image has none to differ from
        (lambda X: change(X, 0.06, lambda x: 0 * x), "ill pixels-constant: 6% of the images in X"),
        (lambda X: change(X, 0.05, lambda x: 0 * x), "healthy pixels"),
        (
            lambda X: change(X, 0.5, lambda x: 255 * x),
            "ill pixels-mixed: Some images in X go up to 255",
        ),
        (lambda X: change(X, 0.02, lambda x: 255 * x), "ill pixels-mixed"),
        (lambda X: change(X, 0.98, lambda x: 255 * x), "ill pixels-mixed"),
        (
            lambda X: change(X, 2 / 300, lambda x: 50.5 * x / x.max(axis=0)),
            "ill pixels-mixed",
        ),  # more than 0.5 %
        (lambda X: change(X, 1 / 300, lambda x: 60 * x), "healthy pixels"),
        (lambda X: change(X, 2 / 300, lambda x: x / 60), "ill pixels-mixed"),
        (lambda X: change(X, 1 / 300, lambda x: x / 60), "healthy pixels"),
        (lambda X: change(X, 0.5, lambda x: 40 * x), "ill pixels-too-large"),
        (
            lambda X: (X // 1)[:, X.max(axis=0) == 1],
            "ill pixels-whole: X holds only 0 and 1, and only 0.",
        ),
        (lambda X: (X > 0.5).astype(int), "healthy pixels"),  # black and white
        (lambda X: 255 * X, "ill pixels-too-large: X goes from 0 to 255, spread 7"),
        (lambda X: X / X.std() * 3.6, "ill pixels-too-large"),
        (lambda X: X / X.std() * 3.4, "healthy pixels"),
        (lambda X: X / 255, "ill pixels-too-small: X goes from 0 to 0.00392: hardly a signal."),
        (lambda X: X / X.std() * 0.029, "ill pixels-too-small"),
        (lambda X: X / X.std() * 0.031, "healthy pixels"),
        (lambda X: 0 * X, "ill pixels-constant: X holds nothing but 0"),
        (lambda X: X + 0.2, "healthy pixels"),
        (lambda X: 2 * X, "healthy pixels"),
        (
            lambda X: change(X, 2 / 300, lambda x: x / x.max(axis=0) / 50.5),
            "ill pixels-mixed",
        ),
        (
            lambda X: 9 + (X - X.mean(axis=1)[:, None]) / (X.std(axis=1)[:, None] + 0.1),
            "healthy pixels",  # no background any more, but images
        ),
        (lambda X: 1 - X, "ill pixels-inverted: All images in X are dark on a bright ground."),
        (lambda X: 3 - 2 * X, "ill pixels-inverted: All images"),
        (lambda X: change(X, 0.4, lambda x: 1 - x), "ill pixels-inverted: 40% of the images"),
        (lambda X: change(X, 0.06, lambda x: 1 - x), "ill pixels-inverted: 6% of the images"),
        (lambda X: change(X, 0.05, lambda x: 1 - x), "healthy pixels"),
        (
            lambda X: np.ascontiguousarray(X.T).reshape(784, -1),
            "ill pixels-scrambled: In X a pixel is",
        ),
        (
            lambda X: X[:, np.arange(300) % 80],
            "ill images-repeated: Only 27% of the images in X differ.",
        ),
        (lambda X: X[:, np.arange(300) % 90], "healthy pixels"),  # 30 %
        (lambda X: X[:, np.arange(50) % 14], "ill images-repeated"),
        (lambda X: X[:, np.arange(49) % 14], "healthy pixels"),
        (lambda X: X[350:450], "healthy pixels"),  # no images of 28 x 28
        (lambda X: 1 - X[350:450], "healthy pixels"),
    ],
)
def test_pixels(make, found, X):
    made = np.asarray(make(X), np.float32)
    (finding,), given = data.examine_pixels(made, inputs=len(made))
    assert f"{finding.level} {finding.kind}: {finding.symptom}".startswith(found)
    assert (given is made) == (finding.level == "healthy")
    assert np.isfinite(finding.number)


def test_digits_in_rows_are_turned(X):
    for n in (300, 784):
        rows = np.resize(X.T, (n, 784))
        found, given = data.examine_pixels(rows)
        assert found[0].kind == "rows-for-columns" and f"({n}, 784)" in found[0].symptom
        assert given.shape == (784, n) and (given[:, :300] == X).all()
    found, given = data.examine_pixels(255 * X.T)
    assert [f.kind for f in found] == ["rows-for-columns", "pixels-too-large"] and given is None
    square = np.resize(X.T, (784, 784)).T
    assert data.examine_pixels(square)[0][0].kind == "pixels", "as many digits as pixels"


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda X: X, "test"),
        (lambda X: 1.5 * X, "test"),
        (lambda X: 1.7 * X, "test-prepared-otherwise"),
        (lambda X: X / 1.7, "test-prepared-otherwise"),
        (lambda X: 255 * X, "test-prepared-otherwise"),
        (lambda X: X + 0.06, "test"),
        (lambda X: X + 0.09, "test-prepared-otherwise"),
        (lambda X: X - 0.09, "test-prepared-otherwise"),
        (lambda X: X.reshape(28, 28, -1)[:, ::-1].reshape(784, -1), "test"),
        (lambda X: np.random.default_rng(0).permutation(X), "test-prepared-otherwise"),  # by pixel
    ],
)
def test_test_digits_are_prepared_as_the_others(make, kind, X, digits):
    other = np.asarray(make(digits[2][:, :300]), np.float32)
    (found,) = data.examine_test(X, other)
    assert found.kind == kind and found.level == ("healthy" if kind == "test" else "ill")


@pytest.mark.parametrize(("both", "kind"), [(0, "test"), (3, "test"), (4, "test-in-training")])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_test_digits_that_are_training_digits(both, kind, dtype, X, digits):
    """More than one of a hundred."""
    other = digits[2][:, :300].astype(dtype)
    other[:, :both] = X[:, 5 : 5 + both]
    (found,) = data.examine_test(X, other)
    assert found.kind == kind and found.number == pytest.approx(both / 300)
    if both == 4:
        assert found.symptom == "1% of the test images are training images, too."


def test_what_counts_as_a_background(X):
    np.testing.assert_allclose(data.as_pixels(2 * X - 1), X, atol=1e-6)
    assert data.as_pixels(1 - X) is None, "most of it is bright"
    assert data.as_pixels(X[:100]) is None and data.as_pixels(0 * X) is None


@pytest.mark.parametrize(
    ("how", "place"),
    [
        ("upside down", (26, 5)),
        ("mirrored", (1, 22)),
        ("turned by 180 degrees", (26, 22)),
        ("with rows for columns (transposed)", (5, 1)),
        ("turned by 90 degrees", (22, 1)),
        ("turned by -90 degrees", (5, 26)),
    ],
)
def test_where_turns_bring_a_pixel(how, place):
    images = np.zeros((28, 28, 3))
    images[1, 5] = [1, 2, 3]
    back = data.turned(images.reshape(784, 3), how).reshape(28, 28, 3)
    assert list(back[place]) == [1, 2, 3] and np.count_nonzero(back) == 3
    assert how in data.TURNS and len(data.TURNS) == 6


def test_known_digits_are_averages_of_each(X, digits):
    share = np.mean(data.read_by_average(X, data.known_digits()) == digits[1][:300])
    assert share > 0.75


def test_how_far_apart_mixed_images_are(X):
    ((found,), _) = data.examine_pixels(change(X / 2, 0.5, lambda x: 255 * x))
    assert 250 < found.number < 300


def test_neighbours():
    stripes = np.zeros((28, 28, 2))
    stripes[:, ::2] = 1
    assert data.neighbours(stripes.reshape(784, 2)) == pytest.approx(-1)
    assert data.neighbours(stripes.transpose(1, 0, 2).reshape(784, 2)) == pytest.approx(1)
    assert data.neighbours(np.zeros((784, 2))) == 1
    for column in (0, -1):
        edge = np.zeros((28, 28, 2))
        edge[:, column] = 1
        assert data.neighbours(edge.reshape(784, 2)) == 1, "on one side all are the same"


def test_the_nearest_average_image():
    averages = np.array([[0.0, 2], [0, 2], [0, 0]])
    assert list(data.read_by_average(np.array([[0.9, 1.1], [0.9, 1.1], [1, 1]]), averages)) == [
        0,
        1,
    ]
    known = data.known_digits()
    assert known.shape == (784, 10)
    assert list(data.read_by_average(known, known)) == list(range(10))
