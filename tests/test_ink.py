"""Ink is told from paper, light, shadow and noise, at every size."""

import numpy as np
import photos
import pytest
from hypothesis import event, given, settings, strategies as st
from make_photo import light
from PIL import Image, ImageDraw
from skimage.filters import gaussian
from sklearn.datasets import load_digits
from train_lenet import load_lenet

from helpers import to_ink, to_mnist
from helpers.handwriting.ink import SMALL_SIDE, WORK_SIDE, to_work_size


@pytest.fixture(scope="module")
def test_digits(digits):
    return photos.some_test_digits(digits)


VARIANTS = {
    "dark on light": lambda digit, rng: 1 - photos.canvas(digit, rng),
    "noise": photos.noisy,
    "uneven light": photos.lamp,
    "tight crops": photos.tight,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", VARIANTS)
def test_accuracy_stays_within_three_points_of_the_originals(test_digits, name):
    photos.check_variant(VARIANTS[name], *test_digits)


def test_tiny_images_of_another_source_are_read():
    """scikit-learn's optdigits, 8 x 8: people's digits that MNIST has not seen."""
    network = load_lenet()
    data = load_digits()
    images, labels = data.images[::6].astype(np.float32) / 16, data.target[::6]
    prepared = np.hstack([to_mnist(image) for image in images])
    assert (network.predict(prepared).argmax(axis=0) == labels).mean() >= 0.95


@pytest.mark.parametrize("kind", ["noise", "grain", "light", "coarse"])
def test_blank_noisy_pages_are_refused(kind):
    for seed in range(6):
        rng = np.random.default_rng(seed)
        shape = [(90, 90), (240, 320), (480, 640)][seed % 3]
        noise = rng.normal(0, rng.choice([0.02, 0.05, 0.1]), shape)
        page = 0.75 * np.ones(shape)
        if kind == "light":
            page *= light(shape, rng)
        noise = {"grain": gaussian(2 * noise, 0.7), "coarse": gaussian(6 * noise, 2.5)}.get(
            kind, noise
        )
        with pytest.raises(ValueError, match="No digit found"):
            to_mnist((page + noise).clip(0, 1))


@pytest.mark.parametrize(("side", "width"), [(448, 1), (1000, 1), (1600, 2), (3000, 3)])
def test_thin_lines_on_large_pages_are_read(side, width):
    page = Image.new("L", (side, side), 255)
    corners = [(0.17, 0.17), (0.83, 0.17), (0.5, 0.83)]  # a 7
    line = [(x * side, y * side) for x, y in corners]
    ImageDraw.Draw(page).line(line, fill=0, width=width)
    column = to_mnist(page)
    assert photos.share_read(column, np.array([7])) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.integers(9, 200), st.integers(9, 200), st.integers(0, 255), st.integers(0, 255),
    st.lists(st.floats(0, 1), min_size=4, max_size=4),
)  # fmt: skip
def test_flat_figures_give_a_column_or_a_clear_refusal(rows, columns, paper, ink, sides):
    image = np.full((rows, columns), paper, np.uint8)
    top, bottom = sorted(int(s * rows) for s in sides[:2])
    left, right = sorted(int(s * columns) for s in sides[2:])
    image[top : bottom + 1, left : right + 1] = ink
    try:
        column = to_mnist(image)
    except ValueError as error:
        assert len(str(error)) > 20
        event("refused")
        return
    event("read")
    assert column.shape == (784, 1) and column.max() == 1


def test_what_to_ink_gives_by_hand():
    page = np.full((128, 128), 0.8, np.float32)
    page[30:70, 45:50] = 0.2
    ink = to_ink(page)
    assert ink.shape == page.shape and ink.dtype == np.float32
    assert ink[30:70, 45:50].min() > 0.99 and abs(ink.sum() - 200) < 10
    np.testing.assert_allclose(to_ink(1 - page), ink, atol=1e-6)


@pytest.mark.parametrize(("difference", "seen"), [(0.09, False), (0.12, True)])
def test_ink_is_a_tenth_darker_than_its_paper_at_least(difference, seen):
    page = np.full((128, 128), 0.9, np.float32)
    page[30:70, 45:50] -= np.float32(difference)
    if seen:
        assert to_ink(page).sum() > 0
    else:
        with pytest.raises(ValueError, match="one brightness"):
            to_ink(page)


def test_sizes_to_work_with():
    for side, factor in [(28, 1 / 5), (SMALL_SIDE, 1), (WORK_SIDE, 1), (WORK_SIDE + 1, 2)]:
        image, got = to_work_size(np.zeros((side, 20), np.float32))
        assert got == factor and SMALL_SIDE <= len(image) <= WORK_SIDE
