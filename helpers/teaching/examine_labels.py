"""What is wrong with the labels: their form, and whether they belong to the images."""

import numpy as np

from helpers.teaching import examine_data as data
from helpers.teaching.findings import healthy, ill

USUAL = 0.82  # the share of MNIST's digits that are nearest to the average image of their class
GOOD = 0.65  # below it, less three standard errors, something is wrong with the labels
FEW = 30  # samples: fewer say nothing


def read_labels(Y, n):
    """Findings on the form of the labels Y for n samples, and Y as (n,) int64, or None."""
    Y = np.asarray(Y)
    if Y.ndim == 2 and sorted(Y.shape) == sorted((n, 10)) and n != 10:
        text = f"Y has the shape {Y.shape}: a column or row of ten for each label."
        cause = "one_hot was applied to them before: the course's functions do that themselves."
        found = [ill("labels-type", text, Y.ndim, cause, "keep the labels as they are: (n,).")]
        return found, Y.argmax(axis=Y.shape.index(10))
    if Y.size != n:
        text = f"X has {n} samples, but Y has {Y.size} labels (shape {Y.shape})."
        cause = "one of them was cut, or shuffled out of another array."
        return [ill("sizes", text, Y.size - n, cause, "cut and shuffle both by one index.")], None
    found = []
    if Y.ndim != 1:
        cause = "reshape or keepdims: Y[:, None] - Y is then a square, not a difference."
        text = f"Y has the shape {Y.shape}, but ({n},) is wanted."
        found.append(ill("labels-type", text, Y.ndim, cause, "Y = Y.ravel()."))
        Y = Y.ravel()
    if Y.dtype.kind not in "iu":
        text = f"Y holds {Y.dtype}, and not whole numbers."
        cause = "labels read from text, or divided by 255 as the pixels were."
        found.append(ill("labels-type", text, None, cause, "Y = Y.astype(np.int64)."))
        try:
            numbers = Y.astype(np.float64)
        except (TypeError, ValueError):
            return found, None
        if not np.isfinite(numbers).all() or (numbers != np.round(numbers)).any():
            return found, None
        Y = numbers
    return found, Y.astype(np.int64)


def examine_labels(X, Y, name="Y", outputs=10):
    """Findings on labels Y (n,) int64 of the images X, and Y if a network can be measured by it.

    outputs: of the network; labels that do not fit them are taken for those of the ten digits.
    """
    classes = outputs if Y.max() < outputs else 10
    counts = np.bincount(np.clip(Y, 0, classes - 1), minlength=classes)
    share = counts.max() / Y.size
    if Y.min() < 0 or Y.max() >= classes:
        step = {(1, classes): 1, (-1, classes - 2): -1}.get((Y.min(), Y.max()), 0)
        one_more = step != 0 and not (step == 1 and _ten_is_zero(X, Y))
        text = f"The labels in {name} go from {Y.min()} to {Y.max()}."
        if not one_more:
            cause, remedy = "another column was read, or 0 is called 10.", "labels go from 0 to 9."
            return [ill("labels-range", text, Y.max(), cause, remedy)], None
        cause, remedy = f"they count from {step}.", f"{name} = {name} - ({step})."
        return [ill("labels-off-by-one", text, Y.max(), cause, remedy)], Y - step
    if share == 1 and Y.size >= 10:
        return [
            ill(
                "labels-one-class", f"All {Y.size} labels in {name} are {Y[0]}.", share,
                "a slice of a file that is sorted by its labels, or an array that is not filled.",
                "take samples by rng.permutation, and count them: np.bincount(Y).",
            )
        ], None  # fmt: skip
    if classes != 10:  # of what these classes are, nothing is known
        return [], Y
    found, usable = _against_images(X, Y, name)
    missing = [int(c) for c in range(10) if counts[c] == 0]
    if Y.size >= 100 and (share > 0.45 or missing):
        text = f"{share:.0%} of the labels in {name} are {counts.argmax()}"
        if missing:
            text += f", and there is no {', '.join(map(str, missing))}"
        cause = "a slice of a file that is sorted, or a choice that leaves some out."
        remedy = "take samples by rng.permutation, and count them: np.bincount(Y)."
        found.append(ill("labels-unbalanced", f"{text}.", share, cause, remedy))
    return found, usable


def _ten_is_zero(X, Y):
    """True if labels from 1 to 10 mean the digits 1 to 9, and 0."""
    pixels = data.as_pixels(X)
    if pixels is None:
        return False
    read = data.read_by_average(pixels, data.known_digits())
    return np.mean(read == Y % 10) > np.mean(read == Y - 1)


