"""An image of any kind, read into grey: the first step from a photo to what the network reads."""

from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

MIN_SIDE = 8
MAX_PIXELS = 50_000_000


def read_image(image):
    """Read a path, a PIL image or an array into grey float32 (rows, columns): 0 black, 1 white.

    Arrays are (rows, columns), or have a third axis of 1, 3 (RGB) or 4 (RGBA) channels, and are
    bool, uint8, uint16, or float in [0, 1]. A phone's note of how it was held is obeyed.
    Raises FileNotFoundError, or ValueError that says what is wrong with the image.
    """
    if isinstance(image, (str, Path)):
        path = image
        try:
            with Image.open(path) as image:
                return _grey(_pil_to_array(image))
        except FileNotFoundError:
            raise
        except (OSError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
            raise ValueError(f"{path} is damaged or not an image: {error}") from error
    if isinstance(image, Image.Image):
        return _grey(_pil_to_array(image))
    return _grey(np.asarray(image))


def _pil_to_array(image):
    _check_size(image.height, image.width)
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):  # 16 bits a pixel
        return np.asarray(image).clip(0, 65535).astype(np.uint16)
    if image.mode not in ("L", "F", "RGB", "RGBA") or image.has_transparency_data:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return np.asarray(image)


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
    if array.dtype in (np.uint8, np.uint16):
        white = np.float32(np.iinfo(array.dtype).max)
    elif array.dtype == bool or np.issubdtype(array.dtype, np.floating):
        white = np.float32(1)
        if not np.isfinite(array).all():
            raise ValueError("The image holds NaN or infinity.")
        if array.min() < 0 or array.max() > 1:
            raise ValueError(
                f"A float image must be in [0, 1], but this one goes from {array.min():g} to "
                f"{array.max():g}. Divide it by its white, such as 255."
            )
    else:
        raise ValueError(
            f"The image is {array.dtype}, but uint8, uint16, bool or float is wanted: "
            "try image.astype(np.uint8) if it goes from 0 to 255."
        )
    layers = [
        array[:, :, i].astype(np.float32) / white if array.ndim == 3 else array / white
        for i in range(channels)
    ]
    if channels == 1:
        return layers[0].astype(np.float32)
    grey = 0.299 * layers[0] + 0.587 * layers[1] + 0.114 * layers[2]
    return grey if channels == 3 else _fill_transparent(grey, layers[3])


def _fill_transparent(grey, alpha):
    """Put paper behind the transparent pixels, of the grey that makes the digit visible.

    A visible part that is a picture of its own (most of the image, with contrast) is a photo, and
    what is missing gets its commonest grey. Otherwise the visible part is the ink: black or white,
    whichever is farther from it, goes behind it.
    """
    visible = grey[alpha > 0.5]
    if visible.size == 0:
        raise ValueError("The image is transparent everywhere.")
    low, paper, high = np.percentile(visible, [2, 50, 98])
    if visible.size < grey.size / 2 or high - low < 0.2:
        paper = 0 if (grey * alpha).sum() > alpha.sum() / 2 else 1
    return alpha * grey + (1 - alpha) * np.float32(paper)
