"""Image files: what is said of those that cannot be read, and that nothing raw comes out."""

import io
import os
import re
import struct
import sys
import types
import warnings
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from systems import posix

from helpers import read_image, to_mnist
from helpers.handwriting.image_files import _without_notes, open_image

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


def jpeg_part(kind, content):
    return bytes([0xFF, kind]) + struct.pack(">H", 2 + len(content)) + content


def png_part(kind, content):
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


# Photoshop's notes, cut off in the middle: Pillow takes such a file for no image.
BAD_NOTE = jpeg_part(0xED, b"Photoshop 3.0\x008BIM\x04\x04")


@pytest.mark.parametrize("kind", [0xE1, 0xE2, 0xEC, 0xED, 0xEF, 0xFE])
def test_a_jpeg_s_picture_is_read_whatever_stands_in_its_notes(kind):
    data = encoded("JPEG")
    spoilt = data[:2] + jpeg_part(kind, b"a note") + BAD_NOTE + data[2:]
    np.testing.assert_array_equal(read_image(spoilt), read_image(data))
    assert _without_notes(spoilt) == data


def test_what_a_jpeg_s_colours_depend_on_is_no_note():
    """In Adobe's part stands whether its numbers are RGB; in JFIF's that they are not."""
    data = encoded("JPEG")
    start = data.index(b"\xff\xdb")  # what JFIF has to say is before it
    for colours in (0, 1):
        adobe = jpeg_part(0xEE, b"Adobe" + bytes([0, 100, 0, 0, 0, 0, colours]))
        good = data[:2] + adobe + data[start:]
        spoilt = data[:2] + adobe + BAD_NOTE + data[start:]
        np.testing.assert_array_equal(read_image(spoilt), read_image(good))
    assert open_image(good, print).getpixel((30, 30)) == pytest.approx((20, 20, 20), abs=12)


@pytest.mark.parametrize("size", [2, 3, 4, 5, 20, 21, 22, 30])
def test_a_jpeg_that_ends_in_its_notes_is_refused(size):
    data = encoded("JPEG")
    for short in (data[:size], (data[:2] + BAD_NOTE)[:size]):
        with pytest.raises(ValueError, match="^the file is damaged or not an image: "):
            read_image(short)


def test_a_png_s_palette_and_its_transparency_are_no_notes():
    image = Image.fromarray(PAGE[..., 0]).quantize(8)
    file = io.BytesIO()
    image.save(file, "PNG", transparency=bytes([0, 128, 255]))
    data = file.getvalue()
    note = png_part(b"eXIf", b"spoilt")[:-1] + b"x"  # its sum is wrong
    spoilt = data[:33] + note + data[33:]
    np.testing.assert_array_equal(read_image(spoilt), read_image(data))
    two = encoded("PNG")
    with pytest.raises(ValueError, match="^the file is damaged"):
        read_image(two[:33] + note + two[33:60])


def test_no_warning_of_a_decoder_reaches_the_learner(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 64 * 64 - 1)  # Pillow warns of larger ones
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert open_image(encoded("PNG"), lambda rows, columns: None).size == (64, 64)


def test_the_size_is_asked_before_anything_is_decoded(monkeypatch):
    file, asked = io.BytesIO(), []
    Image.fromarray(PAGE[:50]).save(file, "PNG")
    half = file.getvalue()[:-40]  # decoding it would fail

    def refuse(rows, columns):
        asked.append((rows, columns))
        raise ValueError("too many rows")

    with pytest.raises(ValueError, match="^too many rows$"):
        open_image(half, refuse)
    assert asked == [(50, 64)]


def test_too_little_memory_is_no_damage(monkeypatch):
    def fail(file):
        raise MemoryError

    monkeypatch.setattr(Image, "open", fail)
    with pytest.raises(MemoryError):
        open_image(encoded("PNG"), print)


def test_what_is_wrong_with_a_file_and_which_it_is(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(b"hello")
    words = "is damaged or not an image: it begins as no image does$"
    with pytest.raises(ValueError, match=f"^{re.escape(str(path))} {words}"):
        read_image(path)
    with (
        open(path, "rb") as file,
        pytest.raises(ValueError, match=f"^{re.escape(str(path))} {words}"),
    ):
        read_image(file)
    with pytest.raises(ValueError, match=f"^the file {words}"):
        read_image(io.BytesIO(b"hello"))
    path.write_bytes(encoded("PNG")[:2000])
    with pytest.raises(ValueError, match="damaged or not an image: .*truncated"):
        read_image(path)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7 and more", "a PDF document"),
        (b"PK\x03\x04 and more", "a zip file, as Office documents are"),
        (b"\n<svg xmlns='x'></svg>", r"a drawing made of lines \(SVG\)"),
        (b"<?xml version='1.0'?>\n<svg></svg>", r"a drawing made of lines \(SVG\)"),
        (b"<!DOCTYPE html><title>404</title>", "a web page"),
        (b"  <HTML><svg></svg>", "a web page"),
        (b"II*\0" + bytes(99), "a camera's raw file, or a damaged TIFF"),
        (b"MM\0*" + bytes(99), "a camera's raw file, or a damaged TIFF"),
        (b"FUJIFILMCCD-RAW", "a camera's raw file"),
        (b"\0\0\0\x18ftypisom", "a video, or a photo in a format that cannot be read here"),
    ],
)
def test_what_is_often_taken_for_an_image_is_named(data, words):
    with pytest.raises(ValueError, match=f"^the file is {words}: save what it shows as PNG or"):
        read_image(data)