def _against_images(X, Y, name):
    """Do images and labels belong together? By the average image of each digit."""
    pixels = data.as_pixels(X)
    if Y.size < FEW or (pixels is None and Y.size < 200):
        return [], Y
    if pixels is None:
        share, read = _own_averages(X, Y), None
    else:
        averages = data.known_digits()
        read = data.read_by_average(pixels, averages)
        share = float(np.mean(read == Y))
    low = GOOD - 3 * np.sqrt(0.25 / Y.size)
    odd = f"Only {share:.0%} of the images are nearest to the average of their label in {name}"
    if read is not None:
        illness = _named(pixels, Y, read, share, name, low)
        if illness:
            return [illness], Y if illness.kind == "images-turned" else None
        swapped = _swapped(Y, read, name)
        if swapped:
            return [swapped], Y
    sure = 0.0 if read is None else _of_the_surest(pixels, Y)
    if share >= low or (share > 0.4 and sure > 0.87):  # distorted digits: hard, but rightly named
        text = f"{share:.0%} of the images are nearest to the average of their label."
        return [healthy("labels", text, share)], Y
    if share > 0.3:
        cause = f"about {1 - share / USUAL:.0%} of the labels are wrong ({USUAL:.0%} is usual)."
        remedy = "look at digits with their labels: show_digits(X[:, :20], Y[:20])."
        return [ill("labels-noisy", f"{odd}.", share, cause, remedy)], Y
    return [
        ill(
            "labels-shuffled", f"{odd} ({USUAL:.0%} is usual, 10% is chance).", share,
            "images and labels are not in the same order: one was shuffled without the other.",
            "order = rng.permutation(n), and then X[:, order] and Y[order].",
        )
    ], None  # fmt: skip


def _of_the_surest(pixels, Y):
    """Share of right labels among the tenth of the images that are nearest to one average alone."""
    scores = data.nearness(pixels, data.known_digits())
    ranked = np.sort(scores, axis=0)
    surest = np.argsort(ranked[-2] - ranked[-1], kind="stable")[: max(10, Y.size // 10)]
    return float(np.mean(scores[:, surest].argmax(axis=0) == Y[surest]))


def _named(pixels, Y, read, share, name, low):
    """Shifted by places, off by a number, or turned images: what makes them fit again."""
    if share >= low:
        return None
    for places in (1, -1, 2, -2, 3, -3):
        again = np.mean(read == np.roll(Y, places))
        if again > max(low, 0.5):
            way = "later" if places < 0 else "earlier"
            return ill(
                "labels-shifted",
                f"{share:.0%} of the labels in {name} fit their image, but {again:.0%} one or more "
                "places on.", places,
                f"the labels stand {abs(places)} {way}: a header read as a label, or a line lost.",
                "an IDX file of labels has 8 bytes before the first label, of images 16.",
            )  # fmt: skip
    off = np.bincount((Y - read) % 10, minlength=10)
    if off[1:].max() / Y.size > max(low, 0.5):
        number = int(off[1:].argmax()) + 1
        return ill(
            "labels-off-by-one",
            f"{off[number] / Y.size:.0%} of the labels in {name} are {number} more than their "
            "image shows (9 and then 0).", number,
            "a number was added to the labels, or they count from 1.",
            "print some labels beside their images: show_digits(X[:, :20], Y[:20]).",
        )  # fmt: skip
    fits = {how: np.mean(data.read_by_average(data.turned(pixels, how),
            data.known_digits()) == Y) for how in data.TURNS}  # fmt: skip
    how = max(fits, key=fits.get)
    if fits[how] > max(low, 0.5) and fits[how] > share + 0.15:
        return ill(
            "images-turned", f"The images stand {how}: so {fits[how]:.0%} are near the average of "
            f"their label, as they are {share:.0%}.", fits[how],
            "another order of rows and columns when they were read or saved.",
            "turn each image of 28 x 28 back, or every other digit will be read wrongly.",
        )  # fmt: skip
    return None


def _swapped(Y, read, name):
    """Classes whose images are mostly those of another class."""
    named = {}
    for digit in range(10):
        mine = read[digit == Y]
        if mine.size >= 8:
            counts = np.bincount(mine, minlength=10)
            if counts.argmax() != digit and counts.max() > 0.55 * mine.size:
                named[digit] = int(counts.argmax())
    if not named:
        return None
    text = ", ".join(f"{other} is called {digit}" for digit, other in named.items())
    cause = "the classes were numbered in another order, or two were exchanged."
    remedy = "number the classes by the digit itself, and look at some of each."
    return ill("labels-swapped", f"In {name}, {text}.", len(named), cause, remedy)


def _own_averages(X, Y):
    """Share of the images nearest to the average of their label, each half by the other's."""
    hits, order = 0, np.random.default_rng(0).permutation(Y.size)
    for here, there in ((order[::2], order[1::2]), (order[1::2], order[::2])):
        classes = np.unique(Y[there])
        averages = np.stack([X[:, there[Y[there] == c]].mean(axis=1) for c in classes], axis=1)
        hits += np.sum(classes[data.read_by_average(X[:, here], averages)] == Y[here])
    return hits / Y.size
