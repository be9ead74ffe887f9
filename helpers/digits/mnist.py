"""Where the digits come from: a folder of yours, the cache, the mirrors, or the small sample."""

import contextlib
import os
import warnings
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from tqdm.auto import tqdm

from helpers.digits.download import TIMEOUT, NotTheFile, cause, describe, download, tell
from helpers.digits.idx import gunzip, parse_idx, to_columns
from helpers.digits.originals import (
    FILES,
    as_original,
    default_cache,
    find_kept,
    keep,
    read_bounded,
    reason,
)

MIRRORS = (
    "https://github.com/sunsided/mnist/raw/master/",
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
DATA = Path(__file__).parent.parent / "data"


def fetch(name, sha256, cache=None, mirrors=MIRRORS, timeout=TIMEOUT, progress=True):
    """Path of the intact file `name` in the cache, downloaded from the first mirror that has it.

    A file counts by what it holds, whatever its packing, and is kept as .gz. A file in the cache
    that is not the original is replaced once there is a good one, and not before. If the cache
    cannot be written, the file goes to a temporary folder, with a warning.

    Parameters
    ----------
    name, sha256 : str, as in FILES.
    cache : folder, or None for the user's cache folder.
    mirrors : addresses that end in "/".
    timeout : seconds, one number or (connect, read); a whole file may take nine times the latter.
    progress : bool, whether to show a progress bar.

    Raises
    ------
    ValueError for a wrong name, mirrors or timeout. ConnectionError that says what went wrong at
    each mirror, in short and then in full. OSError that says why nothing can be written.
    """
    if Path(name).name != name:
        raise ValueError(f"fetch: name must be that of a file, without folders, not {name!r:.60}.")
    if isinstance(mirrors, str):
        raise ValueError(f"fetch: mirrors must be a list of addresses: [{mirrors!r:.200}]")
    seconds = timeout if isinstance(timeout, tuple | list) else [timeout, timeout]
    if len(seconds) != 2 or not all(isinstance(each, int | float) and each > 0 for each in seconds):
        raise ValueError(f"fetch: timeout must be in seconds, above 0, not {timeout!r:.60}.")
    cache = _folder(cache) if cache is not None else default_cache()
    path = find_kept(name, sha256, cache)
    if path is not None:
        return path
    failures = []
    for mirror in mirrors:
        bar = tqdm(desc=name, unit="B", unit_scale=True, leave=False, disable=not progress)

        def show(n_bytes, total, bar=bar):
            bar.total = max(total, n_bytes)
            bar.update(n_bytes - bar.n)

        try:
            data = download(mirror + name, timeout, show)
            original = as_original(data, sha256)
            if original is None:
                raise NotTheFile(f"sent {describe(data)}")
        except Exception as error:
            failures.append((mirror, cause(error)))
            continue
        finally:
            bar.total = bar.n  # in a notebook, an unfinished bar would stay for ever
            bar.close()
        path, why_not = keep(original, name, cache)
        if why_not:
            warnings.warn(f"{why_not} So MNIST is kept in {path.parent}.", stacklevel=2)
        return path
    full = [f"{mirror}: {words}" for mirror, words in failures]
    raise ConnectionError("\n".join([f"No mirror gave {name} ({tell(failures)}).", *full]))


def find_mnist(cache=None, mirrors=MIRRORS, timeout=TIMEOUT, progress=True):
    """Paths of the four files, in the order X, Y, X_test, Y_test: a list of Path.

    Looks in the folder MNIST_DIR (environment variable), or else in the cache, at the mirrors,
    and at last in the sample that ships with the course (4,000 + 1,000 digits), with a warning.
    The files in MNIST_DIR may be unpacked, packed anew, or renamed by a browser: what they hold
    counts, and a packed copy is then kept in the cache.

    Parameters
    ----------
    cache, mirrors, timeout, progress : see fetch.

    Raises
    ------
    FileNotFoundError, PermissionError, OSError or ValueError when MNIST_DIR is set and a file there
    is missing, cannot be read, or is not the original.
    """
    return _find(cache, mirrors, timeout, progress)


def _find(cache, mirrors, timeout, progress):
    """find_mnist: a function below the public ones, so that a warning points to their caller."""
    folder = _chosen()
    if folder is not None:
        return [_from_folder(folder, *file, cache) for file in FILES.items()]
    try:
        return [fetch(*file, cache, mirrors, timeout, progress) for file in FILES.items()]
    except OSError as error:  # ConnectionError is one
        warnings.warn(
            "MNIST could not be had, so this is the 5,000-digit sample that comes with the course "
            "(4,000 to train, 1,000 to test). Everything works, but accuracies will be lower than "
            "in the text. To get all 70,000 digits, see README.md. " + str(error).splitlines()[0],
            stacklevel=3,
        )
        return [DATA / name for name in FILES]


def _chosen():
    """The folder that MNIST_DIR names, or None; quotes and blanks around it do not belong to it."""
    chosen = os.environ.get("MNIST_DIR", "").strip().strip("\"'")
    return _folder(chosen) if chosen else None


def _folder(path):
    """The absolute Path, with ~ filled in where that is possible."""
    try:
        return Path(path).expanduser().absolute()
    except RuntimeError:  # ~somebody, who is not known here
        return Path(path).absolute()


def _from_folder(folder, name, sha256, cache, write=True):
    """The path in folder of the original `name`; of a packed copy of it if its packing differs."""
    wrong, kind = [], ValueError
    for path in _candidates(folder, name):
        try:
            data = read_bounded(path)
        except PermissionError:
            wrong.append(f"{path} may not be read by this account (chmod a+r {path.name})")
            kind = PermissionError
            continue
        except OSError as error:
            wrong.append(f"{path} cannot be read: {reason(error)}")
            continue
        original = as_original(data, sha256)
        if original is data or (original is not None and not write):
            return path
        if original is not None:
            cache = _folder(cache) if cache is not None else default_cache()
            return find_kept(name, sha256, cache) or keep(original, name, cache)[0]
        wrong.append(f"{path} is not the original (wrong SHA-256): {describe(data)}")
    if wrong:
        raise kind(f"MNIST_DIR is {folder}, but {'; '.join(wrong)}.")
    missing = f"there is no file {folder / name}" if folder.is_dir() else f"{folder} is no folder"
    raise FileNotFoundError(
        f"MNIST_DIR is {folder}, but {missing}. Get {', '.join(FILES)} from {MIRRORS[0]}, "
        "or unset MNIST_DIR."
    )


def _candidates(folder, name):
    """Files in folder, and in its folders, that may be `name` under another name; `name` first.

    A browser unpacks (no .gz) or numbers them, 7-Zip writes train-images.idx3-ubyte.
    """
    start = name.split("-idx")[0]
    try:
        entries = sorted(folder.iterdir())
    except PermissionError as error:
        raise PermissionError(f"MNIST_DIR is {folder}, but it may not be read.") from error
    except OSError:
        return []
    for inner in list(entries):
        with contextlib.suppress(OSError):  # no folder, or one that may not be read
            entries += sorted(inner.iterdir())
    found = [path for path in entries if path.name.lower().startswith(start)]
    files = [path for path in found if not path.is_dir()]
    return sorted(files, key=lambda path: path != folder / name)[:20]


def describe_source():
    """Where load_mnist would find MNIST, in one sentence; nothing is downloaded or written."""
    try:
        folder = _chosen()
        if folder is not None:
            for file in FILES.items():
                _from_folder(folder, *file, cache=None, write=False)
            return f"MNIST: all 70,000 digits, in {folder} (MNIST_DIR)."
        kept = [find_kept(*file, default_cache()) for file in FILES.items()]
        if all(kept):
            return f"MNIST: all 70,000 digits, in {' and '.join({str(p.parent): 0 for p in kept})}."
        hosts = ", ".join(str(urlsplit(mirror).hostname) for mirror in MIRRORS)
        return (
            f"MNIST: {kept.count(None)} of 4 files would be downloaded from one of {hosts} to "
            f"{default_cache()}; if that fails, the 5,000-digit sample is used."
        )
    except (OSError, ValueError, RuntimeError) as error:
        return f"MNIST: cannot be loaded. {error}"


def load_mnist(cache=None, mirrors=MIRRORS, timeout=TIMEOUT, progress=True):
    """The digits as X (784, 60000), Y (60000,), X_test (784, 10000), Y_test (10000,).

    X and X_test are float32 in [0, 1], one image per column; Y and Y_test are int64, 0 to 9. Where
    they come from, and what is raised: see find_mnist. With the sample, 60000 is 4000 and 10000 is
    1000.

    Parameters
    ----------
    cache, mirrors, timeout, progress : see fetch.
    """
    return read_files(_find(cache, mirrors, timeout, progress))


def read_files(paths):
    """X, Y, X_test, Y_test of load_mnist, from the four files in the order of FILES."""
    X, X_test = (to_columns(parse_idx(gunzip(path), n_dims=3)) for path in paths[::2])
    Y, Y_test = (parse_idx(gunzip(path), n_dims=1).astype(np.int64) for path in paths[1::2])
    if X.shape[1] != Y.size or X_test.shape[1] != Y_test.size:
        raise ValueError("The numbers of images and of labels differ.")
    return X, Y, X_test, Y_test
