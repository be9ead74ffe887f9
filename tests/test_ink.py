"""Ink is told from paper, light, shadow and noise, at every size."""

import numpy as np
import photos
import pytest
from hypothesis import event, given, settings, strategies as st
from make_photo import light
from PIL import Image, ImageDraw
from scipy.ndimage import distance_transform_cdt
from skimage.filters import gaussian
from sklearn.datasets import load_digits
from train_lenet import load_lenet

from helpers import to_ink, to_mnist
from helpers.handwriting.ink import (
    estimate_noise,
    is_light_on_dark,
    only_sheet,
    strengthen,
    to_work_size,
)


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


def test_a_strip_is_enlarged_or_shrunk_by_the_size_of_its_digits():
    for shape, factor, new in [
        ((28, 2800), 1 / 2, 56),
        ((28, 50_000), 1, 28),
        ((90, 64_000), 2, 45),
    ]:
        image, got = to_work_size(np.zeros(shape, np.float32))
        assert got == factor and len(image) == new


def test_sizes_to_work_with():
    for side, factor, new in [
        (28, 1 / 5, 140), (127, 1 / 2, 254), (128, 1, 128), (1200, 1, 1200), (1201, 2, 601),
    ]:  # fmt: skip
        image, got = to_work_size(np.zeros((side, max(20, side // 4 + 1)), np.float32))
        assert got == factor and len(image) == new


def test_what_is_enlarged_keeps_its_range():
    image, _ = to_work_size(np.repeat(np.float32([[0] * 20 + [1] * 20]), 40, axis=0))
    assert image.min() == 0 and image.max() == 1
    assert image[:, :70].max() < 0.05 and image[:, 90:].min() > 0.95


def cell(contrast, shape=(128, 160)):
    """Grey paper with a printed frame, and a fainter stroke in it."""
    page = np.full(shape, 0.9, np.float32)
    page[3:6] = page[-6:-3] = 0.9 - contrast
    page[:, 3:6] = page[:, -6:-3] = 0.9 - contrast
    page[40:90, 70:76] = 0.9 - 0.6 * contrast
    return page


@pytest.mark.parametrize("contrast", [0.4, 0.8])
def test_a_frame_is_no_ink_and_what_is_written_in_it_is_full(contrast):
    ink = to_ink(cell(contrast))
    assert ink[40:90, 70:76].min() > 0.95
    assert ink.sum() == pytest.approx(300, rel=0.05)


def written(contrast, noise, seed=0):
    """A thick stroke on grainy paper."""
    page = 0.8 + np.random.default_rng(seed).normal(0, noise, (200, 200)).astype(np.float32)
    page[40:160, 90:110] -= np.float32(contrast)
    return page.clip(0, 1)


def test_noise_is_taken_out_of_paper_and_ink():
    ink = to_ink(written(0.5, 0.02))
    assert np.median(ink) == 0 and ink.max() == 1
    assert np.median(ink[40:160, 90:110]) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("seed", range(3))
def test_ink_must_stand_out_of_the_noise(seed):
    assert to_ink(written(0.25, 0.02, seed))[40:160, 90:110].mean() > 0.8
    with pytest.raises(ValueError, match="does not stand out of the noise"):
        to_ink(written(0.2, 0.02, seed))


def test_noise_by_its_spread():
    grain = np.random.default_rng(0).normal(0.5, 0.1, (300, 300))
    assert estimate_noise(grain) == pytest.approx(0.18, rel=0.03)


def test_a_large_page_is_as_noisy_as_a_small_one():
    ink = np.random.default_rng(1).normal(0.1, 0.02, (600, 800))
    assert estimate_noise(ink) == pytest.approx(estimate_noise(ink[:140, :140]), rel=0.1)


def test_light_on_dark_is_told_by_what_stands_out():
    page = np.full((96, 96), 0.5, np.float32)
    page[20:70, 44:48] += 0.2  # a thin light stroke
    assert is_light_on_dark(page) and not is_light_on_dark(1 - page)
    page = np.full((96, 96), 0.6, np.float32)
    page[:, :40] += 0.05  # the lighter part of the paper is larger than the dark stroke
    page[20:70, 60:66] = 0.1
    assert not is_light_on_dark(page) and is_light_on_dark(1 - page)
    page[:] = 0.6
    page[:, np.arange(96) % 10 < 4] = 0.65  # ruled paper: much of it, but faint
    page[20:70, 60:64] = 0.1
    assert not is_light_on_dark(page) and is_light_on_dark(1 - page)


def test_a_faint_dot_on_a_white_page_is_dark_on_light():
    page = np.ones((480, 480), np.float32)
    page[238:242, 238:242] = 0.85
    assert not is_light_on_dark(page) and is_light_on_dark(1 - page)


def test_surroundings_go_on_beyond_the_border():
    page = np.full((96, 96), 0.35, np.float32)
    page[:20, :86] = 1  # a light stroke along the border
    page[72:, 72:] = 0  # and a smaller dark corner
    assert is_light_on_dark(page) and not is_light_on_dark(1 - page)


@pytest.mark.parametrize(
    ("share", "full"), [(0.25, False), (0.35, True), (0.5, True), (0.65, True)]
)
def test_a_second_fainter_ink_is_full_too(share, full):
    page = np.full((200, 300), 0.9, np.float32)
    page[40:120, 60:70] -= 0.8
    page[40:120, 160:170] -= np.float32(0.8 * share)
    ink = to_ink(page)
    assert ink[45:115, 62:68].min() > 0.95
    assert (ink[45:115, 162:168].min() > 0.95) == full


@pytest.mark.parametrize(("high", "full"), [(30, False), (34, True)])
def test_a_smudge_is_small_beside_the_digits(high, full):
    page = np.full((200, 300), 0.9, np.float32)
    page[40:120, 60:70] -= 0.8
    page[40 : 40 + high, 160:170] -= 0.4
    assert (to_ink(page)[45:65, 162:168].min() > 0.95) == full


def faint(top=40, left=160, height=80, width=10, share=0.5, strong=80):
    """Ink with a strong stroke, so many rows high, and a faint one; and its even paper."""
    ink = np.zeros((200, 300), np.float32)
    ink[40 : 40 + strong, 60:70] = 1
    ink[top : top + height, left : left + width] = share
    return ink, np.full(ink.shape, 0.9, np.float32)


@pytest.mark.parametrize(
    ("stroke", "becomes"),
    [
        ({}, 1), ({"share": 0.3}, 1), ({"share": 0.29}, 0.29), ({"share": 0.79}, 1),
        ({"share": 0.8}, 0.8), ({"height": 32}, 1), ({"height": 31}, 0.5),
        ({"strong": 0, "height": 15}, 1), ({"strong": 0, "height": 14}, 0.5),
        ({"top": 1}, 1), ({"top": 0}, 0.5), ({"top": 119}, 1), ({"top": 120}, 0.5),
        ({"left": 1}, 1), ({"left": 0}, 0.5), ({"left": 289}, 1), ({"left": 290}, 0.5),
    ],
)  # fmt: skip
def test_which_faint_strokes_become_full(stroke, becomes):
    ink, paper = faint(**stroke)
    top, left, height = (faint.__defaults__[i] for i in range(3))
    row = stroke.get("top", top) + stroke.get("height", height) // 2
    stronger = strengthen(ink, paper)
    assert stronger[row, stroke.get("left", left) + 5] == pytest.approx(becomes)
    assert (stronger[ink == 0] == 0).all() and (stronger[ink == 1] == 1).all()


def test_soft_edges_are_as_much_stronger_and_what_is_farther_off_stays():
    ink, paper = faint()
    ink[80, 170:174] = 0.1
    stronger = strengthen(ink, paper)
    np.testing.assert_allclose(stronger[80, 168:174], [1, 1, 0.2, 0.2, 0.1, 0.1])


def test_strokes_that_meet_at_a_corner_are_one():
    ink, paper = faint(height=20)
    ink[60:80, 170:180] = 0.5
    assert strengthen(ink, paper)[50, 165] == strengthen(ink, paper)[70, 175] == 1


def test_the_edge_of_a_sheet_is_no_faint_ink():
    ink, paper = np.zeros((200, 300), np.float32), np.full((200, 300), 0.9, np.float32)
    ink[40:120, 60:70], ink[40:120, 160:170] = 1, 0.4
    assert strengthen(ink, paper)[80, 165] == pytest.approx(1)
    assert strengthen(ink, paper / 2)[80, 165] == pytest.approx(1), "a grey sheet"
    paper[:, 165:] = 0.7
    np.testing.assert_array_equal(strengthen(ink, paper), ink)


def on_a_table(table, paper=0.9, marks=4):
    """A sheet at an angle on a table, with some thin marks; where the sheet is, a mask."""
    rows, columns = np.indices((240, 320))
    sheet = (abs((columns - 160) + 0.2 * (rows - 120)) < 110) & (
        abs((rows - 120) - 0.2 * (columns - 160)) < 70
    )
    page = np.where(sheet, paper, table).astype(np.float32)
    for k in range(marks):
        page[100:140, 90 + 40 * k : 92 + 40 * k] = 0.2
        page[100:102, 90 + 40 * k : 110 + 40 * k] = 0.2
        page[120:122, 90 + 40 * k : 110 + 40 * k] = 0.2
        page[100:122, 108 + 40 * k : 110 + 40 * k] = 0.2  # a closed loop
    return page, sheet


def test_a_sheet_on_a_dark_table_is_dark_on_light():
    page, sheet = on_a_table(0.25)
    assert not is_light_on_dark(page)
    alone = only_sheet(page)
    np.testing.assert_array_equal(alone[~sheet], np.float32(0.9))
    assert alone.dtype == np.float32 and (alone[110:114, 90] == np.float32(0.2)).all()
    assert only_sheet(on_a_table(0.25, marks=3)[0]) is not None


def test_the_rim_of_a_sheet_is_two_pixels_wide():
    page, sheet = on_a_table(0.25)
    depth = distance_transform_cdt(sheet, "taxicab")[120]  # of the pixels in a row
    for deep, kept in ((2, False), (3, True)):
        page[120, np.flatnonzero(depth == deep)[0]] = 0.7
        assert (np.float32(0.7) in only_sheet(page)) == kept


@pytest.mark.parametrize(
    "page",
    [
        np.full((60, 80), 0.5, np.float32),
        on_a_table(0.25, marks=2)[0],  # a light figure with two holes, such as an 8
        np.pad(on_a_table(0.25)[0], 200, constant_values=0.25),  # small: a label on a box
        on_a_table(0.9)[0],  # no table, but all paper
        1 - on_a_table(0.25)[0],  # a board in front of a light wall
    ],
)
def test_what_is_no_written_sheet_on_a_table(page):
    assert only_sheet(page) is None
