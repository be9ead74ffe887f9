"""What is taken for what, and answers that are withheld: by hand, and refused when wrong."""

import numpy as np
import pytest

import helpers

FOUR = np.array([0.9, 0.6, 0.7, 0.4]), np.array([True, False, True, False])


def test_confusion_matrix_by_hand():
    Y, predictions = np.array([0, 2, 2, 2]), np.array([1, 0, 0, 2])
    counts = helpers.confusion_matrix(Y, predictions, n_classes=3)
    np.testing.assert_array_equal(counts, [[0, 1, 0], [0, 0, 0], [2, 0, 1]])
    assert counts.dtype == np.int64
    assert helpers.confusion_matrix(Y[:0], predictions[:0]).shape == (10, 10)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((np.array([0, 3]), np.array([0, 1]), 3), "the labels in Y must be from 0 to 2"),
        ((np.array([0, 1]), np.array([0, -1]), 3), "the labels in predictions must be from 0 to 2"),
        ((np.array([0, 1]), np.array([0.0, 1.0])), "predictions must hold whole numbers"),
        ((np.array([0, 1]), np.array([0])), "predictions has the shape .1,., but .2,. is wanted"),
        ((np.array([0]), np.array([0]), 0), "n_classes must be a whole number of at least 1"),
    ],
)
def test_labels_and_answers_that_are_refused(arguments, message):
    with pytest.raises(ValueError, match=f"confusion_matrix: {message}"):
        helpers.confusion_matrix(*arguments)


@pytest.mark.parametrize(
    ("threshold", "shares"), [(0, (1, 0.5)), (0.7, (0.5, 1)), (0.6, (0.75, 2 / 3))]
)
def test_with_threshold_by_hand(threshold, shares):
    assert helpers.with_threshold(*FOUR, threshold) == pytest.approx(shares)


def test_where_nothing_is_answered_no_share_is_right():
    with pytest.warns(RuntimeWarning):
        assert helpers.with_threshold(*FOUR, 1) == pytest.approx((0, np.nan), nan_ok=True)


@pytest.mark.parametrize("threshold", [70, -0.1, np.nan, "0.7"])
def test_a_threshold_is_a_share(threshold):
    with pytest.raises(ValueError, match="threshold must be a number of at least 0 and of at most"):
        helpers.with_threshold(*FOUR, threshold)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((FOUR[0], np.arange(4), 0.5), "right must hold True and False, not int64"),
        ((*FOUR[::-1], 0.5), "right must hold True and False, not float64"),
        ((100 * FOUR[0], FOUR[1], 0.5), "confidence must be from 0 to 1"),
        ((FOUR[0], FOUR[1][:3], 0.5), "right has the shape .3,., but .4,. is wanted"),
    ],
)
def test_confidences_and_answers_that_are_refused(arguments, message):
    with pytest.raises(ValueError, match=f"with_threshold: {message}"):
        helpers.with_threshold(*arguments)
