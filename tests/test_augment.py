"""New digits from old ones."""

import numpy as np
import pytest

from helpers import distort

RNG = np.random.default_rng
ROW, COLUMN = np.mgrid[:28, :28] - 13.5


def blob(n, row=0.0, column=0.0, wide=9.0):
    """n digits (784, n) that are one round spot, off the middle by so many pixels."""
    spot = np.exp(-((ROW - row) ** 2 + (COLUMN - column) ** 2) / wide).astype(np.float32)
    return np.repeat(spot.reshape(784, 1), n, axis=1)


def centres(X):
    """Row and column of each digit's centre of mass, from the middle: (2, n)."""
    X = X / X.sum(axis=0)
    return np.array([ROW.reshape(1, -1) @ X, COLUMN.reshape(1, -1) @ X])[:, 0]


def test_distort_moves_each_digit_a_little():
    X = np.zeros((784, 200), np.float32)
    X.reshape(28, 28, 200)[12:16, 12:16] = 1  # a square in the middle
    kept = X.copy()
    moved = distort(X, RNG(0), elastic=0.5)
    assert moved.shape == X.shape and moved.dtype == np.float32 and (X == kept).all()
    assert moved.min() >= 0 and moved.max() <= 1
    moves = centres(moved)
    assert np.abs(moves).max() < 3.5 and moves.std(axis=1).min() > 0.5
    assert (distort(X, RNG(0), 0, 0, 0) == X).all(), "no distortion changes nothing"
    assert (distort(X, RNG(5)) == distort(X, RNG(5))).all()


def spread(moved):
    """Largest move up, down, left and right."""
    rows, columns = centres(moved)
    return [-rows.min(), rows.max(), -columns.min(), columns.max()]


def test_each_kind_of_distortion_has_its_range_and_its_default():
    middle = blob(600)
    assert spread(distort(middle, RNG(0), 3, 0, 0)) == pytest.approx([3] * 4, abs=0.1)
    assert spread(distort(middle, RNG(0), angle=0, scale=0)) == pytest.approx([2] * 4, abs=0.1)
    assert spread(distort(middle, RNG(0), 0)) == pytest.approx([0] * 4, abs=0.01), (
        "about the middle"
    )
    right = blob(600, column=8)
    rows, columns = centres(distort(right, RNG(1), 0, 30, 0))
    assert [rows.min(), rows.max()] == pytest.approx([-4, 4], abs=0.1)
    np.testing.assert_allclose(np.hypot(rows, columns), 8, atol=0.05)
    rows = centres(distort(right, RNG(1), shift=0, scale=0))[0]
    assert [rows.min(), rows.max()] == pytest.approx(
        [-8 * np.sin(np.radians(12))] * 2 * np.array([1, -1]), abs=0.1
    )
    right = blob(600, column=6, wide=4)
    columns = centres(distort(right, RNG(2), 0, 0, 0.25))[1]
    assert [columns.min(), columns.max()] == pytest.approx([6 / 1.25, 6 / 0.75], abs=0.1)
    columns = centres(distort(right, RNG(2), shift=0, angle=0))[1]
    assert [columns.min(), columns.max()] == pytest.approx([6 / 1.12, 6 / 0.88], abs=0.1)


def test_the_axes_are_stretched_each_for_itself():
    rows, columns = centres(distort(blob(400, row=6, column=6), RNG(0), 0, 0, 0.2))
    assert abs(np.corrcoef(rows, columns)[0, 1]) < 0.2


def test_rows_and_columns_are_moved_each_for_itself_and_so_is_each_digit():
    moves = centres(distort(blob(400), RNG(0), 3, 0, 0))
    assert abs(np.corrcoef(moves)[0, 1]) < 0.2
    bent = centres(distort(blob(2000, wide=4), RNG(0), 0, 0, 0, 2.0))
    for move in (*moves, *bent):
        assert abs(np.corrcoef(move[1:], move[:-1])[0, 1]) < 0.15, "of the one before"


def test_a_turn_is_the_same_for_rows_and_columns():
    """A stick stays a stick: turned, and not sheared."""
    down, right = centres(distort(blob(300, row=8), RNG(3), 0, 40, 0)), None
    right = centres(distort(blob(300, column=8), RNG(3), 0, 40, 0))
    np.testing.assert_allclose(down[0], right[1], atol=0.05)
    np.testing.assert_allclose(down[1], -right[0], atol=0.05)


def test_elastic_bends_smoothly_both_axes_and_to_its_strength():
    still = {"shift": 0, "angle": 0, "scale": 0}
    moves = centres(distort(blob(2000, wide=4), RNG(0), elastic=2.0, **still))
    assert moves.std(axis=1) == pytest.approx([1.4, 1.4], rel=0.1), "2 on average, more at the rim"
    assert abs(np.corrcoef(moves)[0, 1]) < 0.1, "each axis for itself"
    less = centres(distort(blob(2000, wide=4), RNG(0), elastic=1.0, **still))
    np.testing.assert_allclose(less.std(), moves.std() / 2, rtol=0.1)
    assert centres(distort(blob(9), RNG(0), **still)) == pytest.approx(0, abs=1e-4), "none is 0"
    ramp = np.repeat((ROW / 28 + 0.5).astype(np.float32).reshape(784, 1), 50, axis=1)
    bent = distort(ramp, RNG(0), elastic=2.0, **still).reshape(28, 28, 50)[8:20, 8:20]
    for axis, step in ((0, 1), (1, 0)):  # neighbours move alike: on average, by a quarter pixel
        steps = np.diff(bent * 28, axis=axis) - step
        assert steps.std() == pytest.approx(0.287, rel=0.1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.zeros((5, 784)), RNG(0)), "X has the shape .5, 784., but .784, n. is wanted.*X.T"),
        ((np.zeros((784, 0)), RNG(0)), "it is empty"),
        ((np.full((784, 1), np.nan), RNG(0)), "X holds numbers that are not finite"),
        ((np.zeros((784, 1)), 0), "rng must be a random generator"),
        ((np.zeros((784, 1)), RNG(0), -1), "shift must be a number of at least 0, not -1"),
        ((np.zeros((784, 1)), RNG(0), 1, -1), "angle must be a number of at least 0"),
        ((np.zeros((784, 1)), RNG(0), 1, 1, 1), "scale must be a number of at least 0 and below 1"),
        ((np.zeros((784, 1)), RNG(0), 1, 1, 0, -1), "elastic must be a number of at least 0"),
        (([[1]], RNG(0)), "X must be a NumPy array, not list"),
        ((np.zeros((784, 1), np.float16), RNG(0)), "X must hold float32 or float64 numbers, not f"),
    ],
)
def test_distort_refuses(arguments, message):
    with pytest.raises(ValueError, match=f"^distort: .*{message}"):
        distort(*arguments)


def test_pixels_as_bytes_become_float32():
    X = (255 * blob(3)).astype(np.uint8)
    moved = distort(X, RNG(0))
    assert moved.dtype == np.float32
    np.testing.assert_array_equal(moved, distort(X.astype(np.float32), RNG(0)))
    assert moved.flags.c_contiguous and distort(blob(3).astype(np.float64), RNG(0)).dtype == float
