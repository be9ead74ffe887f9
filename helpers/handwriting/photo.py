"""An image of any kind, read into grey: the first step from a photo to what the network reads."""

import numpy as np
from PIL import Image

from helpers.handwriting.image_files import open_image

MIN_SIDE = 8
MAX_PIXELS = 50_000_000
BAND = 1 << 20  # pixels turned into floats at a time: a photo may be large, and memory is not


def read_image(image):
    """Read an image into grey float32 (rows, columns): 0 black, 1 white.

    image: the path of a file, an open binary file, BytesIO or bytes, a PIL image, or an array.
    Arrays are (rows, columns), or have a third axis of 1, 3 (RGB) or 4 (RGBA) channels, and are
    bool, uint8, uint16, or float in [0, 1]. A phone's note of how it was held is obeyed.
    Raises FileNotFoundError, or ValueError that says what is wrong with the image.
    """
    if isinstance(image, list | tuple) and any(hasattr(part, "box") for part in (image, *image)):
        raise ValueError(
            "That is what find_digits has found: each digit's .image is ready for the network."
        )
    if not isinstance(image, Image.Image | np.ndarray | list | tuple):
        image = open_image(image, _check_size)
    if isinstance(image, Image.Image):
        _check_size(image.height, image.width)
        image = _pil_to_array(image)
    if isinstance(image, np.ma.MaskedArray):
        raise ValueError("The image is a masked array: fill its gaps first, image.filled(1).")
    return _grey(np.asarray(image))


def _pil_to_array(image):
    try:
        image.load()  # a file that is opened and not read yet may be cut off
    except (AssertionError, AttributeError, ValueError) as error:  # as Pillow says of a closed file
        raise ValueError(
            "The image's file was closed before it was read: call image.load() inside the `with`."
        ) from error
    except MemoryError:
        raise
    except Exception as error:  # decoders raise errors of many kinds
        raise ValueError(f"The image is damaged: {error}.") from error
    image = _turn_upright(image)
    if image.mode.startswith("I"):  # 16 bits a pixel, in a mode that has room for 32
        array = np.asarray(image)
        if array.min() < 0 or array.max() > 65535:
            raise ValueError(
                f"The image has 32 bits a pixel and goes from {array.min()} to {array.max()}, but "
                "16 bits (0 to 65,535) are the most that can be read: save it with 8 bits a pixel."
            )
        return array.astype(np.uint16)
    if image.mode == "La":  # grey that was multiplied by the opacity
        image = image.convert("LA")
    if image.mode not in ("L", "F", "RGB", "RGBA") or image.has_transparency_data:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return np.asarray(image)


def _turn_upright(image):
    """The image turned as its note says; a note that cannot be read says nothing."""
    turns = Image.Transpose
    turn = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_270,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_90,
    }
    try:
        turned = turn.get(image.getexif().get(0x0112))
    except Exception:  # damaged notes are of many kinds, and the photo is good without
        turned = None
    return image if turned is None else image.transpose(turned)


def _check_size(rows, columns):
    if min(rows, columns) < MIN_SIDE:
        raise ValueError(
            f"The image is {rows} x {columns} pixels: each side must have {MIN_SIDE} or more."
        )
    if rows * columns > MAX_PIXELS:
        raise ValueError(
            f"The image is {rows} x {columns} pixels, more than {MAX_PIXELS:,}: make it smaller."
        )


def _grey(array):
    """Check an array of any kind, and turn it into grey float32 (rows, columns) in [0, 1]."""
    channels = array.shape[2] if array.ndim == 3 else 1
    if array.ndim not in (2, 3) or channels not in (1, 3, 4):
        raise ValueError(
            f"An image has the shape (rows, columns), or (rows, columns, channels) with 1, 3 or 4 "
            f"channels, not {array.shape}. A column of MNIST needs .reshape(28, 28)."
        )
    _check_size(*array.shape[:2])
    white = _white(array)
    array = array.reshape(*array.shape[:2], channels)
    grey = np.empty(array.shape[:2], np.float32)
    alpha = np.empty_like(grey) if channels == 4 else None
    colour = np.float32([0.299, 0.587, 0.114] if channels > 1 else [1]) / white  # ITU-R BT.601
    step = max(1, BAND // array.shape[1])
    for top in range(0, len(array), step):
        band = array[top : top + step].astype(np.float32)
        grey[top : top + step] = band[..., : colour.size] @ colour
        if channels == 4:
            alpha[top : top + step] = band[..., 3] / white
    np.clip(grey, 0, 1, out=grey)
    return grey if alpha is None else _fill_transparent(grey, np.clip(alpha, 0, 1, out=alpha))


def _white(array):
    """The number that is white in an array; ValueError when it cannot be told."""
    if array.dtype == bool:
        return np.float32(1)
    if np.issubdtype(array.dtype, np.floating):
        low, high = array.min(), array.max()  # NaN, if there is one
        if not np.isfinite([low, high]).all():
            raise ValueError("The image holds NaN or infinity.")
        if low < -1e-4 or high > 1 + 1e-4:  # resizing leaves such crumbs
            raise ValueError(
                f"A float image must be in [0, 1], but this one goes from {low:g} to {high:g}. "
                "Divide it by its white, such as 255."
            )
        return np.float32(1)
    if array.dtype.kind == "u" and array.dtype.itemsize <= 2:
        colours = array[..., :3] if array.ndim == 3 else array  # not the opacity
        white, largest = np.iinfo(array.dtype).max, int(colours.max())
        # Behind what is transparent lies paper of any grey: then the ink may all be dark.
        see_through = array.ndim == 3 and array.shape[2] == 4 and array[..., 3].min() < white / 2
        if 0 < largest < white / 16 and not see_through:
            raise ValueError(
                f"The image is {array.dtype}, where white is {white:,}, but its largest value is "
                f"{largest}. If that is white, divide the array by it: image / {largest}."
            )
        return np.float32(white)
    raise ValueError(
        f"The image is {array.dtype}, but uint8, uint16, bool or float is wanted: "
        "try image.astype(np.uint8) if it goes from 0 to 255."
    )


def _fill_transparent(grey, alpha):
    """Put paper behind the transparent pixels, of the grey that makes the digit visible.

    A visible part that is a picture of its own (most of the image, with contrast) is a photo, and
    what is missing gets its commonest grey. Otherwise the visible part is the ink: black or white,
    whichever is farther from it, goes behind it. Changes grey in place.
    """
    half = alpha.max() / 2
    if half <= 0.05:
        raise ValueError("The image is transparent everywhere.")
    every = -(-max(grey.shape) // 2000)  # some pixels will do to find the paper
    some, weight = grey[::every, ::every], alpha[::every, ::every]
    visible = some[weight > half] if (weight > half).any() else grey[alpha > half]
    low, paper, high = np.percentile(visible, [2, 50, 98])
    if visible.size < some.size / 2 or high - low < 0.2:
        paper = 0 if visible.mean() > 0.5 else 1
    grey -= np.float32(paper)
    grey *= alpha
    grey += np.float32(paper)
    return np.clip(grey, 0, 1, out=grey)
