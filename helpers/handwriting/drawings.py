"""Drawings with labels: kept in a small JSON file, and turned into samples."""

import json
import stat
from numbers import Integral
from pathlib import Path

import numpy as np

from helpers.handwriting.strokes import check_strokes, strokes_to_mnist
from helpers.inputs.numbers import check_numbers
from helpers.inputs.whole_files import write_text

MOST_BYTES = 20_000_000  # of a file: many more than a thousand drawings take
MOST = 20_000  # drawings: they become an image each


@check_numbers(path="path")
def save_drawings(path, drawings):
    """Write drawings to the JSON file `path` (the name must end in .json).

    drawings: a list of pairs (strokes, digit), such as DigitPad's; see check_strokes. The file is
    written whole or not at all. Raises ValueError for anything else, and for what load_drawings
    would not read: more than 20,000 drawings, or a file of more than 20 MB.
    """
    rows = [{"digit": d, "strokes": s} for s, d in _check(drawings)]
    text = "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n"
    if len(text) > MOST_BYTES:
        raise ValueError(f"These drawings take more than {MOST_BYTES // 10**6} MB: keep fewer.")
    write_text(path, text, ".json")


@check_numbers(path="path")
def load_drawings(path):
    """Read what save_drawings wrote: a list of pairs (strokes, digit).

    Raises FileNotFoundError, or ValueError when the file is not such a file.
    """
    path = Path(path)
    info = path.stat()
    if not stat.S_ISREG(info.st_mode):
        raise ValueError(f"{path} is no file of drawings.")
    if info.st_size > MOST_BYTES:
        raise ValueError(f"{path} is too large for a file of drawings.")
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))  # as Windows' editor saves it
        return _check([(row["strokes"], row["digit"]) for row in rows])
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{path} is not a file that save_drawings wrote: {error}") from error


def _check(drawings, anywhere=False):
    if not isinstance(drawings, (list, tuple)) or len(drawings) > MOST:
        raise ValueError(f"drawings must be a list of at most {MOST:,} pairs (strokes, digit).")
    checked = []
    for drawing in drawings:
        if not isinstance(drawing, (list, tuple)) or len(drawing) != 2:
            raise ValueError(f"A drawing must be a pair (strokes, digit), not {drawing!r:.60}")
        strokes, digit = drawing
        whole = isinstance(digit, Integral) and not isinstance(digit, bool)
        if not whole or digit not in range(10):
            raise ValueError(f"A digit is a whole number from 0 to 9, not {digit!r:.60}")
        if isinstance(strokes, (list, tuple)) and not strokes:
            raise ValueError(f"The drawing of a {digit} has no strokes.")
        checked.append((check_strokes(strokes, anywhere), int(digit)))
    return checked


def drawings_to_samples(drawings):
    """X (784, n) float32 and Y (n,) int64 of a list of n pairs (strokes, digit).

    Raises ValueError for anything else.
    """
    drawings = _check(drawings, anywhere=True)
    if not drawings:
        return np.zeros((784, 0), np.float32), np.zeros(0, np.int64)
    X = np.hstack([strokes_to_mnist(strokes) for strokes, _ in drawings])
    return X, np.array([digit for _, digit in drawings], dtype=np.int64)
