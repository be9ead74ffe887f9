"""Files of weights from others: checked before they are read, whole when they are written."""

import io
import os
import re
import stat
import tracemalloc
import zipfile

import numpy as np
import pytest
from hypothesis import given, strategies as st
from systems import posix

import helpers
from helpers.training import files

RNG = np.random.default_rng


def weights(dtype=np.float32, hidden=2, inputs=3, classes=4):
    shapes = [(hidden, inputs), (hidden, 1), (classes, hidden), (classes, 1)]
    return [RNG(i).random(shape).astype(dtype) for i, shape in enumerate(shapes)]


def words(path, load=helpers.load_weights):
    """What load_weights says when it refuses a file."""
    with pytest.raises(
        ValueError, match=f"^{re.escape(str(path))} is not a file that save_weights wrote: "
    ) as caught:
        load(path)
    return str(caught.value).split(" wrote: ")[1]


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ">f4"])
def test_what_is_saved_is_loaded(tmp_path, dtype):
    helpers.save_weights(tmp_path / "w.npz", *weights(dtype))
    for mine, theirs in zip(
        helpers.load_weights(str(tmp_path / "w.npz")), weights(dtype), strict=True
    ):
        assert mine.dtype == dtype and (mine == theirs).all()
    assert [path.name for path in tmp_path.iterdir()] == ["w.npz"]


def bad_weights():
    """Weights that do not fit, or are no numbers, each with the reason."""
    W1, b1, W2, b2 = weights()
    spoilt = W1.copy()
    spoilt[1, 1] = np.nan
    return [
        ([W1, b1[0], W2, b2], "b1 has the shape (1,), but (2, 1) is wanted to fit W1."),
        (
            [W1, b1, W2.T, b2],
            "W2 has the shape (2, 4), but (classes, 2) is wanted to fit W1. Did you mean W2.T?",
        ),
        (
            [W1, b1, W2, b2.T],
            "b2 has the shape (1, 4), but (4, 1) is wanted to fit W2. Did you mean b2.T?",
        ),
        ([spoilt, b1, W2, b2], "W1 holds numbers that are not finite."),
        ([W1, b1, W2, b2 + np.inf], "b2 holds numbers that are not finite."),
    ]


@pytest.mark.parametrize(("arrays", "reason"), bad_weights())
def test_weights_that_do_not_fit_are_neither_saved_nor_loaded(tmp_path, arrays, reason):
    path = tmp_path / "w.npz"
    with pytest.raises(ValueError) as caught:
        helpers.save_weights(path, *arrays)
    assert str(caught.value).startswith(f"save_weights: {reason[:30]}") and not path.exists()
    np.savez(path, **dict(zip(("W1", "b1", "W2", "b2"), arrays, strict=True)))
    assert words(path) == reason


@pytest.mark.parametrize("dtype", [np.int64, complex, np.longdouble, "U1", object])
def test_other_types_are_neither_saved_nor_loaded(tmp_path, dtype):
    arrays = [array.astype(dtype) for array in weights()]
    path = tmp_path / "w.npz"
    with pytest.raises(ValueError, match="W1 must hold (floats|real numbers), not"):
        helpers.save_weights(path, *arrays)
    np.savez(path, *arrays[:1], **dict(zip(("W1", "b1", "W2", "b2"), arrays, strict=True)))
    assert words(path) == "it holds W1.npy, b1.npy, W2.npy, b2.npy, arr_0.npy."
    np.savez(path, **dict(zip(("W1", "b1", "W2", "b2"), arrays, strict=True)))
    assert words(path).startswith("W1.npy must hold floats, not ")


def test_none_is_not_saved(tmp_path):
    with pytest.raises(ValueError, match="^save_weights: W1 must be a NumPy array, not NoneType"):
        helpers.save_weights(tmp_path / "w.npz", None, None, None, None)
    assert not any(tmp_path.iterdir())


