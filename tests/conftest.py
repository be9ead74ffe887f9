"""What every test run needs: one look for the full MNIST, thread limits, and sample mode."""

import os
import warnings

import matplotlib.font_manager  # noqa: F401  builds the font cache before two kernels want to
import numpy as np
import pytest
from maintain import NO_NETWORK, TAG

import helpers
from helpers.idx import gunzip, parse_idx, to_columns
from helpers.mnist import FILES, SAMPLE

WORKERS = 2
MODE = "MNIST_TESTS_USE"  # "full" or "sample": decided once, inherited by the workers


def pytest_configure(config):
    """Limit BLAS threads for kernels on parallel workers, and find out which MNIST there is."""
    threads = str(max(1, (os.cpu_count() or 1) // WORKERS))
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, threads)
    if MODE in os.environ:
        return
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        helpers.load_mnist(progress=False)  # a wrong MNIST_DIR stops the run here
    os.environ[MODE] = "sample" if caught else "full"
    if caught:  # the kernels need not wait for mirrors that are known not to answer
        os.environ.update(NO_NETWORK)


def pytest_report_header(config):
    if os.environ[MODE] == "full":
        return "MNIST: all 70,000 digits; every notebook output is compared"
    return (
        "MNIST: only the 5,000-digit sample (no MNIST_DIR, no cache, no mirror); "
        f"notebook cells tagged {TAG} are run but not compared"
    )


def pytest_collection_modifyitems(items):
    """In sample mode, run the cells whose output depends on the full data without comparing it."""
    if os.environ[MODE] == "sample":
        for item in items:
            cell = getattr(item, "cell", None)
            if cell is not None and TAG in cell.metadata.get("tags", []):
                item.options["check"] = False


@pytest.fixture(scope="session")
def digits():
    """X, Y, X_test, Y_test of the sample that ships with the course."""
    X, Y, X_test, Y_test = (gunzip(SAMPLE / name) for name in FILES)
    X, X_test = (to_columns(parse_idx(data, 3)) for data in (X, X_test))
    return X, parse_idx(Y, 1).astype(np.int64), X_test, parse_idx(Y_test, 1).astype(np.int64)
