"""`python -m helpers`: the environment check that a report of a fault asks for."""

import os
import subprocess
import sys

import numpy as np
import pytest

from helpers import __main__


def run(**environment):
    command = [sys.executable, "-m", "helpers"]
    done = subprocess.run(
        command, env=os.environ | environment, capture_output=True, text=True, check=True,
        errors="replace",
    )  # fmt: skip
    assert done.stderr == ""
    return dict(line.split(maxsplit=1) for line in done.stdout.splitlines())


def test_it_says_what_is_installed_and_where_mnist_is(tmp_path):
    found = run(MNIST_DIR="", XDG_CACHE_HOME=str(tmp_path), MPLBACKEND="agg")
    assert found["numpy"] == np.__version__
    assert sys.executable in found["Python"]
    assert "threads; " in found["BLAS"] or found["BLAS"].startswith("unknown BLAS; ")
    assert found["MPLBACKEND"] == "agg"
    assert list(tmp_path.iterdir()) == [], "it only looks"
    assert found["MNIST"] != run(MNIST_DIR=str(tmp_path))["MNIST"]


def test_a_broken_mnist_dir_is_said_and_no_error(tmp_path):
    assert str(tmp_path / "nowhere") in run(MNIST_DIR=str(tmp_path / "nowhere"))["MNIST"]


def test_letters_that_a_console_lacks_do_no_harm(tmp_path):
    found = run(MNIST_DIR=str(tmp_path / "Łódź"), PYTHONIOENCODING="cp1252:strict")
    assert "?\ufffdd?" in found["MNIST"]  # the second letter is one of cp1252


def test_what_is_not_installed_is_said():
    assert __main__.version("no-such-package") == "not installed"


@pytest.mark.parametrize("missing", __main__.FRONT_ENDS)
def test_a_front_end_that_is_missing_is_named(tmp_path, monkeypatch, missing):
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    for name, path in __main__.FRONT_ENDS.items():
        if name != missing:
            (tmp_path / "share" / "jupyter" / "labextensions" / path).mkdir(parents=True)
    assert __main__.widgets().startswith(f"{missing}: no front end")
    (tmp_path / "share" / "jupyter" / "labextensions" / __main__.FRONT_ENDS[missing]).mkdir(
        parents=True
    )
    assert "has what the pad needs" in __main__.widgets()


def test_the_report_names_every_package_and_what_limits_the_threads(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    lines = list(__main__.report())
    assert {line.split()[0] for line in lines} >= {*__main__.PACKAGES, "BLAS", "widgets", "MNIST"}
    assert "OMP_NUM_THREADS      3" in lines
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert not any(line.startswith("OMP") for line in __main__.report())


def test_processors_are_those_of_this_process():
    assert 1 <= __main__.processors() <= os.cpu_count()