def write(path, shape, unpacked=0, version=1, method=zipfile.ZIP_DEFLATED):
    """A file whose arrays declare this shape, and of which W1 unpacks to so many MB of zeros."""
    with zipfile.ZipFile(path, "w", method) as archive:
        for name in ("W1", "b1", "W2", "b2"):
            header = io.BytesIO()
            declared = {"descr": "<f4", "fortran_order": False, "shape": shape}
            getattr(np.lib.format, f"write_array_header_{version}_0")(header, declared)
            with archive.open(f"{name}.npy", "w", force_zip64=True) as file:
                file.write(header.getvalue())
                for _ in range(unpacked if name == "W1" else 0):
                    file.write(bytes(10**6))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"shape": (10**9, 1), "unpacked": 201}, "it unpacks to more than 200 MB."),
        ({"shape": (10**9, 1)}, "W1.npy declares the shape (1000000000, 1), which is not what it"),
        ({"shape": (2**62, 2**62)}, "W1.npy declares the shape"),
        (
            {"shape": (5, 1), "unpacked": 1},
            "W1.npy declares the shape (5, 1), which is not what",
        ),
        ({"shape": (0, 1), "version": 2}, "W1.npy is of version (2, 0)."),
    ],
)
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, options, reason):
    path = tmp_path / "w.npz"
    write(path, **options)
    assert path.stat().st_size < 300_000
    tracemalloc.start()
    try:
        assert words(path).startswith(reason)
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_what_is_allowed_is_allowed_to_the_byte(tmp_path, monkeypatch):
    path = tmp_path / "w.npz"
    helpers.save_weights(path, *weights(hidden=500))
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    assert path.stat().st_size > unpacked
    monkeypatch.setattr(files, "MAX_BYTES", path.stat().st_size)
    assert len(helpers.load_weights(path)) == 4
    monkeypatch.setattr(files, "MAX_BYTES", path.stat().st_size - 1)
    assert words(path) == "it is larger than 0 MB."
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in zip(("W1", "b1", "W2", "b2"), weights(hidden=500), strict=True):
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, 0 * array)
    assert path.stat().st_size < unpacked
    monkeypatch.setattr(files, "MAX_BYTES", unpacked)
    assert len(helpers.load_weights(path)) == 4
    monkeypatch.setattr(files, "MAX_BYTES", unpacked - 1)
    assert words(path) == "it unpacks to more than 0 MB."


@pytest.mark.parametrize("kind", ["folder", pytest.param("pipe", marks=posix)])
def test_what_is_no_file(tmp_path, kind):
    path = tmp_path / "w.npz"
    path.mkdir() if kind == "folder" else os.mkfifo(path)
    assert words(path) == "it is no file."


@pytest.mark.parametrize("path", [3, None, b"w.npz", io.BytesIO()])
def test_what_is_no_file_name(path):
    with pytest.raises(ValueError, match="load_weights: path must be the name of a file"):
        helpers.load_weights(path)
    with pytest.raises(ValueError, match="save_weights: path must be the name of a file"):
        helpers.save_weights(path, *weights())


GOOD = []


@given(st.data())
def check_damage(data):
    whole = io.BytesIO()
    np.savez(whole, **dict(zip(("W1", "b1", "W2", "b2"), weights(), strict=True)))
    damaged = bytearray(whole.getvalue())
    for _ in range(data.draw(st.sampled_from([0, 0, 1, 4]))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place] = data.draw(st.integers(0, 255))
    path = data.draw(st.just(FOLDER[0])) / "damaged.npz"
    path.write_bytes(damaged[: data.draw(st.sampled_from([None, None, None, 100, -30]))])
    try:
        loaded = helpers.load_weights(path)
    except ValueError as error:
        assert "is not a file that save_weights wrote: " in str(error)
        return
    assert all((p == q).all() for p, q in zip(loaded, weights(), strict=True))
    GOOD.append(1)


FOLDER = []


def test_a_damaged_file_gives_the_same_weights_or_the_promised_error(tmp_path):
    FOLDER[:] = [tmp_path]
    check_damage()
    assert len(GOOD) >= 5, "the property test must see valid cases"


