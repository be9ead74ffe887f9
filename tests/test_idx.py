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
        (b"\x01" + TINY[1:], "not an IDX"),
        (TINY[:2] + b"\x0d" + TINY[3:], "type"),
        (TINY[:3] + b"\x03" + TINY[4:], "3 dimensions"),
        (TINY[:7], "header"),
        (b"", "not an IDX"),
    ],
)
def test_parse_idx_refuses(data, message):
    with pytest.raises(ValueError, match=message):
        helpers.parse_idx(data, 2)


@given(st.binary(max_size=60) | st.binary(max_size=40).map(lambda tail: TINY[:4] + tail))
def test_parse_idx_gives_every_byte_or_a_value_error(data):
    try:
        array = helpers.parse_idx(data, 2)
    except ValueError:
        return
    assert array.tobytes() == data[12:] and array.ndim == 2


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


@given(st.binary(max_size=80))
def test_gunzip_of_anything_is_bytes_or_a_value_error(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "random.gz"
    path.write_bytes(b"\x1f\x8b\x08\x00" + data)
    try:
        assert isinstance(helpers.gunzip(path), bytes)
    except ValueError:
        pass
