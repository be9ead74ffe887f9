"""What is wrong with the pixels that a network learns from, and is tested on."""

import functools

import numpy as np

from helpers.digits.mnist import DATA, FILES, read_files
from helpers.teaching.findings import healthy, ill

SIDE = 28
BACKGROUND = 0.02  # of the range: what counts as the same grey
TURNS = {
    "upside down": lambda images: images[::-1],
    "mirrored": lambda images: images[:, ::-1],
    "turned by 180 degrees": lambda images: images[::-1, ::-1],
    "with rows for columns (transposed)": lambda images: images.transpose(1, 0, 2),
    "turned by 90 degrees": lambda images: images.transpose(1, 0, 2)[::-1],
    "turned by -90 degrees": lambda images: images.transpose(1, 0, 2)[:, ::-1],
}


@functools.cache
def known_digits():
    """The average image of each digit of the course's own sample: (784, 10), float64."""
    X, Y, *_ = read_files([DATA / name for name in FILES])
    return np.stack([X[:, Y == digit].mean(axis=1) for digit in range(10)], axis=1)


def nearness(X, averages):
    """How near each column of X (784, n) is to each average image (784, 10): (10, n)."""
    return averages.T @ X - (averages**2).sum(axis=0)[:, None] / 2


def read_by_average(X, averages):
    """Which average image (784, 10) is nearest to each column of X: (n,)."""
    return np.argmax(nearness(X, averages), axis=0)


def as_pixels(X):
    """X moved to the range from 0 to 1, or None if most of it is not one background."""
    low, high = float(X.min()), float(X.max())
    if high <= low or len(X) != SIDE * SIDE:
        return None
    Z = (X - low) / (high - low)
    return Z if (Z < BACKGROUND).mean() > 0.5 else None


def turned(X, how):
    return TURNS[how](X.reshape(SIDE, SIDE, -1)).reshape(X.shape)


def neighbours(X):
    """How much a pixel is like the next one in its image, from 0 to 1: a correlation."""
    images = X.reshape(SIDE, SIDE, -1)
    left, right = images[:, :-1].ravel(), images[:, 1:].ravel()
    if left.std() == 0 or right.std() == 0:
        return 1.0
    return float(np.corrcoef(left, right)[0, 1])


def examine_pixels(X, name="X", inputs=784):
    """Findings on X (inputs, n), floats; X as it should have been, or None if it cannot be known.

    Returns (findings, X). Only the first illness of pixels is given: those after it follow from it.
    """
    found = []
    if X.shape[1] == inputs and (X.shape[0] != inputs or _stands_in_rows(X)):
        found, X = rows_finding(X, name), X.T
    illness = _first_illness(X, name)
    if illness:
        return [*found, illness], None
    if found:
        return found, X
    text = f"{name} goes from {X.min():.3g} to {X.max():.3g}, on average {X.mean():.3g}."
    return [healthy("pixels", text, X.mean())], X


def rows_finding(X, name):
    return [
        ill(
            "rows-for-columns",
            f"{name} has the shape {X.shape}: its digits stand in rows.",
            X.shape[1],
            "the images were not turned into columns, so each pixel is taken for a sample.",
            f"{name} = {name}.T, so that each column is one digit.",
        )
    ]


def _stands_in_rows(X):
    """True if the first pixels, which are a corner in every digit, are the first column."""
    return len(X) == SIDE**2 and X[0].std() > 0 and X[:, 0].std() == 0


