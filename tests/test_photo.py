"""Images of every kind become grey, and what cannot be read is told why."""

import io
import tracemalloc

import numpy as np
import pytest
from PIL import Image

import helpers
from helpers import read_image, to_mnist


def page(paper=230, ink=20):
    grey = np.full((80, 60), paper, np.uint8)
    grey[15:65, 26:34] = ink
    return grey


GUISES = {
    "L": lambda grey: Image.fromarray(grey),
    "RGB": lambda grey: Image.fromarray(grey).convert("RGB"),
    "one channel": lambda grey: grey[:, :, None],
    "palette": lambda grey: Image.fromarray(grey).convert("P"),
    "CMYK": lambda grey: Image.fromarray(grey).convert("RGB").convert("CMYK"),
    "opaque RGBA": lambda grey: Image.fromarray(grey).convert("RGBA"),
    "multiplied RGBa": lambda grey: Image.fromarray(grey).convert("RGBA").convert("RGBa"),
    "multiplied La": lambda grey: Image.fromarray(grey).convert("LA").convert("La"),
    "uint16": lambda grey: grey.astype(np.uint16) * 257,
    "big-endian": lambda grey: grey.astype(">u2") * 257,
    "16 bits": lambda grey: Image.fromarray(grey.astype(np.uint16) * 257),
    "float": lambda grey: grey / 255,
    "crumbs": lambda grey: grey / 255 * (1 + 1e-7) / 0.9019608,
    "mode F": lambda grey: Image.fromarray((grey / 255).astype(np.float32)),
    "16 bits, 0 to 65,535": lambda grey: Image.fromarray(stretched(grey)),
    "two levels": lambda grey: grey > 100,
    "a colour that is transparent": lambda grey: see_through(grey),
    "a list": lambda grey: (grey / 255).tolist(),
}


