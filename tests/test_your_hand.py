"""One's own hand among others' digits; and real pen strokes, where they are at hand."""

import gzip

import numpy as np
import pytest
from paths import ROOT

from helpers import (
    forward_prop,
    get_accuracy,
    gradient_descent,
    load_mnist,
    make_predictions,
    mix_in,
    strokes_to_mnist,
)

HANDWRITING = ROOT.parent / "shared" / "handwriting" / "data"


def test_the_mix(digits):
    X, Y, X_test, Y_test = digits
    own, labels = X_test[:, :7], Y_test[:7]
    X_mix, Y_mix = mix_in(X, Y, own, labels, np.random.default_rng(0), n=300, n_own=100)
    assert X_mix.shape == (784, 400) and X_mix.dtype == np.float32
    assert (Y_mix[300:] == labels[np.arange(100) % 7]).all()
    found = {column.tobytes() for column in X.T}
    assert all(column.tobytes() in found for column in X_mix[:, :300].T)
    assert len({column.tobytes() for column in X_mix[:, :300].T}) == 300, "none twice"
    for i in range(100):  # distorted, but still the digit that its label says
        assert 0 < np.abs(own[:, i % 7] - X_mix[:, 300 + i]).mean() < 0.12
    with pytest.raises(ValueError, match="draw some digits first"):
        mix_in(X, Y, own[:, :0], labels[:0], np.random.default_rng(0))


def test_there_are_2000_of_others_and_1000_of_ones_own(digits):
    X, Y, X_test, Y_test = digits
    X_mix, Y_mix = mix_in(X, Y, X_test[:, :1], Y_test[:1], np.random.default_rng(0))
    assert X_mix.shape == (784, 3000) and (Y_mix[2000:] == Y_test[0]).all()


def test_one_s_own_digits_are_turned_and_scaled_but_little():
    """A bar is 16 pixels long; at most 6 degrees of turn move its end by less than a pixel."""
    bar = np.zeros((28, 28), np.float32)
    bar[6:22, 13:15] = 1
    own, label = bar.reshape(784, 1), np.array([1])
    made, _ = mix_in(own, label, own, label, np.random.default_rng(0), n=0, n_own=400)
    images = made.T.reshape(-1, 28, 28)
    rows, columns = np.mgrid[:28, :28]
    ink = images.sum(axis=(1, 2))
    y, x = (images * rows).sum(axis=(1, 2)) / ink, (images * columns).sum(axis=(1, 2)) / ink
    dy, dx = rows - y[:, None, None], columns - x[:, None, None]
    angles = np.degrees((images * dy * dx).sum(axis=(1, 2)) / (images * dy**2).sum(axis=(1, 2)))
    assert 4.5 < np.abs(angles).max() < 6.5
    lengths = np.sqrt(12 * (images * dy**2).sum(axis=(1, 2)) / ink) / 16
    assert 1.03 < lengths.max() < 1.09 and 0.91 < lengths.min() < 0.97
    assert np.abs(y - 13.5).max() < 1.3 and np.abs(x - 13.5).max() < 1.3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"X": np.ones((28, 2))}, r"X has the shape \(28, 2\)"),
        ({"Y": np.zeros(3, int)}, r"Y has the shape \(3,\), but \(2,\)"),
        ({"X_own": np.ones((1, 784))}, r"X_own.*X_own\.T"),
        ({"Y_own": np.zeros(2, int)}, r"Y_own has the shape \(2,\), but \(1,\)"),
    ],
)
def test_digits_without_their_labels_are_refused(change, words):
    given = {"X": np.ones((784, 2)), "Y": np.zeros(2, int)}
    given |= {"X_own": np.ones((784, 1)), "Y_own": np.zeros(1, int)} | change
    with pytest.raises(ValueError, match=f"mix_in: {words}"):
        mix_in(**given, rng=np.random.default_rng(0), n=2, n_own=1)


def pen_strokes():
    """UCI pendigits as (strokes, label): y goes up there, and the pad is 500 units wide."""
    drawings = []
    for line in gzip.open(HANDWRITING / "pendigits-orig.tes.gz", "rt"):
        if line.startswith(".SEGMENT"):
            drawings.append(([], int(line.split('"')[1])))
        elif line.startswith(".PEN_DOWN"):
            drawings[-1][0].append([])
        elif line.strip() and not line.startswith("."):
            x, y = map(float, line.split())
            drawings[-1][0][-1].append([x / 500, -y / 500])
    return drawings


@pytest.mark.slow
@pytest.mark.skipif(not HANDWRITING.is_dir(), reason="real pen strokes are not here")
def test_real_hands_are_learnt_and_mnist_is_kept():
    X, Y, X_test, Y_test = load_mnist(progress=False)
    if Y.size != 60_000:
        pytest.skip("this needs the full MNIST")
    with np.load(HANDWRITING / "mlp.npz") as file:
        start = [file[name] for name in ("W1", "b1", "W2", "b2")]
    drawings = [([s for s in strokes if s], label) for strokes, label in pen_strokes()]
    columns = np.hstack([strokes_to_mnist(strokes) for strokes, _ in drawings])
    labels = np.array([label for _, label in drawings])
    for each, before_at_least, gain in [(3, 0.70, 0.100), (10, 0.70, 0.126)]:
        results = []
        for block in range(7):
            part = np.arange(250 * block, min(250 * (block + 1), labels.size))
            taught = [part[labels[part] == digit][:each] for digit in range(10)]
            taught = np.concatenate(taught)
            new = np.setdiff1d(part, taught)
            rng = np.random.default_rng(block)
            mix = mix_in(X, Y, columns[:, taught], labels[taught], rng)
            test = X_test[:, :10], Y_test[:10]
            weights, _ = gradient_descent(*mix, *test, 1.0, 60, *start, progress=False)
            assert forward_prop(*weights, columns[:, new])[3].shape == (10, new.size)
            read = [
                get_accuracy(make_predictions(columns[:, new], *w), labels[new])
                for w in (start, weights)
            ]
            mnist = get_accuracy(make_predictions(X_test, *weights), Y_test)
            results.append([*read, mnist])
        before, after, mnist = np.mean(results, axis=0)
        assert before > before_at_least and after >= before + gain and mnist >= 0.87
        print(f"{each} a class: {before:.1%} -> {after:.1%}, MNIST {mnist:.1%}")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n": -5}, "n must be a whole number"),
        ({"n": 1.5}, "n must be a whole number"),
        ({"n_own": -3}, "n_own must be a whole number"),
        ({"rng": 0}, "rng must be a random generator"),
        ({"X": np.full((784, 4), 255, np.uint8)}, "X must be from 0 to 1.*Divide by 255"),
        ({"X_own": np.full((784, 2), np.nan)}, "X_own holds numbers that are not finite"),
    ],
)
def test_what_cannot_be_mixed_is_refused(change, message):
    given = {
        "X": np.zeros((784, 4)), "Y": np.arange(4), "X_own": np.zeros((784, 2)),
        "Y_own": np.arange(2), "rng": np.random.default_rng(0),
    }  # fmt: skip
    with pytest.raises(ValueError, match=f"mix_in: {message}"):
        mix_in(**given | change)
