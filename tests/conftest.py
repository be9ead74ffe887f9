"""Digits and mirrors for the tests (what every run needs besides is in .ci/which_mnist.py).

Property tests look at 100 cases each. To let them look for minutes:
`python -m pytest tests/test_files.py tests/test_idx.py -o addopts= -p which_mnist
--hypothesis-profile=long`, or with other test files that use Hypothesis.
"""

import hypothesis
import mirrors
import numpy as np
import pytest

from helpers.digits.idx import gunzip, parse_idx, to_columns
from helpers.digits.mnist import DATA, FILES
from helpers.teaching import judge

# A case that takes long where the computer is busy is no fault.
hypothesis.settings.register_profile("calm", deadline=None)
hypothesis.settings.load_profile("calm")
hypothesis.settings.register_profile("long", max_examples=50_000, deadline=None)


@pytest.fixture(scope="session")
def digits():
    """X, Y, X_test, Y_test of the sample that ships with the course."""
    X, Y, X_test, Y_test = (gunzip(DATA / name) for name in FILES)
    X, X_test = (to_columns(parse_idx(data, 3)) for data in (X, X_test))
    return X, parse_idx(Y, 1).astype(np.int64), X_test, parse_idx(Y_test, 1).astype(np.int64)


@pytest.fixture
def no_hurry(monkeypatch):
    """Checks look for a slip as long as it takes: a busy machine is no fault."""
    monkeypatch.setattr(judge, "PATIENCE", 300)


@pytest.fixture(scope="module")
def server():
    """A mirror for each behaviour, at server.address + "good/", "hang/", ... (see mirrors.py)."""
    server = mirrors.serve()
    yield server
    mirrors.stop(server)


def pytest_terminal_summary(terminalreporter):
    """Print what tests have recorded as said: the table of diseases, and what examine found."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind)]
    for report in reports:
        for name, value in getattr(report, "user_properties", []):
            if name == "said" and getattr(report, "when", "") == "call":
                terminalreporter.write_line(value)
