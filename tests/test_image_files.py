"""Image files: what is said of those that cannot be read, and that nothing raw comes out."""

import io
import struct
import sys
import types

import numpy as np
import pytest
from PIL import Image

from helpers import read_image, to_mnist

PAGE = np.full((64, 64, 3), 240, np.uint8)
PAGE[12:52, 28:36] = 20
PAGE -= np.random.default_rng(0).integers(0, 9, PAGE.shape, dtype=np.uint8)  # paper's own grain
FORMATS = ["AVIF", "BMP", "DDS", "GIF", "JPEG", "PNG", "TIFF", "WEBP"]


def encoded(kind, **options):
    file = io.BytesIO()
    Image.fromarray(PAGE).save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", FORMATS)
def test_a_damaged_byte_gives_an_answer_or_a_value_error(kind):
    Image.init()
    if kind not in Image.SAVE:
        pytest.skip(f"this Pillow cannot write {kind}")
    data = encoded(kind)
    refused, step = 0, max(1, len(data) // 250)
    for i in range(0, len(data), step):
        for value in (0, 255):
            damaged = bytearray(data)
            damaged[i] = value
            try:
                read_image(bytes(damaged))
            except ValueError:
                refused += 1
    assert refused, "every damage was overlooked"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("share", [0.0, 0.05, 0.5, 0.9])
def test_a_truncated_file_is_refused(tmp_path, kind, share):
    path = tmp_path / "photo"
    data = encoded(kind)
    path.write_bytes(data)
    assert to_mnist(path).shape == (784, 1)
    path.write_bytes(data[: int(share * len(data))])
    with pytest.raises(ValueError, match="photo is damaged or not an image"):
        to_mnist(path)


@pytest.mark.parametrize(("kind", "marker"), [("JPEG", b"Exif"), ("PNG", b"eXIf")])
def test_a_good_photo_with_damaged_notes_is_read(kind, marker):
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x011A] = 1, "a note", 72.0
    data = encoded(kind, exif=exif)
    wanted = read_image(encoded(kind))
    at = data.index(marker) + 4
    length = int.from_bytes(data[at - 6 : at - 4] if kind == "JPEG" else data[at - 8 : at - 4])
    for i in range(at, at + length - 6):
        damaged = bytearray(data)
        damaged[i] ^= 0xFF
        read = read_image(bytes(damaged))
        if read.shape == wanted.shape and marker == b"eXIf":
            np.testing.assert_array_equal(read, wanted)


def test_every_way_to_hand_over_a_file(tmp_path):
    data = encoded("PNG")
    path = tmp_path / "page.png"
    path.write_bytes(data)
    wanted = read_image(PAGE)
    with open(path, "rb") as file:
        file.read(5)  # it need not stand at its beginning
        for source in (path, str(path), data, io.BytesIO(data), file):
            np.testing.assert_array_equal(read_image(source), wanted)
    with open(path, encoding="latin-1") as text, pytest.raises(ValueError, match='"rb"'):
        read_image(text)
    with pytest.raises(ValueError, match="not int"):
        read_image(7)


def test_a_missing_file_is_told_where_it_was_sought(tmp_path):
    for i in range(12):
        (tmp_path / f"{i:02d}.png").touch()
    (tmp_path / "notes.txt").touch()
    with pytest.raises(FileNotFoundError) as caught:
        read_image(tmp_path / "photo.jpg")
    text = str(caught.value)
    assert "'photo.jpg'" in text and str(tmp_path) in text
    assert "00.png, 01.png" in text and "09.png and 2 more" in text and "notes" not in text
    with pytest.raises(FileNotFoundError, match="no folder"):
        read_image(tmp_path / "nowhere" / "photo.jpg")
    with pytest.raises(ValueError, match="is a folder"):
        read_image(tmp_path)


HEIC = struct.pack(">I", 36) + b"ftypheic" + bytes(4) + b"mif1MiHEmiafMiHBheic" + bytes(999)


def test_heic_is_named_and_read_where_it_can_be(tmp_path, monkeypatch):
    path = tmp_path / "IMG_1.jpg"
    path.write_bytes(HEIC)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # not installed
    with pytest.raises(ValueError, match="IMG_1.jpg is HEIC.*JPEG"):
        read_image(path)
    opened = []

    def decode(data, check_size):
        opened.append(data)
        if len(opened) == 1:
            raise OSError("unknown")
        return Image.fromarray(PAGE)

    package = types.SimpleNamespace(register_heif_opener=lambda: opened.append("registered"))
    monkeypatch.setitem(sys.modules, "pillow_heif", package)
    monkeypatch.setattr("helpers.handwriting.image_files._decode", decode)
    np.testing.assert_array_equal(read_image(path), read_image(PAGE))
    assert opened == [HEIC, "registered", HEIC]
