"""A pytest plugin (pyproject.toml names it): which MNIST there is, and what every kernel needs.

It is a plugin and not a conftest.py, so that one notebook alone has it, too, and the top folder
stays a learner's.
"""

import json
import os
import tempfile
import warnings

import matplotlib.font_manager  # noqa: F401  builds the font cache before two kernels want to
import pytest

WORKERS = 2
MODE = "MNIST_TESTS_USE"  # "full" or "sample": decided once, inherited by the workers
TAG = "full-mnist"  # cells whose output depends on the full data: maintain.py sets it
# Nothing answers on this port, so every mirror is out of reach; the tests' own server is not.
NO_NETWORK = {name: "http://127.0.0.1:9" for name in ("HTTP_PROXY", "HTTPS_PROXY", "https_proxy")}
NO_NETWORK["NO_PROXY"] = NO_NETWORK["no_proxy"] = "127.0.0.1"
# Files that take minutes, the longest first: begun last, they would let the other worker idle.
LONG = ["08_higher_accuracy", "test_browser", "test_readme", "test_site_browser"]
KEPT = "MNIST_TESTS_KEPT"  # what NO_NETWORK has overwritten, for tests that install something


def pytest_configure():
    """Limit BLAS threads for kernels on parallel workers, and find out which MNIST there is."""
    threads = str(max(1, (os.cpu_count() or 1) // WORKERS))
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, threads)
    os.environ.pop("MPLBACKEND", None)  # it would take the figures out of every notebook
    if MODE in os.environ:
        return
    import helpers  # not before: coverage starts after plugins are loaded, and would miss it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        Y = helpers.load_mnist(progress=False)[1]  # a wrong MNIST_DIR stops the run here
    os.environ[MODE] = "full" if Y.size == 60_000 else "sample"
    if os.environ[MODE] == "sample":  # no kernel need wait for mirrors that do not answer
        os.environ[KEPT] = json.dumps({name: os.environ.get(name, "") for name in NO_NETWORK})
        os.environ.update(NO_NETWORK)


def with_network():
    """The environment as it was before the mirrors were put out of reach, for what installs."""
    return os.environ | json.loads(os.environ.get(KEPT, "{}"))


def pytest_report_header():
    if os.environ[MODE] == "full":
        return "MNIST: all 70,000 digits; every notebook output is compared"
    return (
        "MNIST: only the 5,000-digit sample (no MNIST_DIR, no cache, no mirror); "
        f"notebook cells tagged {TAG} are run but not compared"
    )


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item):
    """A workbook's kernel, which starts here, has the sample: its stubs teach nothing by more."""
    if "workbooks" not in item.path.parts:
        return (yield)
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as empty:
        for name, value in {**NO_NETWORK, "MNIST_DIR": "", "XDG_CACHE_HOME": empty}.items():
            patch.setenv(name, value)
        return (yield)


def pytest_collection_modifyitems(items):
    """Notebooks are slow; in sample mode, what depends on the full data is not compared."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))
    for item in items:
        cell = getattr(item, "cell", None)
        if cell is not None:
            item.add_marker("slow")
            if os.environ[MODE] == "sample" and TAG in cell.metadata.get("tags", []):
                item.options["check"] = False
