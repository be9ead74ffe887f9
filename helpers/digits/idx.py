"""Reading IDX, the file format of MNIST (built in Lesson 1)."""

import functools
import gzip
import math
import os
import zlib

import numpy as np

from helpers.inputs.arrays import check_values
from helpers.inputs.numbers import check_numbers
from helpers.inputs.shapes import check_shapes


def _check_not_empty(unpack):
    """Make gunzip refuse an empty file, which gzip takes for a packed nothing."""

    @functools.wraps(unpack)
    def checked(path, *args, **kwargs):
        if os.path.isfile(path) and not os.path.getsize(path):
            raise ValueError(f"{path} is empty: was its download interrupted?")
        return unpack(path, *args, **kwargs)

    return checked


@check_numbers(path="path", max_bytes="whole >= 0 <= 1e15")
@_check_not_empty
def gunzip(path, max_bytes=50_000_000):
    """Unpack a .gz file, and return its bytes.

    Parameters
    ----------
    path : str or Path
    max_bytes : int; more than that is not unpacked.

    Raises
    ------
    ValueError when the file is empty or damaged, or unpacks to more than max_bytes;
    FileNotFoundError when there is none.
    """
    try:
        with gzip.open(path) as file:
            data = file.read(max_bytes + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ValueError(f"{path} is damaged or not a .gz file: {error}") from error
    if len(data) > max_bytes:
        raise ValueError(f"{path} unpacks to more than {max_bytes:,} bytes.")
    return data


@check_numbers(data="bytes", n_dims="whole >= 1")
def parse_idx(data, n_dims):
    """Turn the bytes of an IDX file of n_dims dimensions into a uint8 array, which shares them.

    Raises ValueError when the two zero bytes, the type, the number of dimensions or the length
    is not what an IDX file of bytes has.
    Source: the description of the format at the end of LeCun's MNIST page.
    """
    start = 4 + 4 * n_dims
    if data[:2] != b"\x00\x00" or len(data) < start:
        raise ValueError("Not an IDX file: zeros or header are missing.")
    if data[2] != 0x08:
        raise ValueError(f"The IDX type is 0x{data[2]:02x}, not 0x08 (bytes).")
    if data[3] != n_dims:
        raise ValueError(f"The file has {data[3]} dimensions, not {n_dims}.")
    shape = [int.from_bytes(data[i : i + 4], "big") for i in range(4, start, 4)]
    rest = len(data) - start
    if rest != math.prod(shape):
        raise ValueError(f"The header says {shape}, but {rest} bytes follow.")
    return np.frombuffer(data, dtype=np.uint8, offset=start).reshape(shape)


@check_shapes(images="n+ rows+ columns+")
@check_values(images="bytes")
def to_columns(images):
    """Turn uint8 images (n, rows, columns) into float32 columns in [0, 1]: (rows * columns, n).

    Raises ValueError for images of another type or shape.

    Examples
    --------
    >>> to_columns(np.array([[[0, 51]], [[102, 255]]], dtype=np.uint8))
    array([[0. , 0.4],
           [0.2, 1. ]], dtype=float32)
    """
    return images.reshape(len(images), -1).T / np.float32(255)
