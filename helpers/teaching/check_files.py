"""The checks of Lesson 4 for weights in files."""

import tempfile
from pathlib import Path

from helpers.teaching.check_training import NAMES, PARAMS
from helpers.teaching.judge import judge, named, use
from helpers.training import weights


def check_save_weights(save_weights):
    """What is saved comes back from the file; another ending is refused."""

    def save(function, name):
        with tempfile.TemporaryDirectory() as folder:
            function(Path(folder) / name, *PARAMS)
            loaded = weights.load_weights(Path(folder) / name)
            return dict(zip((f"{name} in the file" for name in NAMES), loaded, strict=True))

    tasks = [use(lambda f: save(f, "w.npz")), use(lambda f: save(f, "w.txt"))]
    judge(save_weights, weights.save_weights, tasks, try_slips=False)


CUT = b"PK\x03\x04" + bytes(40)  # how a .npz begins, and no more


def check_load_weights(load_weights):
    """What save_weights wrote comes back in the right order; other files are refused."""

    def load(function, content=None):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "w.npz"
            weights.save_weights(path, *PARAMS)
            if content is not None:
                path.write_bytes(content)
            return named(function(path), NAMES)

    judge(
        load_weights,
        weights.load_weights,
        [use(load), use(lambda f: load(f, b"no weights")), use(lambda f: load(f, CUT))],
    )
