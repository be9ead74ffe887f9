"""Reading IDX: MNIST's file format."""

import gzip

import numpy as np
import pytest
from hypothesis import given, strategies as st

import helpers

GOOD = b"the right bytes " * 1000
NAME = "file.gz"


TINY = bytes([0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6])


def test_parse_idx():
    np.testing.assert_array_equal(helpers.parse_idx(TINY, 2), [[1, 2, 3], [4, 5, 6]])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (TINY[:-1], "5 bytes follow"),
        (TINY + b"x", "7 bytes follow"),
        (b"\x01" + TINY[1:], "Not an IDX"),
        (TINY[:2] + b"\x0d" + TINY[3:], "type"),
        (TINY[:3] + b"\x03" + TINY[4:], "3 dimensions"),
        (TINY[:7], "header"),
        (b"", "Not an IDX"),
    ],
)
def test_parse_idx_refuses(data, message):
    with pytest.raises(ValueError, match=message):
        helpers.parse_idx(data, 2)


VALID = []


@st.composite
def idx_files(draw):
    """Files that are IDX, and that are nearly so."""
    rows, columns = draw(st.integers(0, 6)), draw(st.integers(0, 6))
    data = bytes([0, 0, 8, 2, 0, 0, 0, rows, 0, 0, 0, columns])
    data += draw(st.binary(min_size=rows * columns, max_size=rows * columns))
    if draw(st.booleans()):
        place = draw(st.integers(0, len(data)))
        data = data[:place] + draw(st.binary(max_size=2)) + data[place + draw(st.integers(0, 2)) :]
    return data


@given(idx_files() | idx_files() | idx_files() | st.binary(max_size=60))
def check_idx(data):
    try:
        array = helpers.parse_idx(data, 2)
    except ValueError:
        return
    assert array.tobytes() == data[12:] and array.ndim == 2
    VALID.append(array.size)


def test_parse_idx_gives_every_byte_or_a_value_error():
    check_idx()
    assert len(VALID) >= 15 and max(VALID) > 3, "the property test must see valid files"


def test_parse_idx_makes_a_read_only_view():
    array = helpers.parse_idx(TINY, 2)
    assert array.dtype == np.uint8 and not array.flags.writeable
    assert helpers.parse_idx(bytearray(TINY), 2).tolist() == array.tolist()
    assert helpers.parse_idx(bytes([0, 0, 8, 1, 0, 0, 1, 2]) + bytes(258), 1).shape == (258,)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((None, 2), "data must be bytes, not None"),
        (("text", 2), "data must be bytes, not 'text'"),
        ((TINY, 0), "n_dims must be a whole number of at least 1, not 0"),
        ((TINY, "2"), "n_dims must be a whole number"),
        ((TINY, None), "n_dims must be a whole number"),
    ],
)
def test_parse_idx_refuses_other_types(arguments, message):
    with pytest.raises(ValueError, match=message):
        helpers.parse_idx(*arguments)


def test_a_header_that_promises_the_world_takes_no_memory():
    with pytest.raises(ValueError, match="but 0 bytes follow"):
        helpers.parse_idx(bytes([0, 0, 8, 4]) + b"\xff" * 16, 4)


def test_to_columns_by_hand():
    images = np.array([[[0, 51], [102, 153]], [[204, 255], [0, 0]]], np.uint8)
    columns = helpers.to_columns(images)
    assert columns.dtype == np.float32
    np.testing.assert_allclose(columns, [[0, 0.8], [0.2, 1], [0.4, 0], [0.6, 0]], rtol=1e-6)
    assert helpers.to_columns(np.zeros((2, 28, 28), np.uint8)).shape == (784, 2)


