"""The checks of Lesson 1: reading the digits, and a network to start with."""

import gzip
import tempfile
import tracemalloc
from pathlib import Path

import numpy as np

from helpers.digits import idx
from helpers.network import two_layer
from helpers.teaching.check_files import LEFT, belong_into_except
from helpers.teaching.judge import judge
from helpers.teaching.outcomes import named
from helpers.teaching.tasks import call, use

TINY = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3, *range(20, 260, 20)])
STOPS = {
    ("(EOFError, ", "("): "A file that was cut off stops with EOFError",
    ("gzip.BadGzipFile, ", ""): "A file of another kind stops with gzip.BadGzipFile",
    (", zlib.error", ""): "Damage inside the file stops with zlib.error",
}
LABELS = bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9])


def check_parse_idx(parse_idx):
    """Two pictures of 2 x 3 and three labels are read; damaged files are refused."""
    damaged = [TINY[:-1], TINY + b"x", b"\x01" + TINY[1:], TINY[:2] + b"\x0d" + TINY[3:], TINY[:9]]
    damaged.append(TINY[:3] + b"\x02" + TINY[4:])  # all of three dimensions, but for the number
    damaged.append(b"\x00\x01" + TINY[2:])
    tasks = [
        call(TINY, 3),
        call(LABELS, 1),
        call(b"\0\0\x08\x01\0\0\x01\x2c" + bytes(300), 1),  # 300: one byte is too few for it
        use(lambda function: {"the type of its numbers": str(function(LABELS, 1).dtype)}),
        call(TINY, 1),
        call(b"\x00\x00", 1),
        *(call(data, 3) for data in damaged),
    ]
    judge(parse_idx, idx.parse_idx, tasks, [
        (("offset=start", "offset=0"), "The header was read as numbers: where do they start?"),
        (("offset=start", "offset=4"), "The sizes were read as numbers: where does the header end?"),
        (('"big"', '"little"'), "Sizes have their biggest part first: big-endian."),
        (("reshape(shape)", "reshape(shape[::-1])"), "The sizes are in the wrong order."),
        (("reshape(shape)", 'reshape(shape, order="F")'), "Rows come one after the other."),
        ((".reshape(shape)", ""), "Give the numbers the header's shape: reshape."),
        (("dtype=np.uint8", "dtype=np.int8"), "Bytes are whole numbers from 0 to 255: np.uint8."),
    ])  # fmt: skip


def check_gunzip(gunzip):
    """A small .gz file is unpacked; damage, and more than max_bytes, are refused."""
    packed = gzip.compress(TINY, mtime=0)
    files = {"good": packed, "cut": packed[:-9], "no gzip": TINY}
    damaged = bytearray(gzip.compress(bytes(range(256)) * 20, mtime=0))
    damaged[14:30] = b"\xff" * 16  # between header and end
    files["damaged"] = bytes(damaged)
    files["large"] = gzip.compress(bytes(20_000_000), mtime=0)
    files["digits"] = gzip.compress(bytes(47_040_016), 1, mtime=0)  # as many as MNIST's largest has
    with tempfile.TemporaryDirectory(**LEFT) as folder:
        paths = {name: Path(folder) / f"{name}.gz" for name in files}
        for name, path in paths.items():
            path.write_bytes(files[name])
        tasks = [call(paths["good"]), call(paths["good"], len(TINY))]
        tasks += [call(paths["good"], 9), *(call(paths[name]) for name in ("cut", "no gzip"))]
        tasks.append(call(paths["damaged"]))
        tasks.append(use(lambda function: memory(function, paths["large"])))
        many = "how many bytes of MNIST's largest file it allows"
        tasks.append(use(lambda function: {many: len(function(paths["digits"]))}))
        judge(gunzip, idx.gunzip, tasks, [
            (("file.read(max_bytes + 1)", "file.read()"),
             "Read max_bytes + 1 bytes: file.read() unpacks all, however much it is."),
            (("max_bytes + 1", "max_bytes"), "Read one byte more than allowed, to see that there is."),
            (("> max_bytes", ">= max_bytes"), "Just max_bytes bytes are still allowed."),
            (("gzip.open(path)", 'open(path, "rb")'), "The file is packed: gzip.open."),
            *belong_into_except(STOPS),
        ])  # fmt: skip