def test_every_byte_may_be_damaged(tmp_path):
    """Flips that once gave tokenize.TokenError, NotImplementedError, RuntimeError, zlib.error."""
    path = tmp_path / "w.npz"
    helpers.save_weights(path, *weights())
    whole, kinds = path.read_bytes(), set()
    for place in range(len(whole)):
        for value in (255, whole[place] ^ 1):
            path.write_bytes(whole[:place] + bytes([value]) + whole[place + 1 :])
            try:
                loaded = helpers.load_weights(path)
            except ValueError as error:
                kinds.add(type(error.__cause__).__name__)
            else:
                assert all((p == q).all() for p, q in zip(loaded, weights(), strict=True))
    assert {"BadZipFile", "ValueError", "NotImplementedError"} <= kinds, "as the readers raise"


def test_a_file_is_written_whole_or_not_at_all(tmp_path):
    resource = pytest.importorskip("resource", reason="Windows has no such limit")
    path = tmp_path / "w.npz"
    helpers.save_weights(path, *weights())
    before = path.read_bytes()
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500, limit[1]))  # as if the disk were full
    try:
        with pytest.raises(OSError, match="File too large"):
            helpers.save_weights(path, *weights(hidden=99))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert path.read_bytes() == before and list(tmp_path.iterdir()) == [path]


@posix
def test_rights_and_links_are_as_usual(tmp_path):
    old = os.umask(0o027)
    try:
        helpers.save_weights(tmp_path / "w.npz", *weights())
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "w.npz").stat().st_mode) == 0o640
    (tmp_path / "link.npz").symlink_to(tmp_path / "w.npz")
    helpers.save_weights(tmp_path / "link.npz", *weights(np.float64))
    assert (tmp_path / "link.npz").is_symlink()
    assert helpers.load_weights(tmp_path / "w.npz")[0].dtype == np.float64


def test_a_link_may_lead_to_a_file_of_another_name(tmp_path):
    (tmp_path / "link.npz").symlink_to(tmp_path / "notes.txt")
    helpers.save_weights(tmp_path / "link.npz", *weights())
    assert (tmp_path / "link.npz").is_symlink(), "under its own name"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.npz", "notes.txt"]
    assert len(helpers.load_weights(tmp_path / "notes.txt")) == 4


@pytest.mark.parametrize("name", ["w.txt", "w", "npz", "w.npz.txt"])
def test_other_names_are_refused(tmp_path, name):
    with pytest.raises(ValueError, match=f"must end in .npz: .*{name}$"):
        helpers.save_weights(tmp_path / name, *weights())
    assert list(tmp_path.iterdir()) == []


def test_a_place_where_nothing_can_be_written_is_named(tmp_path):
    with pytest.raises(
        FileNotFoundError, match=re.escape(f"There is no folder {tmp_path / 'none'}: make it")
    ):
        helpers.save_weights(tmp_path / "none" / "w.npz", *weights())
    (tmp_path / "w.npz").mkdir()
    with pytest.raises(IsADirectoryError, match="w.npz is a folder: give the name of a file"):
        helpers.save_weights(tmp_path / "w.npz", *weights())
    with pytest.raises(FileNotFoundError, match="none.npz"):
        helpers.load_weights(tmp_path / "none.npz")


def test_a_flip_deep_inside_a_large_array_is_noticed(tmp_path):
    path = tmp_path / "w.npz"
    helpers.save_weights(path, *helpers.init_params(RNG(0)))
    data = bytearray(path.read_bytes())
    data[50_000] ^= 1
    path.write_bytes(data)
    assert words(path) == "Bad CRC-32 for file 'W1.npy'."


def test_what_would_not_be_read_again_is_not_written(tmp_path, monkeypatch):
    path = tmp_path / "w.npz"
    helpers.save_weights(path, *weights(hidden=5))
    kept = path.read_bytes()
    monkeypatch.setattr(files, "MAX_BYTES", files.HEADERS + 1000)
    with pytest.raises(ValueError, match="save_weights: more than 0 MB are not read again"):
        helpers.save_weights(path, *weights(hidden=500))
    assert path.read_bytes() == kept