@pytest.mark.parametrize(
    ("images", "message"),
    [
        ([[[1]]], "images must be a NumPy array, not list"),
        (np.zeros((2, 784)), "images has the shape .2, 784., but .n, rows, columns. is wanted"),
        (np.zeros((0, 28, 28)), "it is empty"),
        (np.zeros((1, 0, 28)), "it is empty"),
        (np.zeros((1, 28, 0)), "it is empty"),
    ],
)
def test_to_columns_refuses(images, message):
    with pytest.raises(ValueError, match=f"^to_columns: .*{message}"):
        helpers.to_columns(images)


@pytest.mark.parametrize("damage", ["not gzip", "truncated", "flipped"])
def test_gunzip_refuses_damage(tmp_path, damage):
    packed = bytearray(gzip.compress(GOOD, mtime=0))
    if damage == "flipped":
        packed[-6] ^= 1  # in the checksum
    data = {"not gzip": b"no gzip", "truncated": packed[:-9], "flipped": packed}[damage]
    (tmp_path / NAME).write_bytes(data)
    with pytest.raises(ValueError, match="damaged"):
        helpers.gunzip(tmp_path / NAME)


def test_gunzip_is_bounded(tmp_path):
    (tmp_path / NAME).write_bytes(gzip.compress(bytes(10_000)))
    assert helpers.gunzip(tmp_path / NAME, max_bytes=10_000) == bytes(10_000)
    with pytest.raises(ValueError, match="more than 9,999"):
        helpers.gunzip(tmp_path / NAME, max_bytes=9_999)


UNPACKED = []


@given(data=st.binary(max_size=80), kind=st.integers(0, 5))
def check_gunzip(folder, data, kind):
    packed = gzip.compress(data, mtime=0)
    broken = {0: b"\x1f\x8b\x08\x00" + data, 1: packed[:-1], 2: data, 3: packed + data[:9]}
    path = folder / "random.gz"
    path.write_bytes(broken.get(kind, packed))
    try:
        unpacked = helpers.gunzip(path)
    except ValueError as error:
        empty = kind == 2 and not data
        said = (
            "is empty: was its download interrupted?" if empty else "is damaged or not a .gz file"
        )
        assert kind < 4 and said in str(error)
        return
    assert unpacked == data or kind == 0
    UNPACKED.append(kind)


def test_gunzip_of_anything_is_bytes_or_a_value_error(tmp_path):
    check_gunzip(tmp_path)
    assert len(UNPACKED) >= 10, "the property test must see valid files"


@pytest.mark.parametrize("arguments", [(None,), (3,), ("x.gz", -1), ("x.gz", None)])
def test_gunzip_refuses_other_types(arguments):
    with pytest.raises(ValueError, match="gunzip: (path|max_bytes) must be"):
        helpers.gunzip(*arguments)


def test_gunzip_of_all_of_mnist_fits_into_the_default_bound(tmp_path):
    (tmp_path / NAME).write_bytes(gzip.compress(bytes(50_000_000), 1))
    assert len(helpers.gunzip(str(tmp_path / NAME))) == 50_000_000
    (tmp_path / NAME).write_bytes(gzip.compress(bytes(50_000_001), 1))
    with pytest.raises(ValueError, match="unpacks to more than 50,000,000 bytes"):
        helpers.gunzip(tmp_path / NAME)


@pytest.mark.parametrize("dtype", [np.float64, bool, np.uint16])
def test_pixels_that_are_no_bytes_are_refused(dtype):
    with pytest.raises(ValueError, match="to_columns: images must hold uint8, from 0 to 255"):
        helpers.to_columns(np.ones((2, 3, 3), dtype))


def test_gunzip_refuses_an_empty_file_and_endless_sizes(tmp_path):
    path = tmp_path / "empty.gz"
    path.write_bytes(b"")
    with pytest.raises(ValueError, match="empty.gz is empty: was its download interrupted"):
        helpers.gunzip(path)
    path.write_bytes(gzip.compress(b""))
    assert helpers.gunzip(path) == b""
    with pytest.raises(ValueError, match="of at most 1e"):
        helpers.gunzip(path, 2**63)
    with pytest.raises(FileNotFoundError):
        helpers.gunzip(tmp_path / "nothing.gz")
