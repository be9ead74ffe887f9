"""Where the digits come from: a folder of yours, the cache, the mirrors, or the small sample."""

import hashlib
import logging
import os
import tempfile
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import platformdirs
import pooch
import requests
from tqdm.auto import tqdm

from helpers.digits.idx import gunzip, parse_idx, to_columns

MIRRORS = (
    "https://github.com/sunsided/mnist/raw/master/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
# File name: SHA-256, in the order X, Y, X_test, Y_test.
FILES = {
    "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
DATA = Path(__file__).parent.parent / "data"
TIMEOUT = (5, 20)  # seconds to connect, and to wait for the next bytes


def default_cache():
    """The per-user cache folder of this course, which need not exist yet."""
    return Path(platformdirs.user_cache_dir("mnist-from-scratch", appauthor=False))


def is_intact(path, sha256):
    """True if the file at path exists and has this SHA-256."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def fetch(name, sha256, cache=None, mirrors=MIRRORS, timeout=TIMEOUT, progress=True):
    """Path of the intact file `name` in the cache, downloaded from the first mirror that has it.

    mirrors: addresses that end in "/"; timeout: seconds, one number or (connect, read).
    A file in the cache with the wrong SHA-256 is thrown away and fetched again; a download is
    moved into place only when it is whole. If the cache cannot be written, the file goes to a
    temporary folder. Raises ConnectionError that says what went wrong at each mirror: the first
    line in short, the others in full.
    """
    cache = Path(cache) if cache is not None else default_cache()
    if is_intact(cache / name, sha256):
        return cache / name
    folder = _writable(cache)
    (folder / name).unlink(missing_ok=True)
    pooch.get_logger().setLevel(logging.ERROR)  # the progress bar says all a learner needs
    failures = []
    for mirror in mirrors:
        # pooch sets the total; it must not start at None, or tqdm refuses to be asked if it is on
        bar = tqdm(total=1, desc=name, unit="B", unit_scale=True, leave=False, disable=not progress)
        download = pooch.HTTPDownloader(progressbar=bar, timeout=timeout, chunk_size=2**20)
        try:
            return Path(pooch.retrieve(mirror + name, sha256, name, folder, downloader=download))
        except (requests.RequestException, ValueError, OSError) as error:
            failures.append((mirror, error))
        finally:
            bar.total = bar.n  # in a notebook, an unfinished bar would stay for ever
            bar.close()
    short = ", ".join(f"{urlsplit(m).hostname}: {type(error).__name__}" for m, error in failures)
    full = [f"{mirror}: {str(error)[:200]}" for mirror, error in failures]
    raise ConnectionError("\n".join([f"No mirror gave {name} ({short}).", *full]))


def _writable(cache):
    """The cache folder if it can be written, or else a temporary one."""
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=cache):
            return cache
    except OSError:
        return Path(tempfile.mkdtemp(prefix="mnist-"))


def find_mnist(cache=None, mirrors=MIRRORS, timeout=TIMEOUT, progress=True):
    """Paths of the four files, in the order X, Y, X_test, Y_test: a list of Path.

    Looks in the folder MNIST_DIR (environment variable), or else in the cache, at the mirrors,
    and at last in the sample that ships with the course (4,000 + 1,000 digits), with a warning.
    Raises FileNotFoundError or ValueError when MNIST_DIR is set and a file there is missing or
    is not the original.
    """
    if os.environ.get("MNIST_DIR"):
        return [_from_folder(Path(os.environ["MNIST_DIR"]), *file) for file in FILES.items()]
    try:
        return [fetch(*file, cache, mirrors, timeout, progress) for file in FILES.items()]
    except ConnectionError as error:
        warnings.warn(
            "The MNIST mirrors could not be reached, so this is the 5,000-digit sample that comes "
            "with the course (4,000 to train, 1,000 to test). Everything works, but accuracies "
            "will be lower than in the text. To get all 70,000 digits, see README.md. "
            + str(error).splitlines()[0],
            stacklevel=3,
        )
        return [DATA / name for name in FILES]


def _from_folder(folder, name, sha256):
    path = folder / name
    if not path.is_file():
        raise FileNotFoundError(f"MNIST_DIR is {folder}, but there is no file {path}.")
    if not is_intact(path, sha256):
        raise ValueError(f"MNIST_DIR is {folder}, but {path} is not the original (wrong SHA-256).")
    return path


def load_mnist(cache=None, mirrors=MIRRORS, timeout=TIMEOUT, progress=True):
    """The digits as X (784, 60000), Y (60000,), X_test (784, 10000), Y_test (10000,).

    X and X_test are float32 in [0, 1], one image per column; Y and Y_test are int64, 0 to 9.
    Where they come from, what the arguments mean, and what is raised: see find_mnist and fetch.
    With the sample, 60000 is 4000 and 10000 is 1000.
    """
    paths = find_mnist(cache, mirrors, timeout, progress)
    X, X_test = (to_columns(parse_idx(gunzip(path), n_dims=3)) for path in paths[::2])
    Y, Y_test = (parse_idx(gunzip(path), n_dims=1).astype(np.int64) for path in paths[1::2])
    if X.shape[1] != Y.size or X_test.shape[1] != Y_test.size:
        raise ValueError("The numbers of images and of labels differ.")
    return X, Y, X_test, Y_test
