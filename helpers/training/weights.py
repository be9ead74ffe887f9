"""Weights kept in a file (Lesson 4)."""

import zipfile

import numpy as np

from helpers.training.files import checked_file, whole_file


@whole_file
def save_weights(path, W1, b1, W2, b2):
    """Write W1, b1, W2, b2 to the .npz file `path` (the name must end in .npz).

    The file is there as a whole, or as it was before. Raises ValueError for weights that
    load_weights would refuse, and OSError, such as FileNotFoundError, where nothing can be written.
    """
    if not str(path).endswith(".npz"):
        raise ValueError(f"The file name must end in .npz: {path}")
    np.savez(path, W1=W1, b1=b1, W2=W2, b2=b2)


@checked_file
def load_weights(path):
    """Read W1, b1, W2, b2 from an .npz file that save_weights wrote.

    Raises FileNotFoundError or PermissionError, or ValueError when the file is not such a file:
    other names, no floats, shapes that do not fit, numbers that are not finite, or more than
    200 MB, which are never unpacked. Nothing in the file is ever run (allow_pickle=False).
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            return file["W1"], file["b1"], file["W2"], file["b2"]
    except (EOFError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is not a file that save_weights wrote.") from error