@pytest.mark.parametrize("data", [b"<?xml version='1.0'?><note/>", b"PDF", b"a ftyp", b"x%PDF"])
def test_what_is_something_else_is_not_called_an_image_either(data):
    with pytest.raises(ValueError, match="it begins as no image does$"):
        read_image(data)


def test_a_file_that_is_too_large_is_not_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr("helpers.handwriting.image_files.MOST_BYTES", 5_000_000)
    path = tmp_path / "large.png"
    for size, words in (
        (5_000_000, "begins as no image"),
        (5_000_001, "is larger than 5 MB: no im"),
    ):
        path.write_bytes(bytes(size))
        for source in (path, io.BytesIO(bytes(size))):
            with pytest.raises(ValueError, match=words):
                read_image(source)
    asked = []
    endless = types.SimpleNamespace(read=lambda size: asked.append(size) or bytes(size))
    with pytest.raises(ValueError, match="^The file is larger than 5 MB"):
        read_image(endless)
    assert asked == [5_000_001]
    with pytest.raises(ValueError, match='open it with open\\(name, "rb"\\)'):
        read_image(types.SimpleNamespace(read=lambda size: "text"))


def test_a_name_that_the_system_refuses(tmp_path):
    (tmp_path / "loop.png").symlink_to(tmp_path / "loop.png")
    for name in (tmp_path / "loop.png", tmp_path / ("x" * 300), "a\0b.png"):
        with pytest.raises(ValueError, match="cannot be read: "):
            read_image(name)


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
    for name in ("10.png", "11.png"):
        (tmp_path / name).unlink()
    with pytest.raises(FileNotFoundError, match=r"08.png, 09.png\.$"):
        read_image(tmp_path / "photo.jpg")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FileNotFoundError, match=r"empty\. No image is\.$"):
        read_image(tmp_path / "empty" / "photo.jpg")
    with pytest.raises(FileNotFoundError, match="no folder"):
        read_image(tmp_path / "nowhere" / "photo.jpg")
    with pytest.raises(ValueError, match="is a folder"):
        read_image(tmp_path)


def test_a_folder_is_named_where_to_open_it_is_not_permitted(tmp_path, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)  # as Windows does
    with pytest.raises(ValueError, match="is a folder: give the name of an image in it"):
        read_image(tmp_path)


HEIC = struct.pack(">I", 36) + b"ftypheic" + bytes(4) + b"mif1MiHEmiafMiHBheic" + bytes(999)


def test_heic_is_named_and_read_where_it_can_be(tmp_path, monkeypatch):
    path = tmp_path / "IMG_1.jpg"
    monkeypatch.setitem(sys.modules, "pillow_heif", None)  # not installed
    for brand in (b"heix", b"hevc", b"heim", b"heis", b"mif1", b"heic"):
        path.write_bytes(HEIC.replace(b"heic", brand, 1))
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


def test_files_that_are_open_otherwise_than_usual(tmp_path):
    Image.fromarray(np.full((20, 30), 200, np.uint8)).save(tmp_path / "a.png")
    with open(tmp_path / "a.png") as text, pytest.raises(ValueError, match='open.name, "rb".'):
        read_image(text)
    read, write = os.pipe()
    os.write(write, (tmp_path / "a.png").read_bytes())
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        assert read_image(stream).shape == (20, 30), "a stream that cannot go back"


@posix
def test_what_is_no_file_or_too_large_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe.png")
    with open(tmp_path / "video.mp4", "wb") as file:
        file.truncate(3_000_000_000)  # no byte of it is on the disk
    (tmp_path / "empty.png").touch()
    for name, message in [
        ("pipe.png", "no file of bytes"),
        ("video.mp4", "larger than 500 MB"),
        ("empty.png", "it is empty"),
    ]:
        with pytest.raises(ValueError, match=f"{name} .*{message}"):
            read_image(tmp_path / name)
    with pytest.raises(ValueError, match="is an address: download"):
        read_image("https://example.org/seven.png")


def test_more_pixels_than_pillow_takes_are_no_damage(monkeypatch):
    file = io.BytesIO()
    Image.new("L", (100, 100)).save(file, "PNG")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 1000)
    with pytest.raises(ValueError, match="more pixels than can be read: make it smaller"):
        read_image(file)


def test_a_name_that_begins_as_an_account_is_a_name():
    with pytest.raises(FileNotFoundError, match="~scan.png"):
        read_image("~scan.png")


def test_a_size_that_is_refused_is_named_for_a_file_with_damaged_notes_too():
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 1
    Image.new("L", (6, 6), 255).save(file, "PNG", exif=exif)
    data = bytearray(file.getvalue())
    place = data.index(b"eXIf")
    data[place + 8] ^= 255  # its checksum is then wrong
    with pytest.raises(ValueError, match="The image is 6 x 6 pixels"):
        read_image(bytes(data))
