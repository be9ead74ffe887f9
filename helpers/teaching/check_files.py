"""The checks of Lesson 4 for weights in files."""

import io
import tempfile
from pathlib import Path

import numpy as np

from helpers.teaching.answers import NotRight
from helpers.teaching.check_step import NAMES, PARAMS
from helpers.teaching.judge import judge
from helpers.teaching.outcomes import named
from helpers.teaching.tasks import use
from helpers.training import weights

# Windows does not delete a file that the learner's code has left open.
LEFT = {"ignore_cleanup_errors": True}
SINGLE = [array.astype(np.float32) for array in PARAMS]


def check_save_weights(save_weights):
    """What is saved stands in the file, as float32, too; another ending is refused."""

    def save(function, path, params):
        function(path, *params)
        if not Path(path).exists():
            return NotRight("writes no file of the name `path`.")
        try:
            with np.load(path, allow_pickle=False) as file:
                arrays = dict(file)
        except Exception:  # what np.load says of it is no fault of the learner's reading
            return NotRight("writes no .npz file: np.savez(path, W1=W1, ...) does.")
        if sorted(arrays) != sorted(NAMES):
            return NotRight(f"writes {', '.join(arrays)}: {', '.join(NAMES)} are wanted.")
        return {f"{name} in the file": arrays[name] for name in NAMES}

    with tempfile.TemporaryDirectory(**LEFT) as folder:
        good, bad = (str(Path(folder) / name) for name in ("w.npz", "w.txt"))
        paths = (good, PARAMS), (Path(good), SINGLE)
        tasks = [use(lambda f, path=p, params=a: save(f, path, params)) for p, a in paths]
        tasks.append(use(lambda f: {"the file": f(bad, *PARAMS)}))
        judge(save_weights, weights.save_weights, tasks, [
            ((f"{name}={name}", f"{name}={other}"), f"Under the name {name}, {other} is written.")
            for name in NAMES for other in NAMES if name != other
        ], try_slips=False)  # fmt: skip


def packed(save, *arrays, **named_arrays):
    """What np.save or np.savez writes, as bytes."""
    file = io.BytesIO()
    save(file, *arrays, **named_arrays)
    return file.getvalue()


def check_load_weights(load_weights):
    """What save_weights wrote comes back in the right order; other files are refused."""
    objects = dict.fromkeys(NAMES, np.array([[{}]], dtype=object))
    others = [
        b"no weights",
        b"PK\x03\x04" + bytes(40),  # how a .npz begins, and no more
        b"",
        packed(np.savez, W1=PARAMS[0]),  # without the others
        packed(np.save, PARAMS[0]),  # one array, without a name
        packed(np.savez, **objects),
    ]

    def load(function, path, content):
        path.write_bytes(content)
        arrays = named(function(path), NAMES)
        if isinstance(arrays, Exception):
            return arrays
        if any(np.asarray(array).dtype.kind == "O" for array in arrays.values()):
            return NotRight(f"takes any Python object out of a file. {SAFE}")
        return arrays

    with tempfile.TemporaryDirectory(**LEFT) as folder:
        path = Path(folder) / "w.npz"
        weights.save_weights(path, *PARAMS)
        tasks = [
            use(lambda f, content=content: load(f, path, content))
            for content in (path.read_bytes(), *others)
        ]
        judge(load_weights, weights.load_weights, tasks, [
            (("allow_pickle=False", "allow_pickle=True"), SAFE),
            (('file["b1"], file["W2"]', 'file["W2"], file["b1"]'), "The order is W1, b1, W2, b2."),
            *(((f'file["{name}"]', f'file["{other}"]'), f"{name} is read under the name {other}.")
              for name in NAMES for other in NAMES if name != other),
            *belong_into_except(STOPS),
        ])  # fmt: skip


def belong_into_except(stops):
    """The known mistakes of an `except` that leaves out an exception: {change: what raises it}."""
    return [(change, f"{what}: that belongs into `except`, too.") for change, what in stops.items()]


SAFE = "It could run a stranger's program: allow_pickle=False."
STOPS = {
    ("EOFError, ", ""): "An empty file stops with EOFError",
    ("KeyError, ", ""): "A file without W1 stops with KeyError",
    ("TypeError, ", ""): "A file of one array alone stops with TypeError",
    (", zipfile.BadZipFile", ""): "A damaged file stops with zipfile.BadZipFile",
}
