"""Mistakes planted in the lessons' own code: each is answered by the check in the next cell."""

import ast
import base64
import linecache
import tomllib
from pathlib import Path

import lessons
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from tqdm.auto import tqdm

import helpers
from helpers.teaching.answers import NotRight

MISTAKES = tomllib.loads((Path(__file__).parent / "mistakes.toml").read_text(encoding="utf-8"))
CODE = {
    entry.file[:2]: [
        cell.source
        for cell in nbformat.read(entry.path, as_version=4).cells
        if cell.cell_type == "code"
    ]
    for entry in lessons.read()
    if entry.has_workbook
}


def definitions(source):
    """The imports, functions and classes of a cell, without what uses them."""
    kept = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    tree = ast.parse(source)
    tree.body = [node for node in tree.body if isinstance(node, kept)]
    return ast.unparse(tree)


def names_to_start_with():
    """What a learner has by then: all of helpers stands for the cells before."""
    return {"base64": base64, "np": np, "plt": plt, "tqdm": tqdm} | {
        name: getattr(helpers, name) for name in helpers.__all__
    }


@pytest.mark.usefixtures("no_hurry")
@pytest.mark.parametrize(
    "mistake", MISTAKES["mistake"], ids=lambda m: f"{m['lesson']}-{m['new'][:40]}"
)
def test_a_planted_mistake_is_answered_by_the_next_check(mistake):
    with pytest.raises(NotRight) as answer:
        check(mistake)
    assert mistake["words"] in str(answer.value)


@pytest.mark.parametrize("way", MISTAKES["right"], ids=lambda w: f"{w['lesson']}-{w['new'][:40]}")
def test_another_way_to_be_right_is_accepted(way, capsys):
    check(way)
    assert capsys.readouterr().out.endswith("is right.\n")


def check(change):
    """Run the check of the cell in which old becomes new, on what that cell then defines."""
    code = CODE[change["lesson"]]
    place = next(
        i
        for i, source in enumerate(code)
        if change["old"] in source and "check_" in "".join(code[i + 1 : i + 2])
    )
    scope = names_to_start_with() | {"__name__": "__main__"}
    run_cell(definitions(code[place].replace(change["old"], change["new"])), scope)
    exec(code[place + 1], scope)


def run_cell(source, scope):
    """Run code as a notebook does, where its source is known."""
    name = f"<cell {len(linecache.cache)}>"
    linecache.cache[name] = len(source), None, source.splitlines(keepends=True), name
    exec(compile(source, name, "exec"), scope)


def test_there_are_enough_of_them_in_every_lesson_that_builds():
    assert len(MISTAKES["mistake"]) >= 60
    assert {mistake["lesson"] for mistake in MISTAKES["mistake"]} == set(CODE)
