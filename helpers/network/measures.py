"""What is taken for what, and what a network gains by saying "I don't know" (Lesson 5).

n is the number of samples.
"""

import numpy as np

from helpers.inputs.arrays import check_values
from helpers.inputs.numbers import check_numbers
from helpers.inputs.shapes import check_shapes


@check_shapes(n_classes="classes", Y="n", predictions="n")
def confusion_matrix(Y, predictions, n_classes=10):
    """Count how often each label was read as each class.

    Parameters
    ----------
    Y, predictions : (n,) whole numbers from 0 to n_classes - 1, labels and answers.
    n_classes : int, at least 1.

    Returns
    -------
    (n_classes, n_classes) int64, a row for each label and a column for each answer.

    Raises
    ------
    ValueError for other labels or answers, or if there are not as many of both.

    Examples
    --------
    >>> confusion_matrix(np.array([0, 0]), np.array([0, 1]), n_classes=2)
    array([[1, 1],
           [0, 0]])
    """
    counts = np.zeros((n_classes, n_classes), dtype=np.int64)
    for label, answer in zip(Y, predictions, strict=True):
        counts[label, answer] += 1
    return counts


@check_shapes(confidence="n+", right="n+")
@check_values(confidence="0 to 1", right="bool")
@check_numbers(threshold=">= 0 <= 1")
def with_threshold(confidence, right, threshold):
    """Let a network answer only where its confidence reaches a threshold.

    Parameters
    ----------
    confidence : (n,) floats from 0 to 1, the highest probability of each sample.
    right : (n,) bool, whether each answer is right.
    threshold : float from 0 to 1.

    Returns
    -------
    The share answered, and the share of right ones among these answers: two floats. The second is
    nan, with NumPy's warning, where nothing is answered.

    Raises
    ------
    ValueError for other shapes, types and ranges.

    Examples
    --------
    >>> with_threshold(np.array([0.9, 0.6]), np.array([True, False]), 0.7)
    (0.5, 1.0)
    """
    answered = confidence >= threshold
    return float(answered.mean()), float(right[answered].mean())
