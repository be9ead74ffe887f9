"""What a report of a fault needs: `python -m helpers` prints it, and changes nothing."""

import contextlib
import importlib.metadata
import os
import platform
import sys
from pathlib import Path

import threadpoolctl

from helpers.digits.mnist import describe_source

PACKAGES = (
    "numpy", "scipy", "matplotlib", "scikit-image", "pillow", "requests", "tqdm",
    "anywidget", "ipywidgets", "ipykernel", "jupyterlab", "nbval",
)  # fmt: skip
# Where JupyterLab looks for the two front ends that the pad and the bars need.
FRONT_ENDS = {"anywidget": "anywidget", "ipywidgets": "@jupyter-widgets/jupyterlab-manager"}


def version(package):
    """The installed version of a package, or "not installed"."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def processors():
    """How many processors this process may use: an int."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS and Windows
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def threads():
    """Which BLAS NumPy has, and how many threads it uses: a sentence."""
    import numpy  # noqa: F401  its BLAS must be loaded to be seen

    found = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"]
    blas = ", ".join(
        f"{pool['internal_api']} {pool['version']}, {pool['num_threads']} threads" for pool in found
    )
    return f"{blas or 'unknown BLAS'}; {processors()} processors for this process"


def widgets():
    """Whether this environment's own JupyterLab can show the pad: a sentence."""
    folder = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    missing = [name for name, path in FRONT_ENDS.items() if not (folder / path).is_dir()]
    if not missing:
        return "this environment's JupyterLab has what the pad needs"
    return f"{' and '.join(missing)}: no front end here for JupyterLab; install it where that is"


def report():
    """The whole report: lines of text."""
    yield f"mnist-from-scratch  {version('mnist-from-scratch')}"
    yield f"Python              {platform.python_version()}, {sys.executable}"
    yield f"system              {platform.platform()}, {platform.machine()}"
    for package in PACKAGES:
        yield f"{package:20}{version(package)}"
    yield f"BLAS                {threads()}"
    yield f"widgets             {widgets()}"
    yield f"MNIST               {describe_source().removeprefix('MNIST: ')}"
    for name in ("MPLBACKEND", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        if name in os.environ:
            yield f"{name:20} {os.environ[name]}"


if __name__ == "__main__":
    with contextlib.suppress(AttributeError):  # a stream of another kind takes any letter
        sys.stdout.reconfigure(errors="replace")  # a path may have letters that a console lacks
    print(*report(), sep="\n")
