"""Digits and mirrors for the tests (what every run needs besides is in .ci/which_mnist.py)."""

import mirrors
import numpy as np
import pytest

from helpers.digits.idx import gunzip, parse_idx, to_columns
from helpers.digits.mnist import DATA, FILES


@pytest.fixture(scope="session")
def digits():
    """X, Y, X_test, Y_test of the sample that ships with the course."""
    X, Y, X_test, Y_test = (gunzip(DATA / name) for name in FILES)
    X, X_test = (to_columns(parse_idx(data, 3)) for data in (X, X_test))
    return X, parse_idx(Y, 1).astype(np.int64), X_test, parse_idx(Y_test, 1).astype(np.int64)


@pytest.fixture(scope="module")
def server():
    """A mirror for each behaviour, at server.address + "good/", "hang/", ... (see mirrors.py)."""
    server = mirrors.serve()
    yield server
    mirrors.stop(server)
