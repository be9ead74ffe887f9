"""A text file that is written whole, or stays as it was."""

import os
import tempfile
from pathlib import Path


def write_text(path, text, suffix):
    """Write text to the file `path`, whose name must end in suffix, whole or not at all.

    Raises ValueError for another name, FileNotFoundError where there is no such folder, and
    IsADirectoryError for a folder.
    """
    path = Path(os.path.realpath(path))  # a link stays one
    if path.suffix != suffix:
        raise ValueError(f"The file name must end in {suffix}: {path}")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {path.parent}: make it first.")
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: give the name of a file.")
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}", delete=False
    ) as file:
        try:
            file.write(text)
            file.close()
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(file.name, 0o666 & ~umask)  # a temporary file is its owner's alone
            os.replace(file.name, path)
        except BaseException:
            file.close()
            os.unlink(file.name)
            raise