def stretched(grey):
    """From black to white: int32, of which Pillow makes the mode I."""
    return ((grey.astype(np.int32) - 20) * 65535 // 210).astype(np.int32)


def see_through(grey):
    """A GIF's way: the paper, which has the colour of the ink, is transparent."""
    image = Image.fromarray(grey // 200).convert("P")
    image.putpalette([20, 20, 20] * 2)
    image.info["transparency"] = 1
    return image


ROUGH = {"crumbs", "two levels", "16 bits, 0 to 65,535", "a colour that is transparent"}


@pytest.mark.parametrize("name", GUISES)
def test_one_picture_in_many_guises(name):
    read = read_image(GUISES[name](page()))
    assert read.dtype == np.float32 and read.shape == (80, 60)
    if name not in ROUGH:
        np.testing.assert_allclose(read, page() / 255, atol=0.02)
    assert 0 <= read.min() < 0.1 < 0.9 < read.max() <= 1
    assert ((read < 0.5) == (page() < 100)).all()


def test_grey_is_what_the_eye_sees_of_a_colour():
    """ITU-R BT.601: green is bright, blue is dark."""
    colours = np.zeros((8, 9, 3), np.uint8)
    for i in range(3):
        colours[:, 3 * i : 3 * i + 3, i] = 255
    np.testing.assert_allclose(read_image(colours)[0, ::3], [0.299, 0.587, 0.114], atol=1e-6)


@pytest.mark.parametrize(("colour", "behind"), [(0.05, 1), (0.95, 0)])
def test_ink_on_a_transparent_page_stays_visible(colour, behind):
    ink = (page() < 100).astype(float)
    image = np.dstack([np.full((80, 60, 3), colour), ink])
    read = read_image(image)
    np.testing.assert_allclose(read, np.where(ink, colour, behind), atol=1e-6)


def test_a_photo_with_a_transparent_rim_keeps_its_paper():
    image = np.dstack([np.repeat(page()[:, :, None], 3, axis=2), np.full((80, 60), 255, np.uint8)])
    image[:6, :, 3] = image[:, -5:, 3] = 0
    read = read_image(image)
    np.testing.assert_allclose(read[:6], 230 / 255, atol=1e-6)
    np.testing.assert_allclose(read[6:, :-5], page()[6:, :-5] / 255, atol=1e-6)


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_phone_held_in_any_way(turn):
    """Each note says by which of the eight turns the upright image was stored."""
    T = Image.Transpose
    undo = [None, T.FLIP_LEFT_RIGHT, T.ROTATE_180, T.FLIP_TOP_BOTTOM, T.TRANSPOSE]
    undo += [T.ROTATE_90, T.TRANSVERSE, T.ROTATE_270]
    upright = Image.fromarray(page())
    upright.putpixel((3, 5), 0)
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x0112] = turn
    stored = upright if turn == 1 else upright.transpose(undo[turn - 1])
    stored.save(file, "PNG", exif=exif)
    np.testing.assert_array_equal(read_image(file), read_image(upright))


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((0, 0)), "8 or more"),
        (np.zeros((7, 30)), "8 or more"),
        (np.zeros(784), "shape"),
        (np.zeros((2, 28, 28, 3)), "shape"),
        (np.zeros((28, 28, 5)), "channels"),
        (np.zeros((28, 28, 2)), "channels"),
        (np.zeros((3, 28, 28)), "channels"),
        (np.zeros((30, 7)), "8 or more"),
        (np.full((28, 28), np.inf), "infinity"),
        (np.full((28, 28), 1.0002), r"in \[0, 1\]"),
        (np.full((28, 28), -0.0002), r"in \[0, 1\]"),
        (np.zeros((28, 28), np.uint32), "uint8, uint16, bool or float is wanted"),
        (np.full((28, 28), 15, np.uint8), "largest value is 15"),
        (np.dstack([page() // 200] * 3 + [page() | 255]), "largest value is 1.*image / 1"),
        (np.dstack([page() / 255] * 3 + [0.05 + 0 * page()]), "transparent everywhere"),
        (Image.fromarray(np.full((28, 28), 65536, np.int32)), "32 bits"),
        (Image.fromarray(np.full((28, 28), -1, np.int32)), "32 bits"),
        (np.full((28, 28), np.nan), "NaN"),
        (np.full((28, 28), 300.0), r"in \[0, 1\]"),
        (np.full((28, 28), -0.1), r"in \[0, 1\]"),
        (np.zeros((28, 28), np.int64), "uint8"),
        (np.zeros((28, 28), object), "object"),
        (np.zeros((28, 28)), "No digit found"),
        (np.ones((28, 28)), "No digit found"),
        (np.zeros((28, 28), np.uint16), "No digit found"),
        (np.zeros((28, 28, 4)), "transparent"),
        (np.broadcast_to(np.uint8(0), (8000, 8000)), "smaller"),
        (page().astype(np.uint16), "largest value is 230.*image / 230"),
        (page() // 200, "largest value is 1.*image / 1"),
        (Image.fromarray(page()).convert("I"), "largest value is 230"),
        (Image.fromarray(np.full((28, 28), 70000, np.int32)), "32 bits"),
        (np.ma.masked_less(page(), 50), "masked"),
    ],
)
@pytest.mark.parametrize("function", [helpers.to_mnist, helpers.find_digits])
def test_bad_input_is_told_what_is_wrong(function, image, message):
    with pytest.raises(ValueError, match=message):
        function(image)


def test_a_large_photo_takes_little_more_than_its_grey(tmp_path):
    image = np.full((3000, 4000, 4), 230, np.uint8)
    image[1000:2000, 1900:2100, :3] = 20
    tracemalloc.start()
    try:
        assert to_mnist(image).shape == (784, 1)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3.5 * 4 * image.shape[0] * image.shape[1], "grey, opacity, and a band"


def test_what_is_just_good_enough():
    assert read_image(np.zeros((8, 8))).shape == (8, 8)
    np.testing.assert_array_equal(read_image(np.full((9, 8), 1.00005)), np.ones((9, 8)))
    np.testing.assert_array_equal(read_image(np.full((8, 9), -0.00005)), np.zeros((8, 9)))
    np.testing.assert_allclose(read_image(np.full((8, 9), 16, np.uint8)), 16 / 255, rtol=1e-6)


def test_a_dark_border_is_no_white_of_1():
    """Only the channels of a colour picture are looked at alone, never the first columns."""
    image = page()
    image[:, :4] = 5
    np.testing.assert_allclose(read_image(image), image / 255, atol=1e-6)


def test_a_picture_that_is_open_is_refused_before_it_is_decoded():
    file = io.BytesIO()
    Image.new("1", (8000, 7000)).save(file, "PNG")
    header = Image.open(io.BytesIO(file.getvalue()[:200]))  # what is cut off cannot be decoded
    with pytest.raises(ValueError, match="7000 x 8000 pixels, more than 50,000,000"):
        read_image(header)


def test_notes_that_cannot_be_read_say_nothing():
    image = Image.fromarray(page())
    image.info["exif"] = b"Exif\0\0damaged"
    np.testing.assert_allclose(read_image(image), page() / 255, atol=1e-6)


def see(low, high, share, alpha=1.0):
    """A picture that is visible in this share of its rows: the grey low, and some of high."""
    grey = np.full((100, 50), low)
    grey[:, :10] = high
    opacity = np.zeros((100, 50))
    opacity[: round(100 * share)] = alpha
    return np.dstack([grey, grey, grey, opacity])


@pytest.mark.parametrize(
    ("image", "behind"),
    [
        (see(0.8, 0.2, 0.6), 0.8),  # a photo: its paper goes on
        (see(0.8, 0.2, 0.5), 0.8),
        (see(0.8, 0.55, 0.6), 0.8),
        (see(0.8, 0.65, 0.6), 0),  # all alike: it is ink, on what is far from it
        (see(0.2, 0.35, 0.6), 1),
        (see(0.8, 0.2, 0.45), 0),  # a small part: ink as well
        (see(0.2, 0.8, 0.45), 1),
        (see(0.45, 0.6, 0.6), 1),
        (see(0.55, 0.4, 0.6), 0),
        (see(0.55, 0.4, 0.6, 0.6), 0),
        (see(0.45, 0.6, 0.6, 0.6), 1),
    ],
)
def test_what_goes_behind_transparent_pixels(image, behind):
    read = read_image(image)
    grey, opacity = image[..., 0], image[..., 3]
    assert read[-1, -1] == pytest.approx(behind, abs=1e-6)
    np.testing.assert_allclose(read, opacity * grey + (1 - opacity) * behind, atol=1e-6)


def test_few_visible_pixels_of_a_large_picture_are_found():
    image = np.zeros((9, 2001, 4))
    image[1, 1:9:2] = 1  # white, where nobody looks who takes every second pixel
    read = read_image(image)
    assert read.sum() == 4 and (read[1, 1:9:2] == 1).all()


@pytest.mark.parametrize(("colour", "opacity"), [(10, 255), (0, 120), (16, 60)])
def test_dark_or_thin_ink_on_transparent_paper_is_read(colour, opacity):
    image = np.zeros((80, 80, 4), np.uint8)
    image[15:65, 36:44] = (colour, colour, colour, opacity)
    assert to_mnist(image).max() == 1
    assert read_image(image)[0, 0] == 1 and read_image(image)[40, 40] < 0.8


def test_a_pil_image_that_was_not_read_yet_may_be_cut_off(tmp_path):
    Image.fromarray(page()).save(tmp_path / "whole.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:-40])
    with pytest.raises(ValueError, match="The image is damaged"):
        read_image(Image.open(tmp_path / "cut.png"))


def test_an_image_whose_file_is_closed_says_so(tmp_path):
    Image.new("L", (20, 20)).save(tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        pass
    with pytest.raises(ValueError, match="closed before it was read: call image.load"):
        read_image(image)


def test_what_find_digits_gives_is_ready():
    digit = helpers.Digit(np.zeros((784, 1)), (0, 0, 9, 9))
    for given in (digit, [digit, digit]):
        with pytest.raises(ValueError, match=r"each digit's \.image is ready"):
            read_image(given)


def test_a_damaged_png_that_is_open_already_is_named():
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (200, 400), dtype=np.uint8)).save(
        file, "PNG"
    )
    data = bytearray(file.getvalue())
    second = data.index(b"IDAT", data.index(b"IDAT") + 4)
    data[second : second + 4] = bytes(4)
    with pytest.raises(ValueError, match="The image is damaged: broken PNG file"):
        read_image(Image.open(io.BytesIO(data)))