def memory(gunzip, path):
    """Whether a file that unpacks to 20 MB, where 1,000 bytes are allowed, stays in its .gz."""
    traced = tracemalloc.is_tracing()
    tracemalloc.start()
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    try:
        gunzip(path, 1000)
    except ValueError:
        pass
    finally:
        peak = tracemalloc.get_traced_memory()[1] - before
        if not traced:
            tracemalloc.stop()
    return {"whether it stays below 5 MB of memory for a file of 20 MB": peak < 5_000_000}


def check_to_columns(to_columns):
    """Two pictures of 2 x 3 become two columns of six numbers from 0 to 1."""
    images = np.array([[[0, 51, 102], [153, 204, 255]], [[255, 0, 51], [10, 20, 30]]], np.uint8)
    judge(to_columns, idx.to_columns, [call(images), call(images // 2)], [
        (("np.float32(255)", "np.float32(images.max())"),
         "White is 255, also where no pixel is: divide by 255."),
        ((".T / np.float32(255)", ".T / 255"), "Divide by np.float32(255): 255 alone makes float64."),
        ((" / np.float32(255)", ""), "Divide by 255, so that the numbers go from 0 to 1."),
        (("np.float32(255)", "np.float32(256)"), "White is 255, and not 256."),
        (("np.float32(255)", "np.float32(255) / np.float32(255)"), "It is divided by 255 twice."),
        ((".T", ""), "Each image is a row here; it should be a column."),
        (("reshape(len(images), -1).T", "reshape(-1, len(images))"),
         "The images are cut up: first one row for each image, then .T."),
    ])  # fmt: skip


def check_init_params(init_params):
    """Shapes, range, and the numbers that this rng gives, in the order W1, b1, W2, b2."""

    def draw(function, **options):
        return named(function(np.random.default_rng(5), **options), ("W1", "b1", "W2", "b2"))

    tasks = [
        use(lambda function: draw(function)),
        use(lambda function: draw(function, n_hidden=3)),
        use(lambda function: draw(function, n_hidden=3, dtype=np.float64)),
    ]
    judge(init_params, two_layer.init_params, tasks, [
        (("(10, 1), dtype=dtype)", "(10, 1))"), "b2: give rng.random the dtype, too."),
        ((", dtype=dtype)", ")"), "Give rng.random the dtype, which is float32 where none is handed in."),
        ((", dtype=dtype)", ", dtype=np.float32)"), "The dtype is the one handed in: dtype=dtype."),
        ((", dtype=dtype) - 0.5", ").astype(dtype) - 0.5"), "Give rng.random the dtype: it draws other numbers then."),
        (("(n_hidden, 784)", "(40, 784)"), "W1 has n_hidden rows, not always 40."),
        (("n_hidden=40", "n_hidden=10"), "Without n_hidden it is 40: def init_params(rng, n_hidden=40, ...)."),
        (("rng.random((n_hidden, 1), dtype=dtype) - 0.5", "np.zeros((n_hidden, 1), dtype)"), "Biases are drawn, too."),
        (("(n_hidden, 1), dtype", "n_hidden, dtype"), "A column has two sizes: (n_hidden, 1)."),
        ((" - 0.5", ""), "The numbers go from 0 to 1: subtract 0.5."),
        ((" - 0.5", " - 1"), "The numbers go from -1 to 0: subtract 0.5."),
        (("rng.random((n_hidden, 784), dtype=dtype) - 0.5", "np.zeros((n_hidden, 784), dtype)"),
         "If all start at 0, all units stay the same."),
        (("(10, n_hidden)", "(10, 40)"), "W2 has n_hidden columns, not always 40."),
        (("return W1, b1, W2, b2", "return W1, W2, b1, b2"), "The order is W1, b1, W2, b2."),
    ], hint="Use the rng that is handed in: rng.random(...) - 0.5, in the order W1, b1, W2, b2.")  # fmt: skip
