"""Decorators for files of weights: what is read is checked first, what is written is whole."""

import functools
import io
import math
import os
import stat
import zipfile
from pathlib import Path

import numpy as np

from helpers.inputs.arrays import check_values
from helpers.inputs.numbers import Function, check_numbers
from helpers.inputs.shapes import check_shapes
from helpers.inputs.whole_files import whole
from helpers.network.two_layer import WEIGHT_SHAPES

MAX_BYTES = 200_000_000  # 30,000 hidden units in float64, and all that a small computer can hold
HEADERS = 10_000  # more bytes than a file of weights has beside its numbers
NAMES = tuple(WEIGHT_SHAPES)  # W1, b1, W2, b2


@check_shapes(**WEIGHT_SHAPES)
@check_values(**dict.fromkeys(NAMES, "finite"))
def check_weights(W1, b1, W2, b2):
    """Raise ValueError if these are not four arrays of finite floats that fit together."""
    for name, array in zip(NAMES, (W1, b1, W2, b2), strict=True):
        if array.dtype.kind != "f" or array.dtype.itemsize > 8:
            raise ValueError(f"check_weights: {name} must hold floats, not {array.dtype}.")


def whole_file(save: Function) -> Function:
    """Make save_weights check what it is given, and write the file at once or not at all.

    It writes beside the file, under a name that nobody has, and moves that into place.
    """

    @check_numbers(path="path")
    @functools.wraps(save)
    def saved(path, W1, b1, W2, b2):
        try:
            check_weights(W1, b1, W2, b2)
        except ValueError as error:
            raise ValueError(str(error).replace("check_weights", "save_weights")) from None
        if sum(array.nbytes for array in (W1, b1, W2, b2)) > MAX_BYTES - HEADERS:
            raise ValueError(f"save_weights: more than {MAX_BYTES // 10**6} MB are not read again.")
        if not str(path).endswith(".npz"):
            return save(path, W1, b1, W2, b2)  # which says what is wrong with the name
        with whole(path, ".npz") as part:
            save(part, W1, b1, W2, b2)

    return saved


def checked_file(load: Function) -> Function:
    """Make load_weights read only what save_weights writes, in bounded memory.

    Names, types and sizes that the file declares are checked before anything is unpacked, and the
    arrays after. Whatever zip's or NumPy's reader finds wrong becomes the promised ValueError.
    """

    @check_numbers(path="path")
    @functools.wraps(load)
    def loaded(path):
        info = os.stat(path)  # FileNotFoundError says it all
        wrong = f"{path} is not a file that save_weights wrote"
        if not stat.S_ISREG(info.st_mode):
            raise ValueError(f"{wrong}: it is no file.")
        if info.st_size > MAX_BYTES:
            raise ValueError(f"{wrong}: it is larger than {MAX_BYTES // 10**6} MB.")
        data = Path(path).read_bytes()
        try:
            _check_declared(io.BytesIO(data))
            arrays = load(io.BytesIO(data))
            check_weights(*arrays)
        except Exception as error:  # the readers raise some ten kinds, struct.error among them
            reason = str(error.__cause__ or error).replace("check_weights: ", "")
            reason = reason or type(error).__name__
            end = "" if reason.endswith((".", "?")) else "."
            raise ValueError(f"{wrong}: {reason}{end}") from error
        return arrays

    return loaded


def _check_declared(file):
    """Raise ValueError if a zip file declares other arrays than four of floats, or is too large."""
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        names = [entry.filename for entry in entries]
        if sorted(names) != sorted(f"{name}.npy" for name in NAMES):
            raise ValueError(f"it holds {', '.join(names)[:200]}")
        if sum(entry.file_size for entry in entries) > MAX_BYTES:
            raise ValueError(f"it unpacks to more than {MAX_BYTES // 10**6} MB")
        for entry in entries:
            with archive.open(entry) as member:
                _check_header(entry, io.BytesIO(member.read(4096)))


def _check_header(entry, start):
    """Raise ValueError if the array that a .npy header declares is not what the entry can hold."""
    version = np.lib.format.read_magic(start)
    if version != (1, 0):  # what NumPy writes for arrays with short headers
        raise ValueError(f"{entry.filename} is of version {version}")
    shape, _, dtype = np.lib.format.read_array_header_1_0(start)
    if dtype.kind != "f" or dtype.itemsize > 8:
        raise ValueError(f"{entry.filename} must hold floats, not {dtype}")
    if math.prod(shape) * dtype.itemsize + start.tell() != entry.file_size:
        raise ValueError(f"{entry.filename} declares the shape {shape}, which is not what it holds")