def _first_illness(X, name):
    if not np.isfinite(X).all():
        share = 1 - np.isfinite(X).mean()
        return ill(
            "pixels-not-finite", f"{share:.1%} of {name} is nan or infinite.", share,
            "a division by 0, such as by the spread of a pixel that never changes.",
            "add a small number to the spread before you divide, or divide by 255 alone.",
        )  # fmt: skip
    spread, low, high = float(X.std()), float(X.min()), float(X.max())
    apart = X.std(axis=1).max() if X.shape[1] > 1 else spread
    if spread == 0 or (X.shape[1] > 1 and apart < 1e-6 * max(abs(low), abs(high))):
        what = f"holds nothing but {low:.3g}" if spread == 0 else "has the same image everywhere"
        return ill(
            "pixels-constant", f"{name} {what}: its images do not differ.", apart,
            "the pixels were lost: whole numbers divided with //, or an array never filled.",
            "look at some with show_digits, and at X.dtype: divide floats by 255.",
        )  # fmt: skip
    spreads = X.std(axis=0)
    blank = float((spreads == 0).mean())
    if blank > 0.05:
        return ill(
            "pixels-constant", f"{blank:.0%} of the images in {name} are blank.", blank,
            "an array that was made, and only partly filled.",
            "count the images that you have read, and cut the array there.",
        )  # fmt: skip
    sizes = np.abs(X).max(axis=0)[spreads > 0]
    small, large = np.quantile(sizes, [0.01, 0.99])
    odd = (sizes > 50 * np.median(sizes)).mean() + (sizes < np.median(sizes) / 50).mean()
    if large > 50 * max(small, 1e-12) or odd > 0.005:
        return ill(
            "pixels-mixed", f"Some images in {name} go up to {large:.3g}, others to {small:.3g}.",
            large / max(small, 1e-12), "only some of the images were divided by 255.",
            "divide all of them by 255, once, in one place.",
        )  # fmt: skip
    if set(np.unique(X[:, :500])) <= {0.0, 1.0} and 0 < X.mean() < 0.035:
        return ill(
            "pixels-whole", f"{name} holds only 0 and 1, and only {X.mean():.1%} of it is 1.",
            X.mean(), "the pixels were cut to whole numbers: // 255, or an integer array.",
            "X = X / 255 on floats: X.astype(np.float32) / 255.",
        )  # fmt: skip
    if spread > 3.5:
        return ill(
            "pixels-too-large", f"{name} goes from {low:.3g} to {high:.3g}, spread {spread:.3g}.",
            spread, "the pixels were not divided by 255: every hidden sum is too large.",
            "X = X / 255, which the test digits need as well.",
        )  # fmt: skip
    if spread < 0.03:
        return ill(
            "pixels-too-small", f"{name} goes from {low:.3g} to {high:.3g}: hardly a signal.",
            spread, "the pixels were divided by 255 twice.",
            "divide by 255 once: X.max() should be 1.",
        )  # fmt: skip
    return _first_of_images(X, name)


def _first_of_images(X, name):
    if len(X) != SIDE * SIDE:
        return None
    bright = ((X - X.min()) / np.ptp(X)).mean(axis=0) > 0.55
    if bright.mean() > 0.05 and (np.median(X) >= X.min() + 0.5 * np.ptp(X) or bright.mean() < 0.95):
        some = "All" if bright.mean() > 0.95 else f"{bright.mean():.0%} of the"
        return ill(
            "pixels-inverted", f"{some} images in {name} are dark on a bright ground.",
            bright.mean(), "the grey values are the other way round: MNIST has 0 for the paper.",
            "1 - X for these images (255 - X before dividing).",
        )  # fmt: skip
    pixels = as_pixels(X)
    alike = neighbours(X)
    if alike < (0.25 if pixels is not None else 0.15) and X.min() >= 0:
        return ill(
            "pixels-scrambled", f"In {name} a pixel is like the next one only to {alike:.2f}.",
            alike, "reshape(784, n) where .T is wanted: it cuts the images into pieces.",
            "X = images.reshape(n, 784).T, and look at some with show_digits.",
        )  # fmt: skip
    if X.shape[1] >= 50:
        distinct = len({column.tobytes() for column in np.ascontiguousarray(X.T)}) / X.shape[1]
        if distinct < 0.3:
            return ill(
                "images-repeated", f"Only {distinct:.0%} of the images in {name} differ.",
                distinct, "the same images were taken again and again.",
                "check the index with which you take them, such as i instead of 0.",
            )  # fmt: skip
    return None


def examine_test(X, X_test):
    """Findings on test images X_test (784, m) beside training images X (784, n)."""
    mean, spread = float(X.mean()), float(X.std())
    other_mean, other = float(X_test.mean()), float(X_test.std())
    ratio = max(spread, other) / max(min(spread, other), 1e-12)
    apart = np.abs(X.mean(axis=1) - X_test.mean(axis=1)).mean() / max(spread, 1e-12)
    if ratio > 1.6 or apart > 0.25:
        return [
            ill(
                "test-prepared-otherwise",
                f"X has the mean {mean:.3g} and spread {spread:.3g}, X_test {other_mean:.3g} and "
                f"{other:.3g}.", apart,
                "training and test images were not prepared in the same way.",
                "do to X_test whatever was done to X, with the numbers taken from X.",
            )
        ]  # fmt: skip
    sums, other = (a.sum(axis=0, dtype=np.float64).round(6) for a in (X, X_test))
    near = np.flatnonzero(np.isin(sums, other))  # only these can be equal
    seen = {column.tobytes() for column in np.ascontiguousarray(X[:, near].T)}
    share = np.mean(
        [column.tobytes() in seen for column in np.ascontiguousarray(X_test.T.astype(X.dtype))]
    )
    if share > 0.01:
        return [
            ill(
                "test-in-training", f"{share:.0%} of the test images are training images, too.",
                share, "the test digits were cut from the training digits, or shuffled into them.",
                "test on digits that the network has never seen: measured so, it knows them.",
            )
        ]  # fmt: skip
    return [healthy("test", "No test image is a training image.", share)]
