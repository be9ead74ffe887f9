"""Image files, and what to say when they cannot be read."""

import contextlib
import io
import os
import stat
import struct
import warnings
from pathlib import Path

from PIL import Image, UnidentifiedImageError

SHOWN = 10  # names of images that a message lists
MOST_BYTES = 500_000_000  # of a file: 50 million pixels of 16 bits and four channels take less
# What stands in bytes 4 to 12 of the photos that iPhones keep. Source: ISO/IEC 23008-12, annex B.
HEIC = {b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1")}
PNG, PNG_NEEDED = b"\x89PNG\r\n\x1a\n", {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}

# What people take for an image, by how it begins (in small letters, without spaces before it).
OTHERS = {
    b"%pdf": "a PDF document",
    b"pk\x03\x04": "a zip file, as Office documents are",
    b"<svg": "a drawing made of lines (SVG)",
    b"<!doctype html": "a web page",
    b"<html": "a web page",
    b"ii*\x00": "a camera's raw file, or a damaged TIFF",
    b"mm\x00*": "a camera's raw file, or a damaged TIFF",
    b"fujifilm": "a camera's raw file",
}


def open_image(source, check_size):
    """Open and decode a file: a PIL image.

    source: a path, an open binary file, BytesIO or bytes. check_size is asked, with rows and
    columns, before anything is decoded. Raises FileNotFoundError, or ValueError.
    """
    name = source if isinstance(source, str | os.PathLike) else getattr(source, "name", "the file")
    data = _read(source)
    try:
        return _decode(data, check_size)
    except _Refused as refused:
        raise ValueError(str(refused)) from None
    except MemoryError:
        raise
    except Exception as error:  # decoders raise errors of many kinds
        plain = _without_notes(data)
        if data[4:12] in HEIC:
            plain = _learn_heic(name, data)
        if plain is not None:
            try:
                return _decode(plain, check_size)
            except _Refused as refused:
                raise ValueError(str(refused)) from None
            except Exception:  # then the picture itself is damaged
                pass
        cause = error if data else "it is empty"
        if data and isinstance(error, UnidentifiedImageError):
            if other := _what_else(data):
                raise ValueError(
                    f"{name} is {other}: save what it shows as PNG or JPEG."
                ) from error
            cause = "it begins as no image does"
        raise ValueError(f"{name} is damaged or not an image: {cause}") from error


class _Refused(Exception):
    """What check_size said: not an error of the decoder."""


def _decode(data, check_size):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of large images, and of damaged notes
        try:
            image = Image.open(io.BytesIO(data))
        except Image.DecompressionBombError:  # Pillow's own limit, far above ours
            raise _Refused("The image has more pixels than can be read: make it smaller.") from None
        try:
            check_size(image.height, image.width)
        except ValueError as error:
            raise _Refused(error) from error
        image.load()
    return image


def _read(source):
    """The bytes of source; FileNotFoundError or ValueError that says what is there instead."""
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if hasattr(source, "read"):
        if isinstance(source, io.TextIOBase):
            raise ValueError('The file is open as text: open it with open(name, "rb").')
        with contextlib.suppress(OSError, AttributeError):  # what cannot go back is at its start
            source.seek(0)
        data = source.read(MOST_BYTES + 1)
        if not isinstance(data, bytes):
            raise ValueError('The file is open as text: open it with open(name, "rb").')
        _refuse_large("The file", len(data))
        return data
    if not isinstance(source, str | os.PathLike):
        raise ValueError(
            "An image is the path of a file, an open file, a PIL image or an array, "
            f"not {type(source).__name__}."
        )
    if str(source).startswith(("http://", "https://")):
        raise ValueError(f"{source} is an address: download the image, and give its file.")
    path = Path(source)
    with contextlib.suppress(RuntimeError):  # a name such as ~scan.png is no account's folder
        path = path.expanduser()
    try:
        info = path.stat()
        if stat.S_ISDIR(info.st_mode):
            raise IsADirectoryError  # Windows would say that it may not be read
        if not stat.S_ISREG(info.st_mode):
            raise ValueError("it is no file of bytes.")
        _refuse_large("it", info.st_size)
        return path.read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(_what_is_there(path)) from None
    except IsADirectoryError:
        raise ValueError(f"{path} is a folder: give the name of an image in it.") from None
    except (OSError, ValueError) as error:  # a name with a null character is a ValueError
        raise ValueError(f"{path} cannot be read: {error}") from error


def _refuse_large(name, size):
    if size > MOST_BYTES:
        raise ValueError(
            f"{name} is larger than {MOST_BYTES // 10**6} MB: no image of this course."
        )


def _what_is_there(path):
    folder = Path(os.path.abspath(path.parent))
    if not folder.is_dir():
        return f"There is no file {path.name!r}, as there is no folder {folder}."
    kinds, images = Image.registered_extensions(), []
    with contextlib.suppress(OSError):  # a folder that may not be listed
        images = sorted(p.name for p in folder.iterdir() if p.suffix.lower() in kinds)
    more = f" and {len(images) - SHOWN} more" if len(images) > SHOWN else ""
    there = f"The images there: {', '.join(images[:SHOWN])}{more}." if images else "No image is."
    return f"There is no file {path.name!r} in {folder}. {there}"


def _learn_heic(name, data):
    """Let Pillow read HEIC, and give data back; ValueError if the package for it is missing."""
    try:
        import pillow_heif
    except ImportError:
        raise ValueError(
            f"{name} is HEIC, the format of iPhones: save or send it as JPEG. (Or install "
            "pillow-heif, with which it can be read as it is.)"
        ) from None
    pillow_heif.register_heif_opener()
    return data


def _what_else(data):
    """What a file is that is no image, in words, or None."""
    if data[4:8] == b"ftyp":  # as HEIC is, too, of which open_image has heard
        return "a video, or a photo in a format that cannot be read here"
    start = data[:1000].lower()
    start = start[max(0, start.find(b"<svg")) :] if start.lstrip().startswith(b"<?xml") else start
    return next((what for key, what in OTHERS.items() if start.lstrip().startswith(key)), None)


def _without_notes(data):
    """A PNG or JPEG file without what is not the picture (texts, colour profiles), or None."""
    try:
        if data.startswith(PNG):
            return _plain_png(data)
        if data.startswith(b"\xff\xd8"):
            return _plain_jpeg(data)
    except struct.error:  # the file ends in the middle of a part
        pass
    return None


def _plain_png(data):
    plain, at = [PNG], len(PNG)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        if data[at + 4 : at + 8] in PNG_NEEDED:
            plain.append(data[at:end])
        at = end
    return b"".join(plain)


def _plain_jpeg(data):
    plain, at = [data[:2]], 2
    while True:
        mark, kind, length = struct.unpack_from(">BBH", data, at)
        if mark != 0xFF or kind == 0xDA:  # the picture begins
            return b"".join(plain) + data[at:]
        end = at + 2 + length
        if kind not in (*range(0xE1, 0xEE), 0xEF, 0xFE):
            plain.append(data[at:end])
        at = end
