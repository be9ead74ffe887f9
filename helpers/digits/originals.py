"""Which bytes are MNIST's, whatever their packing, and where a course may keep them on a disk."""

import contextlib
import gzip
import hashlib
import io
import os
import secrets
import stat
import tempfile
import time
import zlib
from pathlib import Path

import platformdirs

# File name: SHA-256, in the order X, Y, X_test, Y_test.
FILES = {
    "train-images-idx3-ubyte.gz": "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
    "train-labels-idx1-ubyte.gz": "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
    "t10k-images-idx3-ubyte.gz": "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
    "t10k-labels-idx1-ubyte.gz": "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
}
# The same files' sums, and those of what they hold: a file packed anew has another sum.
CONTENTS = dict(
    zip(
        FILES.values(),
        (
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
        ),
        strict=True,
    )
)
MAX_BYTES = 50_000_000  # no file of MNIST is larger, packed or unpacked
LEFTOVER = 3600  # seconds after which a part file belongs to nobody any more


def as_original(data, sha256):
    """The file of this SHA-256 if data is that file, or holds what it holds: bytes, or None.

    Unpacked data is packed anew, and data packed twice (by a proxy) is unpacked once.
    """
    content = CONTENTS.get(sha256)
    for _ in range(3):
        if _sum(data) == sha256:
            return data
        if content is not None and _sum(data) == content:
            return gzip.compress(data, 1, mtime=0)
        unpacked = _unpack(data)
        if unpacked is None:
            return None
        if content is not None and _sum(unpacked) == content:
            return data
        data = unpacked
    return None


def _sum(data):
    return hashlib.sha256(data).hexdigest()


def _unpack(data):
    """What .gz data holds, or None if it is not .gz, is damaged, or holds more than MAX_BYTES."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            unpacked = file.read(MAX_BYTES + 1)
    except (EOFError, OSError, zlib.error):
        return None
    return unpacked if len(unpacked) <= MAX_BYTES else None


def read_bounded(path):
    """The bytes of the file at path, a link followed. Raises OSError, also if it is too large."""
    info = path.stat()
    if not stat.S_ISREG(info.st_mode):
        raise OSError(f"{path} is not a file.")
    if info.st_size > MAX_BYTES:
        raise OSError(f"{path} is larger than any file of MNIST.")
    return path.read_bytes()


def is_intact(path, sha256):
    """True if the file at path can be read, and is this original or holds what it holds, as .gz."""
    try:
        data = read_bounded(path)
    except (OSError, ValueError):  # ValueError: a zero byte in the name
        return False
    return as_original(data, sha256) is data


def default_cache():
    """The per-user cache folder of this course, which need not exist yet.

    For an account without a home, a folder among the temporary ones.
    """
    with contextlib.suppress(RuntimeError):  # no home
        cache = Path(platformdirs.user_cache_dir("mnist-from-scratch", appauthor=False))
        if cache.is_absolute():
            return cache
    return _top() / "cache"


def temporary_folder(cache):
    """The folder in place of a cache that cannot be used: for one account always the same."""
    return _top() / _sum(os.fsencode(cache))[:8]


def _top():
    """This account's own folder among the temporary ones."""
    account = f"-{os.getuid()}" if hasattr(os, "getuid") else ""  # Windows: each has its own anyway
    return Path(tempfile.gettempdir()) / f"mnist-from-scratch{account}"


def find_kept(name, sha256, cache):
    """Path of the intact file in the cache or, second, in the temporary folder; None if neither."""
    paths = (folder / name for folder in (cache, temporary_folder(cache)))
    return next((path for path in paths if is_intact(path, sha256)), None)


def keep(data, name, cache):
    """Write data to the file `name` in the cache or, if that fails, in the temporary folder.

    Returns its path, and None or a sentence that says why it is not in the cache. Raises OSError
    with such a sentence if neither can be written. A half-written file is never seen.
    """
    reasons = []
    for folder in (cache, temporary_folder(cache)):
        try:
            if folder != cache:
                _own(folder.parent)
            return _write(data, name, folder), reasons[0] if reasons else None
        except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
            reasons.append(f"{folder} cannot be used: {reason(error)}.")
    raise OSError(" ".join(reasons))


def _own(folder):
    """Make the temporary folder. Raises OSError if somebody else has laid one in its place."""
    folder.mkdir(mode=0o700, exist_ok=True)
    info = folder.lstat()
    if not stat.S_ISDIR(info.st_mode) or (hasattr(os, "getuid") and info.st_uid != os.getuid()):
        raise OSError("it is not a folder of this account")


def _write(data, name, folder):
    """Write the file at once: first under another name, with the usual rights (0666 less umask)."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob(f".{name}.*.part"):  # of a process that was killed while it wrote
        with contextlib.suppress(FileNotFoundError):  # another process has just finished it
            if time.time() - old.lstat().st_mtime > LEFTOVER:
                old.unlink(missing_ok=True)
    part = folder / f".{name}.{secrets.token_hex(8)}.part"
    try:
        with open(part, "xb") as file:
            file.write(data)
        os.replace(part, folder / name)
    finally:
        part.unlink(missing_ok=True)
    return folder / name


def reason(error):
    """Why the disk refused, in words: `no space left on the disk`, `permission denied`, ..."""
    text = getattr(error, "strerror", None) or str(error)
    text = text[:1].lower() + text[1:].rstrip(".")
    return text.replace("no space left on device", "no space left on the disk")
