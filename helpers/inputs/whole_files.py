"""Files that are written whole, or stay as they were."""

import contextlib
import os
import secrets
import shutil
from pathlib import Path


@contextlib.contextmanager
def whole(path, suffix):
    """A new name beside the file `path`, with that suffix; what is written there takes its place.

    A link stays one, and a file keeps its rights. Where something goes wrong, nothing is left of
    the new file. Raises FileNotFoundError where there is no such folder, IsADirectoryError for a
    folder, and PermissionError for a file or a folder that is write-protected.
    """
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {target.parent}: make it first.")
    if target.is_dir():
        raise IsADirectoryError(f"{path} is a folder: give the name of a file.")
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(f"{path} is write-protected: choose another name.")
    if not os.access(target.parent, os.W_OK):
        raise PermissionError(f"The folder {target.parent} is write-protected: choose another.")
    part = target.with_name(f".{target.name}.{secrets.token_hex(8)}{suffix}")
    try:
        yield part
        if target.exists():
            shutil.copymode(target, part)
        try:
            os.replace(part, target)
        except PermissionError as error:  # of Windows, for a file that is open
            raise PermissionError(
                f"{path} cannot be written anew: close it where it is open, and save again."
            ) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()  # it is there only if something went wrong


def write_text(path, text, suffix):
    """Write text to the file `path`, whose name must end in suffix, whole or not at all.

    Raises ValueError for another name, and see `whole`.
    """
    path = Path(os.path.realpath(path))
    if path.suffix != suffix:
        raise ValueError(f"The file name must end in {suffix}: {path}")
    with whole(path, suffix) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
